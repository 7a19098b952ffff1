"""The checklist of a county and the matrix of a city, beside the rows themselves."""

from datetime import date, datetime

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.services import backups, gathering, submission
from tests.services import package_offices as make


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store, departments=2, each=2)
        yield store


@pytest.fixture
def city(tmp_path, county):
    with make.office(tmp_path, make.CITY) as store:
        make.enrol(store, county, tmp_path / "card")
        yield store


def tones(state):
    return {check.key: check.tone for check in state.checks}


def test_each_kind_is_checked_by_its_own_stages(county):
    stages = {
        kind: {key.partition("-")[0] for key in tones(submission.state(county, 2023, kind)) if "-" in key}
        for kind in ("target", "monitor", "annual")
    }
    assert stages == {
        "target": {"target"},
        "monitor": {"monitoring"},
        "annual": {"target", "monitoring", "selfeval"},
    }
    assert submission.state(county, 2023, "monitor").wanted.month == 9
    assert submission.state(county, 2023, "monitor", 6).wanted.month == 6
    assert submission.state(county, 2023, "monitor", 12).wanted.month == 9, "there are no sheets of that month"


def test_sums_that_do_not_agree_are_counted(county):
    key = "monitoring-sums"
    before = next(one for one in submission.state(county, 2023, "monitor").checks if one.key == key)
    assert before.tone == "yellow", "the sheets of this county hold other numbers than the ledger"
    with county.change("相符") as change:
        rows = county.rows(
            "SELECT m.id, (SELECT SUM(e.executed) FROM execution AS e WHERE e.project = m.subject AND e.month = 9) "
            "FROM monitoring AS m WHERE m.month = 9"
        )
        change.put("monitoring", ("office", "id", "executed"), [(make.COUNTY, *row) for row in rows])
    assert tones(submission.state(county, 2023, "monitor"))[key] == "green"


def test_the_backup_counts_on_its_day_alone_and_a_read_only_file_stops(county):
    backups.back_up(county.path)
    today = datetime.now().astimezone().date()
    assert tones(submission.state(county, 2023, "target", today=today))["backup"] == "green"
    assert tones(submission.state(county, 2023, "target", today=date(2999, 1, 1)))["backup"] == "yellow"
    assert tones(submission.state(county, 2023, "target", writable=False))["file"] == "red"


def test_a_year_without_sheets_cannot_report_monitoring(county):
    assert tones(submission.state(county, 2021, "monitor"))["monitoring-there"] == "red"
    assert submission.state(county, 2021, "monitor").rows == 0


def test_numbers_run_by_kind_and_period(county, tmp_path):
    for kind, month in (("annual", None), ("annual", None), ("monitor", 6)):
        make.pack(county, tmp_path, kind, month)
    numbers = {
        (kind, month): submission.state(county, 2023, kind, month).number
        for kind, month in (("annual", None), ("monitor", 6), ("monitor", 9), ("target", None))
    }
    assert numbers == {("annual", None): 3, ("monitor", 6): 2, ("monitor", 9): 1, ("target", None): 1}
    history = submission.state(county, 2023, "annual").history
    assert [(one.title, one.number) for one in history][-1] == ("2023 年度全年数据", 1)
    assert all(len(one.digest) == 64 for one in history)


def test_the_trial_says_what_packing_would_say(county, tmp_path):
    trial = submission.trial_file(county.path, submission.Wanted("annual", 2023))
    assert trial.check.tone == "red"
    with pytest.raises(UserError, match=f"还有 {len(trial.errors)} 个审核错误"):
        submission.pack(county, trial.wanted, tmp_path, "")
    make.explain(county, 2023)
    assert submission.trial_file(county.path, trial.wanted).check.tone == "green"


def test_an_office_that_is_only_enrolled_is_awaited(city):
    found = gathering.summary(city, 2023)
    assert [(line.code, line.signature, line.latest) for line in found.lines] == [(make.COUNTY, gathering.SIGNED, {})]
    annual = found.slots[-1]
    assert [line.name for line in found.missing(annual.key)] == ["红塔区财政局"]
    words = gathering.reminder(found, annual, "11 月 3 日")
    assert "已收到 0 / 1" in words
    assert "红塔区财政局" in words


def test_figures_of_the_matrix_are_those_of_the_rows(county, city, tmp_path):
    make.receive(city, make.pack(county, tmp_path / "out").path)
    (line,) = gathering.summary(city, 2023).lines
    assert line.sums.projects == len(make.rows_of(city, make.COUNTY)["project"]) // 2
    rows = city.rows(
        "SELECT SUM(e.executed) FROM execution AS e WHERE e.office = ? AND e.year = 2023 AND e.month = 9",
        (make.COUNTY,),
    )
    budget = city.rows(
        "SELECT SUM(f.adjusted) FROM funding AS f JOIN project AS p ON p.office = f.office AND p.id = f.project "
        "WHERE p.office = ? AND p.year = 2023",
        (make.COUNTY,),
    )
    assert line.sums.rate == round(rows[0][0] * 10_000 / budget[0][0])
    assert gathering.summary(city, 2023).below.projects == line.sums.projects
    assert gathering.summary(city, 2022).any_reported == 0


def test_a_receipt_under_another_one_cannot_be_taken_back_silently(county, city, tmp_path):
    first = make.pack(county, tmp_path / "out").path
    with county.change("改名") as change:
        change.put("unit", ("office", "id", "name"), [(make.COUNTY, "u0", "第零局")])
    second = make.pack(county, tmp_path / "out").path
    make.receive(city, first, second)
    (line,) = gathering.summary(city, 2023).lines
    old, new = sorted(line.receipts, key=lambda one: one.seq)
    with pytest.raises(UserError):
        gathering.take_back(city, old.id)
    assert gathering.take_back(city, new.id).endswith("第 2 号")
    assert city.rows("SELECT name FROM unit WHERE id = 'u0'") == [("第0局",)]
    assert gathering.take_back(city, old.id).endswith("第 1 号")
    assert gathering.summary(city, 2023).any_reported == 0
    with pytest.raises(UserError, match="已经不在台账里"):
        gathering.take_back(city, "no such receipt")
