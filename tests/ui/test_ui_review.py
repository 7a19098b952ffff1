"""The review centre by mouse and keyboard: checking, narrowing, a note for many, one rule again, to the sheet."""

import re

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from perfdesk.services import review_center
from perfdesk.store.file import open_store
from perfdesk.ui.place import Place
from perfdesk.ui.review.narrow import Narrow, groups
from perfdesk.ui.review.note import Note
from tests.services import package_offices as make


def settled(qtbot, program):
    for _ in range(2):
        qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=30000)
        qtbot.wait(80)


@pytest.fixture
def file(tmp_path):
    """A small county in which much is wrong: R015 42, R051 24, R017 15 and R034 15 errors, and warnings."""
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        return store.path


@pytest.fixture
def page(make_program, file, qtbot):
    """The review centre over that county."""
    program = make_program(file)
    program.window.go(Place("review"))
    settled(qtbot, program)
    made = program.window.page
    made.program = program
    return made


def press(qtbot, program, key):
    """A key with Ctrl; a bare screen gives the focus back to no window when a dialog goes."""
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
    qtbot.keyClick(program.window, key, Qt.KeyboardModifier.ControlModifier)


def count_on(page, key):
    return int(re.search(r"\d+$", page._levels._buttons[key].text())[0])


def shown(page, column):
    return [page._list.text(row, column) for row in range(len(page._list.rows))]


def group_row(page, title):
    return next(row for row in range(len(page._groups.rows)) if page._groups.text(row, 0).startswith(title))


def test_the_list_counts_every_problem_and_names_the_worst_rules_first(page):
    checked = page._checked
    assert count_on(page, "all") == len(checked.items) == len(page._list.rows)
    assert count_on(page, "error") == 96
    assert count_on(page, "error") + count_on(page, "warning") + count_on(page, "hint") == count_on(page, "all")
    titles = [page._groups.text(row, 0) for row in range(len(page._groups.rows))]
    assert titles[0] == "全部问题"
    assert [title[:4] for title in titles[1:3]] == ["R015", "R051"]
    assert "还没有全审过" in page._told.text()


def test_a_group_a_level_and_words_narrow_the_list_and_escape_clears_them(page, qtbot, typing):
    page._groups.selectRow(group_row(page, "R034"))
    assert set(shown(page, 1)) == {"R034"}
    assert len(page._list.rows) == 15
    page._groups.selectRow(0)
    qtbot.mouseClick(page._levels._buttons["error"], Qt.MouseButton.LeftButton)
    assert set(shown(page, 0)) == {"错误"}
    typing(page._words, "r017 第1局")
    qtbot.waitUntil(lambda: set(shown(page, 1)) == {"R017"}, timeout=3000)
    qtbot.keyClick(page._list, Qt.Key.Key_Escape)
    assert len(page._list.rows) == len(page._checked.items)
    assert page._words.text() == ""


def test_problems_stand_by_unit_with_the_same_total(page, qtbot):
    whole = len(page._list.rows)
    qtbot.mouseClick(page._by._buttons["unit"], Qt.MouseButton.LeftButton)
    groups_ = page._groups.rows
    assert sum(group.total for group in groups_[1:]) == groups_[0].total == whole
    page._groups.selectRow(1)
    assert {item.unit for item in page._list.rows} == {groups_[1].key}
    assert page._detail.check.text() == "重审本单位"


def test_a_second_check_says_what_is_new_and_the_list_remembers_it(page, qtbot, file):
    program = page.program
    page.check_all()
    settled(qtbot, program)
    assert count_on(page, "new") == 0

    def spoil(store, _):
        good = store.rows("SELECT id FROM selfeval WHERE office = ? ORDER BY id LIMIT 2", (make.COUNTY,))
        with store.change("改两份自评的等级") as change:
            change.put("selfeval", ("office", "id", "grade"), [(make.COUNTY, id_, "差") for (id_,) in good])

    program.session.runner.change("改", spoil)
    settled(qtbot, program)
    assert count_on(page, "new") == 0, "a list brought up to date is measured by the check before the last"
    press(qtbot, program, Qt.Key.Key_F8)
    settled(qtbot, program)
    assert count_on(page, "new") == 2
    qtbot.mouseClick(page._levels._buttons["new"], Qt.MouseButton.LeftButton)
    assert set(shown(page, 1)) == {"R041"}
    assert shown(page, 6) == ["新增", "新增"]
    program.window.go(Place("workbench"))
    page.outdated()
    program.window.go(Place("review"))
    settled(qtbot, program)
    assert count_on(page, "new") == 2, "looking again does not make it old"
    with open_store(file, read_only=True) as store:
        assert store.rows("SELECT count(*) FROM window_state WHERE key LIKE 'review.%.2023'") == [(2,)]


