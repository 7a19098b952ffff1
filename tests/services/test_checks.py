"""Every rule through a real workbook: written, imported, checked; and what explains, narrows and blocks."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from perfdesk.catalog import forms
from perfdesk.domain.checks import heads
from perfdesk.domain.errors import UserError
from perfdesk.domain.identity import Identity
from perfdesk.files.workbook import Filled, write_workbook
from perfdesk.services import check_ledger, checks, reviews, scores
from perfdesk.services.imports import Options, confirm, preview
from perfdesk.store.file import create
from perfdesk.store.ids import new_id
from tests.domain.checks.rule_cases import CASES, WAN, Case, edited

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.domain.content import Content
    from perfdesk.store.file import Store

OFFICE = "530402"
HOME = "unit-home"


def put(store: Store, table: str, **columns: Any) -> str:
    row = {"office": OFFICE, "id": new_id(), **columns}
    with store.change(f"登记 {table}") as change:
        change.put(table, tuple(row), [tuple(row.values())])
    return str(row["id"])


def office(tmp_path: Path) -> Store:
    path = tmp_path / "office.perfdesk"
    named = {"code": OFFICE, "name": "红塔区财政局", "superior": "530400", "superior_name": "玉溪市财政局"}
    store = create(path, **named, level="county", kind="县区", year=2023, operator="测试")
    put(store, "unit", id=HOME, code="106", name="红塔区水利局", kind="department")
    return store


def project(store: Store, number: int, name: str, *, adjusted: int | None = None, **more: Any) -> str:
    code = f"53040223100000000{number:04d}"
    given = {"year": 2023, "series": code, "code": code, "name": name, "unit": HOME, "department": HOME, **more}
    made = put(store, "project", **given)
    if adjusted is not None:
        line = {"account": "general", "source": "county", "initial": adjusted, "adjusted": adjusted}
        put(store, "funding", project=made, **line)
    return made


def deliver(store: Store, path: Path, given: list[tuple[Content, str]]) -> list[Any]:
    """Write contents into one workbook that names their subjects, import it and store what it says."""
    form = forms.form(given[0][0].form)
    sheets = [Filled(f"表{at}", content, subject) for at, (content, subject) in enumerate(given)]
    write_workbook(path, form, sheets, Identity(OFFICE, form.key, 2023, given[0][0].month))
    shown = preview(store, [path], Options())
    confirm(store, shown)
    return shown.files


def addressed(store: Store, case: Case, number: int) -> tuple[Content, str]:
    """The case's content under a project or department of its own, and that subject's id."""
    content = edited(case.form, case.edits)
    if content.form.endswith(".department"):
        name = f"红塔区第{number}局"
        content.fields["department"] = name
        return content, put(store, "unit", code=f"7{number:05d}", name=name, kind="department")
    known = case.around.get("ledger")
    tag = case.around.get("tag", "")
    subject = project(store, number, content.text("project_name"), adjusted=known, tag=tag)
    return content, subject


def writable(case: Case) -> bool:
    return not case.direct and not {"raws", "last_year", "department_budget"} & set(case.around)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Any]]:
    """The problems of every writable case after it went through a workbook, by its number."""
    tmp_path = tmp_path_factory.mktemp("cases")
    store = office(tmp_path)
    numbered = [(at, case) for at, case in enumerate(CASES) if writable(case)]
    subjects: dict[str, int] = {}
    for form, group in itertools.groupby(sorted(numbered, key=lambda pair: pair[1].form), lambda pair: pair[1].form):
        contents = []
        for at, case in group:
            content, subject = addressed(store, case, at)
            contents.append((content, subject))
            subjects[subject] = at
        files = deliver(store, tmp_path / f"{form}.xlsx", contents)
        assert [file.status for file in files] == ["imported"], files[0].problems
    records = {}
    for table in ("target", "monitoring", "selfeval"):
        for record, subject in store.rows(f"SELECT id, subject FROM {table}"):
            records[record] = subjects[subject]
    found: dict[int, list[Any]] = {at: [] for at in records.values()}
    for one in checks.run(store, 2023).found:
        if one.record in records:
            found[records[one.record]].append(one.problem)
    store.close()
    return found


@pytest.mark.parametrize("number", [at for at, case in enumerate(CASES) if writable(case)],
                         ids=lambda at: f"{CASES[at].rule}-{CASES[at].form}-{CASES[at].fires or 'silent'}")  # fmt: skip
def test_rules_through_a_workbook(imported: dict[int, list[Any]], number: int) -> None:
    case = CASES[number]
    assert number in imported
    found = [problem for problem in imported[number] if problem.rule == case.rule]
    assert bool(found) == bool(case.fires), [problem.message for problem in found]
    if case.fires:
        assert case.fires in {problem.level for problem in found}


def filled(form: str, name: str, **edits: Any) -> Content:
    return edited(form, {"project_name": name, **edits})


def whole_year(store: Store, tmp_path: Path, **changed: dict[str, Any]) -> str:
    """One project with an approved target, two monitoring sheets and a self-evaluation; each stage may be edited."""
    subject = project(store, 1, "供水管网", adjusted=200 * WAN)
    deliver(store, tmp_path / "t.xlsx", [(filled("target.project", "供水管网", **changed.get("target", {})), subject)])
    (target,) = store.rows("SELECT id FROM target WHERE subject = ?", (subject,))
    with store.change("批复") as change:
        change.put("target", ("office", "id", "state", "current"), [(OFFICE, target[0], "approved", 1)])
    six: dict[str, Any] = {
        "funds.total.executed": 90 * WAN,
        "funds.fiscal.executed": 80 * WAN,
        "funds.other.executed": 10 * WAN,
    }
    six |= {"funds.total.rate": 4500, "funds.fiscal.rate": 4444, "month": 6}
    six |= {"funds.other.rate": 5000}
    six |= {"indicators.0.actual": "60", "indicators.3.actual": "1500"}
    for month, edits in ((6, six), (9, changed.get("nine", {}))):
        deliver(store, tmp_path / f"m{month}.xlsx", [(filled("monitoring.project", "供水管网", **edits), subject)])
    evaluated = filled("selfeval.project", "供水管网", **changed.get("evaluated", {}))
    deliver(store, tmp_path / "s.xlsx", [(evaluated, subject)])
    return subject


def rules(store: Store, **narrowed: Any) -> set[tuple[str, str]]:
    return {(one.problem.rule, one.problem.level) for one in checks.run(store, **narrowed).found}


def test_a_clean_year_has_no_problem(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path)
    assert rules(store) == set()
    assert rules(store, year=2022) == set()


OVER = [
    ({"nine": {"funds.total.executed": 80 * WAN, "funds.fiscal.executed": 60 * WAN}}, ("R058", "error")),
    ({"nine": {"indicators.0.actual": "50"}}, ("R059", "warning")),
    ({"evaluated": {"indicators.0.actual": "180"}}, ("R060", "warning")),
    ({"evaluated": {"indicators.0.value": "100"}}, ("R062", "warning")),
    ({"evaluated": {"funds.total.adjusted": 230 * WAN, "funds.other.adjusted": 50 * WAN}}, ("R071", "error")),
    ({"evaluated": {"funds.total.initial": 180 * WAN, "funds.other.initial": 0}}, ("R071", "warning")),
]


@pytest.mark.parametrize(("changed", "wanted"), OVER, ids=[wanted[0] for _, wanted in OVER])
def test_rules_over_periods_through_workbooks(tmp_path: Path, changed: Any, wanted: tuple[str, str]) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, **changed)
    assert wanted in rules(store)
    assert wanted in rules(store, rule=wanted[0])
    assert {rule for rule, _ in rules(store, rule=wanted[0])} == {wanted[0]}


def test_rules_over_sets_through_workbooks(tmp_path: Path) -> None:
    store = office(tmp_path)
    subject = whole_year(store, tmp_path)
    other = project(store, 2, "河道治理", adjusted=80 * WAN)
    deliver(store, tmp_path / "m.xlsx", [(filled("monitoring.project", "河道治理"), other)])
    found = checks.run(store).found
    assert {(one.problem.rule, one.problem.project) for one in found if one.problem.rule in {"R067", "R069"}} == {
        ("R067", "河道治理"),
        ("R069", "河道治理"),
    }
    deliver(store, tmp_path / "d.xlsx", [(edited("monitoring.department", {}), HOME)])
    assert ("R068", "warning") in rules(store)
    with store.change("撤销") as change:
        change.put("project", ("office", "id", "state"), [(OFFICE, other, "withdrawn")])
    assert ("R069", "error") not in rules(store)
    (told,) = [one for one in checks.run(store, rule="R067").found if one.problem.project == "河道治理"]
    assert told.problem.message.endswith("（撤销）")
    assert {one.record for one in found if one.problem.project == "供水管网"} <= {subject}


def test_all_projects_of_a_department_at_full_marks(tmp_path: Path) -> None:
    store = office(tmp_path)
    full = {"funds.total.executed": 200 * WAN, "funds.fiscal.executed": 180 * WAN, "funds.total.rate": 10_000}
    full |= {"funds.total.score": 1000, "total.total.score": 10_000}
    both = [
        (filled("selfeval.project", name, **full), project(store, at, name)) for at, name in ((1, "供水"), (2, "供热"))
    ]
    deliver(store, tmp_path / "s.xlsx", both)
    (told,) = checks.run(store, rule="R047").found
    assert told.problem.message == "部门“红塔区水利局”的 2 个项目自评全部是 100 分，请抽查核实"
    (third,) = [(filled("selfeval.project", "供电"), project(store, 3, "供电"))]
    deliver(store, tmp_path / "s3.xlsx", [third])
    assert checks.run(store, rule="R047").found == ()


def test_last_year_is_looked_at(tmp_path: Path) -> None:
    store = office(tmp_path)
    before = project(store, 1, "供水管网", year=2022, series="供水")
    content = filled("selfeval.project", "供水管网", **{"indicators.0.actual": "300", "funds.total.adjusted": 20_000})
    content.year = 2022
    with_money = dict.fromkeys(("funds.fiscal.adjusted", "funds.other.adjusted", "funds.total.rate"))
    for path, value in with_money.items():
        matrix, row, column = path.split(".")
        content.matrices[matrix][row][column] = value
    deliver(store, tmp_path / "old.xlsx", [(content, before)])
    now = project(store, 2, "供水管网", series="供水")
    deliver(store, tmp_path / "t.xlsx", [(filled("target.project", "供水管网"), now)])
    assert {("R028", "warning"), ("R010", "warning")} <= rules(store)
    with store.change("改名") as change:
        change.put(
            "project",
            ("office", "id", "code"),
            [(OFFICE, now, "53040223100000000001"), (OFFICE, before, "53040223100000000001")],
        )
        change.put("project", ("office", "id", "name"), [(OFFICE, before, "人畜饮水")])
    (told,) = checks.run(store, rule="R061").found
    assert told.problem.message == "项目代码 53040223100000000001 在 2022 年是“人畜饮水”，2023 年是“供水管网”"


def test_counts_that_jump(tmp_path: Path) -> None:
    store = office(tmp_path)
    for at in range(10):
        put(store, "selfeval", subject_kind="project", subject=f"p{at}", year=2022, state="passed")
    for at in range(4):
        put(store, "selfeval", subject_kind="project", subject=f"q{at}", year=2023, state="passed")
    (told,) = checks.run(store, rule="R063").found
    assert told.problem.message == "自评项目本年 4 个，上年 10 个，变动 60.00%，请说明口径或原因"
    assert checks.run(store, 2022, rule="R063").found == ()


def test_a_layout_that_splits_the_fiscal_money(tmp_path: Path) -> None:
    """The same sheet with 上年结转资金 and 其他资金 relabelled as levels of government."""
    store = office(tmp_path)
    subject = project(store, 1, "供水管网")
    content = filled(
        "selfeval.project", "供水管网", **{"funds.carryover.adjusted": 100 * WAN, "funds.other.adjusted": 70 * WAN}
    )
    path = tmp_path / "s.xlsx"
    form = forms.form(content.form)
    write_workbook(path, form, [Filled("自评", content, subject)], Identity(OFFICE, form.key, 2023))
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            for label, other in (("上年结转资金", "中央资金"), ("其他资金", "县级资金")):
                if isinstance(cell.value, str) and cell.value.strip() == label:
                    cell.value = other
    book.save(path)
    confirm(store, preview(store, [path], Options()))
    told = {one.problem.field: (one.problem.left, one.problem.right) for one in checks.run(store, rule="R002").found}
    assert told["funds.fiscal.adjusted"] == ("180.00", "170.00")


def test_prose_in_a_money_cell(tmp_path: Path) -> None:
    store = office(tmp_path)
    subject = project(store, 1, "供水管网")
    content = filled("selfeval.project", "供水管网")
    path = tmp_path / "s.xlsx"
    form = forms.form(content.form)
    write_workbook(path, form, [Filled("自评", content, subject)], Identity(OFFICE, form.key, 2023))
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == 200)
    cell.value = "200万元200万元"
    book.save(path)
    confirm(store, preview(store, [path], Options()))
    print(
        preview(store, [path], Options()).files[0].problems,
        store.rows("select json_extract(origin,'$.raws') from statement"),
    )
    (told,) = checks.run(store, rule="R014").found
    assert told.problem.left == "200万元200万元"


def test_an_explained_error_is_a_hint(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, evaluated={"indicators.5.actual": "85%"})
    (told,) = [one for one in checks.run(store).found if one.problem.rule == "R038"]
    assert told.problem.level == "error"
    (record,) = store.rows("SELECT id FROM selfeval")
    assert list(checks.errors_by_record(store, "selfeval", [record[0]])) == [record[0]]
    put(store, "explanation", rule="R038", record=record[0], field=told.problem.field, note="问卷重做", operator="测试",
        at="2024-02-01T08:00:00")  # fmt: skip
    (after,) = [one for one in checks.run(store).found if one.problem.rule == "R038"]
    assert after.problem.level == "hint"
    assert after.problem.message.endswith("（已说明：问卷重做）")
    assert checks.errors_by_record(store, "selfeval", [record[0]]) == {}


def test_an_error_blocks_passing(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, evaluated={"indicators.5.actual": "85%"})
    result = reviews.review(store, reviews.Selection("selfeval.project"), "pass")
    assert result.done == 0
    assert "R038" in result.blocked[0][1][0]
    result = reviews.review(store, reviews.Selection("monitoring.project", month=6), "pass")
    assert (result.done, result.blocked) == (1, [])


def test_a_hand_correction_counts(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, evaluated={"indicators.5.actual": "85%"})
    (row,) = store.rows("SELECT id FROM observation WHERE stage = 'selfeval' AND actual = '85%'")
    with store.change("更正") as change:
        change.put("observation", ("office", "id", "actual", "hand"), [(OFFICE, row[0], "93%", "actual")])
    assert rules(store) == set()


def test_own_settings_decide(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path)
    put(store, "setting", name="thresholds.notice", since="2023-01-01", value='{"9": 95}')
    assert ("R056", "warning") in rules(store)
    put(store, "setting", name="thresholds.execution_reason", since="2023-01-01", value="99")
    assert ("R009", "warning") in rules(store)


def test_checks_may_be_narrowed(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, nine={"indicators.0.likely_certain": None})
    assert rules(store, month=9) == {("R051", "error")}
    assert rules(store, month=6) == set()
    with pytest.raises(UserError, match="R999"):
        checks.run(store, rule="R999")
    assert set(heads()) >= {"R001", "R071"}


def test_a_form_before_it_is_stored(tmp_path: Path) -> None:
    store = office(tmp_path)
    subject = project(store, 1, "供水管网", adjusted=20_000)
    ledger = check_ledger.read(store, 2023, None)
    found = checks.check_content(ledger, filled("selfeval.project", "供水管网", **{"funds.total.score": 800}), subject)
    assert {problem.rule for problem in found} == {"R010", "R034", "R035"}
    assert {(problem.unit, problem.project) for problem in found} == {("红塔区水利局", "供水管网")}
    assert checks.check_content(ledger, filled("monitoring.project", "别处"), "") == []


def test_scores_stand_beside_what_was_entered(tmp_path: Path) -> None:
    store = office(tmp_path)
    whole_year(store, tmp_path, evaluated={"indicators.5.actual": "85%", "funds.total.score": 1000})
    (item,) = scores.compute(store).items
    assert (item.project, item.unit, item.scheme) == ("供水管网", "红塔区水利局", "W1")
    assert (item.entered, item.computed) == (9950, 9894)
    lines = {one.line.name: one for one in item.lines}
    assert lines["预算执行率"].rules == ("R035",)
    assert lines["供水户满意度"].rules == ("R036", "R038")
    assert (lines["供水户满意度"].line.entered, lines["供水户满意度"].line.computed) == (1000, 944)
    assert lines["农村供水管网改造长度"].rules == ()
    (row,) = store.rows("SELECT total, execution_score FROM selfeval")
    assert row == (9950, 1000)
    assert scores.compute(store, 2022).items == ()
