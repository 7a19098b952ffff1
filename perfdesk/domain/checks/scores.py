"""R031-R046: weights, scores, total and grade of a self-evaluation agree with each other and with the rules."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain import execution, levels
from perfdesk.domain.checks.base import B10, SELFEVAL, Head, Mark
from perfdesk.domain.checks.inputs import SHEETS, Sheet
from perfdesk.domain.goals import NUMBER, RANGE
from perfdesk.domain.grades import grade
from perfdesk.domain.points import percent, points
from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.domain.qualitative import OPEN
from perfdesk.domain.quantity import parse, shown, split_sign, tidy
from perfdesk.domain.schemes import MOST_EXECUTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.indicators import Indicator
    from perfdesk.domain.qualitative import Attainment
    from perfdesk.domain.scoring import Line

_FULL = 10_000
_SIGNS = "≥≤=><≧≦﹦═＝＞＜⩾⩽"


def _judged(sheet: Sheet) -> Iterator[tuple[Line, Indicator, Attainment]]:
    """The indicator lines with their row and judgement."""
    for line in sheet.score.lines:
        if line.indicator is not None and line.judged is not None:
            yield line, line.indicator, line.judged


@SHEETS.add(Head("R031", ERROR, "分值合计为100", "{0} {left} 分，应为 {right} 分", B10, SELFEVAL))
def weights_are_hundred(sheet: Sheet) -> Iterator[Mark]:
    """The execution weight and all indicator weights add up to 100, and so does the printed total of weights."""
    entered, counted = execution.cell(sheet.content, "weight"), sheet.score.weights
    if entered is not None and entered > MOST_EXECUTION:
        yield Mark("funds.total.weight", points(entered), points(counted.execution), ("执行率分值",))
    if not sheet.has_points:
        return
    total = sum(counted.lines) + (counted.execution if entered is None else entered)
    if abs(total - _FULL) > 1:
        yield Mark("indicators", points(total), points(_FULL), ("执行率分值与各指标分值合计",))
    printed = sheet.content.number("total", "total", "weight")
    if printed is not None and printed != _FULL:
        yield Mark("total.total.weight", points(printed), points(_FULL), ("表上总分的分值是",))


@SHEETS.add(
    Head(
        "R032",
        ERROR,
        "三级指标分值等于一级指标分值",
        "“{0}”下三级指标分值合计 {left} 分，一级指标标明 {right} 分",
        B10,
        SELFEVAL,
    )
)
def weights_fill_level1(sheet: Sheet) -> Iterator[Mark]:
    """Where a level-1 label prints its weight, the weights below it add up to it."""
    groups: dict[str, list[Line]] = {}
    for line in sheet.score.lines:
        groups.setdefault(line.level1, []).append(line)
    for level1, lines in groups.items():
        label = levels.label_weight(level1)
        total = sum(line.weight for line in lines)
        if label is not None and abs(total - label) > 1 and lines[0].indicator:
            yield Mark(f"{lines[0].path}.weight", points(total), points(label), (level1,))


@SHEETS.add(Head("R033", ERROR, "得分在0与分值之间", "“{0}”得分 {left} 分，分值 {right} 分", B10, SELFEVAL))
def score_within_weight(sheet: Sheet) -> Iterator[Mark]:
    """No score is above its weight or below zero; a weight that was not written only forbids negative scores."""
    for line in sheet.score.all_lines:
        if line.entered is None:
            continue
        above = not line.derived and line.entered > line.weight
        if above or line.entered < 0:
            yield Mark(f"{line.path}.score", points(line.entered), points(line.weight), (line.name,))


@SHEETS.add(Head("R034", ERROR, "各项得分之和等于总分", "表上总分 {left} 分，各项得分合计 {right} 分", B10, SELFEVAL))
def scores_add_up(sheet: Sheet) -> Iterator[Mark]:
    """The printed total is the sum of the entered scores."""
    total = sheet.score.entered
    scores = [line.entered for line in sheet.score.all_lines if line.entered is not None]
    if total is not None and scores and total != sum(scores):
        yield Mark("total.total.score", points(total), points(sum(scores)))


@SHEETS.add(
    Head("R035", ERROR, "执行率得分按执行率计算", "执行率得分填 {left} 分，按规则应为 {right} 分：{0}", B10, SELFEVAL)
)
def execution_score_follows(sheet: Sheet) -> Iterator[Mark]:
    """The execution score is weight × min(1, rate); off by more than half a point it is an error, else a warning."""
    line = sheet.score.execution
    if line is None or line.entered is None or sheet.score.rate is None:
        return
    gap = abs(line.entered - line.computed)
    if gap:
        level = ERROR if gap > sheet.context.settings.thresholds.execution_gap else WARNING
        yield Mark("funds.total.score", points(line.entered), points(line.computed), (line.why,), level=level)


@SHEETS.add(
    Head(
        "R036",
        WARNING,
        "指标得分按完成比例计算",
        "指标“{0}”得分填 {left} 分，按规则应为 {right} 分：{1}",
        B10,
        SELFEVAL,
    )
)
def score_follows_formula(sheet: Sheet) -> Iterator[Mark]:
    """A quantitative score differs from its formula by more than half a point or a tenth of the weight, unexplained."""
    limits = sheet.context.settings.thresholds
    for line, row, judged in _judged(sheet):
        if line.entered is None or line.derived or judged.blank or judged.band is not None:
            continue
        below = line.computed - line.entered
        allowed = line.suggested if below > 0 else 0
        gap = abs(below) - allowed
        wide = gap > limits.score_gap or gap * 100 > line.weight * limits.score_gap_share
        if wide and not (below > 0 and row.reason):
            words = (row.name, line.why)
            yield Mark(f"{line.path}.score", points(line.entered), points(line.computed), words)


@SHEETS.add(
    Head("R037", ERROR, "超过上限不得满分", "指标“{0}”要求{1}，实际 {left} 已超过，却得满分 {right} 分", B10, SELFEVAL)
)
def exceeded_limit_is_not_full(sheet: Sheet) -> Iterator[Mark]:
    """An upper limit that was exceeded never earns full points."""
    for line, row, judged in _judged(sheet):
        if row.aim.relation == "<=" and judged.met is False and line.weight and line.entered == line.weight:
            yield Mark(f"{line.path}.score", row.actual, points(line.weight), (row.name, row.aim.printed))


@SHEETS.add(
    Head(
        "R038",
        ERROR,
        "未完成须说明原因",
        "指标“{0}”目标 {right}，实际 {left}，没有完成，也没有填偏差原因分析及改进措施",
        B10,
        SELFEVAL,
    )
)
def failure_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """An indicator that was not attained has a reason and measures."""
    for line, row, judged in _judged(sheet):
        if judged.met is False and not row.reason:
            yield Mark(f"{line.path}.reason", row.actual, row.target, (row.name,))


@SHEETS.add(
    Head(
        "R039",
        WARNING,
        "完成却扣分须说明",
        "指标“{0}”已完成，得分 {left} 分少于分值 {right} 分，没有说明扣分原因",
        B10,
        SELFEVAL,
    )
)
def deduction_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """An indicator that was attained and yet lost points says why."""
    for line, row, judged in _judged(sheet):
        if line.entered is None or line.derived or judged.band is not None:
            continue
        if judged.met is True and line.entered < line.weight and not row.reason:
            yield Mark(f"{line.path}.reason", points(line.entered), points(line.weight), (row.name,))


@SHEETS.add(
    Head(
        "R040",
        WARNING,
        "超额完成须说明",
        "指标“{0}”目标 {right}，实际 {left}，超额较多，没有说明原因（年初指标值是否偏低）",
        B10,
        SELFEVAL,
    )
)
def excess_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """A target exceeded by far has a note."""
    for line, row, _judged_line in _judged(sheet):
        if line.over and not row.reason:
            yield Mark(f"{line.path}.actual", row.actual, row.target, (row.name,))


@SHEETS.add(Head("R041", ERROR, "等级与总分对应", "自评等级填“{left}”，总分 {0} 分对应“{right}”", B10, SELFEVAL))
def grade_fits_total(sheet: Sheet) -> Iterator[Mark]:
    """The grade is the one of the printed total."""
    total, given = sheet.score.entered, sheet.score.grade_entered
    if total is None or not given:
        return
    wanted = grade(total, sheet.context.settings.grades)
    if given != wanted:
        yield Mark("grade", sheet.content.text("grade"), wanted, (points(total),))


@SHEETS.add(
    Head("R042", ERROR, "定性指标得分在档内", "定性指标“{0}”得分 {left} 分，应在 {right} 分之间：{1}", B10, SELFEVAL)
)
def qualitative_within_band(sheet: Sheet) -> Iterator[Mark]:
    """A qualitative score lies in the band that the actual value's words choose."""
    for line, row, judged in _judged(sheet):
        if line.entered is None or line.derived or judged.band in {None, OPEN}:
            continue
        if not line.least <= line.entered <= line.most:
            right = f"{points(line.least)}-{points(line.most)}"
            yield Mark(f"{line.path}.score", points(line.entered), right, (row.name, judged.why))


