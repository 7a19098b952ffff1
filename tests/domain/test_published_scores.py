"""Published self-evaluations: the computed score beside the printed one, and the rule behind every difference."""

from __future__ import annotations

import pytest

from perfdesk.catalog.settings import year_settings
from perfdesk.domain.checks import Context, Sheet, check_sheet
from perfdesk.domain.checks.explain import line_rules, total_rules
from perfdesk.domain.scoring import Score, score
from tests.domain.published import cases, content

pytestmark = pytest.mark.skipif(not cases(), reason="the collection of published cases is not beside the project")

SCORED = {
    # case: (scheme, computed total, {line: (printed, computed, rules)})
    "C01": (None, 9000, {"预算执行率": (0, 1000, ("R004", "R035"))}),
    "C04": (None, 9000, {}),
    "C07": ("W1", 9724, {"预算执行率": (900, 862, ("R035",)), "指标1工程资金金额": (900, 862, ("R036",))}),
    "C09": ("W8", 9980, {"资金到位及时率": (700, 1000, ("R036", "R039")), "政策知晓率": (900, 980, ("R036", "R038"))}),
    "C12": (None, 8893, {
        "★★★特困人员救助供养人数(按月平均)(≥**人)": (500, 484, ("R036",)),
        "扶贫临时救助标准(<**元/户·年)--一户年最高5300元": (1000, 909, ("R036", "R037", "R038")),
    }),
    "C15": (None, 3793, {}),
    "C17": ("W6", 10_000, {}),
    "C19": (None, 11_000, {}),
    "C21": ("W3", 3400, {}),
    "C23": (None, 9000, {}),
    "C24": (None, 1749, {"预算执行率": (500, 499, ("R035",))}),
    "C25": ("W1", 10_000, {}),
    "C28": ("W3", 0, {}),
    "C30": (None, 3905, {"政府采购执行率": (200, 145, ("R036",))}),
    "C35": (None, 1000, {}),
}  # fmt: skip

WRONG = {
    # what the checks must say about each published sheet
    "C01": {"R004", "R035", "R031"},
    "C07": {"R035", "R018", "R022", "R029"},
    "C09": {"R036", "R038", "R039"},
    "C12": {"R021", "R036", "R037", "R038", "R040"},
    "C17": {"R015", "R018"},
    "C19": {"R031", "R034", "R043"},
    "C21": {"R040"},
    "C25": {"R030"},
    "C30": {"R036", "R034"},
    "C35": {"R031"},
    "C37": {"R009", "R044", "R045"},
    "C41": {"R009", "R040"},
}
SILENT = {
    "C09": {"R031", "R034", "R035", "R041", "R008"},
    "C15": {"R035", "R008"},
    "C23": {"R001", "R036", "R038", "R049"},
    "C25": {"R001", "R002", "R031", "R034", "R036"},
    "C28": {"R001", "R002", "R004"},
}


def scored(number: str) -> Score:
    made = content(cases()[number])
    return score(made, year_settings(made.year or 2023))


def rules(number: str) -> set[str]:
    made = content(cases()[number])
    return {problem.rule for problem in check_sheet(Sheet(made, Context(year_settings(made.year or 2023))))}


@pytest.mark.parametrize("number", SCORED)
def test_published_scores(number: str) -> None:
    scheme, total, differing = SCORED[number]
    made = content(cases()[number])
    context = Context(year_settings(made.year or 2023))
    result, problems = score(made, context.settings), check_sheet(Sheet(made, context))
    assert (result.scheme.key if result.scheme else None) == scheme
    assert result.computed == total
    found = {
        line.name: (line.entered, line.computed, line_rules(line, problems))
        for line in result.all_lines
        if line.entered is not None and line.entered != line.computed
    }
    assert found == differing
    if result.entered not in {None, result.computed}:
        assert total_rules(result, problems)


@pytest.mark.parametrize("number", WRONG)
def test_checks_say_what_is_wrong(number: str) -> None:
    assert WRONG[number] <= rules(number)


@pytest.mark.parametrize("number", SILENT)
def test_checks_keep_silent_where_the_sheet_is_right(number: str) -> None:
    assert not SILENT[number] & rules(number)


def test_published_execution_scores() -> None:
    printed = {"C09": 1000, "C12": 1000, "C15": 793, "C17": 2000, "C19": 1000, "C30": 760}
    for number, points in printed.items():
        line = scored(number).execution
        assert line
        assert (line.entered, line.computed) == (points, points)


def test_published_grades() -> None:
    assert (scored("C09").grade_entered, scored("C09").grade_computed) == ("优", "优")
    assert scored("C28").grade_computed == "差"


def test_the_farmland_project_has_the_indicators_of_another() -> None:
    made = content(cases()["T01"])
    made.form = "target.project"
    assert "R027" in {problem.rule for problem in check_sheet(Sheet(made, Context(year_settings(2022))))}


def test_published_targets() -> None:
    wanted = {"T03": {"R015", "R018"}, "T07": {"R023"}, "T09": {"R023"}}
    for number, rule in wanted.items():
        made = content(cases()[number])
        made.form = "target.project"
        assert rule <= {problem.rule for problem in check_sheet(Sheet(made, Context(year_settings(made.year or 2023))))}
