"""The review centre's services: what is new against which check, rules with their limits, the place of a problem."""

import pytest

from perfdesk.domain.checks import heads
from perfdesk.domain.errors import Cancelled, UserError
from perfdesk.services import review_center, review_rules
from tests.services import package_offices as make


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        yield store


def grade(store, count, words):
    found = store.rows("SELECT id FROM selfeval WHERE office = ? ORDER BY id LIMIT ?", (make.COUNTY, count))
    with store.change(f"等级改为{words}") as change:
        change.put("selfeval", ("office", "id", "grade"), [(make.COUNTY, id_, words) for (id_,) in found])


def new_of(checked):
    return sorted((item.rule, item.found.record) for item in checked.items if item.new)


def test_the_first_check_has_nothing_new_and_the_second_only_what_came(county):
    first = review_center.check(county, 2023)
    assert new_of(first) == []
    assert first.before == ""
    review_center.keep(county, first)
    grade(county, 3, "差")
    second = review_center.check(county, 2023)
    assert {rule for rule, _ in new_of(second)} == {"R041"}
    assert len(new_of(second)) == 3
    assert second.before == first.at
    review_center.keep(county, second)
    again = review_center.check(county, 2023, complete=False)
    assert new_of(again) == new_of(second)
    assert (again.at, again.before) == (second.at, first.at)
    third = review_center.check(county, 2023)
    assert new_of(third) == []


def test_a_changed_number_is_no_new_problem_and_years_do_not_mix(county):
    review_center.keep(county, review_center.check(county, 2023))
    found = county.rows("SELECT id, total FROM selfeval WHERE office = ?", (make.COUNTY,))
    with county.change("总分") as change:
        change.put("selfeval", ("office", "id", "total"), [(make.COUNTY, id_, total + 100) for id_, total in found])
    assert new_of(review_center.check(county, 2023)) == []
    assert review_center.check(county, 2022).before == ""


def test_both_budget_years_of_a_working_year_are_checked(county):
    checked = review_center.check(county, 2023)
    assert {item.year for item in checked.items} == {2022, 2023}
    assert {item.stage for item in checked.items if item.year == 2022} >= {"selfeval"}
    assert len({item.mark for item in checked.items}) == len(checked.items)


def test_a_person_who_gives_up_stops_the_check(county):
    class GivesUp:
        def step(self, _done, _total, _text=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        review_center.check(county, 2023, GivesUp())


def test_one_note_explains_many_and_nothing_else(county):
    checked = review_center.check(county, 2023)
    chosen = [item for item in checked.items if item.rule == "R034"]
    assert review_center.explain(county, chosen, "原表盖章") == len(chosen)
    after = review_center.check(county, 2023)
    assert {item.level for item in after.items if item.rule == "R034"} == {"hint"}
    assert sum(item.explained for item in after.items) == len(chosen)
    with pytest.raises(UserError, match="不能是空的"):
        review_center.explain(county, chosen, "  ")


def test_each_problem_leads_to_its_record(county):
    places = {
        "target": "targets",
        "monitoring": "monitoring",
        "selfeval": "selfeval",
        "project": "projects",
        "unit": "units",
    }
    for item in review_center.check(county, 2023).items:
        spot = review_center.place(county, item)
        table = next(
            (name for name in places if county.rows(f"SELECT 1 FROM {name} WHERE id = ?", (item.found.record,))), ""
        )
        assert (spot.page if spot else "") == places.get(table, "")
        if spot is not None and spot.form:
            assert spot.form.startswith(item.stage)


def test_every_rule_is_listed_with_its_basis_and_own_limits_win(county):
    found = review_rules.rules(county, 2023)
    assert set(found) == set(heads())
    assert all(rule.basis and rule.title for rule in found.values())
    assert found["R009"].limits == (("须说明原因的执行率", "低于 90%"),)
    with county.change("设置") as change:
        row = (make.COUNTY, "s1", "thresholds.execution_reason", "2023-01-01", "75")
        change.put("setting", ("office", "id", "name", "since", "value"), [row])
    assert review_rules.rules(county, 2023)["R009"].limits == (("须说明原因的执行率", "低于 75%"),)
    assert review_rules.rules(county, 2022)["R009"].limits == (("须说明原因的执行率", "低于 90%"),)


def test_nothing_is_not_exported(county, tmp_path):
    checked = review_center.check(county, 2023)
    with pytest.raises(UserError, match="没有可以导出的问题"):
        review_center.export(tmp_path / "x.xlsx", "红塔区财政局", checked, [])
    assert not (tmp_path / "x.xlsx").exists()
