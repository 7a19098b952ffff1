"""Every rule fires where it should and keeps silent where it should; a clean sheet has no problem at all."""

# ruff: noqa: E501 - a table of cases reads by the line
from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.catalog.settings import year_settings
from perfdesk.domain.checks import (
    Context,
    Identity,
    LedgerMoney,
    Series,
    Sheet,
    Subject,
    Year,
    check_reading,
    check_series,
    check_sheet,
    check_year,
    heads,
)  # fmt: skip
from perfdesk.domain.content import Content
from perfdesk.domain.reading import Reading
from tests.domain.checks.rule_cases import CASES, CLEAN, WAN, Case, edited

SETTINGS = year_settings(2023)
SERIES_RULES = {"R058", "R059", "R060", "R061", "R062", "R071"}
YEAR_RULES = {"R047", "R063", "R067", "R068", "R069"}
ASKED = {f"R{number:03d}" for number in (*range(1, 64), 67, 68, 69, 71)}


def context(around: dict[str, Any], form: str) -> Context:
    last = around.get("last_year")
    known = form if form.startswith("selfeval") else "selfeval.project"
    return Context(
        SETTINGS,
        raws=around.get("raws", {}),
        department_budget=around.get("department_budget"),
        last_year=edited(known, last) if last else None,
        ledger=LedgerMoney(adjusted=around.get("ledger")),
        tag=around.get("tag", ""),
    )


def test_the_table_is_complete() -> None:
    assert set(heads()) == ASKED
    single = ASKED - SERIES_RULES - YEAR_RULES
    assert {case.rule for case in CASES if case.fires} == single
    assert {case.rule for case in CASES if not case.fires} == single


def test_every_head_is_whole() -> None:
    for rule, head in heads().items():
        assert re.fullmatch(r"R\d{3}", rule)
        assert head.level in {"error", "warning", "hint"}
        assert head.title
        assert head.basis
        assert "{" in head.message


def test_severities_are_those_of_the_handbook() -> None:
    errors = {rule for rule, head in heads().items() if head.level == "error"}
    assert errors == {
        "R001", "R002", "R003", "R005", "R008", "R011", "R012", "R015", "R017", "R018", "R020", "R031", "R032", "R033",
        "R034", "R035", "R037", "R038", "R041", "R042", "R044", "R050", "R051", "R052", "R053", "R057", "R058", "R069",
        "R071",
    }  # fmt: skip


@pytest.mark.parametrize("form", CLEAN)
def test_a_clean_sheet_has_no_problem(form: str) -> None:
    around = context({"ledger": 200 * WAN, "department_budget": 200 * WAN}, form)
    assert [problem.message for problem in check_sheet(Sheet(edited(form, {}), around))] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.form}-{case.fires or 'silent'}")
def test_single_form_rules(case: Case) -> None:
    sheet = Sheet(edited(case.form, case.edits), context(case.around, case.form))
    problems = check_sheet(sheet)
    found = [problem for problem in problems if problem.rule == case.rule]
    assert bool(found) == bool(case.fires), [problem.message for problem in found]
    if case.fires:
        assert case.fires in {problem.level for problem in found}
        assert case.place in {problem.field for problem in found}
        for problem in found:
            assert problem.form == case.form
            assert problem.basis
            assert "{" not in problem.message
            assert problem.left or problem.right
            for side in (problem.left, problem.right):
                assert side in problem.message
    assert check_sheet(sheet, case.rule) == found


def test_a_delivered_form_has_its_problems_at_their_cells() -> None:
    content = edited("selfeval.project", {"indicators.0.score": 2001, "indicators.5.actual": "85%", "grade": "良"})
    cells = {"indicators.0.score": "J14", "indicators.5.name": "C19", "funds.total.adjusted": "D7"}
    raws = {"funds.total.adjusted": "200万（含设备）"}
    reading = Reading("selfeval.project", "national", "自评表", "A1", content, cells, raws)
    found = {problem.rule: problem for problem in check_reading(reading, Context(SETTINGS))}
    places = {rule: (found[rule].sheet, found[rule].cell) for rule in ("R033", "R038", "R014", "R041")}
    assert places == {
        "R033": ("自评表", "J14"), "R038": ("自评表", "C19"), "R014": ("自评表", "D7"), "R041": ("自评表", "A1"),
    }  # fmt: skip


