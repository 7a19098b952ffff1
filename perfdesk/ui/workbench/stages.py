"""The stage bar: each stage of the year's work with its budget year, its state, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from perfdesk.services.workbench import Stage

_HEIGHT = 66
_WORDS = {"done": "已完成", "now": "进行中", "later": "未开始"}


class Stages(QWidget):
    """Painted in one piece; `chosen` carries the stage's key and page. Arrows move, Enter or a click chooses."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._stages: Sequence[Stage] = ()
        self._chosen = ""
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._speak()

    def show_stages(self, stages: Sequence[Stage], chosen: str) -> None:
        """Show these, with the one whose board is shown marked."""
        self._stages, self._chosen = stages, chosen
        self._at = next((number for number, one in enumerate(stages) if one.key == chosen), 0)
        self._speak()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a stage of about 100 px each."""
        return QSize(100 * max(1, len(self._stages)), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Year, bar, title, told."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme.palette()
        bars = {"done": palette.green.mark, "now": palette.accent, "later": palette.line}
        small, bold = theme.font(theme.SMALL), theme.font(bold=True)
        centre = Qt.AlignmentFlag.AlignCenter
        for number, stage in enumerate(self._stages):
            place = self._place(number)
            chosen = bool(stage.key) and stage.key == self._chosen
            painter.setPen(Qt.PenStyle.NoPen)
            if chosen:
                painter.setBrush(QColor(palette.selected))
                painter.drawRoundedRect(QRectF(place.adjusted(0, 0, 0, 0)), 6, 6)
            painter.setBrush(QColor(bars[stage.state]))
            painter.drawRoundedRect(QRectF(place.left() + 6, place.top() + 19, place.width() - 12, 5), 2.5, 2.5)
            painter.setFont(small)
            painter.setPen(QColor(palette.selected_text if chosen else palette.muted))
            painter.drawText(QRect(place.left(), place.top(), place.width(), 18), centre, f"{stage.budget_year} 年度")
            painter.drawText(QRect(place.left(), place.top() + 46, place.width(), 18), centre, stage.told)
            painter.setFont(bold)
            painter.setPen(QColor(palette.selected_text if stage.state == "now" else palette.text))
            painter.drawText(QRect(place.left(), place.top() + 26, place.width(), 20), centre, stage.title)
            if self.hasFocus() and number == self._at:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QColor(palette.focus))
                painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose a stage."""
        number = self._number(int(event.position().x()))
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move, Enter or space chooses."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._stages:
            by = 1 if key == Qt.Key.Key_Right else -1
            self._at = max(0, min(len(self._stages) - 1, self._at + by))
            self._speak()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._stages:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The mark appears."""
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """The tooltip of the stage under the mouse."""
        if event.type() == event.Type.ToolTip:
            number = self._number(event.pos().x())  # type: ignore[attr-defined] # a QHelpEvent
            words = self._words(self._stages[number]) if number is not None else ""
            QToolTip.showText(event.globalPos(), words, self)  # type: ignore[attr-defined] # the same
            return True
        return super().event(event)

    def _choose(self, number: int) -> None:
        self._at = number
        stage = self._stages[number]
        if stage.key:
            self._chosen = stage.key
        self._speak()
        self.update()
        self.chosen.emit(stage.key, stage.page)

    def _place(self, number: int) -> QRect:
        count = max(1, len(self._stages))
        left, right = self.width() * number // count, self.width() * (number + 1) // count
        return QRect(left + 2, 0, right - left - 4, self.height())

    def _number(self, x: int) -> int | None:
        if not self._stages or not 0 <= x < self.width():
            return None
        return min(len(self._stages) - 1, x * len(self._stages) // self.width())

    def _speak(self) -> None:
        here = self._words(self._stages[self._at]) if self._at < len(self._stages) else ""
        self.setAccessibleName(f"年度工作各阶段：{here}" if here else "年度工作各阶段")

    @staticmethod
    def _words(stage: Stage) -> str:
        return f"{stage.budget_year} 年度{stage.title}，{_WORDS[stage.state]}，{stage.told}"
