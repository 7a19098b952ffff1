"""Workbooks become grids: calamine reads what the guard has admitted; a count of values that differs is looked into."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, cast

from perfdesk.files.grid import Grid
from perfdesk.files.guard import Refused, markup, ooxml, sheet

if TYPE_CHECKING:
    import python_calamine

    from perfdesk.files.grid import Value
    from perfdesk.files.guard import Admitted, Part

_AGAIN = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送"
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^<>]*\sref\s*=\s*["']([A-Z]+[0-9]+):([A-Z]+[0-9]+)["']""")


def grids(admitted: Admitted, *, merges: bool = False) -> list[Grid]:
    """The visible sheets of an admitted .xlsx, .xls or .ods; `merges` fills Grid.merges (not known for .ods).

    Raises:
        Refused: the reader failed, or lost cells.
    """
    import python_calamine  # noqa: PLC0415 - only a child pays for it

    try:
        book = python_calamine.load_workbook(io.BytesIO(admitted.data))
        shown = [part for part in admitted.sheets if part.state == "visible"]
        return [_grid(book, part, admitted, merges=merges) for part in shown]
    except python_calamine.CalamineError as error:
        raise _failed(admitted, error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own assertion failed on a damaged file
            raise Refused("E_READER", "文件已损坏，无法读取", _AGAIN) from error
        raise


def _grid(book: python_calamine.CalamineWorkbook, part: Part, admitted: Admitted, *, merges: bool) -> Grid:
    found = book.get_sheet_by_name(part.name)
    rows = cast("list[list[Value]]", found.to_python())
    start = found.start or (0, 0)
    grid = Grid(part.name, rows, *start)
    if admitted.kind == "xlsx":
        flat = [*chain.from_iterable(rows)]
        if part.values != len(flat) - flat.count(""):
            _differs(part)
    if not part.plain:
        _tidy(grid, part)
    grid.hidden_rows, grid.hidden_columns = part.hidden_rows, part.hidden_columns
    grid.notes, grid.date1904 = part.notes, admitted.date1904
    if merges:
        grid.merges = merged(part) if part.data else [(*a, *b) for a, b in found.merged_cell_ranges or []]
    return grid


def merged(part: Part) -> list[tuple[int, int, int, int]]:
    """The merged ranges of an .xlsx sheet: first row, first column, last row, last column."""
    return [(*sheet.place(first), *sheet.place(last)) for first, last in _MERGE.findall(part.data)]


def _differs(part: Part) -> None:
    """Fewer values came out than stand in the sheet: two cells of one address, or merely empty texts."""
    doubled = sheet.twice(part)
    if doubled:
        words = f"{part.name}!{doubled} 出现两次，不知取哪一个"
        raise Refused("E_REF", words, _AGAIN, part.name, doubled)


def _tidy(grid: Grid, part: Part) -> None:
    """Put the errors in their places, and times of day longer than a day into words."""
    for (row, column), text in part.errors.items():
        _put(grid, row, column, text)
    grid.errors = frozenset(part.errors)
    for line in cast("list[list[object]]", grid.rows):
        for at, value in enumerate(line):
            if isinstance(value, timedelta):
                line[at] = str(value)


def _put(grid: Grid, row: int, column: int, text: str) -> None:
    if not grid.rows:
        grid.top, grid.left = row, column
    while row < grid.top:
        grid.rows.insert(0, [])
        grid.top -= 1
    if column < grid.left:
        for line in grid.rows:
            line[:0] = [""] * (grid.left - column)
        grid.left = column
    while row - grid.top >= len(grid.rows):
        grid.rows.append([])
    line = grid.rows[row - grid.top]
    line += [""] * (column - grid.left + 1 - len(line))
    line[column - grid.left] = text


def _failed(admitted: Admitted, error: Exception) -> Refused:
    """Why the reader gave up, in words: strings that do not exist, XML that does not end, or only that it did."""
    if admitted.kind == "xlsx":
        missing = ooxml.missing_strings(admitted)
        if missing is not None:
            return missing
        for part in admitted.sheets:
            try:
                markup.well_formed(f"工作表“{part.name}”", part.data)
            except Refused as refused:
                return refused
    if type(error).__name__ == "PasswordError":
        return Refused("E_ENCRYPTED", "文件有打开密码", "请去掉密码后重新报送")
    return Refused("E_READER", f"文件无法读取（{error}）", _AGAIN)
