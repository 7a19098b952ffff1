"""Every figure on a ledger counted by hand: one row moves it; states, periods, classes, scopes and blanks."""

import shutil

import pytest

from perfdesk.catalog import figures as catalog
from perfdesk.store import figures
from perfdesk.store.file import create, open_store
from tests.store.small_ledger import WAN, Ledger

NOTICE = {9: 80, 10: 90}
CARD = {"level": "county", "key": "00", "fingerprint": "", "enrolled_on": "2023-01-01"}


@pytest.fixture(scope="module")
def filled_file(empty_master, tmp_path_factory):
    path = shutil.copyfile(empty_master, tmp_path_factory.mktemp("figures") / "小.perfdesk")
    with open_store(path) as store:
        Ledger(store).fill()
    return path


@pytest.fixture
def ledger(filled_file, tmp_path):
    path = shutil.copyfile(filled_file, tmp_path / "小.perfdesk")
    with open_store(path) as store:
        yield Ledger(store)


def value(store, key, scope="own", year=2023, month=None, **more):
    return figures.compute(store, [catalog.figure(key)], scope, year, month, notice=NOTICE, **more)[0]


# key: value, the row that is changed, value then
CASES = {
    "office.subordinate.count": (
        "0",
        ("roster", {"id": "r1", "code": "530499", "name": "下级", **CARD}),
        "1",
    ),
    "target.department.count": ("2", ("target", {"id": "td2", "state": "approved"}), "3"),
    "target.department.rate": ("66.67", ("unit_year", {"id": "d2-2023", "owes_overall": 0}), "100.00"),
    "target.project.count": ("4", ("target", {"id": "tp3", "state": "approved"}), "5"),
    "target.project.amount": ("195.01", ("funding", {"id": "l0", "adjusted": 101 * WAN}), "196.01"),
    "target.project.own.count": ("2", ("project", {"id": "p2", "class": "own"}), "3"),
    "target.project.own.amount": ("105.00", ("funding", {"id": "l7", "adjusted": 6 * WAN}), "106.00"),
    "target.project.superior.count": ("2", ("project", {"id": "p2", "class": "own"}), "1"),
    "target.project.superior.amount": ("90.01", ("funding", {"id": "l3", "adjusted": 10 * WAN - 1_000}), "90.00"),
    "target.project.rate": ("80.00", ("project", {"id": "p6", "needs_target": 0}), "100.00"),
    "target.review.returned.count": ("3", ("target", {"id": "tp2", "returns": 1}), "4"),
    "target.review.second_passed.count": ("1", ("target", {"id": "tp3", "state": "passed"}), "2"),
    "target.review.rejected.count": ("1", ("project", {"id": "p6", "state": "rejected"}), "2"),
    "target.review.amount_cut": ("25.00", ("target", {"id": "tp3", "approved_amount": 8 * WAN}), "26.00"),
    "monitor.department.count": ("2", ("monitoring", {"id": "m9d2", "state": "passed"}), "3"),
    "monitor.department.rate": ("66.67", ("monitoring", {"id": "m9t1", "state": "submitted"}), "33.33"),
    "monitor.project.count": ("3", ("monitoring", {"id": "m9p7", "state": "passed"}), "4"),
    "monitor.project.own.count": ("1", ("monitoring", {"id": "m9p7", "state": "sealed"}), "2"),
    "monitor.project.superior.count": ("2", ("monitoring", {"id": "m9p2", "state": "returned"}), "1"),
    "monitor.project.superior.amount": ("90.01", ("monitoring", {"id": "m9p2", "state": "returned"}), "50.00"),
    "monitor.project.superior.rate": ("100.00", ("monitoring", {"id": "m9p5", "state": "draft"}), "50.00"),
    "monitor.project.rate": ("75.00", ("monitoring", {"id": "m9p7", "state": "passed"}), "100.00"),
    "monitor.key.count": ("1", ("monitoring", {"id": "m9p2", "report_on": "2023-10-20"}), "2"),
    "monitor.special_bond.count": ("1", ("project", {"id": "p1", "tag": "抗疫特别国债"}), "2"),
    "monitor.special_bond.amount": ("50.00", ("funding", {"id": "l6", "adjusted": 51 * WAN}), "51.00"),
    "monitor.below_line.count": ("2", ("execution", {"id": "e0-9", "executed": 8_560 * WAN // 100 - 1}), "3"),
    "selfeval.department.count": ("1", ("selfeval", {"id": "sd2", "state": "passed"}), "2"),
    "selfeval.department.rate": ("50.00", ("unit_year", {"id": "t1-2022", "active": 1}), "33.33"),
    "selfeval.project.count": ("3", ("selfeval", {"id": "sq3", "state": "sealed"}), "4"),
    "selfeval.project.rate": ("75.00", ("project", {"id": "q5", "owes_selfeval": 1}), "60.00"),
    "selfeval.amount": ("44.00", ("funding", {"id": "l9", "source": "county"}), "143.00"),
    "selfeval.amount.superior": ("28.00", ("funding", {"id": "l13", "source": "city"}), "30.00"),
    "selfeval.amount.own": ("16.00", ("funding", {"id": "l12", "source": "未分"}), "19.00"),
    "selfeval.accounts": ("3", ("selfeval", {"id": "sq3", "state": "passed"}), "4"),
    "rectify.department.count": ("3", ("finding", {"id": "f6", "replied_on": "2022-12-31"}), "2"),
    "rectify.subject.count": ("3", ("finding", {"id": "f6", "sent_on": "2023-01-01"}), "4"),
    "rectify.policy_improved.count": ("1", ("finding", {"id": "f3", "outcome": "完善制度"}), "2"),
    "rectify.recovered.count": ("2", ("finding", {"id": "f6", "closed_on": "2022-12-30"}), "1"),
    "rectify.feedback_rate": ("66.67", ("finding", {"id": "f4", "replied_on": "2023-12-01"}), "100.00"),
    "rectify.rate": ("66.67", ("finding", {"id": "f2", "state": "核实中"}), "33.33"),
    "rectify.intime_rate": ("33.33", ("finding", {"id": "f2", "deadline": "2023-04-02"}), "66.67"),
    "rectify.problem_rate": ("75.00", ("finding", {"id": "f1", "state": "整改中"}), "50.00"),
    "rectify.recovered.amount": ("2.00", ("finding", {"id": "f4", "recovered": 3 * WAN}), "5.00"),
}  # fmt: skip


def test_every_figure_is_counted_by_hand():
    assert set(CASES) == set(catalog.keys())


@pytest.mark.parametrize("key", CASES)
def test_one_row_moves_the_figure(ledger, key):
    before, (table, row), after = CASES[key]
    assert value(ledger.store, key).text == before
    ledger.put(table, **row)
    assert value(ledger.store, key).text == after


@pytest.mark.parametrize("key", CASES)
def test_rows_behind_a_number_give_the_number(ledger, key):
    found = value(ledger.store, key, rows=True)
    rows = found.rows
    assert all(row.office == "530402" for row in rows)
    sums = {
        "count": len(rows),
        "distinct": len({(row.office, row.id) for row in rows}),
        "sum": sum(row.amount or 0 for row in rows),
    }
    if found.figure.aggregate == "rate":
        assert (found.top, found.bottom) == (sum(row.top for row in rows), sum(row.bottom for row in rows))
    else:
        assert found.number == sums[found.figure.aggregate]


@pytest.mark.parametrize("key", CASES)
def test_another_year_and_another_office_do_not_count(ledger, key):
    if key != "office.subordinate.count":
        assert value(ledger.store, key, year=2031).text is None or catalog.figure(key).filled == "finding"
        assert value(ledger.store, key, "sub").text is None


# --- periods


def test_the_default_period_is_the_last_ordinary_one_with_sheets_handed_in(ledger):
    assert value(ledger.store, "monitor.project.count").month == 9  # 10 is a special fund's, 12 holds a draft only
    ledger.put("monitoring", id="m12p1", state="submitted")
    assert (value(ledger.store, "monitor.project.count").month, value(ledger.store, "monitor.project.count").text) == (
        12,
        "0",
    )


def test_a_named_month_counts_its_sheets(ledger):
    assert value(ledger.store, "monitor.project.count", month=6).text == "2"
    assert value(ledger.store, "monitor.project.count", month=10).text == "1"
    assert value(ledger.store, "monitor.project.count", month=3).text is None
    assert value(ledger.store, "monitor.department.count", month=6).text is None  # no department handed in a sheet


def test_a_special_period_owes_its_own_fund_only(ledger):
    rate = value(ledger.store, "monitor.project.rate", month=10)
    assert (rate.top, rate.bottom, rate.text) == (1, 1, "100.00")
    ledger.put(
        "monitoring",
        id="m10d1",
        subject_kind="department",
        subject="d1",
        year=2023,
        month=10,
        special="抗疫特别国债",
        state="passed",
    )
    assert value(ledger.store, "monitor.department.rate", month=10).text is None  # nobody owes one


def test_key_monitoring_of_an_earlier_period_still_counts_and_counts_once(ledger):
    assert value(ledger.store, "monitor.key.count", month=6).text == "1"
    ledger.put("monitoring", id="m9p1", key_monitoring=1, report_on="2023-10-20")
    assert value(ledger.store, "monitor.key.count").text == "1"


def test_a_period_without_a_notice_line_has_no_number_below_it(ledger):
    assert value(ledger.store, "monitor.below_line.count", month=6).text is None
    assert value(ledger.store, "monitor.below_line.count", month=10).text == "1"  # 20 of 50, line 90


def test_no_execution_at_all_is_not_below_the_line(ledger):
    ledger.put("monitoring", id="m9p2", executed=None)
    assert value(ledger.store, "monitor.below_line.count").text == "1"


# --- states, versions, units


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "passed", "withdrawn"])
def test_only_an_approved_target_counts(ledger, state):
    ledger.put("target", id="tp1", state=state, current=0)
    assert value(ledger.store, "target.project.count").text == "3"


def test_versions_count_a_subject_once(ledger):
    ledger.put(
        "target", id="tp1c", subject_kind="project", subject="p1", year=2023, version=2, state="approved", current=0
    )
    assert value(ledger.store, "target.project.count").text == "4"
    assert value(ledger.store, "target.review.amount_cut").text == "25.00"


@pytest.mark.parametrize("state", ["draft", "rejected", "withdrawn"])
def test_only_admitted_projects_are_managed(ledger, state):
    ledger.put("project", id="p1", state=state)
    assert value(ledger.store, "target.project.count").text == "3"


def test_second_level_units_never_count_as_departments(ledger):
    ledger.put("unit_year", id="u1-2023", owes_overall=1)
    rate = value(ledger.store, "target.department.rate")
    assert (rate.top, rate.bottom) == (2, 3)


def test_a_second_level_unit_answers_for_its_department(ledger):
    ledger.delete("finding_unit", "f3d1", "f1d1", "f2d1")
    assert value(ledger.store, "rectify.department.count").text == "3"
    ledger.delete("finding_unit", "f3u1")
    assert value(ledger.store, "rectify.department.count").text == "2"


def test_a_department_that_answered_alone_counts_before_the_others(ledger):
    ledger.put("finding_unit", id="f4d2", finding="f4", unit="d2", replied_on="2023-09-01")
    ledger.put("finding", id="f3", replied_on="2022-12-31")
    assert value(ledger.store, "rectify.department.count").text == "3"  # d1 by f1, d2 by f4, t1 by f6


# --- blank is not zero


def test_an_empty_ledger_says_nothing(empty_file):
    with open_store(empty_file) as store:
        for key in CASES:
            found = value(store, key)
            if key != "office.subordinate.count":
                assert (found.text, found.filled, found.expected) == (None, 0, 1), key


def test_drafts_are_not_handed_in(empty_file):
    with open_store(empty_file) as store:
        ledger = Ledger(store)
        ledger.put("project", **ledger.project("p1", 2023, "own", "admitted", 1, 1, ""))
        ledger.put("target", id="t", subject_kind="project", subject="p1", year=2023, state="draft")
        assert value(store, "target.project.count").text is None
        ledger.put("target", id="t", state="submitted")
        assert value(store, "target.project.count").text == "0"
        assert value(store, "target.project.amount").text == "0.00"
        assert value(store, "target.department.count").text is None


def test_blank_amounts_are_no_sum(ledger):
    ledger.delete("funding", *(f"l{at}" for at in range(8)))
    assert value(ledger.store, "target.project.amount").text is None
    ledger.put("funding", id="l0", project="p1", account="general", source="county", adjusted=None)
    assert value(ledger.store, "target.project.amount").text is None
    ledger.put("funding", id="l0", adjusted=0)
    assert value(ledger.store, "target.project.amount").text == "0.00"


# --- the offices below


@pytest.fixture
def city(tmp_path):
    path = tmp_path / "市.perfdesk"
    with create(path, code="530400", name="玉溪市财政局", level="city", year=2023) as store:
        for code in ("530402", "530403"):
            Ledger(store, code).put(
                "office", id=code, code=code, name=code, level="county", superior="530400", year=2023
            )
            Ledger(store, code).fill()
        yield store


def test_two_counties_add_up(city):
    single = {key: before for key, (before, _, _) in CASES.items()}
    for key, one in single.items():
        found = value(city, key, "sub")
        if key == "office.subordinate.count":
            continue
        assert (found.expected, found.filled) == (2, 2)
        if found.figure.unit == "%":
            assert found.text == one, key
        elif key == "selfeval.accounts":
            assert found.text == "3"  # the same account in two counties is one account
        elif found.figure.unit != "万元":
            assert int(found.text) == 2 * int(one), key  # the same unit id in two counties is two departments
    assert value(city, "target.project.superior.amount", "sub").text == "180.01"  # 90.005 twice, rounded once


def test_counties_look_up_to_the_city_the_city_does_not(city):
    own = Ledger(city).fill()
    assert value(city, "selfeval.amount.superior", "sub").text == "56.00"
    assert value(city, "selfeval.amount.superior").text == "25.00"  # central and province alone
    assert value(city, "selfeval.amount.own").text == "19.00"
    assert value(city, "target.project.count").text == "4"
    own.put("office", id="530400", level="province")
    assert value(city, "selfeval.amount.superior").text == "20.00"


def test_offices_at_any_depth_and_those_awaited(city):
    Ledger(city, "530499").put(
        "office", id="530499", code="530499", name="开发区", level="county", superior="530403", year=2023
    )
    card = {"name": "江川", **CARD}
    Ledger(city).put("roster", id="r1", code="530481", **card)
    Ledger(city).put("roster", id="r2", code="530402", **card)
    found = value(city, "target.department.count", "sub")
    assert (found.expected, found.filled, found.text) == (4, 2, "4")
    assert value(city, "office.subordinate.count").text == "3"  # 530402, 530403 and the awaited one
    Ledger(city).put("roster", id="r1", revoked_from=3)
    assert value(city, "target.department.count", "sub").expected == 3


def test_offices_that_lead_in_a_circle_are_counted_once(city):
    Ledger(city).put("office", id="530400", superior="530403")
    found = value(city, "target.department.count", "sub")
    assert (found.expected, found.text) == (2, "4")


def test_a_county_without_the_period_neither_counts_nor_lowers_the_rate(city):
    quiet = Ledger(city, "530403")
    quiet.delete(
        "monitoring", *(row[0] for row in city.rows("SELECT id FROM monitoring WHERE office = '530403' AND month = 9"))
    )
    found = value(city, "monitor.project.rate", "sub")
    assert (found.text, found.filled, found.expected) == ("75.00", 1, 2)


def test_only_one_office_is_computed_from_its_rows(city):
    Ledger(city, "530403").put("target", id="tp3", state="approved")
    assert value(city, "target.project.count", only="530402").text == "4"
    assert value(city, "target.project.count", only="530403").text == "5"
    assert value(city, "target.project.count", "sub").text == "9"
