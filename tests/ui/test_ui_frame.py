"""The frame: opening, going about, undo in words, search, keys, and what happens when a file cannot be opened."""

import shutil
import subprocess
import sys
import time
from importlib import import_module

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFormLayout, QPushButton

from perfdesk.domain.errors import Cancelled, UserError
from perfdesk.services import history
from perfdesk.store.file import create, open_store
from perfdesk.ui.dialogs.first_start import FirstStart
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.dialogs.restore import Restore
from perfdesk.ui.dialogs.shortcuts import Shortcuts
from perfdesk.ui.page import Page
from perfdesk.ui.pages import PAGES
from perfdesk.ui.place import Place, Totals

HOLD = """
import sys, time
from pathlib import Path
from perfdesk.store.file import open_store

store = open_store(Path(sys.argv[1]), operator="张三")
print("open", flush=True)
time.sleep(60)
"""


def dialog_of(qtbot, window, kind, title=""):
    def there():
        return [one for one in window.findChildren(kind) if one.isVisible() and title in one.windowTitle()]

    qtbot.waitUntil(lambda: bool(there()), timeout=15000)
    return there()[0]


def press(dialog, words):
    found = [one for one in dialog.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert found, f"no button {words}: {[one.text() for one in dialog.findChildren(QPushButton)]}"
    found[0].click()


def settled(qtbot, program):
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=15000)
    qtbot.wait(80)
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=15000)


def test_a_file_opens_on_the_workbench_with_its_counts(program, qtbot):
    settled(qtbot, program)
    window = program.window
    assert window.page.key == "workbench"
    assert "红塔区财政局 2023 年度" in window.windowTitle()
    assert window.top.office.text() == "红塔区财政局 ▾"
    assert window.foot._saved.text() == "已自动保存"
    assert "还没有备份" in window.foot._backup.text()
    assert window.navigation.keys[0] == "workbench"


def test_an_edit_is_undone_and_redone_in_words_from_the_menu(program, qtbot):
    settled(qtbot, program)
    row = ("530402", "s1", "预算股")

    def work(store, _):
        with store.change("新增股室 预算股") as change:
            change.put("section", ("office", "id", "name"), [row])

    seen = []
    program.session.runner.changed.connect(seen.append)
    program.session.runner.change("新增股室", work)
    action = program.commands.action("undo")
    qtbot.waitUntil(lambda: action.text() == "撤销：新增股室 预算股", timeout=5000)
    assert seen == [frozenset({"section"})]
    action.trigger()
    redo = program.commands.action("redo")
    qtbot.waitUntil(lambda: redo.text() == "重做：新增股室 预算股", timeout=5000)
    assert action.text() == "撤销：练习：1-9月监控正在审核"
    assert seen[-1] == frozenset({"section"})
    assert program.window.foot._said.text() == "已撤销：新增股室 预算股"
    redo.trigger()
    qtbot.waitUntil(lambda: action.text() == "撤销：新增股室 预算股", timeout=5000)
    assert not redo.isEnabled()


def test_undo_stops_in_words_at_what_cannot_be_undone(program, qtbot):
    settled(qtbot, program)

    def work(store, _):
        with store.change("登记编号", undoable=False) as change:
            change.put("issued", ("office", "id", "kind", "year", "scope", "number", "at"),
                       [("530402", "i1", "letter", 2023, "提醒函", 1, "2023-10-01")])  # fmt: skip

    program.session.runner.change("编号", work)
    action = program.commands.action("undo")
    qtbot.waitUntil(lambda: "不能再撤销" in action.text(), timeout=5000)
    assert "登记编号" in action.text()
    assert not action.isEnabled()


