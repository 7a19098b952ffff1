"""Explaining a problem: it no longer blocks 通过, the note stands with a name, and undo takes it back."""

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.services import checks, explanations, reviews
from tests.services.readings import DONE, RATE, delivered, monitoring, office, run, store, target

__all__ = ["office", "store"]


@pytest.fixture
def wrong(office):
    """A monitoring sheet whose printed rate is wrong (R050)."""
    sheet = monitoring("河道治理", "水利站", DONE, (*RATE, "100", True))
    sheet.content.matrices["funds"]["total"]["rate"] = 9900
    run(office, delivered(sheet))
    return office


def levels(store, rule):
    return [one.problem.level for one in checks.run(store, rule=rule).found]


def test_an_error_blocks_until_it_is_explained(wrong):
    wanted = reviews.Selection("monitoring.project")
    blocked = reviews.review(wrong, wanted, "pass")
    assert (blocked.done, [name for name, _ in blocked.blocked]) == (0, ["河道治理"])
    assert any(reason.startswith("R050") for _, reasons in blocked.blocked for reason in reasons)
    for rule in {one.problem.rule for one in checks.run(wrong).found if one.problem.level == "error"}:
        found = explanations.select(wrong, explanations.Selection(rule, project="河道治理"))
        assert explanations.explain(wrong, found, "一体化系统口径，已核对支付凭证") == len(found)
    assert set(levels(wrong, "R050")) == {"hint"}
    assert reviews.review(wrong, wanted, "pass").done == 1
    assert wrong.rows("SELECT state FROM monitoring") == [("passed",)]
    wrong.undo()
    assert wrong.rows("SELECT state FROM monitoring") == [("submitted",)]


def test_undo_takes_the_note_back(wrong):
    found = explanations.select(wrong, explanations.Selection("R050"))
    explanations.explain(wrong, found, "已核对")
    assert wrong.rows("SELECT note, operator FROM explanation") == [("已核对", "张三")] * len(found)
    wrong.undo()
    assert "error" in levels(wrong, "R050")


def test_explaining_again_changes_the_note_and_adds_no_row(wrong):
    found = explanations.select(wrong, explanations.Selection("R050"))
    explanations.explain(wrong, found, "一")
    explanations.explain(wrong, found, "二")
    assert wrong.rows("SELECT DISTINCT note FROM explanation") == [("二",)]


@pytest.mark.parametrize(("selection", "note"), [(("R050", "民政局"), "x"), (("R050",), "  ")])
def test_nothing_to_explain_and_a_blank_note_are_refused(wrong, selection, note):
    head = wrong.head()
    with pytest.raises(UserError):
        explanations.explain(wrong, explanations.select(wrong, explanations.Selection(*selection)), note)
    assert wrong.head() == head


def test_a_return_needs_words_and_counts(wrong):
    wanted = reviews.Selection("monitoring.project", unit="219001")
    with pytest.raises(UserError, match="意见"):
        reviews.review(wrong, wanted, "return")
    assert reviews.review(wrong, wanted, "return", "执行率与执行数不符").done == 1
    assert wrong.rows("SELECT state, returns FROM monitoring") == [("returned", 1)]
    assert wrong.rows("SELECT step, opinion, round FROM review") == [("return", "执行率与执行数不符", 1)]
    run(wrong, delivered(monitoring("河道治理", "水利站", DONE, (*RATE, "100", True))))
    assert wrong.rows("SELECT state, round FROM monitoring") == [("submitted", 2)]


def test_approving_a_target_admits_its_project_and_puts_one_version_in_force(office):
    wanted = reviews.Selection("target.project", project=None)
    assert reviews.review(office, wanted, "approve").blocked[0][1] == ["现在是“待审”，不能批复"]
    with office.change("审核") as change:
        (record,) = change.rows("SELECT id FROM target")[0]
        change.put("target", ("office", "id", "state"), [(office.office, record, "passed")])
    assert reviews.review(office, wanted, "approve").done == 1
    assert office.rows("SELECT state, current, approved_on IS NOT NULL FROM target") == [("approved", 1, 1)]
    longer = ("产出指标", "数量指标", "治理河道长度", ">=", "15", "公里")
    run(office, delivered(target("河道治理", "水利站", longer, RATE)))
    with office.change("审核") as change:
        (record,) = change.rows("SELECT id FROM target WHERE version = 2")[0]
        change.put("target", ("office", "id", "state"), [(office.office, record, "passed")])
    assert reviews.review(office, wanted, "approve").done == 1
    assert office.rows("SELECT version, state, current FROM target ORDER BY version") == [
        (1, "approved", 0),
        (2, "approved", 1),
    ]


@pytest.mark.parametrize(
    ("form", "step", "words"),
    [
        ("ledger.unit", "pass", "不是可以审核的表"),
        ("monitoring.project", "approve", "只有绩效目标"),
        ("none", "pass", "不是可以"),
    ],
)
def test_a_step_that_does_not_fit_is_refused_in_words(office, form, step, words):
    with pytest.raises(UserError, match=words):
        reviews.review(office, reviews.Selection(form), step)
