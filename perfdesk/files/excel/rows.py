"""The rows of a sheet from constant pieces: one format string a row of the form and row number, and its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from perfdesk.files.excel.cells import Looks, inline, joined, mixed, writer
from perfdesk.files.grid import address
from perfdesk.files.layout import merges
from perfdesk.files.template import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.content import Row, Scalar
    from perfdesk.files.layout import Plan
    from perfdesk.files.template import Box, CellSpec, Hole, RowSpec, Template

Overrides = dict[int, dict[int, str]]  # row of the plan -> column -> the cell's XML behind its address


class _Row(NamedTuple):
    """A row of the form: what writes each of its values.

    A writer with a name gets that value of the row's data, one without gets the data. `head` says that the row holds
    no more than what every form has in its head: year, month, the number of the published table.
    """

    spec: RowSpec
    writers: list[tuple[str, Callable[[Any], str]]]
    places: dict[int, int]  # column -> position among the writers
    blanks: list[str]
    head: bool


class Rows:
    """The compiled rows of one template. With `entry` the cells that may be filled are unlocked and yellow."""

    def __init__(self, template: Template, *, entry: bool = False) -> None:
        """Compile every row of `template`."""
        self.template = template
        self.entry = entry
        specs = [
            spec for section in template.sections for spec in (*section.rows, *([section.end] if section.end else []))
        ]
        self._rows = {id(spec): self._compile(spec) for spec in specs}
        self._formats: dict[tuple[int, int], str] = {}
        self._heads: dict[tuple[Scalar, ...], str] = {}
        self._merges: dict[tuple[int, ...], tuple[str, int]] = {}
        self._columns = [address(0, column)[:-1] for column in range(len(template.columns))]

    def looks(self, cell: CellSpec, hole: Hole | None) -> Looks:
        """The formats that a cell's value is written in."""
        styles = self.template.package.styles
        if self.entry and hole is not None and hole.fill:
            return Looks(styles.open[cell.format], styles.open_typed[cell.format])
        return Looks(cell.format, styles.typed[cell.format])

    def _compile(self, spec: RowSpec) -> _Row:
        writers: list[tuple[str, Callable[[Any], str]]] = []
        places: dict[int, int] = {}
        blanks: list[str] = []
        for cell in spec.cells:
            if not cell.holes:
                continue
            looks = self.looks(cell, cell.hole)
            places[cell.col] = len(writers)
            if cell.hole is None or len(cell.parts) > 1:
                writers.append(("", mixed(cell, looks)))
            elif cell.hole.kind == "target":
                writers.append(("", joined(cell.hole, looks)))
            else:
                writers.append((cell.hole.name, writer(cell.hole, looks)))
            blanks.append(f' s="{looks.value}"/>')
        head = bool(writers) and all(cell.hole is None for cell in spec.cells)
        return _Row(spec, writers, places, blanks, head)

    def _format(self, spec: RowSpec, number: int) -> str:
        """The row's XML at a sheet row (from 1), with %s for its height and for each value."""
        key = (id(spec), number)
        found = self._formats.get(key)
        if found is None:
            if len(self._formats) > 20_000:
                self._formats.clear()
            found = self._formats[key] = self._make(spec, number)
        return found

    def _make(self, spec: RowSpec, number: int) -> str:
        by_column = {cell.col: cell for cell in spec.cells}
        hidden = ' hidden="1"' if spec.hidden else ""
        parts = [f'<row r="{number}" ht="%s" customHeight="1"{hidden}>']
        owner: CellSpec | None = None
        for column, name in enumerate(self._columns):
            cell = by_column.get(column)
            owner = cell or owner
            if cell is None:
                look = spec.formats[column]
                if self.entry and owner and owner.hole and column < owner.col + owner.colspan:
                    look = self.looks(owner, owner.hole).value if owner.hole.fill else look
                parts.append(f'<c r="{name}{number}" s="{look}"/>')
            elif cell.holes:
                parts.append(f'<c r="{name}{number}"%s')
            elif cell.parts:
                rich = f"<is>{cell.rich}</is>" if cell.rich else inline(cell.text({}))
                text = f'<c r="{name}{number}" s="{cell.format}" t="inlineStr">{rich}</c>'
                parts.append(text.replace("%", "%%"))
            else:
                parts.append(f'<c r="{name}{number}" s="{cell.format}"/>')
        parts.append("</row>")
        return "".join(parts)

    def _blank(self, spec: RowSpec, number: int, height: str) -> str:
        """A sheet row that only continues the one above it."""
        cells = [f'<c r="{name}{number}" s="{look}"/>' for name, look in zip(self._columns, spec.formats, strict=True)]
        return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

    def rows(self, done: Plan, overrides: Overrides) -> list[str]:
        """The XML of every sheet row."""
        hidden = dict(overrides)
        for first, column, last in done.carried:
            for row in range(first + 1, last + 1):
                compiled = self._rows[id(done.rows[row].spec)]
                place = compiled.blanks[compiled.places[column]]
                hidden[row] = {**hidden.get(row, {}), column: place}
        xml: list[str] = []
        number = 0
        for index, (spec, data, _) in enumerate(done.rows):
            compiled = self._rows[id(spec)]
            count = done.pieces[index] if done.pieces else 1
            height = f"{done.heights[index] / count:g}"
            number += 1
            if compiled.head:
                xml.append(self._head(compiled, number, height, data))
            else:
                get = data.get
                values = [write(get(name)) if name else write(data) for name, write in compiled.writers]
                if index in hidden:
                    for column, text in hidden[index].items():
                        values[compiled.places[column]] = text
                xml.append(self._format(spec, number) % (height, *values))
            for _ in range(count - 1):
                number += 1
                xml.append(self._blank(spec, number, height))
        return xml

    def _head(self, row: _Row, number: int, height: str, data: Row) -> str:
        """A row that only knows what every form has in its head (HEAD): the same in form after form."""
        key = (id(row.spec), number, height, *map(data.get, HEAD))
        found = self._heads.get(key)
        if found is None:
            if len(self._heads) > 2_000:
                self._heads.clear()
            values = [write(data) for _, write in row.writers]
            found = self._heads[key] = self._format(row.spec, number) % (height, *values)
        return found

    def merged(self, done: Plan) -> str:
        """The mergeCells element."""
        if done.pieces is None and not any(self._wide(done)):
            constant, count = self._constant(done)
            boxes = [
                f'<mergeCell ref="{self._columns[column]}{first + 1}:{self._columns[column]}{last + 1}"/>'
                for first, column, last in done.carried
            ]
            inner, total = constant + "".join(boxes), count + len(boxes)
        else:
            found = laid(done, merges(self.template, done), self.template)
            inner = "".join([f'<mergeCell ref="{reference(item)}"/>' for item in found])
            total = len(found)
        return f'<mergeCells count="{total}">{inner}</mergeCells>' if total else ""

    def _wide(self, done: Plan) -> list[bool]:
        """For each carried merge whether its cell is more than one column wide."""
        wide = {cell.col for section in self.template.sections if section.table for cell in section.rows[0].cells
                if cell.colspan > 1}  # fmt: skip
        return [column in wide for _, column, _ in done.carried]

    def _constant(self, done: Plan) -> tuple[str, int]:
        found = self._merges.get(done.counts)
        if found is None:
            if len(self._merges) > 2_000:
                self._merges.clear()
            boxes = merges(self.template, done._replace(carried=[]))
            text = "".join([f'<mergeCell ref="{reference(item)}"/>' for item in boxes])
            found = self._merges[done.counts] = (text, len(boxes))
        return found


def reference(item: Box) -> str:
    """The A1:C3 name of a box."""
    return f"{address(item[0], item[1])}:{address(item[2], item[3])}"


def laid(done: Plan, boxes: list[Box], template: Template) -> list[Box]:
    """The merged boxes in sheet rows, where a row that is too tall is laid over several."""
    if done.pieces is None:
        return boxes
    starts = [0]
    for count in done.pieces:
        starts.append(starts[-1] + count)
    covered = {(r, c) for a, b, d, e in boxes for r in range(a, d + 1) for c in range(b, e + 1)}
    every = list(boxes)
    for row, count in enumerate(done.pieces):
        if count > 1:
            every += [(row, col, row, col) for col in range(len(template.columns)) if (row, col) not in covered]
    return [(starts[a], b, starts[d + 1] - 1, e) for a, b, d, e in every]