def test_money_unit_and_year_reach_the_page(program, qtbot):
    settled(qtbot, program)
    labels = {one.text() for one in program.window.page.findChildren(type(program.window.blank))}
    assert "个 · 207,451.00 万元" in labels
    qtbot.mouseClick(program.window.top.unit, Qt.MouseButton.LeftButton)
    settled(qtbot, program)
    labels = {one.text() for one in program.window.page.findChildren(type(program.window.blank))}
    assert "个 · 2,074,510,000.00 元" in labels
    program.commands.action("earlier").trigger()
    settled(qtbot, program)
    assert program.window.top.years.text() == "2022 年度 ▾"
    assert "2022 年度" in program.window.windowTitle()
    program.commands.action("earlier").trigger()
    assert program.session.desk.year == 2022, "there is no earlier year in the file"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("水利", "玉溪市红塔区水利局"), ("slj", "玉溪市红塔区水利局"), ("105", "玉溪市红塔区水利局"), ("gzt", "工作台")],
)
def test_search_finds_parts_initials_codes_and_pages(program, qtbot, typing, typed, name):
    settled(qtbot, program)
    field = program.window.top.search
    program.commands.action("find").trigger()
    program.window.activateWindow()
    field.setFocus()
    program.session.want_finder()
    qtbot.waitUntil(lambda: field._finder is not None, timeout=10000)
    typing(field, typed)
    results = field.results
    assert results.isVisible()
    names = [results.item(row).data(int(Qt.ItemDataRole.UserRole)).name for row in range(results.count())]
    assert name in names
    took = []
    field.found.connect(took.append)
    for _ in range(names.index(name)):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [one.name for one in took] == [name]
    assert not results.isVisible()
    assert field.text() == ""


def test_a_search_without_result_says_what_can_be_typed(program, qtbot, typing):
    settled(qtbot, program)
    field = program.window.top.search
    program.session.want_finder()
    qtbot.waitUntil(lambda: field._finder is not None, timeout=10000)
    typing(field, "绝无此名")
    assert "没有找到" in field.results.item(0).text()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.results.isVisible()


def test_totals_of_a_selection_stand_in_the_foot(program, qtbot):
    settled(qtbot, program)
    foot = program.window.foot
    program.window.page.totals.emit(Totals(3, 3, "1,336.65", "445.55"))
    assert foot._totals.text() == "求和 1,336.65　平均 445.55　计数 3"
    program.window.page.totals.emit(Totals(2, 0, "", ""))
    assert foot._totals.text() == "计数 2"
    program.window.page.totals.emit(None)
    assert foot._totals.text() == ""


def test_every_command_has_words_and_no_two_share_a_key(program):
    shared = {}
    for action in program.commands.actions.values():
        assert action.text()
        for keys in action.shortcuts():
            shared.setdefault(keys.toString(), []).append(action.text())
    assert {keys: names for keys, names in shared.items() if len(names) > 1} == {}


def test_the_list_of_keys_shows_what_can_be_done(program, qtbot):
    settled(qtbot, program)
    program.commands.action("keys").trigger()
    dialog = dialog_of(qtbot, program.window, Shortcuts)
    words = {one.text() for one in dialog.findChildren(type(program.window.blank))}
    assert {"搜索", "Ctrl+K", "撤销：练习：1-9月监控正在审核", "快捷键"} <= words
    dialog.accept()


def test_every_page_of_the_table_has_its_class_and_speaks_for_itself():
    for kind in PAGES:
        page = getattr(import_module(f"perfdesk.ui.pages.{kind.module}"), kind.name)
        assert issubclass(page, Page), kind.key
        assert (page.key, page.title) == (kind.key, kind.title)
        assert page.reads or page.stale is not Page.stale, f"{kind.key} never refreshes"


def test_a_page_that_does_not_exist_is_neither_shown_nor_reached(program):
    assert not program.window.go(Place("nowhere"))
    assert program.window.page.key == "workbench"


# --- files that cannot be opened


