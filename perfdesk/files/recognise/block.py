"""One form's part of a sheet: its rows and its labels, and how far each label's cells reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.files.recognise.heads import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.files.grid import Value
    from perfdesk.files.recognise.plan import Hit

NOTES = frozenset(["注", "备注", "说明"])


class Block:
    """One form's part of a sheet: its rows and its labels."""

    def __init__(self, rows: Sequence[Sequence[Value]], hits: list[Hit], top: int, bottom: int | None) -> None:
        """`top` and `bottom` (exclusive, None: open) are rows of the grid; `hits` the labels within."""
        self.rows = rows
        self.hits = _without_notes(hits)
        self.top = top
        self.bottom = bottom
        self.width = max((len(row) for row in rows), default=0)
        self.end = len(rows) if bottom is None else bottom

    def edges(self, first: int, last: int) -> list[int]:
        """The columns of all cells that are not blank in some rows."""
        return sorted({c for r in range(first, last + 1) for c, v in enumerate(self.rows[r]) if v not in (None, "")})

    def next_in_row(self, row: int, column: int) -> int:
        """The column of the next label right of a place, FAR where there is none."""
        return min((h.column for h in self.hits if h.row == row and h.column > column), default=FAR)

    def next_row(self, row: int) -> int:
        """The next row below that holds any label, or the block's end."""
        return min((h.row for h in self.hits if h.row > row), default=self.end)


def _without_notes(hits: list[Hit]) -> list[Hit]:
    """The labels without the words that a form's notes begin with (3.自评等级:90(含)-100分为优…), D34."""
    note = next((hit.row for hit in hits if hit.label.inline and hit.label.text in NOTES), None)
    if note is None:
        return hits
    return [hit for hit in hits if hit.row <= note or not hit.label.inline]
