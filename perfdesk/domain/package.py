"""What a package holds: one list of tables and columns, and what each kind of package owns.

A package is a full snapshot of what its kind owns, cut into parts (one group of tables, one year, one month). Receiving
replaces part by part; of a part that two packages carry, the one with the higher journal number wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from perfdesk.domain.errors import UserError

FORMAT = "perfdesk-package"
VERSION = 1
SECRET_NAME = "涉密项目"  # noqa: S105 - what a classified project is called outside its office, not a password
NO_PREVIOUS = "0" * 64
SEQ_LIMIT = 99_999

KINDS = {"target": "绩效目标", "monitor": "绩效运行监控", "annual": "年度"}
KEEP = object()


class Refused(UserError):  # noqa: N818 - a verdict on a package, not a fault of the program
    """A package that is not accepted: at which step, because of which member, and by which rule.

    `signer` is none (no valid signature), unknown (valid, but by nobody on the roster, or no roster asked) or known.
    """

    def __init__(self, code: str, step: str, message: str, member: str = "", hint: str = "") -> None:
        """Say what is wrong in Chinese; `code` is the E_ code, `step` the step of the verification."""
        super().__init__(message, hint, code)
        self.step = step
        self.member = member
        self.signer = "none"

    def __str__(self) -> str:
        """Step, member and reason on one line."""
        place = f"{self.step}（{self.member}）" if self.member else self.step
        return f"{place}：{super().__str__()}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it travels: kind text|integer|money (分); `secret` stands there for a classified project."""

    name: str
    kind: str
    blank: bool
    secret: object = KEEP


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it travels.

    `parents` maps a column to the tables of this package in one of which its value must stand; `unique` are columns
    that no two rows share (`only` names a flag: of the rows where it is 1).
    """

    name: str
    group: str
    columns: tuple[Column, ...]
    parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unique: tuple[str, ...] = ()
    only: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, office and id first."""
        return tuple(column.name for column in self.columns)

    @property
    def money(self) -> tuple[str, ...]:
        """The money columns, whose sums stand in the manifest."""
        return tuple(column.name for column in self.columns if column.kind == "money")


# name:kind[?][~[secret]]   kinds: t text, i integer, m money; ? may be blank; ~ is taken out for a classified project
_COLUMNS = {
    "office": "code:t name:t level:t kind:t superior:t superior_name:t year:i",
    "unit": "code:t name:t kind:t parent:t? basis:t",
    "unit_year": "unit:t year:i active:i owes_overall:i",
    "project": f"year:i series:t code:t~ name:t~{SECRET_NAME} unit:t department:t class:t needs_target:i classified:i "
    "state:t attribute:t~ category:t~ tag:t~ term:t~ manager:t~ basis:t~ late_target_until:t? owes_selfeval:i",
    "funding": "project:t account:t source:t nature:t initial:m? adjusted:m? document:t~",
    "execution": "funding:t project:t year:i month:i executed:m?",
    "target": "subject_kind:t subject:t year:i version:i state:t current:i approved_on:t? replaces:t? goal:t~ "
    "goal_mid:t~ returns:i submitted_amount:m? approved_amount:m? tasks:t~[] basis:t~",
    "indicator": "target:t key:t ordinal:i level1:t level2:t name:t relation:t value:t measure:t quantitative:i? "
    "weight:i? note:t mid_relation:t mid_value:t mid_measure:t",
    "monitoring": "subject_kind:t subject:t year:i month:i special:t state:t round:i returns:i target:t? initial:m?~ "
    "executed:m?~ forecast:m?~ money:t~{} goal:t~ key_monitoring:i report_on:t? report_number:t~ basis:t~",
    "selfeval": "subject_kind:t subject:t year:i state:t round:i returns:i target:t? layout:t~ initial:m?~ "
    "adjusted:m?~ executed:m?~ money:t~{} execution_weight:i?~ execution_score:i?~ total:i?~ grade:t~ goal:t~ "
    "actual_goal:t~ other:t~ details:t~{} basis:t~",
    "observation": "stage:t sheet:t key:t ordinal:i level1:t level2:t name:t relation:t value:t measure:t actual:t "
    "forecast:t causes:t reason:t likelihood:t note:t weight:i? score:i? stage_only:i",
    "finding": f"number:t~ year:i subject_kind:t subject:t? subject_name:t~{SECRET_NAME} source:t category:t~ "
    "description:t~ amount:m?~ clause:t~ advice:t~ demand:t~ kind:t sent_on:t? deadline:t? replied_on:t? measures:t~ "
    "outcome:t recovered:m? verifier:t~ verdict:t~ closed_on:t? state:t evidence:t~",
    "finding_unit": "finding:t unit:t person:t~ replied_on:t?",
}

_GROUPS = {
    "base": ("office", "unit"),
    "project": ("unit_year", "project", "funding"),
    "execution": ("execution",),
    "target": ("target", "indicator"),
    "monitoring": ("monitoring",),
    "selfeval": ("selfeval",),
    "observation": ("observation",),  # its rows belong to the part of the sheet they stand on
    "finding": ("finding", "finding_unit"),
}