def test_a_second_instance_is_told_who_has_the_file_and_may_read(make_program, practice_file, qtbot):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(practice_file)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"open\n"
        program = make_program()
        start = dialog_of(qtbot, program.window, FirstStart)
        start.reject()
        program.open(str(practice_file))
        trouble = dialog_of(qtbot, program.window, Message, "文件正被使用")
        assert "由 张三 打开" in trouble.text.text()
        press(trouble, "以只读方式打开")
        qtbot.waitUntil(lambda: program.window.desk is not None, timeout=15000)
        settled(qtbot, program)
        assert "（只读）" in program.window.windowTitle()
        assert program.window.foot._saved.text() == "只读，不能改动"
        assert not program.commands.action("undo").isEnabled()
        refused = []
        program.session.runner.change("试写", lambda store, _: store, failed=refused.append)
        qtbot.waitUntil(lambda: bool(refused), timeout=5000)
        assert refused[0].code == "E_READONLY"
    finally:
        holder.kill()
        holder.communicate()


def test_a_damaged_file_leads_to_its_backups_and_back_to_work(make_program, practice_file, qtbot):
    program = make_program(practice_file)
    settled(qtbot, program)
    program.commands.action("backup").trigger()
    qtbot.waitUntil(lambda: "上次备份 今天" in program.window.foot._backup.text(), timeout=20000)
    settled(qtbot, program)
    program._drop()
    damaged = bytearray(practice_file.read_bytes())
    damaged[:16] = b"not a database\0\0"
    practice_file.write_bytes(bytes(damaged))
    program.open(str(practice_file))
    trouble = dialog_of(qtbot, program.window, Message, "文件有问题")
    press(trouble, "恢复到备份…")
    dialog = dialog_of(qtbot, program.window, Restore)
    assert "红塔区财政局 2023 年度" in dialog.list.item(0).text()
    press(dialog, "恢复到这份备份")
    qtbot.waitUntil(lambda: program.window.desk is not None, timeout=20000)
    settled(qtbot, program)
    assert program.window.page.key == "workbench"
    kept = list(practice_file.parent.glob("红塔区.perfdesk.恢复前-*"))
    assert len(kept) == 1
    assert kept[0].read_bytes() == bytes(damaged)


def test_a_file_that_is_gone_is_said_and_forgotten(make_program, tmp_path, qtbot):
    program = make_program()
    dialog_of(qtbot, program.window, FirstStart).reject()
    program.open(str(tmp_path / "没有.perfdesk"))
    trouble = dialog_of(qtbot, program.window, Message, "找不到文件")
    press(trouble, "换一个文件…")
    assert dialog_of(qtbot, program.window, FirstStart)


# --- the first start


def test_five_questions_make_an_office(make_program, tmp_path, qtbot, typing):
    program = make_program()
    start = dialog_of(qtbot, program.window, FirstStart)
    assert not start.make.isEnabled()
    typing(start.name, "江川区财政局")
    typing(start.code, "53040")
    assert not start.make.isEnabled()
    assert "6 位数字，现在是“53040”" in start.trouble.text()
    typing(start.code, "3")
    assert start.path.text().endswith("江川区.perfdesk")
    start.path.selectAll()
    typing(start.path, str(tmp_path / "江川区.perfdesk"))
    assert start.make.isEnabled()
    press(start, "建立台账")
    qtbot.waitUntil(lambda: program.window.desk is not None, timeout=20000)
    settled(qtbot, program)
    assert program.window.desk.facts.name == "江川区财政局"
    assert program.window.desk.facts.superior == "530400"
    words = {one.text() for one in program.window.page.findChildren(type(program.window.blank)) if one.isVisible()}
    assert any("的台账还是空的" in text for text in words), "an empty page says what to do first"


def test_at_most_five_questions_are_asked(qtbot):
    dialog = FirstStart(None, (), 2023, "docs")
    qtbot.addWidget(dialog)
    assert dialog.findChild(QFormLayout).rowCount() == 5


