"""工作台 by mouse and keyboard: the errors' card leads to them, a city's counties lead to their packages."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QSpinBox, QVBoxLayout, QWidget

from perfdesk.services import enrolment, receiving, rule_levels
from perfdesk.services.workbench import OWN, SUB
from perfdesk.store.file import open_store
from perfdesk.ui import theme
from perfdesk.ui.place import Place
from perfdesk.ui.review.levels import Levels
from perfdesk.ui.workbench.card import CardView
from tests.services import package_offices as make
from tests.ui import small_city
from tests.ui.test_ui_looks import cut


def settled(qtbot, program):
    for _ in range(2):
        qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=30000)
        qtbot.wait(80)


@pytest.fixture
def county(make_program, tmp_path, qtbot):
    """The workbench over a small county with 96 errors."""
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        path = store.path
    program = make_program(path)
    settled(qtbot, program)
    program.window.page.program = program
    return program.window.page


@pytest.fixture
def city(make_program, tmp_path, qtbot):
    """The workbench of a city that received of both its counties, of one with a difference."""
    small = small_city.build(tmp_path)
    with small_city.account(tmp_path / "账户"), open_store(small.path, operator="张三") as store:
        for card, groups in small.cards.values():
            enrolment.enrol(store, card, groups)
        receiving.receive(store, [one["annual"] for one in small.packages.values()])
        row = store.rows("SELECT office, id FROM receipt WHERE sender = ?", (make.OTHER,))[0]
        with store.change("不符") as change:
            found = '[["target.project.count", "592", "590"]]'
            change.put("receipt", ("office", "id", "differences"), [(*row, found)])
    program = make_program(small.path)
    settled(qtbot, program)
    program.window.page.program = program
    return program.window.page


def cards(page):
    return {one.words[0]: one for one in page.findChildren(CardView) if one.isVisible()}


def errors(page):
    return cards(page)["审核错误"]


def counted(page, qtbot):
    qtbot.waitUntil(lambda: errors(page).words[1] not in {"…", ""}, timeout=30000)
    return errors(page)


def test_the_errors_are_counted_beside_the_work_and_one_click_leads_to_them(county, qtbot):
    assert errors(county).words[1] == "…"
    made = counted(county, qtbot)
    assert made.words[1:] == ("96", "清零后才能上报")
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    settled(qtbot, county.program)
    page = county.program.window.page
    assert page.key == "review"
    assert {item.level for item in page._list.rows} == {"error"}
    assert len(page._list.rows) == 96


def test_a_change_counts_again_and_an_unchanged_ledger_does_not(county, qtbot):
    counted(county, qtbot)
    program = county.program
    job = county._checking
    program.window.go(Place("journal"))
    settled(qtbot, program)
    program.window.go(Place("workbench"))
    settled(qtbot, program)
    qtbot.wait(200)
    assert county._checking is job
    assert not county._pause.isActive()
    program.session.runner.change("级别", lambda store, _: rule_levels.set_level(store, "R015", "off", "试行", 2022))
    settled(qtbot, program)
    qtbot.waitUntil(lambda: errors(county).words[1] == "54", timeout=30000)
    program.commands.action("undo").trigger()
    qtbot.waitUntil(lambda: errors(county).words[1] == "96", timeout=30000)


def test_leaving_the_page_stops_the_count_and_coming_back_begins_it_again(county, qtbot):
    program = county.program
    assert county._pause.isActive()
    program.window.go(Place("journal"))
    settled(qtbot, program)
    assert not county._pause.isActive()
    program.window.go(Place("workbench"))
    assert counted(county, qtbot).words[1] == "96"


def test_a_setting_that_cannot_be_understood_is_said_on_the_card(county, qtbot):
    counted(county, qtbot)

    def work(store, _):
        with store.change("坏") as change:
            row = (store.office, "s1", "rule.R034", "2022-01-01", '"off"')
            change.put("setting", ("office", "id", "name", "since", "value"), [row])

    county.program.session.runner.change("坏", work)
    qtbot.waitUntil(lambda: "R034" in errors(county).words[2], timeout=30000)
    assert errors(county).words[1] == "—"
    assert not county.program.window.findChildren(Levels)


def test_a_rule_is_set_aside_in_the_review_centre_and_put_back(county, qtbot, typing):
    program = county.program
    program.window.go(Place("review", (("level", "error"),)))
    settled(qtbot, program)
    page = program.window.page
    row = next(at for at, item in enumerate(page._list.rows) if item.rule == "R034")
    page._list.selectRow(row)
    year = page._list.rows[row].year
    page._detail.level.click()
    dialog = page.window().findChild(Levels)
    assert dialog.list.current.rule == "R034"
    assert dialog.year.currentData() == year
    assert not dialog.save.isEnabled(), "without a reason nothing is changed"
    qtbot.mouseClick(dialog.level._buttons["off"], Qt.MouseButton.LeftButton)
    typing(dialog.reason, "试行期内不审")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    settled(qtbot, program)
    assert "停用了 R034" in page._told.text()
    assert all(item.rule != "R034" for item in page._checked.items)
    assert "审核规则 R034 调为停用" in program.commands.action("undo").text()
    page.adjust_level()
    dialog = next(one for one in page.window().findChildren(Levels) if one.isVisible())
    at = next(at for at, rule in enumerate(dialog.list.rows) if rule.rule == "R034")
    dialog.list.selectRow(at)
    assert dialog.reason.text() == "试行期内不审"
    assert dialog.list.text(at, 2) == "停用"
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    settled(qtbot, program)
    assert any(item.rule == "R034" for item in page._checked.items)
    assert "停用" not in page._told.text()


def test_a_city_sees_its_counties_and_each_leads_to_its_packages(city, qtbot):
    assert city._scope.isVisible()
    assert city._summary.scope == SUB
    assert set(cards(city)) == {"县区报送", "全市目标管理项目", "全市项目金额（万元）", "县区执行率", "有差异的县区"}
    board = city._board
    cells = [board.model().cells[row] for row in range(board.model().rowCount())]
    assert {cell.short: cell.state for cell in cells} == {"红塔区": "已收", "江川区": "有差异"}
    assert cells[0].lines[-1].endswith("万元")
    assert "有差异" in board.model().data(board.model().index(1, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    gone = []
    city.go.disconnect()
    city.go.connect(gone.append)
    board.setCurrentIndex(board.model().index(1, 0))
    qtbot.mouseClick(
        board.viewport(), Qt.MouseButton.LeftButton, pos=board.visualRect(board.model().index(1, 0)).center()
    )
    card = cards(city)["有差异的县区"]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    city._bars.chosen.emit(make.COUNTY)
    assert [place.page for place in gone] == ["receiving"] * 3
    assert [place.value("office") for place in gone] == [make.OTHER, make.OTHER, make.COUNTY]


def test_a_county_that_was_clicked_is_the_one_that_the_receiving_page_shows(city, qtbot):
    program = city.program
    program.window.go(Place("receiving", (("office", make.OTHER),)))
    settled(qtbot, program)
    page = program.window.page
    assert page._matrix.current.code == make.OTHER
    titles = [page._matrix.text(row, 0) for row in range(len(page._matrix.rows))]
    assert titles == ["红塔区", "江川区", "县区小计", "市本级", "抵销", "全市"]
    told = {title: page._matrix.text(row, 1) for row, title in enumerate(titles)}
    assert told["全市"].startswith("2/2 全部报齐")
    assert "抵销" in told["抵销"]
    sums = {title: page._lines[row].sums for row, title in enumerate(titles) if row > 1}
    assert sums["全市"].projects == sums["县区小计"].projects + (sums["市本级"].projects or 0)
    assert sums["抵销"].amount is None


def test_a_city_turns_to_its_own_departments_and_back(city, qtbot):
    qtbot.mouseClick(city._scope._buttons[OWN], Qt.MouseButton.LeftButton)
    settled(qtbot, city.program)
    assert city._summary.scope == OWN
    assert city._hint.isVisible(), "this city has no departments of its own yet"
    qtbot.mouseClick(city._scope._buttons[SUB], Qt.MouseButton.LeftButton)
    settled(qtbot, city.program)
    assert city._summary.scope == SUB
    city.program.commands.action("unit").trigger()
    settled(qtbot, city.program)
    assert "全市项目金额（元）" in cards(city)


@pytest.mark.parametrize("dark", [False, True])
def test_round_choices_and_arrows_can_be_seen_in_both_themes(qapp, qtbot, dark):
    theme.apply(qapp, dark=dark)
    held = QWidget()
    qtbot.addWidget(held)
    body = QVBoxLayout(held)
    off, spin = QRadioButton("一"), QSpinBox()
    for part in (off, spin):
        body.addWidget(part)
    held.resize(200, 90)
    held.show()
    ground = theme.color("ground")

    def inked(part, left, right):
        picture = part.grab().toImage()
        ratio = picture.devicePixelRatio()
        found = 0
        for x in range(int(left * ratio), int(right * ratio)):
            for y in range(picture.height()):
                shade = picture.pixelColor(x, y)
                found += abs(shade.lightness() - ground.lightness()) > 40
        return found

    assert inked(off, 0, 16) > 20, "the ring of a choice that is not taken"
    assert inked(spin, spin.width() - 20, spin.width() - 4) > 10, "the arrows"
    theme.apply(qapp, dark=False)


@pytest.mark.parametrize(("width", "height"), [(1366, 728), (1024, 600)])
def test_a_city_has_nothing_cut(city, qtbot, width, height):
    program = city.program
    program.window.resize(width, height)
    for key in ("workbench", "receiving", "review", "settings"):
        program.window.go(Place(key, (("panel", "backups"),)))
        settled(qtbot, program)
        assert cut(program.window) == [], key
    program.window.go(Place("review"))
    settled(qtbot, program)
    program.window.page.adjust_level()
    assert cut(next(one for one in program.window.findChildren(Levels) if one.isVisible())) == []
