"""A round mark in a tone; it never stands alone, a word always stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Dot(QWidget):
    """A dot 9 px wide."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        """In a tone of the palette."""
        super().__init__(parent)
        self._tone = tone
        self.setFixedSize(11, 18)

    def show_tone(self, tone: str) -> None:
        """Another tone."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The dot."""
        painter = QPainter(self)
        paint_dot(painter, self._tone, 5.5, self.height() / 2)


def paint_dot(painter: QPainter, tone: str, x: float, y: float, radius: float = 4.5) -> None:
    """Paint a dot around a point; tables paint theirs with this too."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.palette().tone(tone).mark))
    painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
