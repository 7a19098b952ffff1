"""The score that the rules give a self-evaluation, line by line with its reason; it stands beside what was entered.

Every line is rounded half up to hundredths of a point and the total is the sum of the rounded lines (财预〔2020〕10号).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain import execution
from perfdesk.domain.attainment import attain
from perfdesk.domain.grades import grade, said
from perfdesk.domain.indicators import Indicator, indicators
from perfdesk.domain.money import wan
from perfdesk.domain.points import half_up, percent, points
from perfdesk.domain.schemes import Weights, weights

if TYPE_CHECKING:
    from perfdesk.domain.content import Content
    from perfdesk.domain.qualitative import Attainment
    from perfdesk.domain.settings import Scheme, Scoring, Settings

FORMS = ("selfeval.project", "selfeval.project.yunnan", "selfeval.department")


@dataclass(frozen=True, slots=True)
class Line:
    """One scored line; scores and weights in hundredths of a point.

    `path` is funds.total for the execution line; `entered` None where blank; `least` and `most` bound what the rule
    allows; `suggested` is a deduction for a target set far too low, never taken off by itself; `over` tells that a note
    is missing for it; `derived` that the weight was not written on the sheet.
    """

    path: str
    name: str
    level1: str
    weight: int
    target: str
    actual: str
    entered: int | None
    computed: int
    why: str
    derived: bool = False
    suggested: int = 0
    over: bool = False
    indicator: Indicator | None = None
    judged: Attainment | None = None
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A whole sheet scored. `rate` is executed / budget, None where there is none or both are zero."""

    scheme: Scheme | None
    weights: Weights
    money: execution.Money
    rate: Fraction | None
    execution: Line | None
    lines: tuple[Line, ...]
    computed: int
    entered: int | None
    grade_computed: str
    grade_entered: str

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The execution line, where it carries points, and the indicator lines."""
        return ((self.execution,) if self.execution else ()) + self.lines


def _execution(content: Content, counted: Weights, rules: Scoring) -> tuple[Line | None, Fraction | None]:
    """The execution line, None where the sheet gives it no points, and the execution rate."""
    entered, weight = execution.cell(content, "score"), counted.execution
    judged = execution.judge(content, weight, rules.rate_base)
    if weight == 0 and not entered:
        return None, judged.rate
    found, why = execution.money(content), judged.why
    if counted.execution_derived:
        why += f"；表上没有可用的执行率分值，按 {points(weight)} 分计"
    base = found.base(rules.rate_base)
    target = f"{wan(base)}万元" if base else ""
    actual = f"{wan(found.executed)}万元" if found.executed is not None else ""
    line = Line(
        "funds.total", "预算执行率", "预算执行", weight, target, actual, entered, judged.computed, why,
        derived=counted.execution_derived, least=judged.computed, most=judged.computed,
    )  # fmt: skip
    return line, judged.rate


def _limits(judged: Attainment, weight: int) -> tuple[int, int]:
    """The least and the most that a line may earn, hundredths."""
    if judged.band is None:
        exact = half_up(judged.share * weight)
        return exact, exact
    least, most, is_open = judged.band
    low = -((-least * weight) // 1)
    high = (most * weight) // 1
    if is_open and high == most * weight:
        high -= 1
    return int(min(low, weight)), int(max(high, min(low, weight)))


def _suggested(judged: Attainment, weight: int, reason: str, rules: Scoring) -> tuple[int, bool]:
    """(suggested deduction, needs a note) for a target that was exceeded by far."""
    ratio = judged.ratio
    if not judged.met or ratio is None or ratio * 100 <= rules.over_flag:
        return 0, False
    beyond = ratio * 100 - rules.over_from
    if beyond <= 0 or reason:
        return 0, not reason
    share = min(Fraction(rules.over_cap, 100), beyond / 100 * Fraction(rules.over_factor, 100))
    return half_up(share * weight), True


def _line(row: Indicator, weight: int, content: Content, settings: Settings, *, derived: bool) -> Line:
    judged = attain(row.aim, row.actual, name=row.name, year=content.year, settings=settings)
    least, most = _limits(judged, weight)
    computed, why = least, judged.why
    if judged.band is not None:
        if row.score is not None and least <= row.score <= most:
            computed, why = row.score, f"{why}，填报得分在此范围内"
        elif row.score is not None:
            computed = min(max(row.score, least), most)
            why = f"{why}，填报 {points(row.score)} 分不在此范围内，取最近的 {points(computed)} 分"
        else:
            computed = min(max(half_up(judged.share * weight), least), most)
    suggested, over = _suggested(judged, weight, row.reason, settings.scoring)
    if over and judged.ratio is not None:
        why += f"；完成率 {percent(judged.ratio)}，须说明原因"
        why += f"，目标值定得明显不当的，建议扣 {points(suggested)} 分" if suggested else ""
    if derived:
        why += f"；表上没有分值，按 {points(weight)} 分计"
    return Line(
        row.path, row.name, row.level1, weight, row.target, row.actual, row.score, computed, why, derived=derived,
        suggested=suggested, over=over, indicator=row, judged=judged, least=least, most=most,
    )  # fmt: skip


def score(content: Content, settings: Settings, rows: tuple[Indicator, ...] | None = None) -> Score:
    """Score a filled self-evaluation.

    Args:
        content: a selfeval.* form; fields that it lacks count as blank.
        settings: schemes, rules and ladder in force.
        rows: its indicator rows where they were read already.

    Returns:
        Lines whose computed scores lie between 0 and their weight, and their exact sum.
    """
    scored = tuple(row for row in (indicators(content, settings) if rows is None else rows) if not row.heading)
    counted = weights(scored, execution.cell(content, "weight"), execution.cell(content, "score"), settings)
    first, rate = _execution(content, counted, settings.scoring)
    lines = tuple(
        _line(row, max(0, weight), content, settings, derived=derived)
        for row, weight, derived in zip(scored, counted.lines, counted.derived, strict=True)
    )
    computed = sum(line.computed for line in lines) + (first.computed if first else 0)
    return Score(
        scheme=counted.scheme,
        weights=counted,
        money=execution.money(content),
        rate=rate,
        execution=first,
        lines=lines,
        computed=computed,
        entered=content.number("total", "total", "score"),
        grade_computed=grade(computed, settings.grades),
        grade_entered=said(content.text("grade"), settings.grades),
    )
