"""What an office sets for itself: lights, numbers of published tables, and how grave a check is; everywhere at once."""

import json
import pickle
from datetime import date

import openpyxl
import pytest

from perfdesk.__main__ import main
from perfdesk.catalog.settings import year_settings
from perfdesk.domain.errors import UserError
from perfdesk.services import (
    checks,
    exports,
    form_sheet,
    history,
    ledgers,
    office_settings,
    packages,
    review_center,
    review_rules,
    rule_levels,
    scores,
    settings,
    submission,
)
from perfdesk.services import reviews as review_steps
from perfdesk.services.imports import Options
from perfdesk.services.imports.checking import checking
from perfdesk.store.file import open_store
from tests.services import package_offices as make
from tests.services.readings import DONE, monitoring, store

__all__ = ["store"]

SINCE = date(2022, 1, 1)


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as opened:
        make.fill(opened)
        yield opened


def levels(found):
    return {(one.problem.rule, one.problem.level) for one in found}


# --- lights


def lights(store, month=9):
    """Executed, budget and light of every project, by the ledger that the window shows."""
    view = ledgers.View("projects", 2023, month, columns=("name", "executed", "adjusted", "light"))
    found = ledgers.opened(store, view)
    return [(line.cells[1], line.cells[2], line.cells[3]) for line in found.lines]


def expected(executed, adjusted, month, red, green, *, schedule):
    done = executed * 12 * 100 if schedule else executed * 100
    due = adjusted * month if schedule else adjusted
    return "绿" if done >= due * green else "黄" if done >= due * red else "红"


