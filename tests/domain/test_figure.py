"""How rows become a value, exactly and rounded once, and how a total is divided."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.catalog import figures
from perfdesk.domain.figure import Sums, printed, value_of
from perfdesk.domain.spread import spread

RATE = figures.figure("target.project.rate")
AMOUNT = figures.figure("target.project.amount")


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_is_divided_once_half_up(top, bottom):
    found = value_of(RATE, Sums(1, 0, 0, None, top, bottom))
    exact = (Decimal(top) * 100 / Decimal(bottom)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert found is not None
    assert printed(found, "%") == f"{exact:.2f}"


def test_half_a_hundredth_of_a_percent_goes_up():
    assert printed(value_of(RATE, Sums(1, 0, 0, None, 12345, 100_000)), "%") == "12.35"  # 12.345 %
    assert value_of(RATE, Sums(0, 0, 0, None, None, None)) is None
    assert value_of(RATE, Sums(2, 0, 0, None, 2, 0)) is None


@given(st.integers(-(10**18), 10**18))
def test_an_amount_is_printed_half_up_away_from_zero(amount):
    exact = (Decimal(amount) / 1_000_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert printed(amount, "万元") == str(exact)


def test_blank_amounts_are_not_zero():
    assert value_of(AMOUNT, Sums(3, 0, 0, None, None, None)) is None
    assert value_of(AMOUNT, Sums(3, 0, 1, 0, None, None)) == 0
    assert value_of(AMOUNT, Sums(0, 0, 0, None, None, None)) == 0


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**9), min_size=1, max_size=60), st.integers(0, 5))
def test_a_spread_is_exact_and_fair(total, weights, least):
    if total < least * len(weights):
        with pytest.raises(ValueError, match="cannot be divided"):
            spread(total, weights, least)
        return
    parts = spread(total, weights, least)
    rest = total - least * len(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part - least - rest * weight // sum(weights) <= 1  # nobody is off by more than one


def test_a_spread_over_nothing():
    assert spread(0, []) == []
    assert spread(6, [0, 0], least=3) == [3, 3]
    with pytest.raises(ValueError, match="cannot"):
        spread(1, [0, 0])
    with pytest.raises(ValueError, match="cannot"):
        spread(1, [2, -1])
