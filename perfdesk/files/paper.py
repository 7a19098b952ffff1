"""A sheet as strokes, fills and texts at places in points: what the screen and the print preview draw, as the PDF does.

Every place comes from the routines that write the PDF, so that the three cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.files.pdf import font as font_files
from perfdesk.files.pdf.document import FANG, SONG
from perfdesk.files.pdf.draw import PEN, Fonts, frame, margin_text, placed_cells, placed_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from perfdesk.files.pdf.draw import Run
    from perfdesk.files.sheet import Cell, Sheet

FAMILIES = {"PF1": "fang", "PF2": "song"}


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text in one font: `x` its left end, `y` its baseline; `font` is song or fang; colour RRGGBB."""

    x: float
    y: float
    text: str
    font: str
    size: float
    bold: bool
    color: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """One border: a line of `width` points; `dashed` where the official border is dotted or dashed."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashed: bool


@dataclass(frozen=True, slots=True)
class Fill:
    """One filled cell; colour RRGGBB."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One page, all places in points down from its upper left corner."""

    width: float
    height: float
    fills: tuple[Fill, ...]
    strokes: tuple[Stroke, ...]
    texts: tuple[Text, ...]


def fonts(folder: Path) -> Fonts:
    """The measures of the shipped fonts that lie in `folder`; the files are read once a process."""
    files = [font_files.load(folder / name) for name in (FANG, SONG)]
    fang, song = (font_files.EmbeddedFont(file, f"PF{at}") for at, file in enumerate(files, 1))
    return Fonts(fang, song)


def texts(cell: Cell, box: tuple[float, float, float, float], measures: Fonts) -> tuple[Text, ...]:
    """The runs of one cell at (left, top, width, height)."""
    runs = placed_text(cell, *box, measures, "")
    return _texts(runs, bold=cell.style.bold, color=cell.style.color or "000000")


def strokes(boxes: Iterable[tuple[Cell, float, float, float, float]]) -> tuple[Stroke, ...]:
    """The borders of cells, each line once in each pen, the thicker ones last."""
    found: dict[tuple[float, float, float, float, str], None] = {}
    for cell, left, top, width, height in boxes:
        style, right, bottom = cell.style, left + width, top + height
        for pen, line in (
            (style.left, (left, top, left, bottom)),
            (style.top, (left, top, right, top)),
            (style.right, (right, top, right, bottom)),
            (style.bottom, (left, bottom, right, bottom)),
        ):
            if pen:
                found[*line, pen] = None
    made = [Stroke(x1, y1, x2, y2, PEN.get(pen, 0.5), pen in {"dotted", "dashed"}) for x1, y1, x2, y2, pen in found]
    return tuple(sorted(made, key=lambda one: one.width))


def pages(sheet: Sheet, measures: Fonts) -> tuple[Paper, ...]:
    """The pages as they are printed, with header and footer."""
    scale, left, slices = frame(sheet)
    return tuple(
        _page(sheet, rows, measures, (scale, left, number, len(slices))) for number, rows in enumerate(slices, 1)
    )


def _page(sheet: Sheet, rows: Sequence[int], measures: Fonts, place: tuple[float, float, int, int]) -> Paper:
    scale, left, number, count = place
    setup, lefts = sheet.page, sheet.lefts()
    boxes: list[tuple[Cell, float, float, float, float]] = []
    written: list[Text] = []
    for cell, top, bottom, writes in placed_cells(sheet, rows):
        x = lefts[cell.col]
        box = (x, top, lefts[cell.col + cell.colspan] - x, bottom - top)
        boxes.append((cell, *box))
        if writes and cell.text:
            written += texts(cell, box, measures)
    foot = _texts(margin_text(setup, measures, number, count), bold=False, color="000000")
    return Paper(
        setup.width,
        setup.height,
        tuple(
            Fill(left + x * scale, setup.top + y * scale, width * scale, height * scale, cell.style.fill)
            for cell, x, y, width, height in boxes
            if cell.style.fill
        ),
        tuple(
            Stroke(
                left + one.x1 * scale,
                setup.top + one.y1 * scale,
                left + one.x2 * scale,
                setup.top + one.y2 * scale,
                one.width * scale,
                one.dashed,
            )
            for one in strokes(boxes)
        ),
        (
            *(
                Text(
                    left + one.x * scale,
                    setup.top + one.y * scale,
                    one.text,
                    one.font,
                    one.size * scale,
                    one.bold,
                    one.color,
                )
                for one in written
            ),
            *(Text(one.x, setup.height - one.y, one.text, one.font, one.size, one.bold, one.color) for one in foot),
        ),
    )


def _texts(runs: Iterable[Run], *, bold: bool, color: str) -> tuple[Text, ...]:
    return tuple(Text(x, y, text, FAMILIES[font.name], size, bold, color) for font, size, x, y, text in runs)
