"""What a whole form makes doubtful: an empty form, amounts that speak against the unit, sub-rows of mixed units."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.domain.content import Content, Row
    from perfdesk.domain.reading import Reading
    from perfdesk.files.recognise.book import Book
    from perfdesk.files.recognise.plan import Plan

YUAN, WAN = 100, 1_000_000
SMALL = 1_000 * YUAN
"""Below this, all amounts of a sheet in 元 look like 万元 (a project of 100 元, D56)."""
LARGE = 200_000 * WAN
"""From this on, an amount of a project in 万元 looks like 元 (20 亿元, D15)."""


def question(reading: Reading, plan: Plan, book: Book) -> None:
    """Ask about the form as a whole; no value is changed."""
    content = reading.content
    if not _filled(content):
        book.problem("error", "D54", "这张表只有表头，没有填写内容", *plan.anchor)
        return
    if plan.form.subject == "project" and plan.form.shape == "sheet":
        _magnitude(content, plan, book)
    for name, rows in content.tables.items():
        _families(name, rows, reading, book)


def _filled(content: Content) -> bool:
    return any(content.tables.values()) or any(row for matrix in content.matrices.values() for row in matrix.values())


def _magnitude(content: Content, plan: Plan, book: Book) -> None:
    most, largest = 0, None
    for cell in plan.cells:
        amount = content.number(cell.matrix, cell.row_name, cell.slot.name) if cell.slot.kind == "amount" else None
        if amount and abs(amount) > most:
            most, largest = abs(amount), cell
    if largest is None:
        return
    cell = largest
    unit = cell.unit or "万元"
    path = f"{cell.matrix}.{cell.row_name}.{cell.slot.name}"
    if unit == "元" and most < SMALL:
        words = f"单位写的是元，最大的金额只有 {most / YUAN:.2f} 元，像是万元，请核对（没有改动）"
        book.problem("warning", "D56", words, cell.row, cell.column, path)
    elif unit == "万元" and most >= LARGE:
        words = f"单位写的是万元，金额有 {most / WAN:.2f} 万元，像是按元填的，请核对（没有改动）"
        book.problem("warning", "D15", words, cell.row, cell.column, path)


def _families(name: str, rows: list[Row], reading: Reading, book: Book) -> None:
    """其中 rows carry no weight of their own (D38); their units may not add up to the parent's (D55)."""
    parent: Row | None = None
    units: set[object] = set()
    for at, row in enumerate(rows):
        title = row.get("name")
        if not isinstance(title, str) or not title.startswith("其中"):
            parent, units = row, set()
            continue
        if row.get("measure"):
            units.add(row["measure"])
        if row.get("weight") is None and len(units) == 1:
            words = f"“{title}”是其中项，没有分值，不单独计分"
            book.problem_at("hint", "D38", words, reading.place(f"{name}.{at}.name"), f"{name}.{at}.name")
        if parent is not None and len(units) > 1:
            told = "、".join(sorted(str(unit) for unit in units))
            words = f"“{parent.get('name')}”的其中项单位不同（{told}），不能直接相加"
            book.problem_at("hint", "D55", words, reading.place(f"{name}.{at}.name"), f"{name}.{at}.measure")
