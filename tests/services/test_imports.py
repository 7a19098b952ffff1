"""The import service: matching, comparing, conflicts and promotion, on readings made by hand."""

import json

import pytest

from perfdesk.domain.content import Content
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, Problem, Repair
from perfdesk.services.imports import Decisions, Options, confirm
from perfdesk.services.imports.lines import lines
from perfdesk.services.imports.preview import plan_readings
from perfdesk.store.file import open_store
from tests.services.readings import (
    DONE,
    DONE_RATE,
    LENGTH,
    RATE,
    WAN,
    counts,
    delivered,
    messages,
    monitoring,
    office,
    projects,
    reading,
    run,
    store,
    target,
    units,
)

__all__ = ["office", "store"]


def test_lists_and_targets_build_a_ledger(office):
    kinds = dict(office.rows("SELECT code, kind FROM unit"))
    assert kinds == {"219": "department", "219001": "unit", "155": "department", "347": "township"}
    assert office.rows("SELECT d.code FROM unit u JOIN unit d ON d.id = u.parent WHERE u.code = '219001'") == [("219",)]
    assert office.rows("SELECT unit.code, owes_overall FROM unit_year y JOIN unit ON unit.id = y.unit ORDER BY 1") == [
        ("155", 1),
        ("219", 1),
        ("219001", 0),
        ("347", 1),
    ]
    found = office.rows("SELECT name, class, state FROM project ORDER BY name")
    assert found == [("临时救助", "superior", "admitted"), ("河道治理", "own", "admitted")]
    lines = office.rows("SELECT source, initial, adjusted FROM funding ORDER BY source, adjusted")
    assert lines == [("central", 0, 80 * WAN), ("county", 10 * WAN, 10 * WAN), ("county", 120 * WAN, 120 * WAN)]
    assert office.rows("SELECT state, version, submitted_amount FROM target") == [("submitted", 1, 120 * WAN)]
    assert office.rows("SELECT name, relation, value, measure, ordinal FROM indicator ORDER BY ordinal") == [
        ("治理河道长度", ">=", "12", "公里", 1),
        ("验收合格率", "=", "100", "%", 2),
    ]


def test_one_import_is_one_action_and_one_undo(office):
    digest_before = office.rows("SELECT count(*) FROM before_image")
    actions = len(office.actions())
    run(office, delivered(monitoring("河道治理", "水利站", DONE)), delivered(target("临时救助", "民政局", RATE)))
    assert len(office.actions()) == actions + 1
    assert office.rows("SELECT count(*) FROM monitoring") == [(1,)]
    office.undo()
    assert office.rows("SELECT count(*) FROM monitoring") == [(0,)]
    assert office.rows("SELECT count(*) FROM import_file") == [(3,)]
    assert office.rows("SELECT count(*) FROM before_image") > digest_before


def test_observations_take_the_target_s_indicator_keys(office):
    extra = ("效益指标", "社会效益指标", "受益群众", ">=", "100", "人", "40", True)
    run(office, delivered(monitoring("河道治理", "水利站", DONE_RATE, extra, DONE)))
    keys = dict(office.rows("SELECT name, key FROM indicator"))
    found = office.rows("SELECT name, key, stage_only, actual, likelihood FROM observation ORDER BY ordinal")
    assert [row[0] for row in found] == ["验收合格率", "受益群众", "治理河道长度"]
    assert found[0][1] == keys["验收合格率"]
    assert found[2][1] == keys["治理河道长度"]
    assert found[1][2] == 1
    assert found[0][2] == 0
    assert found[2][3:] == ("7", "确定能")


def test_the_same_file_twice_changes_nothing(office):
    file = delivered(monitoring("河道治理", "水利站", DONE))
    run(office, file)
    head = office.head()
    again = run(office, file)
    assert again.files[0].status == "skipped"
    assert office.head() == head
    copied = run(office, delivered(monitoring("河道治理", "水利站", DONE), path="水利局(终稿).xlsx"))
    assert counts(copied) == (0, 0, 1, 0)


def test_undo_lets_a_file_come_again(office):
    file = delivered(monitoring("河道治理", "水利站", DONE))
    run(office, file)
    office.undo()
    assert counts(run(office, file)) == (1, 0, 0, 0)