def test_one_note_lets_many_pass_and_undo_takes_it_back(page, qtbot, typing):
    program = page.program
    page._groups.selectRow(group_row(page, "R034"))
    page._list.selectAll()
    qtbot.keyClick(page._list, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = next(one for one in page.findChildren(Note) if one.isVisible())
    assert not dialog.go.isEnabled(), "an empty note is no note"
    assert [words for words, _ in dialog._choices] == ["选中的", "全部列出的"]
    assert len(dialog.items) == 15
    typing(dialog.text, "原表盖章，已电话核实")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settled(qtbot, program)
    assert count_on(page, "error") == 81
    assert count_on(page, "noted") == 15
    page._levels.choose("noted")
    page._choose_level("noted")
    assert set(shown(page, 0)) == {"已说明"}
    assert "原表盖章，已电话核实" in shown(page, 5)[0]
    press(qtbot, program, Qt.Key.Key_Z)
    settled(qtbot, program)
    assert count_on(page, "error") == 96
    assert count_on(page, "noted") == 0


def test_f8_checks_the_chosen_rule_again_alone(page, qtbot):
    program = page.program
    before = page._checked
    page._groups.selectRow(group_row(page, "R034"))
    asked, said = [], []
    page.say.connect(said.append)
    program.session.runner.ended.connect(lambda job: asked.append(job.title))
    qtbot.keyClick(page._list, Qt.Key.Key_F8)
    settled(qtbot, program)
    assert any(title.startswith("重审 各项得分之和等于总分") for title in asked)
    assert page._checked.items == before.items
    assert said == ["重审 各项得分之和等于总分：问题没有变化"]


@pytest.mark.parametrize("by", ["rule", "unit"])
def test_a_recheck_gives_what_a_whole_check_gives(file, by):
    whole = review_center.check_file(file, 2023)
    first = next(item for item in whole.items if item.rule == "R034")
    asked = {by: first.rule if by == "rule" else first.unit}
    with open_store(file) as store, store.change("改") as change:
        found = store.rows("SELECT id FROM selfeval WHERE office = ?", (make.COUNTY,))
        sheets = [(make.COUNTY, id_, 900 if n % 2 else 9000, "差") for n, (id_,) in enumerate(found)]
        change.put("selfeval", ("office", "id", "total", "grade"), sheets)
    later = review_center.recheck_file(file, whole, **asked)
    now = review_center.check_file(file, 2023)

    def mine(checked):
        return {item.mark for item in checked.items if (item.rule if by == "rule" else item.unit) == asked[by]}

    def rest(checked):
        return {item.mark for item in checked.items} - mine(checked)

    assert mine(later) == mine(now) != mine(whole)
    assert rest(later) == rest(whole) != rest(now)


def test_the_detail_names_the_rule_its_limit_and_its_basis(page, qtbot):
    page._groups.selectRow(group_row(page, "R056"))
    qtbot.wait(50)
    words = " ".join(part.text() for part in page._detail.findChildren(type(page._told)) if part.isVisibleTo(page))
    assert "财预〔2019〕136号" in words
    assert "通报线 1-9月 80%" in words
    assert "（警告级规则）" in words
    assert "↔" in words


def test_enter_goes_to_the_sheet_where_the_problem_stands(page, qtbot):
    program = page.program
    gone = []
    page.go.disconnect()
    page.go.connect(gone.append)
    page._groups.selectRow(group_row(page, "R034"))
    page._list.setFocus()
    item = page._list.current
    qtbot.keyClick(page._list, Qt.Key.Key_Return)
    settled(qtbot, program)
    assert [place.record for place in gone] == [item.found.record]
    assert gone[0].page in {"form", "selfeval"}
    assert gone[0].value("field") == item.found.problem.field
    assert gone[0].value("year") == "2022"


def test_the_list_is_written_as_a_workbook_as_it_is_filtered(page, qtbot, tmp_path):
    page._groups.selectRow(group_row(page, "R034"))
    page.write_list(tmp_path / "清单.xlsx")
    settled(qtbot, page.program)
    sheet = load_workbook(tmp_path / "清单.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "审核问题清单"
    assert "红塔区财政局" in rows[1][0]
    assert "R034 各项得分之和等于总分" in rows[1][0]
    assert rows[2][:4] == ("级别", "规则", "规则名称", "预算年度")
    assert len(rows) == 3 + 15
    assert {row[1] for row in rows[3:]} == {"R034"}
    assert {row[3] for row in rows[3:]} == {"2022"}


def test_a_place_narrows_the_list(page, qtbot):
    page.program.window.go(Place("review", (("level", "error"),)))
    settled(qtbot, page.program)
    assert set(shown(page, 0)) == {"错误"}
    assert page._levels.key == "error"


def test_an_empty_ledger_says_so_and_offers_nothing_dead(make_program, empty_file, qtbot):
    program = make_program(empty_file)
    program.window.go(Place("review"))
    settled(qtbot, program)
    page = program.window.page
    assert page._list.rows == []
    assert "台账还是空的" in page._list._empty
    assert not page._export.isEnabled()
    assert not page._note.isEnabled()


def test_everything_that_takes_the_focus_has_a_name(page):
    for part in page.findChildren(QPushButton):
        assert part.accessibleName(), part.text()
    for part in (page._groups, page._list, page._words, page._stage, page._year):
        assert part.accessibleName()


def test_groups_and_filters_agree_on_every_item(page):
    items = page._checked.items
    for narrow in (Narrow(), Narrow("error"), Narrow(stage="monitoring"), Narrow(stage="-"), Narrow(year=2022)):
        taken = [item for item in items if narrow.takes(item)]
        for by in ("rule", "unit"):
            found = groups(taken, by)
            assert sum(group.total for group in found[1:]) == found[0].total == len(taken)
    stages = [
        sum(Narrow(stage=stage).takes(item) for item in items) for stage in ("target", "monitoring", "selfeval", "-")
    ]
    assert sum(stages) == len(items)
