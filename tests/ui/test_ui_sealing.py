"""封存 and 解封 by mouse and keys: from the checklist of 上报, with what it means before and what it changes after."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from perfdesk.services import ledgers, passing
from perfdesk.store.file import open_store
from perfdesk.ui.forms.dialogs import Words
from perfdesk.ui.grid.passing import Passing
from perfdesk.ui.place import Place

STATES = "SELECT state, count(*) FROM monitoring WHERE year = 2023 AND month = 9 GROUP BY state ORDER BY state"


def settle(qtbot, program):
    for _ in range(3):
        qtbot.wait(100)
        qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=60000)


@pytest.fixture
def page(program, qtbot):
    """上报与接收 of the monitoring period."""
    program.window.go(Place("packages", (("kind", "monitor"), ("month", "9"))))
    settle(qtbot, program)
    return program.window.page


def rows(path, sql=STATES):
    with open_store(path, read_only=True) as store:
        return dict(store.rows(sql))


def buttons(parent, words):
    return [one for one in parent.findChildren(QPushButton) if one.isVisible() and one.text().startswith(words)]


def press(qtbot, program, parent, words):
    (found,) = buttons(parent, words)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    settle(qtbot, program)


def asked(qtbot, program, page):
    def there():
        return [one for one in page.findChildren(Passing) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=15000)
    settle(qtbot, program)
    (found,) = there()
    return found


def line(page):
    (found,) = [one for one in page._state.checks if one.key == "monitoring-sealed"]
    return found


def pass_all(qtbot, program):
    """What waits passes, what was returned comes again."""

    def work(store, _):
        with store.change("全部通过") as change:
            found = change.rows("SELECT office, id FROM monitoring WHERE year = 2023 AND month = 9")
            change.put("monitoring", ("office", "id", "state"), [(*one, "passed") for one in found])

    program.session.runner.change("全部通过", work)
    settle(qtbot, program)


def test_a_period_is_sealed_from_the_checklist_and_the_dialog_says_who_is_behind(program, qtbot, page, practice_file):
    before = rows(practice_file)
    assert line(page).tone == "yellow"
    press(qtbot, program, page, "封存…")
    dialog = asked(qtbot, program, page)
    assert dialog.windowTitle() == "封存"
    assert dialog._head.text() == f"2023 年度 1-9月监控表：{before['passed']} 份可以封存"
    assert f"{before['submitted'] + before['returned']} 份不能，原因列在下面" in dialog._sum.text()
    assert "不能再改、不能退回" in dialog._sum.text()
    assert "Ctrl+Z" in dialog._sum.text()
    assert dialog.behind.isVisible()
    behind = dialog._standing.behind
    assert f"{len(behind)} 个：{behind[0][0]} {behind[0][1]}、" in dialog.behind.text()
    assert {why for _, whys in dialog._standing.blocked for why in whys} <= {"现在是“待审”", "现在是“已退回”"}
    press(qtbot, program, dialog, f"封存 {before['passed']} 份")
    assert rows(practice_file)["sealed"] == before["passed"]
    assert line(page).told.startswith(f"已封存 {before['passed']:,} 份，还有")
    undo = program.commands.action("undo")
    assert undo.text().startswith(f"撤销：封存：2023 年度 1-9月监控表 {before['passed']:,} 份（")
    undo.trigger()
    settle(qtbot, program)
    assert rows(practice_file) == before
    program.commands.action("redo").trigger()
    settle(qtbot, program)
    assert rows(practice_file)["sealed"] == before["passed"]


def test_keys_alone_seal_a_whole_period_and_open_it_again_with_a_reason(program, qtbot, page, practice_file, typing):
    pass_all(qtbot, program)
    every = rows(practice_file)["passed"]
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    page._pack.setFocus()
    qtbot.keyClick(page._pack, Qt.Key.Key_F, keys)
    dialog = asked(qtbot, program, page)
    assert not dialog.blocked.isVisible()
    assert QApplication.focusWidget() is dialog.take
    qtbot.keyClick(dialog.take, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert rows(practice_file) == {"sealed": every}
    assert (line(page).tone, line(page).told) == ("green", f"本期已封存，{every:,} 份")

    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
    page._pack.setFocus()
    qtbot.keyClick(page._pack, Qt.Key.Key_F, keys)
    dialog = asked(qtbot, program, page)
    assert dialog.windowTitle() == "解封"
    assert QApplication.focusWidget() is dialog.reason
    assert not dialog.take.isEnabled()
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible(), "nothing is opened without a reason"
    typing(dialog.reason, "  ")
    assert not dialog.take.isEnabled()
    typing(dialog.reason, "市局要求更正")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert rows(practice_file) == {"passed": every}
    assert "理由：市局要求更正" in program.commands.action("undo").text()


def test_self_evaluations_of_the_year_before_are_sealed_with_the_annual_package(program, qtbot, practice_file):
    program.window.go(Place("packages", (("kind", "annual"),)))
    settle(qtbot, program)
    page = program.window.page
    (found,) = [one for one in buttons(page, "封存…") if "自评" in one.accessibleName()]
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    dialog = asked(qtbot, program, page)
    assert dialog._head.text().startswith("2022 年度自评表：")
    ready = len(dialog._standing.ready)
    assert ready
    press(qtbot, program, dialog, f"封存 {ready} 份")
    assert rows(practice_file, "SELECT state, count(*) FROM selfeval GROUP BY state")["sealed"] == ready


def test_cancelling_seals_nothing(program, qtbot, page, practice_file):
    before = rows(practice_file)
    press(qtbot, program, page, "封存…")
    dialog = asked(qtbot, program, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, program)
    assert rows(practice_file) == before


@pytest.mark.parametrize(("kind", "words", "shown"), [("annual", "审核", "待审"), ("annual", "催报", "未报")])
def test_the_checklist_leads_to_the_rows_that_wait(program, qtbot, kind, words, shown):
    program.window.go(Place("packages", (("kind", kind),)))
    settle(qtbot, program)
    page = program.window.page
    checks = [
        one for one in page._state.checks if one.act == words and one.page in {"targets", "selfeval", "monitoring"}
    ]
    assert checks
    for check in checks:
        page._checks.chosen.emit(check)
        settle(qtbot, program)
        ledger = program.window.page
        assert ledger.key == check.page
        qtbot.waitUntil(lambda one=ledger: one._ready and one.model.rowCount() > 0, timeout=15000)
        (narrow,) = ledger.view.filters
        assert narrow.values == (shown,)
        program.window.go(Place("packages"))
        settle(qtbot, program)


def sealed_form(program, qtbot, path):
    """Seal one project's sheet and open its form; the id of the sheet."""
    with open_store(path, read_only=True) as store:
        ((sheet, subject),) = store.rows(
            "SELECT id, subject FROM monitoring WHERE month = 9 AND state = 'passed' AND subject_kind = 'project'"
            " ORDER BY id LIMIT 1"
        )
    scope = passing.Scope("monitoring", 2023, 9, frozenset({subject}))
    program.session.runner.change("封存", lambda store, _: passing.take(store, scope, "seal", [sheet]))
    settle(qtbot, program)
    program.window.go(Place("form", (("form", "monitoring.project"),), sheet))
    settle(qtbot, program)
    return program.window.page, sheet