def series(**given: Any) -> Series:
    def sheet(form: str, edits: dict[str, Any]) -> Sheet:
        return Sheet(edited(form, edits), Context(SETTINGS))

    six = {
        "month": 6, "funds.total.executed": 90 * WAN, "funds.fiscal.executed": 80 * WAN, "funds.other.executed": 10 * WAN,
        "indicators.0.actual": "60", "indicators.3.actual": "1500", **given.pop("six", {}),
    }  # fmt: skip
    watched = (sheet("monitoring.project", given.pop("nine", {})), sheet("monitoring.project", six))
    evaluated = given.pop("evaluated", {})
    last = None if evaluated is None else sheet("selfeval.project", evaluated)
    return Series(SETTINGS, sheet("target.project", given.pop("target", {})), watched, last, **given)


def fired(given: Series) -> set[tuple[str, str, str, int | None]]:
    return {(hit.problem.rule, hit.problem.level, hit.problem.field, hit.month) for hit in check_series(given)}


LEDGER = LedgerMoney(200 * WAN, 200 * WAN, {6: 90 * WAN, 9: 170 * WAN, 12: 190 * WAN})


def test_a_clean_series_has_no_problem() -> None:
    assert fired(series(ledger=LEDGER)) == set()
    assert fired(Series(SETTINGS)) == set()


@pytest.mark.parametrize(
    ("given_series", "wanted"),
    [
        ({"nine": {"funds.total.executed": 80 * WAN}}, ("R058", "error", "funds.total.executed", 9)),
        ({"evaluated": {"funds.fiscal.executed": 140 * WAN}}, ("R058", "error", "funds.fiscal.executed", None)),
        ({"nine": {"indicators.0.actual": "50"}}, ("R059", "warning", "indicators.0.actual", 9)),
        ({"evaluated": {"indicators.3.actual": "2000人"}}, ("R059", "warning", "indicators.3.actual", None)),
        ({"evaluated": {"indicators.0.actual": "180"}}, ("R060", "warning", "indicators.0.actual", None)),
        ({"evaluated": {"funds.total.executed": 300 * WAN}}, ("R060", "warning", "funds.total.executed", None)),
        ({"evaluated": {"indicators.0.name": "供水管网新建长度"}}, ("R062", "warning", "indicators.0.name", None)),
        ({"evaluated": {"indicators.0.name": "供水管网新建长度"}}, ("R062", "warning", "indicators", None)),
        ({"nine": {"indicators.0.value": "100"}}, ("R062", "warning", "indicators.0.value", 9)),
        ({"target": {"indicators.0.relation": "="}}, ("R062", "warning", "indicators.0.value", 6)),
        ({"ledger": LedgerMoney(200 * WAN, 230 * WAN)}, ("R071", "error", "funds.total.adjusted", None)),
        ({"ledger": LedgerMoney(180 * WAN, 180 * WAN)}, ("R071", "warning", "funds.total.initial", 9)),
        ({"ledger": LedgerMoney(executed={9: 171 * WAN})}, ("R071", "warning", "funds.total.executed", 9)),
    ],
)
def test_rules_over_periods_fire(given_series: dict[str, Any], wanted: tuple[str, str, str, int | None]) -> None:
    assert wanted in fired(series(**given_series))


@pytest.mark.parametrize(
    ("given_series", "rule"),
    [
        ({"nine": {"funds.total.executed": 90 * WAN - 5000}}, "R058"),
        ({"nine": {"indicators.5.actual": "80%"}, "six": {"indicators.5.actual": "95%"}}, "R059"),
        ({"nine": {"indicators.0.actual": "按进度推进"}}, "R059"),
        ({"evaluated": {"indicators.0.actual": "149"}}, "R060"),
        ({"evaluated": None}, "R060"),
        ({"evaluated": {"indicators.0.relation": "", "indicators.0.value": "120.0"}}, "R062"),
        ({"evaluated": {"indicators.0.value": "120000", "indicators.0.measure": "米"}}, "R062"),
        ({"ledger": LedgerMoney(200 * WAN, 200 * WAN + 9000)}, "R071"),
        ({"ledger": LedgerMoney()}, "R071"),
    ],
)
def test_rules_over_periods_keep_silent(given_series: dict[str, Any], rule: str) -> None:
    assert rule not in {found[0] for found in fired(series(**given_series))}


def test_the_budget_of_the_year_is_the_monitored_one_with_its_adjustment() -> None:
    ledger = LedgerMoney(200 * WAN, 230 * WAN)
    moved = {"funds.total.adjusted": 230 * WAN, "funds.total.initial": 200 * WAN}
    assert not {hit for hit in fired(series(ledger=ledger, evaluated=moved)) if hit[0] == "R071"}


