"""Every dirty way of filling rows, lists and texts (D20-D58): read with its repair, or refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from perfdesk.files.grid import Grid
from tests.files.dirty import FIRST, HEAD, SECOND, TOTAL, one, read, repaired, row, sheet, told

# --- indicators -------------------------------------------------------------------------------------------------------


def target_of(raw, **more):
    reading = one(sheet([[None, "产出指标", "数量指标", "维修里程", raw, "10", 50.0, 50.0], TOTAL], **more))
    found = row(reading)
    return (found.get("relation"), found.get("value"), found.get("measure")), reading


@pytest.mark.parametrize(
    ("raw", "wanted", "rules"),
    [
        ("≥10公里", (">=", "10", "公里"), set()), ("≧10公里", (">=", "10", "公里"), {"D20"}),
        ("⩾10公里", (">=", "10", "公里"), {"D20"}), (">=10公里", (">=", "10", "公里"), {"D20"}),
        ("=＞10", (">=", "10", ""), {"D12", "D20"}), ("》=10", (">=", "10", ""), {"D20"}), ("＞=10", (">=",
        "10", ""), {"D12", "D20"}),
        ("大于等于10公里", (">=", "10", "公里"), {"D20"}), ("不少于10公里", (">=", "10", "公里"), {"D20"}),
        ("不低于95%", (">=", "95", "%"), {"D20"}), ("10公里以上", (">=", "10", "公里"), {"D20"}),
        ("≤5天", ("<=", "5", "天"), set()), ("≦5天", ("<=", "5", "天"), {"D20"}), ("<=5300元/户", ("<=", "5300",
        "元/户"), {"D20"}),
        ("不超过5天", ("<=", "5", "天"), {"D20"}), ("5天以内", ("<=", "5", "天"), {"D20"}),
        ("＝100％", ("=", "100", "%"), {"D12"}), ("﹦100%", ("=", "100", "%"), {"D20"}), ("═100%", ("=", "100",
        "%"), {"D20"}),
        (">10", (">", "10", ""), set()), ("≥ 2,400 份", (">=", "2400", "份"), {"D11", "D13"}),
        ("100百分比", ("", "100", "%"), {"D16"}), ("≥0.97比例", (">=", "0.97", "比例"), set()), ("百分之95",
        ("", "95", "%"), {"D16"}),
        ("3-5次", ("range", "3-5", "次"), set()), ("8～10", ("range", "8-10", ""), {"D12"}),
        ("500㎡", ("", "500", "平方米"), {"D57"}), ("500m²", ("", "500", "平方米"), {"D57"}),
        ("2021年12月底前", ("date", "2021-12", ""), {"D26"}), ("12月底之前完成", ("date", "2022-12", ""), {"D26"}),
        ("2021.12.31", ("date", "2021-12-31", ""), {"D26"}),
        ("显著提升", ("qualitative", "显著提升", ""), set()), ("780元/生/年", ("", "780", "元/生/年"), set()),
        ("90分以上15分,80-89 12分", ("qualitative", "90分以上15分,80-89 12分", ""), set()),
        (12.5, ("", "12.5", ""), set()), ("12.5", ("", "12.5", ""), set()),
    ],
)  # fmt: skip
def test_targets_d20_d22_d26_d27_d57(raw, wanted, rules):
    found, reading = target_of(raw)
    assert found == wanted
    assert {r.rule for r in reading.repairs if r.cell == "E11"} == rules
    assert all(r.raw == raw for r in reading.repairs)


@pytest.mark.parametrize("raw", ["Z90%", "^90%", "W5天", "z95%"])
def test_d21_a_sign_that_scanning_misread_is_a_question(raw):
    found, reading = target_of(raw)
    assert found[1] == raw
    assert told(reading, "D21") == [("warning", "E11", "indicators.0.target")]


def test_d21_a_rate_of_292_percent_is_a_question():
    reading = one(sheet([[None, "产出指标", "质量指标", "验收合格率", "292%", "95%", 50.0, 50.0], TOTAL]))
    assert row(reading)["value"] == "292"
    assert told(reading, "D21") == [("warning", "E11", "indicators.0.value")]
    assert told(one(sheet([[None, "产出指标", "质量指标", "增长率", "≥292%", "300%", 50.0, 50.0], TOTAL])), "D21") == []


def test_d21_an_unknown_sign_in_its_own_column_is_a_question():
    reading = one(three(["产出指标", "数量指标", "里程", "^", 10.0, "公里", "10"]))
    assert "relation" not in row(reading)
    assert told(reading, "D21") == [("warning", "D11", "indicators.0.relation")]


def three(line):
    head = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分"]
    return Grid("Sheet1", [*HEAD[:9], head, line])


def test_d22_sign_number_and_unit_in_one_cell_of_three_columns():
    reading = one(three(["产出指标", "数量指标", "里程", None, "≥2400份", None, "2400"]))
    assert [row(reading).get(key) for key in ("relation", "value", "measure")] == [">=", "2400", "份"]
    assert repaired(reading, "D22") == [("E11", "indicators.0.value", "≥2400份", "≥2400份", "")]
    assert reading.raws["indicators.0.value"] == "≥2400份"


def test_d22_three_columns_where_a_form_has_one():
    head = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    top = [["项目支出绩效目标申报表"], ["2022年度"], ["项目名称", None, "道路维修"], ["主管部门", None,
            "水利局", "实施单位", "站"],
           ["项目资金（万元）", None, "年度资金总额：", 90.0], ["年度目标", None, "修路"]]  # fmt: skip
    reading = one(Grid("Sheet1", [*top, head, ["产出指标", "数量指标", "里程", "≧", 10.0, "公里"]]))
    assert reading.form == "target.project"
    assert [row(reading)[key] for key in ("relation", "value", "measure")] == [">=", "10", "公里"]
    assert repaired(reading, "D20") == [("D8", "indicators.0.relation", "≧", "≥", "")]


def test_d23_a_placeholder_is_no_value_and_the_next_cell_is_taken():
    found, reading = target_of("≥**人")
    assert found == (None, None, None)
    assert told(reading, "D23") == [("warning", "E11", "indicators.0.target")]
    head = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", None, "实际完成值", "分值", "得分"]
    beside = [None, "产出指标", "数量指标", "救助人数", "≥**人", 59.0, "87人", 50.0, 50.0]
    taken = one(Grid("Sheet1", [*HEAD[:9], head, beside]))
    assert [row(taken)[key] for key in ("relation", "value", "measure")] == [">=", "59", "人"]
    assert repaired(taken, "D23") == [("F11", "indicators.0.target", "≥**人 59", "≥59人", "")]


def test_d24_a_quantity_in_the_name_stays_there():
    reading = one(sheet([[None, "产出指标", "数量指标", "培智教学软件2套", "100%", "100%", 50.0, 50.0], TOTAL]))
    assert (row(reading)["name"], row(reading)["value"], row(reading)["measure"]) == ("培智教学软件2套", "100", "%")


def test_d25_an_actual_value_that_copies_the_sign_is_kept_and_told():
    reading = one(sheet(F11="≥10公里"))
    assert row(reading)["actual"] == "≥10公里"
    assert told(reading, "D25") == [("hint", "F11", "indicators.0.actual")]


FINDING = ["1", 2022.0, "审计", "项目", "道路维修", None, "水利局", "资金管理", "资金支付慢", 5.0, None, None,
        None, "加快支付", "限期",
           "2022-12-31", "水利局", None, "2022-10-01"]  # fmt: skip
LEDGER = [["绩效问题整改台账"], ["2022年度", None, "单位：万元"],
          ["问题编号", "年度", "来源", "对象类别", "被评对象", "项目代码", "主管部门", "问题类别", "问题描述",
          "涉及金额", "依据条款", "责任股室",
           "建议", "整改要求", "整改类型", "整改时限", "责任单位", "责任人", "反馈日期", "状态"]]  # fmt: skip


def deadline(raw):
    line = list(FINDING)
    line[15] = raw
    return one(Grid("台账", [*LEDGER, line]))


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("2021-12-31", "2021-12-31"), ("2021/12/31", "2021-12-31"), ("2021.12.31", "2021-12-31"), ("20211231",
        "2021-12-31"),
        ("2021年12月31日", "2021-12-31"), ("2021年12月底前", "2021-12"), ("12月底之前完成", "2022-12"),
        (44561.0, "2021-12-31"),
        ("二〇二一年十二月三十一日", "2021-12-31"), (date(2021, 12, 31), "2021-12-31"), (datetime(2021, 12, 31,
        tzinfo=UTC), "2021-12-31"),
        ("2021.10", "2021-10"), ("2021年3月", "2021-03"),
    ],
)  # fmt: skip
def test_d26_dates(raw, wanted):
    reading = deadline(raw)
    found = reading.content.rows("findings")[0]["deadline"]
    assert found == wanted
    clean = isinstance(raw, date) or raw == wanted
    assert [(r[0], r[3]) for r in repaired(reading, "D26")] == ([] if clean else [("P4", wanted)])


@pytest.mark.parametrize(
    ("raw", "word"),
    [("2021.1", "10 月"), (2021.1, "10 月"), ("2021-02-30", "没有"), ("年底", "看得懂"), (12.0, "看得懂")],
)
def test_d26_a_date_that_may_be_two_is_refused(raw, word):
    reading = deadline(raw)
    assert reading.content.rows("findings")[0].get("deadline") is None
    assert told(reading, "D26") == [("error", "P4", "findings.0.deadline")]
    assert word in next(p.message for p in reading.problems if p.rule == "D26")


def test_d26_serial_numbers_count_from_1904_where_the_workbook_says_so():
    line = list(FINDING)
    line[15] = 43099.0
    reading = one(Grid("台账", [*LEDGER, line], date1904=True))
    assert reading.content.rows("findings")[0]["deadline"] == "2021-12-31"


@pytest.mark.parametrize("raw", ["约40%", "40余户", "10多个", "150余人", "近100人"])
def test_d27_an_approximate_target_is_kept_and_told(raw):
    found, reading = target_of(raw)
    assert found == ("", raw, "")
    assert told(reading, "D27") == [("warning", "E11", "indicators.0.target")]


PROJECTS = [
    ["项目库台账"],
    ["2022年度"],
    ["项目代码", "项目名称", "实施单位", "年初预算数（万元）", "全年预算数（万元）", "是否涉密"],
]


def ledger(*lines):
    return one(Grid("Sheet1", [*PROJECTS, *lines]))


@pytest.mark.parametrize(("raw", "shown"), [(5.30402e20, "5.30E+20"), ("5.3E+20", "5.3E+20")])
def test_d28_a_code_that_became_a_number_is_refused_with_what_to_do(raw, shown):
    reading = ledger([raw, "道路维修", "水利局", 1.0, 1.0])
    assert reading.content.rows("projects")[0].get("code") is None
    assert told(reading, "D28") == [("error", "A4", "projects.0.code")]
    assert shown in reading.problems[0].message
    assert "文本" in reading.problems[0].message


def test_d28_a_code_with_rounded_last_digits_is_asked_about():
    reading = ledger(["530402221000000000000", "道路维修", "水利局", 1.0, 1.0])
    assert reading.content.rows("projects")[0]["code"] == "530402221000000000000"
    assert told(reading, "D28") == [("warning", "A4", "projects.0.code")]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("219001-池州市棠溪镇", "219001 池州市棠溪镇"), ("[155]濉溪县民政局", "155 濉溪县民政局"),
        ("207101天津市规划局", "207101 天津市规划局"), ("濉溪县民政局（155）", "155 濉溪县民政局"),
    ],
)  # fmt: skip
def test_d29_a_code_glued_to_a_unit_is_kept_whole_and_told(raw, shown):
    reading = one(sheet(C4=raw))
    assert reading.content.fields["department"] == raw
    assert repaired(reading, "D29") == [("C4", "department", raw, shown, "")]


def test_d29_a_name_and_a_code_in_two_cells():
    reading = one(sheet(C4="水利局", D4="332001"))
    assert reading.content.fields["department"] == "水利局(332001)"


@pytest.mark.parametrize("raw", ["县教体局", "大英县司法局部门", "县教育体育局（本级）", "XX乡（镇）人民政府"])
def test_d30_d58_names_are_kept_as_written_for_the_matching(raw):
    reading = one(sheet(C4=raw))
    assert reading.content.fields["department"] == raw
    assert reading.repairs == []


def test_d31_a_project_code_before_the_name():
    reading = one(sheet(C3="51092324T000010263357-2022年全县\n安可替代项目 "))
    assert reading.content.fields["project_name"] == "2022年全县安可替代项目"
    assert reading.content.fields["project_code"] == "51092324T000010263357"
    assert {r.rule for r in reading.repairs} == {"D11", "D31", "D32"}
    assert reading.cell("project_name") == "C3"


def test_d32_line_breaks_in_labels_and_names():
    reading = one(sheet(A4="主管部门\n及代码", D11="维修\n里程"))
    assert reading.content.fields["department"] == "水利局"
    assert row(reading)["name"] == "维修里程"
    assert repaired(reading, "D32") == [("D11", "indicators.0.name", "维修\n里程", "维修里程", "")]


@pytest.mark.parametrize(
    ("cell", "label", "path"),
    [
        ("C8", "年初设定目标", "goal"), ("F8", "全年实际完成情况", "actual_goal"), ("F10", "全年实际值",
        "indicators.0.actual"),
        ("F10", "实际完成指标值", "indicators.0.actual"), ("I5", "得分（20分*执行率）", "funds.total.score"),
        ("E5", "全年预算数（A）", "funds.total.adjusted"), ("H5", "执行率（B/A）", "funds.total.rate"),
        ("A4", "預算主管部門：", "department"), ("D10", "三级\n指标名称", "indicators.0.name"),
    ],
)  # fmt: skip
def test_d33_variants_of_labels(cell, label, path):
    assert one(sheet(**{cell: label})).content.get(path) == one(sheet()).content.get(path) is not None


def test_d33_a_label_twice_is_a_problem_with_its_cell_never_a_guess():
    reading = one(sheet(G4="实施单位", H4="另一个单位"))
    assert "unit" not in reading.content.fields
    assert told(reading, "D33") == [("error", "G4", "unit")]


def test_d33_a_missing_label_is_told():
    reading = one(sheet(E4=None, F4=None))
    assert told(reading, "D33") == [("warning", "A1", "unit")]


def test_d33_a_titled_sheet_without_its_columns_is_refused():
    readings, problems = read(Grid("Sheet1", [["项目支出绩效自评表"], ["序号", "说明"], [1.0, "无"]]))
    assert readings == []
    assert [(p.level, p.rule, p.cell) for p in problems] == [("error", "D33", "A1")]
    assert "一级指标" in problems[0].message


def test_d33_a_learned_column_is_taken_but_not_with_confidence():
    strange = sheet(F10="成效")
    assert [p.field for p in one(strange).problems if p.rule == "D42"] == ["indicators.actual", "indicators"]
    reading = one(strange, aliases={"成 效": "actual"})
    assert row(reading)["actual"] == "10公里"
    assert not reading.confident


def test_d34_d35_notes_and_signatures_are_no_rows():
    notes = [
        ["注：1.定量指标完成数汇总原则。", None, None, "绝对值累加"],
        ["2.完成目标可能性：分三级"],
        ["填报人：张三", None, None, "联系电话：1234567"],
    ]
    reading = one(sheet([FIRST, SECOND, *notes]))
    assert len(reading.content.rows("indicators")) == 2
    assert reading.problems == []


@pytest.mark.parametrize("label", ["总分", "合计", "总 计", "分总", "总分："])
def test_d36_variants_of_the_total(label):
    reading = one(sheet(A13=label))
    assert reading.content.number("total", "total", "score") == 9900
    assert len(reading.content.rows("indicators")) == 2


def test_d37_what_the_template_left_is_no_indicator():
    left = [[None, None, None, "指标2："], [None, None, None, "……"], [None, "效益指标", "经济效益指标"]]
    named = [None, "产出指标", "时效指标", "指标1：按期完工率", "100%", "100%", 5.0, 5.0]
    reading = one(sheet([FIRST, *left, named, TOTAL]))
    assert [found["name"] for found in reading.content.rows("indicators")] == ["维修里程", "按期完工率"]
    assert [(r[0], r[2], r[3]) for r in repaired(reading, "D37")] == [
        ("D12", "指标2：", ""), ("D13", "……", ""), ("D15", "指标1：按期完工率", "按期完工率"),
    ]  # fmt: skip
    assert reading.cell("indicators.1.name") == "D15"


def test_d38_d55_sub_rows_without_weight_and_with_other_units():
    parent = [None, "产出指标", "数量指标", "养殖数量", "192只", "192只", 10.0, 10.0]
    sheep, pigs = [None, None, None, "其中羊", "180只", "180只"], [None, None, None, "其中猪", "12头", "12头"]
    reading = one(sheet([parent, sheep, pigs, TOTAL]))
    assert [found.get("weight") for found in reading.content.rows("indicators")] == [1000, None, None]
    assert told(reading, "D38") == [("hint", "D12", "indicators.1.name")]
    assert told(reading, "D55") == [("hint", "D13", "indicators.2.measure")]


@pytest.mark.parametrize(
    ("raw", "wanted", "mended"),
    [("√", True, False), ("✓", True, True), ("☑", True, True), ("■", True, True), ("R", True, True), ("V", True,
    True), ("对", True, True),
     ("是", True, False), (1.0, True, True), ("□", False, False), ("否", False, False), ("0", False, True),
     (None, None, False)],
)  # fmt: skip
def test_d39_ticks(raw, wanted, mended):
    reading = ledger([None, "道路维修", "水利局", 1.0, 1.0, raw])
    assert reading.content.rows("projects")[0].get("classified") is wanted
    assert [r[0] for r in repaired(reading, "D39")] == (["F4"] if mended else [])


def test_d39_a_tick_cell_with_words_is_a_question():
    reading = ledger([None, "道路维修", "水利局", 1.0, 1.0, "待定"])
    assert reading.content.rows("projects")[0].get("classified") is None
    assert told(reading, "D39") == [("warning", "F4", "projects.0.classified")]


def test_d39_all_choices_in_one_cell():
    head = [["项目支出绩效运行监控表"], ["2022年1-6月"], ["项目名称", None, "修路"], ["主管部门", None,
            "水利局", "实施单位", "站"],
            ["项目资金（万元）", None, None, "年初预算数", "1-6月执行数", "1-6月执行率"], [None, None,
            "年度资金总额", 10.0, 4.0, 0.4],
            ["年度总体目标", None, "修好"]]  # fmt: skip
    table = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "1-6月完成情况", "完成目标可能性"]
    line = [None, "产出指标", "数量指标", "里程", "≥10公里", "4公里", "确定能□ 有可能√ 完全不可能□"]
    reading = one(Grid("Sheet1", [*head, table, line]))
    assert (reading.form, reading.content.month) == ("monitoring.project", 6)
    assert (row(reading).get("likely_certain"), row(reading)["likely_possible"]) == (None, True)


@pytest.mark.parametrize(
    ("raw", "wanted", "rules"), [("50%", 5000, {"D40"}), ("(50分)", 5000, {"D40"}), ("（50）", 5000, {"D12", "D40"})]
)
def test_d40_weights(raw, wanted, rules):
    reading = one(sheet(G11=raw))
    assert row(reading)["weight"] == wanted
    assert {r.rule for r in reading.repairs} == rules


def test_d40_a_weight_in_the_first_levels_label_stays_with_it():
    assert row(one(sheet(B11="产出指标(50分)")))["level1"] == "产出指标(50分)"


@pytest.mark.parametrize(("raw", "wanted"), [("10分", 1000), ("满分", 5000), ("8.6203", 862), (8.62037037, 862)])
def test_d41_scores(raw, wanted):
    reading = one(sheet(H11=raw))
    assert row(reading)["score"] == wanted
    assert [r[0] for r in repaired(reading, "D41")] == ["H11"]


def test_d41_a_full_mark_without_a_weight_is_a_question():
    reading = one(sheet(G11=None, H11="满分"))
    assert row(reading)["score"] is None
    assert told(reading, "D41") == [("warning", "H11", "indicators.0.score")]


def test_d42_inserted_and_reordered_columns():
    order = [0, 2, 1, 3, 5, 4, 7, 6, 8]
    lines = [[(line + [None] * 9)[at] for at in order] for line in sheet().rows[9:]]
    inserted = [[*line[:4], "备查" if n == 0 else None, *line[4:]] for n, line in enumerate(lines)]
    reading = one(Grid("Sheet1", [*sheet().rows[:9], *inserted]))
    found = [row(reading)[key] for key in ("level1", "level2", "value", "actual", "weight")]
    assert found == ["产出指标", "数量指标", "10", "10公里", 5000]
    assert told(reading, "D42") == [("hint", "E10", "indicators")]
    assert reading.cell("indicators.0.actual") == "F11"


def test_d42_a_number_without_a_heading_is_told():
    wide = [*HEAD[:4], ["项目资金（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", None, "分值",
            "执行率", "得分"],
            [None, None, "年度资金总额", 28.1, 28.1, 28.1, 28.1, 10.0, 1.0, 10.0], *HEAD[7:], FIRST]  # fmt: skip
    reading = one(Grid("Sheet1", wide))
    assert reading.content.number("funds", "total", "executed") == 28_100_000
    assert told(reading, "D42") == [("warning", "G6", "funds.total.executed")]


def test_d42_a_row_of_money_with_an_unknown_label_is_told():
    extra = [None, None, "东西部协作资金", 5.0, 5.0, 5.0]
    reading = one(Grid("Sheet1", [*HEAD[:7], extra, *HEAD[7:], FIRST]))
    assert told(reading, "D42") == [("warning", "D8", "funds")]


def test_d42_a_column_twice_is_refused_with_its_cell():
    reading = one(sheet(I10="实际完成值"))
    assert told(reading, "D42")[0] == ("error", "I10", "actual")


def test_d42_a_head_printed_again_is_no_row():
    reading = one(sheet([FIRST, HEAD[9], SECOND, TOTAL]))
    assert [found["name"] for found in reading.content.rows("indicators")] == ["维修里程", "村民满意度"]


@pytest.mark.parametrize(
    ("raw", "wanted"), [("优 ", "优"), (" 优秀", "优"), ("良  好", "良"), ("中", "中"), ("较差", "差")]
)
def test_d43_grades(raw, wanted):
    reading = one(sheet([FIRST, TOTAL, ["自评等级", raw]]))
    assert reading.content.fields["grade"] == wanted


def test_d43_a_word_that_is_no_choice_is_told():
    reading = one(sheet([FIRST, TOTAL, ["自评等级", "还行"]]))
    assert "grade" not in reading.content.fields
    assert told(reading, "D43") == [("warning", "B13", "grade")]


def test_d44_traditional_labels_radicals_and_mojibake():
    reading = one(sheet(A3="項目名稱".replace("稱", "称"), D11="维修⾥程", C9="锟斤拷锟斤拷"))
    assert reading.content.fields["project_name"] == "道路维修"
    assert row(reading)["name"] == "维修里程"
    assert repaired(reading, "D44") == [("D11", "indicators.0.name", "维修⾥程", "维修里程", "")]
    assert told(reading, "D44") == [("warning", "C9", "goal")]


def test_d45_rows_of_a_list_that_say_the_same_are_asked_about():
    line = [None, "道路维修", "水利局", 1.0, 1.0]
    reading = ledger(line, [None, "桥梁维修", "水利局", 2.0, 2.0], line)
    assert len(reading.content.rows("projects")) == 3
    assert told(reading, "D45") == [("warning", "A6", "projects.2")]


def test_d46_years():
    assert told(one(sheet(), path="2023年自评表.xlsx"), "D46") == [("warning", "A2", "year")]
    assert one(sheet(), path="2023年自评表.xlsx").content.year == 2022
    from_file = one(sheet(A2=None), path="附件/2023年水利局自评表.xlsx")
    assert (from_file.content.year, repaired(from_file, "D46")[0][3]) == (2023, "2023")
    default = one(sheet(A2=None), year_hint=2021)
    assert (default.content.year, repaired(default, "D46")[0][2:4]) == (
        2021,
        ("表上没有写年度，按台账的当前年度", "2021"),
    )
    unknown = one(sheet(A2=None))
    assert (unknown.content.year, told(unknown, "D46")) == (None, [])
    later = one(sheet(C3="2024年道路维修"))
    assert told(later, "D46") == [("warning", "A2", "year")]
    assert one(sheet(A1="二〇二一年度项目支出绩效自评表", A2=None)).content.year == 2021


def test_d47_d17_a_formula_on_another_workbook_that_failed():
    reading = one(sheet(F6="#REF!"))
    assert told(reading, "D17") == [("error", "F6", "funds.total.executed")]


def test_d48_a_comment_that_holds_the_real_text_is_told():
    grid = sheet()
    grid.notes = {(10, 5): "实际是 12 公里"}
    _, problems = read(grid)
    assert [(p.level, p.rule, p.cell) for p in problems] == [("hint", "D48", "F11")]
    assert "12 公里" in problems[0].message


def test_d49_long_and_cut_text():
    long = one(sheet(C9="修" * 4001))
    assert len(str(long.content.fields["goal"])) == 4001
    assert told(long, "D49") == [("warning", "C9", "goal")]
    assert told(one(sheet(C9="修" * 255)), "D49") == [("warning", "C9", "goal")]
    assert told(one(sheet(C9="修" * 300)), "D49") == []


def test_d51_sums_are_no_projects_and_are_compared():
    reading = ledger(
        [None, "道路维修", "水利局", 1.0, 1.0], [None, "桥梁维修", "水利局", 2.0, 2.0], ["合计", None, None, 3.0, 4.0]
    )
    assert len(reading.content.rows("projects")) == 2
    assert [(r[0], r[2]) for r in repaired(reading, "D51")] == [("A6", "合计")]
    assert told(reading, "D51") == [("warning", "E6", "projects.adjusted")]
    named = ledger(
        [None, "水利局小计", None, 1.0, 1.0], [None, "道路维修", "水利局", 1.0, 1.0], [None, "合 计", None, 1.0, 1.0]
    )
    assert [found["name"] for found in named.content.rows("projects")] == ["道路维修"]
    assert told(named, "D51") == []


def test_d52_thousands_of_formatted_empty_rows():
    reading = one(Grid("Sheet1", [*sheet().rows, *[["", "", None] for _ in range(65_000)]]))
    assert len(reading.content.rows("indicators")) == 2


def test_d54_an_empty_form_is_refused():
    empty = sheet([[None, "产出指标", "数量指标"], ["总分"]], D6=None, E6=None, F6=None, G6=None, H6=None,
            I6=None, D7=None,
                  E7=None, F7=None, C3=None, C9=None, F9=None, C4=None, F4=None)  # fmt: skip
    assert told(one(empty), "D54") == [("error", "A1", "")]
    assert [p.rule for p in read(Grid("Sheet1", [[], ["", None]]))[1]] == ["D54"]
