"""What was read from a file: contents with the origin of every value, the repairs and the problems."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.domain.content import Content
    from perfdesk.domain.problem import Problem, Repair


@dataclass(slots=True)
class Reading:
    """One recognised form on one sheet.

    `layout` names the edition or variant that was recognised, `anchor` its top left cell, `cells` maps a path of the
    content to its cell address; `raws` only holds the raw text of cells whose stored value differs from it. `confident`
    is False where a column or label was matched by a learned or weak synonym and a person should look. `identity` is
    the custom document property of our own templates ("" in a foreign file).
    """

    form: str
    layout: str
    sheet: str
    anchor: str
    content: Content
    cells: dict[str, str] = field(default_factory=dict)
    raws: dict[str, str] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    confident: bool = True
    identity: str = ""
    packed: Packed | None = None

    def cell(self, path: str) -> str:
        """The cell of a path of the content, else the form's anchor; also of a packed reading."""
        cells = self.cells if self.packed is None else json.loads(self.packed.origin)["cells"]
        return str(cells.get(path, self.anchor))

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
class Packed:
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
