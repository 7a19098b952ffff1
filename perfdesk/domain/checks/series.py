"""R058-R062, R071: one subject's sheets of a year agree with each other, with its target and with the ledger."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain.checks.base import B10, B13, B88, B136, Head, Mark
from perfdesk.domain.checks.inputs import SERIES, Place, Series
from perfdesk.domain.execution import money
from perfdesk.domain.goals import DAY, NUMBER, RANGE, Goal, actual_quantity
from perfdesk.domain.indicators import Indicator, text
from perfdesk.domain.matching import plain
from perfdesk.domain.money import wan
from perfdesk.domain.points import percent
from perfdesk.domain.problem import ERROR, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.content import Content

_ALL: tuple[str, ...] = ()


def _title(content: Content) -> str:
    return f"1-{content.month} 月" if content.month else "全年"


@SERIES.add(Head("R058", ERROR, "累计执行数不减少", "{0}累计执行数 {left} 万元，少于{1}的 {right} 万元", B136, _ALL))
def executed_never_falls(series: Series) -> Iterator[Mark]:
    """Cumulative amounts grow: 1-9 ≥ 1-6, 1-10 ≥ 1-9, the year ≥ the last period."""
    slack = series.settings.thresholds.money_least
    last: dict[str, tuple[int, Content]] = {}
    for content, _rows in series.sheets:
        for row in content.matrices.get("funds", {}):
            executed = content.number("funds", row, "executed")
            if executed is None:
                continue
            before = last.get(row)
            if before and executed + slack < before[0]:
                words = (_title(content), _title(before[1]))
                yield Mark(
                    f"funds.{row}.executed",
                    wan(executed),
                    wan(before[0]),
                    words,
                    form=content.form,
                    month=content.month,
                )
            last[row] = (executed, content)


def _cumulative(row: Indicator) -> Fraction | None:
    """The actual value of a cumulative quantity; None for shares, limits, ranges, days and words."""
    if row.aim.kind != NUMBER or row.aim.relation == "<=" or row.aim.unit == "%" or not row.actual:
        return None
    found = actual_quantity(row.aim, row.actual)
    return found.low if found and found.unit == row.aim.unit else None


@SERIES.add(Head("R059", WARNING, "累计完成值不减少", "指标“{0}”{1}完成 {left}，少于{2}的 {right}", B136, _ALL))
def values_never_fall(series: Series) -> Iterator[Mark]:
    """Cumulative indicator values do not fall from one period to the next; rates may."""
    last: dict[Place, tuple[Fraction, Indicator, Content]] = {}
    for content, rows in series.sheets:
        for place, row in rows.items():
            done = _cumulative(row)
            if done is None:
                continue
            before = last.get(place)
            if before and done < before[0]:
                words = (row.name, _title(content), _title(before[2]))
                yield Mark(
                    f"{row.path}.actual", row.actual, before[1].actual, words, form=content.form, month=content.month
                )
            last[place] = (done, row, content)


@SERIES.add(
    Head("R060", WARNING, "全年预计与实际接近", "{0}：1-{1} 月时预计全年 {right}，实际 {left}，相差 {2}", B136, _ALL)
)
def forecast_came_true(series: Series) -> Iterator[Mark]:
    """What the last monitoring forecast differs from the year's actual by no more than the office's limit."""
    sheets = series.sheets
    if series.selfeval is None or len(sheets) < 2:
        return
    (before, rows), (after, done) = sheets[-2], sheets[-1]
    limit, month = series.settings.thresholds.forecast_gap, str(before.month)
    forecast, executed = before.number("funds", "total", "forecast"), money(after).executed
    if forecast and executed is not None and abs(executed - forecast) * 100 > limit * forecast:
        gap = percent(Fraction(abs(executed - forecast), forecast))
        words = ("执行数（万元）", month, gap)
        yield Mark("funds.total.executed", wan(executed), wan(forecast), words, form=after.form)
    for place, row in rows.items():
        told, other = text(row.row, "forecast"), done.get(place)
        expected = actual_quantity(row.aim, told) if told and row.aim.kind == NUMBER else None
        reached = actual_quantity(other.aim, other.actual) if other and other.actual else None
        if expected is None or reached is None or other is None or expected.unit != reached.unit or expected.low <= 0:
            continue
        if abs(reached.low - expected.low) * 100 > limit * expected.low:
            gap = percent(Fraction(abs(reached.low - expected.low), expected.low))
            yield Mark(f"{other.path}.actual", other.actual, told, (f"指标“{row.name}”", month, gap), form=after.form)


@SERIES.add(
    Head(
        "R061", WARNING, "同一项目代码名称、单位一致", "项目代码 {0} 在 {1} 年是“{right}”，{2} 年是“{left}”", B13, _ALL
    )
)
def code_keeps_its_name(series: Series) -> Iterator[Mark]:
    """The same project code has the same name and unit in every year."""
    for before, after in zip(series.identities, series.identities[1:], strict=False):
        for field, old, new in (("project_name", before.name, after.name), ("unit", before.unit, after.unit)):
            if plain(old) != plain(new):
                yield Mark(field, new, old, (after.code, str(before.year), str(after.year)))


def _differ(wanted: Goal, given: Goal) -> bool:
    """Whether two targets ask different things; a sign that one of them leaves out is no difference."""
    if {wanted.kind, given.kind} <= {NUMBER, RANGE}:
        same = (wanted.low, wanted.high) == (given.low, given.high) and (
            not wanted.unit or not given.unit or wanted.unit == given.unit
        )
        signed = not wanted.inferred and not given.inferred
        return not same or (signed and wanted.relation != given.relation)
    if wanted.kind == DAY == given.kind:
        return wanted.day != given.day
    return plain(wanted.text) != plain(given.text)


@SERIES.add(Head("R062", WARNING, "指标与批复的目标一致", "{0}指标“{1}”{left}{right}，没有办理目标调整", B88, _ALL))
def indicators_are_the_approved(series: Series) -> Iterator[Mark]:
    """Monitoring and self-evaluation have the approved indicators: none added, none dropped, no value changed."""
    aims = series.aims
    if aims is None:
        return
    for content, rows in series.sheets:
        title = f"{_title(content)}监控表" if content.month else "自评表"
        where = {"form": content.form, "month": content.month}
        for place, row in rows.items():
            wanted = aims.get(place)
            if wanted is None:
                yield Mark(f"{row.path}.name", "是批复的目标里没有的", "", (title, row.name), **where)  # type: ignore[arg-type]
            elif _differ(wanted.aim, row.aim):
                left, right = f"填的是 {row.target}，", f"批复的是 {wanted.target}"
                yield Mark(f"{row.path}.value", left, right, (title, row.name), **where)  # type: ignore[arg-type]
        for place, wanted in aims.items():
            if place not in rows:
                yield Mark("indicators", "在批复的目标里有，", "表上没有", (title, wanted.name), **where)  # type: ignore[arg-type]


@SERIES.add(
    Head("R071", ERROR, "自评预算数与监控、台账衔接", "{0} {left} 万元，{1} {right} 万元，相差 {2} 万元", B10, _ALL)
)
def money_connects(series: Series) -> Iterator[Mark]:
    """自评 budget = monitored initial budget + adjustments (error); a form's money is not the ledger's (warning)."""
    slack, ledger = series.settings.thresholds.money_least, series.ledger
    first = next((content for content, _ in series.sheets if content.month), None)
    if series.selfeval is not None and first is not None and ledger.initial is not None and ledger.adjusted is not None:
        monitored, given = first.number("funds", "total", "initial"), money(series.selfeval.content).adjusted
        change = ledger.adjusted - ledger.initial
        if monitored is not None and given is not None and abs(given - monitored - change) > slack:
            words = ("自评表全年预算数", "监控表年初预算数加预算调整", wan(abs(given - monitored - change)))
            yield Mark(
                "funds.total.adjusted", wan(given), wan(monitored + change), words, form=series.selfeval.content.form
            )
    for content, _rows in series.sheets:
        stated = money(content)
        held = ledger.executed.get(content.month or 12)
        for column, given, known in (
            ("initial", stated.initial, ledger.initial),
            ("adjusted", stated.adjusted, ledger.adjusted),
            ("executed", stated.executed, held),
        ):
            if given is None or known is None or abs(given - known) <= slack:
                continue
            name = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "执行数"}[column]
            title = f"{_title(content)}监控表" if content.month else "自评表"
            words = (f"{title}{name}", "台账资金行", wan(abs(given - known)))
            yield Mark(
                f"funds.total.{column}", wan(given), wan(known), words,
                level=WARNING, form=content.form, month=content.month,
            )  # fmt: skip
