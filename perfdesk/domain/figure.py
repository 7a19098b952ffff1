"""A figure is a number that an office reports: a head, the rows behind it, and how they become one value."""

from __future__ import annotations

from dataclasses import dataclass

from perfdesk.domain.money import hundredths, wan2

AGGREGATES = ("count", "sum", "rate", "distinct")
BUDGET_YEARS = ("Y", "Y-1", "Y+1", "event")
SCOPES = ("own", "sub")
# What an office must have handed in (in any state but draft) before a figure speaks about it: blank is not zero.
SUBJECTS = (
    "target.project",
    "target.department",
    "monitor.project",
    "monitor.department",
    "selfeval.project",
    "selfeval.department",
    "finding",
    "office",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure's head and the SELECT of its contributing rows.

    `aggregate` is count, sum (of amount, 分), rate (sum of top / sum of bottom) or distinct. `budget_year` says which
    budget year the figure is about when the working year is Y (event: by date in Y). `filled` is one of SUBJECTS.
    `distinct` names what a distinct figure counts: "office, id", or "id" where the same id in two offices is one.
    `definition` and `basis` (文件依据) are Chinese. `sql` uses :year (the working year), :month, :line (the
    period's notice line, whole percents) and in_scope(office, level), and gives office, id, label, amount, top, bottom.
    """

    key: str
    title: str
    unit: str
    aggregate: str
    budget_year: str
    filled: str
    distinct: str
    definition: str
    basis: str
    sql: str

    @property
    def monitors(self) -> bool:
        """True where the figure is about one monitoring period."""
        return self.filled.startswith("monitor.")

    @property
    def needs_line(self) -> bool:
        """True where it says nothing about a period that has no notice line (通报线)."""
        return ":line" in self.sql


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows behind a figure add up to; `amounts` counts the rows that have an amount."""

    rows: int
    distinct: int
    amounts: int
    amount: int | None
    top: int | None
    bottom: int | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One contributing row: the office it belongs to, the record's id and name, amount in 分, parts of a rate."""

    office: str
    id: str
    label: str
    amount: int | None
    top: int | None
    bottom: int | None


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure's value in one scope.

    `number` is a count, an amount in 分 or a rate in hundredths of a percent, None where nothing is filled. `expected`
    offices should have filled it, `filled` did. `month` is the monitoring period that was looked at.
    """

    figure: Figure
    scope: str
    number: int | None
    top: int | None
    bottom: int | None
    expected: int
    filled: int
    month: int | None = None
    rows: tuple[FigureRow, ...] = ()

    @property
    def text(self) -> str | None:
        """As it is printed: "847", 万元 and % with two decimals, half up; None where nothing is filled."""
        return None if self.number is None else printed(self.number, self.figure.unit)


def printed(number: int, unit: str) -> str:
    """A number of a figure as it is printed; `number` is in 分 for 万元, in 0.01 % for %, else a count."""
    if unit == "万元":
        return wan2(number)
    if unit == "%":
        sign, whole = ("-", -number) if number < 0 else ("", number)
        return f"{sign}{whole // 100}.{whole % 100:02d}"
    return str(number)


def value_of(figure: Figure, sums: Sums) -> int | None:
    """The one value that `sums` gives: exact in integers, a rate divided once, half up.

    None where every amount is blank or where nothing was owed (a rate without a denominator).
    """
    if figure.aggregate == "count":
        return sums.rows
    if figure.aggregate == "distinct":
        return sums.distinct
    if figure.aggregate == "sum":
        return None if sums.rows and not sums.amounts else sums.amount or 0
    return hundredths((sums.top or 0) * 100, sums.bottom) if sums.bottom else None
