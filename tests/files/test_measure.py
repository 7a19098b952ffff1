"""Text breaks into lines that fit, loses nothing, and is counted as it is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.files import measure

TEXT = st.text(alphabet="完成治理处，。（）《“”、消除46户172人地质abcMW%=. -—\n", max_size=120)
SIZE = st.sampled_from([8.0, 9.0, 9.5, 10.0, 10.5, 11.0])
WIDTH = st.integers(12, 700).map(float)


@given(TEXT, SIZE, WIDTH)
def test_wrapping_loses_nothing_but_blanks(text, size, width):
    joined = "".join(measure.wrap(text, size, width))
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(TEXT, SIZE, WIDTH)
def test_every_line_fits_unless_it_is_one_character(text, size, width):
    for line in measure.wrap(text, size, width):
        assert len(line) <= 1 or measure.advance(line, size) <= width + 1e-6


@given(TEXT, SIZE, WIDTH)
def test_lines_are_counted_as_they_are_broken(text, size, width):
    lines = len(measure.wrap(text, size, width))
    expected = lines * size * measure.LINE + measure.PADDING_Y
    assert measure.height(text, size, width + measure.PADDING_X) == pytest.approx(expected)


@given(TEXT, SIZE, WIDTH)
def test_a_wider_cell_never_needs_more_height(text, size, width):
    assert measure.height(text, size, width + 300) <= measure.height(text, size, width) + 1e-6


def test_marks_cling_to_their_neighbours():
    lines = measure.wrap("完成治理一处，消除隐患（含群众）", 10, 60)
    assert all(line[0] not in "，）" for line in lines)
    assert all(line[-1] != "（" for line in lines)


def test_a_number_is_not_broken_while_it_fits_a_line():
    assert "1234567" in measure.wrap("共计金额1234567元整", 10, 45)[1]


def test_narrow_and_wide_letters():
    assert measure.advance("一二三", 10) == 30
    assert 10 <= measure.advance("35", 10) < 12
    assert measure.advance("", 10) == 0
