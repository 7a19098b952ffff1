"""封存 and 解封 by mouse and keys: from the checklist of 上报, with what it means before and what it changes after."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from perfdesk.store.file import open_store
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
