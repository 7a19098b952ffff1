"""Where every value of a content stands: rows, merges and heights of a filled form, decided once for every output."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.files import measure, show
from perfdesk.files.sheet import Cell, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.content import Content, Row
    from perfdesk.files.template import Box, CellSpec, Measured, RowSpec, Template

TALLEST = 409.0  # a spreadsheet's row is never higher; a taller one is laid over several rows
_EMPTY: Row = {}


SQUEEZE = 1.25  # a form of up to a quarter more than a page is printed on one page, at four fifths of its size


class PlanRow(NamedTuple):
    """One row to print: its spec, the data its holes look into, and its number in the table (-1 outside tables)."""

    spec: RowSpec
    data: Row
    item: int


class Plan(NamedTuple):
    """A filled form's rows and merges.

    `heights` are in points, one a row; `pieces[i]` is how many sheet rows row i takes (1 unless it is taller than a
    sheet's row may be). `carried` are the merges of equal neighbours in a table (first row, column, last row).
    `counts` says how many rows each table prints, top down.
    """

    rows: list[PlanRow]
    heights: list[float]
    carried: list[tuple[int, int, int]]
    counts: tuple[int, ...]
    pieces: list[int] | None


def flat(content: Content) -> Row:
    """The values outside tables by their paths; `year` and `month` with them."""
    data = dict(content.fields)
    for matrix, rows in content.matrices.items():
        for row, columns in rows.items():
            for column, value in columns.items():
                data[f"{matrix}.{row}.{column}"] = value
    data["year"] = content.year
    data["month"] = content.month
    data["disclosure"] = content.disclosure
    return data


def _runs(texts: Sequence[str], bounds: Sequence[int]) -> list[tuple[int, int]]:
    """Runs (first, last) of equal texts that are not blank, never across a change of `bounds`."""
    runs = []
    start = 0
    for index in range(1, len(texts) + 1):
        if index == len(texts) or texts[index] != texts[start] or bounds[index] != bounds[start] or not texts[start]:
            if texts[start]:
                runs.append((start, index - 1))
            start = index
    return runs


def _carry(cells: Sequence[Measured], first: int, rows: list[Row], heights: list[float]) -> list[tuple[int, int, int]]:
    """Merge equal neighbours downwards, the inner columns within the outermost one; heights grow where they must."""
    merged: list[tuple[int, int, int]] = []
    bounds: Sequence[int] = [0] * len(rows)
    for number, measured in enumerate(cells):
        hole = measured.hole
        if hole and hole.kind in show.AS_IT_IS:
            texts = [str(row.get(hole.name) or "") for row in rows]
        else:
            texts = [measured.text(row) for row in rows]
        runs = _runs(texts, bounds)
        for start, end in runs:
            if len(texts[start]) > measured.most:
                need = measure.height(texts[start], measured.cell.look.size, measured.width)
                have = sum(heights[first + start : first + end + 1])
                if need > have:
                    heights[first + end] += need - have
            if end > start:
                merged.append((first + start, measured.cell.col, first + end))
        if number == 0:
            steps = [0] * len(rows)
            for start, _ in runs:
                steps[start] = 1
            blank = [0 if text else 1 for text in texts]
            bounds = list(accumulate(step or none for step, none in zip(steps, blank, strict=True)))
    return merged


def plan(template: Template, content: Content) -> Plan:
    """Decide the rows, merges and heights of a filled form."""
    data = flat(content)
    rows: list[PlanRow] = []
    heights: list[float] = []
    carried: list[tuple[int, int, int]] = []
    counts: list[int] = []
    for section in template.sections:
        if section.table:
            spec = section.rows[0]
            given = content.tables.get(section.table, [])
            count = max(section.least, len(given))
            items = [given[index] if index < len(given) else _EMPTY for index in range(count)]
            first = len(rows)
            for index, item in enumerate(items):
                rows.append(PlanRow(spec, item, index))
                heights.append(_height(spec, item))
            rows[-1] = PlanRow(section.end or spec, items[-1], count - 1)
            cells = template.carried[section.table]
            if cells and given:
                carried += _carry(cells, first, items[: len(given)], heights)
            counts.append(count)
        else:
            for spec in section.rows:
                rows.append(PlanRow(spec, data, -1))
                heights.append(_height(spec, data))
    numbers = tuple(counts)
    if template.tall:
        spans = spans_of(template, numbers)
        for measured in template.tall:
            cell = measured.cell
            first, last = spans[cell.row][0], spans[cell.row + cell.rowspan - 1][1]
            need = measured.height(data)
            have = sum(heights[first : last + 1])
            if need > have:
                heights[last] += need - have
    pieces = None
    if max(heights) > TALLEST:
        pieces = [max(1, ceil(height / TALLEST)) for height in heights]
    return Plan(rows, heights, carried, numbers, pieces)


def _height(spec: RowSpec, data: Row) -> float:
    least = spec.height
    for key, most, measured in spec.plain:
        text = data.get(key)
        if text and (not isinstance(text, str) or len(text) > most or "\n" in text):
            least = max(least, measured.height(data))
    for measured in spec.made:
        if not measured.short(data):
            least = max(least, measured.height(data))
    return least if least == spec.height else ceil(least * 4) / 4


@cache
def _spans(sections: tuple[tuple[int, int, bool], ...], counts: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    number, table = 0, 0
    for rows, least, repeats in sections:
        if repeats:
            last = number + counts[table] - 1
            spans += [(number, last)] * least
            number, table = last + 1, table + 1
        else:
            spans += [(number + step, number + step) for step in range(rows)]
            number += rows
    return tuple(spans)


def spans_of(template: Template, counts: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """The first and last printed row of every row of the official workbook."""
    shape = tuple((len(section.rows), section.least, bool(section.table)) for section in template.sections)
    return _spans(shape, counts)


def merges(template: Template, done: Plan) -> list[Box]:
    """The merged boxes in printed rows, before any row is laid over several."""
    spans = spans_of(template, done.counts)
    repeating = {section.rows[0].index: section.least for section in template.sections if section.table}
    fillers = {row + step for row, least in repeating.items() for step in range(1, least)}
    found: list[Box] = []
    for top, left, bottom, right in template.merges:
        if top in fillers:
            continue
        if top == bottom and top in repeating:
            first, last = spans[top]
            found += [(row, left, row, right) for row in range(first, last + 1)]
        else:
            found.append((spans[top][0], left, spans[bottom][1], right))
    wide = {section.rows[0].index: section.rows[0] for section in template.sections if section.table}
    across = {cell.col: cell.colspan for spec in wide.values() for cell in spec.cells}
    if done.carried and any(across.get(column, 1) > 1 for _, column, _ in done.carried):
        inside = {(row, column) for first, column, last in done.carried for row in range(first, last + 1)}
        found = [item for item in found if (item[0], item[1]) not in inside or item[0] != item[2]]
    found += [(first, column, last, column + across.get(column, 1) - 1) for first, column, last in done.carried]
    return found


def one_page(template: Template, done: Plan) -> bool:
    """Whether a form that is a little too long is made smaller to fit one page.

    A signature row alone on a second page is never signed. A list, or a form that needs much more, runs over pages.
    """
    page = template.page
    if template.form.shape == "list" or not page.fit_width:
        return False
    scale = min(1.0, (page.width - page.left - page.right) / sum(template.columns))
    needed = sum(done.heights) * scale / (page.height - page.top - page.bottom)
    return 1.0 < needed <= SQUEEZE


def layout(template: Template, content: Content) -> Sheet:
    """The filled form as cells at places, for the PDF and the screen; the workbook has the same rows and heights."""
    done = plan(template, content)
    blocks = {(box[0], box[1]): box for box in merges(template, done)}
    covered = {
        (row, col)
        for top, left, bottom, right in blocks.values()
        for row in range(top, bottom + 1)
        for col in range(left, right + 1)
    } - set(blocks)
    pieces = done.pieces or [1] * len(done.rows)
    starts = [0, *accumulate(pieces)]
    heights: list[float] = []
    for height, count in zip(done.heights, pieces, strict=True):
        heights += [height / count] * count
    cells: list[Cell] = []
    for number, (spec, data, item) in enumerate(done.rows):
        for cell in spec.cells:
            if (number, cell.col) in covered:
                continue
            _, _, bottom, right = blocks.get((number, cell.col), (0, 0, number, cell.col))
            span = starts[bottom + 1] - starts[number]
            made = _cell(cell, data, item, (starts[number], span, right - cell.col + 1))
            if item >= 0 and bottom > number and done.rows[bottom].spec is not spec:
                made = replace(made, style=_closed(made.style, done.rows[bottom].spec, cell.col))
            cells.append(made)
    repeat = None
    if template.page.repeat:
        spans = spans_of(template, done.counts)
        first, last = template.page.repeat
        repeat = (starts[spans[first][0]], starts[spans[last][1] + 1] - 1)
    return Sheet(
        form=template.form.key,
        columns=template.columns,
        heights=heights,
        cells=cells,
        page=replace(template.page, repeat=repeat, fit_height=template.page.fit_height or one_page(template, done)),
        title=template.title,
        hidden=frozenset(index for index, row in enumerate(done.rows) if row.spec.hidden),
    )


def _closed(style: Style, end: RowSpec, column: int) -> Style:
    """The style of a merged cell that reaches the table's last row: with that row's lower border."""
    below = next(cell.look.bottom for cell in end.cells if cell.col == column)
    return style if below == style.bottom else replace(style, bottom=below)


def _cell(cell: CellSpec, data: Row, item: int, place: tuple[int, int, int]) -> Cell:
    row, rowspan, colspan = place
    hole = cell.hole
    if hole is None:
        return Cell(row, cell.col, cell.text(data), cell.look, rowspan, colspan)
    path = hole.path
    if item >= 0:
        table, _, name = path.partition(".")
        path = f"{table}.{item}.{name}"
    value = hole.text(data) if hole.kind == "target" else data.get(hole.name)
    return Cell(row, cell.col, cell.text(data), cell.look, rowspan, colspan, value, hole.kind, path, hole.fill)
