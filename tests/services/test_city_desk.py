"""The city's workbench: counties in place of departments, figures of all, nothing taken off by guessing; errors."""

import shutil
import time
from datetime import date

import pytest

from perfdesk.domain.errors import Cancelled, UserError
from perfdesk.services import city_desk, enrolment, gathering, open_errors, receiving, review_center, workbench
from perfdesk.services.workbench import DIFFERING, MISSING, OWN, PENDING, RECEIVED, SUB
from perfdesk.store.file import open_store
from tests.services import package_offices as make
from tests.ui import small_city

DAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return small_city.build(tmp_path_factory.mktemp("city"))


@pytest.fixture
def city(built, tmp_path, monkeypatch):
    """A fresh copy of the city; nobody is enrolled."""
    monkeypatch.setenv("PERFDESK_PROFILE", str(tmp_path / "账户"))
    path = shutil.copyfile(built.path, tmp_path / built.path.name)
    with open_store(path, operator="张三") as store:
        yield store


@pytest.fixture
def enrolled(city, built):
    for card, groups in built.cards.values():
        enrolment.enrol(city, card, groups)
    return city


def board(found, key):
    return {cell.unit: cell for cell in next(one for one in found.boards if one.stage == key).cells}


def desk(store, scope=SUB):
    return city_desk.summary(store, 2023, scope, DAY)


def card(found, key):
    return next(one for one in found.cards if one.key == key)


def test_a_city_without_counties_sees_its_own(city):
    found = desk(city)
    assert (found.scope, found.offices, found.empty) == (OWN, 0, True)


def test_counties_that_are_awaited_are_missing(enrolled):
    found = desk(enrolled)
    assert (found.scope, found.offices, found.empty) == (SUB, 2, False)
    cells = board(found, "annual")
    assert {cell.state for cell in cells.values()} == {MISSING}
    assert set(cells) == {make.COUNTY, make.OTHER}
    assert cells[make.COUNTY].short == "红塔区"
    assert cells[make.COUNTY].amount is None
    assert card(found, "offices").value == "0/2"
    assert card(found, "projects").value == "—", "blank is not zero"
    assert {stage.state for stage in found.stages} == {workbench.LATER}
    assert found.waits == (), "nobody is late where nobody has begun"


def test_what_came_in_stands_on_the_board_and_in_the_figures(enrolled, built):
    receiving.receive(enrolled, [built.packages[make.COUNTY]["again"], built.packages[make.OTHER]["annual"]])
    receiving.receive(enrolled, [built.packages[make.COUNTY]["monitor"]])
    found = desk(enrolled)
    assert {cell.state for cell in board(found, "annual").values()} == {RECEIVED}
    assert {code: cell.state for code, cell in board(found, "monitor:9").items()} == {
        make.COUNTY: RECEIVED,
        make.OTHER: MISSING,
    }
    assert found.current == "monitor:9", "what is under way comes first"
    shown = next(one for one in found.boards if one.stage == "monitor:9")
    assert shown.told == "1 / 2 已收"
    stage = next(one for one in found.stages if one.key == "monitor:9")
    assert (stage.state, stage.told, stage.page) == (workbench.NOW, "1/2 县区", "receiving")
    mine = board(found, "annual")[make.COUNTY]
    summary = gathering.summary(enrolled, 2023)
    line = next(one for one in summary.lines if one.code == make.COUNTY)
    assert mine.amount == line.sums.amount
    assert mine.lines[1].startswith(f"{line.sums.projects} 个项目")
    assert [bar.unit for bar in found.execution.bars] == [make.OTHER, make.COUNTY] or len(found.execution.bars) == 2
    assert any("1 个县区没有报1-9月监控" in wait.text for wait in found.waits)
    assert all(wait.page == "receiving" and dict(wait.filters)["office"] in built.cards for wait in found.waits)


