"""A copy of a delivered workbook in which the cells to mend are marked and annotated; it opens at the first of them."""

from __future__ import annotations

import io
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from perfdesk.domain.errors import UserError
from perfdesk.files.atomic import atomic_write
from perfdesk.files.delivery import grids_of
from perfdesk.files.guard import Refused
from perfdesk.files.sources import Opener, expand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfdesk.domain.slip import Item
    from perfdesk.files.grid import Grid

_AUTHOR = "财政局审核"
_SEVERE, _MILD = "FFFFE08A", "FFFFF6D6"
_LARGEST = 20_000_000  # bytes of a workbook that is marked whole; a larger one is copied by its values


def marked(source: str, member: str, items: Sequence[Item], target: Path) -> int:
    """Write the marked copy; how many cells are marked.

    An .xlsx keeps its looks; of any other kind the values are copied into a new workbook at the same places.

    Raises:
        UserError: the source is gone, or cannot be let in any more; nothing was written.
    """
    data = _bytes(source, member)
    name = member or source
    try:
        grids, admitted = grids_of(data, name)
    except Refused as refused:
        raise UserError(f"{name}：{refused}", "这份文件只写退回单，不附标注的工作簿", refused.code) from refused
    whole = admitted.kind in ("xlsx", "xlsm") and len(data) < _LARGEST
    book = (_opened(data) if whole else None) or _copied(grids)
    return mark(book, items, target)


def mark_workbook(path: Path, items: Sequence[Item]) -> int:
    """Mark cells in a workbook of our own, in place; how many."""
    book = _opened(path.read_bytes())
    if book is None:
        raise AssertionError(f"{path.name} was written by ourselves and cannot be opened")
    return mark(book, items, path)


def mark(book: Any, items: Sequence[Item], target: Path) -> int:  # noqa: ANN401 - openpyxl has no types
    """Mark the cells of an open workbook and write it."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - only who marks pays for the library
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    found: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.cell and item.sheet in book.sheetnames:
            found[item.sheet, item.cell].append(item)
    first = None
    for (sheet, cell), here in found.items():
        page = book[sheet]
        at = _anchor(page, cell)
        note = Comment("\n".join(item.what for item in here), _AUTHOR)
        note.width, note.height = 320, 40 + 18 * sum(1 + len(item.what) // 22 for item in here)
        at.comment = note
        at.fill = PatternFill("solid", fgColor=_SEVERE if any(item.blocking for item in here) else _MILD)
        first = first or (page, at.coordinate)
    if first is not None:
        page, cell = first
        book.active = book.sheetnames.index(page.title)
        for other in book.worksheets:
            other.sheet_view.tabSelected = other is page
        page.sheet_view.selection[0].activeCell = page.sheet_view.selection[0].sqref = cell
    buffer = io.BytesIO()
    book.save(buffer)
    atomic_write(target, buffer.getvalue())
    return len(found)


def _anchor(page: Any, cell: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The cell, or the one that shows where it lies in a merge."""
    for merged in page.merged_cells.ranges:
        if cell in merged:
            return page.cell(merged.min_row, merged.min_col)
    return page[cell]


def _bytes(source: str, member: str) -> bytes:
    one = next((found for found in expand([source]) if found.member == member), None)
    try:
        if one is None or one.problem is not None:
            raise UserError(f"{member or source} 不在了", "请把文件放回原处再写退回单", "E_MISSING")
        return bytes(Opener().read(one))
    except Refused as refused:
        raise UserError(f"{member or source}：{refused}", "请把文件放回原处再写退回单", refused.code) from refused


def _opened(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The workbook with its looks, None where openpyxl cannot open it."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only who marks pays for the library

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl cannot keep (validation extensions, print settings)
        try:
            return load_workbook(io.BytesIO(data))
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            return None  # styles or parts that openpyxl does not understand: the values are copied instead


def _copied(grids: Sequence[Grid]) -> Any:  # noqa: ANN401 - openpyxl has no types
    from openpyxl import Workbook  # noqa: PLC0415 - only who marks pays for the library

    book = Workbook()
    book.remove(book.active)
    for grid in grids:
        page = book.create_sheet(grid.name)
        for r, line in enumerate(grid.rows):
            for c, value in enumerate(line):
                if value not in (None, ""):
                    page.cell(grid.top + r + 1, grid.left + c + 1, value)
    return book
