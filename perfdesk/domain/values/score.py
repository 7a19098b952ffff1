"""Points and weights: 10, 10分, (50分), 50% become hundredths of a point; 满分 is left to the reader of the row."""

from __future__ import annotations

import math
import re
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from perfdesk.domain.values.common import (
    DASHES,
    ERRORS,
    NONE_WORDS,
    Parsed,
    Raw,
    Unclear,
    decimal,
    refused,
    tidy,
    written,
)
from perfdesk.domain.values.number import number

FULL = -1
"""The value of a cell that says 满分: the row's own weight, which the cell does not know."""

_MOST = 10**9  # beyond it nothing is meant
_POINTS = re.compile(r"^[(\[]?([+-]?[\d.,]+)(分|%)?[)\]]?$")


def score(raw: Raw) -> Parsed[int]:
    """Read points; the value is in hundredths of a point, half up (FULL where the cell says 满分)."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, bool | date | time):
        return refused(raw, Unclear("D41", f"分值单元格里是“{written(raw)}”，不是分数"))
    try:
        if isinstance(raw, int | float):
            return _numeric(raw)
        return _text(raw)
    except Unclear as trouble:
        return refused(raw, trouble)


def _numeric(raw: float) -> Parsed[int]:
    if not math.isfinite(raw):
        raise Unclear("D17", "得分的公式没有算出数", "warning")
    if abs(raw) > _MOST:
        raise Unclear("D41", f"{raw:.3G} 不是分数")
    hundred = round(raw * 100)
    if hundred / 100 == raw:
        return Parsed(hundred)
    return _rounded(decimal(float(raw)), [], written(raw))


def _text(raw: str) -> Parsed[int]:
    text, rules = tidy(raw)
    if not text or text in DASHES:
        return Parsed(None)
    if text in NONE_WORDS:
        return Parsed(None, ("D19",), "", raw)
    if text.upper() in ERRORS:
        return Parsed(None, ("D17",), "", raw)
    if text in ("满分", "得满分", "全分"):
        return Parsed(FULL, (*rules, "D41"), "满分", raw)
    found = _POINTS.fullmatch(text)
    if not found:
        raise Unclear("D41", f"“{raw.strip()}”不是分数")
    value, more = number(found.group(1))
    rules += more
    if found.group(2) == "分":
        rules.append("D41" if text[0] not in "([" else "D40")
    elif found.group(2) == "%" or text[0] in "([":
        rules.append("D40")
    return _rounded(value, rules, raw)


def _rounded(value: Decimal, rules: list[str], raw: str) -> Parsed[int]:
    if abs(value) > _MOST:
        raise Unclear("D41", f"“{raw.strip()}”不是分数")
    exact = value * 100
    hundred = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if hundred != exact:
        rules = [*rules, "D41"]
    shown = f"{Decimal(hundred) / 100:.2f}"
    return Parsed(hundred, tuple(dict.fromkeys(rules)), shown, raw if rules else None)
