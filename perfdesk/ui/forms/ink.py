"""Texts and borders of an official sheet on any paint device, in the shipped 宋 and 仿宋 at true proportions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen

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
def font(name: str, pixels: float, dpi: int) -> QFont:
    """A sheet's font with letters `pixels` high on a device of `dpi`; no hinting, so that widths are those of paper."""
    made = QFont(families()[name])
    made.setPointSizeF(max(0.5, pixels * 72.0 / dpi))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setKerning(False)
    return made


def width(text: str, name: str, size: float) -> float:
    """The width of a line in the units of `size`."""
    return QFontMetricsF(font(name, 100.0, 96)).horizontalAdvance(text) * size / 100.0


def draw_texts(painter: QPainter, texts: Iterable[Text], zoom: float, ink: QColor | None = None) -> None:
    """Draw runs at their places times `zoom`; in one colour where `ink` is given, else in their own."""
    dpi = painter.device().logicalDpiY()
    for one in texts:
        color = ink or QColor(f"#{one.color}")
        made = font(one.font, round(one.size * zoom, 3), dpi)
        at = QPointF(one.x * zoom, one.y * zoom)
        if one.bold:
            path = QPainterPath()
            made = font(one.font, round(one.size * zoom, 3), _path_dpi())
            path.addText(at, made, one.text)
            painter.setPen(QPen(color, one.size * zoom * BOLD))
            painter.fillPath(path, color)
            painter.drawPath(path)
        else:
            painter.setPen(color)
            painter.setFont(made)
            painter.drawText(at, one.text)


def _path_dpi() -> int:
    """Dots per inch of a painter's path, which knows no device and takes the first screen's."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchY())


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
