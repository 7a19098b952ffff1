"""The one layout: a form as cells at places in points, the same for the workbook, the PDF and the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.content import Scalar


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks.

    `size` is in points, colours are RRGGBB without a mark ("" for no fill). `horizontal` is left|center|right|"" (as
    the value: numbers right, text left), `vertical` top|center|bottom. `shrink` makes text smaller until it fits one
    line; `indent` counts steps of one character. The four borders are names of SpreadsheetML (thin, medium …) or "".
    `number` is the number format's code.
    """

    font: str = "宋体"
    size: float = 11.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str = "000000"
    horizontal: str = ""
    vertical: str = "bottom"
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""
    fill: str = ""
    number: str = "General"


@dataclass(frozen=True, slots=True)
class PageSetup:
    """The paper: all measures in points, `width` x `height` as it lies (landscape is wider than high).

    `fit_width` says that the sheet is made smaller until its columns fit one page's width (never larger), `scale` is
    the printed size where it does not. `header` and `footer` hold the left, middle and right text; `&P` is the page's
    number, `&N` the number of pages. `repeat` are the first and last row (zero-based, of the filled sheet) that every
    following page repeats at its top.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    header_margin: float = 21.6
    footer_margin: float = 21.6
    fit_width: bool = True
    fit_height: bool = False
    scale: float = 1.0
    centred: bool = True
    header: tuple[str, str, str] = ("", "", "")
    footer: tuple[str, str, str] = ("", "", "")
    repeat: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, merged cells once.

    `row` and `col` are zero-based, `rowspan` and `colspan` at least one. `text` is what is printed (lines separated by
    a newline), `value` what the content holds, `kind` the kind of domain.form ("" for a label). `path` names the value
    in the content (`funds.total.executed`, `indicators.3.actual`), "" for a label. `style` already carries the borders
    of the whole merged block.
    """

    row: int
    col: int
    text: str
    style: Style
    rowspan: int = 1
    colspan: int = 1
    value: Scalar = None
    kind: str = ""
    path: str = ""
    fillable: bool = False


@dataclass(slots=True)
class Sheet:
    """One filled form, ready to be drawn.

    `columns` are the widths, `heights` the rows' heights in points; `cells` stand in the order of rows, then columns.
    Columns and rows that no cell covers are empty ground.
    """

    form: str
    columns: tuple[float, ...]
    heights: list[float]
    cells: list[Cell]
    page: PageSetup
    title: str = ""
    hidden: frozenset[int] = field(default_factory=frozenset)

    def lefts(self) -> list[float]:
        """The left edge of every column and, last, the sheet's right edge; points from the left."""
        return [0.0, *accumulate(self.columns)]

    def tops(self) -> list[float]:
        """The top edge of every row and, last, the sheet's lower edge; points from the top."""
        return [0.0, *accumulate(self.heights)]

    def boxes(self) -> Iterator[tuple[Cell, float, float, float, float]]:
        """Every cell with its left, top, width and height in points."""
        lefts, tops = self.lefts(), self.tops()
        for cell in self.cells:
            x, y = lefts[cell.col], tops[cell.row]
            yield cell, x, y, lefts[cell.col + cell.colspan] - x, tops[cell.row + cell.rowspan] - y
