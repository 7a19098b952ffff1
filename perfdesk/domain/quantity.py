"""A number, a range or a date as clerks write it in a target or an actual cell, exact; prose is None, never a guess.

Units are reduced to a base (万元 -> 元, ‰ -> %), so that two quantities compare when their bases are equal.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from perfdesk.domain.values.target import SIGNS

_BLANK = re.compile(r"\s+")
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_LEAD = r"(?:全年|年内|本年|已|共|合计|累计|实际|完成|实现|达到|达|为|计|约|大约|近|:)*"
_TAIL = r"(?:以上|以内|以下|之内|左右|及以上|及以下)?"
_ONE = re.compile(rf"^{_LEAD}({_NUMBER})(?:余|多|几)?([^\d,，。;；]{{0,14}}?){_TAIL}$")
_TWO = re.compile(rf"^{_LEAD}[\[(]?({_NUMBER})([^\d,\-~]{{0,6}}?)(?:-|~|—|–|至|到)({_NUMBER})[\])]?([^\d]{{0,10}}?)$")
_CLOSED = re.compile(rf"^\[({_NUMBER})(),({_NUMBER})\]([^\d]{{0,10}}?)$")
_NO_UNIT = re.compile("前|底|完成|已|[,，。;；、]")
_ANY = re.compile(_NUMBER)
_HUNDRED = re.compile(rf"^百分之(?:({_NUMBER})|百|([一二三四五六七八九]?十?[一二三四五六七八九]?))$")
_DIGITS = "零一二三四五六七八九"
_SIGNS = tuple(sorted((sign for sign in SIGNS if sign != "定性"), key=len, reverse=True))
_SUFFIX = ((">=", ("及以上", "以上")), ("<=", ("及以下", "以内", "之内", "以下")))
_SAME = {
    "百分比": "%", "百分点": "%", "个百分点": "%", "㎡": "平方米", "m2": "平方米", "平米": "平方米", "m3": "立方米",
    "km": "公里", "千米": "公里", "m": "米", "kg": "公斤", "千克": "公斤", "t": "吨", "人民币": "元", "h": "小时",
    "元整": "元", "块": "元",
}  # fmt: skip
_EXACT = {
    "‰": ("%", Fraction(1, 10)), "比例": ("%", Fraction(100)), "公里": ("米", Fraction(1000)),
    "厘米": ("米", Fraction(1, 100)), "吨": ("公斤", Fraction(1000)), "千瓦": ("瓦", Fraction(1000)),
    "小时": ("分钟", Fraction(60)),
}  # fmt: skip
_SCALES = {word: Fraction(10**power) for word, power in (("亿", 8), ("千万", 7), ("百万", 6), ("万", 4), ("千", 3))}
_FULL_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})日?|(底|末|上旬|中旬|下旬|初))?")
_COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?:份)?(?:(\d{1,2})日|(底|末|上旬|中旬|下旬|初))?")
_YEAR_END = re.compile(r"(?:(20\d{2})年)?(?:年底|年末|年终|年内|当年|全年)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` and `high` (equal for a single number) in the base unit `unit` ("" where none was written).

    `factor` is what turned the written number into the base unit (10000 for 万元).
    """

    low: Fraction
    high: Fraction
    unit: str = ""
    factor: Fraction = Fraction(1)


@lru_cache(maxsize=16384)
def tidy(text: str) -> str:
    """The text without what writing adds: full width, blanks, line breaks, the kind of dash between numbers."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).replace("－", "-").replace("～", "~")


@lru_cache(maxsize=16384)
def split_sign(text: str) -> tuple[str, str]:
    """A cell's relation (>= <= = > < or "") and what is left of the text without it."""
    plain = tidy(text)
    sign = next((sign for sign in _SIGNS if plain.startswith(sign)), "")
    if sign:
        return SIGNS[sign], plain[len(sign) :]
    for relation, endings in _SUFFIX:
        for ending in endings:
            if plain.endswith(ending) and _ANY.search(plain):
                return relation, plain[: -len(ending)]
    return "", plain


