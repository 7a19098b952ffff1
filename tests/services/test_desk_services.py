"""What the window asks of services: where the work stands, counts, history in words, settings, backups, memory."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.services import (
    backups,
    bug_log,
    desk,
    history,
    office_settings,
    practice,
    remembered,
    settings,
    window_state,
    workbench,
)
from perfdesk.store.file import open_store


@pytest.fixture(scope="session")
def practice_office(tmp_path_factory):
    path = tmp_path_factory.mktemp("practice-office") / "红塔区.perfdesk"
    practice.build(path)
    return path


@pytest.fixture
def store(practice_office, tmp_path):
    path = Path(shutil.copyfile(practice_office, tmp_path / "红塔区.perfdesk"))
    with open_store(path, operator="张三") as opened:
        yield opened


# --- the workbench


def test_the_board_agrees_with_the_ledger(store):
    found = workbench.summary(store, 2023, date(2023, 10, 1))
    board = next(one for one in found.boards if one.stage == "monitoring-9")
    assert len(board.cells) == 68
    assert found.current == "monitoring-9"
    states = store.rows(
        "SELECT department, SUM(n), SUM(s = 'returned'), SUM(s = 'submitted') FROM ("
        " SELECT p.department, m.state AS s, m.id IS NOT NULL AS n FROM project AS p LEFT JOIN monitoring AS m"
        "  ON m.subject = p.id AND m.month = 9 AND m.subject_kind = 'project' WHERE p.year = 2023"
        " UNION ALL SELECT u.id, m.state, m.id IS NOT NULL FROM unit AS u LEFT JOIN monitoring AS m"
        "  ON m.subject = u.id AND m.month = 9 AND m.subject_kind = 'department' WHERE u.kind <> 'unit')"
        " GROUP BY department"
    )
    wanted = {}
    for unit, handed, returned, submitted in states:
        state = "未报" if not handed else "退回" if returned else "待审" if submitted else "通过"
        wanted[unit] = state
    assert {cell.unit: cell.state for cell in board.cells} == wanted
    assert {state: board.count(state) for state in ("未报", "退回", "待审")} == {"未报": 7, "退回": 6, "待审": 7}


def test_one_missing_sheet_makes_a_department_incomplete(store):
    (sheet, unit) = store.rows(
        "SELECT m.id, p.department FROM monitoring AS m JOIN project AS p ON p.id = m.subject"
        " WHERE m.month = 6 AND m.subject_kind = 'project' LIMIT 1"
    )[0]
    with store.change("删") as change:
        change.delete("monitoring", [(store.office, sheet)])
    board = next(one for one in workbench.summary(store, 2023).boards if one.stage == "monitoring-6")
    cell = next(one for one in board.cells if one.unit == unit)
    assert (cell.state, cell.told) == ("未齐", "差 1")
    assert board.count("通过") == 67


def test_execution_is_exact_and_sorted(store):
    execution = workbench.summary(store, 2023).execution
    assert (execution.month, execution.line, execution.total) == (9, 80, 68)
    rates = [bar.rate for bar in execution.bars]
    assert rates == sorted(rates)
    assert all(bar.low == (bar.rate < 8000) for bar in execution.bars)
    ((executed, adjusted),) = store.rows(
        "SELECT SUM((SELECT SUM(e.executed) FROM execution AS e WHERE e.project = p.id AND e.month = 9)),"
        " SUM((SELECT SUM(f.adjusted) FROM funding AS f WHERE f.project = p.id)) FROM project AS p"
        " WHERE p.year = 2023 AND EXISTS (SELECT 1 FROM execution AS e WHERE e.project = p.id AND e.month = 9)"
    )
    assert execution.rate == round(executed * 10_000 / adjusted)


def test_what_waits_is_ordered_and_leads_somewhere(store):
    waits = workbench.summary(store, 2023, date(2023, 10, 1)).waits
    assert [wait.tone for wait in waits] == sorted((wait.tone for wait in waits), key=("red", "yellow").index)
    assert any("7 个单位没有报齐" in wait.text and wait.act == "催报" for wait in waits)
    assert all(
        wait.page in {"monitoring", "findings", "targets", "selfeval", "imports", workbench.CHASE} for wait in waits
    )


def test_overdue_depends_on_the_day(store):
    early = workbench.summary(store, 2023, date(2023, 3, 31)).waits
    late = workbench.summary(store, 2023, date(2023, 4, 1)).waits
    assert not any("逾期" in wait.text for wait in early)
    assert any("6 个问题整改逾期" in wait.text for wait in late)


def test_an_empty_office_is_said_to_be_empty(empty_file):
    with open_store(empty_file, read_only=True) as opened:
        found = workbench.summary(opened, 2023)
        assert found.empty
        assert desk.counts(opened, 2023) == {}
        assert desk.facts(opened).years == (2023,)


@pytest.mark.parametrize("year", [2021, 2022, 2024, 2030])
def test_other_years_are_shown_without_error(store, year):
    found = workbench.summary(store, year)
    assert found.year == year
    desk.counts(store, year)


def test_short_names_are_those_that_people_use(store):
    cells = {cell.name: cell.short for cell in workbench.summary(store, 2023).boards[1].cells}
    assert cells["玉溪市红塔区住房和城乡建设局"] == "住建局"
    assert cells["中共玉溪市红塔区委员会办公室"] == "区委办"
    assert cells["玉溪市红塔区玉兴街道办事处"] == "玉兴街道"
    assert len(set(cells.values())) == len(cells), "no two departments look the same"


def test_counts_of_the_navigation(store):
    counts = desk.counts(store, 2023)
    assert (counts["units"].text, counts["projects"].text) == ("68", "2043")
    ((waiting,),) = store.rows("SELECT COUNT(*) FROM monitoring WHERE month = 9 AND state = 'submitted'")
    assert counts["monitoring"] == desk.PageCount(str(waiting), waiting=True, tip=f"1-9月监控：{waiting} 份待审")
    assert not counts["selfeval"].waiting


# --- history


def test_history_says_what_comes_next_through_undo_redo_and_new_work(store):
    def add(name):
        with store.change(f"新增 {name}") as change:
            change.put("section", ("office", "id", "name"), [(store.office, name, name)])

    assert history.ahead(store).undo == "练习：1-9月监控正在审核"
    add("甲")
    add("乙")
    assert history.ahead(store) == history.Ahead("新增 乙", "")
    assert history.undo(store) == "新增 乙"
    assert history.ahead(store) == history.Ahead("新增 甲", "新增 乙")
    history.undo(store)
    assert history.ahead(store) == history.Ahead("练习：1-9月监控正在审核", "新增 甲")
    assert history.redo(store) == "新增 甲"
    assert history.ahead(store) == history.Ahead("新增 甲", "新增 乙")
    add("丙")
    assert history.ahead(store) == history.Ahead("新增 丙", "")


def test_undo_to_takes_all_steps_or_none(store):
    for name in ("甲", "乙", "丙"):
        with store.change(f"新增 {name}") as change:
            change.put("section", ("office", "id", "name"), [(store.office, name, name)])
    first = next(entry for entry in history.entries(store) if entry.title == "新增 甲")
    assert history.undo_to(store, first.seq) == 3
    assert store.rows("SELECT name FROM section WHERE id IN ('甲', '乙', '丙')") == []
    with pytest.raises(UserError, match="已经撤销"):
        history.undo_to(store, first.seq)
    entry = next(entry for entry in history.entries(store) if entry.seq == first.seq)
    assert (entry.state, entry.can_revert) == ("已撤销", False)


def test_an_older_step_is_taken_back_alone(store):
    for name in ("甲", "乙"):
        with store.change(f"新增 {name}") as change:
            change.put("section", ("office", "id", "name"), [(store.office, name, name)])
    first = next(entry for entry in history.entries(store) if entry.title == "新增 甲")
    assert history.revert(store, first.seq) == "新增 甲"
    assert store.rows("SELECT name FROM section WHERE id IN ('甲', '乙')") == [("乙",)]
    assert history.ahead(store).undo == "收回：新增 甲"


def test_changed_tables_are_those_with_changed_rows(store):
    before = store.head()[0]
    with store.change("两张表") as change:
        change.put("section", ("office", "id", "name"), [(store.office, "x", "预算股")])
        change.put("office", ("office", "id", "year"), [(store.office, store.office, 2023)])
    assert desk.changed_since(store, before) == frozenset({"section"})
    store.undo()
    assert desk.changed_since(store, store.head()[0] - 1) == frozenset({"section"})


# --- settings of an office


def rule(store, name, year=2023):
    return next(one for one in office_settings.rules(store, year) if one.name == name)


def test_a_limit_holds_from_its_day_and_can_be_undone(store):
    office_settings.set_rule(store, "thresholds.execution_reason", "85%", date(2023, 1, 1))
    assert (rule(store, "thresholds.execution_reason").value, rule(store, "thresholds.execution_reason").default) == (
        "85",
        "90",
    )
    assert rule(store, "thresholds.execution_reason").since == "2023-01-01"
    assert rule(store, "thresholds.execution_reason", 2022).since == ""
    assert settings.of_year(store, 2022).thresholds.execution_reason == 90
    office_settings.set_rule(store, "thresholds.execution_reason", "70", date(2023, 1, 1))
    assert rule(store, "thresholds.execution_reason").value == "70"
    assert store.rows("SELECT COUNT(*) FROM setting") == [(1,)]
    history.undo(store)
    assert rule(store, "thresholds.execution_reason").value == "85"
    office_settings.reset_rule(store, "thresholds.execution_reason")
    assert rule(store, "thresholds.execution_reason") == rule(store, "thresholds.execution_reason", 2022)


def test_a_notice_line_changes_one_month_alone(store):
    office_settings.set_rule(store, "thresholds.notice.9", "75", date(2023, 1, 1))
    office_settings.set_rule(store, "thresholds.notice.6", "45", date(2023, 1, 1))
    assert settings.of_year(store, 2023).thresholds.notice == {6: 45, 9: 75, 10: 90, 11: 100, 12: 100}
    office_settings.set_rule(store, "thresholds.notice.6", "", date(2023, 1, 1))
    assert 6 not in settings.of_year(store, 2023).thresholds.notice
    assert rule(store, "thresholds.notice.10").since == "", "what did not change is not marked as own"
    assert workbench.summary(store, 2023).execution.line == 75


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("thresholds.count_least", "四"),
        ("thresholds.count_least", "-1"),
        ("thresholds.count_least", ""),
        ("thresholds.count_least", "９"),
        ("thresholds.notice.9", "101"),
        ("scoring.scheme", "W99"),
        ("scoring.rate_base", "later"),
    ],
)
def test_a_wrong_limit_is_refused_and_nothing_changes(store, name, typed):
    before = store.head()
    with pytest.raises(UserError):
        office_settings.set_rule(store, name, typed, date(2023, 1, 1))
    assert store.head() == before


def test_the_default_scheme_can_be_chosen(store):
    office_settings.set_rule(store, "scoring.scheme", "W6", date(2023, 1, 1))
    assert settings.of_year(store, 2023).scoring.scheme == "W6"
    assert rule(store, "scoring.scheme").value.startswith("W6　")


@pytest.mark.parametrize(("field", "typed"), [("name", " "), ("year", "二〇"), ("superior", "53"), ("kind", "乡")])
def test_a_wrong_fact_is_refused(store, field, typed):
    with pytest.raises(UserError):
        office_settings.change_office(store, field, typed)
    assert store.rows("SELECT name, year FROM office WHERE own = 1") == [("红塔区财政局", 2023)]


def test_a_fact_is_changed_and_undone(store):
    office_settings.change_office(store, "superior_name", "玉溪市财政局绩效科")
    assert desk.facts(store).superior_name == "玉溪市财政局绩效科"
    assert history.undo(store) == "修改上级财政局：玉溪市财政局绩效科"
    assert desk.facts(store).superior_name == "玉溪市财政局"


# --- backups, window state, memory


def test_backups_are_listed_newest_first_for_their_office(store):
    path = store.path
    store.close()
    assert backups.saved(path) == ()
    first = backups.back_up(path)
    second = backups.back_up(path, path.parent / "别处")
    (path.parent / "备份" / "坏.pdbak").write_bytes(b"x")
    (path.parent / "备份" / "别的局-1.pdbak").write_bytes(b"x")
    (path.parent / "备份" / "别的局-1.pdbak.json").write_text('{"office": "530403", "name": "", "year": 1, "seq": 1}')
    listed = backups.saved(path, "530402")
    assert [one.path.name for one in listed if one.noted] == [first.path.name]
    assert len(listed) == 1, "what cannot be read is offered to nobody"
    assert second.path.parent.name == "别处"
    assert all("别的局" not in one.path.name for one in listed)


@pytest.mark.parametrize(
    ("back", "words"), [(timedelta(0), "今天 09:12"), (timedelta(1), "昨天 09:12"), (timedelta(3), "3 天前")]
)
def test_when_a_backup_was_made_in_words(back, words):
    today = datetime(2023, 10, 11, 9, 12).astimezone()
    assert backups.when(today - back, today.date()) == words
    assert backups.when(today - timedelta(100), today.date()) == "2023-07-03"


def test_window_state_is_kept_without_an_action(store):
    before = store.head()
    window_state.save(store, {"page": "projects", "columns": "[1, 2]"})
    window_state.save(store, {"page": "units"})
    assert window_state.load(store) == {"page": "units", "columns": "[1, 2]"}
    assert store.head() == before
    path = store.path
    store.close()
    with open_store(path, read_only=True) as reader:
        window_state.save(reader, {"page": "x"})
        assert window_state.load(reader)["page"] == "units"


def test_memory_survives_and_rubbish_does_not_harm(profile):
    assert remembered.load() == remembered.Remembered()
    memory = remembered.Remembered(appearance="dark", unit="元")
    for number in range(12):
        memory = memory.opened(remembered.Recent(f"d/{number % 10}.perfdesk", "局", "county", 2023))
    assert remembered.save(memory)
    assert remembered.load() == memory
    assert [one.path for one in memory.recent[:3]] == ["d/1.perfdesk", "d/0.perfdesk", "d/9.perfdesk"]
    assert len(memory.recent) == 8
    assert len(memory.without("d/1.perfdesk").recent) == 7
    for rubbish in (b"", b"\xff\xfe", b"[]", b'{"recent": [1, {"path": 1}], "appearance": 7, "unit": "x"}', b"null"):
        (profile / "window.json").write_bytes(rubbish)
        assert remembered.load() == remembered.Remembered()


def test_a_bug_is_logged_with_its_trace(profile):
    path = bug_log.record("导入", "Traceback: boom")
    bug_log.record("再导入", "第二次")
    text = path.read_text(encoding="utf-8")
    assert path == profile / "perfdesk.log"
    assert "导入\nTraceback: boom" in text
    assert "第二次" in text


def test_where_nothing_can_be_written_the_log_says_so(profile):
    (profile / "perfdesk.log").mkdir()
    assert bug_log.record("导入", "x") is None
