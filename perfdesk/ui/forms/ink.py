"""Texts and borders of an official sheet on any paint device, in the shipped 宋 and 仿宋 at true proportions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPainterPath, QPen

from perfdesk.services import looks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfdesk.services.form_view import Paper, Stroke, Text

BOLD = 0.03  # stroke around a bold letter in ems, as on paper


@cache
def families() -> dict[str, str]:
    """The family names of the sheet's fonts: song, fang."""
    found = {}
    for name, path in looks.sheet_fonts().items():
        number = QFontDatabase.addApplicationFont(str(path))
        found[name] = QFontDatabase.applicationFontFamilies(number)[0]
    return found


@cache
def font(name: str, pixels: int) -> QFont:
    """A sheet's font of whole `pixels`; without hinting and kerning, so that its widths are those of paper."""
    made = QFont(families()[name])
    made.setPixelSize(max(1, pixels))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setKerning(False)
    return made


def width(text: str, name: str, size: float) -> float:
    """The width of a line in the units of `size`."""
    return QFontMetricsF(font(name, 100)).horizontalAdvance(text) * size / 100.0


def draw_texts(painter: QPainter, texts: Iterable[Text], zoom: float, ink: QColor | None = None) -> None:
    """Draw runs at their places times `zoom`; in one colour where `ink` is given, else in their own.

    Fonts come in whole pixels; the painter is scaled by what is missing, else lines would be wider than on paper.
    """
    grouped: dict[tuple[str, float], list[Text]] = {}
    for one in texts:
        grouped.setdefault((one.font, one.size), []).append(one)
    for (name, size), runs in grouped.items():
        pixels = max(1, round(size * zoom))
        scale = size * zoom / pixels
        made = font(name, pixels)
        painter.save()
        painter.scale(scale, scale)
        painter.setFont(made)
        for one in runs:
            color = ink or QColor(f"#{one.color}")
            at = QPointF(one.x * zoom / scale, one.y * zoom / scale)
            if one.bold and ink is not None:  # on the screen: the width of the stroke, without its cost
                painter.setPen(color)
                for aside in (-BOLD / 2, BOLD / 2):
                    painter.drawText(at + QPointF(aside * pixels, 0.0), one.text)
            elif one.bold:
                path = QPainterPath()
                path.addText(at, made, one.text)
                painter.strokePath(path, QPen(color, pixels * BOLD))
                painter.fillPath(path, color)
            else:
                painter.setPen(color)
                painter.drawText(at, one.text)
        painter.restore()


def draw_strokes(painter: QPainter, strokes: Iterable[Stroke], zoom: float, ink: QColor, least: float = 0.0) -> None:
    """Draw borders; none thinner than `least` device-independent pixels."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grouped: dict[tuple[float, bool], list[QLineF]] = {}
    for one in strokes:
        line = QLineF(one.x1 * zoom, one.y1 * zoom, one.x2 * zoom, one.y2 * zoom)
        grouped.setdefault((one.width, one.dashed), []).append(line)
    for (wide, dashed), lines in sorted(grouped.items()):
        pen = QPen(ink, max(least, wide * zoom))
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        if dashed:
            pen.setDashPattern([1.0, 2.0])
        painter.setPen(pen)
        painter.drawLines(lines)


def draw_paper(painter: QPainter, page: Paper, zoom: float) -> None:
    """Draw a printed page, black on white, from the painter's origin."""
    for fill in page.fills:
        painter.fillRect(
            int(fill.x * zoom), int(fill.y * zoom), round(fill.width * zoom), round(fill.height * zoom),
            QColor(f"#{fill.color}"),
        )  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_strokes(painter, page.strokes, zoom, QColor(Qt.GlobalColor.black))
    draw_texts(painter, page.texts, zoom)