@SHEETS.add(
    Head(
        "R043",
        WARNING,
        "实际完成值不照抄指标值",
        "指标“{0}”的实际完成值“{left}”连符号一起照抄了指标值 {right}",
        B10,
        SELFEVAL,
    )
)
def actual_is_no_copy(sheet: Sheet) -> Iterator[Mark]:
    """An actual value has no sign; one that repeats the target with its sign was copied."""
    for row in sheet.scored:
        sign, rest = split_sign(row.actual)
        copied = row.actual.lstrip()[:1] in set(_SIGNS) and row.aim.kind in {NUMBER, RANGE}
        if not copied or not sign:
            continue
        actual = parse(rest, row.aim.unit)
        if (actual and actual.low == row.aim.low) or tidy(rest) == tidy(row.value + row.measure):
            yield Mark(f"{row.path}.actual", row.actual, row.target, (row.name,))


@SHEETS.add(Head("R044", ERROR, "有得分须有实际完成值", "指标“{0}”没有填实际完成值，却得 {left} 分", B10, SELFEVAL))
def score_needs_actual(sheet: Sheet) -> Iterator[Mark]:
    """Points are earned by an actual value."""
    for line, row, judged in _judged(sheet):
        if judged.blank and line.entered is not None and line.entered > 0:
            yield Mark(f"{line.path}.actual", points(line.entered), "", (row.name,))


