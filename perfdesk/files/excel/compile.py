"""Compiles an official workbook against its description; every placeholder must be known, nothing may be lost."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.files import measure, show
from perfdesk.files.excel.package import TemplateError, open_package
from perfdesk.files.excel.page import page
from perfdesk.files.excel.styles import MAIN, flag
from perfdesk.files.grid import address
from perfdesk.files.template import HEAD, Box, CellSpec, Hole, Measured, RowSpec, Section, Template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from perfdesk.domain.form import Form, Slot
    from perfdesk.files.sheet import Style

_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_0-9]+){0,2})\}")


def _corner(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", name)
    if match is None:
        raise TemplateError(f"{name}: not a cell")
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def box(ref: str) -> Box:
    """The box of an A1:C3 (or A1) reference."""
    first, _, last = ref.partition(":")
    return *_corner(first), *_corner(last or first)


def _points(width: float, digit: int) -> float:
    """A column width in characters as points, by the rule of SpreadsheetML."""
    return int(width * digit + 0.5) * 0.75


def _ending(row: RowSpec, filler: RowSpec) -> RowSpec:
    """The repeating row with the lower borders and formats of the blank row that closes the table."""
    by_column = {cell.col: cell for cell in filler.cells}
    cells = []
    for cell in row.cells:
        below = by_column.get(cell.col, cell)
        cells.append(replace(cell, format=below.format, look=replace(cell.look, bottom=below.look.bottom)))
    return replace(row, cells=tuple(cells), formats=filler.formats)


class _Compiler:
    """Reads one official workbook against its description."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.package = open_package(Path(form.workbook))
        self.name = self.package.path.name
        self.slots: dict[str, tuple[Slot, str]] = {slot.name: (slot, "") for slot in form.fields}
        for matrix in form.matrices:
            for row in matrix.rows:
                for slot in matrix.columns:
                    self.slots[f"{matrix.name}.{row.name}.{slot.name}"] = (slot, "")
        for table in form.tables:
            for slot in table.columns:
                self.slots[f"{table.name}.{slot.name}"] = (slot, table.name)
        area = self.package.names.get("_xlnm.Print_Area", "").rpartition("!")[2]
        if not area:
            raise TemplateError(f"{self.name}: no print area")
        _, _, self.last, self.right = box(area)
        found = self.package.sheet.findall(f"{MAIN}mergeCells/{MAIN}mergeCell")
        self.merges = [box(item.get("ref", "")) for item in found]
        self.anchors = {(merge[0], merge[1]): merge for merge in self.merges}
        self.columns = self._columns()

    def _columns(self) -> tuple[float, ...]:
        digit = self.package.styles.digit
        layout = self.package.sheet.find(f"{MAIN}sheetFormatPr")
        standard = 8.43 if layout is None else float(layout.get("defaultColWidth", layout.get("baseColWidth", "8")))
        widths = [standard] * (self.right + 1)
        for item in self.package.sheet.findall(f"{MAIN}cols/{MAIN}col"):
            for column in range(int(item.get("min", "1")) - 1, min(int(item.get("max", "1")), self.right + 1)):
                widths[column] = 0.0 if flag(item, "hidden") else float(item.get("width", standard))
        return tuple(_points(width, digit) for width in widths)

    def _text(self, cell: Element) -> tuple[str, str]:
        value = cell.find(f"{MAIN}v")
        if cell.find(f"{MAIN}f") is not None:
            raise TemplateError(f"{self.name}!{cell.get('r')}: a form's workbook holds no formulas")
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(node.text or "" for node in cell.iter(f"{MAIN}t")), ""
        if value is None or value.text is None:
            return "", ""
        if kind == "s":
            return self.package.strings[int(value.text)], self.package.rich[int(value.text)]
        return value.text, ""

    def _parts(self, text: str, place: str, look: Style) -> tuple[str | Hole, ...]:
        pieces = _PLACEHOLDER.split(text)
        parts: list[str | Hole] = []
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                if piece:
                    parts.append(piece)
            elif piece in HEAD:
                parts.append(Hole(piece, piece, "head", "", "General", fill=False, blank=HEAD[piece]))
            elif piece in self.slots:
                slot, table = self.slots[piece]
                name = slot.name if table else piece
                parts.append(Hole(piece, name, slot.kind, self.form.money, look.number, slot.fill, slot.choices))
            else:
                raise TemplateError(f"{self.name}!{place}: the description knows no {{{piece}}}")
        return tuple(parts)

    def _look(self, row: int, col: int, formats: dict[tuple[int, int], int]) -> tuple[Style, int, int]:
        """The look of a cell with the borders of its whole block, and the block's rows and columns."""
        styles = self.package.styles.looks
        first = styles[formats.get((row, col), 0)]
        merge = self.anchors.get((row, col))
        if merge is None:
            return first, 1, 1
        _, _, bottom, right = merge
        end = styles[formats.get((bottom, right), 0)]
        look = replace(first, right=end.right or first.right, bottom=end.bottom or first.bottom)
        return look, bottom - row + 1, right - col + 1

    def rows(self) -> Iterator[tuple[RowSpec, str]]:
        """Every row of the print area with the table that it repeats for."""
        elements = {int(row.get("r", "0")) - 1: row for row in self.package.sheet.iter(f"{MAIN}row")}
        formats: dict[tuple[int, int], int] = {}
        texts: dict[tuple[int, int], tuple[str, str]] = {}
        for row in elements.values():
            for cell in row:
                place = _corner(cell.get("r", ""))
                formats[place] = int(cell.get("s", "0"))
                texts[place] = self._text(cell)
        covered = {(r, c) for a, b, d, e in self.merges for r in range(a, d + 1) for c in range(b, e + 1)}
        covered -= set(self.anchors)
        layout = self.package.sheet.find(f"{MAIN}sheetFormatPr")
        standard = 15.0 if layout is None else float(layout.get("defaultRowHeight", "15"))
        for index in range(self.last + 1):
            element = elements.get(index)
            cells: list[CellSpec] = []
            for col in range(self.right + 1):
                if (index, col) in covered:
                    continue
                look, rowspan, colspan = self._look(index, col, formats)
                text, rich = texts.get((index, col), ("", ""))
                parts = self._parts(text, address(index, col), look)
                number = formats.get((index, col), 0)
                plain = all(isinstance(part, str) for part in parts)
                cells.append(CellSpec(index, col, rowspan, colspan, number, look, parts, rich if plain else ""))
            tables = {self.slots[hole.path][1] for cell in cells for hole in cell.holes if hole.path in self.slots}
            if len(tables) > 1:
                raise TemplateError(f"{self.name}: row {index + 1} mixes {' and '.join(sorted(tables))}")
            height = standard if element is None else float(element.get("ht", standard))
            every = tuple(formats.get((index, col), 0) for col in range(self.right + 1))
            spec = RowSpec(index, height, tuple(cells), every, (), element is not None and flag(element, "hidden"))
            yield spec, tables.pop() if tables else ""

    def _measured(self, cell: CellSpec) -> Measured | None:
        if not cell.look.wrap or not cell.holes:
            return None
        width = sum(self.columns[cell.col : cell.col + cell.colspan]) - cell.look.indent * cell.look.size
        alone = cell.holes[0] if len(cell.parts) == 1 else None
        most = int((width - measure.PADDING_X) / cell.look.size)
        if alone and alone.kind in ("tick", "relation") and most >= 2:
            return None
        keys: tuple[str, ...] = ()
        slack = most + 1  # never short without keys
        if alone and alone.kind in show.AS_IT_IS:
            keys, slack = (alone.name,), 0
        elif alone and alone.kind == "target":
            keys, slack = tuple(alone.name.removesuffix("target") + part for part in show.TARGET[1:]), 2
        return Measured(cell, alone, most, width, keys, slack)

    def _finish(self, spec: RowSpec, carry: tuple[str, ...]) -> RowSpec:
        """The row with its least height grown to its constant text, and the cells that are measured each time."""
        height, measured = spec.height, []
        for cell in spec.cells:
            if cell.rowspan > 1:
                continue
            if cell.look.wrap and cell.parts and not cell.holes:
                width = sum(self.columns[cell.col : cell.col + cell.colspan]) - cell.look.indent * cell.look.size
                height = max(height, measure.height(cell.text({}), cell.look.size, width))
            found = self._measured(cell)
            if found and not (found.hole and found.hole.name in carry):
                measured.append(found)
        return replace(spec, height=height, measured=tuple(measured))

    def sections(self) -> tuple[Section, ...]:
        """The rows in sections; blank rows right below a repeating row say how many rows the table has at least."""
        sections: list[Section] = []
        for spec, table in self.rows():
            last = sections[-1] if sections else None
            if table:
                if last and last.table == table:
                    raise TemplateError(f"{self.name}: table {table} has two repeating rows")
                sections.append(Section(table, (spec,), 1))
            elif last and last.table and not any(cell.parts for cell in spec.cells):
                sections[-1] = replace(last, least=last.least + 1, end=_ending(last.rows[0], spec))
            elif last and not last.table:
                sections[-1] = replace(last, rows=(*last.rows, spec))
            else:
                sections.append(Section("", (spec,)))
        done = []
        for section in sections:
            carry = self.form.table(section.table).carry if section.table else ()
            rows = tuple(self._finish(spec, carry) for spec in section.rows)
            end = section.end and replace(section.end, height=rows[0].height, measured=rows[0].measured)
            done.append(replace(section, rows=rows, end=end))
        return tuple(done)

    def compile(self) -> Template:
        """The whole template."""
        sections = self.sections()
        tables = [section.table for section in sections if section.table]
        if len(set(tables)) != len(tables):
            raise TemplateError(f"{self.name}: a table stands in two places")
        tall: list[Measured] = []
        carried: dict[str, list[Measured]] = {table: [] for table in tables}
        for section in sections:
            carry = self.form.table(section.table).carry if section.table else ()
            for cell in (cell for spec in section.rows for cell in spec.cells):
                found = self._measured(cell)
                if found and cell.rowspan > 1:
                    tall.append(found)
                elif cell.hole and cell.hole.name in carry:
                    most = found or Measured(cell, cell.hole, 32_767, 0.0, (), 32_768)
                    carried[section.table].append(most)
        return Template(
            form=self.form,
            columns=self.columns,
            sections=sections,
            merges=tuple(self.merges),
            page=page(self.package),
            package=self.package,
            tall=tuple(tall),
            carried={table: self._in_order(table, cells) for table, cells in carried.items()},
        )

    def _in_order(self, table: str, cells: list[Measured]) -> tuple[Measured, ...]:
        """The merged columns, the outermost first."""
        carry = self.form.table(table).carry
        return tuple(sorted(cells, key=lambda item: carry.index(item.hole.name if item.hole else "")))


@cache
def template(form: Form) -> Template:
    """The compiled template of a form, made once a process.

    Raises:
        TemplateError: the workbook and the description do not fit.
    """
    return _Compiler(form).compile()
