"""Reporting by the county and receiving by the city, by mouse and keyboard, and what may go wrong between."""

import os
import shutil
import stat

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton

from perfdesk.files import keys
from perfdesk.store.file import open_store
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.place import Place
from perfdesk.ui.reporting.enrol import Enrol
from perfdesk.ui.reporting.password import Password
from perfdesk.ui.reporting.verify import Verify
from tests.services import package_offices as make
from tests.ui import small_city


def settled(qtbot, program):
    for _ in range(2):
        qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=30000)
        qtbot.wait(80)


def opened(program, qtbot, page):
    program.window.go(Place(page))
    settled(qtbot, program)
    made = program.window.page
    made.program = program
    return made


def dialog(qtbot, page, kind):
    def there():
        return [one for one in page.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=15000)
    return there()[0]


def press(qtbot, parent, words):
    found = [one for one in parent.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert found, [one.text() for one in parent.findChildren(QPushButton)]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def checklist(page):
    state = page._state
    return {one.key: one.tone for one in state.checks}


def said(page):
    found = []
    page.say.connect(found.append)
    return found


# ------------------------------------------------------------------ the county
@pytest.fixture
def county_file(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store, departments=2, each=2)
        return store.path


@pytest.fixture
def county(make_program, county_file, qtbot):
    return opened(make_program(county_file), qtbot, "packages")


@pytest.fixture
def sound(county, qtbot):
    """A county whose errors are all explained, with a key without a password."""

    def work(store, _):
        make.explain(store, 2023)
        keys.create(store.office, lambda: "")

    county.program.session.runner.change("说明", work)
    settled(qtbot, county.program)
    county.outdated()
    settled(qtbot, county.program)
    return county


def test_the_checklist_knows_what_is_missing_and_the_trial_counts_the_errors(county, qtbot):
    tones = checklist(county)
    assert tones["backup"] == "yellow"
    assert tones["key"] == "grey"
    assert tones["to"] == "green"
    assert tones["target-units"] == "yellow", "no department target was reported"
    qtbot.keyClick(county, Qt.Key.Key_F8)
    settled(qtbot, county.program)
    assert county._trial.errors
    assert county._trial.check.tone == "red"
    gone = []
    county.go.disconnect()
    county.go.connect(gone.append)
    press(qtbot, county._checks, "查看")
    assert gone == [Place("review", (("level", "error"),))]


def test_errors_stop_a_package_in_words_and_lead_to_the_review_centre(county, qtbot, tmp_path):
    county.use_folder(str(tmp_path))
    press(qtbot, county, "签名并生成上报包")
    press(qtbot, dialog(qtbot, county, Password), "不设口令")
    told = dialog(qtbot, county, Message)
    settled(qtbot, county.program)
    assert "个审核错误，不能上报" in told.text.text()
    assert [one.text() for one in told.findChildren(QPushButton)] == ["到审核中心", "知道了"]
    assert list(tmp_path.glob("*.pdpkg")) == []
    assert len(county._history.rows) == 0
    told.close()


def test_a_package_is_written_with_its_number_and_undo_stops_there(sound, qtbot, tmp_path):
    program, stick = sound.program, tmp_path / "U盘"
    stick.mkdir()
    sound.use_folder(str(stick))
    words = said(sound)
    qtbot.keyClick(sound, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, program)
    (path,) = stick.glob("*.pdpkg")
    assert path.name == "530402-红塔区财政局-2023-annual-0001.pdpkg"
    assert words[-1] == f"已生成上报包第 1 号：{path}"
    assert path.name in sound._result.text()
    assert sound._show_file.isVisible()
    assert [one.number for one in sound._history.rows] == [1]
    assert sound._number.text() == "将是第 2 号"
    undo = program.commands.action("undo")
    assert undo.text() == "不能再撤销（到“生成2023年年度上报包第 1 号”为止）"
    assert not undo.isEnabled()
    with open_store(program.session.path and path.parent.parent / "530402.perfdesk", read_only=True) as store:
        assert store.rows("SELECT number FROM issued") == [(1,)]


def test_a_period_is_chosen_and_has_numbers_of_its_own(sound, qtbot, tmp_path):
    sound.use_folder(str(tmp_path))
    qtbot.mouseClick(sound._kind._buttons["monitor"], Qt.MouseButton.LeftButton)
    settled(qtbot, sound.program)
    assert sound._month.isVisible()
    assert sound._month.currentText() == "1-9月"
    sound._month.setCurrentIndex(0)
    sound._month.activated.emit(0)
    settled(qtbot, sound.program)
    assert sound._what.text() == "2023 年度1-6月运行监控"
    press(qtbot, sound, "签名并生成上报包")
    settled(qtbot, sound.program)
    assert [path.name[-22:] for path in tmp_path.glob("*.pdpkg")] == ["-monitor-06-0001.pdpkg"[-22:]]
    assert sound._history.rows[0].title == "2023 年度1-6月运行监控"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_stick_that_may_not_be_written_is_told(sound, qtbot, tmp_path):
    stick = tmp_path / "U盘"
    stick.mkdir()
    stick.chmod(stat.S_IRUSR | stat.S_IXUSR)
    sound.use_folder(str(stick))
    press(qtbot, sound, "签名并生成上报包")
    assert "无法" in dialog(qtbot, sound, Message).text.text()


def test_a_stick_that_is_pulled_costs_a_number_and_nothing_else(sound, qtbot, tmp_path, monkeypatch):
    from perfdesk.domain.errors import UserError  # noqa: PLC0415 - only who needs it pays for it
    from perfdesk.services import packages  # noqa: PLC0415

    stick = tmp_path / "U盘"
    stick.mkdir()
    sound.use_folder(str(stick))
    real, away = packages.atomic_write, []

    def pulled(path, data):
        if path.suffix == ".pdpkg":
            away.append(path)
            shutil.rmtree(stick)
            raise UserError(f"无法写入文件“{path}”：文件夹不存在", "请检查 U 盘")
        real(path, data)

    monkeypatch.setattr(packages, "atomic_write", pulled)
    press(qtbot, sound, "签名并生成上报包")
    told = dialog(qtbot, sound, Message)
    settled(qtbot, sound.program)
    assert away
    assert "无法写入文件" in told.text.text()
    assert "台账没有受影响" in told.hint.text()
    assert "第 1 号已经用掉" in told.hint.text()
    assert "另选文件夹" in [one.text() for one in told.findChildren(QPushButton)]
    told.close()
    assert "现在找不到" in sound._where.text()
    monkeypatch.setattr(packages, "atomic_write", real)
    stick.mkdir()
    sound.outdated()
    settled(qtbot, sound.program)
    press(qtbot, sound, "签名并生成上报包")
    settled(qtbot, sound.program)
    assert [path.name for path in stick.glob("*.pdpkg")] == ["530402-红塔区财政局-2023-annual-0002.pdpkg"]


def test_a_new_key_asks_twice_and_a_wrong_password_asks_again(county, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "_COST", 2**14)
    county.key_panel.write_card(str(tmp_path / "卡"))
    asked = dialog(qtbot, county, Password)
    qtbot.keyClicks(asked.first, "abc")
    assert asked.told.text() == "口令至少 6 位"
    asked.first.clear()
    qtbot.keyClicks(asked.first, "abcdef")
    qtbot.keyClicks(asked.second, "abcdeg")
    assert asked.told.text() == "两次输入不同"
    assert not asked.go.isEnabled()
    asked.second.clear()
    qtbot.keyClicks(asked.second, "abcdef")
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    told = dialog(qtbot, county, Message)
    settled(qtbot, county.program)
    assert "530402-红塔区财政局.pdkey" in told.text.text()
    told.close()
    assert {path.suffix for path in (tmp_path / "卡").iterdir()} == {".pdkey", ".txt", ".pdf"}
    assert county.key_panel.groups.isVisible()
    assert "口令" in county.key_panel.told.text()
    county.key_panel.password = "falsch"  # noqa: S105 - a wrong one
    county.key_panel.write_card(str(tmp_path / "卡"))
    again = dialog(qtbot, county, Password)
    assert "口令不对" in again.told.text()
    qtbot.keyClicks(again.first, "abcdef")
    qtbot.mouseClick(again.go, Qt.MouseButton.LeftButton)
    dialog(qtbot, county, Message).close()
    settled(qtbot, county.program)


def test_a_backup_is_made_from_the_checklist(county, qtbot):
    press(qtbot, county._checks, "备份")
    settled(qtbot, county.program)
    assert checklist(county)["backup"] == "green"


def test_an_empty_county_says_what_to_do_first(make_program, empty_file, qtbot):
    page = opened(make_program(empty_file), qtbot, "packages")
    assert not page._pack.isEnabled()
    assert not page._try.isEnabled()
    assert "先导入" in page._result.text()


# ------------------------------------------------------------------ the city
@pytest.fixture
def small(tmp_path):
    return small_city.build(tmp_path)


@pytest.fixture
def city(make_program, small, qtbot):
    page = opened(make_program(small.path), qtbot, "receiving")
    page.small = small
    return page


def enrol(page, qtbot, code):
    card, groups = page.small.cards[code]
    page.take([card])
    asked = dialog(qtbot, page, Enrol)
    qtbot.waitUntil(lambda: asked._card is not None, timeout=5000)
    for group in groups.split():
        qtbot.keyClicks(asked.focusWidget(), group)
    assert asked.go.isEnabled()
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page.program)


