"""Parsers of cells: exact or refused, never another number; what they write they read again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfdesk.domain import values
from perfdesk.domain.money import FEN_PER, fen, wan
from perfdesk.domain.values.common import tidy
from perfdesk.domain.values.number import number
from perfdesk.domain.values.target import SIGNS, printed

UNITS = ("元", "千元", "万元", "亿元")
FEN = st.integers(-(10**16), 10**16)
ANY = st.one_of(
    st.text(alphabet="0123456789.,，．０１２%％-—()（）万亿元千余约至≥≤*/无 \u00a0\u3000\nABEe+", max_size=14),
    st.text(max_size=20),
    st.floats(),
    st.integers(-(10**25), 10**25),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.none(),
)


@given(FEN)
def test_an_amount_in_wan_is_read_as_it_was_written(amount):
    assert values.amount(wan(amount), "万元") == values.Parsed(amount, (), wan(amount), None, "", "", "warning")


@given(FEN, st.sampled_from(UNITS), st.sampled_from(["", "元", "万元", "千元"]))
def test_the_unit_in_the_cell_wins_over_the_sheets(amount, sheet, own):
    text = f"{Decimal(amount) / FEN_PER[own or sheet]:f}"
    parsed = values.amount(text + own, sheet)
    assert parsed.value == amount
    assert ("D14" in parsed.rules) == bool(own)


@given(FEN)
def test_thousands_and_full_width_do_not_change_a_number(amount):
    text = f"{Decimal(amount) / 100:,.2f}"
    wide = text.translate(str.maketrans("0123456789.,-", "０１２３４５６７８９．，－"))
    assert values.amount(text, "元").value == amount
    assert values.amount(wide, "元").value == amount
    assert values.amount(f"\u00a0{text}\u3000元", "万元").value == amount


@given(st.integers(-(10**14), 10**14), st.sampled_from(UNITS))
@example(30, "元")
def test_a_float_of_a_spreadsheet_is_the_number_it_shows(amount, unit):
    number = float(Decimal(amount) / FEN_PER[unit])
    parsed = values.amount(number, unit)
    if parsed.value is None:
        assert abs(number) * FEN_PER[unit] >= 10**14
    else:
        assert parsed.value == amount


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_float_is_exact_or_refused(number):
    parsed = values.amount(number, "万元")
    if parsed.value is None:
        assert parsed.level == "error"
        assert parsed.rule == "D14"
    else:
        assert float(Decimal(parsed.value) / 1_000_000) == pytest.approx(number, rel=1e-14, abs=1e-12)


@given(ANY, st.sampled_from(UNITS))
@example("7,00.0,77", "万元")
@example("1,23", "元")
@example("12e3", "元")
@example("①", "元")
@example("١٢", "元")
@example("²", "元")
@example("--5", "元")
@example("((5))", "元")
def test_no_cell_becomes_another_number_in_silence(raw, unit):
    parsed = values.amount(raw, unit)
    if parsed.value is None or not isinstance(raw, str):
        return
    said = tidy(raw)[0].split("(")[0] if parsed.problem else tidy(raw)[0]
    digits = "".join(char for char in said if char.isdigit() or char == ".")
    own = next((name for name in ("亿", "万", "千") if name in raw), "")
    per = {"亿": FEN_PER["亿元"], "万": FEN_PER["万元"], "千": FEN_PER["千元"]}.get(own)
    choices = {per} if per else {FEN_PER[unit], 100, 1}
    assert abs(parsed.value) in {int(Decimal(digits) * choice) for choice in choices}
    assert parsed.rules or raw.strip() == raw


@given(ANY)
def test_no_parser_breaks_on_any_cell(raw):
    parsers = (values.text, values.code, values.named, values.project, values.count, values.percent, values.score,
               values.tick, values.day, values.relation, values.target, values.year_of)  # fmt: skip
    for parse in parsers:
        parsed = parse(raw)
        assert parsed.problem == "" or parsed.rule
        assert parsed.value is None or parsed.level in ("error", "warning")
    values.choice(raw, ("优", "良", "中", "差"))


@given(st.integers(0, 20_000))
def test_a_rate_is_read_as_it_was_written(hundredths):
    text = f"{Decimal(hundredths) / 100}%"
    assert values.percent(text).value == hundredths
    assert values.percent(text).rules == ()
    assert values.percent(hundredths / 10_000, formatted=True) == values.Parsed(hundredths)


@given(st.integers(-100, 20_000))
def test_a_score_is_read_as_it_was_written(hundredths):
    assert values.score(f"{Decimal(hundredths) / 100}").value == hundredths
    assert values.score(hundredths / 100) == values.Parsed(hundredths)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_in_every_usual_writing(day):
    iso = day.isoformat()
    parts = (day.year, day.month, day.day)
    for text in (iso, f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", "{}年{}月{}日".format(*parts), "{}.{}.{}".format(*parts)):
        assert values.day(text).value == iso
    assert values.day(day).value == iso


@pytest.mark.parametrize(("sign", "relation"), sorted(SIGNS.items()))
def test_every_sign_is_read_alone_and_before_a_number(sign, relation):
    assert values.relation(sign).value == relation
    if relation != "qualitative":
        assert values.target(f"{sign}95%").value == (relation, "95", "%")


@given(
    st.sampled_from([">=", "<=", "=", ">", "<", ""]),
    st.decimals(0, 10**6, places=3).map(lambda found: f"{found.normalize():f}"),
    st.sampled_from(["个", "%", "元/人·月", "公里", "平方米", "人次", ""]),
)
def test_a_target_is_read_as_it_was_printed(relation, value, measure):
    made = values.Target(relation, value, measure)
    assert values.target(printed(made)).value == made
    assert values.combine(relation or None, value, measure).value == made


@pytest.mark.parametrize("text", ["1538.01", "2021.12", "20230101", "2021", "2023.5"])
def test_a_bare_number_is_no_date(text):
    assert values.target(text).value == ("", text, "")


def test_a_unit_that_contradicts_its_column_is_a_question():
    parsed = values.combine(">=", "50公里", "个")
    assert parsed.value == (">=", "50公里", "个")
    assert (parsed.rule, parsed.level) == ("D22", "warning")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1,234.5", "1234.5"), ("+5", "5"), (".5", "0.5"), ("(7)", "-7"), ("7-", "-7"), ("007", "7")],
)
def test_plain_numbers(text, wanted):
    assert number(text)[0] == Decimal(wanted)


@pytest.mark.parametrize("text", ["", "-", "1,23", "1.2.3", "1e5", "约5", "3-5", "五", "O5", "-(5)", "5--"])
def test_what_is_no_number_is_refused_with_a_rule(text):
    with pytest.raises(values.Unclear) as caught:
        number(text)
    assert caught.value.rule.startswith("D")
    assert caught.value.words


def test_more_digits_than_a_fen_are_refused_and_six_in_wan_are_not():
    assert values.amount("207.453812", "万元").value == fen("207.453812", "万元")
    assert values.amount("207.4538121", "万元").value is None
    assert values.amount("0.001", "元").value is None