def test_a_name_that_is_taken_is_refused_and_nothing_overwritten(make_program, tmp_path, qtbot, typing):
    path = tmp_path / "旧.perfdesk"
    create(path, code="530402", name="红塔区财政局", level="county", year=2023).close()
    before = path.read_bytes()
    program = make_program()
    start = dialog_of(qtbot, program.window, FirstStart)
    typing(start.name, "红塔区财政局")
    typing(start.code, "530402")
    start.path.selectAll()
    typing(start.path, str(path))
    press(start, "建立台账")
    told = dialog_of(qtbot, program.window, Message, "没有做成")
    assert "已经存在" in told.text.text()
    assert path.read_bytes() == before
    told.accept()


# --- long work


def test_slow_work_shows_progress_and_stops_when_cancelled(program, qtbot):
    settled(qtbot, program)
    before = (program.session.runner, [])

    def work(store, progress):
        with store.change("慢") as change:
            change.put("section", ("office", "id", "name"), [("530402", "slow", "慢股")])
            for number in range(600):
                progress.step(number, 600, f"第 {number} 张表")
                time.sleep(0.02)

    job = before[0].change("导入很多文件", work)
    dialog = dialog_of(qtbot, program.window, QDialog, "正在处理")
    assert dialog._title.text() == "导入很多文件"
    press(dialog, "取消")
    qtbot.waitUntil(lambda: job.over, timeout=5000)
    assert isinstance(job.error, Cancelled)
    assert job.tables == frozenset()
    assert not dialog.isVisible()
    settled(qtbot, program)
    path = program.session.path
    program._drop()
    with open_store(path, read_only=True) as store:
        assert store.rows("SELECT * FROM section WHERE id = 'slow'") == []


def test_a_bug_in_work_shows_the_dialog_and_the_log(program, qtbot, profile):
    settled(qtbot, program)

    def work(_store, _progress):
        raise ZeroDivisionError("boom")

    program.session.runner.change("算数", work)
    told = dialog_of(qtbot, program.window, Message, "出错")
    assert "可以继续工作" in told.text.text()
    log = profile / "perfdesk.log"
    qtbot.waitUntil(lambda: log.exists() and "boom" in log.read_text(encoding="utf-8"), timeout=5000)
    press(told, "继续工作")
    assert program.session.runner.change("照常", lambda store, _: history.ahead(store)) is not None
    settled(qtbot, program)


def test_what_is_refused_is_told_with_the_next_step(program, qtbot):
    settled(qtbot, program)

    def work(_store, _progress):
        raise UserError("U 盘拔掉了", "请插好再试")

    program.session.runner.file("上报", lambda progress: work(None, progress))
    told = dialog_of(qtbot, program.window, Message, "上报：没有做成")
    assert (told.text.text(), told.hint.text()) == ("U 盘拔掉了", "请插好再试")
    told.accept()


def test_the_window_stays_while_a_change_is_written(program, qtbot):
    settled(qtbot, program)
    go_on = []

    def work(_store, _progress):
        while not go_on:
            time.sleep(0.01)

    job = program.session.runner.change("写", work)
    job.quiet = True
    program.window.close()
    assert program.window.isVisible()
    assert "做完后再关闭" in program.window.foot._said.text()
    go_on.append(1)
    settled(qtbot, program)


def test_the_window_remembers_place_theme_and_unit(make_program, practice_file, qtbot):
    program = make_program(practice_file)
    settled(qtbot, program)
    program.commands.action("theme").trigger()
    program.commands.action("unit").trigger()
    settled(qtbot, program)
    program.window.resize(1200, 700)
    program.window.close()
    assert program.session is None
    qtbot.wait(100)
    again = make_program(practice_file)
    settled(qtbot, again)
    assert again.session.desk.unit == "元"
    assert again.commands.action("theme").isChecked()
    assert [one.path for one in again.memory.recent] == [str(practice_file.resolve())]
    assert isinstance(QApplication.instance(), QApplication)


def test_the_practice_file_is_untouched_by_looking(practice_master, tmp_path, make_program, qtbot):
    path = tmp_path / "看.perfdesk"
    shutil.copyfile(practice_master, path)
    program = make_program(path)
    settled(qtbot, program)
    program._drop()
    assert path.read_bytes() == practice_master.read_bytes()