_PARENTS = {
    "funding": (("project", ("project",)),),
    "indicator": (("target", ("target",)),),
    "observation": (("sheet", ("monitoring", "selfeval")),),
    "finding_unit": (("finding", ("finding",)),),
}

_UNIQUE = {
    "office": ("office",),
    "unit": ("code",),
    "unit_year": ("year", "unit"),
    "target": ("subject_kind", "subject", "year"),
    "monitoring": ("subject_kind", "subject", "year", "month"),
    "selfeval": ("subject_kind", "subject", "year"),
}
_ONLY = {"target": "current"}

_SUBJECTS = ("project", "department")
_SHEET = ("draft", "submitted", "returned", "passed", "sealed")
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("office", "level"): ("county", "city", "province"),
    ("office", "kind"): ("", "县区", "市", "省", "开发区"),
    ("unit", "kind"): ("department", "unit", "township"),
    ("project", "class"): ("own", "superior"),
    ("project", "state"): ("draft", "admitted", "rejected", "withdrawn"),
    ("project", "attribute"): ("", "新增项目", "延续项目"),
    ("funding", "account"): ("general", "fund", "capital", "social", "未分"),
    ("funding", "source"): ("central", "province", "city", "county", "own_funds", "other", "未分"),
    ("funding", "nature"): ("current", "carryover"),
    ("target", "subject_kind"): (*_SUBJECTS, "transfer"),
    ("target", "state"): ("draft", "submitted", "returned", "passed", "approved", "withdrawn"),
    ("monitoring", "subject_kind"): _SUBJECTS,
    ("monitoring", "state"): _SHEET,
    ("selfeval", "subject_kind"): _SUBJECTS,
    ("selfeval", "state"): _SHEET,
    ("observation", "stage"): ("monitoring", "selfeval", "verified"),
    ("finding", "subject_kind"): _SUBJECTS,
    ("finding", "source"): ("目标审核", "监控", "自评核查", "财政评价", "审计", "专项检查"),
    ("finding", "kind"): ("", "立行立改", "限期", "长期"),
    ("finding", "state"): ("待反馈", "已反馈", "整改中", "已回复", "核实中", "销号"),
}
RANGES: dict[tuple[str, str], tuple[int, int]] = {("execution", "month"): (1, 12), ("target", "current"): (0, 1)}

_LONG = {"t": "text", "i": "integer", "m": "money"}


def _column(text: str) -> Column:
    plain, tilde, secret = text.partition("~")
    name, _, kind = plain.partition(":")
    blank = kind.endswith("?")
    gone: object = (None if blank else secret) if tilde else KEEP
    return Column(name, _LONG[kind.rstrip("?")], blank, gone)


@cache
def tables() -> dict[str, Table]:
    """Every table that may travel, in the order in which it stands in a package (parents first)."""
    groups = {name: group for group, names in _GROUPS.items() for name in names}
    return {
        name: Table(
            name,
            groups[name],
            (Column("office", "text", blank=False), Column("id", "text", blank=False), *map(_column, text.split())),
            _PARENTS.get(name, ()),
            _UNIQUE.get(name, ()),
            _ONLY.get(name, ""),
        )
        for name, text in _COLUMNS.items()
    }


class Part(NamedTuple):
    """One piece of a snapshot: a group of tables, of one budget year and month (0 where it has none).

    `added` parts are written over what the receiver holds, but nothing is deleted because of them.
    """

    group: str
    year: int = 0
    month: int = 0
    added: bool = False


def parts(kind: str, year: int, month: int | None) -> tuple[Part, ...]:
    """What a package owns (interfaces.md, The package).

    target: the office, its units, and of `year` unit years, projects, funding lines, targets with their indicators.
    monitor: the same and the period `month`: its sheets, and the executed amounts up to that month.
    annual: all of `year`, the self-evaluations of the year before with that year's projects (added, never deleted),
    and all findings (rectification runs over the years and is reported by date).
    """
    found = [Part("base"), Part("project", year), Part("target", year)]
    if kind == "monitor":
        last = month or 0
        found += [Part("execution", year, at) for at in range(1, last + 1)]
        found += [Part("monitoring", year, last)]
    if kind == "annual":
        found += [Part("execution", year, at) for at in range(1, 13)]
        found += [Part("monitoring", year, at) for at in range(1, 13)]
        found += [Part("selfeval", year), Part("selfeval", year - 1), Part("finding")]
        found += [Part("project", year - 1, added=True)]
    return tuple(found)


def carried(kind: str) -> tuple[Table, ...]:
    """The tables that a package of that kind carries, in order; each is present even where it is empty."""
    groups = {part.group for part in parts(kind, 1, 1)}
    if groups & {"monitoring", "selfeval"}:
        groups.add("observation")
    return tuple(table for table in tables().values() if table.group in groups)


def period(kind: str, year: int, month: int | None) -> str:
    """What the package is about, in words: 2023年1-9月绩效运行监控."""
    span = f"1-{month}月" if kind == "monitor" and month else ""
    return f"{year}年{span}{KINDS[kind]}"
