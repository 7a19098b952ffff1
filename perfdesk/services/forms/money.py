"""The funds matrix of a form from funding lines: total, fiscal, carried over, other; money in 分."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.money import hundredths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfdesk.domain.content import Row
    from perfdesk.store.form_rows import Line

OTHERS = frozenset(["own_funds", "other"])  # the sources that are not fiscal
Matrix = dict[str, "Row"]


def _row(line: Line, *, carryover: bool) -> str:
    if line.source in OTHERS:
        return "other"
    return "carryover" if carryover and line.nature == "carryover" else "fiscal"


def add(first: int | None, second: int | None) -> int | None:
    """The sum where a blank is no zero: two blanks stay blank."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def matrix(lines: Iterable[Line], columns: dict[str, str], *, carryover: bool) -> Matrix:
    """Sums of the lines' amounts; `columns` maps a column of the form to initial or adjusted.

    Without `carryover` money carried over stands with the fiscal row, as the form has no row of its own for it.
    """
    found: Matrix = {}
    for line in lines:
        for name in ("total", _row(line, carryover=carryover)):
            cells = found.setdefault(name, {})
            for column, field in columns.items():
                held, amount = cells.get(column), line.initial if field == "initial" else line.adjusted
                cells[column] = add(held if isinstance(held, int) else None, amount)
    return found


def rated(given: Matrix, base: str) -> Matrix:
    """The same with the rate executed ÷ `base` where both are there and none is given."""
    for cells in given.values():
        top, bottom = cells.get("executed"), cells.get(base)
        if cells.get("rate") is None and isinstance(top, int) and isinstance(bottom, int) and bottom:
            cells["rate"] = hundredths(top * 100, bottom)
    return given
