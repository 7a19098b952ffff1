"""A plan made ready for one budget year: parsers, paths and addresses worked out once for all sheets of a layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from perfdesk.files.grid import address
from perfdesk.files.recognise.cells import one_of, parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.values import Raw
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

    Paths are worked out row by row and kept. `pick` takes the columns' cells out of a line and `memories` asks each
    column's parser what becomes of its cell, for the rows of which nothing has to be told; `blank` are the stretches of
    a line that must be blank for that. `pick` is None where a column always has to be looked at itself.
    """

    place: TablePlace
    columns: list[tuple[int, str, int, Parser, ColumnPlace, bool]]
    keys: list[str]
    name_key: str
    top: int
    left: int
    judged: bool
    spots: dict[str, int]
    letters: dict[str, str]
    pick: Callable[[list[Raw]], tuple[Raw, ...]] | None = None
    parsers: tuple[Parser, ...] = ()
    memories: tuple[Callable[[Raw, object], object], ...] = ()
    blank: tuple[tuple[int, int, list[str]], ...] = ()
    carried: frozenset[str] = frozenset()
    _paths: list[list[str]] = field(default_factory=list)
    _prefixes: list[str] = field(default_factory=list)

    def paths(self, at: int) -> list[str]:
        """The paths of the content's row `at`, in the order of the columns."""
        while len(self._paths) <= at:
            prefix = f"{self.place.table.name}.{len(self._paths)}."
            self._paths.append([prefix + key for key in self.keys])
        return self._paths[at]

    def prefix(self, at: int) -> str:
        """The beginning of all paths of the content's row `at`."""
        while len(self._prefixes) <= at:
            self._prefixes.append(f"{self.place.table.name}.{len(self._prefixes)}.")
        return self._prefixes[at]

    def column_of(self, key: str) -> int:
        """The sheet's column of a key, the first column where the table lacks it."""
        return next((column for _, name, column, _, _, _ in self.columns if name == key), self.columns[0][2])


@dataclass(slots=True)
class Ready:
    """Everything about a plan that does not change from sheet to sheet of the same year and corner."""

    fields: list[tuple[FieldPlace, Parser]]
    cells: list[tuple[MatrixPlace, Parser, str, list[str] | None]]
    tables: list[ReadyTable]
    names: dict[str, str]


def blanks(first: int, last: int) -> list[str]:
    """What the columns first..last of a line are where they hold nothing."""
    return [""] * (last - first + 1)


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
        beside = None if cell.inline else blanks(cell.column + 1, cell.right)
        cells.append((cell, parser(cell.slot, cell.unit or DEFAULT_UNIT, None, style), path, beside))
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
    made = ReadyTable(place, columns, keys, name_key, top, left, judged,
                      {column.slot.name: column.column for column in place.columns}, _letters(place, left))  # fmt: skip
    memories = [parse.plain.get for _, _, _, parse, _, _ in columns if parse.plain is not None]
    three = any(column.sign is not None or column.measure is not None for column in place.columns)
    if 1 < len(memories) == len(columns) and not three:
        made.pick = itemgetter(*(column.column for column in place.columns))
        made.parsers = tuple(parse for _, _, _, parse, _, _ in columns)
        made.memories = tuple(memories)
        wide = [(column.column + 1, column.right) for column in place.columns if column.right > column.column]
        made.blank = tuple((first, last + 1, blanks(first, last)) for first, last in wide)
        made.carried = frozenset(place.table.carry)
    return made


def _letters(place: TablePlace, left: int) -> dict[str, str]:
    """The letters of each column; a target's parts are found by their own names too."""
    found: dict[str, str] = {}
    for column in place.columns:
        at = {column.slot.name: column.column}
        if column.slot.kind == "target":
            parts = {"value": column.column, "relation": column.sign, "measure": column.measure}
            for part, where in parts.items():
                at[part_of(column.slot.name, part)] = column.column if where is None else where
        for name, where in at.items():
            found.setdefault(name, name_of(0, left + where)[:-1])
    return found


def part_of(key: str, part: str) -> str:
    """The key of a target's part: target -> relation, mid_target -> mid_relation."""
    return part if key == "target" else f"{key.removesuffix('target')}{part}"
