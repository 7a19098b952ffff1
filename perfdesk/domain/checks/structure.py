"""R015-R021, R025-R027, R029: the indicators as a set, their places and what an unfilled template left behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfdesk.domain import levels
from perfdesk.domain.checks.base import B10, B88, B101, SELFEVAL, TARGETS, Head, Mark
from perfdesk.domain.checks.inputs import SHEETS, Sheet
from perfdesk.domain.goals import BLANK, NUMBER, RANGE, TEXT, YES_NO
from perfdesk.domain.indicators import TABLE
from perfdesk.domain.matching import plain
from perfdesk.domain.problem import ERROR, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.indicators import Indicator

_FORMS = (*TARGETS, *SELFEVAL)
_PROJECTS = ("target.project", "selfeval.project", "selfeval.project.yunnan")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")


def _is_running(sheet: Sheet) -> bool:
    """Whether it is a running cost, where 效益 may be left out with a reason."""
    name, words = sheet.content.text("project_name"), sheet.context.settings.words
    told = sheet.remarks + sheet.content.text("goal")
    return words.has("running", name) and words.has("not_applicable", told)


@SHEETS.add(Head("R015", ERROR, "产出、效益指标齐全", "没有{left}；每个项目至少要有产出指标和效益指标", B101, _FORMS))
def output_and_benefit(sheet: Sheet) -> Iterator[Mark]:
    """At least one 产出 and one 效益 indicator; running costs may lack 效益 where the sheet says why."""
    if not sheet.scored:
        yield Mark(TABLE, "绩效指标")
        return
    kinds = {row.kind for row in sheet.scored}
    if levels.OUTPUT not in kinds:
        yield Mark(TABLE, levels.TITLES[levels.OUTPUT])
    if levels.BENEFIT not in kinds and not _is_running(sheet):
        yield Mark(TABLE, levels.TITLES[levels.BENEFIT])


@SHEETS.add(Head("R016", WARNING, "数量、质量、时效指标齐全", "产出指标中没有{left}指标", B101, _FORMS))
def output_kinds(sheet: Sheet) -> Iterator[Mark]:
    """数量, 质量 and 时效 each occur, where there are output indicators at all."""
    outputs = [row for row in sheet.scored if row.kind == levels.OUTPUT]
    found = {levels.output_kind(row.level2) for row in outputs}
    for kind in (levels.QUANTITY, levels.QUALITY, levels.TIMELINESS):
        if outputs and kind not in found:
            yield Mark(TABLE, kind)


@SHEETS.add(Head("R017", ERROR, "指标值必填", "指标“{left}”没有填指标值", B88, _FORMS))
def target_is_filled(sheet: Sheet) -> Iterator[Mark]:
    """Every indicator has a target value."""
    for row in sheet.scored:
        if row.aim.kind == BLANK:
            yield Mark(f"{row.path}.value", row.name)


@SHEETS.add(Head("R018", ERROR, "定量指标须有单位", "指标“{0}”的指标值 {left} 没有度量单位", B101, _FORMS))
def number_has_unit(sheet: Sheet) -> Iterator[Mark]:
    """A numeric target names its unit."""
    for row in sheet.scored:
        if row.aim.kind in {NUMBER, RANGE} and not row.aim.unit:
            yield Mark(f"{row.path}.measure", row.value, "", (row.name,))


@SHEETS.add(Head("R019", WARNING, "三级指标个数适当", "三级指标 {left} 个，一般应在 {right} 个之间", B101, _FORMS))
def count_is_moderate(sheet: Sheet) -> Iterator[Mark]:
    """Not too few and not too many level-3 indicators."""
    limits, count = sheet.context.settings.thresholds, len(sheet.scored)
    if sheet.scored and not limits.count_least <= count <= limits.count_most:
        yield Mark(TABLE, str(count), f"{limits.count_least}-{limits.count_most}")


@SHEETS.add(Head("R020", ERROR, "三级指标不重名", "指标“{left}”与第 {0} 行重名", B101, _FORMS))
def names_differ(sheet: Sheet) -> Iterator[Mark]:
    """No level-3 name stands twice on a sheet."""
    first: dict[str, Indicator] = {}
    for row in sheet.scored:
        if not row.name:
            continue
        known = first.setdefault(row.name, row)
        if known is not row:
            yield Mark(f"{row.path}.name", row.name, known.name, (str(int(known.path.split(".")[1]) + 1),))


@SHEETS.add(Head("R021", WARNING, "模板文字未清理", "“{left}”像是模板里的提示文字，请填写或删除", B88, _FORMS))
def template_is_filled(sheet: Sheet) -> Iterator[Mark]:
    """No 指标1, ……, ≥**, XX is left, and not every row asks the same number."""
    words = sheet.context.settings.words
    for name in ("goal", "goal_mid", "project_name"):
        if words.has("template", sheet.content.text(name)):
            yield Mark(name, sheet.content.text(name)[:30])
    for row in sheet.rows:
        for cell, text in (("name", row.name), ("value", row.value)):
            if words.has("template", text):
                yield Mark(f"{row.path}.{cell}", text[:30])
    values = {plain(row.value) for row in sheet.scored}
    if len(sheet.scored) >= 4 and len(values) == 1 and not any(row.aim.kind in {NUMBER, BLANK} for row in sheet.scored):
        yield Mark(TABLE, f"所有指标值都是 {values.pop()}")


@SHEETS.add(
    Head(
        "R025",
        WARNING,
        "定性指标不宜过多",
        "定性指标 {left} 个，占全部 {right} 个指标的一半以上，请尽量量化",
        B101,
        _FORMS,
    )
)
def mostly_quantitative(sheet: Sheet) -> Iterator[Mark]:
    """Qualitative indicators stay at or below the office's share."""
    count = sum(row.aim.kind in {TEXT, YES_NO} for row in sheet.scored)
    if count * 100 > sheet.context.settings.thresholds.qualitative_share * len(sheet.scored):
        yield Mark(TABLE, str(count), str(len(sheet.scored)))


