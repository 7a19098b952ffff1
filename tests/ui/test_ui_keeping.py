"""操作日志 and 设置与数据: going back in words, facts, limits, keys and backups, through the window."""

import shutil

import pytest
from PySide6.QtWidgets import QPushButton

from perfdesk.services import history, office_settings
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.place import Place
from perfdesk.ui.settings.keys import Password
from perfdesk.ui.settings.limits import Edit


@pytest.fixture
def settle(qtbot):
    def wait(program):
        for _ in range(2):
            qtbot.waitUntil(lambda: program.session is None or not program.session.runner.busy, timeout=20000)
            qtbot.wait(80)

    return wait


@pytest.fixture
def dialog(qtbot):
    def find(window, kind):
        def there():
            return [one for one in window.findChildren(kind) if one.isVisible()]

        qtbot.waitUntil(lambda: bool(there()), timeout=15000)
        return there()[0]

    return find


def press(dialog, words):
    next(one for one in dialog.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


@pytest.fixture
def at(program, settle):
    def go(page, **filters):
        settle(program)
        assert program.window.go(Place(page, tuple(filters.items())))
        settle(program)
        return program.window.page

    return go


def add_sections(program, settle, *names):
    for name in names:

        def work(store, _, name=name):
            with store.change(f"新增股室 {name}") as change:
                change.put("section", ("office", "id", "name"), [(store.office, name, name)])

        program.session.runner.change("新增", work)
    settle(program)


def test_the_journal_goes_back_to_a_step_and_forward_again(program, at, settle, dialog):
    page = at("journal")
    add_sections(program, settle, "甲", "乙", "丙")
    titles = [page._list.text(row, 4) for row in range(3)]
    assert titles == ["新增股室 丙", "新增股室 乙", "新增股室 甲"]
    page._list.selectRow(1)
    page._back.click()
    asked = dialog(program.window, Message)
    assert "撤销最近 2 步" in asked.text.text()
    assert "新增股室 丙" in asked.hint.text()
    press(asked, "全部撤销")
    settle(program)
    assert program.commands.action("undo").text() == "撤销：新增股室 甲"
    states = {page._list.text(row, 4): page._list.text(row, 6) for row in range(6) if page._list.text(row, 3) == "操作"}
    assert (states["新增股室 丙"], states["新增股室 甲"]) == ("已撤销", "可撤销")
    program.commands.action("redo").trigger()
    settle(program)
    assert program.commands.action("undo").text() == "撤销：新增股室 乙"


def test_one_step_is_taken_back_alone_or_refused_in_words(program, at, settle, dialog):
    page = at("journal")
    add_sections(program, settle, "甲", "乙")
    page._list.selectRow(1)
    page._take.click()
    press(dialog(program.window, Message), "收回")
    settle(program)
    assert program.commands.action("undo").text() == "撤销：收回：新增股室 甲"

    def again(store, _):
        with store.change("改名") as change:
            change.put("section", ("office", "id", "name"), [(store.office, "乙", "丁")])

    program.session.runner.change("改名", again)
    settle(program)
    row = next(row for row in range(5) if page._list.text(row, 4) == "新增股室 乙")
    page._list.selectRow(row)
    page._take.click()
    press(dialog(program.window, Message), "收回")
    settle(program)
    told = dialog(program.window, Message)
    assert "又被改过" in told.text.text()
    told.accept()


def test_the_journal_is_filtered_by_words(at, typing):
    page = at("journal")
    typing(page._filter, "监控 练习")
    assert page._list.text(0, 4) == "练习：1-9月监控正在审核"
    typing(page._filter, " 绝无")
    assert len(page._list.rows) == 0
    assert not page._back.isEnabled()


def test_a_fact_of_the_office_is_changed_everywhere(program, at, settle, typing):
    page = at("settings", panel="office")
    line = page._office._lines["name"]
    line.selectAll()
    typing(line, "红塔区财政局绩效股")
    line.editingFinished.emit()
    settle(program)
    assert program.window.top.office.text() == "红塔区财政局绩效股 ▾"
    assert program.commands.action("undo").text() == "撤销：修改财政局名称：红塔区财政局绩效股"
    program.commands.action("undo").trigger()
    settle(program)
    assert line.text() == "红塔区财政局"


def test_a_wrong_fact_is_said_beside_it_and_stays(program, at, settle, typing):
    page = at("settings", panel="office")
    line = page._office._lines["superior"]
    line.selectAll()
    typing(line, "53")
    line.editingFinished.emit()
    settle(program)
    assert "6 位数字，不能是“53”" in page._office._troubles["superior"].text()
    assert line.text() == "53"
    assert line.property("role") == "wrong"


def test_a_limit_is_changed_with_its_day_and_put_back(program, at, settle, dialog, typing):
    page = at("settings", panel="limits")
    panel = page._limits
    row = next(row for row, one in enumerate(panel._list.rows) if one.name == "thresholds.notice.9")
    panel._list.selectRow(row)
    panel._change.click()
    edit = dialog(program.window, Edit)
    edit.value.selectAll()
    typing(edit.value, "八十")
    press(edit, "保存")
    settle(program)
    assert "不能是“八十”" in edit.trouble.text()
    assert edit.value.text() == "八十"
    edit.value.setText("75")
    edit.since.setText("2023.1.1")
    press(edit, "保存")
    assert "日期写成" in edit.trouble.text()
    edit.since.setText("2023-01-01")
    press(edit, "保存")
    settle(program)
    assert panel._list.text(row, 1) == "75"
    assert panel._list.text(row, 4) == "2023-01-01"
    panel._list.selectRow(row)
    assert panel._reset.isEnabled()
    panel._reset.click()
    settle(program)
    assert panel._list.text(row, 1) == "80"


def test_a_key_is_made_and_its_fingerprint_shown(program, at, settle, tmp_path, qtbot):
    page = at("settings", panel="keys")
    panel = page._keys
    assert "还没有密钥" in panel._told.text()
    panel.make(tmp_path / "卡", "")
    settle(program)
    qtbot.waitUntil(lambda: panel._groups.count() == 16, timeout=15000)
    assert sorted(path.suffix for path in (tmp_path / "卡").iterdir()) == [".pdf", ".pdkey", ".txt"]
    sheet = next((tmp_path / "卡").glob("*.txt")).read_text(encoding="utf-8-sig")
    first = panel._groups.itemAt(0).widget().text()
    assert first in sheet


def test_a_new_password_is_typed_twice(qtbot, program):
    asked = Password(program.window, new=True)
    qtbot.addWidget(asked)
    asked.show()
    asked.first.setText("a")
    asked.second.setText("b")
    press(asked, "继续")
    assert "不同" in asked.trouble.text()
    asked.second.setText("a")
    press(asked, "继续")
    assert asked.text == "a"


def test_a_backup_is_made_and_gone_back_to(program, at, settle, dialog, qtbot):
    page = at("settings", panel="backups")
    press(page, "立即备份")
    qtbot.waitUntil(lambda: len(page._backups._list.rows) == 1, timeout=20000)
    settle(program)
    assert "上次备份 今天" in program.window.foot._backup.text()
    add_sections(program, settle, "后来的股")
    page._backups._back.click()
    press(dialog(program.window, Message), "恢复")
    qtbot.waitUntil(lambda: program.window.desk is not None and program.window.page is not page, timeout=20000)
    settle(program)
    found = []
    program.session.runner.read("entries", history.entries, found.extend)
    settle(program)
    assert all(entry.title != "新增股室 后来的股" for entry in found)
    assert found[0].title == "练习：1-9月监控正在审核"


def test_a_file_that_is_only_read_offers_no_change(make_program, practice_file, settle):
    program = make_program()
    program.open(str(practice_file), read_only=True)
    settle(program)
    program.window.go(Place("settings"))
    settle(program)
    page = program.window.page
    assert all(line.isReadOnly() for line in page._office._lines.values())
    assert not page._limits._change.isEnabled()
    assert not page._keys._enrol.isEnabled()
    assert set(page._office._lines) == set(office_settings.FIELDS) - {"kind"}


def automatic(practice_file):
    return sorted((practice_file.parent / "备份" / "自动").glob("*.pdbak"))


def test_an_automatic_backup_is_made_and_the_foot_says_so(program, settle, practice_file):
    settle(program)
    foot = program.window.foot
    assert "还没有备份" in foot._backup.text()
    program.session.back_up()
    settle(program)
    assert len(automatic(practice_file)) == 1
    assert foot._backup.text().startswith("上次备份 今天")
    program.session.back_up()
    settle(program)
    assert len(automatic(practice_file)) == 1, "nothing changed since"
    assert program.session._clock.isActive()


def test_a_change_that_asks_for_it_is_preceded_by_a_backup_and_never_stopped_by_one(program, settle, practice_file):
    settle(program)
    seen = []

    def work(store, _):
        seen.append(len(automatic(practice_file)))
        with store.change("新增股室") as change:
            change.put("section", ("office", "id", "name"), [(store.office, str(len(seen)), "股")])

    program.session.runner.change("新增", work, backup=True)
    settle(program)
    assert seen == [1]
    assert program.window.foot._backup.text().startswith("上次备份 今天")
    shutil.rmtree(practice_file.parent / "备份")
    (practice_file.parent / "备份").write_text("一个文件占了名字")
    program.session.runner.change("新增", work, backup=True)
    settle(program)
    assert seen == [1, 0]
    assert program.commands.action("undo").text() == "撤销：新增股室"
    assert "自动备份没有做成" in program.window.foot._backup.text()
    assert "不能建立备份文件夹" in program.window.foot._backup.toolTip()
    assert program.window.foot._backup.property("role") == "error"
    (practice_file.parent / "备份").unlink()
    program.session.back_up()
    settle(program)
    assert "没有做成" not in program.window.foot._backup.text()
    assert program.window.foot._backup.property("role") == "muted"


def test_the_folder_of_the_backups_is_chosen_in_the_settings(program, at, settle, tmp_path):
    page = at("settings", panel="backups")
    panel = page._backups
    assert "还没有异地备份" in panel._folder.text()
    assert not panel._beside.isVisible()
    disk = tmp_path / "另一块硬盘"
    disk.mkdir()
    panel.use(disk)
    settle(program)
    assert str(disk) in panel._folder.text()
    assert panel._beside.isVisible()
    press(page, "立即备份")
    settle(program)
    assert len(list(disk.glob("*.pdbak"))) == 1
    panel._make(tmp_path / "U盘")
    settle(program)
    assert "异地备份 今天" in panel._folder.text()
    assert "（异地备份 今天" in program.window.foot._backup.text()
    panel.use(tmp_path / "没有的文件夹")
    settle(program)
    told = next(one for one in program.window.findChildren(Message) if one.isVisible())
    assert "不能写入文件夹" in told.text.text() + told.hint.text()
    told.accept()
    press(page, "改回数据文件旁边")
    settle(program)
    assert str(disk) not in panel._folder.text()


def test_the_light_and_the_table_number_are_set_like_other_limits(program, at, settle, dialog):
    page = at("settings", panel="limits")
    panel = page._limits
    rows = {one.name: row for row, one in enumerate(panel._list.rows)}
    panel._list.selectRow(rows["lights.rule"])
    panel._change.click()
    edit = dialog(program.window, Edit)
    edit.choice.setCurrentIndex(1)
    press(edit, "保存")
    settle(program)
    assert panel._list.text(rows["lights.rule"], 1) == "执行率本身"
    panel._list.selectRow(rows["disclosure.project"])
    panel._change.click()
    edit = dialog(program.window, Edit)
    assert edit.value.text() == "公开15表"
    edit.value.setText("公开16表")
    press(edit, "保存")
    settle(program)
    assert panel._list.text(rows["disclosure.project"], 1) == "公开16表"
    assert program.commands.action("undo").text() == "撤销：设置“项目自评表的公开表号”：公开16表"