def receive(page, qtbot, *paths):
    page.take(list(paths))
    asked = dialog(qtbot, page, Verify)
    settled(qtbot, page.program)
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page.program)


def line_of(page, code):
    return next(line for line in page._summary.lines if line.code == code)


def test_a_city_that_knows_nobody_says_how_to_begin(city, qtbot):
    assert city._matrix.rows == []
    assert "登记签名人" in city._matrix._empty
    assert not city._remind.isEnabled()
    assert not city._take.isEnabled()
    city.take([city.small.packages[make.COUNTY]["annual"]])
    asked = dialog(qtbot, city, Verify)
    settled(qtbot, city.program)
    assert [asked.list.text(0, column) for column in (0, 4)] == ["不能接收", "不在名册"]
    press(qtbot, asked, "登记签名人…")
    dialog(qtbot, city, Enrol).close()


def test_enrolling_wants_the_three_groups_of_the_paper(city, qtbot):
    card, groups = city.small.cards[make.COUNTY]
    city.enrol(card)
    asked = dialog(qtbot, city, Enrol)
    qtbot.waitUntil(lambda: "红塔区财政局" in asked._named.text(), timeout=5000)
    for field in asked.groups:
        qtbot.keyClicks(field, "0000")
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "不符" in asked.told.text(), timeout=5000)
    assert asked.isVisible()
    assert city._summary.lines == ()
    for field, group in zip(asked.groups, groups.split(), strict=True):
        field.clear()
        qtbot.keyClicks(field, group.upper())
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    settled(qtbot, city.program)
    assert [(line.name, line.signature) for line in city._summary.lines] == [("红塔区财政局", "有效")]
    assert city._told.text() == "2023 年度 · 1 个县（市、区），0 个有数"