def test_a_second_delivery_replaces_and_counts(office):
    run(office, delivered(monitoring("河道治理", "水利站", DONE, DONE_RATE)))
    shown = run(office, delivered(monitoring("河道治理", "水利站", DONE, executed=70 * WAN)))
    assert counts(shown) == (0, 1, 0, 0)
    assert office.rows("SELECT executed, round FROM monitoring") == [(70 * WAN, 2)]
    assert office.rows("SELECT name FROM observation") == [("治理河道长度",)]
    assert office.rows("SELECT round FROM statement WHERE form = 'monitoring.project' ORDER BY 1") == [(1,), (2,)]


def test_a_hand_correction_is_a_conflict_that_is_kept_unless_taken(office):
    run(office, delivered(monitoring("河道治理", "水利站", DONE)))
    with office.change("更正") as change:
        (sheet,) = change.rows("SELECT id FROM monitoring")[0]
        change.put("monitoring", ("office", "id", "executed", "hand"), [(office.office, sheet, 61 * WAN, "executed")])
    file = delivered(monitoring("河道治理", "水利站", DONE, executed=70 * WAN))
    shown = plan_readings(office, [file], Options())
    (conflict,) = shown.files[0].conflicts
    assert (conflict.field, conflict.kept, conflict.offered) == ("executed", str(61 * WAN), str(70 * WAN))
    confirm(office, shown)
    assert office.rows("SELECT executed, hand FROM monitoring") == [(61 * WAN, "executed")]
    office.undo()
    run(office, file, decisions=Decisions(take=frozenset({conflict.key})))
    assert office.rows("SELECT executed, hand FROM monitoring") == [(70 * WAN, "")]


@pytest.mark.parametrize("state", ["passed", "sealed"])
def test_a_passed_sheet_is_kept_and_the_delivery_stays_as_a_statement(office, state):
    run(office, delivered(monitoring("河道治理", "水利站", DONE)))
    with office.change("通过") as change:
        (sheet,) = change.rows("SELECT id FROM monitoring")[0]
        change.put("monitoring", ("office", "id", "state"), [(office.office, sheet, state)])
    shown = run(office, delivered(monitoring("河道治理", "水利站", DONE, executed=70 * WAN)))
    assert counts(shown) == (0, 0, 0, 1)
    assert "请先退回" in messages(shown)[0][1]
    assert office.rows("SELECT executed, state FROM monitoring") == [(60 * WAN, state)]
    assert office.rows("SELECT held FROM statement WHERE round = 2") == [("已通过或封存，保留原值",)]


def test_an_unknown_unit_is_held_with_near_names(office):
    shown = run(office, delivered(monitoring("河道治理", "水利居", DONE)))
    assert counts(shown) == (0, 0, 0, 1)
    rule, message = messages(shown)[0]
    assert rule == "D30"
    assert "水利局" in message
    assert office.rows("SELECT count(*) FROM monitoring") == [(0,)]
    assert office.rows("SELECT held FROM statement WHERE form = 'monitoring.project'") == [("单位未识别",)]


def test_a_project_that_the_ledger_lacks_is_held_and_never_added_silently(office):
    shown = run(office, delivered(monitoring("水库除险", "水利站", DONE)))
    assert counts(shown) == (0, 0, 0, 1)
    assert office.rows("SELECT count(*) FROM project") == [(2,)]
    assert office.rows("SELECT held FROM statement WHERE form = 'monitoring.project'") == [("目标未批复",)]


def test_starting_in_the_middle_adds_and_marks(office):
    shown = run(office, delivered(monitoring("水库除险", "移民局", DONE, department="移民局")), add_unknown=True)
    assert counts(shown) == (1, 0, 0, 0), messages(shown)
    found = office.rows("SELECT code, kind, basis FROM unit WHERE name = '移民局'")
    assert found == [("临001", "department", "期初建账补录")]
    assert office.rows("SELECT basis FROM project WHERE name = '水库除险'") == [("期初建账补录：据2023年度监控表",)]
    assert office.rows("SELECT state, current, basis <> '' FROM target t WHERE t.current = 1") == [("approved", 1, 1)]
    assert office.rows("SELECT stage_only FROM observation") == [(0,)]
    assert office.rows("SELECT account, source, adjusted FROM funding WHERE source = '未分'") == [
        ("未分", "未分", 120 * WAN)
    ]


