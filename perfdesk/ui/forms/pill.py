"""A small coloured word: a state, or a level with its count; the word says what the colour says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

LEVELS = {"error": ("red", "错误"), "warning": ("yellow", "警告"), "hint": ("grey", "提示")}
_HIGH = 20


class Pill(QWidget):
    """A word on a soft ground of its tone."""

    def __init__(self, text: str = "", tone: str = "grey", parent: QWidget | None = None) -> None:
        """Hidden while it has no text."""
        super().__init__(parent)
        self._text, self._tone = "", tone
        self.show_text(text, tone)

    def show_text(self, text: str, tone: str) -> None:
        """Another word."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setFixedSize(self.sizeHint())
        self.setVisible(bool(text))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the word."""
        return QSize(width(self._text), _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The word."""
        paint(QPainter(self), QRectF(self.rect()), self._text, self._tone)


def width(text: str) -> int:
    """Pixels that a word needs."""
    return QFontMetrics(theme.font(theme.SMALL, bold=True)).horizontalAdvance(text) + 16


def paint(painter: QPainter, box: QRectF, text: str, tone: str) -> None:
    """Paint a pill into a box; lists paint theirs with this too."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    found = theme.palette().tone(tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(found.soft))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(found.text))
    painter.setFont(theme.font(theme.SMALL, bold=True))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
