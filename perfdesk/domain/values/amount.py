"""Money: a cell becomes 分 exactly, in its own unit where it names one, else in the sheet's; or it is refused."""

from __future__ import annotations

import math
import re
from datetime import date, time
from typing import TYPE_CHECKING

from perfdesk.domain.money import FEN_PER, wan
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

if TYPE_CHECKING:
    from decimal import Decimal

_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥)+", re.IGNORECASE)
_UNIT = re.compile(r"^(.*?)(亿元|亿|万元|万|千元|元整|元|圆整|圆|分)$")
_UNITS = {"亿": "亿元", "万": "万元", "元整": "元", "圆": "元", "圆整": "元"}
_REMARK = re.compile(r"^([^()]*\d[^()]*)\((?=[^()]*[\u4e00-\u9fff])[^()]*\)$")
_PROSE = re.compile(r"[\u4e00-\u9fff]")
_CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十百千两万亿]+[元圆]?")
_EXACT = 10**15
_MOST = 10**17
"""分: ten million 亿元 are no amount of a county."""


def amount(raw: Raw, unit: str) -> Parsed[int]:
    """Read a money cell of a sheet that prints `unit`; the value is in 分.

    Blank, dashes and words for none are None; a failed formula, prose, a wrong group of thousands, an approximate
    number and more digits than 分 can hold are problems, never a number.
    """
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, bool | date | time):
        return refused(raw, Unclear("D26", f"金额单元格里是“{written(raw)}”，不是金额"))
    if isinstance(raw, int | float):
        return _numeric(raw, unit)
    try:
        return _text(raw, unit)
    except Unclear as trouble:
        return refused(raw, trouble)


def _numeric(raw: float, unit: str) -> Parsed[int]:
    per = FEN_PER[unit]
    if not math.isfinite(raw):
        return refused(raw, Unclear("D17", "金额单元格的公式没有算出数"))
    if abs(raw) * per >= _MOST:
        return refused(raw, _too_large(raw))
    whole = round(raw * per)
    if abs(whole) < _EXACT and whole / per == raw:
        return Parsed(whole)
    shown = decimal(float(raw))
    exact = shown * per
    if exact != int(exact):
        return refused(raw, _too_fine(str(shown), unit))
    return Parsed(int(exact), raw=repr(raw))


def _text(raw: str, unit: str) -> Parsed[int]:
    text, rules = tidy(raw)
    if not text:
        return Parsed(None)
    if text in DASHES or text in NONE_WORDS:
        return Parsed(None, ("D19",), "", raw)
    if text.upper() in ERRORS:
        raise Unclear("D17", f"公式出错（{text}），金额没有算出来，请改成数字")
    body = text
    remark = _REMARK.fullmatch(body)
    doubt = ""
    if remark:
        body, doubt = remark.group(1), "金额单元格里还写了说明文字，只取了前面的数，请核对"
        rules.append("D14")
    cut = _CURRENCY.sub("", body)
    bracketed = cut.startswith("(") and cut.endswith(")")
    inner = cut[1:-1] if bracketed else cut
    found = _UNIT.match(inner)
    own = unit
    if found:
        inner, own = found.group(1), _UNITS.get(found.group(2), found.group(2))
    if (found or cut != body) and "D14" not in rules:
        rules.append("D14")
    if not inner or (_PROSE.search(inner) and not _approximate(inner)):
        raise _prose(text, raw)
    value, more = number(f"({inner})" if bracketed else inner)
    fen, mended = _whole(value, own)
    rules += [*more, *mended]
    plain = not rules and own == unit
    return Parsed(fen, tuple(rules), wan(fen), None if plain else raw, doubt, "R014" if doubt else "", "warning")


def _prose(text: str, raw: str) -> Unclear:
    if _CAPITALS.fullmatch(text.removesuffix("整").removesuffix("正")):
        return Unclear("D12", f"“{raw.strip()}”是中文数字，请改成阿拉伯数字")
    return Unclear("R014", f"金额单元格里是文字“{_short(raw)}”，没有取数，请只填数字", "warning")


def _approximate(text: str) -> bool:
    return bool(re.fullmatch(r"(?:约|近|大约)?[\d.,]+(?:余|多|左右|以上)?", text))


def _whole(value: Decimal, unit: str) -> tuple[int, list[str]]:
    exact = value * FEN_PER[unit]
    if abs(exact) >= _MOST:
        raise _too_large(value)
    if exact == int(exact):
        return int(exact), []
    tail = _tail(value, unit)
    if tail is None:
        raise _too_fine(str(value), unit)
    return int(tail), ["D11"]


def _tail(value: Decimal, unit: str) -> Decimal | None:
    """The same number without a binary tail (0.30000000000000004), or None where the digits are real."""
    if len(value.as_tuple().digits) < 16:
        return None
    exact = decimal(float(value)) * FEN_PER[unit]
    return exact if exact == int(exact) else None


def _too_fine(text: str, unit: str) -> Unclear:
    return Unclear("D14", f"“{text}”{unit}不足一分的部分无法入账，请四舍五入到分后再填")


def _too_large(number: float | Decimal) -> Unclear:
    return Unclear("D28", f"金额 {number:.3G} 太大，像是代码或填错的数，请核对")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else f"{flat[:30]}…"