def state_of(path, sheet):
    with open_store(path, read_only=True) as store:
        return store.rows("SELECT state FROM monitoring WHERE id = ?", (sheet,))[0][0]


def test_a_sealed_form_says_so_takes_no_key_and_is_opened_again_with_a_reason(program, qtbot, practice_file, typing):
    form, sheet = sealed_form(program, qtbot, practice_file)
    assert form.state.accessibleName() == "已封存"
    assert "已封存，不能再改" in form.notice.words.text()
    assert form.notice.unseal.isVisible()
    for key in ("pass", "return", "row", "gone"):
        assert not form.acts[key].isEnabled(), key
    cell = next(one for one in form.view.cells if one.path == "indicators.0.reason")
    said = []
    form.say.connect(said.append)
    form.sheet.select(cell)
    form.sheet.setFocus()
    for key in (Qt.Key.Key_7, Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Space):
        qtbot.keyClick(form.sheet, key)
        assert form.sheet.editor is None or not form.sheet.editor.isVisible()
    QApplication.clipboard().setText("一\t二\n三\t四")
    qtbot.keyClick(form.sheet, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert program.commands.action("undo").text().startswith("撤销：封存：")
    form.review("return", "改")
    assert "已封存" in said[-1]

    qtbot.mouseClick(form.notice.unseal, Qt.MouseButton.LeftButton)
    (dialog,) = [one for one in form.findChildren(Words) if one.isVisible()]
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert dialog.wrong.isVisible(), "nothing is opened without a reason"
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)
    typing(dialog.text, "部门报错了执行数")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert state_of(practice_file, sheet) == "passed"
    assert form.state.accessibleName() == "已通过"
    assert not form.notice.unseal.isVisible()
    assert form.acts["return"].isEnabled()
    assert not form.acts["unseal"].isVisible()
    with open_store(practice_file, read_only=True) as store:
        steps = store.rows("SELECT step, opinion FROM review WHERE record = ? ORDER BY at, id", (sheet,))
    assert steps[-2:] == [("seal", ""), ("unseal", "部门报错了执行数")]
    program.commands.action("undo").trigger()
    settle(qtbot, program)
    assert form.state.accessibleName() == "已封存"


def test_the_timeline_of_the_ledger_tells_sealing_and_opening(make_program, qtbot, practice_file):
    with open_store(practice_file, operator="张三") as store:
        ((sheet, subject),) = store.rows(
            "SELECT id, subject FROM monitoring WHERE month = 9 AND state = 'passed' AND subject_kind = 'project'"
            " ORDER BY id LIMIT 1"
        )
        scope = passing.Scope("monitoring", 2023, 9, frozenset({subject}))
        passing.take(store, scope, "seal", [sheet])
        passing.take(store, scope, "unseal", [sheet], "国库更正")
        passing.take(store, scope, "seal", [sheet])
        found = ledgers.record(store, ledgers.View("monitoring", 2023, 9, "万元", ("name", "review")), subject)
    told = [one.text for one in found.events]
    assert told.count("1-9月监控表封存") == 2
    assert "1-9月监控表解封：国库更正" in told
    assert [one.value for one in found.facts if one.label == "审核"] == ["已封存"]
    program = make_program(practice_file)
    program.window.go(Place("monitoring", (("month", "9"), ("review", "已封存"))))
    page = program.window.page
    settle(qtbot, program)
    assert page.model.ids == [subject], "the ledger can be narrowed to what is sealed"


def test_a_file_that_is_read_only_offers_no_opening(program, qtbot, practice_file, monkeypatch):
    form, _ = sealed_form(program, qtbot, practice_file)
    monkeypatch.setattr(type(program.session.runner), "writable", False)
    form.refresh()
    settle(qtbot, program)
    assert not form.notice.unseal.isVisible()
    assert not form.acts["unseal"].isEnabled()
