"""A value of a content as it is printed: one rule a kind, for workbook, PDF and screen alike."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.domain.money import FEN_PER

if TYPE_CHECKING:
    from perfdesk.domain.content import Row, Scalar

TICK = "√"
SIGNS = {
    ">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "range": "区间", "date": "时限", "qualitative": "定性",
}  # fmt: skip
# In one cell with its value a range, a date and a qualitative value need no word before them.
_JOINED = SIGNS | {"range": "", "date": "", "qualitative": ""}
NUMBERS = frozenset(["amount", "percent", "score", "count"])
AS_IT_IS = frozenset(["text", "code", "choice", "unit"])  # printed as the content holds them
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TARGET = ("relation", "value", "measure")


def scale(kind: str, money: str) -> int:
    """How many decimals of the printed number an integer of `kind` holds: 6 for an amount in 万元, 2 in 元."""
    if kind == "amount":
        return len(str(FEN_PER[money])) - 1
    return {"percent": 4, "score": 2}.get(kind, 0)


def plain(value: int, decimals: int) -> str:
    """The shortest exact decimal number of an integer of 10**-decimals: 358000000 with six decimals is "358"."""
    if not decimals:
        return str(value)
    whole, rest = divmod(abs(value), 10**decimals)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest:0{decimals}d}".rstrip("0")


@lru_cache(maxsize=256)
def _pattern(code: str) -> tuple[int, bool, bool] | None:
    """(decimals, thousands, percent) of a number format's first section; None for General and dates."""
    first = code.split(";", maxsplit=1)[0]
    if not re.fullmatch(r"[#,]*0(\.0+)?%?_?\)? ?", first):
        return None
    decimals = len(first.partition(".")[2].rstrip("_) %"))
    return decimals, "," in first, "%" in first


def number(value: int, decimals: int, code: str) -> str:
    """An integer of 10**-decimals in a number format; rounded half up, away from zero."""
    pattern = _pattern(code)
    if pattern is None:
        return plain(value, decimals)
    shown, thousands, percent = pattern
    drop = decimals - shown - (2 if percent else 0)
    size = abs(value)
    size = (size + 10**drop // 2) // 10**drop if drop > 0 else size * 10**-drop
    whole, rest = divmod(size, 10**shown)
    text = f"{whole:,}" if thousands else str(whole)
    if shown:
        text += f".{rest:0{shown}d}"
    return ("-" if value < 0 and size else "") + text + ("%" if percent else "")


def target(row: Row, prefix: str = "") -> str:
    """Relation, value and measure of an indicator in one cell: ≥95%."""
    relation, value, measure = (row.get(prefix + name) or "" for name in TARGET)
    if relation == "date" and (day := _ISO.fullmatch(str(value))):
        value = f"{day[1]}年{int(day[2])}月{int(day[3])}日前"
    if not value:
        return f"{_JOINED.get(str(relation), relation)}{measure}" if measure else SIGNS.get(str(relation), "")
    return f"{_JOINED.get(str(relation), relation)}{value}{measure}"


def text(value: Scalar, kind: str, money: str = "万元", code: str = "General") -> str:
    """The printed text of one value, "" for a blank."""
    if value is None or value == "":
        return ""
    if kind == "tick":
        return TICK if value is True else "" if value is False else str(value)
    if kind in NUMBERS and isinstance(value, int):
        return number(value, scale(kind, money), code)
    if kind == "relation":
        return SIGNS.get(str(value), str(value))
    return str(value)