@lru_cache(maxsize=4096)
def base_unit(unit: str) -> tuple[str, Fraction]:
    """A measure reduced to its base and the factor to it; "" stays "" with factor 1."""
    plain = tidy(unit).strip("()[]")
    for sign in ("*", ".", "•", "×", "⋅"):
        plain = plain.replace(sign, "·")
    head, slash, tail = plain.partition("/")
    plain = "人次" if plain == "人/次" else head + slash + tail.replace("/", "·")
    plain = _SAME.get(plain.lower(), plain)
    if plain in _EXACT:
        return _EXACT[plain]
    for prefix, factor in _SCALES.items():
        rest = plain.removeprefix(prefix)
        if rest != plain and rest:
            base, more = base_unit(rest)
            return base, factor * more
    return plain, Fraction(1)


def _in_words(text: str | None) -> Fraction:
    """九十五 as 95; no words after 百分之 mean 百分之百."""
    if not text:
        return Fraction(100)
    tens, ten, ones = text.rpartition("十")
    return Fraction((_DIGITS.index(tens or "一") if ten else 0) * 10 + (_DIGITS.index(ones) if ones else 0))


def _unit(written: str, measure: str) -> tuple[str, Fraction]:
    """The unit of a text, completed by the measure's column (5.8万 in a column of 元 is 万元)."""
    if written in _SCALES:
        written += measure.removeprefix(written)
    return base_unit(written or measure)


def _made(number: str) -> Fraction:
    return Fraction(number.replace(",", ""))


@lru_cache(maxsize=16384)
def parse(text: str, measure: str = "") -> Quantity | None:
    """The quantity that a text says; `measure` is the unit of its own column and counts where the text names none.

    A leading relation is ignored (`≥95%` is 95 %). None for prose and for texts with several unrelated numbers.
    """
    if text.isascii() and text.isdecimal():
        unit, factor = base_unit(measure)
        number = int(text) * factor
        return Quantity(number, number, unit, factor)
    rest = split_sign(text)[1]
    spoken = _HUNDRED.match(rest)
    if spoken:
        number = _made(spoken.group(1)) if spoken.group(1) else _in_words(spoken.group(2))
        return Quantity(number, number, "%")
    one = _ONE.match(rest)
    if one and not _NO_UNIT.search(one.group(2)):
        unit, factor = _unit(one.group(2), measure)
        number = _made(one.group(1)) * factor
        return Quantity(number, number, unit, factor)
    pair = _TWO.match(rest) or _CLOSED.match(rest)
    if pair and not _NO_UNIT.search(pair.group(2) + pair.group(4)):
        unit, factor = _unit(pair.group(4) or pair.group(2), measure)
        low, high = _made(pair.group(1)) * factor, _made(pair.group(3)) * factor
        return Quantity(low, high, unit, factor) if low <= high else None
    return None


def only_number(text: str, unit: str) -> Quantity | None:
    """The one number inside prose that carries exactly `unit` (a base); None where there is none or more than one."""
    plain = tidy(text)
    found = _ANY.findall(plain)
    if len(found) != 1 or not unit:
        return None
    tail = plain[plain.index(found[0]) + len(found[0]) :]
    for length in range(min(len(tail), 6), 0, -1):
        base, factor = base_unit(tail[:length])
        if base == unit:
            number = _made(found[0]) * factor
            return Quantity(number, number, unit)
    return None


def _day(year: int, month: int, day: str | None, part: str | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    number = int(day) if day else {"初": 10, "上旬": 10, "中旬": 20}.get(part or "", last)
    return date(year, month, number) if 1 <= number <= last else None


@lru_cache(maxsize=4096)
def parse_day(text: str, year: int | None) -> date | None:
    """The day that a text names; a month alone means its last day, 年底 the last day of `year`.

    `year` completes a text without a year. None where the text names no day.
    """
    plain = split_sign(text)[1]
    compact = _COMPACT.match(plain)
    if compact:
        return _day(int(compact.group(1)), int(compact.group(2)), compact.group(3), None)
    full = _FULL_DATE.search(plain)
    if full:
        return _day(int(full.group(1)), int(full.group(2)), full.group(3), full.group(4))
    month = _MONTH.search(plain)
    if month and year:
        return _day(year, int(month.group(1)), month.group(2), month.group(3))
    end = _YEAR_END.search(plain)
    if end and (end.group(1) or year):
        return date(int(end.group(1) or year or 0), 12, 31)
    return None


def shown(number: Fraction) -> str:
    """A number as text: whole or with at most four decimals, without needless zeros."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{Decimal(number.numerator) / Decimal(number.denominator):.4f}".rstrip("0").rstrip(".")
