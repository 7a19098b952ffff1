"""What checks look at: one sheet with its surroundings, one subject over the year, the sets of a whole year."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from perfdesk.domain.checks.base import Registry
from perfdesk.domain.indicators import Indicator, indicators
from perfdesk.domain.matching import plain
from perfdesk.domain.scoring import Score, score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfdesk.domain.content import Content
    from perfdesk.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class LedgerMoney:
    """What the ledger's funding lines of one subject add up to, 分; None where the ledger has no such number.

    `executed` maps a cut-off month to the cumulative amount.
    """

    initial: int | None = None
    adjusted: int | None = None
    executed: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a single form cannot know by itself; everything but the settings may be missing.

    `raws` maps a path to the cell's raw text where it differs from the value; `department_budget` is the adjusted
    budget of the whole department (分); `last_year` the same subject's self-evaluation of the year before; `tag` a
    special fund's tag.
    """

    settings: Settings
    raws: Mapping[str, str] = field(default_factory=dict)
    department_budget: int | None = None
    last_year: Content | None = None
    ledger: LedgerMoney = LedgerMoney()
    tag: str = ""


class Sheet:
    """One filled form, its indicator rows and its score read once for all checks."""

    def __init__(self, content: Content, context: Context) -> None:
        """Read nothing yet; rows and score are read when a check first asks."""
        self.content = content
        self.context = context
        self.remembered: dict[str, object] = {}  # what one check worked out and another asks again

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        """All indicator rows in printed order."""
        return indicators(self.content, self.context.settings)

    @cached_property
    def scored(self) -> tuple[Indicator, ...]:
        """The rows that are no headings."""
        return tuple(row for row in self.rows if not row.heading)

    @cached_property
    def score(self) -> Score:
        """The sheet scored by the rules."""
        return score(self.content, self.context.settings, self.rows)

    @cached_property
    def has_points(self) -> bool:
        """Whether the sheet carries weights or scores at all (the department's form may do without)."""
        rows = any(row.weight is not None or row.score is not None for row in self.scored)
        return rows or self.content.number("total", "total", "score") is not None

    @cached_property
    def remarks(self) -> str:
        """Everything the sheet says in explanation: reasons, notes and 其他需要说明事项."""
        said = [self.content.text("other")]
        for table in self.content.tables.values():
            said += [str(row.get(name) or "") for row in table for name in ("reason", "note")]
        return "".join(said).strip()


Place = tuple[str, str, int]


def places(rows: tuple[Indicator, ...]) -> dict[Place, Indicator]:
    """Indicator rows by (level2, plain name, n-th of that name): how forms match, never by row number."""
    found: dict[Place, Indicator] = {}
    for row in rows:
        if row.heading:
            continue
        level2, nth = plain(row.level2), 0
        while (level2, row.name, nth) in found:
            nth += 1
        found[level2, row.name, nth] = row
    return found


@dataclass(frozen=True, slots=True)
class Identity:
    """What a subject is called in one year."""

    year: int
    code: str
    name: str
    unit: str


@dataclass(frozen=True)
class Series:
    """One subject in one budget year: its target in force, its monitoring sheets by month, its self-evaluation.

    `identities` are those of the same project code over the years, oldest first.
    """

    settings: Settings
    target: Sheet | None = None
    monitoring: tuple[Sheet, ...] = ()
    selfeval: Sheet | None = None
    ledger: LedgerMoney = LedgerMoney()
    identities: tuple[Identity, ...] = ()

    @cached_property
    def sheets(self) -> tuple[tuple[Content, dict[Place, Indicator]], ...]:
        """The monitoring sheets by month and the self-evaluation, each with its indicator rows by place."""
        ordered = sorted(self.monitoring, key=lambda sheet: sheet.content.month or 0)
        if self.selfeval is not None:
            ordered.append(self.selfeval)
        return tuple((sheet.content, places(sheet.rows)) for sheet in ordered)

    @cached_property
    def aims(self) -> dict[Place, Indicator] | None:
        """The target's indicator rows by place; None where there is no target in force."""
        return None if self.target is None else places(self.target.rows)


@dataclass(frozen=True, slots=True)
class Subject:
    """A project or department of the year: id, name and the name of its unit; `department` is the department's id."""

    id: str
    name: str
    unit: str
    department: str = ""


@dataclass(frozen=True)
class Year:
    """The sets of one budget year, as ids of subjects.

    `targets`/`overall` have a target in force (projects / departments), `monitored`/`monitored_overall` a sheet by
    ordinary month, `evaluated` a self-evaluation; `owed` should have one (money or execution that year, not exempt);
    `reasons` says in one word why a subject may differ (追加 撤销 完结); `totals` is the entered total of each
    project's self-evaluation (hundredths); `counts` maps what is counted to (this year, the year before).
    """

    settings: Settings
    year: int
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    targets: frozenset[str] = frozenset()
    overall: frozenset[str] = frozenset()
    monitored: Mapping[int, frozenset[str]] = field(default_factory=dict)
    monitored_overall: Mapping[int, frozenset[str]] = field(default_factory=dict)
    evaluated: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


SHEETS: Registry[Sheet] = Registry()
SERIES: Registry[Series] = Registry()
YEARS: Registry[Year] = Registry()
