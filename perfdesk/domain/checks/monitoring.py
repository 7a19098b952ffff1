"""R050-R057: a monitoring sheet's rate, likelihood, forecast and progress (财预〔2019〕136号)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from perfdesk.domain.attainment import attain
from perfdesk.domain.checks.base import B136, MONITORING, Head, Mark
from perfdesk.domain.checks.inputs import SHEETS, Sheet
from perfdesk.domain.checks.money import rate_tolerance
from perfdesk.domain.goals import NUMBER, actual_quantity
from perfdesk.domain.indicators import Indicator, text
from perfdesk.domain.money import wan
from perfdesk.domain.points import percent, points
from perfdesk.domain.problem import ERROR, HINT, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.settings import Thresholds

LIKELY = {"likely_certain": "确定能", "likely_possible": "有可能", "likely_impossible": "完全不可能"}
_CAUSES = ("cause_funding", "cause_system", "cause_staff", "cause_hardware", "cause_other")


def _likely(row: Indicator) -> list[str]:
    return [name for name in LIKELY if row.row.get(name)]


def _progress(row: Indicator) -> Fraction | None:
    """Degree of attainment of a cumulative quantity; None for shares, limits, days and words."""
    if row.aim.kind != NUMBER or row.aim.relation == "<=" or row.aim.unit == "%" or row.aim.low <= 0:
        return None
    actual = actual_quantity(row.aim, row.actual) if row.actual else None
    if actual is None or (actual.unit and actual.unit != row.aim.unit):
        return None
    return actual.low / row.aim.low


def _progresses(sheet: Sheet) -> list[tuple[Indicator, Fraction]]:
    """The rows with a degree of attainment, worked out once a sheet."""
    found = sheet.remembered.get("progress")
    if found is None:
        found = [(row, done) for row in sheet.scored if (done := _progress(row)) is not None]
        sheet.remembered["progress"] = found
    return cast("list[tuple[Indicator, Fraction]]", found)


@SHEETS.add(
    Head(
        "R050",
        ERROR,
        "监控执行率等于执行数除以年初预算数",
        "{0}：表上执行率 {left}，按执行数除以年初预算数应为 {right}{1}",
        B136,
        MONITORING,
    )
)
def rate_is_quotient(sheet: Sheet) -> Iterator[Mark]:
    """The printed rate is executed over the initial budget, as the form has it (÷adjusted in the ledger's figures)."""
    content = sheet.content
    for row in content.matrices.get("funds", {}):
        initial, executed, printed = (content.number("funds", row, name) for name in ("initial", "executed", "rate"))
        if not initial or executed is None or printed is None:
            continue
        if abs(printed * initial - executed * 10_000) <= rate_tolerance(printed) * abs(initial):
            continue
        exact = Fraction(executed, initial)
        adjusted = sheet.context.ledger.adjusted if row == "total" else None
        by_adjusted = adjusted and abs(printed - Fraction(executed, adjusted) * 10_000) <= rate_tolerance(printed)
        note = "；表上是除以全年预算数得到的，监控表按年初预算数计算" if by_adjusted else ""
        name = "年度资金总额" if row == "total" else "明细行"
        yield Mark(f"funds.{row}.rate", f"{points(printed)}%", percent(exact), (name, note))


@SHEETS.add(
    Head(
        "R051",
        ERROR,
        "完成目标可能性三选一",
        "指标“{right}”的完成目标可能性勾选了 {left}，应当只勾一项",
        B136,
        MONITORING,
    )
)
def exactly_one_likelihood(sheet: Sheet) -> Iterator[Mark]:
    """Every indicator has exactly one of 确定能, 有可能, 完全不可能."""
    for row in sheet.scored:
        ticked = _likely(row)
        if len(ticked) != 1:
            told = "、".join(LIKELY[name] for name in ticked) if ticked else "0 项"
            place = ticked[1] if len(ticked) > 1 else "likely_certain"
            yield Mark(f"{row.path}.{place}", told, row.name)


def _misses(row: Indicator, sheet: Sheet) -> bool:
    """Whether a row deviates: a cause ticked, a forecast short of the target, or progress behind the months."""
    if any(row.row.get(name) for name in _CAUSES):
        return True
    year, settings = sheet.content.year, sheet.context.settings
    forecast = text(row.row, "forecast")
    if forecast:
        return attain(row.aim, forecast, name=row.name, year=year, settings=settings).met is False
    done = _progress(row)
    return done is not None and done < Fraction(sheet.content.month or 12, 12)


@SHEETS.add(Head("R052", ERROR, "不能完成须说明原因和措施", "指标“{right}”勾选“{left}”，没有填{0}", B136, MONITORING))
def doubt_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """完全不可能 needs reason and measures; 有可能 with a deviation is reminded of them."""
    for row in sheet.scored:
        missing = [
            word
            for word, told in (("原因说明", row.reason), ("备注（拟采取的措施）", text(row.row, "note")))
            if not told
        ]
        if not missing:
            continue
        place = f"{row.path}.{'note' if row.reason else 'reason'}"
        if row.row.get("likely_impossible"):
            yield Mark(place, LIKELY["likely_impossible"], row.name, ("、".join(missing),))
        elif row.row.get("likely_possible") and _misses(row, sheet):
            yield Mark(place, LIKELY["likely_possible"], row.name, ("、".join(missing),), level=HINT)


def _budget(sheet: Sheet) -> int:
    """The subject's budget, 分: what the form or the ledger says, whichever is more; 0 where neither says one."""
    content, context = sheet.content, sheet.context
    held = context.department_budget if content.form == "monitoring.department" else context.ledger.adjusted
    return max(content.number("funds", "total", "initial") or 0, held or 0)


@SHEETS.add(Head("R053", ERROR, "全年预计执行数合理", "全年预计执行数 {left} 万元，{0} {right} 万元", B136, MONITORING))
def forecast_is_possible(sheet: Sheet) -> Iterator[Mark]:
    """The forecast is at least what was executed and at most the budget (the ledger's adjusted one where known)."""
    content, slack = sheet.content, sheet.context.settings.thresholds.money_least
    for row in content.matrices.get("funds", {}):
        initial, executed, forecast = (
            content.number("funds", row, name) for name in ("initial", "executed", "forecast")
        )
        if forecast is None:
            continue
        budget = _budget(sheet) if row == "total" else initial
        place = f"funds.{row}.forecast"
        if executed is not None and forecast + slack < executed:
            yield Mark(place, wan(forecast), wan(executed), ("少于已执行数",))
        elif budget and forecast > budget + slack:
            yield Mark(place, wan(forecast), wan(budget), ("超过预算数",))


@SHEETS.add(
    Head(
        "R054",
        WARNING,
        "上半年已完成全年目标",
        "指标“{0}”在 1-{1} 月已完成 {left}，全年目标 {right}，目标可能偏低",
        B136,
        MONITORING,
    )
)
def not_done_by_midyear(sheet: Sheet) -> Iterator[Mark]:
    """A cumulative quantity that is already reached at midyear was set too low."""
    month = sheet.content.month
    if month is None or month > sheet.context.settings.thresholds.half_year:
        return
    for row, done in _progresses(sheet):
        if done >= 1:
            yield Mark(f"{row.path}.actual", row.actual, row.target, (row.name, str(month)))


@SHEETS.add(
    Head(
        "R055",
        WARNING,
        "“确定能”须有进度支撑",
        "指标“{0}”勾选“确定能”，但 1-{1} 月只完成 {left}，时间进度 {right}",
        B136,
        MONITORING,
    )
)
def certainty_needs_progress(sheet: Sheet) -> Iterator[Mark]:
    """确定能 with less than half of what the months would ask."""
    month = sheet.content.month
    if month is None:
        return
    part = Fraction(month, 12)
    least = part * sheet.context.settings.thresholds.behind / 100
    for row, done in _progresses(sheet):
        if done < least and row.row.get("likely_certain"):
            yield Mark(f"{row.path}.actual", percent(done), percent(part), (row.name, str(month)))


def notice_line(limits: Thresholds, month: int) -> int | None:
    """The execution rate (percent) that is due at the end of a month, None before the first one."""
    due = [at for at in limits.notice if at <= month]
    return limits.notice[max(due)] if due else None


@SHEETS.add(
    Head(
        "R056", WARNING, "执行进度达到要求", "1-{0} 月执行率 {left}，低于 {right}，列入通报和提醒名单", B136, MONITORING
    )
)
def execution_is_in_time(sheet: Sheet) -> Iterator[Mark]:
    """Executed over the adjusted budget (the initial one where no other is known) reaches the line of the month."""
    month = sheet.content.month
    line = notice_line(sheet.context.settings.thresholds, month) if month else None
    budget = sheet.context.ledger.adjusted or _budget(sheet)
    executed = sheet.content.number("funds", "total", "executed")
    if line is None or not budget or executed is None:
        return
    rate = Fraction(executed, budget)
    if rate * 100 < line:
        yield Mark("funds.total.executed", percent(rate), f"{line}%", (str(month),))


@SHEETS.add(Head("R057", ERROR, "监控期间正确", "监控截止月份是 {left} 月，应为 {right} 月", B136, MONITORING))
def period_is_expected(sheet: Sheet) -> Iterator[Mark]:
    """The cut-off month is an ordinary one, or one of the special fund's own."""
    limits, month = sheet.context.settings.thresholds, sheet.content.month
    own = limits.special_periods.get(sheet.context.tag, ())
    expected = sorted({*limits.periods, *own})
    if month not in expected:
        yield Mark("month", str(month or "未填"), "、".join(str(at) for at in expected))
