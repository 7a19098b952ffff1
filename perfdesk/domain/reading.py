"""What was read from a file: contents with the origin of every value, the repairs and the problems."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, cast

from perfdesk.domain.travelling import Travelling

if TYPE_CHECKING:
    from perfdesk.domain.content import Content
    from perfdesk.domain.problem import Problem, Repair


class TableCells(TypedDict):
    """Where a table's values stand: the letters of each column, the sheet's row (from 1) of each row of the content."""

    columns: dict[str, str]
    rows: list[int]


Cells = dict[str, "str | TableCells"]
"""Path -> address; a table's name -> TableCells. A path of a table that stands alone wins over its table's."""


def locate(cells: Cells, path: str) -> str:
    """The address of a path, "" where it has none."""
    alone = cells.get(path)
    if isinstance(alone, str):
        return alone
    table, _, rest = path.partition(".")
    held = cells.get(table)
    at, _, column = rest.partition(".")
    if held is None or isinstance(held, str) or not at.isdigit() or int(at) >= len(held["rows"]):
        return ""
    letters = held["columns"].get(column)
    return f"{letters}{held['rows'][int(at)]}" if letters else ""


@dataclass(slots=True)
class Reading:
    """One recognised form on one sheet.

    `layout` names the edition or variant that was recognised, `anchor` its top left cell, `cells` leads from a path of
    the content to its cell (see `locate`); `raws` only holds the raw text of cells whose stored value differs from it.
    `confident` is False where a column or label was matched by a learned or weak synonym and a person should look.
    `identity` is the custom document property of our own templates ("" in a foreign file).
    """

    form: str
    layout: str
    sheet: str
    anchor: str
    content: Content
    cells: Cells = field(default_factory=dict)
    raws: dict[str, str] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    confident: bool = True
    identity: str = ""
    packed: Packed | None = None

    def cell(self, path: str) -> str:
        """The cell of a path of the content, else the form's anchor; also of a packed reading."""
        return self.place(path) or self.anchor

    def place(self, path: str) -> str:
        """The cell of a path of the content, "" where the sheet has none for it; also of a packed reading."""
        return locate(
            self.cells if self.packed is None else cast("Cells", json.loads(self.packed.origin)["cells"]), path
        )

    def whole(self) -> Content:
        """The content with all its tables; a packed reading holds those of its indicators as text alone."""
        if self.packed is not None:
            said = json.loads(self.packed.said)
            self.content.fields, self.content.matrices, self.content.tables = (
                said["fields"],
                said["matrices"],
                said["tables"],
            )
        return self.content


@dataclass(frozen=True, slots=True)
class Packed(Travelling):
    """A reading made ready by the process that read it, so that the ledger's process has little left to do.

    `said` is the content and `origin` its cells and raw texts, both as the JSON that a statement holds, `money` the
    funds alone; `observed` are the indicator rows as (level2, normalised name, ledger columns in order).
    """

    said: str
    origin: str
    money: str
    observed: list[tuple[str, str, tuple[str | int | None, ...]]]


@dataclass(slots=True)
class FileReading:
    """All that one delivered file gave. `status` is read, rejected or skipped (a lock file).

    `member` is the path inside a .zip ("" for a plain file); `sha256` is of the workbook's own bytes.
    """

    path: str
    sha256: str
    status: str
    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    member: str = ""
