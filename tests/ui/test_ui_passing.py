"""审核通过 of many rows of a ledger by mouse and keys: what can pass does, the rest is told with its reasons."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QPushButton

from perfdesk.store.file import open_store
from perfdesk.ui.dialogs.returning import Returning
from perfdesk.ui.grid.passing import Passing
from perfdesk.ui.place import Place

STATES = "SELECT state, count(*) FROM monitoring WHERE year = 2023 AND month = 9 GROUP BY state ORDER BY state"


def settle(qtbot, program, page):
    for _ in range(3):
        qtbot.wait(120)
        qtbot.waitUntil(lambda: page._ready and not program.session.runner.busy, timeout=60000)


@pytest.fixture
def page(program, qtbot):
    """运行监控 of the last period."""
    program.window.go(Place("monitoring", (("month", "9"),)))
    made = program.window.pages["monitoring"]
    settle(qtbot, program, made)
    return made


def asked(qtbot, program, page, kind):
    def there():
        return [one for one in page.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=15000)
    settle(qtbot, program, page)
    return there()[0]


def rows(path, sql=STATES):
    with open_store(path, read_only=True) as store:
        return dict(store.rows(sql))


def press(qtbot, parent, words):
    (found,) = [one for one in parent.findChildren(QPushButton) if one.isVisible() and one.text() == words]
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def choose(page, first, last):
    chosen = page.grid.selectionModel()
    top, bottom = page.model.index(first, 0), page.model.index(last, 0)
    chosen.setCurrentIndex(top, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    chosen.select(QItemSelection(top, bottom), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    page.grid.setFocus()


def test_all_listed_sheets_pass_in_one_action_and_one_undo(program, qtbot, page, practice_file):
    before = rows(practice_file)
    choose(page, 0, 0)
    qtbot.keyClick(
        page.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    dialog = asked(qtbot, program, page, Passing)
    ready = len(dialog._standing.ready)
    assert dialog._head.text() == f"列出的 {page.model.rowCount():,} 行：{ready} 份可以审核通过"
    assert ready + len([one for one in dialog._standing.blocked if "已退回" not in one[1][0]]) == before["submitted"]
    assert f"{before['passed']} 份已经审核通过" in dialog._sum.text()
    assert {name for name, why in dialog._standing.blocked if "已退回" in why[0]}, "what was returned is told"
    assert dialog.blocked.isVisible()
    press(qtbot, dialog, f"审核通过 {ready} 份")
    settle(qtbot, program, page)
    after = rows(practice_file)
    assert after["passed"] == before["passed"] + ready
    assert after.get("submitted", 0) == before["submitted"] - ready
    undo = program.commands.action("undo")
    assert undo.text() == f"撤销：审核通过：{ready} 份"
    undo.trigger()
    settle(qtbot, program, page)
    assert rows(practice_file) == before


def test_selected_rows_alone_are_meant_and_cancel_writes_nothing(program, qtbot, page, practice_file):
    before = rows(practice_file)
    choose(page, 3, 7)
    page.deed["pass"].trigger()
    dialog = asked(qtbot, program, page, Passing)
    assert dialog._head.text().startswith("选中的 5 行：")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, program, page)
    assert rows(practice_file) == before


def test_errors_lead_to_the_review_centre(program, qtbot, page):
    def spoil(store, _):
        found = store.rows(
            "SELECT o.id FROM observation o JOIN monitoring m ON m.id = o.sheet WHERE m.month = 9"
            " AND m.state = 'submitted' AND m.subject_kind = 'project' AND o.ordinal = 1 LIMIT 3"
        )
        with store.change("打勾") as change:
            change.put("observation", ("office", "id", "likelihood", "reason"),
                       [(store.office, one, "完全不可能", "") for (one,) in found])  # fmt: skip

    program.session.runner.change("打勾", spoil)
    settle(qtbot, program, page)
    page.deed["pass"].trigger()
    dialog = asked(qtbot, program, page, Passing)
    assert any(why[0].startswith("R052") for _, why in dialog._standing.blocked)
    press(qtbot, dialog, "到审核中心看错误")
    qtbot.waitUntil(lambda: program.window.page.key == "review", timeout=10000)
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=60000)
    assert program.window.page._levels.key == "error"


def test_rows_are_returned_with_the_dialog_of_slips(program, qtbot, page):
    choose(page, 0, page.model.rowCount() - 1)
    page.deed["return"].trigger()
    dialog = asked(qtbot, program, page, Returning)
    assert dialog._stage == "monitoring"
    assert dialog._month == 9
    assert dialog.backs
    assert not dialog.due.isEnabled(), "the rows say which period is meant"
    dialog.reject()


def test_ledgers_without_review_offer_no_such_step(program, qtbot):
    for key in ("units", "projects", "findings"):
        program.window.go(Place(key))
        page = program.window.pages[key]
        settle(qtbot, program, page)
        assert "pass" not in page.deed
        assert not [one for one in page.findChildren(QPushButton) if one.text() == "审核通过…"]


def test_a_period_is_sealed_locked_and_unsealed_with_a_reason(program, qtbot, page, practice_file, typing):
    before = rows(practice_file)
    page.deed["seal"].trigger()
    dialog = asked(qtbot, program, page, Passing)
    waits = before["submitted"] + before["returned"]
    assert dialog._head.text().endswith(f"{before['passed']} 份可以封存")
    assert f"{waits} 份不能" in dialog._sum.text()
    assert "要改先解封" in dialog._sum.text()
    press(qtbot, dialog, f"封存 {before['passed']} 份")
    settle(qtbot, program, page)
    assert rows(practice_file) == {"sealed": before["passed"], "submitted": before["submitted"],
                                   "returned": before["returned"]}  # fmt: skip
    first = {page.model.index(0, at).data() for at in range(page.model.columnCount())}
    assert "已封存" in first

    choose(page, 0, 2)
    page.deed["seal"].trigger()
    dialog = asked(qtbot, program, page, Passing)
    assert dialog._head.text().startswith("选中的 3 行：0 份可以封存")
    press(qtbot, dialog, "解封")
    settle(qtbot, program, page)
    assert dialog._head.text() == "选中的 3 行：3 份可以解封"
    assert not dialog.take.isEnabled(), "a reason is wanted"
    typing(dialog.reason, "水利局国库数据有误")
    press(qtbot, dialog, "解封 3 份")
    settle(qtbot, program, page)
    assert rows(practice_file)["passed"] == 3
    with open_store(practice_file, read_only=True) as store:
        assert store.rows("SELECT DISTINCT opinion FROM review WHERE step = 'unseal'") == [("水利局国库数据有误",)]
    for _ in range(2):
        program.commands.action("undo").trigger()
        settle(qtbot, program, page)
    assert rows(practice_file) == before