@SHEETS.add(
    Head("R026", WARNING, "二级指标归属正确", "二级指标“{left}”不属于一级指标“{right}”（指标“{0}”）", B101, _FORMS)
)
def level2_belongs(sheet: Sheet) -> Iterator[Mark]:
    """An official level-2 kind stands under its own level 1; 成本 may stand under 产出 or be a level 1 itself."""
    for row in sheet.scored:
        own, home = levels.level1(row.level1), levels.level1_of_level2(row.level2)
        cost = "成本" in row.level2 and own in {levels.OUTPUT, levels.COST}
        if own and home and own != home and not cost:
            yield Mark(f"{row.path}.level2", row.level2, row.level1, (row.name,))


def _topic(text: str, generic: tuple[str, ...]) -> set[str]:
    """The characters of a name that say what it is about."""
    left = plain(text)
    for word in sorted(generic, key=len, reverse=True):
        left = left.replace(word, " ")
    return set(_HAN.findall(left))


@SHEETS.add(
    Head(
        "R027",
        WARNING,
        "指标与项目相关",
        "没有一个指标与项目“{left}”有关，请核对指标是否套用了别的项目",
        B88,
        _PROJECTS,
    )
)
def indicators_fit_project(sheet: Sheet) -> Iterator[Mark]:
    """At least one indicator shares a telling character with the project's name."""
    words, name = sheet.context.settings.words, sheet.content.text("project_name")
    about = _topic(name, words.generic)
    named = [row.name for row in sheet.scored if row.name]
    if len(about) < 2 or not named:
        return
    if not any(about & _topic(text, words.generic) for text in named):
        yield Mark("project_name", name)


@SHEETS.add(
    Head(
        "R029",
        WARNING,
        "年度总体目标写具体",
        "年度总体目标“{left}”{right}",
        B10,
        (*TARGETS, "selfeval.project", "selfeval.project.yunnan"),
    )
)
def goal_says_something(sheet: Sheet) -> Iterator[Mark]:
    """The overall goal is no copy of the project's name, not the same text twice, and long enough to say something."""
    goal = plain(sheet.content.text("goal"))
    least = sheet.context.settings.thresholds.goal_length
    half = len(goal) // 2
    if goal and goal == plain(sheet.content.text("project_name")):
        trouble = "与项目名称相同"
    elif len(goal) >= 8 and goal[:half] == goal[half:]:
        trouble = "的文字重复了两遍"
    elif len(_NOT_HAN.sub("", goal)) < least and len(goal) < least:
        trouble = f"不足 {least} 个字" if goal else "没有填"
    else:
        return
    yield Mark("goal", goal[:30], trouble)
