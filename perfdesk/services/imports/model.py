"""What an import shows before it writes, and what the clerk decides about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.domain.problem import Problem, Repair
    from perfdesk.services.imports.staging import Staging


@dataclass(slots=True)
class Counts:
    """Subjects of one file against the ledger: a project sheet or a row of a list counts once."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0

    def add(self, outcome: str) -> None:
        """Count one subject as new, changed, same or rejected."""
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that the file would change although a person corrected or passed it; kept unless the clerk takes it.

    `record` is the table and id, `field` the column; `kept` and `offered` are both values as text, `why` says who
    stands in the way (手工更正, 已通过, 已封存).
    """

    table: str
    record: str
    field: str
    kept: str
    offered: str
    why: str
    subject: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a decision names it by."""
        return (self.table, self.record, self.field)


@dataclass(frozen=True, slots=True)
class Question:
    """A name in a file that the ledger does not know; answered by an alias (a Learned).

    `kind` is unit or project, `owner` the unit under which a project was looked for, `near` the ids of the near
    matches, best first.
    """

    kind: str
    text: str
    owner: str
    year: int
    near: tuple[str, ...]
    why: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What the clerk taught: `sender` ("" for all) means `means` when it writes `text`.

    `kind` is unit or project (`means` is an id) or column (`means` is the name of a form's column).
    """

    id: str
    kind: str
    sender: str
    text: str
    means: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One form of a file as it will stand: its period, its subject and sender (ids), 第几次报送, why it is held."""

    form: str
    year: int | None
    month: int | None
    subject: str
    sender: str
    round: int
    held: str
    sheet: str


@dataclass(slots=True)
class FilePlan:
    """One file of the preview. `status` is imported (will be), rejected or skipped; `forms` the recognised keys.

    `member` is the path inside a .zip, `taken` the conflicts that the clerk takes after all, `staged` the places of the
    file's rows among those staged, by table.
    """

    path: str
    sha256: str
    status: str
    forms: list[str] = field(default_factory=list)
    sender: str = ""
    counts: Counts = field(default_factory=Counts)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[Conflict] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    member: str = ""
    staged: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the clerk decided.

    `take` are conflicts to take after all (by key), `refuse` repairs refused (file index, repair index), `leave` the
    files not to import (index), `learned` the aliases given in this import; they are written with it.
    """

    take: frozenset[tuple[str, str, str]] = frozenset()
    refuse: frozenset[tuple[int, int]] = frozenset()
    leave: frozenset[int] = frozenset()
    learned: tuple[Learned, ...] = ()


@dataclass(slots=True)
class Preview:
    """All files of one import with what they would write; nothing is written before confirm()."""

    files: list[FilePlan]
    staging: Staging
    basis: int
    """Last action of the journal at the time of the preview; confirm() refuses when the ledger moved on."""
    committed: bool = False
    seconds: float = 0.0
