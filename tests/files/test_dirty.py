"""Every dirty way of filling a form (D01-D58) that reaches a grid: read with its repair, or refused in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.files.grid import Grid
from tests.files.dirty import FIRST, HEAD, SECOND, TOTAL, one, read, repaired, row, sheet, told


def test_the_clean_form_needs_no_repair_and_has_no_problem():
    reading = one(sheet())
    assert (reading.form, reading.layout, reading.anchor) == ("selfeval.project", "national", "A1")
    assert reading.repairs == []
    assert reading.problems == []
    assert reading.content.year == 2022
    assert reading.content.number("funds", "total", "executed") == 90_000_000
    assert reading.content.number("funds", "total", "rate") == 9000
    assert row(reading) == {"level1": "产出指标", "level2": "数量指标", "name": "维修里程", "relation": ">=",
            "value": "10",
                            "measure": "公里", "actual": "10公里", "weight": 5000, "score": 5000}  # fmt: skip
    assert reading.cell("funds.total.executed") == "F6"
    assert reading.cell("indicators.1.actual") == "F12"
    assert reading.cell("total.total.score") == "H13"
    assert reading.raws == {}


# --- containers, sheets, places ---------------------------------------------------------------------------------------


def test_d01_a_table_from_csv_has_only_text():
    texts = [[None if v is None else v if isinstance(v, str) else f"{v:g}" for v in line] for line in sheet().rows]
    reading = one(Grid("自评表.csv", texts))
    assert reading.content.number("funds", "total", "executed") == 90_000_000
    assert row(reading, 1)["weight"] == 4000


def test_d02_d53_text_in_a_sheet_is_refused_as_a_report():
    lines = [
        ["一、项目基本情况：" + "本项目由水利局组织实施，资金来源为上级补助，年内已全部完成并通过验收，效果良好。" * 2]
        for _ in range(5)
    ]
    readings, problems = read(Grid("Sheet1", lines))
    assert readings == []
    assert [(p.level, p.rule, p.cell) for p in problems] == [("error", "D53", "A1")]


def test_d03_what_is_hidden_is_read_and_told():
    grid = sheet()
    grid.hidden_rows, grid.hidden_columns = frozenset([11]), frozenset([8])
    readings, problems = read(grid)
    assert row(readings[0], 1)["name"] == "村民满意度"
    assert [(p.rule, p.cell) for p in problems] == [("D03", "A12"), ("D03", "I1")]


@pytest.mark.parametrize("name", ["Sheet1", "附件1", "自评表 (2)"])
def test_d04_a_sheets_name_does_not_matter(name):
    reading = one(sheet(name=name))
    assert (reading.sheet, reading.form) == (name, "selfeval.project")


def test_d05_several_projects_one_below_the_other():
    second = sheet(C3="桥梁维修").rows
    readings, _ = read(Grid("Sheet1", [*sheet().rows, [], *second, [], *sheet(C3="水渠维修").rows]))
    assert [reading.content.fields["project_name"] for reading in readings] == ["道路维修", "桥梁维修", "水渠维修"]
    assert [reading.anchor for reading in readings] == ["A1", "A15", "A29"]
    assert all(len(reading.content.rows("indicators")) == 2 for reading in readings)
    assert readings[2].cell("indicators.1.actual") == "F40"


def test_d05_without_titles_the_project_name_begins_a_new_form():
    lines = sheet().rows[2:]
    readings, _ = read(Grid("Sheet1", [*lines, *sheet(C3="桥梁维修").rows[2:]]), year_hint=2022)
    assert [reading.content.fields["project_name"] for reading in readings] == ["道路维修", "桥梁维修"]


def test_d06_forty_sheets_of_one_project_each():
    readings, problems = read([sheet(name=f"项目{n}", C3=f"第{n}项目") for n in range(40)])
    assert len(readings) == 40
    assert {reading.layout for reading in readings} == {"national"}
    assert problems == []


def test_d07_the_form_begins_at_b2_below_empty_rows():
    moved = Grid("Sheet1", [[], [], *[[None, *line] for line in sheet().rows]], top=3, left=2)
    reading = one(moved)
    assert reading.anchor == "D6"
    assert reading.cell("indicators.0.name") == "G16"
    assert reading.content.number("funds", "total", "executed") == 90_000_000


def test_d08_two_rows_of_heads_with_merged_groups():
    top = [None, None, None, "年度指标值", None, None, "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    low = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    line = ["产出指标", "数量指标", "维修里程", "≥", 10.0, "公里", "10", 50.0, 50.0, None]
    reading = one(Grid("Sheet1", [*HEAD[:9], top, low, line]))
    assert reading.form == "selfeval.project.yunnan"
    assert row(reading) == {"level1": "产出指标", "level2": "数量指标", "name": "维修里程", "relation": ">=",
            "value": "10",
                            "measure": "公里", "actual": "10", "weight": 5000, "score": 5000}  # fmt: skip


def test_d09_merged_or_blank_levels_take_the_value_above_but_not_across_a_new_first_level():
    again = [None, None, None, "养护里程", "≥5公里", "5公里", 5.0, 5.0]
    alone = [None, "效益指标", None, "受益人口", "≥100人", "120人", 5.0, 5.0]
    reading = one(sheet([FIRST, again, alone, TOTAL]))
    assert (row(reading, 1)["level1"], row(reading, 1)["level2"]) == ("产出指标", "数量指标")
    assert reading.cell("indicators.1.level1") == "B11"
    assert (row(reading, 2)["level1"], row(reading, 2).get("level2")) == ("效益指标", None)


def test_d10_a_value_beside_its_merged_place_is_taken_and_told():
    wide = [*HEAD[:4], ["项目资金\n（万元）", None, None, "年初预算数", None, "全年预算数", "全年执行数",
            "分值", "执行率", "得分"],
            [None, None, "年度资金总额", None, 100.0, 100.0, 90.0, 10.0, 0.9, 9.0], *HEAD[7:], FIRST]  # fmt: skip
    reading = one(Grid("Sheet1", wide))
    assert reading.content.number("funds", "total", "initial") == 100_000_000
    assert reading.cell("funds.total.initial") == "E6"
    assert repaired(reading, "D10") == [("E6", "funds.total.initial", "100", "100", "")]


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "wanted", "rules"),
    [
        ("'90", 90_000_000, {"D11"}),
        ("\u00a090\u3000", 90_000_000, {"D11"}),
        ("９０．５", 90_500_000, {"D12"}),
        ("３５８,０００元", 35_800_000, {"D12", "D13", "D14"}),
        ("735,703.52", 735_703_520_000, {"D13"}),
        ("274，039.37", 274_039_370_000, {"D12", "D13"}),
        ("620.82万元", 620_820_000, {"D14"}),
        ("5.8万", 5_800_000, {"D14"}),
        ("16.56亿元", 165_600_000_000, {"D14"}),
        ("15亿", 150_000_000_000, {"D14"}),
        ("¥90", 90_000_000, {"D14"}),
        ("￥1,200.00", 1_200_000_000, {"D12", "D13", "D14"}),
        ("(12.3)", -12_300_000, {"D50"}),
        ("（12.3）", -12_300_000, {"D12", "D50"}),
        ("12.3-", -12_300_000, {"D50"}),
        ("-12.3", -12_300_000, set()),
        ("0.30000000000000004", 300_000, {"D11"}),
        (0.30000000000000004, 300_000, set()),
        (207.4538, 207_453_800, set()),
        ("10606.7522", 10_606_752_200, set()),
        ("—", None, {"D19"}),
        ("不适用", None, {"D19"}),
        (0.0, 0, set()),
    ],
)
def test_money_d11_to_d14_d19_d50(raw, wanted, rules):
    reading = one(sheet(F6=raw))
    assert reading.content.number("funds", "total", "executed") == wanted
    repairs = [r for r in reading.repairs if r.cell == "F6"]
    assert {r.rule for r in repairs} == rules
    assert all(r.raw == raw and r.field == "funds.total.executed" for r in repairs)
    assert told(reading, "D14") == []
    if rules:
        assert reading.raws["funds.total.executed"] == raw


def test_d12_the_repair_shows_the_amount_in_wan():
    assert repaired(one(sheet(F6="３５８,０００元")), "D12") == [
        ("F6", "funds.total.executed", "３５８,０００元", "35.80", "万元")
    ]


@pytest.mark.parametrize(
    ("raw", "rule", "word"),
    [
        ("7,00.0,77", "D13", "千分位"),
        ("12,3456", "D13", "千分位"),
        ("1.2.3", "D13", "小数点"),
        ("12.3456789", "D14", "不足一分"),
        (100 / 3, "D14", "不足一分"),
        ("约40", "D27", "约数"),
        ("40余", "D27", "约数"),
        ("10多", "D27", "约数"),
        ("3-5", "D27", "范围"),
        ("8～10", "D27", "范围"),
        ("5.3E+20", "D28", "科学计数法"),
        ("#REF!", "D17", "公式"),
        ("#DIV/0!", "D17", "公式"),
        ("1O0.5", "D21", "字母"),
        ("l5", "D21", "字母"),
        ("壹佰万元整", "D12", "中文数字"),
        (datetime(2022, 5, 1, tzinfo=UTC), "D26", "不是金额"),
        (True, "D26", "不是金额"),
    ],
)
def test_money_that_says_nothing_exact_is_refused_with_its_cell(raw, rule, word):
    reading = one(sheet(F6=raw))
    assert reading.content.number("funds", "total", "executed") is None
    found = [p for p in reading.problems if p.cell == "F6"]
    assert [(p.level, p.rule, p.field) for p in found] == [("error", rule, "funds.total.executed")]
    assert word in found[0].message


def test_prose_in_a_money_cell_is_a_question_never_a_number():
    reading = one(sheet(F6="854万854万（高标准农田建设400万元）"))
    assert reading.content.number("funds", "total", "executed") is None
    assert told(reading, "R014") == [("warning", "F6", "funds.total.executed")]


@pytest.mark.parametrize(
    ("corner", "line", "wanted"),
    [
        ("项目资金（元）", None, 9_000),
        ("项目资金", "单位：元", 9_000),
        ("项目资金", "（金额单位：千元）", 9_000_000),
        ("项目资金（亿元）", None, 900_000_000_000),
        ("项目资金（万元）", None, 90_000_000),
    ],
)
def test_d15_the_unit_stands_on_the_sheet(corner, line, wanted):
    reading = one(sheet(A5=corner, H2=line))
    assert reading.content.number("funds", "total", "executed") == wanted
    assert repaired(reading, "D15") == []


def test_d15_no_unit_on_the_sheet_is_wan_and_listed():
    reading = one(sheet(A5="项目资金"))
    assert reading.content.number("funds", "total", "executed") == 90_000_000
    assert repaired(reading, "D15") == [("A1", "", "", "万元", "万元")]


def test_d15_d56_amounts_that_speak_against_the_unit_are_asked_about_not_changed():
    huge = one(sheet(D6=2_500_000_000.0))
    assert huge.content.number("funds", "total", "initial") == 2_500_000_000_000_000
    assert told(huge, "D15") == [("warning", "D6", "funds.total.initial")]
    tiny = one(sheet(A5="项目资金（元）"))
    assert tiny.content.number("funds", "total", "initial") == 10_000
    assert told(tiny, "D56") == [("warning", "D6", "funds.total.initial")]


def test_d15_two_units_on_one_sheet_are_told():
    assert told(one(sheet(A5="项目资金（万元）", H2="单位：元")), "D15") == [("warning", "A5", "")]


@pytest.mark.parametrize(
    ("raw", "wanted", "rules"),
    [
        ("95", 9500, {"D16"}), ("95%", 9500, set()), ("0.95", 9500, {"D16"}), ("95.00%", 9500, set()), ("95％",
        9500, {"D12"}),
        ("百分之95", 9500, {"D16"}), ("1", 10000, {"D16"}), (1.0, 10000, set()), ("20", 2000, {"D16"}), (20.0,
        2000, {"D16"}),
        (0.862, 8620, set()), ("86.2037%", 8620, {"D16"}), ("#DIV/0!", None, {"D17"}), ("#N/A", None, {"D17"}),
        ("0/0", None, {"D18"}), ("0", 0, set()), ("—", None, set()), ("无", None, {"D19"}),
    ],
)  # fmt: skip
def test_rates_d16_to_d19(raw, wanted, rules):
    reading = one(sheet(H6=raw))
    assert reading.content.number("funds", "total", "rate") == wanted
    assert {r.rule for r in reading.repairs if r.cell == "H6"} == rules


def test_d16_a_percentage_that_a_cell_format_hid():
    line = [None, "产出指标", "质量指标", "验收合格率", 1.0, 0.98, 50.0, 49.0]
    reading = one(sheet([line, TOTAL]))
    assert (row(reading)["value"], row(reading)["measure"], row(reading)["actual"]) == ("100", "%", "98%")
    assert [(r[0], r[2], r[3]) for r in repaired(reading, "D16")] == [("E11", "1", "100%"), ("F11", "0.98", "98%")]
    assert reading.raws["indicators.0.actual"] == "0.98"
    small = one(sheet([[None, "产出指标", "质量指标", "有害生物成灾率", 0.4, "0.1", 50.0, 50.0], TOTAL]))
    assert row(small)["value"] == "0.4"
    assert told(small, "D16") == [("warning", "E11", "indicators.0.value")]


# --- the layout is remembered, never assumed --------------------------------------------------------------------------


def test_a_remembered_layout_does_not_hide_a_changed_head():
    assert row(one(sheet()))["actual"] == "10公里"
    assert told(one(sheet(I10="我的备忘")), "D42") == [("hint", "I10", "indicators")]
    assert row(one(sheet()))["actual"] == "10公里"


def test_a_label_that_appears_elsewhere_changes_the_layout():
    one(sheet())
    reading = one(sheet([FIRST, SECOND, TOTAL, ["项目名称", None, "另一个项目"]]))
    assert reading.content.fields["project_name"] == "道路维修"


@given(st.integers(0, 3), st.integers(0, 4), st.integers(1, 9), st.booleans())
def test_the_place_of_a_form_does_not_change_what_it_says(down, right, count, blank):
    lines = [
        [
            None,
            "产出指标" if n == 0 else None,
            "数量指标" if n == 0 else None,
            f"第{n}项",
            f"≥{n}个",
            f"{n}个",
            5.0,
            5.0,
        ]
        for n in range(count)
    ]
    base = sheet([*lines, TOTAL])
    between = [[]] if blank else []
    moved = Grid(
        "Sheet1",
        [*[[] for _ in range(down)], *[[None] * right + line for line in [*base.rows[:9], *between, *base.rows[9:]]]],
    )
    reading = one(moved)
    assert reading.content == one(base).content
    assert reading.problems == []