def test_figures_that_differ_and_packages_that_were_refused_are_told_apart(enrolled, built, tmp_path):
    receiving.receive(enrolled, [built.packages[make.OTHER]["annual"]])
    row = enrolled.rows("SELECT office, id FROM receipt WHERE sender = ?", (make.OTHER,))[0]
    with enrolled.change("不符") as change:
        found = '[["target.project.count", "592", "590"], ["target.project.amount", "73905.66", "73880.11"]]'
        change.put("receipt", ("office", "id", "differences"), [(*row, found)])
    whole = built.packages[make.COUNTY]["annual"]
    broken = tmp_path / whole.name
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    (verdict,) = receiving.receive(enrolled, [broken])
    assert verdict.status == "quarantined"
    found = desk(enrolled)
    cells = board(found, "annual")
    assert cells[make.OTHER].state == DIFFERING
    assert cells[make.COUNTY].state == PENDING, "its file says whose it is"
    assert any("红塔区的包被拒收" in wait.text for wait in found.waits)
    assert card(found, "differences").value == "1"
    assert card(found, "differences").filters == (("office", make.OTHER),)
    assert card(found, "differences").alarm
    assert any("2 个统计数与复算不符" in wait.text for wait in found.waits)
    assert [wait.tone for wait in found.waits] == sorted(
        (wait.tone for wait in found.waits), key=("red", "yellow", "grey").index
    )


def test_a_package_of_a_county_whose_key_is_missing_waits_to_be_received(enrolled, built):
    key = enrolled.rows("SELECT office, id FROM roster WHERE code = ?", (make.COUNTY,))[0]
    receiving.receive(enrolled, [built.packages[make.COUNTY]["annual"]])
    with enrolled.change("作废") as change:
        change.put("roster", ("office", "id", "revoked_from"), [(*key, 2)])
    time.sleep(1.1)  # what was refused later is told by the second
    receiving.receive(enrolled, [built.packages[make.COUNTY]["again"]])
    found = desk(enrolled)
    assert any("红塔区 1 个县区没有有效的签名密钥" in wait.text and wait.tone == "grey" for wait in found.waits)
    assert board(found, "annual")[make.COUNTY].state == PENDING
    assert "拒收" in board(found, "annual")[make.COUNTY].detail
    assert board(found, "monitor:9")[make.COUNTY].state == MISSING
    other = city_desk.summary(enrolled, 2024, SUB, DAY)
    assert {cell.state for cell in board(other, "annual").values()} == {MISSING}, "it was about another year"


