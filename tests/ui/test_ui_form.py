"""A form filled at the desk: by keyboard and input method, with wrong values, undo, review, drafts and paper."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from perfdesk.services import drafts
from perfdesk.store.file import open_store
from perfdesk.ui.forms import editor as editor_module
from perfdesk.ui.place import Place

SHEETS = "SELECT id FROM monitoring WHERE month = 9 AND state = 'submitted' AND subject_kind = 'project' ORDER BY id"
LONG = "受汛期连续强降雨影响，主体工程停工二十六天，已商施工单位增加人员和机械，计划十二月十日前完工。"


def ids(path, sql=SHEETS, most=5):
    with open_store(path, read_only=True) as store:
        return [row[0] for row in store.rows(f"{sql} LIMIT {most}")]


def asked(path, sql, *given):
    with open_store(path, read_only=True) as store:
        return store.rows(sql, given)


@pytest.fixture
def opened(qtbot, program, practice_file):
    """The form page on a monitoring sheet that waits, with the next four as its list."""

    def go(form="monitoring.project", records=None, **filters):
        found = records or ids(practice_file)
        pairs = (("form", form), ("list", " ".join(found)), *filters.items())
        assert program.window.go(Place("form", pairs, found[0]))
        page = program.window.page
        qtbot.waitUntil(lambda: page.view is not None and page.view.record == found[0], timeout=10000)
        settle(qtbot, program)
        page.ids = found
        return page

    return go


def settle(qtbot, program):
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=20000)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=20000)


def at(page, path):
    cell = page.view.by_path[path]
    page.sheet.select(cell)
    page.sheet.setFocus()
    return page.view.by_path[path]


def test_a_row_is_filled_by_input_method_and_keys_and_stands_in_the_ledger(qtbot, program, opened, practice_file):
    page = opened()
    sheet = page.sheet
    at(page, "indicators.0.reason")
    QApplication.sendEvent(sheet, QInputMethodEvent("z", []))
    assert sheet.editor is not None
    done = QInputMethodEvent()
    done.setCommitString("招标流标一次")
    QApplication.sendEvent(sheet.editor, done)
    assert sheet.editor.text == "招标流标一次"
    QTest.keyClick(sheet.editor, Qt.Key.Key_Tab)
    assert sheet.editor is None
    assert sheet.current.path == "indicators.0.likely_certain"
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    QTest.keyClick(sheet, Qt.Key.Key_Space)
    settle(qtbot, program)
    by_path = page.view.by_path
    assert by_path["indicators.0.reason"].text == "招标流标一次"
    assert by_path["indicators.0.likely_possible"].text == "√"
    assert by_path["indicators.0.likely_certain"].text == ""
    rows = asked(
        practice_file,
        "SELECT reason, likelihood, hand FROM observation WHERE sheet = ? ORDER BY ordinal LIMIT 1",
        page.ids[0],
    )
    assert rows == [("招标流标一次", "有可能", "likelihood,reason")]


def test_every_committed_cell_is_one_action_and_undo_takes_them_back_one_by_one(qtbot, program, opened, practice_file):
    page = opened()
    before = {path: cell.text for path, cell in page.view.by_path.items()}
    seq = asked(practice_file, "SELECT max(seq) FROM action")[0][0]
    at(page, "indicators.0.actual")
    QTest.keyClick(page.sheet, Qt.Key.Key_1)
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_2)
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    assert page.sheet.current.path == "indicators.1.actual"
    QTest.keyClick(page.sheet, Qt.Key.Key_7)
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.sheet.current.path == "indicators.0.actual"
    settle(qtbot, program)
    assert page.view.by_path["indicators.0.actual"].text == "12"
    titles = asked(practice_file, "SELECT title FROM action WHERE seq > ? ORDER BY seq", seq)
    assert len(titles) == 2
    assert "12" in titles[0][0]
    assert page.view.name[:10] in titles[0][0]
    program.undo()
    settle(qtbot, program)
    assert page.view.by_path["indicators.0.actual"].text == "12"
    program.undo()
    settle(qtbot, program)
    assert {path: cell.text for path, cell in page.view.by_path.items()} == before
    program.redo()
    settle(qtbot, program)
    assert page.view.by_path["indicators.0.actual"].text == "12"


def test_sums_and_rates_follow_a_part(qtbot, program, opened):
    page = opened()
    view = page.view
    assert view.by_path["funds.total.executed"].text == view.by_path["funds.fiscal.executed"].text
    at(page, "funds.fiscal.executed")
    page.sheet.edit("30.5")
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    settle(qtbot, program)
    cells = page.view.by_path
    assert cells["funds.total.executed"].text == cells["funds.fiscal.executed"].text == "30.50"
    initial = float(cells["funds.total.initial"].edit)
    assert cells["funds.total.rate"].text == f"{round(30.5 / initial * 100, 2):.2f}%"


def test_a_wrong_value_is_said_at_once_and_stays_until_it_is_mended_or_given_up(qtbot, program, opened, practice_file):
    page = opened()
    seq = asked(practice_file, "SELECT max(seq) FROM action")[0][0]
    cell = at(page, "funds.fiscal.executed")
    page.sheet.edit("三十万")
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    editor = page.sheet.editor
    assert editor is not None
    assert editor.text == "三十万"
    assert editor.told.isVisibleTo(page.sheet)
    assert editor.told.text()
    assert "H7" in program.window.foot._said.text()
    editor.setPlainText("30")
    assert not editor.told.isVisibleTo(page.sheet)
    editor.setPlainText("-5")
    page.sheet.select(page.view.by_path["indicators.0.actual"])  # a click elsewhere
    assert page.sheet.editor is None
    assert "负数" in page.sheet.refused(cell.path)
    settle(qtbot, program)
    page.sheet.select(cell)
    assert "没有写入" in page.bar.told.text()
    QTest.keyClick(page.sheet, Qt.Key.Key_F2)
    assert page.sheet.editor.text == "-5"
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Escape)
    assert page.sheet.refused(cell.path) == ""
    settle(qtbot, program)
    assert asked(practice_file, "SELECT max(seq) FROM action")[0][0] == seq


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("funds.total.executed", "12..5"),
        ("funds.total.executed", "1,23"),
        ("funds.total.executed", "约30"),
        ("funds.total.forecast", "0.00000001"),
        ("funds.total.forecast", "9" * 30),
        ("indicators.0.likely_certain", "也许"),
    ],
)
def test_nonsense_is_refused_in_words(path, text, view_of_a_sheet):
    from perfdesk.services import form_edits  # noqa: PLC0415 - only who needs it pays for it

    why = form_edits.check(view_of_a_sheet, view_of_a_sheet.by_path[path], text)
    assert why
    assert not why.isascii()


@pytest.fixture(scope="module")
def view_of_a_sheet(practice_master):
    from perfdesk.services.form_sheet import Ask, open_form  # noqa: PLC0415

    with open_store(practice_master, read_only=True) as store:
        return open_form(store, Ask("monitoring.project", ids(practice_master)[0]))


def test_an_error_blocks_until_it_is_explained(qtbot, program, opened, practice_file):
    page = opened()
    at(page, "indicators.1.likely_impossible")
    QTest.keyClick(page.sheet, Qt.Key.Key_Space)
    settle(qtbot, program)
    assert [one.rule for one in page.problems.problems if one.level == "error"] == ["R052"]
    page.acts["pass"].trigger()
    settle(qtbot, program)
    assert page.view.state == "submitted"
    assert page.notice.isVisibleTo(page)
    assert "1 处错误" in page.notice.words.text()
    assert page.sheet.current.path == "indicators.1.reason"
    QTest.keyClick(page.sheet, Qt.Key.Key_F3)
    assert page.sheet.current.path == page.view.place(page.problems.problems[1].path).path
    QTest.keyClick(page.sheet, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert page.sheet.current.path == "indicators.1.reason"
    page.problems._explain()
    dialog = next(one for one in page.findChildren(QDialog) if one.isVisible())
    dialog.act.click()
    assert dialog.isVisible()  # a blank note is none
    assert dialog.wrong.isVisibleTo(dialog)
    dialog.text.setPlainText("项目已调整，县政府会议纪要第 12 期")
    dialog.act.click()
    settle(qtbot, program)
    assert not [one for one in page.problems.problems if one.level == "error"]
    page.acts["pass"].trigger()
    settle(qtbot, program)
    assert page.view.state == "passed"
    assert page.notice.isVisibleTo(page)
    assert "退回修改" in page.notice.words.text()
    assert not any(cell.editable for cell in page.view.cells)
    assert asked(practice_file, "SELECT state FROM monitoring WHERE id = ?", page.ids[0]) == [("passed",)]
    at(page, "indicators.0.actual")
    QTest.keyClick(page.sheet, Qt.Key.Key_5)
    assert page.sheet.editor is None
    assert "已审核通过" in program.window.foot._said.text()


def test_returned_with_an_opinion_that_begins_with_the_findings(qtbot, program, opened, practice_file):
    page = opened()
    at(page, "indicators.1.likely_impossible")
    QTest.keyClick(page.sheet, Qt.Key.Key_Space)
    settle(qtbot, program)
    page.acts["return"].trigger()
    dialog = next(one for one in page.findChildren(QDialog) if one.isVisible())
    assert "1. M13" in dialog.text.toPlainText()
    dialog.act.click()
    settle(qtbot, program)
    assert page.view.state == "returned"
    assert page.view.returns == 1
    opinion = asked(practice_file, "SELECT opinion FROM review WHERE record = ? AND step = 'return'", page.ids[0])
    assert "完全不可能" in opinion[0][0]


def test_next_and_previous_walk_through_the_list_and_stop_at_its_ends(qtbot, program, opened):
    page = opened()
    assert page.at.text() == "1 / 5"
    assert not page.buttons["before"].isEnabled()
    for number in range(2, 6):
        page.acts["after"].trigger()
        qtbot.waitUntil(lambda number=number: page.view.record == page.ids[number - 1], timeout=5000)
        assert page.at.text() == f"{number} / 5"
        assert page.sheet.verticalScrollBar().value() == 0
    assert not page.acts["after"].isEnabled()
    page.acts["before"].trigger()
    qtbot.waitUntil(lambda: page.view.record == page.ids[3], timeout=5000)
    settle(qtbot, program)


def test_what_is_being_typed_is_committed_when_the_next_form_is_opened(qtbot, program, opened, practice_file):
    page = opened()
    at(page, "indicators.0.note")
    page.sheet.edit("已督促")
    page.acts["after"].trigger()
    settle(qtbot, program)
    note = asked(practice_file, "SELECT note FROM observation WHERE sheet = ? ORDER BY ordinal LIMIT 1", page.ids[0])
    assert note == [("已督促",)]


def test_a_long_text_keeps_a_draft_and_is_found_again(qtbot, program, opened, practice_file, monkeypatch):
    monkeypatch.setattr(editor_module, "DRAFT", 40)
    page = opened()
    at(page, "indicators.0.reason")
    page.sheet.edit("")
    page.sheet.editor.insertPlainText(LONG)
    record = page.ids[0]

    def kept():
        with open_store(practice_file, read_only=True) as store:
            return drafts.held(store, "monitoring.project", record)

    qtbot.waitUntil(lambda: bool(kept()), timeout=5000)
    assert kept()[0].text == LONG
    page.sheet._drop_editor()  # the power fails: nothing is committed
    page.sheet.view = None
    page.refresh()
    qtbot.waitUntil(lambda: page.sheet.view is not None, timeout=5000)
    settle(qtbot, program)
    page.notice._record = ""
    page.refresh()
    settle(qtbot, program)
    assert page.notice.isVisibleTo(page)
    assert "找回来了" in page.notice.words.text()
    page.notice.resume.click()
    assert page.sheet.editor.text == LONG
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert page.view.by_path["indicators.0.reason"].edit == LONG
    assert kept() == ()
    assert page.notice.isHidden()


def test_a_block_from_a_sheet_is_pasted_and_what_cannot_stand_is_named(qtbot, program, opened):
    page = opened()
    at(page, "indicators.0.actual")
    QGuiApplication.clipboard().setText("11\t12\r\n21\t22\r\n")
    QTest.keyClick(page.sheet, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    cells = page.view.by_path
    texts = [cells[f"indicators.{row}.{name}"].text for row in (0, 1) for name in ("actual", "forecast")]
    assert texts == ["11", "12", "21", "22"]
    at(page, "funds.total.executed")
    QGuiApplication.clipboard().setText("甲\n1,234.50")
    QTest.keyClick(page.sheet, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert "有 1 格没有粘贴：H6" in program.window.foot._said.text()
    assert page.view.by_path["funds.fiscal.executed"].edit == "1234.5"


def test_choices_and_the_score_beside_a_self_evaluation(qtbot, program, opened, practice_file):
    evaluation = ids(practice_file, "SELECT id FROM selfeval WHERE subject_kind = 'project'", 1)
    program.session.runner.change("退回", lambda store, _: _returned(store, evaluation[0]))
    settle(qtbot, program)
    page = opened("selfeval.project", evaluation)
    assert page.view.score.lines
    page.toggle_score()
    assert page.score.isVisibleTo(page) != page.score.isHidden()
    path = next(line.path for line in page.view.score.lines if line.path.startswith("indicators"))
    at(page, f"{path}.score")
    page.sheet.edit("1")
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    settle(qtbot, program)
    line = next(one for one in page.view.score.lines if one.path == path)
    assert line.entered == 100
    assert line.computed != 100
    assert page.view.score.entered == sum(one.entered for one in page.view.score.lines)
    assert "total.total.score" in page.view.by_path


def _returned(store, record):
    with store.change("退回") as change:
        change.put("selfeval", ("office", "id", "state"), [(store.office, record, "returned")])


def test_a_subject_that_has_not_reported_says_what_to_do(qtbot, program, practice_file):
    sql = """SELECT id FROM project WHERE year = 2023 AND id NOT IN (SELECT subject FROM monitoring WHERE month = 9)
             AND id IN (SELECT subject FROM target) LIMIT 1"""
    with open_store(practice_file, read_only=True) as store:
        project = store.rows(sql)[0][0]
    filters = (("form", "monitoring.project"), ("year", "2023"), ("month", "9"))
    program.window.go(Place("form", filters, project))
    page = program.window.page
    qtbot.waitUntil(lambda: page.view is not None, timeout=5000)
    assert page.empty.isVisibleTo(page)
    assert "还没有报" in page.empty.text()
    assert "导入" in page.empty.text()
    assert not page.acts["pass"].isEnabled()


def test_every_step_by_keyboard_alone_reaches_each_yellow_cell(opened):
    page = opened()
    wanted = {cell.path for cell in page.view.cells if cell.editable}
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(page.sheet, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        seen = {page.sheet.current.path}
        for _ in range(len(wanted) - 1):
            QTest.keyClick(page.sheet, key)
            seen.add(page.sheet.current.path)
        assert seen == wanted


def test_preview_and_export_from_the_page(qtbot, program, opened, tmp_path):
    page = opened()
    page.acts["preview"].trigger()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(QDialog)), timeout=5000)
    dialog = next(one for one in page.findChildren(QDialog) if one.isVisible())
    assert "共 1 页" in dialog.pages.accessibleName()
    assert not dialog.pages.grab().toImage().isNull()
    dialog.reject()
    for name in ("表.xlsx", "表.pdf"):
        page.export(tmp_path / name)
        qtbot.waitUntil(lambda name=name: (tmp_path / name).exists(), timeout=10000)
        settle(qtbot, program)
        assert name in program.window.foot._said.text()
    refused = []
    program.session.runner.refused.connect(refused.append)
    page.export(tmp_path / "没有的文件夹" / "表.pdf")
    settle(qtbot, program)
    assert "表.pdf" in str(refused[0][1])
    next(one for one in program.window.findChildren(QDialog) if one.isVisible()).reject()
