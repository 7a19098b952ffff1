"""A plan and a sheet become a reading: only values are looked at, every one with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.content import Content
from perfdesk.domain.reading import Reading
from perfdesk.domain.values import FULL, Named, written
from perfdesk.files.grid import address
from perfdesk.files.recognise.book import Book
from perfdesk.files.recognise.cells import Style
from perfdesk.files.recognise.labels import inline_value
from perfdesk.files.recognise.questions import question
from perfdesk.files.recognise.ready import DEFAULT_UNIT, Ready, ready
from perfdesk.files.recognise.tables import read_table

if TYPE_CHECKING:
    from perfdesk.domain.values import Raw
    from perfdesk.files.grid import Grid
    from perfdesk.files.recognise.cells import Parser
    from perfdesk.files.recognise.period import Period
    from perfdesk.files.recognise.plan import Area, FieldPlace, MatrixPlace, Plan, Region


def read(plan: Plan, grid: Grid, rows: list[list[Raw]], period: Period, identity: str) -> Reading:
    """Read one block.

    `rows` are the grid's rows, all of the plan's width.
    """
    content = Content(plan.form.key, period.year, period.month)
    anchor = address(grid.top + plan.anchor[0], grid.left + plan.anchor[1])
    reading = Reading(
        plan.form.key, plan.layout, grid.name, anchor, content, confident=plan.confident, identity=identity
    )
    book = Book(reading, grid)
    for doubt in plan.doubts:
        book.problem(doubt.level, doubt.rule, doubt.message, doubt.row, doubt.column, doubt.field)
    prepared = ready(plan, period.year, grid.top, grid.left, Style(bool(identity), grid.date1904))
    reading.cells.update(prepared.names)
    for place, parse in prepared.fields:
        _field(place, parse, rows, book)
    default = _cells(plan, prepared, rows, book)
    for table in prepared.tables:
        read_table(table, rows, book, listed=plan.form.shape == "list")
        default = default or any(c.slot.kind == "amount" and not (c.unit or plan.unit) for c in table.place.columns)
    if default:
        book.repair(*plan.anchor, "", "", DEFAULT_UNIT, "D15", DEFAULT_UNIT)
    for region in plan.regions:
        _unread(region, rows, book)
    period.note(book, plan)
    question(reading, plan, book)
    _full_marks(content, book, plan)
    return reading


def _cells(plan: Plan, prepared: Ready, rows: list[list[Raw]], book: Book) -> bool:
    """Read the matrices; whether an amount was read in the default unit."""
    default = False
    matrices = book.reading.content.matrices
    for cell, parse, path, beside in prepared.cells:
        line = rows[cell.row]
        raw = line[cell.column] if cell.column < plan.width else None
        if beside is None or (beside and line[cell.column + 1 : cell.right + 1] != beside):
            default = _cell(cell, parse, path, rows, book) or default
            continue
        if raw is None or raw == "":
            continue
        parsed = parse(raw)
        row = matrices.setdefault(cell.matrix, {}).setdefault(cell.row_name, {})
        if parsed.rules or parsed.problem or parsed.raw is not None:
            book.take(row, cell.slot.name, parsed, cell.slot, path, raw, (cell.row, cell.column))
        elif parsed.value is not None:
            row[cell.slot.name] = parsed.value  # type: ignore[assignment]
        if cell.slot.kind == "amount" and not cell.unit and parsed.value is not None and "D14" not in parsed.rules:
            default = True
    return default


def _blank(value: Raw) -> bool:
    return value is None or value == "" or (isinstance(value, str) and not value.strip())


def _gather(area: Area, rows: list[list[Raw]], *, many: bool) -> list[tuple[int, int, Raw]]:
    found: list[tuple[int, int, Raw]] = []
    for r in range(area.top, min(area.bottom + 1, len(rows))):
        cells = rows[r][area.left : area.right + 1]
        if cells.count("") == len(cells):
            continue
        found += [(r, c, value) for c, value in enumerate(cells, area.left) if value != "" and not _blank(value)]
        if found and not many:
            break
    return found


def _field(place: FieldPlace, parse: Parser, rows: list[list[Raw]], book: Book) -> None:
    slot, area = place.slot, place.area
    fields = book.reading.content.fields
    found = _gather(area, rows, many=slot.multiline)
    if place.inline:
        found = [(r, c, inline_value(written(value))) for r, c, value in found]
    elif not found and place.other is not None:
        found = _gather(place.other, rows, many=slot.multiline)
    if not found or found[0][2] == "":
        return
    row, column, raw = found[0]
    if row != area.top or column != area.left:
        book.reading.cells[slot.name] = book.at(row, column)
    if len(found) > 1:
        raw = _joined(place, found, book)
    parsed = parse(raw)
    book.take(fields, slot.name, parsed, slot, slot.name, raw, (row, column))
    if slot.name == "project_name" and isinstance(parsed.value, Named) and parsed.value.code:
        fields.setdefault("project_code", parsed.value.code)


def _joined(place: FieldPlace, found: list[tuple[int, int, Raw]], book: Book) -> Raw:
    """Several cells for one value: long text is put together, a name and its code too; anything else is told."""
    slot = place.slot
    row, column, raw = found[0]
    texts = [written(value).strip() for _, _, value in found]
    if slot.multiline:
        book.repair(row, column, slot.name, " / ".join(texts)[:200], f"合并 {len(found)} 个单元格", "D10")
        return "\n".join(texts)
    if slot.kind == "unit" and len(found) == 2 and texts[1].replace("-", "").isdigit():
        return f"{texts[0]}({texts[1]})"
    if len(set(texts)) > 1:
        words = f"“{slot.labels[0]}”右边有 {len(found)} 个单元格有内容，只取了第一个，没有取“{texts[1]}”"
        book.problem("warning", "D42", words, found[1][0], found[1][1], slot.name)
    return raw


def _cell(place: MatrixPlace, parse: Parser, path: str, rows: list[list[Raw]], book: Book) -> bool:
    """Read one cell of a matrix; whether its amount was read in the default unit."""
    slot = place.slot
    column = place.column
    line = rows[place.row]
    raw: Raw = line[column] if column < len(line) else None
    beside = [c for c in range(column + 1, min(place.right + 1, len(line))) if not _blank(line[c])]
    if place.inline:
        column -= 1
        raw = inline_value(written(line[column]))
    elif _blank(raw) and beside:
        column, raw = beside[0], line[beside[0]]
        book.reading.cells[path] = book.at(place.row, column)
        if not place.free:
            book.repair(place.row, column, path, written(raw), written(raw), "D10")
    else:
        for c in beside:
            words = f"“{written(line[c])}”上面没有表头，没有读取"
            book.problem("warning", "D42", words, place.row, c, path)
    if _blank(raw):
        return False
    parsed = parse(raw)
    matrix = book.reading.content.matrices.setdefault(place.matrix, {})
    row = matrix.setdefault(place.row_name, {})
    if parsed.rules or parsed.problem or parsed.raw is not None:
        book.take(row, slot.name, parsed, slot, path, raw, (place.row, column))
    elif parsed.value is not None:
        row[slot.name] = parsed.value  # type: ignore[assignment]
    return slot.kind == "amount" and not place.unit and parsed.value is not None and "D14" not in parsed.rules


def _unread(region: Region, rows: list[list[Raw]], book: Book) -> None:
    """Numbers in a row of money that has no known label are told, not lost in silence."""
    for r in region.rows:
        line = rows[r]
        spots = [
            c
            for c in region.columns
            if c < len(line) and isinstance(line[c], int | float | str) and not _blank(line[c])
        ]
        numbers = [c for c in spots if not isinstance(line[c], str) or any(char.isdigit() for char in str(line[c]))]
        if numbers:
            label = next((written(value).strip() for value in reversed(line[: numbers[0]]) if not _blank(value)), "")
            words = f"资金表里的“{label}”一行不是这张表的栏目，没有读取（{written(line[numbers[0]])}）"
            book.problem("warning", "D42", words, r, numbers[0], region.matrix)


def _full_marks(content: Content, book: Book, plan: Plan) -> None:
    """满分 means the weight beside it; without a weight it is a question."""
    for name, matrix in content.matrices.items():
        for row_name, row in matrix.items():
            if row.get("score") == FULL:
                weight = row.get("weight")
                row["score"] = weight
                if weight is None:
                    words = "得分写的是“满分”，但没有分值，看不出是多少"
                    book.problem("warning", "D41", words, *plan.anchor, f"{name}.{row_name}.score")
