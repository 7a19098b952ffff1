"""Scores and rates rounded half up and written out; nothing here is a float."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def half_up(number: Fraction) -> int:
    """A number rounded half up (away from zero below it) to a whole one."""
    if number < 0:
        return -half_up(-number)
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def points(score: int) -> str:
    """Hundredths of a point as text with two decimals."""
    sign, size = ("-", -score) if score < 0 else ("", score)
    return f"{sign}{size // 100}.{size % 100:02d}"


def percent(rate: Fraction) -> str:
    """A rate as percent with two decimals, half up."""
    return f"{points(half_up(rate * 10_000))}%"
