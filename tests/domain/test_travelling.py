"""Values that travel between processes come out as they went in."""

import copy
import pickle
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.domain.problem import Problem, Repair
from perfdesk.domain.reading import Packed

WORDS = st.text(max_size=12)


def through(value, protocol=pickle.HIGHEST_PROTOCOL):
    return pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own values, made a line above


@given(st.builds(Problem, *[WORDS] * len(fields(Problem))), st.builds(Repair, *[WORDS] * len(fields(Repair))))
def test_problems_and_repairs_come_out_as_they_went_in(problem, repair):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert through([problem, repair], protocol) == [problem, repair]
    assert copy.deepcopy(problem) == problem
    assert replace(repair, cell="A1").cell == "A1"


def test_every_field_travels_in_its_own_place():
    packed = Packed("said", "origin", "money", [("产出", "数量", ("1", None))])
    back = through(packed)
    assert [getattr(back, field.name) for field in fields(Packed)] == ["said", "origin", "money", packed.observed]


def test_what_travels_stays_frozen():
    with pytest.raises(AttributeError):
        through(Problem("error", "R001", "错")).level = "hint"
