"""What was read from a file: contents with the origin of every value, the repairs and the problems."""

from __future__ import annotations

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
