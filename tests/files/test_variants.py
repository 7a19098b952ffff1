"""Local layouts beyond the collected cases: other words, blocks and orders; read, or told what was not read."""

from __future__ import annotations

from perfdesk.catalog import forms
from perfdesk.files.grid import Grid
from perfdesk.files.recognise import recognise

ALL = tuple(forms.form(key) for key in forms.keys())  # noqa: SIM118 - a function, no dict


def one(*lines, path="表.xlsx", **more):
    readings, problems = recognise([Grid("Sheet1", [list(line) for line in lines])], "", forms=ALL, path=path, **more)
    assert len(readings) == 1, [problem.message for problem in problems]
    assert [problem for problem in readings[0].problems if problem.level == "error"] == []
    return readings[0]


def names(reading):
    return [row.get("name") for row in reading.content.rows("indicators")]


def test_guangshui_with_a_score_of_its_own_and_one_of_the_recheck():
    reading = one(
        ["2021年度财政项目支出绩效自评表"],
        ["项目名称", None, "乡村道路"],
        ["主管部门", None, "交通局", "项目实施单位", None, "公路段"],
        ["项目资金(万元)", None, "预算数", "执行数", "执行率"],
        [None, "年度资金总额", 100.0, 95.0, "95%"],
        ["一级指标", "二级指标", "三级指标", "分值", "年初目标值", "实际完成值", "自评分", "复核分", "偏差原因"],
        ["决策（2分）", "项目立项", "立项依据充分性", 1.0, "充分", "充分", 1.0, 1.0, None],
        ["绩效（85分）", "产出数量", "硬化里程", 15.0, "10公里", "9公里", 13.5, 13.0, "雨季延误"],
        ["合计", None, None, 100.0, None, None, 96.5, 95.0],
    )
    assert reading.form == "selfeval.project"
    assert names(reading) == ["立项依据充分性", "硬化里程"]
    assert reading.content.rows("indicators")[1]["score"] == 1350
    assert reading.content.number("total", "total", "score") == 9650
    assert [p.cell for p in reading.problems if p.rule == "D42"] == ["H6"]


