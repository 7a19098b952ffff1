"""The words and plans of the practice offices are complete, believable and strict."""

import pytest

from perfdesk.catalog import practice
from perfdesk.domain.levels import level1, level1_of_level2


def test_the_plans_add_up_to_the_reports():
    hongta, yuxi = practice.plan("hongta-2023"), practice.plan("yuxi-2020")
    assert hongta.own.count + hongta.superior_class.count == 2043
    assert hongta.own.amount + hongta.superior_class.amount == 207_451_000_000
    counties = yuxi.counties
    assert [len(counties), sum(one.departments for one in counties)] == [9, 580]
    assert sum(one.own.count + one.superior_class.count for one in counties) == 5326
    assert sum(one.own.amount + one.superior_class.amount for one in counties) == 681_871_060_000
    assert sum(one.previous.departments for one in counties) == 578
    assert sum(one.previous.count for one in counties) == 9683
    assert {one.superior for one in counties} == {"530400"}


def test_every_kind_covers_the_three_levels():
    for name, kind in practice.vocabulary().kinds.items():
        levels = [row.level1 for row in kind.rows]
        assert (levels.count("产出指标"), levels.count("效益指标"), levels.count("满意度指标")) == (5, 2, 1), name
        assert all(level1(row.level1) in {level1_of_level2(row.level2), "output"} for row in kind.rows), name
        assert len({row.name for row in kind.rows}) == 8, name


def test_the_nineteen_classes_of_common_indicators_are_there():
    assert len(practice.vocabulary().kinds) == 19 + 1


def test_a_wrong_plan_is_refused():
    with pytest.raises(KeyError):
        practice.plan("nowhere")
    with pytest.raises(practice.PracticeError, match="unknown or missing key"):
        practice._made(practice.Key, {"name": "x"}, "here")
