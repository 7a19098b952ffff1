"""Values print exactly: integers in, decimals out, rounded half up only where the form prints fewer digits."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.files import show

NUMBERS = st.integers(-(10**15), 10**15)


@given(NUMBERS, st.sampled_from([0, 2, 4, 6]))
def test_plain_numbers_are_exact(value, decimals):
    assert Decimal(show.plain(value, decimals)) == Decimal(value) / 10**decimals


@given(NUMBERS, st.sampled_from([2, 4, 6]))
def test_formats_round_half_up(value, decimals):
    rounded = (Decimal(value) / 10**decimals).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    shown = show.number(value, decimals, "#,##0.00")
    assert Decimal(shown.replace(",", "")) == rounded
    assert shown.replace(",", "") == f"{rounded:f}".replace("-0.00", "0.00")


@pytest.mark.parametrize(
    ("value", "kind", "money", "code", "text"),
    [
        (286_400_000, "amount", "万元", "#,##0.00", "286.40"),
        (286_400_000, "amount", "元", "#,##0.00", "2,864,000.00"),
        (1_234_567_890_123, "amount", "万元", "#,##0.00", "1,234,567.89"),
        (0, "amount", "万元", "#,##0.00", "0.00"),
        (-1, "amount", "元", "#,##0.00", "-0.01"),
        (-1, "amount", "万元", "#,##0.00", "0.00"),
        (1250, "percent", "", "0.00%", "12.50%"),
        (8730, "percent", "", "0%", "87%"),
        (1000, "score", "", "General", "10"),
        (967, "score", "", "General", "9.67"),
        (967, "score", "", "0.00", "9.67"),
        (9, "count", "", "0", "9"),
        (True, "tick", "", "General", "√"),
        (False, "tick", "", "General", ""),
        (">=", "relation", "", "General", "≥"),
        ("range", "relation", "", "General", "区间"),
        ("odd", "relation", "", "General", "odd"),
        (None, "amount", "万元", "#,##0.00", ""),
        ("待定", "amount", "万元", "#,##0.00", "待定"),
    ],
)
def test_each_kind(value, kind, money, code, text):
    assert show.text(value, kind, money, code) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"relation": ">=", "value": "95", "measure": "%"}, "≥95%"),
        ({"relation": "", "value": "3", "measure": "处"}, "3处"),
        ({"relation": "range", "value": "3-5", "measure": "次"}, "3-5次"),
        ({"relation": "qualitative", "value": "有效提升", "measure": ""}, "有效提升"),
        ({"relation": "date", "value": "2023-06-30", "measure": ""}, "2023年6月30日前"),
        ({"relation": "date", "value": "6月底前", "measure": None}, "6月底前"),
        ({"relation": "=", "value": None, "measure": None}, "="),
        ({}, ""),
    ],
)
def test_a_target_is_one_cell(row, text):
    assert show.target(row) == text


def test_the_middle_term_target_has_its_own_keys():
    assert show.target({"mid_relation": "<=", "mid_value": "2", "mid_measure": "天", "value": "9"}, "mid_") == "≤2天"
