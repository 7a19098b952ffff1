"""Many sheets -> one PDF file with a bookmark each, written beside the old one and put in its place whole."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.files.atomic import atomic_write
from perfdesk.files.pdf import font as fonts
from perfdesk.files.pdf.draw import Fonts, pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas

    from perfdesk.files.sheet import Sheet

FANG, SONG = "PerfdeskFang.ttf", "PerfdeskSong.ttf"


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed. `missing` maps a character that no font has to the first sheet it stands on."""

    pages: int
    missing: dict[str, str]


def write_pdf(path: Path, sheets: Iterable[tuple[str, Sheet]], font_folder: Path, title: str = "") -> Printed:
    """Print sheets, each from a page of its own with its name as bookmark.

    Args:
        path: the file; an older one is replaced at the end, never half written.
        sheets: pairs of bookmark and sheet, in order.
        font_folder: where the shipped fonts lie.
        title: the document's title.
    """
    from reportlab import rl_config  # noqa: PLC0415 - only who prints pays for the library
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    # Text encoding of the compressed streams is a custom of old mail programs: a quarter larger and slow in Python.
    rl_config.useA85 = 0
    buffer = io.BytesIO()
    result = _draw(Canvas(buffer, pageCompression=1, invariant=1), sheets, font_folder, title or path.stem)
    atomic_write(path, buffer.getvalue())
    return result


def _draw(canvas: Canvas, sheets: Iterable[tuple[str, Sheet]], font_folder: Path, title: str) -> Printed:
    canvas.setTitle(title)
    canvas.setCreator("perfdesk")
    embedded = [
        fonts.EmbeddedFont(fonts.load(font_folder / name), f"PF{at}") for at, name in enumerate((FANG, SONG), 1)
    ]
    chosen = Fonts(*embedded)
    count = 0
    for at, (bookmark, sheet) in enumerate(sheets):
        canvas.bookmarkPage(f"s{at}")
        canvas.addOutlineEntry(bookmark, f"s{at}")
        for stream in pages(sheet, chosen, bookmark):
            canvas.setPageSize((sheet.page.width, sheet.page.height))
            canvas._code = [stream]  # noqa: SLF001 - whole streams; the canvas offers one call an operator only
            canvas.showPage()
            count += 1
    canvas._doc.delayedFonts.extend(font for font in embedded if font.codes)  # noqa: SLF001 - its hook for fonts
    canvas.save()
    return Printed(count, dict(chosen.missing))
