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


@dataclass(slots=True)
class FilePlan:
    """One file of the preview. `status` is imported (will be), rejected or skipped; `forms` the recognised keys."""

    path: str
    sha256: str
    status: str
    forms: list[str] = field(default_factory=list)
    sender: str = ""
    counts: Counts = field(default_factory=Counts)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the clerk decided: conflicts to take after all (by key), repairs refused (file index, repair index)."""

    take: frozenset[tuple[str, str, str]] = frozenset()
    refuse: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class Preview:
    """All files of one import with what they would write; nothing is written before confirm()."""

    files: list[FilePlan]
    staging: Staging
    basis: int
    """Last action of the journal at the time of the preview; confirm() refuses when the ledger moved on."""
    committed: bool = False
    seconds: float = 0.0
