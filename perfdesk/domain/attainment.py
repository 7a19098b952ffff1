"""How far one indicator was attained: the share of its weight that it earns, whether it was met, and why in words.

财预〔2020〕10号; Yunnan form 公开14表: 定量 by a capped ratio, 定性 by three bands, 是/否 all or nothing.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.domain.goals import BLANK, DAY, NUMBER, RANGE, YES_NO, Goal, actual_quantity
from perfdesk.domain.qualitative import OPEN, Attainment, by_words, spoken, yes_no
from perfdesk.domain.quantity import Quantity, parse, parse_day, shown, tidy

if TYPE_CHECKING:
    from perfdesk.domain.settings import Scoring, Settings

_ZERO, _ONE, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)

_Rated = tuple[Fraction, bool, Fraction | None]


def _at_least(target: Fraction, actual: Fraction) -> _Rated:
    if target <= 0:
        return (_ONE, True, None) if actual >= target else (_ZERO, False, _ZERO)
    ratio = max(_ZERO, actual / target)
    return min(_ONE, ratio), actual >= target, ratio


def _at_most(target: Fraction, actual: Fraction) -> _Rated:
    if actual <= target:
        return _ONE, True, target / actual if actual > 0 and target > 0 else None
    ratio = target / actual if target > 0 else _ZERO
    return ratio, False, ratio


def _equal(target: Fraction, actual: Fraction, *, deviation: bool, adverse: bool) -> _Rated:
    if actual == target:
        return _ONE, True, _ONE
    if target <= 0:
        return _ZERO, False, _ZERO
    if actual < target or adverse:
        ratio = max(_ZERO, actual / target if actual < target else target / actual)
        return ratio, False, ratio
    ratio = actual / target
    return (max(_ZERO, 2 - ratio), False, ratio) if deviation else (_ONE, True, ratio)


def _by_ratio(aim: Goal, actual: Fraction, rules: Scoring, *, adverse: bool) -> _Rated:
    """(share, met, uncapped ratio) of a number against a number, by its direction."""
    if aim.relation == ">=":
        return _at_least(aim.low, actual)
    if aim.relation == "<=":
        return _at_most(aim.low, actual)
    return _equal(aim.low, actual, deviation=rules.deviation, adverse=adverse)


def _stepped(actual: Fraction, rules: Scoring) -> Fraction:
    return next((Fraction(share, 100) for least, share in rules.satisfaction_steps if actual >= least), _ZERO)


def _number(aim: Goal, actual: Quantity, said: str, rules: Scoring, *, name: str, adverse: bool) -> Attainment:
    middle = (actual.low + actual.high) / 2
    if rules.satisfaction_steps and "满意" in name and aim.relation != "<=":
        share = _stepped(middle, rules)
        why = f"{said}，满意度分段计 {shown(share * 100)}%"
        return Attainment(NUMBER, share, share == 1, why, middle / (aim.low or 1))
    share, met, ratio = _by_ratio(aim, middle, rules, adverse=adverse)
    guess = f"（未写指标性质，按 {'≤' if aim.relation == '<=' else '＝'} 计）" if aim.inferred else ""
    if met:
        return Attainment(NUMBER, share, met, f"{said}{guess}，已达到，得满分", ratio)
    if share * 100 < rules.gate:
        return Attainment(NUMBER, _ZERO, met, f"{said}{guess}，完成率低于 {rules.gate}%，不得分", ratio)
    way = _way(aim, middle, adverse=adverse)
    return Attainment(NUMBER, share, met, f"{said}{guess}，未达到，按 {way} 计 {shown(share * 100)}%", ratio)


def _way(aim: Goal, actual: Fraction, *, adverse: bool) -> str:
    if aim.low <= 0 or actual < 0:
        return "目标为零或实际为负"
    if aim.relation == ">=" or actual < aim.low:
        return "实际÷目标"
    return "目标÷实际" if aim.relation == "<=" or adverse else "偏离度"


def _within(aim: Goal, actual: Quantity, said: str) -> Attainment:
    if aim.low <= actual.low and actual.high <= aim.high:
        return Attainment(RANGE, _ONE, met=True, why=f"{said}，在区间内，得满分")
    if actual.low < aim.low:
        share = max(_ZERO, actual.low / aim.low) if aim.low > 0 else _ZERO
    else:
        share = max(_ZERO, min(_ONE, aim.high / actual.high)) if aim.high > 0 else _ZERO
    return Attainment(RANGE, share, met=False, why=f"{said}，不在区间内，按比例计 {shown(share * 100)}%", ratio=share)


def _day(aim: Goal, actual: str, rules: Scoring, year: int | None) -> Attainment | None:
    done, due = parse_day(actual, year), aim.day
    if done is None or due is None:
        return None
    said = f"应于 {due} 前完成，实际 {done} 完成"
    if done <= due:
        return Attainment(DAY, _ONE, met=True, why=f"{said}，按期，得满分")
    late = (done - due).days
    if rules.late == "zero":
        return Attainment(DAY, _ZERO, met=False, why=f"{said}，逾期 {late} 天，不得分")
    planned = max(1, (due - date(year or due.year, 1, 1)).days + 1)
    share = max(_ZERO, 1 - Fraction(late, planned))
    return Attainment(
        DAY, share, met=False, why=f"{said}，逾期 {late} 天（计划 {planned} 天），按比例计 {shown(share * 100)}%"
    )


def _percent_of(actual: str) -> Attainment | None:
    """A percentage where a day was asked: that much of it was done in time."""
    found = parse(actual)
    if found is None or found.unit != "%":
        return None
    share = max(_ZERO, min(_ONE, found.low / _HUNDRED))
    return Attainment(DAY, share, share == 1, f"按时完成 {shown(found.low)}%，按比例计分", found.low / _HUNDRED)


def _counted(aim: Goal, actual: str, name: str, settings: Settings) -> Attainment:
    found = actual_quantity(aim, actual)
    if found is None:
        return spoken(aim, actual, settings)
    if aim.unit and found.unit and found.unit != aim.unit:
        why = f"目标单位“{aim.unit}”与实际单位“{found.unit}”不同，无法计算，请人工认定"
        return Attainment(aim.kind, _ONE, None, why, band=OPEN)
    said = f"目标 {aim.printed}，实际 {tidy(actual)}"
    if aim.kind == RANGE:
        return _within(aim, found, said)
    return _number(aim, found, said, settings.scoring, name=name, adverse=settings.words.is_adverse(name))


@lru_cache(maxsize=32768)
def attain(aim: Goal, actual: str, *, name: str, year: int | None, settings: Settings) -> Attainment:
    """Judge one actual value against its goal.

    Args:
        aim: what the target asks.
        actual: the cell as it stands; "" is blank and earns nothing.
        name: the indicator's name (adverse indicators lose by exceeding an "=").
        year: the budget year, completing days that have none.
        settings: rules and words in force.
    """
    if not tidy(actual):
        return Attainment(aim.kind, _ZERO, None, "实际完成值未填，不得分", blank=True)
    if aim.kind in {NUMBER, RANGE}:
        return _counted(aim, actual, name, settings)
    if aim.kind == DAY:
        return _day(aim, actual, settings.scoring, year) or _percent_of(actual) or spoken(aim, actual, settings)
    if aim.kind == BLANK:
        return Attainment(BLANK, _ONE, None, "未填指标值，无法计算，请人工认定", band=OPEN)
    judged = yes_no(aim, actual, settings.words) if aim.kind == YES_NO else None
    return judged or by_words(aim, actual, settings)
