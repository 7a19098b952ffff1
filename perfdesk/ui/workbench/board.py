"""The 报送看板: every department as a cell with its state in a word and a colour, as many in a row as fit uncut.

An office below says more: its cell has further lines under the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfdesk.services.workbench import PASSED, TONES
from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from PySide6.QtGui import QContextMenuEvent, QResizeEvent

    from perfdesk.services.workbench import Cell

    Index = QModelIndex | QPersistentModelIndex

_HEIGHT, _GAP, _PAD = 20, 4, 5
_LINE, _AROUND, _WIDEST = 18, 10, 5  # of cells with further lines: a line, above and below them, columns at most
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)


class _Cells(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cells: Sequence[Cell] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self.cells)

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: ANN401 - Qt's signature
        cell = self.cells[index.row()]
        if role == _SHOWN:
            return cell.short
        if role == _SPOKEN:
            return f"{cell.name}，{cell.state}，{cell.detail}"
        if role == _TIP:
            contact = "　".join(part for part in (cell.clerk, cell.phone) if part)
            return f"{cell.name}：{cell.state}\n{cell.detail}" + (f"\n{contact}" if contact else "")
        return None

    def renew(self, cells: Sequence[Cell]) -> None:
        self.beginResetModel()
        self.cells = cells
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, cells: _Cells) -> None:
        super().__init__(cells)
        self._cells = cells
        self._font = theme.font(theme.SMALL)
        self.size = QSize(100, _HEIGHT + _GAP)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = self._cells.cells[index.row()]
        tone = theme.palette().tone(TONES[cell.state])
        place = QRect(option.rect).adjusted(0, 0, -_GAP, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.soft))
        painter.drawRoundedRect(place, 3, 3)
        if option.state & QStyle.StateFlag.State_HasFocus or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tone.text))
            painter.drawRoundedRect(place.adjusted(0, 0, -1, -1), 3, 3)
        painter.setFont(self._font)
        painter.setPen(QColor(tone.text))
        inner = place.adjusted(_PAD, 0, -_PAD, 0)
        if cell.lines:
            inner = self._further(painter, cell, place)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, cell.told)
        painter.drawText(inner, middle, cell.short)
        painter.restore()

    def _further(self, painter: QPainter, cell: Cell, place: QRect) -> QRect:
        """Paint the further lines; where the first one goes."""
        inner = place.adjusted(_PAD + 5, _AROUND // 2, -_PAD - 5, 0)
        inner.setHeight(_LINE)
        painter.setPen(QColor(theme.palette().text))
        for number, line in enumerate(cell.lines, 1):
            painter.drawText(inner.translated(0, number * _LINE), Qt.AlignmentFlag.AlignVCenter, line)
        painter.setPen(QColor(theme.palette().tone(TONES[cell.state]).text))
        bold = theme.font(bold=True)
        painter.setFont(bold)
        return inner


class BoardView(QListView):
    """The cells; `chosen` carries a Cell that was clicked or entered, `chased` asks for the reminders."""

    chosen = Signal(object)
    chased = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._cells = _Cells(self)
        self.setModel(self._cells)
        self._painter = _Painter(self._cells)
        self.setItemDelegate(self._painter)
        self.setProperty("role", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("报送看板")
        self.activated.connect(self._take)
        self.clicked.connect(self._take)
        self._widest, self._lines = 100, 0
        self.can_chase = False

    def show_cells(self, cells: Sequence[Cell]) -> None:
        """Show these departments."""
        self._cells.renew(cells)
        metrics = QFontMetrics(theme.font(theme.SMALL))
        widths = [metrics.horizontalAdvance(cell.short) + metrics.horizontalAdvance(cell.told) for cell in cells]
        self._lines = max((len(cell.lines) for cell in cells), default=0)
        if self._lines:
            strong = QFontMetrics(theme.font(bold=True))
            widths = [strong.horizontalAdvance(f"{cell.short}　{cell.told}") + 8 for cell in cells]
            widths += [metrics.horizontalAdvance(line) + 12 for cell in cells for line in cell.lines]
        self._widest = max(widths, default=60) + 2 * _PAD + 8 + _GAP
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many cells in a row as fit with whole names."""
        self._fit()
        super().resizeEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Open the department's sheets, or copy its name and telephone number."""
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        cell = self._cells.cells[index.row()]
        menu = QMenu(self)
        menu.addAction(f"打开 {cell.short}", lambda: self.chosen.emit(cell))
        if self.can_chase and cell.state != PASSED and not cell.lines:
            menu.addAction("催报…", self.chased.emit)
        if cell.phone:
            menu.addAction(f"复制电话 {cell.clerk} {cell.phone}", lambda: self._copy(cell))
        menu.exec(event.globalPos())

    def _copy(self, cell: Cell) -> None:
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - seldom

        QGuiApplication.clipboard().setText(f"{cell.name} {cell.clerk} {cell.phone}")

    def _take(self, index: Index) -> None:
        self.chosen.emit(self._cells.cells[index.row()])

    def _fit(self) -> None:
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        columns = max(1, room // self._widest)
        height = _HEIGHT
        if self._lines:
            columns, height = min(columns, _WIDEST), (self._lines + 1) * _LINE + _AROUND
        self._painter.size = QSize(room // columns, height + _GAP)
        self.setGridSize(self._painter.size)
