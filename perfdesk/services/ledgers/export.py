"""A ledger as filtered, written as a workbook or printed as a PDF: the columns shown, every row, the totals below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from perfdesk.catalog.resources import root
from perfdesk.domain.errors import UserError
from perfdesk.domain.progress import Silent
from perfdesk.files.plain_table import Table, sheet, write_book
from perfdesk.services.ledgers.view import block, keys, totals
from perfdesk.store import form_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store

__all__ = ["Table", "Written", "collect", "save"]

_STEP = 1000
_POINTS = 0.75  # a pixel at 100 %


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, how many 涉密 ones left out, and characters that no font has."""

    path: Path
    rows: int
    classified: int
    missing: tuple[str, ...] = ()


def collect(store: Store, view: View, words: Sequence[str] = (), progress: Progress | None = None) -> tuple[Table, int]:
    """The table as filtered and how many 涉密 rows it leaves out; `words` say how it is filtered."""
    steps = progress or Silent()
    ids = keys(store, view)
    rows: list[list[str]] = []
    left = 0
    for start in range(0, len(ids), _STEP):
        part, hidden = block(store, view, ids[start : start + _STEP], view.columns)
        rows += part
        left += hidden
        steps.step(start, len(ids), f"第 {start + 1} 行起")
    columns = view.shown
    sums = totals(store, view).texts if not left else {}
    total = tuple(
        f"合计（{len(rows)} 行）" if column.kind == "name" else sums.get(column.key, "") for column in columns
    )
    period = f"　截止月份：{view.month} 月" if view.kind.periods else ""
    note = f"{form_rows.office_name(store)}　{view.budget_year} 年度{period}　金额单位：{view.unit}"
    if words:
        note += f"　筛选：{'；'.join(words)}"
    if left:
        note += f"　另有涉密项目 {left} 个未列出"
    table = Table(
        view.kind.title,
        note + f"　制表：{date.today().isoformat()}",  # noqa: DTZ011 - the day at the desk
        tuple(_head(view, column.key) for column in columns),
        tuple(column.kind for column in columns),
        tuple(column.width * _POINTS for column in columns),
        rows,
        total if sums else (),
    )
    return table, left


def save(path: Path, table: Table, left: int = 0) -> Written:
    """Write a collected table to `path`, .xlsx or .pdf.

    Raises:
        UserError: there is no row, or the file cannot be written.
    """
    if not table.rows:
        raise UserError("没有可以写出的行", "请放宽筛选条件；涉密项目不写出")
    if path.suffix.lower() != ".pdf":
        write_book(path, table)
        return Written(path, len(table.rows), left)
    from perfdesk.files.pdf import write_pdf  # noqa: PLC0415 - only who prints pays for the library

    printed = write_pdf(path, [(table.title, sheet(table))], root() / "fonts", table.title)
    return Written(path, len(table.rows), left, tuple(printed.missing))


def _head(view: View, key: str) -> str:
    column = view.kind.column(key)
    return f"{view.title(column)}（{view.unit}）" if column.kind == "money" else view.title(column)
