"""The execution score: min(1, executed / adjusted budget) times its weight (财预〔2020〕10号), and its zero cases."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain.money import wan
from perfdesk.domain.points import half_up, percent, points

if TYPE_CHECKING:
    from perfdesk.domain.content import Content

COLUMNS = ("initial", "adjusted", "executed")
LEVELS = ("central", "province", "city", "county", "local")
"""The rows that split 财政拨款 by level of government."""

_BESIDE = ("carryover", "special", "own", "other")


@dataclass(frozen=True, slots=True)
class Money:
    """The total row that counts: 分, None where blank. `summed` tells that it was added up from the rows below it."""

    initial: int | None
    adjusted: int | None
    executed: int | None
    summed: bool = False

    def base(self, rate_base: str) -> int | None:
        """The denominator of the execution rate; the other budget number where the wanted one is blank."""
        wanted, instead = (self.initial, self.adjusted) if rate_base == "initial" else (self.adjusted, self.initial)
        return instead if wanted is None else wanted

    def base_name(self, rate_base: str) -> str:
        """What that denominator is called."""
        wanted = self.initial if rate_base == "initial" else self.adjusted
        return "年初预算数" if (rate_base == "initial") == (wanted is not None) else "全年预算数"


@dataclass(frozen=True, slots=True)
class Executed:
    """The execution line judged: the computed score (hundredths), the rate (None where there is none), and why."""

    computed: int
    rate: Fraction | None
    why: str


def below(content: Content, matrix: str, column: str) -> list[int]:
    """What stands below a money matrix's total in one column, as far as it adds up to it, 分.

    财政拨款 counts once: by its own row, or where that is blank by the levels of government that split it.
    """
    fiscal = content.number(matrix, "fiscal", column)
    rows = (*(("fiscal",) if fiscal is not None else LEVELS), *_BESIDE)
    return [value for row in rows if (value := content.number(matrix, row, column)) is not None]


def money(content: Content) -> Money:
    """The total row of the funds, or the sum of the rows below where it is blank or zero and they are not (R004)."""
    total = {column: content.number("funds", "total", column) for column in COLUMNS}
    if not any(total.values()):
        sums: dict[str, int | None] = {}
        for column in COLUMNS:
            given = below(content, "funds", column)
            sums[column] = sum(given) if given else total[column]
        if any(sums.values()):
            return Money(sums["initial"], sums["adjusted"], sums["executed"], summed=True)
    return Money(total["initial"], total["adjusted"], total["executed"])


def cell(content: Content, column: str) -> int | None:
    """The weight, rate or score of the execution line: in the total row, else where a row below has the only one."""
    found = content.number("funds", "total", column)
    if found is not None:
        return found
    below = {value for row in content.matrices.get("funds", {}) if (value := content.number("funds", row, column))}
    return below.pop() if len(below) == 1 else None


def judge(content: Content, weight: int, rate_base: str) -> Executed:
    """Score the execution line.

    Args:
        content: a selfeval.* form.
        weight: its weight, hundredths of a point.
        rate_base: adjusted|initial, the denominator that the office uses.
    """
    found = money(content)
    base, executed = found.base(rate_base), found.executed
    if base and executed is not None:
        rate = Fraction(executed, base)
        note = "（总额行为空或为零，按明细行合计）" if found.summed else ""
        over = "，超过 100%，按 100% 计" if rate > 1 else ""
        name = found.base_name(rate_base)
        shown = f"执行数 {wan(executed)} 万元 ÷ {name} {wan(base)} 万元{note}"
        why = f"{shown} ＝ {percent(rate)}{over}，× {points(weight)} 分"
        return Executed(_earned(rate, weight), rate, why)
    if executed is None:
        return _without_money(content, weight, base)
    if executed > 0:
        why = f"全年预算数为 0 或未填而执行数为 {wan(executed)} 万元，执行率得 0 分，请核对预算数"
        return Executed(0, None, why)
    entered = cell(content, "score")
    kept = min(max(entered or 0, 0), weight)
    return Executed(kept, None, "全年预算数和执行数都是 0，执行率不适用，按填报得分计，请人工认定")


def _earned(rate: Fraction, weight: int) -> int:
    return half_up(min(Fraction(1), max(Fraction(0), rate)) * weight)


def _without_money(content: Content, weight: int, base: int | None) -> Executed:
    printed = cell(content, "rate")
    if base is None and printed is not None:
        rate = Fraction(printed, 10_000)
        why = f"没有填预算数和执行数，按表上的执行率 {percent(rate)} 计，× {points(weight)} 分"
        return Executed(_earned(rate, weight), rate, why)
    missing = "没有填资金" if base is None else "全年执行数未填"
    return Executed(0, None, f"{missing}，执行率得 0 分")
