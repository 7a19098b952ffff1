"""导入预览 by mouse and keyboard: dirty workbooks through the real children, decided, confirmed, undone."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog

from perfdesk.store.file import open_store
from perfdesk.ui.dialogs.chase import Chase
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.dialogs.returning import Returning
from perfdesk.ui.place import Place
from tests.ui import deliveries

SEVEN = 7


@pytest.fixture(scope="session")
def sent(practice_master, tmp_path_factory):
    """Five deliveries, made once; copy them before changing one."""
    folder = tmp_path_factory.mktemp("sent") / "来文"
    deliveries.folder_of_all(practice_master, folder)
    return folder


@pytest.fixture
def files(sent, tmp_path):
    """A folder of its own with the deliveries, in the order of their names."""
    folder = tmp_path / "来文"
    shutil.copytree(sent, folder)
    return folder


@pytest.fixture
def desk(program, qtbot):
    """The page in front, and ways to wait for it."""
    return _Desk(program, qtbot)


class _Desk:
    def __init__(self, program, qtbot):
        self.program, self.qtbot = program, qtbot
        self.window = program.window
        self.window.go(Place("imports"))
        self.page = self.window.page
        self.settle()

    def settle(self):
        runner = self.program.session.runner
        self.qtbot.waitUntil(lambda: not runner.busy and self.page._job is None, timeout=60000)
        self.qtbot.wait(80)
        self.qtbot.waitUntil(lambda: not runner.busy, timeout=60000)

    def add(self, *paths):
        self.page.add([str(path) for path in paths])
        self.settle()
        return self.page.shown

    def press(self, button):
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def rows(self, sql):
        with open_store(self.program.session.path, read_only=True) as store:
            return store.rows(sql)

    def dialog(self, kind=QDialog):
        self.settle()
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    def row(self, word):
        return next(row for row in self.page.shown.files if word in row.name)

    def choose(self, row):
        self.page.files.select_index(row.index)
        self.settle()


def head(desk):
    return desk.rows("SELECT max(seq) FROM action")


def test_a_drop_shows_every_file_and_writes_nothing(desk, files):
    before = head(desk)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(files))])
    desk.window.go(Place("workbench"))
    keys = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(400, 300), *keys)
    QApplication.sendEvent(desk.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(400, 300), *keys))
    desk.settle()
    assert desk.window.page is desk.page
    rows = desk.page.shown.files
    assert len(rows) == 5
    assert {row.tone for row in rows} == {"green", "yellow", "red"}
    junk = desk.row("情况说明")
    assert (junk.state, junk.tone) == ("不导入", "red")
    assert "另存为" in junk.lines[0].why
    assert all("1-9月" in row.period for row in rows if row is not junk)
    assert "尚未写入台账" in desk.page._told.text()
    assert head(desk) == before


def test_confirm_writes_one_action_and_one_undo_takes_it_back(desk, files):
    shown = desk.add(*sorted(files.glob("[12]*1-9月监控表.xlsx")))
    changed = shown.files[1]
    assert shown.changes == sum(int(row.compared.split()[0]) for row in shown.files)
    line = next(line for line in changed.lines if line.kind == "change" and line.label == "执行数")
    assert line.raw.endswith("万元")
    assert line.value.endswith("万元")
    assert line.raw != line.value
    before = desk.rows("SELECT id, executed, money FROM monitoring ORDER BY id")
    seq = head(desk)[0][0]
    desk.press(desk.page.confirm_button)
    assert desk.rows("SELECT id, executed, money FROM monitoring ORDER BY id") != before
    assert head(desk) == [(seq + 1,)]
    (kept,) = Path(desk.program.session.path).parent.glob("备份/自动/*.pdbak")
    assert f"-{seq}-" in kept.name, "the state before the import was backed up"
    undo = desk.program.commands.action("undo")
    desk.qtbot.waitUntil(lambda: undo.text().startswith("撤销：导入 2 个文件（"), timeout=10000)
    assert desk.page.stack.currentIndex() == 0
    assert desk.page.start.done.isVisible()
    undo.trigger()
    desk.settle()
    assert desk.rows("SELECT id, executed, money FROM monitoring ORDER BY id") == before
    desk.program.commands.action("redo").trigger()
    desk.settle()
    assert desk.rows("SELECT count(*) FROM import_file") == [(2,)]


def test_a_refused_repair_leaves_the_cell_blank_and_is_taken_again(desk, files):
    path = next(files.glob("2*"))
    desk.add(path)
    row = desk.page.shown.files[0]
    desk.choose(row)
    auto = next(line for line in row.lines if line.kind == "auto" and "０" <= line.raw.strip("，．万元")[0] <= "９")
    desk.page.decide([auto], yes=False)
    desk.settle()
    again = next(line for line in desk.page.shown.files[0].lines if line.kind == "auto" and line.key == auto.key)
    assert again.done
    lost = [line for line in desk.page.shown.files[0].lines if "未被采用" in line.why]
    assert len(lost) == 1
    gone = [line for line in desk.page.shown.files[0].lines if line.kind == "change" and line.value == "（空）"]
    assert gone
    desk.page.decide([again], yes=True)
    desk.settle()
    lines = desk.page.shown.files[0].lines
    assert not [line for line in lines if "未被采用" in line.why]
    assert not [line for line in lines if line.kind == "change" and line.value == "（空）"]


def test_keys_decide_the_selected_lines(desk, files):
    desk.add(next(files.glob("2*")))
    desk.choose(desk.page.shown.files[0])
    desk.page.tabs["auto"].click()
    table = desk.page.lines
    first = next(at for at, line in enumerate(table.lines) if line.key is not None)
    table.selectRow(first)
    desk.qtbot.keyClick(table, Qt.Key.Key_Backspace)
    desk.settle()
    assert desk.page.decided.refuse == {(0, table.lines[first].key)}
    desk.page.tabs["auto"].click()
    table.selectRow(first)
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)
    desk.settle()
    assert desk.page.decided.refuse == set()


def test_a_hand_correction_is_kept_until_the_delivery_is_taken(program, qtbot, files):
    path = next(files.glob("2*"))
    desk = _Desk(program, qtbot)

    def correct(store, _):
        found = store.rows(
            "SELECT m.id, m.executed FROM monitoring m JOIN project p ON p.id = m.subject JOIN unit u"
            " ON u.id = p.department WHERE m.year = 2023 AND m.month = 9 AND u.name = ? ORDER BY p.code, p.name",
            (path.name[1:].removesuffix("1-9月监控表.xlsx"),),
        )[:3]
        with store.change("手工更正") as change:
            rows = [(store.office, sheet, executed + 100, "executed") for sheet, executed in found]
            change.put("monitoring", ("office", "id", "executed", "hand"), rows)

    program.session.runner.change("更正", correct)
    desk.settle()
    desk.add(path)
    row = desk.page.shown.files[0]
    conflicts = [line for line in row.lines if line.kind == "conflict"]
    assert len(conflicts) == 3
    assert all("手工更正" in line.raw and line.raw.startswith("台账 ") for line in conflicts)
    desk.choose(row)
    desk.press(desk.page.tabs["conflict"])
    assert desk.page.accept_all.text() == "全部采用来文"
    desk.page.decide(conflicts[:1], yes=True)
    desk.settle()
    after = [line for line in desk.page.shown.files[0].lines if line.kind == "conflict"]
    assert [line.done for line in after].count(True) == 1
    desk.press(desk.page.confirm_button)
    assert desk.rows("SELECT count(*) FROM monitoring WHERE hand = 'executed'") == [(2,)]


def test_a_misspelt_unit_is_answered_once_and_remembered(desk, files):
    path = next(files.glob("3*"))
    desk.add(path)
    row = desk.page.shown.files[0]
    assert "未采用" in row.compared
    desk.choose(row)
    questions = {one.text for one in desk.page.shown.preview.files[0].questions}
    assert len(questions) == 1
    tags = [one for one in desk.page.trouble.findChildren(type(desk.page.drop)) if one.isVisible()]
    assert tags[-1].text() == "选择…"
    desk.press(tags[0])
    row = desk.page.shown.files[0]
    assert "未采用" not in row.compared
    assert row.errors == 0
    desk.press(desk.page.confirm_button)
    assert desk.rows("SELECT kind, sender, text FROM alias") == [("unit", "", questions.pop())]
    copy = path.with_name("再报.xlsx")
    deliveries.dirty(path, copy, more=3.0)
    desk.add(copy)
    assert not desk.page.shown.preview.files[0].questions, "the answer is remembered"
    assert "第2次" in desk.page.shown.files[0].period


def test_the_unit_may_be_chosen_from_all(desk, files):
    desk.add(next(files.glob("3*")))
    question = desk.page.shown.preview.files[0].questions[0]
    desk.page.ask_name(question)
    dialog = desk.dialog()
    assert dialog.list.item(0).text().endswith("（相近）")
    commit = QInputMethodEvent()
    commit.setCommitString(dialog.list.item(0).text()[:6])
    QApplication.sendEvent(dialog.field, commit)
    desk.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.shown.files[0].errors == 0


def test_columns_are_mapped_by_hand_and_remembered_for_the_sender(desk, files):
    path = next(files.glob("4*"))
    desk.add(path)
    row = desk.page.shown.files[0]
    assert row.mappable
    assert any("年度指标值" in line.why for line in row.lines)
    desk.page.ask_columns(row)
    dialog = desk.dialog()
    heads = [text for text, _ in dialog._boxes]
    assert "计划数" in heads
    box = dict(dialog._boxes)["计划数"]
    box.setCurrentIndex(box.findData("target"))
    desk.press(dialog.take)
    row = desk.page.shown.files[0]
    assert not [line for line in row.lines if "没有“年度指标值”" in line.why]
    assert row.compared.endswith(" 相同")
    assert row.compared.count("·") == 0
    desk.press(desk.page.confirm_button)
    ((sender, text, means),) = desk.rows("SELECT u.name, a.text, a.means FROM alias a JOIN unit u ON u.id = a.sender")
    assert (text, means) == ("计划数", "target")
    assert sender in path.name
    again = path.with_name("第二次.xlsx")
    deliveries.dirty(path, again)
    desk.add(again)
    assert not [line for line in desk.page.shown.files[0].lines if "没有“年度指标值”" in line.why]


def test_a_file_may_be_left_out_and_the_rest_goes_in(desk, files):
    shown = desk.add(files)
    at = desk.page.shown.files[1].index
    ready = shown.ready
    desk.page.files.select_index(at)
    desk.qtbot.keyClick(desk.page.files, Qt.Key.Key_Delete)
    desk.settle()
    assert desk.page.shown.ready == ready - 1
    assert desk.page.shown.files[at].state == "已跳过"
    desk.page.files.leave_action.trigger()
    desk.settle()
    assert desk.page.shown.ready == ready


def test_what_changed_meanwhile_is_compared_anew(desk, files, program):
    desk.add(next(files.glob("1*")))
    basis = desk.page.shown.preview.basis

    def rename(store, _):
        with store.change("改名") as change:
            ((unit,),) = change.rows("SELECT id FROM unit ORDER BY code LIMIT 1")
            change.put("unit", ("office", "id", "clerk"), [(store.office, unit, "新人")])

    program.session.runner.change("改名", rename)
    desk.settle()
    assert desk.page.shown.preview.basis == basis + 1
    desk.press(desk.page.confirm_button)
    assert desk.rows("SELECT count(*) FROM import_file") == [(1,)]


def test_a_full_disk_is_told_and_the_preview_stays(desk, files, monkeypatch):
    desk.add(next(files.glob("2*")))
    before = head(desk)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        from perfdesk.domain.errors import UserError  # noqa: PLC0415 - only who needs it pays for it

        def refuse(*_):
            try:
                full()
            except OSError as error:
                raise UserError("磁盘已满，没有写入", "请腾出空间后再试", "E_DISK") from error

        patch.setattr("perfdesk.services.imports.confirm", refuse)
        desk.press(desk.page.confirm_button)
        message = desk.dialog(Message)
        assert "磁盘已满" in message.text.text()
        assert "腾出空间" in message.hint.text()
        message.close()
    assert head(desk) == before
    assert len(desk.page.shown.files) == 1
    desk.press(desk.page.confirm_button)
    assert head(desk) != before


def test_a_file_that_vanished_is_told_and_stops_nobody(desk, files):
    gone = files / "不在了.xlsx"
    desk.add(gone, next(files.glob("1*")))
    rows = desk.page.shown.files
    assert [row.state for row in rows] == ["不导入", "将导入"]
    assert "不存在或已被移走" in rows[0].lines[0].why


def test_a_read_only_file_previews_and_says_why_it_cannot_write(make_program, practice_file, qtbot, files):
    program = make_program()
    program.open(str(practice_file), read_only=True)
    qtbot.waitUntil(lambda: program.window.desk is not None, timeout=15000)
    desk = _Desk(program, qtbot)
    desk.add(next(files.glob("1*")))
    assert not desk.page.confirm_button.isEnabled()
    assert "只读" in desk.page.confirm_button.toolTip()


def test_slips_of_an_import_are_one_page_and_a_marked_workbook(desk, files, tmp_path):
    from pypdf import PdfReader  # noqa: PLC0415

    desk.add(files)
    rows = [row for row in desk.page.shown.files if row.errors]
    assert desk.page.back.text() == f"退回单（{len(rows)} 个单位）…"
    out = tmp_path / "退回"
    desk.page.write_slips(rows, str(out))
    message = desk.dialog(Message)
    assert "没有附标注的工作簿" in message.hint.text(), "the one that is no workbook"
    message.close()
    slips = sorted(out.glob("*_退回单.pdf"))
    assert len(slips) == len(rows) == 2
    (marked,) = out.glob("*_标注.xlsx")
    for slip in slips:
        reader = PdfReader(slip)
        assert len(reader.pages) == 1
        assert "需要修改的内容" in reader.pages[0].extract_text()
    book = load_workbook(marked)
    notes = [cell for page in book for row in page.iter_rows() for cell in row if cell.comment]
    assert notes
    assert "局" not in notes[0].comment.text.split("“")[1].split("”")[0], "the misspelt name"
    assert book.active[book.active.sheet_view.selection[0].activeCell].comment


def test_two_units_are_returned_with_slips_and_the_history_counts(desk, tmp_path):
    names = desk.rows(
        "SELECT d.id FROM monitoring m JOIN project p ON p.id = m.subject JOIN unit d ON d.id = p.department"
        " WHERE m.year = 2023 AND m.month = 9 AND m.state = 'submitted' GROUP BY d.id ORDER BY count(*), d.code LIMIT 2"
    )
    units = [unit for (unit,) in names]
    for time in (1, 2):
        dialog = Returning(desk.window, desk.program.window.desk, "monitoring", 2023, 9, units)
        dialog.open()
        desk.settle()
        assert [one.times for one in dialog.chosen()] == [time - 1] * 2
        assert not dialog.take.isEnabled()
        assert "意见" in dialog.hint.text()
        dialog.opinion.setPlainText("执行数与国库支付不符，请核对")
        out = tmp_path / f"第{time}次"
        dialog.give_back(str(out))
        desk.settle()
        desk.dialog(Message).close()
        assert len(list(out.glob("*_退回单.pdf"))) == 2
        assert len(list(out.glob("*_标注.xlsx"))) >= 2
        again = "UPDATE"  # the department sends it again: what was returned waits once more
        desk.program.session.runner.change(again, _hand_in_again)
        desk.settle()
    counted = desk.rows("SELECT DISTINCT returns FROM monitoring WHERE returns > 1")
    assert counted == [(2,)]
    assert desk.rows("SELECT max(round) FROM review WHERE step = 'return'") == [(2,)]


def _hand_in_again(store, _):
    with store.change("再次报送") as change:
        rows = change.rows("SELECT office, id FROM monitoring WHERE state = 'returned' AND returns > 0")
        change.put("monitoring", ("office", "id", "state"), [(*row, "submitted") for row in rows])


def test_seven_are_chased_and_each_answer_is_kept(desk):
    desk.program.commands.action("chase").trigger()
    dialog = desk.dialog(Chase)
    assert len(dialog.debtors) >= SEVEN
    for at in range(SEVEN, dialog.table.rowCount()):
        dialog.table.item(at, 0).setCheckState(Qt.CheckState.Unchecked)
    chosen = dialog.chosen()
    assert len(chosen) == SEVEN
    dialog.deadline.setText("10月12日")
    text = dialog.text.toPlainText()
    assert "以下 7 个单位" in text
    assert "10月12日" in text
    assert all(one.short in text and one.phone not in text for one in chosen)
    desk.press(dialog.copy_calls)
    copied = QApplication.clipboard().text().splitlines()
    assert len(copied) == SEVEN + 1
    assert all(one.phone in line for one, line in zip(chosen, copied[1:], strict=True))
    dialog.table.item(0, 5).setText("周三下午送来")
    desk.press(dialog.log)
    assert desk.rows("SELECT count(*), max(answer) FROM reminder") == [(SEVEN, "周三下午送来")]
    assert "周三下午送来" in dialog.table.item(0, 4).text()
    assert dialog.table.item(SEVEN, 4).text() == "没有催过"
    dialog.close()
    desk.program.commands.action("undo").trigger()
    desk.settle()
    assert desk.rows("SELECT count(*) FROM reminder") == [(0,)]


def test_every_part_has_a_name_for_those_who_do_not_see(desk, files):
    desk.add(files)
    for part in (desk.page.files, desk.page.lines, desk.page.trouble, desk.page.month, desk.page.unknown):
        assert part.accessibleName()
    index = desk.page.files.model().index(0, 0)
    assert "文件：" in index.data(int(Qt.ItemDataRole.AccessibleTextRole))
    place = desk.page.lines.viewport().mapTo(desk.window, QPoint(0, 0))
    assert desk.window.rect().contains(place)
