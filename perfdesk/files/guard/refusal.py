"""A file that is not let in: the code, the place and the one step to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, Problem
from perfdesk.files.guard.limits import LISTED

if TYPE_CHECKING:
    from collections.abc import Sequence


class Refused(UserError):  # noqa: N818 - a verdict on the file, in the words of the trade
    """The file is rejected.

    `sheet` and `cell` name the place where there is one; `problems` lists every cell where several are wrong.
    """

    def __init__(self, code: str, message: str, hint: str, sheet: str = "", cell: str = "") -> None:
        """State the verdict: what is wrong, what to do, and where."""
        super().__init__(message, hint, code)
        self.problems = [Problem(ERROR, code, str(self), sheet, cell)]


def bad_cells(code: str, found: Sequence[tuple[str, str, str]], hint: str) -> Refused:
    """The refusal of a file for its cells: `found` holds (sheet, cell, what is wrong) of each."""
    sheet, cell, _ = found[0]
    refused = Refused(code, f"{len(found)} 个单元格无法读取", hint, sheet, cell)
    refused.problems = [
        Problem(ERROR, code, f"{sheet}!{cell} {words}。{hint}", sheet, cell) for sheet, cell, words in found[:LISTED]
    ]
    if len(found) > LISTED:
        refused.problems.append(Problem(ERROR, code, f"另有 {len(found) - LISTED} 个单元格同样无法读取。{hint}"))
    return refused
