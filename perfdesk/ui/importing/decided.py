"""What the clerk decided about an import so far, and the work that reads, plans and writes it outside the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.services.imports import Decisions, Kept, Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.progress import Progress
    from perfdesk.services.imports import Learned, Question
    from perfdesk.services.imports.choices import Choice, Kind, Look
    from perfdesk.services.imports.past import Batch
    from perfdesk.services.imports.shown import FileRow, Shown
    from perfdesk.services.opening import Store

# The services are imported in the runner's threads: reading starts processes and loads much.
# ruff: noqa: PLC0415


@dataclass(slots=True)
class Decided:
    """`accepted` are repairs that the clerk looked at and confirmed: (file, repair). The rest is as in Decisions."""

    month: int | None = None
    add_unknown: bool = False
    take: set[tuple[str, str, str]] = field(default_factory=set)
    refuse: set[tuple[int, int]] = field(default_factory=set)
    accepted: set[tuple[int, int]] = field(default_factory=set)
    leave: set[int] = field(default_factory=set)
    learned: list[Learned] = field(default_factory=list)

    def options(self) -> Options:
        """What the import is planned with."""
        decisions = Decisions(frozenset(self.take), frozenset(self.refuse), frozenset(self.leave), tuple(self.learned))
        return Options(month=self.month, add_unknown=self.add_unknown, decisions=decisions)

    def learn(self, one: Learned) -> None:
        """Teach a name; a later answer takes the place of an earlier one."""
        self.learned = [
            old for old in self.learned if (old.kind, old.sender, old.text) != (one.kind, one.sender, one.text)
        ]
        self.learned.append(one)

    def undecided(self, rows: Sequence[FileRow]) -> int:
        """How many repairs that change the meaning nobody looked at, in files that will be imported."""
        return sum(
            line.kind == "ask" and not line.done and (row.index, line.key) not in self.accepted
            for row in rows
            if row.state == "将导入"
            for line in row.lines
        )


def planned(path: str, kept: Kept, sources: Sequence[str], options: Options, unit: str, progress: Progress) -> Shown:
    """Read more sources (perhaps none) and compare all that is kept with the ledger.

    Raises:
        UserError: the data file cannot be read.
        Cancelled: the clerk gave up; what was kept is kept.
    """
    from perfdesk.services.imports import gather
    from perfdesk.services.imports.shown import show
    from perfdesk.services.opening import opened

    if sources:
        gather([Path(source) for source in sources], options, progress, kept)
    progress.step(0, 0, "正在与台账比较")
    with opened(path, read_only=True) as store:
        return show(store, kept, options, unit, progress)


def written(store: Store, shown: Shown) -> str:
    """Write a preview; the title under which it stands in the journal.

    Raises:
        UserError: the ledger moved on, or the disk is full; nothing was written.
    """
    from perfdesk.services.imports import confirm
    from perfdesk.services.imports.confirm import title

    confirm(store, shown.preview)
    return title(shown.preview)


def chosen_from(store: Store, question: Question) -> tuple[Choice, ...]:
    """What the name of a question may mean."""
    from perfdesk.services.imports.choices import choices

    return choices(store, question)


def looked_at(kept: Kept, index: int, progress: Progress) -> tuple[tuple[Look, ...], tuple[Kind, ...]]:
    """The sheets of a file, and the forms they could be.

    Raises:
        UserError: the file is gone or cannot be read any more.
    """
    from perfdesk.domain.errors import UserError
    from perfdesk.services.imports.choices import kinds, looks

    found = looks(kept.readings[index], progress)
    if not found:
        raise UserError("这个文件现在读不出内容", "请确认文件还在原处、没有被别的程序占用")
    return found, kinds()


def past_of(store: Store) -> tuple[Batch, ...]:
    """The last imports."""
    from perfdesk.services.imports.past import past

    return past(store)
