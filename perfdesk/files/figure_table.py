"""The figures of an office as one worksheet, with the rows behind them on a second one where they were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.figure import printed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from perfdesk.domain.figure import FigureValue

HEAD = ("统计数", "代号", "范围", "数值", "单位", "分子", "分母", "应报机构", "已报机构", "口径", "依据")
ROW_HEAD = ("代号", "范围", "机构", "名称", "金额（万元）", "分子", "分母", "记录")
SCOPE_WORDS = {"own": "本级", "sub": "下级"}
_WIDTHS = (34, 32, 6, 16, 6, 8, 8, 9, 9, 80, 50)
_ROW_WIDTHS = (32, 6, 10, 50, 16, 8, 8, 40)


def write(path: Path, title: str, values: Sequence[FigureValue]) -> None:
    """Write the table to `path`.

    Raises:
        UserError: the file cannot be written there (open elsewhere, no such folder).
    """
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import, wanted only here

    book = Workbook()
    sheet = book.create_sheet("统计数", 0)
    del book["Sheet"]
    sheet.append([title])
    sheet.append(HEAD)
    for value in values:
        figure = value.figure
        cells = (figure.title, figure.key, SCOPE_WORDS[value.scope], None, figure.unit, value.top, value.bottom)
        sheet.append((*cells, value.expected, value.filled, figure.definition, figure.basis))
        _number(sheet, sheet.max_row, 4, value.number, figure.unit)
    _finish(sheet, _WIDTHS, 3)
    if any(value.rows for value in values):
        behind = book.create_sheet("明细")
        behind.append(ROW_HEAD)
        for value in values:
            for row in value.rows:
                where = (value.figure.key, SCOPE_WORDS[value.scope], row.office, row.label)
                behind.append((*where, None, row.top, row.bottom, row.id))
                _number(behind, behind.max_row, 5, row.amount, "万元")
        _finish(behind, _ROW_WIDTHS, 2)
    try:
        book.save(path)
    except OSError as error:
        raise UserError(f"写不了 {path}（{error.strerror}）", "请检查文件夹是否存在，文件是否正在别处打开") from error


def _number(sheet: Worksheet, row: int, column: int, number: int | None, unit: str) -> None:
    """A cell with the printed number as a number (a Decimal is written exactly), blank where there is none."""
    if number is None:
        return
    from decimal import Decimal  # noqa: PLC0415 - beside the one use

    cell = sheet.cell(row, column, Decimal(printed(number, unit)))
    cell.number_format = "0.00" if unit in {"万元", "%"} else "0"


def _finish(sheet: Worksheet, widths: Sequence[int], first: int) -> None:
    """Column widths, the head kept in sight, and bold heads above row `first`."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=1, max_row=first - 1):
        for cell in row:
            cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = f"A{first}"
