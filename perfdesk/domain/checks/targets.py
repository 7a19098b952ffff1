"""R022-R024, R028, R030: each single target is of the right kind, direction and height."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain import levels
from perfdesk.domain.checks.base import B88, B101, SELFEVAL, TARGETS, Head, Mark
from perfdesk.domain.checks.inputs import SHEETS, Sheet, places
from perfdesk.domain.execution import COLUMNS
from perfdesk.domain.goals import NUMBER, actual_quantity
from perfdesk.domain.indicators import indicators
from perfdesk.domain.points import percent
from perfdesk.domain.problem import ERROR, HINT, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.indicators import Indicator
    from perfdesk.domain.settings import Words

_FORMS = (*TARGETS, *SELFEVAL)
_COUNTED = re.compile(
    r"(\d+(?:\.\d+)?)(台套|台|套|个|人次|人|名|户|家|辆|份|条|篇|场次|场|次|公里|千米|米|平方米|立方米|亩|吨|只|头|株|座|处|间|所|册|元)"
)
_NOT_COUNTED = re.compile(r"[\d.]+(?:年|月|日|岁|号|批|级|届|类|期|-|~|—)|第\d+|\d+(?:-|~|至)\d+")


@SHEETS.add(
    Head("R022", WARNING, "数量指标不用金额", "数量指标“{left}”用的是金额（{right}）；投入的资金不是产出", B101, _FORMS)
)
def quantity_is_no_money(sheet: Sheet) -> Iterator[Mark]:
    """A 数量 indicator counts what was produced, not what was spent."""
    endings = sheet.context.settings.words.money_names
    budgets = {sheet.content.number("funds", "total", column) for column in (*COLUMNS, "amount")} - {None, 0}
    for row in sheet.scored:
        if levels.output_kind(row.level2) != levels.QUANTITY or row.aim.kind != NUMBER:
            continue
        is_budget = row.aim.unit in {"", "元"} and row.aim.low * (1_000_000 if not row.aim.unit else 100) in budgets
        if row.aim.unit == "元" or row.name.endswith(endings) or is_budget:
            yield Mark(f"{row.path}.name", row.name, row.aim.printed)


@SHEETS.add(Head("R023", WARNING, "指标方向正确", "指标“{left}”的方向疑似相反：{right}{0}", B101, _FORMS))
def direction_fits_name(sheet: Sheet) -> Iterator[Mark]:
    """Bad things have an upper limit or zero, good things no upper limit."""
    words = sheet.context.settings.words
    for row in sheet.scored:
        if row.aim.kind != NUMBER or row.aim.inferred:
            continue
        limited = words.has("limited", row.name)
        share = row.aim.relation == "=" and row.aim.low > 0 and "率" in row.name
        if words.is_adverse(row.name) and not limited and (row.aim.relation == ">=" or share):
            yield Mark(f"{row.path}.relation", row.name, row.aim.printed, ("，越低越好的指标应当用 ≤ 或 ＝0",))
        elif words.is_favourable(row.name) and row.aim.relation == "<=":
            yield Mark(f"{row.path}.relation", row.name, row.aim.printed, ("，越高越好的指标应当用 ≥",))


def _is_share(row: Indicator, words: Words) -> bool:
    """Whether it is a share of a whole, that can never exceed 100 %."""
    return row.aim.kind == NUMBER and row.aim.unit == "%" and not words.has("growing", row.name)


@SHEETS.add(Head("R024", WARNING, "比率不超过100%", "指标“{0}”是比率，{1} {left}，{right}", B101, _FORMS))
def share_within_hundred(sheet: Sheet) -> Iterator[Mark]:
    """A share of a whole is at most 100 %; ≥100 % should be written =100 %, and no actual value exceeds it."""
    words = sheet.context.settings.words
    for row in sheet.scored:
        if not _is_share(row, words):
            continue
        if row.aim.low > 100 and row.aim.relation != "<=":
            yield Mark(f"{row.path}.value", row.aim.printed, "不可能超过 100%", (row.name, "指标值"))
        elif row.aim.low == 100 and row.aim.relation == ">=" and not words.is_adverse(row.name):
            yield Mark(f"{row.path}.relation", row.aim.printed, "宜写成 ＝100%", (row.name, "指标值"), level=HINT)
        actual = actual_quantity(row.aim, row.actual) if row.actual and row.aim.low == 100 else None
        if actual and actual.unit == "%" and actual.low > 100 and row.aim.relation != "<=":
            yield Mark(f"{row.path}.actual", row.actual, "不可能超过 100%", (row.name, "实际完成值"), level=ERROR)


@SHEETS.add(
    Head(
        "R028",
        WARNING,
        "指标值与上年实际衔接",
        "指标“{0}”的指标值 {left}，是上年实际 {right} 的 {1}，疑似{2}",
        B88,
        TARGETS,
    )
)
def target_follows_last_year(sheet: Sheet) -> Iterator[Mark]:
    """A target far below or above what was reached last year."""
    last = sheet.context.last_year
    if last is None:
        return
    limits = sheet.context.settings.thresholds
    known = places(indicators(last, sheet.context.settings))
    for place, row in places(sheet.scored).items():
        before = known.get(place)
        reached = actual_quantity(before.aim, before.actual) if before else None
        if reached is None or row.aim.kind != NUMBER or reached.low <= 0 or reached.unit != row.aim.unit:
            continue
        share = Fraction(row.aim.low, reached.low)
        low, high = share * 100 < limits.low_target, share * 100 > limits.high_target
        if not low and not high:
            continue
        easy = low != (row.aim.relation == "<=")
        words = (row.name, percent(share), "偏低" if easy else "偏高")
        yield Mark(f"{row.path}.value", row.aim.printed, before.actual if before else "", words)


@SHEETS.add(
    Head("R030", WARNING, "名称里的数与指标值一致", "指标“{0}”名称里写的是 {left}，指标值却是 {right}", B101, _FORMS)
)
def number_in_name_agrees(sheet: Sheet) -> Iterator[Mark]:
    """A number with a counting unit in the name stands in the target cell too."""
    for row in sheet.scored:
        found = _COUNTED.findall(_NOT_COUNTED.sub(" ", row.name))
        if not found or row.aim.kind != NUMBER:
            continue
        numbers = {Fraction(number) for number, _ in found}
        if row.aim.low / row.aim.factor not in numbers and row.aim.low not in numbers:
            told = "、".join(number + unit for number, unit in found)
            yield Mark(f"{row.path}.value", told, row.aim.printed, (row.name,))
