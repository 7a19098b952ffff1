"""An official form, described once: three kinds of region, no conditions, no formulas."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = frozenset(
    ["text", "code", "choice", "amount", "percent", "score", "count", "tick", "date", "target", "relation", "unit"]
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a form asks: a single field, or a column of a matrix or a table.

    `labels` are the printed labels, the official one first, then the synonyms seen in real files; `kind` is one of
    KINDS. `fill` tells whether a department may fill the cell, `optional` whether a layout may lack it. `group` is the
    label of the heading above it where the head has two rows. `below` says that the value stands under the label, not
    right of it. `multiline` marks long text. `relation` and `measure` label the two further columns that local layouts
    print beside a column of kind target (指标性质, 指标值, 度量单位 instead of one cell).
    """

    name: str
    labels: tuple[str, ...]
    kind: str = "text"
    fill: bool = True
    optional: bool = False
    group: tuple[str, ...] = ()
    below: bool = False
    multiline: bool = False
    choices: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Row labels x column labels. A matrix without column labels has one column; its value stands right of the label.

    `corner` holds the labels of the cell left of or above the matrix (项目资金), which also carries the money unit.
    """

    name: str
    rows: tuple[Slot, ...]
    columns: tuple[Slot, ...]
    corner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Repeating rows under a head of one or two rows; `carry` columns are merged downwards and carried on reading."""

    name: str
    columns: tuple[Slot, ...]
    carry: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One official form in one edition.

    `shape` is sheet (one object a form) or list (one object a row of the only table). `subject` is project, department
    or finding. `stage` is target, monitoring, selfeval, rectify, unit, project or execution. `titles` are the printed
    titles, the official one first; one with a * is a pattern for local titles; `period` says that the title or a head
    names a cut-off month. `money` is the unit that the official sheet prints.
    """

    key: str
    edition: str
    titles: tuple[str, ...]
    shape: str
    subject: str
    stage: str
    basis: str
    money: str
    period: bool
    fields: tuple[Slot, ...]
    matrices: tuple[Matrix, ...]
    tables: tuple[Table, ...]
    workbook: str
    notes: tuple[str, ...] = ()

    def table(self, name: str) -> Table:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)

    def matrix(self, name: str) -> Matrix:
        """The matrix of that name."""
        return next(matrix for matrix in self.matrices if matrix.name == name)
