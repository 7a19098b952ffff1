"""Target and actual values of indicators as a clerk would type them, in exact hundredths."""

from __future__ import annotations

from functools import cache


def columns(names: str) -> tuple[str, ...]:
    """Column names written in one line."""
    return tuple(names.split())


@cache
def hundredths(value: str) -> int:
    """A printed number in hundredths: 0.65 is 65."""
    whole, _, part = value.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def text(number: int, *, whole: bool) -> str:
    """Hundredths as printed; `whole` cuts the decimals."""
    if whole or number % 100 == 0:
        return str(number // 100)
    return f"{number // 100}.{number % 100:02d}".rstrip("0")


def share(number: int, top: int, bottom: int) -> int:
    """Number x top / bottom, half up."""
    return (number * top * 2 + bottom) // (2 * bottom)


def weights(levels: list[str]) -> list[int]:
    """Points of each row in hundredths by scheme W1 (50, 30, 10), the rounding on the last row of its level."""
    points = {"产出指标": 5000, "效益指标": 3000, "满意度指标": 1000}
    many = {level: levels.count(level) for level in points}
    seen = dict.fromkeys(points, 0)
    found = []
    for level in levels:
        seen[level] += 1
        each = share(points[level], 1, many[level])
        found.append(each if seen[level] < many[level] else points[level] - each * (many[level] - 1))
    return found
