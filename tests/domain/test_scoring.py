"""Scores: every relation, every zero case, every scheme; lines within their weight, totals exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.catalog.settings import SettingError, settings, year_settings
from perfdesk.domain.attainment import attain
from perfdesk.domain.content import Content, Row
from perfdesk.domain.errors import UserError
from perfdesk.domain.goals import goal
from perfdesk.domain.grades import grade, said
from perfdesk.domain.schemes import spread
from perfdesk.domain.scoring import score

DEFAULT = year_settings(2023)


def row(value: str, actual: str | None, *, relation: str = "", measure: str = "", **more: object) -> Row:
    base: Row = {"level1": "产出指标", "level2": "数量指标", "name": "完成数量", "weight": 1000, "score": None}
    return {**base, "relation": relation, "value": value, "measure": measure, "actual": actual, **more}  # type: ignore[dict-item]


def sheet(rows: list[Row], funds: Row | None = None, total: int | None = None, **fields: str) -> Content:
    line: Row = {"adjusted": 100_000_000, "executed": 100_000_000, "weight": 1000, "score": 1000}
    return Content(
        form="selfeval.project",
        year=2023,
        fields=dict(fields),
        matrices={"funds": {"total": line | (funds or {})}, "total": {"total": {"score": total}}},
        tables={"indicators": rows},
    )


def earned(value: str, actual: str, *, own: tuple[tuple[str, str, object], ...] = (), **cells: object) -> int:
    used = year_settings(2023, own)
    return score(sheet([row(value, actual, **cells)]), used).lines[0].computed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("relation", "value", "actual", "points"),
    [
        (">=", "100", "100", 1000),
        (">=", "100", "120", 1000),
        (">=", "100", "73", 730),
        (">", "100", "100", 1000),
        (">=", "3", "2", 667),
        (">=", "3", "1", 333),
        (">=", "100", "-5", 0),
        (">=", "0", "0", 1000),
        (">=", "0", "7", 1000),
        ("<=", "5300", "5830", 909),
        ("<=", "5300", "5000", 1000),
        ("<", "10", "20", 500),
        ("<=", "0", "0", 1000),
        ("<=", "0", "1", 0),
        ("=", "100", "98", 980),
        ("=", "100", "130", 1000),
        ("=", "0", "0", 1000),
        ("=", "0", "1", 0),
        ("", "100", "86.2", 862),
        ("range", "3-5", "3", 1000),
        ("range", "3-5", "5", 1000),
        ("range", "3-5", "2", 667),
        ("range", "3-5", "8", 625),
        ("date", "2023-10-31", "2023-10-31", 1000),
        ("date", "2023-10-31", "2023年10月", 1000),
        ("date", "2023-12-31", "2024-01-10", 973),
        ("date", "2023-01-10", "2023-03-10", 0),
    ],
)
def test_every_relation(relation: str, value: str, actual: str, points: int) -> None:
    assert earned(value, actual, relation=relation) == points


def test_a_date_may_also_be_all_or_nothing() -> None:
    assert earned("2023-12-31", "2024-01-01", relation="date", own=(("scoring.late", "2020-01-01", "zero"),)) == 0


def test_exceeding_an_equal_target_costs_only_where_the_office_says_so() -> None:
    own = (("scoring.deviation", "2020-01-01", True),)
    assert earned("100", "130", relation="=") == 1000
    assert earned("100", "130", relation="=", own=own) == 700
    assert earned("100", "250", relation="=", own=own) == 0


def test_an_adverse_indicator_loses_by_exceeding_its_equal_target() -> None:
    assert earned("5", "10", relation="=", name="群众投诉次数") == 500
    assert earned("5", "10", relation="=", name="投诉处理次数") == 1000


def test_a_bare_number_of_a_bad_thing_is_an_upper_limit() -> None:
    assert earned("3", "0", name="预算调整率", measure="%") == 1000
    assert earned("100", "97", name="公用经费控制率", measure="%") == 1000
    assert earned("90", "97", name="项目总成本", level2="成本指标", measure="万元") == 928
    assert earned("5", "4", name="成本节约率", level2="成本指标", measure="%") == 800


@pytest.mark.parametrize(
    ("value", "measure", "actual", "points"),
    [
        ("90", "万元", "90", 1000),
        ("90", "万元", "900000元", 1000),
        ("90", "万元", "45万", 500),
        ("95", "%", "0.95", 1000),
        ("95", "%", "95％", 1000),
        ("95", "%", "百分之九十五", 1000),
        ("100", "%", "百分之九十", 900),
        ("100", "%", "1", 1000),
        ("2000", "米", "1.5公里", 750),
        ("1000", "公斤", "1吨", 1000),
        ("5", "%", "40‰", 800),
        ("583", "元/人*月", "583元/人·月", 1000),
        ("400", "平方米", "400㎡", 1000),
        ("30", "人", "完成30人", 1000),
        ("40", "%", "按进度执行,已使用约40%", 1000),
        ("30", "万元", "完成", 1000),
        ("30", "场", "未开展", 0),
    ],
)
def test_units_and_words_where_a_number_was_asked(value: str, measure: str, actual: str, points: int) -> None:
    assert earned(value, actual, relation=">=", measure=measure) == points


def test_different_units_are_left_to_a_person() -> None:
    line = score(sheet([row("20", "550户", relation=">=", measure="人", score=900)]), DEFAULT).lines[0]
    assert line.computed == 900
    assert "单位" in line.why
    assert (line.least, line.most) == (0, 1000)


@pytest.mark.parametrize(
    ("actual", "entered", "points"),
    [
        ("达成预期指标", None, 1000),
        ("达成预期指标", 850, 850),
        ("达成预期指标", 700, 800),
        ("效果明显", 1000, 1000),
        ("部分达成并具有一定效果", None, 790),
        ("部分达成并具有一定效果", 800, 799),
        ("部分达成并具有一定效果", 600, 600),
        ("基本达成", 700, 700),
        ("基本达成", None, 800),
        ("未完成，效果较差", None, 0),
        ("未完成，效果较差", 1000, 599),
        ("效果不明显", 500, 500),
        ("详见附件", 650, 650),
        ("达成预期指标", 1200, 1000),
        ("", 1000, 0),
    ],
)
def test_qualitative_bands(actual: str, entered: int | None, points: int) -> None:
    assert earned("效果明显", actual, relation="qualitative", score=entered) == points


def test_yes_or_no_is_all_or_nothing() -> None:
    assert earned("是", "是") == 1000
    assert earned("是", "否") == 0
    assert earned("否", "否", name="是否发生事故") == 1000
    assert earned("否", "是", name="是否发生事故") == 0
    assert earned("通过", "未通过", relation="qualitative") == 0


def test_satisfaction_in_steps_where_the_office_says_so() -> None:
    own = (("scoring.satisfaction_steps", "2020-01-01", [[90, 100], [80, 80], [60, 50], [0, 0]]),)
    cells: dict[str, Any] = {"relation": ">=", "measure": "%", "name": "学生满意度", "level1": "满意度指标"}
    assert [earned("95", actual, own=own, **cells) for actual in ("96", "90", "85", "60", "59")] == [
        1000, 1000, 800, 500, 0,
    ]  # fmt: skip
    assert earned("95", "90", **cells) == 947


def test_a_gate_below_which_nothing_is_earned() -> None:
    own = (("scoring.gate", "2020-01-01", 60),)
    assert earned("100", "59", relation=">=", own=own) == 0
    assert earned("100", "60", relation=">=", own=own) == 600


@pytest.mark.parametrize(
    ("actual", "reason", "suggested", "over"),
    [
        ("129", "", 0, False),
        ("131", "", 0, True),
        ("131", "上级追加任务", 0, False),
        ("175", "", 50, True),
        ("200", "", 100, True),
        ("900", "", 200, True),
        ("900", "政策调整", 0, False),
    ],
)
def test_over_achievement_suggests_and_never_takes(actual: str, reason: str, suggested: int, over: bool) -> None:  # noqa: FBT001 - a column of the table
    line = score(sheet([row("100", actual, relation=">=", reason=reason)]), DEFAULT).lines[0]
    assert (line.computed, line.suggested, line.over) == (1000, suggested, over)


@pytest.mark.parametrize(
    ("funds", "points", "word"),
    [
        ({"adjusted": 43_200_000, "executed": 37_240_000}, 862, "86.20%"),
        ({"adjusted": 310_200_000, "executed": 154_740_000}, 499, "49.88%"),
        ({"adjusted": 0, "executed": 0, "score": 600}, 600, "不适用"),
        ({"adjusted": 0, "executed": 0, "score": None}, 0, "不适用"),
        ({"adjusted": 0, "executed": 5}, 0, "请核对"),
        ({"adjusted": None, "executed": 5}, 0, "请核对"),
        ({"adjusted": 100, "executed": 0}, 0, "0.00%"),
        ({"adjusted": 100, "executed": 250}, 1000, "超过 100%"),
        ({"adjusted": None, "initial": 200, "executed": 100}, 500, "年初预算数"),
        ({"adjusted": 100, "executed": None}, 0, "执行数未填"),
        ({"adjusted": None, "executed": None, "rate": 7927}, 793, "79.27%"),
        ({"adjusted": 100, "executed": 50, "weight": 2000}, 1000, "20.00 分"),
        ({"adjusted": 100, "executed": 50, "weight": 10_000}, 500, "没有可用的执行率分值"),
    ],
)
def test_execution_and_its_zero_cases(funds: Row, points: int, word: str) -> None:
    line = score(sheet([row("1", "1")], funds), DEFAULT).execution
    assert line is not None
    assert line.computed == points
    assert word in line.why


def test_the_denominator_may_be_the_initial_budget() -> None:
    own = year_settings(2023, [("scoring.rate_base", "2020-01-01", "initial")])
    funds: Row = {"initial": 200, "adjusted": 100, "executed": 100}
    first, second = score(sheet([], funds), DEFAULT), score(sheet([], funds), own)
    assert first.execution
    assert second.execution
    assert (first.execution.computed, second.execution.computed) == (1000, 500)


def test_an_empty_total_row_counts_as_the_sum_below() -> None:
    content = sheet([], {"adjusted": 0, "executed": 0})
    content.matrices["funds"]["fiscal"] = {"adjusted": 89_974_000, "executed": 89_974_000}
    result = score(content, DEFAULT)
    assert result.money.summed
    assert result.execution
    assert result.execution.computed == 1000


SHEETS = {
    "W1": (1000, {"产出指标": 5000, "效益指标": 3000, "满意度指标": 1000}),
    "W2": (1000, {"成本指标": 2000, "产出指标": 4000, "效益指标": 2000, "满意度指标": 1000}),
    "W3": (1000, {"产出指标": 5000, "效益指标": 4000}),
    "W4": (1000, {"成本指标": 2000, "产出指标": 4000, "效益指标": 3000}),
    "W5": (1000, {"产出指标": 8000, "满意度指标": 1000}),
    "W6": (2000, {"产出指标": 4000, "效益指标": 2000, "满意度指标": 2000}),
    "W7": (0, {"产出指标": 4000, "效益指标": 4000, "满意度指标": 2000}),
    "W8": (1000, {"产出指标": 4000, "效益指标": 3000, "满意度指标": 2000}),
}


@pytest.mark.parametrize("key", SHEETS)
def test_every_scheme_is_recognised_by_its_weights(key: str) -> None:
    execution, wanted = SHEETS[key]
    rows = [row("1", "1", level1=level1, level2="", name=level1, weight=weight) for level1, weight in wanted.items()]
    result = score(sheet(rows, {"weight": execution, "score": execution}), DEFAULT)
    assert result.scheme is not None
    assert result.scheme.key == key
    assert result.computed == 10_000


@pytest.mark.parametrize("key", ["W1", "W2", "W3", "W4", "W5", "W6", "W7"])
def test_every_scheme_fills_missing_weights(key: str) -> None:
    execution, wanted = SHEETS[key]
    rows = [
        row("1", "1", level1=level1, level2="", name=f"{level1}{number}", weight=None)
        for level1 in wanted
        for number in range(3)
    ]
    result = score(sheet(rows, {"weight": execution, "score": None}), DEFAULT)
    assert result.weights.total == 10_000
    for position, weight in enumerate(wanted.values()):
        assert list(result.weights.lines[position * 3 : position * 3 + 3]) == spread(weight, 3)
    assert all("没有分值" in line.why for line in result.lines)


def test_the_office_may_make_another_scheme_its_default() -> None:
    used = year_settings(2023, [("scoring.scheme", "2020-01-01", "W8")])
    rows = [row("1", "1", level1=level1, name=level1, weight=None) for level1 in SHEETS["W8"][1]]
    assert score(sheet(rows), used).weights.lines == (4000, 3000, 2000)


def test_the_weight_in_a_level_1_label_is_divided_over_its_rows() -> None:
    rows = [row("1", "1", level1="产出指标(15分)", name=str(number), weight=None) for number in range(7)]
    rows.append(row("1", "1", level1="效益指标", name="效益", weight=7500))
    lines = score(sheet(rows), DEFAULT).weights.lines
    assert lines == (214, 214, 214, 214, 214, 214, 216, 7500)


def test_missing_weights_of_one_level_get_what_the_others_leave() -> None:
    rows = [row("1", "1", name="甲", weight=2000), row("1", "1", name="乙", weight=None)]
    rows.append(row("1", "1", level1="效益指标", name="丙", weight=3000))
    assert score(sheet(rows), DEFAULT).weights.lines == (2000, 4000, 3000)


@pytest.mark.parametrize(
    ("weights", "execution"), [((4000, 4000, 2000), 0), ((4000, 2000, 2000), 2000), ((3000, 1000), 1000)]
)
def test_a_blank_execution_weight_is_what_the_indicators_leave(weights: tuple[int, ...], execution: int) -> None:
    rows = [row("1", "1", name=str(at), weight=weight) for at, weight in enumerate(weights)]
    assert score(sheet(rows, {"weight": None, "score": None}), DEFAULT).weights.execution == execution


def test_headings_are_not_scored() -> None:
    rows = [
        row("29.5", "29.5", name="★种植面积", measure="亩"),
        row("1.5", "1.5", name="其中桃树", measure="亩", weight=None),
        row("", None, name="指标2:", weight=None),
        row("", None, name="……", weight=None),
        row("", None, name="", weight=None),
    ]
    assert [line.name for line in score(sheet(rows), DEFAULT).lines] == ["★种植面积"]


def test_scores_that_use_up_all_points_prove_the_weights_of_a_sheet_without_any() -> None:
    rows = [row("1", "1", name=str(points), weight=None, score=points) for points in (2000, 1000, 1000, 4000)]
    result = score(sheet(rows, {"weight": 2000, "score": 2000}), DEFAULT)
    assert result.weights.lines == (2000, 1000, 1000, 4000)
    assert result.computed == 10_000


NUMBERS = st.fractions(min_value=0, max_value=10_000, max_denominator=100)


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from([">=", "<=", "=", ">", "<"]), st.integers(0, 3000))
def test_a_line_stays_within_its_weight_and_is_monotone(
    target: Fraction, one: Fraction, other: Fraction, relation: str, weight: int
) -> None:
    def line(actual: Fraction) -> int:
        cells = row(_text(target), _text(actual), relation=relation, weight=weight)
        return score(sheet([cells]), DEFAULT).lines[0].computed

    low, high = line(min(one, other)), line(max(one, other))
    assert 0 <= low <= weight
    assert 0 <= high <= weight
    if relation in {">=", ">"} or (relation == "=" and target > 0):
        assert low <= high
    if relation in {"<=", "<"}:
        assert low >= high


def _text(number: Fraction) -> str:
    return str((Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")))


ROWS = st.builds(
    lambda value, actual, relation, weight, entered: row(
        str(value), actual, relation=relation, weight=weight, score=entered
    ),
    st.integers(-5, 200),
    st.sampled_from(
        ["", "0", "1", "99", "100", "5000", "完成", "未完成", "部分达成", "1-3", "98%", "2023-05-06", "？"]
    ),
    st.sampled_from(["", ">=", "<=", "=", "range", "date", "qualitative"]),
    st.none() | st.integers(0, 5000),
    st.none() | st.integers(-100, 6000),
)


@given(
    st.lists(ROWS, max_size=12),
    st.none() | st.integers(0, 10**10),
    st.none() | st.integers(0, 10**10),
    st.none() | st.integers(0, 10_000),
)
def test_any_sheet_scores_within_weights_and_adds_up(
    rows: list[Row], adjusted: int | None, executed: int | None, weight: int | None
) -> None:
    result = score(sheet(rows, {"adjusted": adjusted, "executed": executed, "weight": weight}), DEFAULT)
    assert all(0 <= line.computed <= line.weight and line.why for line in result.all_lines)
    assert all(0 <= line.suggested <= line.weight for line in result.all_lines)
    assert result.computed == sum(line.computed for line in result.all_lines)
    assert result.grade_computed == grade(result.computed, DEFAULT.grades)


@given(st.integers(0, 10_000), st.integers(1, 60))
def test_spread_is_exact_and_even(total: int, count: int) -> None:
    parts = spread(total, count)
    assert sum(parts) == total
    assert min(parts) >= 0
    assert len(set(parts[:-1])) <= 1


def test_spread_leaves_the_remainder_on_the_last_row() -> None:
    assert spread(3000, 7) == [429] * 6 + [426]
    assert spread(9000, 4) == [2250] * 4
    assert spread(5, 9)[-1] == 5
    assert spread(100, 0) == []


@pytest.mark.parametrize(
    ("total", "wanted"),
    [(10_000, "优"), (9000, "优"), (8999, "良"), (8000, "良"), (7999, "中"), (5999, "差"), (0, "差")],
)
def test_grades(total: int, wanted: str) -> None:
    assert grade(total, DEFAULT.grades) == wanted


def test_grades_have_other_names_and_other_ladders() -> None:
    assert [said(text, DEFAULT.grades) for text in ("优 秀", "(自评等级):良", "合格", "较差", "不错", "")] == [
        "优", "良", "中", "差", "", "",
    ]  # fmt: skip
    used = year_settings(2023, [("grades.steps", "2020-01-01", [["好", 95], ["较好", 85], ["一般", 60], ["差", 0]])])
    assert grade(9400, used.grades) == "较好"


def test_own_settings_are_dated_and_strict() -> None:
    own = [("scoring.gate", "2024-01-01", 60), ("scoring.gate", "2025-06-01", 50)]
    assert [settings(day, own).scoring.gate for day in ("2023-12-31", "2024-01-01", "2025-12-31")] == [0, 60, 50]
    scheme = {"execution": 10, "output": "42.5", "benefit": 37.5, "satisfaction": 10, "cost": 0}
    assert year_settings(2023, [("scheme.W9", "2020-01-01", scheme)]).schemes["W9"].output == 4250
    for wrong in (
        ("scoring.gate", "2020-01-01", None),
        ("scoring.speed", "2020-01-01", 1),
        ("scheme.W9", "2020-01-01", {**scheme, "benefit": 38}),
        ("scoring.scheme", "2020-01-01", "W99"),
        ("grades.steps", "2020-01-01", [["优", 60], ["差", 80]]),
        ("scoring.late", "2020-01-01", "never"),
    ):
        with pytest.raises(UserError):
            year_settings(2023, [wrong])
    with pytest.raises(SettingError):
        settings("1999-01-01")


def test_the_reason_names_both_numbers_as_they_were_written() -> None:
    aim = goal("<=", "5300", "元/户", name="救助标准", year=2023, words=DEFAULT.words)
    judged = attain(aim, "5830元/户", name="救助标准", year=2023, settings=DEFAULT)
    assert judged.why == "目标 ≤5300元/户，实际 5830元/户，未达到，按 目标÷实际 计 90.9091%"
    assert judged.share == Fraction(5300, 5830)