@pytest.mark.parametrize(
    ("rule", "red", "green"), [("schedule", 60, 80), ("schedule", 30, 95), ("plain", 60, 80), ("plain", 45, 45)]
)
def test_the_money_light_goes_by_the_offices_own_rule(county, rule, red, green):
    projects = [one for (one,) in county.rows("SELECT id FROM project WHERE year = 2023 ORDER BY id")]
    spread = dict(zip(projects, range(20, 101, 7), strict=False))
    funding = county.rows("SELECT id, project, adjusted FROM funding ORDER BY id")
    with county.change("执行数") as change:
        gone = county.rows("SELECT office, id FROM execution")
        change.delete("execution", gone)
        rows = [
            (county.office, f"x{at}", line, project, 2023, 9, adjusted * spread[project] // 100)
            for at, (line, project, adjusted) in enumerate(funding)
            if project in spread
        ]
        change.put("execution", ("office", "id", "funding", "project", "year", "month", "executed"), rows)
    for name, typed in (("rule", rule), ("red", str(min(red, 50))), ("green", str(green)), ("red", str(red))):
        office_settings.set_rule(county, f"lights.{name}", typed, SINCE)
    money = county.rows(
        "SELECT p.name, (SELECT SUM(e.executed) FROM execution AS e WHERE e.project = p.id),"
        " (SELECT SUM(f.adjusted) FROM funding AS f WHERE f.project = p.id) FROM project AS p WHERE p.year = 2023"
    )
    wanted = {name: expected(e, a, 9, red, green, schedule=rule == "schedule") for name, e, a in money if e is not None}
    view = ledgers.View("projects", 2023, 9, columns=("name", "light"))
    shown = {line.cells[0]: line.cells[1] for line in ledgers.opened(county, view).lines if line.cells[1]}
    assert shown == wanted
    assert len(set(wanted.values())) > 1
    for light in set(wanted.values()):  # the filter of the column sees the same light
        narrowed = ledgers.View(
            "projects", 2023, 9, columns=("name",), filters=(ledgers.Narrow("light", values=(light,)),)
        )
        assert ledgers.opened(county, narrowed).count == list(wanted.values()).count(light)


def test_lights_are_dated_and_their_limits_must_be_in_order(county):
    office_settings.set_rule(county, "lights.green", "90", date(2023, 1, 1))
    assert (settings.of_year(county, 2022).lights.green, settings.of_year(county, 2023).lights.green) == (80, 90)
    before = county.head()
    for name, typed in (("red", "91"), ("green", "101"), ("green", "59"), ("red", "0"), ("rule", "slow")):
        with pytest.raises(UserError) as found:
            office_settings.set_rule(county, f"lights.{name}", typed, date(2023, 1, 1))
        assert "lights" not in found.value.message or name == "rule"
    assert county.head() == before
    history.undo(county)
    assert settings.of_year(county, 2023).lights.green == 80


# --- the numbers of published tables


def test_shipped_table_numbers_move_with_the_year_and_an_old_own_one_gives_way():
    shipped = {year: year_settings(year).disclosure for year in (2020, 2022, 2023)}
    assert [(one.department, one.project) for one in shipped.values()] == [
        ("附表11", "附表12"),
        ("公开13表", "公开14表"),
        ("公开14表", "公开15表"),
    ]
    own = [("disclosure.project", "2022-01-01", "公开15表"), ("disclosure.department", "2023-01-01", "")]
    assert year_settings(2022, own).disclosure.project == "公开15表"
    assert year_settings(2023, own).disclosure.project == "公开15表"
    assert year_settings(2023, own).disclosure.department == ""
    moved = [("disclosure.project", "2021-01-01", "附表9")]
    assert [year_settings(year, moved).disclosure.project for year in (2021, 2022)] == ["附表9", "公开14表"]


def test_the_number_of_a_published_table_is_printed_on_screen_and_paper(county, tmp_path):
    sheet, subject = county.rows("SELECT id, subject FROM selfeval WHERE year = 2022 AND subject_kind = 'project'")[0]
    with county.change("云南表") as change:
        change.put("selfeval", ("office", "id", "layout"), [(county.office, sheet, "selfeval.project.yunnan")])

    def corner():
        view = form_sheet.open_form(county, form_sheet.Ask("selfeval.project.yunnan", sheet))
        return next(cell for cell in view.cells if cell.address == "A2")

    assert corner().text == "公开14表"
    assert not corner().editable
    office_settings.set_rule(county, "disclosure.project", "公开12表", SINCE)
    assert corner().text == "公开12表"
    (code,) = county.rows("SELECT code FROM project WHERE id = ?", (subject,))[0]
    wanted = exports.Selection(form="selfeval.project.yunnan", year=2022, project=code)
    office_settings.set_rule(county, "disclosure.project", "公开11表", SINCE)
    exports.template(county, wanted, tmp_path / "先前")  # what was printed before must not stay in any memory
    office_settings.set_rule(county, "disclosure.project", "公开12表", SINCE)
    written = exports.template(county, wanted, tmp_path / "表")
    book = openpyxl.load_workbook(written.paths[0])
    assert book.worksheets[0]["A2"].value == "公开12表"
    with pytest.raises(UserError, match="12 个字"):
        office_settings.set_rule(county, "disclosure.project", "公开" * 7, SINCE)


# --- how grave a check is


def test_a_milder_rule_no_longer_blocks_and_says_why(county, capsys):
    before = checks.run(county, 2022).count("error")
    hits = [one for one in checks.run(county, 2022).found if one.problem.rule == "R034"]
    assert {one.problem.level for one in hits} == {"error"}
    rule_levels.set_level(county, "R034", "warning", " 市局\n通知 ", 2022)
    after = checks.run(county, 2022)
    assert after.count("error") == before - len(hits)
    assert {one.problem.level for one in after.found if one.problem.rule == "R034"} == {"warning"}
    rule = review_rules.rules(county, 2022)["R034"]
    assert (rule.level, rule.default, rule.since, rule.reason) == ("warning", "error", "2022-01-01", "市局 通知")
    assert rule.grave == "本单位自 2022 年度起由错误调为警告：市局 通知"
    assert review_rules.rules(county, 2021)["R034"].grave == "错误级规则"
    assert "R034 警告（市局 通知）" in rule_levels.told(county, 2022)
    assert rule_levels.told(county, 2021) == ""
    path = county.path
    county.close()
    assert main(["check", str(path), "--year", "2022", "--rule", "R034", "--json"]) == 0
    said = capsys.readouterr()
    assert {one["level"] for one in json.loads(said.out)["problems"]} == {"warning"}
    assert "R034 警告（市局 通知）" in said.err


def test_a_rule_that_is_off_finds_nothing_anywhere(county):
    for rule in ("R015", "R051", "R017", "R034"):
        rule_levels.set_level(county, rule, "off", "试行期", 2022)
    wanted = {"R015", "R051", "R017", "R034"}
    checked = review_center.check(county, 2023)
    assert {item.rule for item in checked.items} & wanted == set()
    sheet, subject = county.rows("SELECT id, subject FROM selfeval WHERE year = 2022")[0]
    assert {one.problem.rule for one in checks.of_record(county, sheet, subject, 2022)} & wanted == set()
    left = checks.errors_by_record(county, "selfeval", [sheet])
    assert not any(text[:4] in wanted for texts in left.values() for text in texts)
    trial = submission.trial_file(county.path, packages.wanted(county, "annual"))
    assert not any(rule in text for text in trial.errors for rule in wanted)
    assert checks.run(county, 2022, rule="R034").found == ()
    for _ in wanted:
        history.undo(county)
    assert wanted <= {item.rule for item in review_center.check(county, 2023).items}


def test_a_sheet_passes_once_its_rule_is_milder(county):
    (sheet, year) = county.rows("SELECT id, year FROM selfeval WHERE subject_kind = 'project' LIMIT 1")[0]
    rules = {text[:4] for text in checks.errors_by_record(county, "selfeval", [sheet]).get(sheet, [])}
    assert rules
    with county.change("待审") as change:
        change.put("selfeval", ("office", "id", "state"), [(county.office, sheet, "submitted")])
    wanted = review_steps.Selection("selfeval.project", year=year, records=frozenset({sheet}))
    assert review_steps.review(county, wanted, "pass").done == 0
    for rule in rules:
        rule_levels.set_level(county, rule, "warning", "试行期", year)
    assert review_steps.review(county, wanted, "pass").done == 1


def test_a_graver_rule_blocks(county):
    mild = next(one.problem.rule for one in checks.run(county, 2022).found if one.problem.level == "warning")
    errors = checks.run(county, 2022).count("error")
    rule_levels.set_level(county, mild, "error", "本年重点", 2022)
    assert checks.run(county, 2022).count("error") > errors
    assert (mild, "warning") not in levels(checks.run(county, 2022).found)


def test_a_delivered_file_is_judged_by_the_same_levels(store):
    wrong = monitoring("河道治理", "水利局", DONE, executed=1_000_000)
    wrong.content.matrices["funds"]["total"]["rate"] = 9_999

    def told():
        carried = pickle.loads(pickle.dumps(checking(store, Options())))  # noqa: S301 - as it travels to a child
        return {one.level for one in carried.problems(wrong) if one.rule == "R050"}

    assert told() == {"error"}
    rule_levels.set_level(store, "R050", "hint", "试行", 2023)
    assert told() == {"hint"}
    rule_levels.set_level(store, "R050", "off", "试行", 2023)
    assert told() == set()


def test_scores_keep_their_reasons_whatever_the_levels(county):
    def told():
        return [(item.computed, item.rules, [line.rules for line in item.lines]) for item in found.items]

    found = scores.compute(county, 2022)
    before = told()
    assert any(rules for _, rules, _ in before)
    for rule in ("R033", "R034", "R035", "R036"):
        rule_levels.set_level(county, rule, "off", "试行", 2022)
    found = scores.compute(county, 2022)
    assert told() == before


def test_a_level_is_dated_replaced_and_put_back(county):
    rule_levels.set_level(county, "R034", "off", "一", 2023)
    assert {one.problem.rule for one in checks.run(county, 2022).found} >= {"R034"}
    rule_levels.set_level(county, "R034", "hint", "二", 2023)
    assert county.rows("SELECT COUNT(*) FROM setting") == [(1,)]
    assert settings.of_year(county, 2024).rules["R034"].level == "hint"
    rule_levels.reset_level(county, "R034")
    assert settings.of_year(county, 2023).rules == {}
    assert history.undo(county) == "审核规则 R034 恢复默认级别"
    assert settings.of_year(county, 2023).rules["R034"].reason == "二"


@pytest.mark.parametrize(
    ("rule", "level", "reason"),
    [
        ("R999", "off", "x"),
        ("D12", "off", "x"),
        ("R034", "fatal", "x"),
        ("R034", "", "x"),
        ("R034", "off", " \n"),
        ("R034", "off", "长" * 201),
    ],
)
def test_a_wrong_level_is_refused_in_words(county, rule, level, reason):
    before = county.head()
    with pytest.raises(UserError) as found:
        rule_levels.set_level(county, rule, level, reason, 2023)
    assert found.value.hint
    assert county.head() == before


@pytest.mark.parametrize("value", ['"off"', '{"level": "off"}', '{"level": "x", "reason": ""}', "[]", "3"])
def test_a_level_that_cannot_be_understood_is_said_and_hides_nothing(county, value):
    with county.change("坏") as change:
        row = (county.office, "s1", "rule.R034", "2022-01-01", value)
        change.put("setting", ("office", "id", "name", "since", "value"), [row])
    with pytest.raises(UserError, match="R034"):
        checks.run(county, 2022)
    with open_store(county.path, read_only=True) as reader, pytest.raises(UserError):
        review_center.check(reader, 2023)


def test_a_day_before_the_program_knows_anything_is_taken_as_the_beginning(county):
    office_settings.set_rule(county, "lights.green", "85", date(1999, 1, 1))
    assert settings.of_year(county, 2015).lights.green == 85
    assert settings.of_year(county, 2023).lights.green == 85
    with pytest.raises(UserError):
        office_settings.set_rule(county, "lights.green", "5", date(1999, 1, 1))
