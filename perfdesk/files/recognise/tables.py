"""The rows of a table: carried levels, template rows left out, totals kept apart, one cell after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfdesk.domain.money import wan
from perfdesk.domain.values import FULL, Named, Target, combine, relation, weight_in_label, written
from perfdesk.files.recognise.book import beside
from perfdesk.files.recognise.cells import parser
from perfdesk.files.recognise.rows import judge

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.values import Raw
    from perfdesk.files.recognise.book import Book
    from perfdesk.files.recognise.cells import Parser
    from perfdesk.files.recognise.plan import ColumnPlace, Plan, TablePlace

_TEMPLATE = re.compile(r"^(?:指标\s*[\d一二三四五六七八九十]+\s*[:：、.]?|…+|\.{3,}|⋯+|[xX×]{2,}|\*{2,}|任务\s*\d+\s*[:：]?)$")
_NUMBERED = re.compile(r"^指标\s*[\d一二三四五六七八九十]{1,2}\s*[:：、.．]?\s*(?=\S)")
_SUM = re.compile(r"^(?:.{0,20})(?:小计|合计|总计)$")
DEFAULT_UNIT = "万元"
_SPECIAL = (Target, Named)

_Column = tuple["ColumnPlace", str, int, "Parser"]


def read_table(place: TablePlace, plan: Plan, rows: list[list[Raw]], book: Book, year: int | None) -> None:
    """Read the rows of one table into the reading's content."""
    table = place.table
    columns: list[_Column] = [
        (column, column.slot.name, column.column, parser(column.slot, column.unit or plan.unit or DEFAULT_UNIT, year))
        for column in place.columns
    ]
    carried: dict[str, tuple[Row, str]] = {}
    out: list[Row] = book.reading.content.tables.setdefault(table.name, [])
    name_key = "name" if any(key == "name" for _, key, _, _ in columns) else table.anchors[0]
    stop = len(rows) if place.stop is None else min(place.stop, len(rows))
    totals: list[int] = sorted(place.totals)
    for r in range(place.first, stop):
        line = rows[r]
        if r in place.skip or not any(line):
            continue
        _row(place, columns, line, r, carried, out, name_key, book, totals, plan)
    if plan.form.shape == "list":
        _compare_totals(place, totals, rows, out, book, plan)


def _row(  # noqa: PLR0913, PLR0917 - the inner loop of reading: a bundle would cost a third of its time
    place: TablePlace,
    columns: list[_Column],
    line: list[Raw],
    r: int,
    carried: dict[str, tuple[Row, str]],
    out: list[Row],
    name_key: str,
    book: Book,
    totals: list[int],
    plan: Plan,
) -> None:
    table = place.table
    carry = table.carry
    prefix = f"{table.name}.{len(out)}."
    reading = book.reading
    repairs, problems = len(reading.repairs), len(reading.problems)
    row: Row = {}
    cells: dict[str, str] = {}
    filled = False
    for column, key, c, parse in columns:
        raw = line[c]
        at = c
        if (raw is None or raw == "") and column.right > c and column.sign is None and column.measure is None:
            at, raw = _beside(line, column, raw)
        if raw is None or raw == "":
            if column.sign is None and column.measure is None:
                continue
        cells[key] = book.at(r, at)
        if column.sign is not None or column.measure is not None:
            filled = _three(column, line, r, row, prefix, book) or filled
            continue
        parsed = parse(raw)
        if parsed.rules or parsed.problem or parsed.raw is not None or parsed.value.__class__ in _SPECIAL:
            book.take(row, key, parsed, column.slot, prefix + key, raw, (r, at))
            filled = filled or (key not in carry and (parsed.value is not None or bool(parsed.problem)))
        elif parsed.value is not None:
            row[key] = parsed.value  # type: ignore[assignment]
            if key not in carry:
                filled = True
        if at != c and parsed.value is not None and column.slot.kind != "target":
            book.repair(r, at, prefix + key, written(raw), written(raw), "D10")
    _carry(carry, row, cells, carried, prefix, book)
    if not filled:
        return
    name = row.get(name_key)
    if name.__class__ is str and (_TEMPLATE.match(name) and not _weighty(row)):  # type: ignore[arg-type]
        del reading.repairs[repairs:], reading.problems[problems:]
        _forget(reading.raws, prefix)
        book.repair(r, _column_of(columns, name_key), prefix + name_key, str(name), "", "D37")
        return
    if plan.form.shape == "list" and _is_sum(row, name_key):
        del reading.repairs[repairs:], reading.problems[problems:]
        _forget(reading.raws, prefix)
        totals.append(r)
        return
    if name.__class__ is str and name_key == "name":
        _plain_name(row, str(name), prefix, book, (r, _column_of(columns, name_key)))
    _full(row, prefix, book, r, columns)
    if "actual" in row or "value" in row:
        judge(row, line, columns, r, prefix, book)
    reading.cells.update({prefix + key: cell for key, cell in cells.items()})
    out.append(row)