@SHEETS.add(
    Head("R045", WARNING, "高分低执行", "总分 {left} 分，执行率只有 {right}，请核实产出是否真实完成", B10, SELFEVAL)
)
def high_score_low_execution(sheet: Sheet) -> Iterator[Mark]:
    """A high total with little money spent."""
    limits, total, rate = sheet.context.settings.thresholds, sheet.score.entered, sheet.score.rate
    if total is None or rate is None:
        return
    if total >= limits.high_total * 100 and rate * 100 < limits.low_execution:
        yield Mark("total.total.score", points(total), percent(rate))


@SHEETS.add(Head("R046", WARNING, "未全部执行不应满分", "总分 {left} 分，执行率 {right} 不到 100%", B10, SELFEVAL))
def full_score_needs_full_execution(sheet: Sheet) -> Iterator[Mark]:
    """Exactly 100 points with less than all the money spent."""
    total, rate = sheet.score.entered, sheet.score.rate
    if total == _FULL and rate is not None and rate < 1:
        yield Mark("total.total.score", points(total), percent(rate))


@SHEETS.add(
    Head(
        "R048",
        WARNING,
        "实际值与指标值单位一致",
        "指标“{0}”的指标值单位是“{right}”，实际完成值单位是“{left}”",
        B10,
        SELFEVAL,
    )
)
def units_agree(sheet: Sheet) -> Iterator[Mark]:
    """The actual value has the target's unit, or none."""
    for row in sheet.scored:
        if row.aim.kind not in {NUMBER, RANGE} or not row.aim.unit:
            continue
        actual = parse(row.actual)
        if actual and actual.unit and actual.unit != row.aim.unit:
            yield Mark(f"{row.path}.actual", actual.unit, row.aim.unit, (row.name,))


@SHEETS.add(Head("R049", WARNING, "其中项之和等于总项", "“{0}”{1} {left}，其中各项合计 {right}", B10, SELFEVAL))
def parts_add_up(sheet: Sheet) -> Iterator[Mark]:
    """Rows 其中… below a row add up to it; a single or a weighted one may be less, never more."""
    parent: Indicator | None = None
    below: list[Indicator] = []
    for row in (*sheet.rows, None):
        if row is not None and row.part:
            below.append(row)
            continue
        if parent is not None and below:
            yield from _parts(parent, below)
        parent, below = row, []


def _parts(parent: Indicator, below: list[Indicator]) -> Iterator[Mark]:
    subset = len(below) == 1 or any(row.weight is not None for row in below)
    for cell, title in (("value", "指标值"), ("actual", "实际完成值")):
        whole = parse(getattr(parent, cell), parent.measure)
        found = [parse(getattr(row, cell), row.measure) for row in below]
        known = [one.low for one in found if one is not None]
        if whole is None or len(known) != len(found):
            continue
        total = sum(known)
        if total > whole.low or (total < whole.low and not subset):
            text = getattr(parent, cell)
            left = text if any(mark.isalpha() or mark == "%" for mark in text) else text + parent.measure
            yield Mark(f"{parent.path}.{cell}", left, shown(Fraction(total)), (parent.name, title))