def test_a_code_keeps_its_name_and_unit() -> None:
    same = Identity(2022, "53040223", "农村供水", "水利局"), Identity(2023, "53040223", "农村 供水", "水利局")
    other = (*same, Identity(2024, "53040223", "城市供水", "住建局"))
    assert fired(Series(SETTINGS, identities=same)) == set()
    assert {found[2] for found in fired(Series(SETTINGS, identities=other))} == {"project_name", "unit"}


SUBJECTS = {
    "a": Subject("a", "供水项目", "水利局", "d"), "b": Subject("b", "河道项目", "水利局", "d"),
    "c": Subject("c", "校舍项目", "教体局", "e"), "d": Subject("d", "水利局", "水利局"), "e": Subject("e", "教体局", "教体局"),
}  # fmt: skip


def year(**given: Any) -> list[tuple[str, str, str]]:
    whole = Year(SETTINGS, 2023, SUBJECTS, **given)
    return [(hit.problem.rule, hit.problem.level, hit.subject) for hit in check_year(whole)]


def test_rules_over_sets_fire() -> None:
    assert year(totals={"a": 10_000, "b": 10_000, "c": 9_900}) == [("R047", "warning", "d")]
    assert year(counts={"自评项目": (5326, 9683)}) == [("R063", "warning", "")]
    both = {"targets": frozenset("ab"), "monitored": {9: frozenset("bc")}}
    assert year(**both) == [("R067", "warning", "a"), ("R067", "warning", "c")]
    assert year(overall=frozenset("de"), monitored_overall={6: frozenset("d")}) == [("R068", "warning", "e")]
    some = {"targets": frozenset("ab"), "owed": frozenset("abc")}
    assert year(**some, evaluated=frozenset("a")) == [("R069", "error", "b"), ("R069", "error", "c")]
    assert year(targets=frozenset("a"), evaluated=frozenset("ac")) == [("R069", "error", "c")]


def test_rules_over_sets_keep_silent() -> None:
    assert year() == []
    assert year(totals={"a": 10_000, "b": 9_900, "c": 10_000}) == []
    assert year(counts={"自评项目": (130, 100), "监控部门": (5, 0)}) == []
    assert year(targets=frozenset("ab"), monitored={6: frozenset("ab"), 9: frozenset("ab")}) == []
    assert year(overall=frozenset("de"), monitored_overall={9: frozenset("de")}) == []
    assert year(owed=frozenset("abc")) == []
    assert year(evaluated=frozenset("abc")) == []
    assert year(targets=frozenset("a"), evaluated=frozenset("ac"), reasons={"c": "追加"}) == []


def test_a_listed_difference_names_its_reason() -> None:
    whole = Year(SETTINGS, 2023, SUBJECTS, targets=frozenset("a"), monitored={9: frozenset()}, reasons={"a": "撤销"})
    (hit,) = check_year(whole, "R067")
    assert hit.problem.message == "项目“供水项目”有批复的绩效目标，没有 1-9 月监控表（撤销）"


CELLS = (
    st.none()
    | st.text(max_size=12)
    | st.sampled_from(["≥100%", "0/0", "其中：{0}", "{left}", "1e9", "-5", "〔〕", "未完成"])
)
NUMBERS = st.none() | st.integers(-(10**13), 10**13)


@given(
    st.sampled_from(sorted(CLEAN)),
    st.lists(st.fixed_dictionaries({
        "level1": CELLS, "level2": CELLS, "name": CELLS, "value": CELLS, "measure": CELLS, "actual": CELLS,
        "forecast": CELLS, "relation": st.sampled_from(["", ">=", "<=", "=", "range", "date", "qualitative", "≈"]),
        "weight": NUMBERS, "score": NUMBERS,
    }), max_size=5),
    st.dictionaries(st.sampled_from(["initial", "adjusted", "executed", "weight", "rate", "score", "forecast", "amount"]), NUMBERS),
    st.none() | st.integers(1, 12),
)  # fmt: skip
def test_no_content_makes_a_check_fail(form: str, rows: list[Any], money: dict[str, Any], month: int | None) -> None:
    content = Content(
        form,
        2023,
        month,
        {"goal": "{1}"},
        {"funds": {"total": money, "other": money}},
        {"indicators": rows, "tasks": rows},
    )
    sheet = Sheet(content, Context(SETTINGS))
    for problem in check_sheet(sheet):
        assert problem.message
        assert problem.rule in ASKED
    check_series(Series(SETTINGS, sheet, (sheet, sheet), sheet, LEDGER))