def test_a_held_file_may_come_again_once_the_ledger_knows_the_project(office):
    file = delivered(monitoring("水库除险", "水利站", DONE))
    run(office, file)
    run(office, delivered(projects(("", "水库除险", "水利站", "县级", WAN, WAN)), path="补充.xlsx"))
    assert counts(run(office, file)) == (1, 0, 0, 0)


def test_the_same_name_twice_needs_a_code(office):
    with office.change("重名") as change:
        columns = ("office", "id", "year", "series", "code", "name", "unit", "department")
        (unit, department) = change.rows("SELECT unit, department FROM project WHERE name = '河道治理'")[0]
        change.put(
            "project",
            columns,
            [(office.office, "另一个", 2023, "另一个", "530402231000000000001", "河道治理", unit, department)],
        )
    shown = run(office, delivered(monitoring("河道治理", "水利站", DONE)))
    assert counts(shown) == (0, 0, 0, 1)
    assert messages(shown)[0][0] == "D45"
    coded = monitoring("河道治理", "水利站", DONE)
    coded.content.fields["project_code"] = "530402231000000000001"
    assert counts(run(office, delivered(coded))) == (1, 0, 0, 0)


def test_one_subject_sent_twice_in_an_import_is_asked(office):
    first = delivered(monitoring("河道治理", "水利站", DONE), path="a.xlsx")
    second = delivered(monitoring("河道治理", "水利站", DONE, executed=1), path="b.xlsx")
    shown = run(office, first, second)
    assert counts(shown, 0) == (1, 0, 0, 0)
    assert counts(shown, 1) == (0, 0, 0, 1)
    assert "a.xlsx" in messages(shown, 1)[0][1]


def test_a_bad_file_is_left_out_whole_and_stops_nobody(office):
    bad = monitoring("河道治理", "水利站", DONE)
    bad.problems.append(Problem(ERROR, "D17", "F9 是 #REF!", "Sheet1", "F9"))
    good = delivered(monitoring("临时救助", "民政局", DONE), path="b.xlsx")
    shown = run(office, delivered(target("临时救助", "民政局", RATE), bad, path="a.xlsx"), good)
    assert [plan.status for plan in shown.files] == ["rejected", "imported"]
    assert office.rows("SELECT count(*) FROM target") == [(1,)]


def test_an_r_problem_rejects_nothing(office):
    warned = monitoring("河道治理", "水利站", DONE)
    warned.problems.append(Problem(ERROR, "R008", "执行率不符", "Sheet1", "F9"))
    assert run(office, delivered(warned)).files[0].status == "imported"


def test_a_refused_repair_leaves_the_cell_blank_and_is_remembered_for_the_sender(office):
    def repaired(executed, **more):
        made = monitoring("河道治理", "水利站", DONE, executed=executed, **more)
        made.repairs.append(Repair("Sheet1", "F9", "funds.total.executed", "６０万", "60.00", "D12", "万元"))
        return made

    file = delivered(repaired(60 * WAN))
    run(office, file, decisions=Decisions(refuse=frozenset({(0, 0)})))
    assert office.rows("SELECT executed FROM monitoring") == [(None,)]
    again = run(office, delivered(repaired(60 * WAN, month=9)))
    assert office.rows("SELECT executed FROM monitoring WHERE month = 9") == [(None,)]
    assert any("未被采用" in message for _, message in messages(again))


def test_a_sheet_s_year_wins_over_the_command_s(office):
    shown = run(office, delivered(monitoring("河道治理", "水利站", DONE)), year=2022)
    assert ("D46", "表上写的是 2023 年度，与指定的 2022 年度不同，按表上的年度处理") in messages(shown)
    assert office.rows("SELECT year FROM monitoring") == [(2023,)]


