"""A plan made ready for one budget year: parsers, paths and addresses worked out once for all sheets of a layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.files.grid import address
from perfdesk.files.recognise.cells import one_of, parser

if TYPE_CHECKING:
    from perfdesk.files.recognise.cells import Parser, Style
    from perfdesk.files.recognise.plan import ColumnPlace, FieldPlace, MatrixPlace, Plan, TablePlace

DEFAULT_UNIT = "万元"
_NAMES: dict[tuple[int, int], str] = {}


def name_of(row: int, column: int) -> str:
    """The A1 name of a cell, remembered."""
    found = _NAMES.get((row, column))
    if found is None:
        if len(_NAMES) > 500_000:
            _NAMES.clear()
        found = _NAMES[row, column] = address(row, column)
    return found


@dataclass(slots=True)
class ReadyTable:
    """A table's columns, each as (number, key, sheet's column, parser, place, whether a blank needs a second look).

    Paths and addresses are worked out row by row and kept.
    """

    place: TablePlace
    columns: list[tuple[int, str, int, Parser, ColumnPlace, bool]]
    keys: list[str]
    name_key: str
    top: int
    left: int
    judged: bool
    spots: dict[str, int]
    _paths: list[list[str]] = field(default_factory=list)
    _cells: dict[int, list[str]] = field(default_factory=dict)

    def paths(self, at: int) -> list[str]:
        """The paths of the content's row `at`, in the order of the columns."""
        while len(self._paths) <= at:
            prefix = f"{self.place.table.name}.{len(self._paths)}."
            self._paths.append([prefix + key for key in self.keys])
        return self._paths[at]

    def cells(self, row: int) -> list[str]:
        """The addresses of the sheet's row, in the order of the columns."""
        found = self._cells.get(row)
        if found is None:
            names = [name_of(self.top + row, self.left + column) for _, _, column, _, _, _ in self.columns]
            found = self._cells[row] = names
        return found

    def column_of(self, key: str) -> int:
        """The sheet's column of a key, the first column where the table lacks it."""
        return next((column for _, name, column, _, _, _ in self.columns if name == key), self.columns[0][2])


@dataclass(slots=True)
class Ready:
    """Everything about a plan that does not change from sheet to sheet of the same year and corner."""

    fields: list[tuple[FieldPlace, Parser]]
    cells: list[tuple[MatrixPlace, Parser, str]]
    tables: list[ReadyTable]
    names: dict[str, str]


def ready(plan: Plan, year: int | None, top: int, left: int, style: Style) -> Ready:
    """The plan for sheets of `year` whose grid begins at (top, left)."""
    known = plan.ready.get((year, top, left, style))
    if known is not None:
        return known
    names = {}
    for place in plan.fields:
        names[place.slot.name] = name_of(top + place.area.top, left + place.area.left)
    cells = []
    for cell in plan.cells:
        path = f"{cell.matrix}.{cell.row_name}.{cell.slot.name}"
        names[path] = name_of(top + cell.row, left + cell.column - cell.inline)
        cells.append((cell, parser(cell.slot, cell.unit or DEFAULT_UNIT, None, style), path))
    made = Ready(
        [(place, parser(place.slot, DEFAULT_UNIT, year, style)) for place in plan.fields],
        cells,
        [_table(plan, table, year, top, left, style) for table in plan.tables],
        names,
    )
    if len(plan.ready) > 16:
        plan.ready.clear()
    plan.ready[year, top, left, style] = made
    return made


def _table(plan: Plan, place: TablePlace, year: int | None, top: int, left: int, style: Style) -> ReadyTable:
    columns = [
        (
            at,
            column.slot.name,
            column.column,
            one_of(column.slot)
            if column.among
            else parser(column.slot, column.unit or plan.unit or DEFAULT_UNIT, year, style),
            column,
            column.right > column.column or column.sign is not None or column.measure is not None,
        )
        for at, column in enumerate(place.columns)
    ]
    keys = [column.slot.name for column in place.columns]
    name_key = "name" if "name" in keys else next((key for key in place.table.anchors if key in keys), keys[0])
    judged = bool({"target", "value", "actual"} & set(keys))
    return ReadyTable(place, columns, keys, name_key, top, left, judged,
                      {column.slot.name: column.column for column in place.columns})  # fmt: skip