def _carry(
    carry: tuple[str, ...], row: Row, cells: dict[str, str], carried: dict[str, tuple[Row, str]], prefix: str, book: Book
) -> None:
    """Merged or blank levels take the value above (D09); a new first level does not take the old second one."""
    for at, key in enumerate(carry):
        if row.get(key) is not None:
            _level(row, key, prefix, book)
            if key not in carried or carried[key][0][key] != row[key]:
                for lower in carry[at + 1 :]:
                    carried.pop(lower, None)
            carried[key] = ({name: row[name] for name in (key, f"{key}_weight") if name in row}, cells[key])
        elif key in carried:
            held, cell = carried[key]
            row.update(held)
            cells[key] = cell


def _beside(line: list[Raw], column: ColumnPlace, raw: Raw) -> tuple[int, Raw]:
    """The value of a cell that was put beside its place, under the same heading (D10)."""
    for c in range(column.column + 1, min(column.right + 1, len(line))):
        if line[c] is not None and line[c] != "":
            return c, line[c]
    return column.column, raw


def _three(column: ColumnPlace, line: list[Raw], r: int, row: Row, prefix: str, book: Book) -> bool:
    sign_raw = line[column.sign] if column.sign is not None else None
    unit_raw = line[column.measure] if column.measure is not None else None
    raw = line[column.column]
    sign = relation(sign_raw)
    key = column.slot.name
    if sign_raw not in (None, "") and column.sign is not None:
        for rule in sign.rules:
            book.repair(r, column.sign, prefix + beside(key, "relation"), written(sign_raw), sign.shown, rule)
        if sign.problem:
            book.problem(sign.level, sign.rule, sign.problem, r, column.sign, prefix + beside(key, "relation"))
    parsed = combine(sign.value, raw, unit_raw)
    if parsed.value is None:
        return bool(parsed.problem)
    book.take(row, key, parsed, column.slot, prefix + key, raw, (r, column.column))
    return bool(parsed.value.value)


def _level(row: Row, key: str, prefix: str, book: Book) -> None:
    """产出指标(50分): the level without its weight, which is kept beside it (D40)."""
    text = str(row[key])
    if not text[-1:] in ")）]】%％分":
        return
    bare, weight = weight_in_label(text)
    if weight is not None:
        row[key] = bare
        row[f"{key}_weight"] = weight
        book.reading.raws[prefix + key] = text


def _weighty(row: Row) -> bool:
    return any(row.get(key) not in (None, "") for key in ("value", "actual", "score", "weight", "total"))


def _plain_name(row: Row, name: str, prefix: str, book: Book, place: tuple[int, int]) -> None:
    bare = _NUMBERED.sub("", name)
    if bare != name and bare:
        row["name"] = bare
        book.reading.raws.setdefault(prefix + "name", name)
        book.repair(*place, prefix + "name", name, bare, "D37")


def _full(row: Row, prefix: str, book: Book, r: int, columns: list[_Column]) -> None:
    if row.get("score") == FULL:
        row["score"] = row.get("weight")
        if row["score"] is None:
            words = "得分写的是“满分”，但没有分值，看不出是多少"
            book.problem("warning", "D41", words, r, _column_of(columns, "score"), prefix + "score")


def _is_sum(row: Row, name_key: str) -> bool:
    first = next((value for key, value in row.items() if isinstance(value, str) and value), "")
    text = str(row.get(name_key) or first)
    return bool(_SUM.match(text.replace(" ", "")) or _SUM.match(first.replace(" ", ""))) and len(text) <= 24


def _forget(raws: dict[str, str], prefix: str) -> None:
    for path in [path for path in raws if path.startswith(prefix)]:
        del raws[path]


def _column_of(columns: list[_Column], key: str) -> int:
    return next((c for _, name, c, _ in columns if name == key), columns[0][2])


def _compare_totals(
    place: TablePlace, totals: list[int], rows: list[list[Raw]], out: list[Row], book: Book, plan: Plan
) -> None:
    """Total rows are no projects (D51); a grand total is compared with the sum of the rows."""
    amounts = [column for column in place.columns if column.slot.kind == "amount"]
    first = min(column.column for column in place.columns)
    for r in sorted(set(totals)):
        words = next((written(value) for value in rows[r] if value not in (None, "")), "")
        book.repair(r, first, place.table.name, words, "合计行，不作为一条记录", "D51")
        if "小计" in words:
            continue
        for column in amounts:
            stated = parser(column.slot, column.unit or plan.unit or DEFAULT_UNIT, None)(rows[r][column.column]).value
            held = sum(value for row in out if isinstance(value := row.get(column.slot.name), int))
            if isinstance(stated, int) and len({r}) == 1 and stated != held and len(totals) == 1:
                message = f"合计行的“{column.slot.labels[0]}”是 {wan(stated)} 万元，各行相加是 {wan(held)} 万元"
                book.problem("warning", "D51", message, r, column.column, f"{place.table.name}.{column.slot.name}")