def test_a_missing_year_is_a_listed_repair_and_a_missing_month_is_asked(office):
    blank = monitoring("河道治理", "水利站", DONE, year=None)
    shown = run(office, delivered(blank))
    assert [(repair.field, repair.value) for repair in shown.files[0].repairs] == [("year", "2023")]
    shown = run(office, delivered(monitoring("河道治理", "水利站", DONE, month=None)))
    assert counts(shown) == (0, 0, 0, 1)
    assert counts(run(office, delivered(monitoring("河道治理", "水利站", DONE, month=None), salt="2"), month=9)) == (
        1,
        0,
        0,
        0,
    )


def test_an_approved_target_is_never_edited(office):
    with office.change("批复") as change:
        (record,) = change.rows("SELECT id FROM target")[0]
        change.put("target", ("office", "id", "state", "current"), [(office.office, record, "approved", 1)])
    longer = ("产出指标", "数量指标", "治理河道长度", ">=", "15", "公里")
    run(office, delivered(target("河道治理", "水利站", longer, RATE)))
    found = office.rows("SELECT version, state, current, replaces FROM target ORDER BY version")
    assert found == [(1, "approved", 1, None), (2, "submitted", 0, record)]
    keys = office.rows("SELECT count(*), count(DISTINCT key) FROM indicator")
    assert keys == [(4, 2)]
    assert counts(run(office, delivered(target("河道治理", "水利站", longer, RATE), path="again.xlsx"))) == (0, 0, 1, 0)


def test_money_on_a_form_never_touches_the_funding_lines(office):
    before = office.rows("SELECT * FROM funding ORDER BY id")
    run(office, delivered(target("河道治理", "水利站", LENGTH, total=999 * WAN)))
    run(office, delivered(monitoring("河道治理", "水利站", DONE, executed=77 * WAN)))
    assert office.rows("SELECT * FROM funding ORDER BY id") == before


def payments(*rows, month=9):
    names = ("name", "unit", "source", "executed")
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    return reading("ledger.execution", Content("", 2023, month, tables={"lines": rows}))


def test_payments_fill_the_right_line_and_add_up(office):
    shown = run(
        office,
        delivered(
            payments(
                ("河道治理", "水利站", "", 10 * WAN),
                ("河道治理", "水利站", "县级", 5 * WAN),
                ("临时救助", "民政局", "中央", 30 * WAN),
                ("临时救助", "民政局", "", 1),
            )
        ),
    )
    assert counts(shown) == (3, 0, 0, 1)
    assert "2 条资金" in messages(shown)[0][1]
    assert office.rows("SELECT month, executed FROM execution ORDER BY executed") == [(9, 15 * WAN), (9, 30 * WAN)]


def test_findings_name_their_subject_and_all_responsible_departments(office):
    row = {
        "number": "2023-01",
        "year": 2023,
        "source": "财政评价",
        "subject": "河道治理",
        "department": "水利局",
        "description": "部分工程未按期完工",
        "units": "水利局、大营街街道办事处",
        "sent_on": "2023-03-01",
        "replied_on": "2023-03-20",
        "outcome": "完善政策改进管理",
        "closed_on": "2023-04-01",
    }
    file = delivered(reading("rectify.ledger", Content("", 2023, tables={"findings": [row]})))
    assert counts(run(office, file)) == (1, 0, 0, 0)
    assert office.rows("SELECT number, subject_kind, state, subject IS NOT NULL FROM finding") == [
        ("2023-01", "project", "销号", 1)
    ]
    assert office.rows("SELECT count(*), min(replied_on) FROM finding_unit") == [(2, "2023-03-20")]
    more = {**row, "units": "水利局", "outcome": "收回资金", "recovered": 5 * WAN}
    again = delivered(reading("rectify.ledger", Content("", 2023, tables={"findings": [more]})))
    assert counts(run(office, again)) == (0, 1, 0, 0)
    assert office.rows("SELECT count(*) FROM finding_unit") == [(1,)]


def test_a_preview_that_the_ledger_overtook_is_refused(office):
    shown = plan_readings(office, [delivered(monitoring("河道治理", "水利站", DONE))], Options())
    run(office, delivered(target("临时救助", "民政局", RATE)))
    with pytest.raises(UserError, match="预览"):
        confirm(office, shown)
    assert office.rows("SELECT count(*) FROM monitoring") == [(0,)]