def test_a_dialog_that_is_closed_too_early_harms_nothing(city, qtbot):
    card, _ = city.small.cards[make.COUNTY]
    city.enrol(card)
    asked = dialog(qtbot, city, Enrol)
    asked.reject()
    asked.deleteLater()
    settled(qtbot, city.program)
    assert [one for one in city.findChildren(Enrol) if one.isVisible()] == []


def test_counties_and_kinds_stand_in_a_matrix_with_numbers(city, qtbot):
    for code in (make.COUNTY, make.OTHER):
        enrol(city, qtbot, code)
    packages = city.small.packages
    receive(
        city, qtbot, packages[make.COUNTY]["annual"], packages[make.COUNTY]["monitor"], packages[make.OTHER]["annual"]
    )
    summary = city._summary
    assert [(slot.title, summary.reported(slot.key)) for slot in summary.slots] == [
        ("绩效目标", 0),
        ("1-6月监控", 0),
        ("1-9月监控", 1),
        ("全年数据", 2),
    ]
    texts = [city._matrix.text(0, column) for column in range(5)]
    assert texts[:3] == ["红塔区", "—", "—"]
    assert texts[3].startswith("第1号 ")
    assert texts[4].startswith("第1号 ")
    assert city._matrix.text(1, 3) == "未报"
    assert city._matrix.text(2, 0) == "县区小计"
    assert city._matrix.text(2, 1) == "2 / 2 个县区"
    assert [city._matrix.text(row, 7) for row in range(3)] == ["4", "4", "8"]
    assert "全部一致" in city._differences._empty
    assert city._menu.actions()[0].text() == "1-9月监控：1 个未报"
    city._menu.actions()[0].trigger()
    assert "尚未收到：江川区财政局" in QGuiApplication.clipboard().text()