def test_the_whole_city_is_own_and_below_and_nothing_is_guessed_away(enrolled, built):
    with enrolled.change("市本级") as change:
        change.put("unit", ("office", "id", "code", "name", "kind"), [(make.CITY, "c", "1", "市水利局", "department")])
        columns = ("office", "id", "year", "series", "name", "unit", "department")
        change.put("project", columns, [(make.CITY, "cp", 2023, "cs", "市级水库", "c", "c")])
        columns = ("office", "id", "project", "account", "source", "adjusted", "document")
        change.put("funding", columns, [(make.CITY, "cf", "cp", "general", "city", 700_000, "玉财农〔2023〕8号")])
        columns = ("office", "id", "subject_kind", "subject", "year", "state", "current")
        change.put("target", columns, [(make.CITY, "ct", "project", "cp", 2023, "approved", 1)])
    alone = gathering.summary(enrolled, 2023)
    assert alone.whole.projects == alone.own.projects == 1
    receiving.receive(enrolled, [one["annual"] for one in built.packages.values()])
    before = gathering.summary(enrolled, 2023)
    assert before.whole.amount == before.own.amount + before.below.amount == 700_000 + before.below.amount
    assert before.whole.projects == 1 + before.below.projects
    assert before.whole.rate is None
    lines = enrolled.rows(
        "SELECT f.office, f.id, f.adjusted FROM funding AS f JOIN project AS p ON p.office = f.office AND p.id ="
        " f.project WHERE f.office <> ? AND p.year = 2023 AND p.state = 'admitted' ORDER BY f.id",
        (make.CITY,),
    )
    with enrolled.change("市级资金") as change:
        documents = ("玉财农〔2023〕8号", "玉财农〔2023〕9号", "")
        rows = [(*line[:2], "city", text) for line, text in zip(lines[:3], documents, strict=True)]
        change.put("funding", ("office", "id", "source", "document"), rows)
        change.put("funding", ("office", "id", "source"), [(*line[:2], "county") for line in lines[3:]])
    after = gathering.summary(enrolled, 2023)
    assert after.passed_on == gathering.PassedOn(3, sum(line[2] or 0 for line in lines[:3]), 1)
    assert after.whole == before.whole, "what nobody registered as passed on is listed, never taken off"
    found = desk(enrolled)
    amounts = card(found, "amount")
    assert (amounts.money, amounts.parts) == (
        after.whole.amount,
        (("本级", after.own.amount), ("县区", after.below.amount)),
    )
    assert card(found, "projects").told.endswith(f"本级 1，县区 {after.below.projects}")
    own = desk(enrolled, OWN)
    assert (own.scope, own.offices) == (OWN, 2)
    assert {one.key for one in own.cards} >= {"targets", "findings"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("红塔区财政局", "红塔区"),
        ("元江哈尼族彝族傣族自治县财政局", "元江县"),
        ("峨山彝族自治县财政局", "峨山县"),
        ("双江拉祜族佤族布朗族傣族自治县财政局", "双江县"),
        ("澄江市财政局", "澄江市"),
        ("鄂伦春自治旗财政局", "鄂伦春自治旗"),
    ],
)
def test_counties_are_called_as_people_say(name, said):
    line = gathering.Line("1", name, "", "", {}, (), gathering.Sums())
    assert city_desk.name(line) == said


# --- open errors


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        yield store


def test_the_card_counts_the_errors_of_both_years_and_what_is_new_since_the_last_check(county):
    path = str(county.path)
    checked = review_center.check(county, 2023)
    errors = sum(item.level == "error" for item in checked.items)
    first = open_errors.count(path, 2023)
    assert first == open_errors.Errors(errors, 0, "")
    assert open_errors.card(first).told == "清零后才能上报"
    state = open_errors.depends_on(county, 2023)
    review_center.keep(county, checked)
    assert open_errors.depends_on(county, 2023) != state, "a complete check changes what is new"
    found = county.rows("SELECT id FROM selfeval WHERE office = ? ORDER BY id LIMIT 3", (make.COUNTY,))
    with county.change("等级") as change:
        change.put("selfeval", ("office", "id", "grade"), [(make.COUNTY, one, "差") for (one,) in found])
    second = open_errors.count(path, 2023)
    assert second == open_errors.Errors(errors + 3, 3, checked.at)
    made = open_errors.card(second, "昨天 17:40")
    assert (made.value, made.told, made.alarm) == (str(errors + 3), "比 昨天 17:40 全审新增 3", True)
    assert (made.page, made.filters) == ("review", (("level", "error"),))
    county.undo()
    assert open_errors.count(path, 2023).new == 0


def test_an_office_without_errors_may_report_and_trouble_is_said(empty_file):
    found = open_errors.count(str(empty_file), 2023)
    assert found == open_errors.Errors(0, 0, "")
    assert (open_errors.card(found).told, open_errors.card(found).alarm) == ("没有错误，可以上报", False)
    assert open_errors.card(None).value == "…"
    assert open_errors.trouble("读不了").told == "读不了"
    with pytest.raises(UserError):
        open_errors.count(str(empty_file) + "x", 2023)


def test_counting_stops_when_nobody_waits(county):
    class Gone:
        def step(self, _done, _total, _text=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        open_errors.count(str(county.path), 2023, Gone())