def test_a_read_only_file_previews_but_does_not_confirm(office):
    path = office.path
    office.close()
    with open_store(path, read_only=True) as reader:
        shown = plan_readings(reader, [delivered(monitoring("河道治理", "水利站", DONE))], Options())
        assert counts(shown) == (1, 0, 0, 0)
        with pytest.raises(UserError):
            confirm(reader, shown)


def test_lists_found_the_ledger_whatever_the_order_of_the_files(store):
    shown = run(
        store,
        delivered(monitoring("河道治理", "水利局", DONE), path="1.xlsx"),
        delivered(target("河道治理", "水利局", LENGTH), path="2.xlsx"),
        delivered(projects(("", "河道治理", "水利局", "县级", WAN, WAN)), path="3.xlsx"),
        delivered(units(("219", "水利局", "主管部门")), path="4.xlsx"),
    )
    assert [counts(shown, at)[0] for at in range(4)] == [1, 1, 1, 1]
    assert store.rows("SELECT stage_only FROM observation") == [(0,)]


def test_what_all_units_of_a_county_begin_with_says_nothing(store):
    """玉溪市红塔区审计局 is not a slip of 玉溪市红塔区司法局, and each keeps its own projects of the same name."""
    sheets = [
        monitoring("办公设备购置", f"玉溪市红塔区{unit}", DONE, executed=at, department=f"玉溪市红塔区{unit}")
        for at, unit in enumerate(["司法局", "审计局", "统计局", "财政局"], 1)
    ]
    for sheet in sheets:
        sheet.identity = '{"form":"monitoring.project","subjects":{"Sheet1":"在别的文件里的项目"}}'
    shown = run(store, *[delivered(sheet, path=f"{at}.xlsx") for at, sheet in enumerate(sheets)], add_unknown=True)
    assert [counts(shown, at) for at in range(4)] == [(1, 0, 0, 0)] * 4, [messages(shown, at) for at in range(4)]
    assert store.rows("SELECT count(DISTINCT unit) FROM project") == [(4,)]
    again = run(store, delivered(monitoring("办公设备购置", "司法局", DONE, executed=1, month=9), path="9.xlsx"))
    assert counts(again) == (1, 0, 0, 0)


def test_a_similar_project_is_added_at_the_start_and_said(office):
    shown = run(office, delivered(monitoring("河道治理二期", "水利站", DONE)), add_unknown=True)
    assert counts(shown) == (1, 0, 0, 0)
    assert ("D31", True) in [(rule, "河道治理" in message) for rule, message in messages(shown)]


def test_the_funds_of_a_sheet_are_one_conflict_even_where_nothing_else_differs(office):
    """A form's correction marks the total and the parts: neither may go without the other, nor be passed over."""
    run(office, delivered(monitoring("河道治理", "水利站", DONE)))
    ((sheet, money),) = office.rows("SELECT id, money FROM monitoring")
    mine = json.dumps(json.loads(money) | {"total": {"executed": 61 * WAN}, "fiscal": {"executed": 61 * WAN}})
    with office.change("更正") as change:
        columns = ("office", "id", "executed", "money", "hand")
        change.put("monitoring", columns, [(office.office, sheet, 61 * WAN, mine, "executed,money")])
    file = delivered(monitoring("河道治理", "水利站", DONE), path="再报.xlsx")
    shown = plan_readings(office, [file], Options())
    (conflict,) = shown.files[0].conflicts
    assert conflict.field == "money"
    (line,) = [
        one for one in lines(0, shown.files[0], file, shown.staging, Decisions(), "万元", {}) if one.kind == "conflict"
    ]
    assert "61.00 万元" in line.raw
    assert "60.00 万元" in line.value
    assert "{" not in line.raw + line.value
    confirm(office, shown)
    assert office.rows("SELECT executed, money FROM monitoring") == [(61 * WAN, mine)]
    office.undo()
    run(office, file, decisions=Decisions(take=frozenset({conflict.key})))
    assert office.rows("SELECT executed, money, hand FROM monitoring") == [(60 * WAN, money, "")]
