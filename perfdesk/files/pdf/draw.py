"""One sheet -> the content streams of its pages: borders, fills and text at the places of the layout."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.files.measure import LINE, PADDING_X, wrap
from perfdesk.files.sheet import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.files.pdf.font import EmbeddedFont
    from perfdesk.files.sheet import Cell, PageSetup, Sheet

PEN = {"hair": 0.25, "thin": 0.5, "medium": 1.2, "thick": 2.0, "double": 1.0}
BOLD = 0.03  # stroke around a bold letter, in ems
ASCENT = 0.86  # baseline below the top of a character, in ems
INDENT = 9.0

Segment = tuple[float, float, float, float]
Run = tuple["EmbeddedFont", float, float, float, str]


class Fonts:
    """The fonts of a document: which one writes a character, and which characters none can write."""

    def __init__(self, fang: EmbeddedFont, song: EmbeddedFont) -> None:
        """`fang` writes 仿宋, `song` everything else and what `fang` lacks."""
        self._fang, self._song = fang, song
        self.missing: dict[str, str] = {}

    def pick(self, style: Style) -> EmbeddedFont:
        """The font of a style."""
        return self._fang if "仿宋" in style.font else self._song

    def runs(self, text: str, first: EmbeddedFont, where: str) -> list[tuple[EmbeddedFont, str]]:
        """The text in pieces of one font each; a character that no font has becomes □ and is reported."""
        if first.chars >= set(text):
            return [(first, text)]
        second = self._song if first is self._fang else self._fang
        pieces: list[tuple[EmbeddedFont, str]] = []
        for char in text:
            font = first if char in first.chars else second
            written = char
            if written not in font.chars:
                if not char.isspace():
                    self.missing.setdefault(char, where)
                font, written = self._song, " " if char.isspace() else "□"
            if pieces and pieces[-1][0] is font:
                pieces[-1] = (font, pieces[-1][1] + written)
            else:
                pieces.append((font, written))
        return pieces


def pages(sheet: Sheet, fonts: Fonts, where: str) -> list[str]:
    """The content stream of every page of a sheet; `where` names the sheet in the report of missing characters."""
    setup = sheet.page
    scale, left, slices = frame(sheet)
    top = setup.height - setup.top
    streams = []
    for number, rows in enumerate(slices, 1):
        body = _page(sheet, rows, fonts, where)
        stream = f"q {scale:.4f} 0 0 {scale:.4f} {left:.2f} {top:.2f} cm\n{body}Q\n"
        streams.append(stream + _margins(setup, fonts, number, len(slices)))
    return streams


def frame(sheet: Sheet) -> tuple[float, float, list[list[int]]]:
    """How a sheet lies on paper: its scale, its left edge in points, and the rows of every page."""
    setup = sheet.page
    scale = _scale(sheet, setup)
    slices = _slices(sheet, (setup.height - setup.top - setup.bottom) / scale)
    width = sum(sheet.columns) * scale
    left = setup.left
    if setup.centred:
        left += max(0.0, (setup.width - setup.left - setup.right - width) / 2)
    return scale, left, slices


def _scale(sheet: Sheet, setup: PageSetup) -> float:
    width, height = sum(sheet.columns), sum(sheet.heights)
    scale = setup.scale
    if setup.fit_width:
        scale = min(1.0, (setup.width - setup.left - setup.right) / width)
    if setup.fit_height:
        scale = min(scale, (setup.height - setup.top - setup.bottom) / height)
    return scale


def _slices(sheet: Sheet, room: float) -> list[list[int]]:
    """Rows page by page; from the second page on the repeated head comes first."""
    head = list(range(sheet.page.repeat[0], sheet.page.repeat[1] + 1)) if sheet.page.repeat else []
    head_height = sum(sheet.heights[row] for row in head)
    slices: list[list[int]] = [[]]
    used = 0.0
    for row, height in enumerate(sheet.heights):
        if used + height > room + 0.5 and slices[-1]:
            repeat = bool(head) and row > head[-1]
            slices.append(list(head) if repeat else [])
            used = head_height if repeat else 0.0
        slices[-1].append(row)
        used += height
    return slices


def _page(sheet: Sheet, rows: Sequence[int], fonts: Fonts, where: str) -> str:
    lefts = sheet.lefts()
    texts: list[str] = []
    lines = []
    for cell, top, bottom, writes in placed_cells(sheet, rows):
        left, right = lefts[cell.col], lefts[cell.col + cell.colspan]
        style = cell.style
        lines.append((left, top, right, bottom, style.left, style.top, style.right, style.bottom, style.fill))
        if writes and cell.text:
            texts.append(_text(cell, left, top, right - left, bottom - top, fonts, where))
    return _lines(tuple(lines)) + "BT\n" + "".join(texts) + "ET\n"


def placed_cells(sheet: Sheet, rows: Sequence[int]) -> list[tuple[Cell, float, float, bool]]:
    """The cells of a page with top and bottom, and whether the text stands here.

    Of a merged cell that two pages share each gets its part, the larger part the text.
    """
    if len(rows) == len(sheet.heights):
        tops = sheet.tops()
        return [(cell, tops[cell.row], tops[cell.row + cell.rowspan], True) for cell in sheet.cells]
    at: dict[int, float] = {}
    y = 0.0
    for row in rows:
        at[row] = y
        y += sheet.heights[row]
    placed = []
    for cell in sheet.cells:
        mine = [row for row in range(cell.row, cell.row + cell.rowspan) if row in at]
        if not mine:
            continue
        height = sum(sheet.heights[row] for row in mine)
        whole = sum(sheet.heights[row] for row in range(cell.row, cell.row + cell.rowspan))
        first = cell.row in at
        writes = 2 * height > whole or (first and 2 * height == whole)
        placed.append((cell, at[mine[0]], at[mine[0]] + height, writes))
    return placed


@lru_cache(maxsize=64)
def _lines(cells: tuple[tuple[float, float, float, float, str, str, str, str, str], ...]) -> str:
    """Fills and borders; sheets of one form with the same heights share the result."""
    fills: list[str] = []
    strokes: dict[str, dict[Segment, None]] = {}
    for left, top, right, bottom, at_left, at_top, at_right, at_bottom, fill in cells:
        if fill:
            red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
            fills.append(
                f"{red:.3f} {green:.3f} {blue:.3f} rg "
                f"{left:.2f} {-bottom:.2f} {right - left:.2f} {bottom - top:.2f} re f\n"
            )
        for pen, segment in (
            (at_left, (left, top, left, bottom)),
            (at_top, (left, top, right, top)),
            (at_right, (right, top, right, bottom)),
            (at_bottom, (left, bottom, right, bottom)),
        ):
            if pen:
                strokes.setdefault(pen, {})[segment] = None
    parts = ["".join(fills), "0 g 0 G 2 J\n"]
    for pen, segments in strokes.items():
        dash = "[1 1] 0 d" if pen in {"dotted", "dashed"} else "[] 0 d"
        parts.append(f"{PEN.get(pen, 0.5)} w {dash}\n")
        parts += [f"{x1:.2f} {-y1:.2f} m {x2:.2f} {-y2:.2f} l\n" for x1, y1, x2, y2 in segments]
        parts.append("S\n")
    return "".join(parts)


def placed_text(
    cell: Cell, left: float, top: float, width: float, height: float, fonts: Fonts, where: str
) -> list[Run]:
    """The text of a cell in runs: font, size, left end and baseline in points (down from the sheet's top), text.

    Paper and screen are drawn from the same runs.
    """
    style = cell.style
    font, size = fonts.pick(style), style.size
    room = width - PADDING_X
    lines: Sequence[str] = wrap(cell.text, size, room) if style.wrap else cell.text.split("\n")
    pitch = size * LINE
    block = pitch * len(lines)
    if style.vertical == "top":
        y = top + 1.5
    elif style.vertical == "center":
        y = top + max(0.0, (height - block) / 2)
    else:
        y = top + max(0.0, height - block - 1.5)
    placed: list[Run] = []
    measured = style.shrink or style.horizontal in {"center", "right"}
    for line in lines:
        y += pitch
        if not line:
            continue
        runs = fonts.runs(line, font, where)
        wide = sum([run.width(text, size) for run, text in runs]) if measured else 0.0
        drawn = size
        if style.shrink and wide > room > 0:
            drawn = size * room / wide
            wide = room
        x = left + PADDING_X / 2 + style.indent * INDENT
        if style.horizontal == "center":
            x = left + (width - wide) / 2
        elif style.horizontal == "right":
            x = left + width - PADDING_X / 2 - wide
        base = y - pitch + (pitch - size) / 2 + size * ASCENT
        for run, text in runs:
            placed.append((run, drawn, x, base, text))
            if len(runs) > 1:
                x += run.width(text, drawn)
    return placed


def _text(cell: Cell, left: float, top: float, width: float, height: float, fonts: Fonts, where: str) -> str:
    style = cell.style
    pen = f"2 Tr {style.size * BOLD:.3f} w " if style.bold else "0 Tr "
    color = "" if style.color in {"000000", ""} else _color(style.color)
    out = [color + pen]
    used = None
    for run, size, x, base, text in placed_text(cell, left, top, width, height, fonts, where):
        if used != (run.name, size):
            out.append(f"/{run.name} {size:.4g} Tf ")
            used = (run.name, size)
        out.append(f"1 0 0 1 {x:.2f} {-base:.2f} Tm <{run.hex(text)}> Tj\n")
    if color:
        out.append("0 g 0 G\n")
    return "".join(out)


def _color(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return f"{red:.3f} {green:.3f} {blue:.3f} rg {red:.3f} {green:.3f} {blue:.3f} RG "


def margin_text(setup: PageSetup, fonts: Fonts, number: int, count: int) -> list[Run]:
    """Header and footer in runs, with the page's number and the number of pages; points up from the paper's foot."""
    size = 9.0
    font = fonts.pick(Style())
    placed: list[Run] = []
    for texts, y in ((setup.header, setup.height - setup.header_margin - size), (setup.footer, setup.footer_margin)):
        for at, given in enumerate(texts):
            if not given:
                continue
            text = given.replace("&P", str(number)).replace("&N", str(count))
            runs = fonts.runs(text, font, "页眉页脚")
            wide = sum(run.width(part, size) for run, part in runs)
            x = (setup.left, (setup.width - wide) / 2, setup.width - setup.right - wide)[at]
            for run, part in runs:
                placed.append((run, size, x, y, part))
                x += run.width(part, size)
    return placed


def _margins(setup: PageSetup, fonts: Fonts, number: int, count: int) -> str:
    """Header and footer with the page's number and the number of pages."""
    out = [
        f"/{run.name} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{run.hex(part)}> Tj\n"
        for run, size, x, y, part in margin_text(setup, fonts, number, count)
    ]
    return "BT 0 g 0 Tr\n" + "".join(out) + "ET\n" if out else ""
