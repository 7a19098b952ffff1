"""A layout: where the values of one form lie on sheets whose labels stand at the same places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from perfdesk.domain.form import Form, Slot, Table
    from perfdesk.files.recognise.cells import Style
    from perfdesk.files.recognise.labels import Label
    from perfdesk.files.recognise.ready import Ready


class Hit(NamedTuple):
    """A label at a place; row and column count from the grid's own first cell."""

    row: int
    column: int
    label: Label


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that may hold one value: rows first..last, columns left..right, all inclusive; usually one cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A single field. `inline` says that the value stands in the label's own cell; `other` is looked at second."""

    slot: Slot
    area: Area
    inline: bool = False
    other: Area | None = None


@dataclass(frozen=True, slots=True)
class MatrixPlace:
    """One cell of a matrix. `right` is the last column that belongs to it where the value was put beside (D10).

    `free` says that no column label stands above: the value is whatever stands right of the row's label.
    """

    matrix: str
    row_name: str
    slot: Slot
    row: int
    column: int
    right: int
    unit: str
    inline: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """The rows of a matrix that no row label took, with the columns in which a number there would be lost."""

    matrix: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """A column of a table.

    `sign` and `measure` are the columns of a target that stands in three; `among` says that the column prints several
    ticks in one cell (确定能√ 有可能□) and this slot is one of them.
    """

    slot: Slot
    column: int
    right: int
    unit: str = ""
    sign: int | None = None
    measure: int | None = None
    among: bool = False


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A table: its data rows from `first` to before `stop` (None: to the end of the sheet), without `skip`.

    `totals` are skipped rows that hold sums, `head` the first and last row of the head.
    """

    table: Table
    columns: tuple[ColumnPlace, ...]
    first: int
    stop: int | None
    skip: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()
    head: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem of the layout itself, repeated for every sheet that has it."""

    level: str
    rule: str
    message: str
    row: int
    column: int
    field: str = ""


@dataclass(slots=True)
class Plan:
    """One form on one layout.

    `top` and `bottom` are the rows that belong to it (bottom None: to the end), `year_rows` those that may print the
    budget year, `unit` the money unit that the sheet prints ("" where it prints none). `weight` orders candidates.
    """

    form: Form
    layout: str
    top: int
    bottom: int | None
    anchor: tuple[int, int]
    titled: bool
    fields: list[FieldPlace] = field(default_factory=list)
    cells: list[MatrixPlace] = field(default_factory=list)
    tables: list[TablePlace] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    year_rows: tuple[int, int] = (0, 0)
    unit: str = ""
    month: int | None = None
    width: int = 0
    confident: bool = True
    weight: float = 0.0
    ready: dict[tuple[int | None, int, int, Style], Ready] = field(default_factory=dict, repr=False)
