"""The ledgers by mouse, keys and clipboard, with the practice office and the runner's own threads."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from perfdesk.services.ledgers import Narrow
from perfdesk.store.file import open_store
from perfdesk.ui.grid.changes import ChangesDialog
from perfdesk.ui.pages import built
from perfdesk.ui.place import Place

LEDGERS = ("units", "projects", "targets", "monitoring", "selfeval", "findings")


@pytest.fixture
def shown(qtbot, program):
    """Brings a ledger to the front and waits for its rows."""

    def show(key, **filters):
        program.window.go(Place(key, tuple(filters.items())))
        page = program.window.pages[key]
        settle(qtbot, program, page)
        return page

    return show


def settle(qtbot, program, page):
    qtbot.wait(120)
    runner = program.session.runner
    qtbot.waitUntil(lambda: page._ready and not runner.busy, timeout=15000)
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not runner.busy, timeout=15000)


def column(page, key):
    return page.view.columns.index(key)


def cell(page, row, key):
    return page.model.index(row, column(page, key))


def put(page, row, key, rows=1, columns=1):
    first = cell(page, row, key)
    last = page.model.index(row + rows - 1, first.column() + columns - 1)
    chosen = page.grid.selectionModel()
    chosen.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    chosen.select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def clipboard(text, html=""):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


@pytest.mark.parametrize("key", LEDGERS)
def test_every_ledger_shows_rows_sums_tree_and_record(qtbot, program, shown, key):
    page = shown(key)
    assert page.model.rowCount() > 0
    assert page.model.index(0, 0).data() not in ("", "…")
    assert f"{page.model.rowCount():,}" in page.bar.count.text()
    assert page.tree.tree.topLevelItemCount() > 0
    qtbot.waitUntil(lambda: page.sums._sum is not None, timeout=5000)
    assert page.sums._sum.rows <= page.model.rowCount()
    page.tab.setChecked(True)
    settle(qtbot, program, page)
    assert page.inspector.record is not None
    assert page.inspector.record.title == page.model.index(0, 0).data()


@pytest.mark.parametrize("key", LEDGERS)
def test_every_visible_widget_that_takes_focus_has_a_name(shown, key):
    page = shown(key)
    nameless = [
        part
        for part in page.findChildren(QWidget)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.isVisibleTo(page)
        and not part.accessibleName()
        and type(part) is not QWidget
        and not part.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_a_cell_is_typed_checked_at_once_kept_when_wrong_and_undone(qtbot, program, shown):
    page = shown("units")
    put(page, 0, "phone")
    before = cell(page, 0, "phone").data()
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_F2)
    editor = page.grid.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "0877-1234567")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, program, page)
    assert cell(page, 0, "phone").data() == "0877-1234567"
    assert page.model.by_hand(cell(page, 0, "phone"))
    assert page.grid.currentIndex().row() == 1
    program.session.undo()
    settle(qtbot, program, page)
    assert cell(page, 0, "phone").data() == before

    put(page, 0, "name")
    said = []
    page.say.connect(said.append)
    assert page.model.setData(cell(page, 0, "name"), "  ")
    assert page.model.problem(cell(page, 0, "name"))
    assert cell(page, 0, "name").data() == "  "
    assert "不能为空" in said[-1]
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.model.problem(cell(page, 0, "name")) == ""


def test_an_input_method_opens_the_editor(qtbot, program, shown, typing):
    page = shown("units")
    put(page, 2, "clerk")
    typing(page.grid, "矣")
    qtbot.waitUntil(lambda: page.grid.findChild(QLineEdit) is not None, timeout=2000)
    editor = page.grid.findChild(QLineEdit)
    typing(editor, "晓棠")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, program, page)
    assert cell(page, 2, "clerk").data().endswith("晓棠")


def test_quick_filter_header_filter_chips_and_order(qtbot, program, shown):
    page = shown("projects")
    every = page.model.rowCount()
    qtbot.keyClicks(page.bar.quick, "T0000")
    settle(qtbot, program, page)
    by_code = page.model.rowCount()
    assert 0 < by_code <= every
    page.bar.quick.clear()
    settle(qtbot, program, page)
    assert page.model.rowCount() == every
    page._narrow("rate", Narrow("rate", high=8000))
    page.sort("adjusted", down=True)
    settle(qtbot, program, page)
    few = page.model.rowCount()
    assert 0 < few < every
    money = [float(page.model.index(row, column(page, "adjusted")).data().replace(",", "")) for row in range(20)]
    assert money == sorted(money, reverse=True)
    chip = page.bar.chips._chips[0]
    assert "执行率" in chip.text()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    settle(qtbot, program, page)
    assert page.model.rowCount() == every


def test_the_filter_opens_with_values_blanks_and_search(qtbot, program, shown):
    page = shown("projects")
    page.open_filter(column(page, "class"), QPoint(10, 10))
    settle(qtbot, program, page)
    popup = page.popup
    texts = [popup.values.item(at).text() for at in range(popup.values.count())]
    assert texts[0] == "（全选）"
    assert any(text.startswith("上级") for text in texts)
    popup.values.item(0).setCheckState(Qt.CheckState.Unchecked)
    at = next(at for at, text in enumerate(texts) if text.startswith("上级"))
    popup.values.item(at).setCheckState(Qt.CheckState.Checked)
    popup.accept()
    settle(qtbot, program, page)
    assert {page.model.index(row, column(page, "class")).data() for row in range(30)} == {"上级"}


def test_saved_filters_and_columns_stay_in_the_file(qtbot, program, shown, practice_file):
    page = shown("projects")
    page._narrow("rate", Narrow("rate", high=8000))
    settle(qtbot, program, page)
    page.looks.save_as("执行率低于 80%")
    page.looks.show(("name", "code", "rate"))
    settle(qtbot, program, page)
    qtbot.wait(700)
    settle(qtbot, program, page)
    with open_store(practice_file, read_only=True) as store:
        kept = dict(store.rows("SELECT key, value FROM window_state WHERE key LIKE 'ledger.projects%'"))
    assert "执行率低于 80%" in kept["ledger.projects.filters"]
    assert '"code"' in kept["ledger.projects.looks"]


def test_paste_as_wps_writes_it_shows_what_it_overwrites_and_refuses_cell_by_cell(qtbot, program, shown):
    page = shown("units")
    put(page, 0, "leader")
    keys = page.view.columns[column(page, "leader") : column(page, "leader") + 4]
    assert keys == ("leader", "finance", "clerk", "phone")
    clipboard(
        '张三\t李四\t王五\t00877-1\r\n赵六\t"钱\n七"\t孙八\t０８７７－２\r\n',
        '<html xmlns:x="urn:x"><body><table><tr><td>张三</td><td>李四</td><td>王五</td><td x:str>00877-1</td></tr>'
        "<tr><td>赵六</td><td>钱<br>七</td><td>孙八</td><td>０８７７－２</td></tr></table></body></html>",
    )
    page.deeds.paste()
    settle(qtbot, program, page)
    dialog = page.deeds.dialog
    assert isinstance(dialog, ChangesDialog)
    assert dialog.good.rowCount() == 8
    dialog.accept()
    settle(qtbot, program, page)
    assert [cell(page, 0, key).data() for key in keys] == ["张三", "李四", "王五", "00877-1"]
    assert [cell(page, 1, key).data() for key in keys] == ["赵六", "钱 七", "孙八", "0877-2"]
    program.session.undo()
    settle(qtbot, program, page)
    assert cell(page, 0, "leader").data() != "张三"


def test_a_paste_of_nonsense_is_refused_with_reasons_and_writes_nothing(qtbot, program, shown, practice_file):
    page = shown("projects")
    with open_store(practice_file, read_only=True) as store:
        before = store.head()
    put(page, 0, "adjusted")
    clipboard("一大笔\t#DIV/0!\n-5\t约300\n")
    page.deeds.paste()
    settle(qtbot, program, page)
    dialog = page.deeds.dialog
    assert dialog.good.rowCount() == 0
    assert dialog.wrong.rowCount() == 4
    assert not dialog.write.isEnabled()
    reasons = [dialog.wrong.item(row, 3).text() for row in range(4)]
    assert all(reasons)
    dialog.reject()
    settle(qtbot, program, page)
    with open_store(practice_file, read_only=True) as store:
        assert store.head() == before


def test_money_is_pasted_exactly_with_thousands_full_width_and_units(qtbot, program, shown, practice_file):
    page = shown("projects")
    with open_store(practice_file, read_only=True) as store:
        alone = {
            key for (key,) in store.rows("SELECT project FROM funding GROUP BY office, project HAVING count(*) = 1")
        }
    rows = [row for row, key in enumerate(page.model.ids) if key in alone][:3]
    for row, text in zip(rows, ("1,234.50", "１２３４．５６７８", "50万"), strict=True):
        put(page, row, "adjusted")
        clipboard(text)
        page.deeds.paste()
        settle(qtbot, program, page)
        assert page.deeds.dialog is None
    assert [page.model.exact(cell(page, row, "adjusted")) for row in rows] == ["1,234.50", "1,234.5678", "50.00"]
    with open_store(practice_file, read_only=True) as store:
        found = [
            store.rows("SELECT adjusted, hand FROM funding WHERE project = ?", (page.model.ids[row],))[0]
            for row in rows
        ]
    assert found == [(1_234_500_000, "adjusted"), (1_234_567_800, "adjusted"), (50_000_000, "adjusted")]


def test_copy_gives_text_and_table_and_leaves_secrets_out(qtbot, program, shown):
    page = shown("units")
    put(page, 0, "name", rows=2, columns=2)
    names = [cell(page, row, "name").data() for row in range(2)]
    codes = [cell(page, row, "code").data() for row in range(2)]
    page.deeds.copy()
    settle(qtbot, program, page)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "".join(f"{name}\t{code}\r\n" for name, code in zip(names, codes, strict=True))
    assert "mso-number-format" in data.html()


def test_fill_down_many_rows_and_sums_of_a_selection(qtbot, program, shown):
    page = shown("units")
    put(page, 0, "leader", rows=3)
    first = cell(page, 0, "leader").data()
    page.deeds.fill_down()
    settle(qtbot, program, page)
    page.deeds.dialog.accept()
    settle(qtbot, program, page)
    assert [cell(page, row, "leader").data() for row in range(3)] == [first] * 3

    page = shown("projects")
    found = []
    page.totals.connect(found.append)
    put(page, 0, "adjusted", rows=3)
    settle(qtbot, program, page)
    money = [round(float(cell(page, row, "adjusted").data().replace(",", "")) * 100) for row in range(3)]
    assert found[-1].cells == 3
    assert abs(round(float(found[-1].total.replace(",", "")) * 100) - sum(money)) <= 2


def test_find_goes_round_and_the_frozen_column_stays(qtbot, program, shown):
    page = shown("projects")
    page.finder.start()
    page.finder.field.setText("经费")
    qtbot.wait(200)
    settle(qtbot, program, page)
    assert page.finder.place.text().startswith("第 1 /")
    page.finder.step(-1)
    settle(qtbot, program, page)
    assert "经费" in page.model.index(page.grid.currentIndex().row(), 0).data()
    page.grid.horizontalScrollBar().setValue(200)
    index = page.grid.indexAt(QPoint(10, 10))
    assert index.column() == 0


def test_export_holds_what_is_shown_with_text_as_text(qtbot, program, shown, tmp_path):
    page = shown("projects")
    page.looks.show(("name", "code", "adjusted", "rate"))
    page._narrow("rate", Narrow("rate", high=8000))
    settle(qtbot, program, page)
    for name in ("表.xlsx", "表.pdf"):
        page.deeds.export_to(tmp_path / name)
        settle(qtbot, program, page)
        qtbot.waitUntil((tmp_path / name).exists, timeout=20000)
    sheet = load_workbook(tmp_path / "表.xlsx").active
    assert [cell.value for cell in sheet[3]] == ["项目名称", "项目代码", "全年预算数（万元）", "执行率"]
    assert sheet.cell(4, 2).data_type in ("s", "inlineStr")
    assert isinstance(sheet.cell(4, 3).value, int | float)
    assert 0 <= sheet.cell(4, 4).value <= 0.8
    assert "筛选" in sheet["A2"].value
    assert sheet.max_row == page.model.rowCount() + 4
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")


def test_an_empty_ledger_says_what_to_do_first(qtbot, make_program, empty_file):
    program = make_program(empty_file)
    for key in LEDGERS:
        program.window.go(Place(key))
        page = program.window.pages[key]
        settle(qtbot, program, page)
        assert page.stack.currentWidget() is page.empty
        assert page.empty.text.text() == page.kind.empty
        assert page.empty.bring.isVisible() == ("imports" in built())


def test_keys_alone_walk_the_cells_and_leave_the_grid(qtbot, shown):
    page = shown("projects")
    put(page, 0, "name")
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Tab)
    assert page.grid.currentIndex().column() == 1
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.grid.currentIndex().row() == 1
    qtbot.keyClick(page.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.grid.currentIndex().row() == 0
    last = page.grid.head.logicalIndex(page.grid.head.count() - 1)
    page.grid.setCurrentIndex(page.model.index(0, last))
    qtbot.keyClick(page.grid, Qt.Key.Key_Tab)
    assert not page.grid.hasFocus()
