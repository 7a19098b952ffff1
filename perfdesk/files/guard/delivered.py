"""What the guard hands to the readers: the bytes that it has seen, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.domain.problem import Problem


@dataclass(slots=True)
class Part:
    """One sheet of a workbook.

    `data` is the sheet's XML (empty for .xls), `values` the number of cells that say something (None where it was not
    counted). `errors` maps a zero-based (row, column) to the error's text, `hidden_rows` and `hidden_columns` are
    zero-based, `notes` are the comments, `merges` are filled by who asks for them.
    """

    name: str
    state: str = "visible"
    data: bytes = b""
    values: int | None = None
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    plain: bool = True
    """Only numbers and shared strings: nothing that asks for a second look."""


@dataclass(slots=True)
class Admitted:
    """A file that was let in.

    `kind` is xlsx, xls, ods, docx or csv. `data` is what the reader is given: for zip formats a container of the
    inspected parts, stored. `strings` counts the shared strings;
    `controls` says that the text may hold control characters; `date1904` that serial numbers
    count from 1904.
    """

    kind: str
    data: bytes
    sheets: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    identity: str = ""
    strings: int = 0
    controls: bool = False
    date1904: bool = False
