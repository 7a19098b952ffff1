"""Execution as bars with the notice line; the figure stands beside each bar, and those below the line say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from perfdesk.services.workbench import Bar

_ROW, _THICK, _FIGURE = 21, 11, 58


class Bars(QWidget):
    """One row a department; `chosen` carries the id of the unit that was clicked or entered."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._bars: Sequence[Bar] = ()
        self._line: int | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("执行率")

    def show_bars(self, bars: Sequence[Bar], line: int | None) -> None:
        """Show these, with the line in whole percents."""
        self._bars, self._line, self._at = bars, line, 0
        self.setFixedHeight(max(1, len(bars)) * _ROW)
        self._speak()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A row each."""
        return QSize(360, max(1, len(self._bars)) * _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Names, bars, figures, then the line over all."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme.palette()
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        left = min(widest + 14, self.width() // 2)
        span = max(20, self.width() - left - _FIGURE)
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, bar in enumerate(self._bars):
            top = number * _ROW
            place = QRect(0, top, self.width(), _ROW)
            if self.hasFocus() and number == self._at:
                painter.setPen(QColor(palette.focus))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(QColor(palette.text))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, left - 8)
            painter.drawText(QRect(4, top, left - 8, _ROW), middle, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.track))
            bed = QRectF(left, top + (_ROW - _THICK) / 2, span, _THICK)
            painter.drawRoundedRect(bed, 3, 3)
            painter.setBrush(QColor(palette.bar))
            bed.setWidth(span * min(10_000, max(0, bar.rate)) / 10_000)
            painter.drawRoundedRect(bed, 3, 3)
            painter.setPen(QColor(palette.red.text if bar.low else palette.text))
            figure = f"{bar.rate / 100:.1f}%"
            painter.drawText(QRect(0, top, self.width() - 4, _ROW), middle | Qt.AlignmentFlag.AlignRight, figure)
        if self._line and self._bars:
            painter.setPen(QPen(QColor(palette.text), 1.4, Qt.PenStyle.DashLine))
            x = left + span * self._line / 100
            painter.drawLine(round(x), 0, round(x), len(self._bars) * _ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the department."""
        number = int(event.position().y()) // _ROW
        if event.button() == Qt.MouseButton.LeftButton and 0 <= number < len(self._bars):
            self.chosen.emit(self._bars[number].unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move, Enter chooses."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._bars:
            self._at = max(0, min(len(self._bars) - 1, self._at + (1 if key == Qt.Key.Key_Down else -1)))
            self._speak()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._bars:
            self.chosen.emit(self._bars[self._at].unit)
        else:
            super().keyPressEvent(event)

    def _speak(self) -> None:
        if self._at < len(self._bars):
            bar = self._bars[self._at]
            low = "，低于通报线" if bar.low else ""
            self.setAccessibleName(f"执行率：{bar.name} {bar.rate / 100:.1f}%{low}")
