"""Rates: 95, 95%, 0.95, 百分之95 and 1 (for 100 %) become hundredths of a percent; two readings are a question."""

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

_MOST = 10**9  # beyond it nothing is meant
_WORDS = re.compile(r"^百分之(.+)$")
_SIGN = re.compile(r"^(.+?)(%|百分比|百分点)$")


def percent(raw: Raw, *, formatted: bool = False) -> Parsed[int]:
    """Read a rate; the value is in hundredths of a percent, half up.

    A number up to 1 is a ratio (a cell formatted as a percentage holds 0.862 for 86.2 %), a larger one percents.
    `formatted` says that the cells are formatted as percentages, as in our own workbooks: every number is a ratio.
    """
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, bool | date | time):
        return refused(raw, Unclear("D16", f"比率单元格里是“{written(raw)}”，不是百分数"))
    try:
        if isinstance(raw, int | float):
            return _numeric(raw, formatted=formatted)
        return _text(raw)
    except Unclear as trouble:
        return refused(raw, trouble)


def _numeric(raw: float, *, formatted: bool) -> Parsed[int]:
    if not math.isfinite(raw):
        raise Unclear("D17", "执行率的公式没有算出数", "warning")
    if abs(raw) > _MOST:
        raise Unclear("D16", f"{raw:.3G} 不是一个比率")
    value = decimal(float(raw))
    if formatted or abs(value) <= 1:
        hundredths = _hundredths(value * 100)
        return Parsed(hundredths, raw=None if hundredths == value * 10_000 else written(raw))
    return Parsed(_hundredths(value), ("D16",), _shown(value), written(raw))


def _text(raw: str) -> Parsed[int]:
    text, rules = tidy(raw)
    if not text or text in DASHES:
        return Parsed(None)
    if text in NONE_WORDS:
        return Parsed(None, ("D19",), "", raw)
    if text.upper() in ERRORS:
        return Parsed(None, ("D17",), "", raw)
    if re.fullmatch(r"0(?:\.0+)?[/÷]0(?:\.0+)?", text):
        return Parsed(None, ("D18",), "", raw)
    words, sign = _WORDS.match(text), _SIGN.match(text)
    if words:
        value, more = number(words.group(1))
        rules = [*rules, *more, "D16"]
    elif sign:
        value, more = number(sign.group(1))
        rules += more
        if sign.group(2) != "%":
            rules.append("D16")
    else:
        value, more = number(text)
        rules = [*rules, *more, *(["D16"] if value else [])]
        value = value * 100 if abs(value) <= 1 else value
    if abs(value) > _MOST:
        raise Unclear("D16", f"“{raw.strip()}”不是一个比率")
    if _hundredths(value) != value * 100:
        rules.append("D16")
    clean = not rules and raw == _shown(value)
    return Parsed(_hundredths(value), tuple(dict.fromkeys(rules)), _shown(value), None if clean else raw)


def _hundredths(value: Decimal) -> int:
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _shown(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}%"