def test_a_central_transfer_with_the_block_on_how_the_money_was_managed():
    reading = one(
        ["转移支付区域（项目）绩效目标自评表"],
        ["（2024年度）"],
        ["转移支付（项目）名称", None, "农村危房改造补助"],
        ["中央主管部门", None, "住房城乡建设部"],
        ["地方主管部门", None, "住建局", None, "资金使用单位", "住建局"],
        ["项目资金（万元）", None, None, "全年预算数（A）", "全年执行数（B）", "预算执行率（B/A×100%）"],
        [None, None, "年度资金总额：", 200.0, 180.0, 0.9],
        [None, None, "其中：中央财政资金", 150.0, 140.0, 0.9333],
        [None, None, "地方资金", 50.0, 40.0, 0.8],
        [None, None, "其他资金", None, None, None],
        ["资金管理情况", None, None, "情况说明", None, "存在问题和改进措施"],
        [None, None, "分配科学性", "按因素法分配", None, "无"],
        [None, None, "下达及时性", "30日内下达", None, "无"],
        [None, None, "支出责任履行情况", "足额配套", None, "无"],
        ["总体目标完成情况", None, "总体目标", None, None, "全年实际完成情况"],
        [None, None, "完成100户改造", None, None, "完成98户"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"],
        [None, "产出指标", "数量指标", "改造户数", "≥100户", "98户", "2户外出"],
        [None, None, "质量指标", "验收合格率", "=100%", "100%", None],
        ["说明", None, "请在此处简要说明中央巡视、各级审计和财政监督中发现的问题及其所涉及的金额，如没有请填无。"],
    )
    assert reading.content.fields["goal"] == "完成100户改造"
    assert reading.content.fields["actual_goal"] == "完成98户"
    assert reading.content.fields["unit"] == "住建局"
    assert reading.content.number("funds", "central", "adjusted") == 150_000_000
    assert reading.content.number("funds", "total", "rate") == 9000
    assert names(reading) == ["改造户数", "验收合格率"]


def test_the_yunnan_form_in_wan_without_a_number_of_disclosure():
    reading = one(
        ["项目支出绩效自评表"],
        ["（2022年度）", None, None, None, None, None, None, None, "单位：万元"],
        ["项目名称", "学前教育"],
        ["主管部门", "教育局", None, None, None, "实施单位", "幼儿园"],
        ["项目资金", None, None, "年初预算数", None, "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", None, 7.289, None, 7.289, 7.289, 10.0, 1.0, 10.0],
        [None, "其中：当年财政拨款", None, 7.289, None, 7.289, 7.289, "—", 1.0, "—"],
        [None, "　　　上年结转资金", None, None, None, None, None, "—", None, "—"],
        ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
        [None, "保障入园", None, None, None, "已保障"],
        ["绩效指标", None, None, "年度指标值", None, None, "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
        ["产出指标", "数量指标", "资助人数", "≥", 735.0, "人", 735.0, 50.0, 50.0, "无偏差"],
        ["其他需要说明的事项", None, None, "无"],
        ["总分", None, None, None, None, None, None, 100.0, 96.0, "优"],
    )
    assert reading.form == "selfeval.project.yunnan"
    assert reading.content.number("funds", "total", "executed") == 7_289_000
    assert reading.content.number("total", "total", "score") == 9600
    assert reading.content.fields["other"] == "无"


def test_a_form_without_points_for_execution():
    reading = one(
        ["2020年度项目支出绩效自评表"],
        ["项目名称", "办案业务", "项目编码", "530402201000000000015"],
        ["主管部门", "检察院", "实施单位", "检察院"],
        ["序号", "一级指标", "二级指标", "三级指标", "目标值", "完成值", "权重", "得分"],
        [1.0, "产出", "数量", "办案件数", "≥200件", "210件", "20%", "20分"],
        [2.0, "效益", "社会效益", "群众满意", "满意", "满意", "40%", "满分"],
    )
    rows = reading.content.rows("indicators")
    assert reading.content.fields["project_code"] == "530402201000000000015"
    assert [(row["weight"], row["score"]) for row in rows] == [(2000, 2000), (4000, 4000)]
    assert {r.rule for r in reading.repairs} == {"D40", "D41"}


def test_a_target_form_of_anhui_with_the_budget_system():
    reading = one(
        ["项目支出绩效目标表"],
        ["（2023年度）"],
        ["单位：万元"],
        ["项目名称", None, "基层治理", None, "项目编码", None, "340621230000000000017"],
        ["主管部门及代码", None, "[027]濉溪县政法委", None, "实施单位", None, "政法委本级"],
        ["项目属性", None, "延续性项目", None, "项目期", None, "3年"],
        ["项目资金", None, "年度资金总额：", "50.00"],
        [None, None, "其中：财政拨款", "50.00"],
        [None, None, "　　其他资金", "0.00"],
        ["绩效目标", None, "年度目标"],
        [None, None, "开展平安建设宣传，提升群众安全感。"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", None, "指标值"],
        [None, "产出指标", "数量指标", "宣传场次", None, "≥12次"],
        [None, None, "时效指标", "完成时限", None, "2023年12月31日前"],
        [None, "满意度指标", "服务对象满意度指标", "群众满意度", None, "≥88％"],
    )
    assert reading.form == "target.project"
    assert reading.content.fields["attribute"] == "延续项目"
    assert reading.content.fields["goal"] == "开展平安建设宣传，提升群众安全感。"
    assert reading.content.number("funds", "total", "amount") == 50_000_000
    assert [row["relation"] for row in reading.content.rows("indicators")] == [">=", "date", ">="]


def test_a_target_form_with_both_terms_and_levels_printed_once():
    reading = one(
        ["项目支出绩效目标申报表"],
        ["（2023年度）"],
        ["项目名称", None, "水库加固"],
        ["主管部门", None, "水利局", None, None, "实施单位", "水库管理所"],
        ["项目资金（万元）", None, "中期资金总额：", 300.0, None, "年度资金总额：", 100.0],
        [None, None, "其中：财政拨款", 300.0, None, "其中：财政拨款", 90.0],
        [None, None, "其他资金", None, None, "其他资金", 10.0],
        ["总体目标", None, "中期目标（2023年—2025年）", None, None, "年度目标"],
        [None, None, "加固三座", None, None, "加固一座"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
        [None, "产出指标", "数量指标", "加固座数", "3座", "数量指标", "加固座数", "1座"],
    )
    row = reading.content.rows("indicators")[0]
    assert (row["mid_value"], row["value"], row["mid_name"], row["level2"]) == ("3", "1", "加固座数", "数量指标")
    assert reading.content.number("funds_mid", "fiscal", "amount") == 300_000_000
    assert reading.content.number("funds", "other", "amount") == 10_000_000
    assert reading.content.fields["goal_mid"] == "加固三座"
    assert reading.content.fields["goal"] == "加固一座"


def test_one_term_only_in_the_official_layout_does_not_mix_the_halves():
    reading = one(
        ["项目支出绩效目标申报表"],
        ["（2023年度）"],
        ["项目名称", None, "水库加固"],
        ["主管部门", None, "水利局", None, None, "实施单位", "水库管理所"],
        ["项目资金（万元）", None, "中期资金总额：", None, None, "年度资金总额：", 100.0],
        [None, None, "其中：财政拨款", None, None, "其中：财政拨款", 90.0],
        [None, None, "其他资金", None, None, "其他资金", 10.0],
        ["总体目标", None, "中期目标", None, None, "年度目标"],
        [None, None, None, None, None, "加固一座"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
        [None, "产出指标", None, None, None, "数量指标", "加固座数", "1座"],
    )
    assert reading.content.matrices == {
        "funds": {"total": {"amount": 100_000_000}, "fiscal": {"amount": 90_000_000}, "other": {"amount": 10_000_000}}
    }
    assert "goal_mid" not in reading.content.fields
    assert "mid_value" not in reading.content.rows("indicators")[0]


def test_the_department_target_with_its_tasks():
    reading = one(
        ["2023年部门整体支出绩效目标表"],
        ["部门名称", None, "水利局"],
        ["年度主要任务", "任务名称", "主要内容", "预算金额（万元）"],
        [None, None, None, "总额", "财政拨款", "其他资金"],
        [None, "任务1", "防汛", 10.0, 10.0, None],
        [None, "抗旱", "打井", 5.0, 4.0, 1.0],
        [None, "金额合计", None, 15.0, 14.0, 1.0],
        ["年度总体目标", "目标1：防汛。\n目标2：抗旱。"],
        ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        [None, "产出指标", "数量指标", "打井眼数", "≥5眼"],
    )
    assert reading.form == "target.department"
    assert [row["total"] for row in reading.content.rows("tasks")] == [10_000_000, 5_000_000]
    assert reading.content.number("tasks_total", "total", "other") == 1_000_000
    assert reading.content.fields["goal"] == "目标1：防汛。\n目标2：抗旱。"
    assert names(reading) == ["打井眼数"]


def test_the_department_self_evaluation_of_yunnan():
    reading = one(
        ["部门整体支出绩效自评表"],
        ["2022年度", None, None, None, None, None, "公开13表"],
        ["部门名称", None, "水利局"],
        ["内容", None, "说明"],
        ["部门总体目标", "部门职责", "主管水利"],
        [None, "总体绩效目标", "保障供水"],
        ["一、部门年度目标"],
        ["财年", "目标", None, None, "实际完成情况"],
        ["2022", "建十座", None, None, "建成十座"],
        ["2023年", "建五座", None, None, "---"],
        ["二、部门年度重点工作任务"],
        [
            "任务名称",
            "主要内容",
            "批复金额（元）",
            None,
            None,
            "实际支出金额（元）",
            "预算执行率",
            "预算执行偏低原因及改进措施",
        ],
        [None, None, "总额", "财政拨款", "其他资金"],
        ["防汛", "修堤", 100_000.0, 100_000.0, 0.0, 90_000.0, 0.9, "无"],
        ["三、部门整体支出绩效指标"],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "水库座数", "＝", 10.0, "座", 10.0, "无"],
        ["其他需要说明事项", None, "无"],
    )
    assert reading.form == "selfeval.department"
    assert [row["year"] for row in reading.content.rows("years")] == [2022, 2023]
    assert reading.content.rows("tasks")[0]["executed"] == 9_000_000
    assert reading.content.rows("tasks")[0]["rate"] == 9000
    assert reading.content.rows("indicators")[0]["relation"] == "="


def test_the_monitoring_form_with_its_two_rows_of_heads_and_no_title():
    reading = one(
        ["（2023年度1-9月）"],
        ["项目名称", None, "水库加固"],
        ["主管部门", None, "水利局", None, None, None, None, "实施单位", None, None, None, None, None, None, "管理所"],
        ["项目资金（万元）", None, None, None, "年初预算数", "1-9月执行数", "1-9月执行率", "全年预计执行数"],
        [None, None, "年度资金总额：", None, 100.0, 75.0, 0.75, 100.0],
        [None, None, "其中：本年一般公共预算拨款", None, 100.0, 75.0, 0.75, 100.0],
        ["年度总体目标", None, "加固一座"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "1-9月执行情况", "全年预计完成情况",
         "偏差原因分析", None, None,
         None, None, None, "完成目标可能性", None, None, "备注"],
        [None, None, None, None, None, None, None, "经费保障", "制度保障", "人员保障", "硬件条件保障", "其他",
         "原因说明", "确定能",
         "有可能", "完全不可能"],
        [None, "产出指标", "数量指标", "加固座数", "≥1座", "0.7座", "1座", "√", None, None, None, None,
         "资金未到位", None, "✓"],
        ["注：1.偏差原因分析：针对与预期目标产生偏差的指标值。"],
    )  # fmt: skip
    row = reading.content.rows("indicators")[0]
    assert (reading.form, reading.content.year, reading.content.month) == ("monitoring.project", 2023, 9)
    assert (row["cause_funding"], row["likely_possible"], row["reason"]) == (True, True, "资金未到位")
    assert [r.cell for r in reading.repairs if r.rule == "D39"] == ["O10"]


def test_labels_in_the_same_cell_as_their_values():
    reading = one(
        ["项目支出绩效自评表"],
        ["（2022年度）", None, None, "金额单位：元"],
        ["项目名称：乡村道路"],
        ["主管部门：交通局", None, "实施单位：公路段"],
        ["项目资金", None, "全年预算数", "全年执行数", "执行率"],
        [None, "年度资金总额", 100_000.0, 95_000.0, "95.00%"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "里程", "10公里", "9公里", 50.0, 45.0],
        ["总分", None, None, None, None, 100.0, 95.0],
        ["自评等级：优"],
    )
    fields = reading.content.fields
    assert (fields["project_name"], fields["department"], fields["unit"], fields["grade"]) == (
        "乡村道路", "交通局", "公路段", "优",
    )  # fmt: skip
    assert reading.cell("unit") == "C4"
    assert reading.content.number("funds", "total", "executed") == 9_500_000


def test_a_list_of_payments_with_a_head_repeated_on_every_page():
    head = ["序号", "项目编码", "项目名称", "预算单位", "指标文号", "指标金额", "累计支付数", "余额"]
    reading = one(
        ["支付明细表"],
        ["2023年1-9月", None, None, None, None, None, None, "单位：元"],
        head,
        [1.0, "530402231000000000011", "水库加固", "水利局", "玉财〔2023〕1号", "1,000.00", 500.0, 500.0],
        [None, None, "本页小计", None, None, 1000.0, 500.0],
        head,
        [2.0, "530402231000000000012", "河道治理", "水利局", "玉财〔2023〕2号", 2000.0, "-", 2000.0],
        ["合计", None, None, None, None, 3000.0, 500.0],
    )
    assert reading.form == "ledger.execution"
    rows = reading.content.rows("lines")
    assert [(row["name"], row["adjusted"], row.get("executed")) for row in rows] == [
        ("水库加固", 100_000, 50_000), ("河道治理", 200_000, None),
    ]  # fmt: skip
    assert sorted(r.cell for r in reading.repairs if r.rule == "D51") == ["A8", "C5"]


def test_two_forms_of_different_kinds_on_one_sheet():
    target = [
        ["项目支出绩效目标申报表"], ["2023年度"], ["项目名称", None, "水库"], ["主管部门", None, "水利局",
         "实施单位", "所"],
        ["项目资金（万元）", None, "年度资金总额：", 9.0], ["年度目标", None, "修好"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"], [None, "产出指标", "数量指标", "座数", "1座"],
    ]  # fmt: skip
    review = [
        ["项目支出绩效自评表"], ["2022年度"], ["项目名称", None, "河道"], ["主管部门", None, "水利局",
         "实施单位", "所"],
        ["项目资金（万元）", None, None, "全年预算数", "全年执行数"], [None, None, "年度资金总额", 8.0, 7.0],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        [None, "产出指标", "数量指标", "里程", "1公里", "1公里", 90.0, 90.0], ["总分", None, None, None, None,
         None, 100.0, 98.75],
    ]  # fmt: skip
    readings, _ = recognise([Grid("汇总", [*target, [], *review])], "", forms=ALL, path="表.xlsx")
    assert [(r.form, r.content.year, r.anchor) for r in readings] == [
        ("target.project", 2023, "A1"), ("selfeval.project", 2022, "A10"),
    ]  # fmt: skip
    assert readings[1].content.number("total", "total", "score") == 9875


def test_a_named_form_is_the_only_one_looked_for():
    lines = [["项目支出绩效自评表"], ["2022年度"], ["项目名称", "河道"],
             ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
             ["产出指标", "数量指标", "里程", "1公里", "1公里", 90.0, 90.0]]  # fmt: skip
    wanted = (forms.form("ledger.unit"),)
    readings, problems = recognise([Grid("Sheet1", lines)], "", forms=wanted, path="表.xlsx")
    assert readings == []
    assert [(p.level, p.rule) for p in problems] == [("error", "D33")]
