"""Days and months: every usual way of writing one becomes ISO; 2021.1, which may be October, is a question."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from perfdesk.domain.values.common import DASHES, NONE_WORDS, Parsed, Raw, Unclear, refused, tidy, written

_DIGITS = {char: str(place) for place, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_FULL = re.compile(
    r"^((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:之?前|止|前完成)?(?:\d{1,2}:\d\d(?::\d\d)?)?$"
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)$")
_MONTH = re.compile(r"^((?:19|20)\d\d)[-/.年](\d{1,2})月?(?:份|底|末|中旬|上旬|下旬|初)?(?:之?前)?(?:完成|竣工)?$")
_BARE = re.compile(r"^(\d{1,2})月(?:(\d{1,2})日|份|底|末)?(?:之?前)?(?:完成|竣工)?$")
_YEAR = re.compile(r"^(\d{4})年?度?$")
_CHINESE_YEAR = re.compile(r"^([〇零○一二三四五六七八九]{4})(年.*)?$")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]+")
_EPOCH = date(1899, 12, 30)


def day(raw: Raw, year: int | None = None, *, since1904: bool = False) -> Parsed[str]:
    """Read a date as ISO text (2021-12-31; 2021-12 where only the month is given).

    `year` completes a date without one (12月底前). An Excel serial number between 2000 and 2100 is a date; a number
    such as 2021.1 is a question, because a cell drops the last zero of 2021.10. `since1904` says that the workbook
    counts serial numbers from 1904.
    """
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, datetime):
        return Parsed(raw.date().isoformat())
    if isinstance(raw, date):
        return Parsed(raw.isoformat())
    try:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return _numeric(raw, 1462 if since1904 else 0)
        return _text(written(raw), year)
    except Unclear as trouble:
        return refused(raw, trouble)


def _numeric(raw: float, later: int) -> Parsed[str]:
    raw = raw + later if raw < 80_000 else raw
    if float(raw).is_integer():
        whole = int(raw)
        if 36526 <= whole <= 73415:
            iso = (_EPOCH + timedelta(days=whole)).isoformat()
            return Parsed(iso, ("D26",), iso, written(whole - later))
        compact = _COMPACT.match(str(whole))
        if compact:
            iso = _day(*compact.groups())
            return Parsed(iso, ("D26",), iso, written(raw))
    elif 36526 <= raw <= 73415:
        iso = (_EPOCH + timedelta(days=int(raw))).isoformat()
        return Parsed(iso, ("D26",), iso, written(raw - later))
    raise Unclear("D26", _which(written(raw - later if raw < 80_000 else raw)))


def _which(text: str) -> str:
    if re.fullmatch(r"20\d\d\.1", text):
        return f"“{text}”可能是 1 月，也可能是 10 月（单元格去掉了末尾的 0），请写成 2021-10 这样的日期"
    return f"“{text}”不是看得懂的日期，请写成 2021-12-31"


def _text(raw: str, year: int | None) -> Parsed[str]:
    text, rules = tidy(raw)
    if not text or text in DASHES:
        return Parsed(None, raw=raw if text else None)
    if text in NONE_WORDS:
        return Parsed(None, ("D19",), "", raw)
    plain = _arabic(text)
    iso = _iso(plain, year)
    if iso is None:
        raise Unclear("D26", _which(plain))
    if iso == raw:
        return Parsed(iso)
    return Parsed(iso, (*rules, "D26"), iso, raw)


def _iso(text: str, year: int | None) -> str | None:
    for pattern in (_FULL, _COMPACT):
        found = pattern.match(text)
        if found:
            return _day(*found.groups()[:3])
    if re.fullmatch(r"20\d\d\.1", text):
        return None
    month = _MONTH.match(text)
    if month:
        return _month(month.group(1), month.group(2))
    bare = _BARE.match(text)
    if bare and year is not None:
        return _day(str(year), bare.group(1), bare.group(2)) if bare.group(2) else _month(str(year), bare.group(1))
    return None


def _day(year: str, month: str, number: str) -> str:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        raise Unclear("D26", f"没有 {year} 年 {int(month)} 月 {int(number)} 日这一天") from None


def _month(year: str, month: str) -> str:
    if not 1 <= int(month) <= 12:
        raise Unclear("D26", f"没有 {month} 月")
    return f"{year}-{int(month):02d}"


def _arabic(text: str) -> str:
    """二〇二一年十二月三十一日 with digits; other text unchanged."""
    found = _CHINESE_YEAR.match(text)
    if found is None:
        return text
    head = "".join(_DIGITS[char] for char in found.group(1))
    return head + _CHINESE_NUMBER.sub(lambda match: str(_small(match.group())), found.group(2) or "")


def _small(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int("".join(_DIGITS[char] for char in text))
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)


def year_of(raw: Raw) -> Parsed[int]:
    """Read a year: 2021, 2021年, 2021年度, 二〇二一年."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, datetime | date):
        return Parsed(raw.year, ("D26",), str(raw.year), written(raw))
    text, rules = tidy(written(raw))
    found = _YEAR.match(_arabic(text))
    if not found or not 1990 <= int(found.group(1)) <= 2100:
        return refused(raw, Unclear("D26", f"“{written(raw).strip()}”不是年度，请写成 2021"))
    if not isinstance(raw, str) or raw == found.group(1):
        return Parsed(int(found.group(1)))
    return Parsed(int(found.group(1)), (*rules, "D26"), found.group(1), raw)


def last_day(iso: str) -> str:
    """The last day that an ISO date or month covers."""
    if len(iso) > 7:
        return iso
    year, month = int(iso[:4]), int(iso[5:7])
    return f"{iso}-{calendar.monthrange(year, month)[1]:02d}"