def test_a_newer_package_counts_and_an_older_one_is_refused_into_quarantine(city, qtbot):
    enrol(city, qtbot, make.COUNTY)
    mine = city.small.packages[make.COUNTY]
    receive(city, qtbot, mine["again"])
    assert city._matrix.text(0, 4).startswith("第2号 ")
    assert "第 1 号没有收到" in city._odd.text()
    receive(city, qtbot, mine["annual"])
    assert line_of(city, make.COUNTY).latest["annual"].seq == 2
    (refused,) = city._summary.refused
    assert (refused.office, refused.code, refused.rule, refused.slot) == (
        "红塔区财政局",
        make.COUNTY,
        "E_ROLLBACK",
        "annual",
    )
    assert refused.path.exists()
    assert "已接收第 2 号" in city._refused_told.text()


def test_one_receipt_is_taken_back_whole_and_undo_brings_it_again(city, qtbot):
    for code in (make.COUNTY, make.OTHER):
        enrol(city, qtbot, code)
    packages = city.small.packages
    receive(city, qtbot, packages[make.COUNTY]["annual"], packages[make.OTHER]["annual"])
    assert city._summary.any_reported == 2
    city._matrix.selectRow(0)
    assert city._head.text() == "红塔区财政局　接收记录"
    words = said(city)
    qtbot.mouseClick(city._take, Qt.MouseButton.LeftButton)
    settled(qtbot, city.program)
    assert words[-1].startswith("已收回：")
    assert line_of(city, make.COUNTY).latest == {}
    assert line_of(city, make.OTHER).latest
    with open_store(city.small.path, read_only=True) as store:
        assert make.rows_of(store, make.COUNTY)["project"] == []
        assert make.rows_of(store, make.OTHER)["project"]
    city.program.commands.action("undo").trigger()
    settled(qtbot, city.program)
    assert line_of(city, make.COUNTY).latest["annual"].seq == 1


def test_a_stick_with_packages_is_dropped_and_a_broken_one_does_not_stop_the_others(city, qtbot, tmp_path):
    enrol(city, qtbot, make.COUNTY)
    stick = tmp_path / "U盘"
    stick.mkdir()
    good = shutil.copy(city.small.packages[make.COUNTY]["annual"], stick)
    whole = (city.small.packages[make.COUNTY]["monitor"]).read_bytes()
    (stick / "530402-红塔区财政局-2023-monitor-09-0001.pdpkg").write_bytes(whole[: len(whole) // 2])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(stick))])
    drop = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    city.dropEvent(drop)
    asked = dialog(qtbot, city, Verify)
    settled(qtbot, city.program)
    assert (len(asked.fresh), len(asked.refused)) == (1, 1)
    assert asked.go.text() == "接收 1 个"
    words = said(city)
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    settled(qtbot, city.program)
    assert words[-1] == "已接收 1 个，拒收并隔离 1 个"
    assert len(list(city.small.path.parent.glob("备份/自动/*.pdbak"))) == 1, "the state before the receipt"
    assert good
    assert len(city._summary.refused) == 1


def test_a_folder_without_packages_and_a_package_that_vanished_are_told(city, qtbot, tmp_path):
    empty = tmp_path / "空"
    empty.mkdir()
    city.take([empty])
    told = dialog(qtbot, city, Message)
    assert "没有上报包" in told.text.text()
    told.close()
    settled(qtbot, city.program)
    city.take([tmp_path / "不在.pdpkg"])
    told = dialog(qtbot, city, Message)
    assert "找不到上报包" in told.text.text()
    told.close()
    settled(qtbot, city.program)


def test_a_figure_that_differs_is_shown_with_both_numbers(city, qtbot):
    enrol(city, qtbot, make.COUNTY)
    receive(city, qtbot, city.small.packages[make.COUNTY]["annual"])

    def differ(store, _):
        row = store.rows("SELECT office, id FROM receipt")[0]
        with store.change("不符") as change:
            change.put("receipt", ("office", "id", "differences"), [(*row, '[["target.project.count", "5", "4"]]')])

    city.program.session.runner.change("改", differ)
    settled(qtbot, city.program)
    assert city._matrix.text(0, 4) == "第1号 1 处不符"
    assert [city._differences.text(0, column) for column in range(3)] == ["纳入绩效目标管理项目数", "5", "4"]


def test_a_city_has_receiving_and_no_reporting_and_all_parts_are_named(city):
    assert "packages" not in city.program.window.navigation.keys
    assert "receiving" in city.program.window.navigation.keys
    for part in city.findChildren(QPushButton):
        assert part.accessibleName(), part.text()
    for part in (city._matrix, city._receipts, city._differences, city._refused):
        assert part.accessibleName()
