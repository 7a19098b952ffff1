"""A compiled form: rows of constant text and holes, made once from an official workbook and its description."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from perfdesk.files import measure, show

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.form import Form
    from perfdesk.files.excel.package import Package
    from perfdesk.files.sheet import PageSetup, Style

Box = tuple[int, int, int, int]  # first row, first column, last row, last column, zero-based

# What the head of a form says beside its values, and what is printed where the content does not know it:
# the period, and the number that the form has among the year's published tables.
HEAD = {"year": "20  ", "month": "N", "disclosure": ""}


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that a value is printed in. `name` is the key in the data of its row, `path` the name in the content."""

    path: str
    name: str
    kind: str
    money: str
    code: str
    fill: bool
    choices: tuple[str, ...] = ()
    blank: str = ""

    def text(self, data: Row) -> str:
        """What is printed for the data of a row (of a table) or of the form."""
        if self.kind == "target":
            return show.target(data, self.name.removesuffix("target"))
        return show.text(data.get(self.name), self.kind, self.money, self.code) or self.blank


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One cell of the official workbook, merged cells once. `parts` are constant texts and holes in turn."""

    row: int
    col: int
    rowspan: int
    colspan: int
    format: int
    look: Style
    parts: tuple[str | Hole, ...]
    rich: str = ""

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes of this cell."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def hole(self) -> Hole | None:
        """The one value that this cell holds (beside constant text), None for a label."""
        found = [hole for hole in self.holes if hole.path not in HEAD]
        return found[0] if len(found) == 1 else None

    def text(self, data: Row) -> str:
        """What is printed for the data of its row."""
        return "".join([part if isinstance(part, str) else part.text(data) for part in self.parts])


@dataclass(frozen=True, slots=True)
class Measured:
    """A cell whose text may need more lines than its row has. `most` characters fit one line for sure.

    `keys` are the names of the texts that are printed, beside at most `slack` more characters.
    """

    cell: CellSpec
    hole: Hole | None
    most: int
    width: float
    keys: tuple[str, ...]
    slack: int

    def text(self, data: Row) -> str:
        """What is printed for the data of its row."""
        return self.hole.text(data) if self.hole else self.cell.text(data)

    def short(self, data: Row) -> bool:
        """Whether one line is surely enough, told without making the text."""
        free = self.most
        for key in self.keys:
            text = data.get(key)
            if text:
                if not isinstance(text, str) or "\n" in text:
                    return False
                free -= len(text)
        return free >= self.slack

    def height(self, data: Row) -> float:
        """The height in points that the text needs; 0.0 where one line is surely enough."""
        text = self.text(data)
        if len(text) <= self.most and "\n" not in text:
            return 0.0
        return measure.height(text, self.cell.look.size, self.width)


@dataclass(frozen=True)
class RowSpec:
    """One row: its least height in points, its cells, and the format of every column (covered cells too)."""

    index: int
    height: float
    cells: tuple[CellSpec, ...]
    formats: tuple[int, ...]
    measured: tuple[Measured, ...]
    hidden: bool = False

    @cached_property
    def plain(self) -> tuple[tuple[str, int, Measured], ...]:
        """The measured cells that print one text as it is: its name, how long it may be, and the cell."""
        return tuple((found.keys[0], found.most, found) for found in self.measured if len(found.keys) == 1)

    @cached_property
    def made(self) -> tuple[Measured, ...]:
        """The measured cells whose text is put together."""
        return tuple(found for found in self.measured if len(found.keys) != 1)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that stand once, or (with `table`) the one row that repeats at least `least` times.

    `end` is the repeating row as its last copy looks (the frame's lower border), None where it looks like the others.
    """

    table: str
    rows: tuple[RowSpec, ...]
    least: int = 0
    end: RowSpec | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A form ready to be filled: column widths in points, sections from top to bottom, merges of the blank form."""

    form: Form
    columns: tuple[float, ...]
    sections: tuple[Section, ...]
    merges: tuple[Box, ...]
    page: PageSetup
    package: Package
    tall: tuple[Measured, ...] = ()
    carried: dict[str, tuple[Measured, ...]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The form's official title."""
        return self.form.titles[0]
