"""What one indicator row tells only as a whole: percentages that lost their sign, copied signs, sub-rows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.domain.values import combine, written

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.values import Raw
    from perfdesk.files.recognise.book import Book
    from perfdesk.files.recognise.ready import ReadyTable

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TWO = re.compile(r"2(\d{2,3}(?:\.\d+)?)")
_RATE = re.compile(r"(?:率|满意度|知晓度|比例|比重|占比|覆盖面|达标度)(?:[(（].*[)）])?$")
_SIGNED = re.compile(r"^(?:[≥≤≧≦⩾⩽><＞＜]|>=|<=|大于|小于|不低于|不少于|不超过)")


@lru_cache(maxsize=4096)
def _is_rate(name: str) -> bool:
    return _RATE.search(name) is not None


def judge(
    row: Row,
    line: list[Raw],
    table: ReadyTable,
    r: int,
    prefix: str,
    book: Book,
) -> None:
    """Mend and question what the cells of a row say together (D16, D25)."""
    places = table.spots
    name = row.get("name")
    value = row.get("value")
    if "value" in places and isinstance(value, str) and not _NUMBER.fullmatch(value):
        _split(row, value, r, places["value"], prefix, book)
    measure = row.get("measure")
    rate = measure == "%" or (not measure and isinstance(name, str) and _is_rate(name))
    if rate:
        target_at = places.get("target", places.get("value"))
        if target_at is not None and isinstance(aim := line[target_at], float) and 0 < aim <= 1:
            _target(row, aim, r, target_at, prefix, book)
        actual_at = places.get("actual")
        if actual_at is not None and isinstance(done := line[actual_at], float) and 0 < done <= 1:
            _actual(row, done, r, actual_at, prefix, book)
        _misread(row, r, target_at or 0, prefix, book)
    actual = row.get("actual")
    if isinstance(actual, str) and _SIGNED.match(actual):
        words = f"实际完成值“{actual}”带着比较符号，像是照抄指标值，请填实际数"
        book.problem("hint", "D25", words, r, places.get("actual", 0), prefix + "actual")


def _split(row: Row, value: str, r: int, column: int, prefix: str, book: Book) -> None:
    """A sign or a unit that was written into the value of three columns goes to its own column (D22)."""
    sign, measure = row.get("relation"), row.get("measure")
    parsed = combine(sign if isinstance(sign, str) else None, value, measure if isinstance(measure, str) else None)
    if parsed.problem:
        book.problem(parsed.level, parsed.rule, parsed.problem, r, column, prefix + "value")
    if parsed.value is None:
        if not parsed.problem:
            del row["value"]
        return
    if not parsed.rules or parsed.value.relation == "qualitative":
        return
    for key, part in zip(("relation", "value", "measure"), parsed.value, strict=True):
        if part or row.get(key):
            row[key] = part
    book.reading.raws[prefix + "value"] = value
    for rule in parsed.rules:
        book.repair(r, column, prefix + "value", value, parsed.shown, rule)


def _misread(row: Row, r: int, column: int, prefix: str, book: Book) -> None:
    """A rate of 292 %: scanning reads ≥ as 2, which is a question (D21)."""
    value = row.get("value")
    found = _TWO.fullmatch(value) if isinstance(value, str) and not row.get("relation") else None
    if found and float(found.group(1)) <= 100:
        words = f"比率的指标值是 {value}%，像是把“≥{found.group(1)}%”的 ≥ 识别成了 2，请核对"
        book.problem("warning", "D21", words, r, column, prefix + "value")


def _percent(ratio: float) -> str:
    return f"{ratio * 100:.10g}"


def _target(row: Row, raw: float, r: int, column: int, prefix: str, book: Book) -> None:
    """A number up to 1 for a rate: a cell formatted as a percentage, unless it is small, which is a question."""
    if raw < 0.5:
        words = f"比率的指标值是 {written(raw)}，看不出是 {written(raw)}% 还是 {_percent(raw)}%，请写明 %"
        book.problem("warning", "D16", words, r, column, prefix + "value")
        return
    row["value"], row["measure"] = _percent(raw), "%"
    book.reading.raws[prefix + "value"] = written(raw)
    book.repair(r, column, prefix + "value", written(raw), f"{_percent(raw)}%", "D16")


def _actual(row: Row, raw: float, r: int, column: int, prefix: str, book: Book) -> None:
    target = row.get("value")
    number = float(target) if isinstance(target, str) and re.fullmatch(r"\d+(?:\.\d+)?", target) else None
    if number is not None and number <= 1:
        return
    row["actual"] = f"{_percent(raw)}%"
    book.reading.raws[prefix + "actual"] = written(raw)
    book.repair(r, column, prefix + "actual", written(raw), f"{_percent(raw)}%", "D16")
