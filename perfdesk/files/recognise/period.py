"""Budget year and cut-off month: from the sheet, else the file's name, else the office's year, and then it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.files.recognise.labels import month_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.values import Raw
    from perfdesk.files.recognise.book import Book
    from perfdesk.files.recognise.plan import Plan

_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:-\s*20\d\d\s*)?(?:预算)?年度")
_LOOSE = re.compile(r"(?<!\d)(20\d\d)\s*年")
_BARE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CHINESE = re.compile(r"二[〇零○]([一二三四五六七八九〇零○])([一二三四五六七八九〇零○])年")
_DIGITS = {char: place for place, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def year_in(text: str) -> int | None:
    """The budget year that a title or a line below it prints."""
    for pattern in (_YEAR, _LOOSE):
        found = pattern.search(text)
        if found:
            return int(found.group(1))
    chinese = _CHINESE.search(text)
    if chinese:
        return 2000 + 10 * _DIGITS[chinese.group(1)] + _DIGITS[chinese.group(2)]
    return None


@lru_cache(maxsize=256)
def year_of_file(path: str) -> int | None:
    """The year in a file's name, its folders left aside; None where it names none or several."""
    name = re.split(r"[\\/]", path)[-1]
    marked = {int(year) for year in _YEAR.findall(name)} or {int(year) for year in _LOOSE.findall(name)}
    found = marked or {int(year) for year in _BARE.findall(name)}
    return next(iter(found)) if len(found) == 1 else None


@dataclass(slots=True)
class Period:
    """The period of one reading and how it was found: sheet, file, default or none.

    A year or month that was not found stays None: whoever knows the office completes it, and tells.
    """

    year: int | None
    month: int | None
    origin: str
    place: tuple[int, int]
    raw: str
    file_year: int | None

    def note(self, book: Book, plan: Plan) -> None:
        """List a default as a repair, a contradiction as a problem (D46)."""
        if self.origin in ("file", "default"):
            source = "文件名" if self.origin == "file" else "台账的当前年度"
            book.repair(*plan.anchor, "year", f"表上没有写年度，按{source}", str(self.year), "D46")
        elif self.file_year is not None and self.file_year != self.year:
            words = f"表上写的是 {self.year} 年度，文件名写的是 {self.file_year} 年，按表上的年度读取，请核对"
            book.problem("warning", "D46", words, *self.place, "year")
        name = str(book.reading.content.fields.get("project_name") or "")
        found = _LOOSE.match(name)
        if found and self.year is not None and int(found.group(1)) > self.year:
            words = f"表上写的是 {self.year} 年度，项目名称却是“{name[:20]}”，年度可能填错了"
            book.problem("warning", "D46", words, *self.place, "year")


def period_of(plan: Plan, rows: Sequence[Sequence[Raw]], path: str, hint: int | None) -> Period:
    """Find the period: the sheet's own year wins."""
    head = _head(plan, rows)
    named = year_of_file(path)
    month = plan.month
    if month is None and plan.form.period:
        told = (month_in(text) for text in (*(text for _, _, text in head), re.split(r"[\\/]", path)[-1]))
        month = next((found for found in told if found), None)
    for strict in (True, False):
        for r, c, text in head:
            year = year_in(text) if not strict or _YEAR.search(text) else None
            if year is not None:
                return Period(year, month, "sheet", (r, c), text, named)
    if named is not None:
        return Period(named, month, "file", plan.anchor, "", named)
    if hint is not None:
        return Period(hint, month, "default", plan.anchor, "", None)
    return Period(None, month, "none", plan.anchor, "", None)


def _head(plan: Plan, rows: Sequence[Sequence[Raw]]) -> list[tuple[int, int, str]]:
    """The texts of the rows that may print the period, with their places."""
    first, last = plan.year_rows
    return [
        (first + at, c, value)
        for at, row in enumerate(rows[first:last])
        for c, value in enumerate(row)
        if isinstance(value, str) and value
    ]
