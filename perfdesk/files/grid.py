"""One sheet as the readers deliver it: plain values at true addresses, whatever the file format was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime, time

    Value = str | int | float | bool | date | datetime | time | None


@dataclass(slots=True)
class Grid:
    """A sheet's cells.

    `rows[r][c]` is the value of the cell at row `top + r`, column `left + c` (zero-based, so A1 is 0, 0); rows may be
    shorter than the widest. Text keeps its raw characters. `merges` holds (first row, first column, last row, last
    column), zero-based and absolute; it is empty until it was asked for. `hidden_rows` and `hidden_columns` are
    absolute. A blank cell is "" or None. An error value (#REF!) comes as the text of the error; `errors` lists those
    addresses. `notes` maps an absolute (row, column) to a comment's text. `state` is visible, hidden or veryHidden.
    `date1904` says that a serial number that is a date counts from 1904 (cells with a date's format are dates already).
    """

    name: str
    rows: list[list[Value]]
    top: int = 0
    left: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    state: str = "visible"
    date1904: bool = False


def address(row: int, column: int) -> str:
    """The A1 name of a zero-based (row, column)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
