"""What departments send: the practice office's own monitoring forms, filled, renamed and made as dirty as in life."""

from __future__ import annotations

import tempfile
from pathlib import Path

from openpyxl import load_workbook

from perfdesk.services import exports
from perfdesk.store.file import open_store

MONTH = 9
FULL = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def units(store, most=6):
    """Codes and names of departments with a few sheets of the period, all of which still wait for review."""
    return store.rows(
        """
        SELECT d.code, d.name, count(*) FROM monitoring AS m
        JOIN project AS p ON p.office = m.office AND p.id = m.subject
        JOIN unit AS d ON d.office = p.office AND d.id = p.department
        WHERE m.subject_kind = 'project' AND m.year = 2023 AND m.month = ? AND m.state = 'submitted'
        GROUP BY d.id HAVING count(*) = (
            SELECT count(*) FROM monitoring AS n JOIN project AS q ON q.office = n.office AND q.id = n.subject
            WHERE q.department = d.id AND n.year = 2023 AND n.month = ?) AND count(*) >= 5 AND d.name LIKE '%局'
        ORDER BY count(*), d.code LIMIT ?
        """,
        (MONTH, MONTH, most),
    )


def delivered(ledger: Path, folder: Path, most: int = 6) -> list[Path]:
    """One workbook a department, as exported; without the mark of our own templates."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    with tempfile.TemporaryDirectory() as place, open_store(ledger, read_only=True) as store:
        for code, name, _ in units(store, most):
            wanted = exports.Selection("monitoring.project", unit=code, year=2023, month=MONTH)
            (path,) = exports.export(store, wanted, Path(place) / code).paths
            book = load_workbook(path)
            for prop in list(book.custom_doc_props.names):
                del book.custom_doc_props[prop]
            target = folder / f"{len(found) + 1}{name}1-9月监控表.xlsx"
            book.save(target)
            found.append(target)
    return found


def cell_of(page, label):
    """The place of a label on a sheet: (row, column)."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "".join(cell.value.split()).startswith(label):
                return cell.row, cell.column
    raise AssertionError(label)


def executed(page):
    """The cell of the executed total."""
    row, _ = cell_of(page, "年度资金总额")
    _, column = cell_of(page, f"1-{MONTH}月执行数")
    return page.cell(row, column)


def dirty(path: Path, target: Path | None = None, *, more: float = 1.0, sheets: int = 3) -> Path:
    """Full-width digits, units in cells and other amounts in the first sheets; `more` is added to what was executed."""
    book = load_workbook(path)
    for at, page in enumerate(book.worksheets[:sheets]):
        cell = executed(page)
        cell.value = round(float(cell.value or 0) + more, 2)
        if at % 2 == 0:
            cell.value = f"{cell.value:,.2f}万元".translate(FULL)
    book.save(target or path)
    return target or path


def renamed(path: Path, label: str, to: str, *, only: int = 0) -> Path:
    """Write another word where a label or value stands, on all sheets or the first `only`."""
    book = load_workbook(path)
    for page in book.worksheets[: only or None]:
        row, column = cell_of(page, label)
        page.cell(row, column).value = to
    book.save(path)
    return path


def folder_of_all(ledger: Path, folder: Path) -> list[Path]:
    """Five deliveries: nearly clean, dirty, a unit's name misspelt, heads renamed, and one that is no workbook."""
    paths = delivered(ledger, folder, 4)
    dirty(paths[0], more=0.5, sheets=2)
    dirty(paths[1], more=2.0, sheets=40)
    book = load_workbook(paths[2])
    for page in book.worksheets:
        for label in ("主管部门", "实施单位"):
            row, column = cell_of(page, label)
            value = next(c for c in page[row][column:] if c.value)
            value.value = str(value.value).replace("局", "居")
    book.save(paths[2])
    renamed(paths[3], "年度指标值", "计划数")
    junk = folder / "监控情况说明.xlsx"
    junk.write_bytes(b"this is no workbook")
    return [*paths, junk]
