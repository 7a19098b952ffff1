"""The table itself: one QTableView whose first column stays in sight, with block selection as in WPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QStyleOptionViewItem, QTableView, QWidget

from perfdesk.ui import theme
from perfdesk.ui.grid.delegates import CellDelegate, ToneDelegate
from perfdesk.ui.grid.header import FilterHeader

if TYPE_CHECKING:
    from perfdesk.services.ledgers import Column
    from perfdesk.ui.grid.model import GridModel

    Index = QModelIndex | QPersistentModelIndex

ROW = 29


class GridView(QTableView):
    """Shows a GridModel. `opened` carries the row that was double-clicked where it cannot be edited."""

    moved = Signal(object)  # the current row
    marked = Signal(object)  # None: the selection is another
    opened = Signal(object)  # a row

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        """Over a model."""
        super().__init__(parent)
        self.grid = model
        self._dressed: tuple[Column, ...] = ()
        self.head = FilterHeader(self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.setAccessibleName("表格")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setProperty("role", "grid")
        self.setCornerWidget(QWidget())  # else a box with a border of its own
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled_sideways)
        self.doubleClicked.connect(self._double_clicked)
        model.modelReset.connect(self._reset)

    def _reset(self) -> None:
        """Lay out before the next paint: Qt would paint, lay out, and paint again."""
        self.dress()
        self.executeDelayedItemsLayout()

    def dress(self) -> None:
        """Give each column what draws and edits it, where the columns are others."""
        if self._dressed == self.grid.columns:
            return
        self._dressed = self.grid.columns
        for at, column in enumerate(self.grid.columns):
            old = self.itemDelegateForColumn(at)
            kind = ToneDelegate if column.tones else CellDelegate
            made = kind(column, self)
            made.entered.connect(self._entered)
            self.setItemDelegateForColumn(at, made)
            if isinstance(old, CellDelegate):
                old.deleteLater()
        self.head.right = frozenset(at for at, column in enumerate(self.grid.columns) if column.align == "right")

    # --- the frozen column

    def indexAt(self, place: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        """The cell under a place, the frozen column's before those that lie under it."""
        if self._hidden() and 0 <= place.x() < self.columnWidth(0):
            row = self.rowAt(place.y())
            return self.grid.index(row, 0) if row >= 0 else QModelIndex()
        return super().indexAt(place)

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, out from under the frozen column."""
        bar = self.horizontalScrollBar()
        kept = bar.value()
        super().scrollTo(index, hint)
        if index.column() == 0:
            bar.setValue(kept)  # it is always in sight
            return
        under = self.visualRect(index).left() - self.columnWidth(0)
        if under < 0:
            bar.setValue(bar.value() + under)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The current row's band, the cells, the lines between rows, the frozen column, the current cell's frame."""
        palette = theme.palette()
        port = self.viewport()
        current = self.currentIndex()
        band = QRect()
        if current.isValid():
            band = QRect(0, self.rowViewportPosition(current.row()), port.width(), self.rowHeight(current.row()))
            painter = QPainter(port)
            painter.fillRect(band, QColor(palette.hover))
            painter.end()
        super().paintEvent(event)
        painter = QPainter(port)
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        if first >= 0:
            last = last if last >= 0 else self.grid.rowCount() - 1
            self._marks(painter, first, last, event.rect())
            if self._hidden():
                self._frozen(painter, first, last, band)
            painter.setPen(QColor(palette.row_line))
            for row in range(first, last + 1):
                y = self.rowViewportPosition(row) + ROW - 1
                painter.drawLine(0, y, port.width(), y)
        if current.isValid() and self.state() != QAbstractItemView.State.EditingState:
            rect = self.visualRect(current)
            if current.column() == 0:
                rect.moveLeft(0)
            elif self._hidden() and rect.left() < self.columnWidth(0):
                rect.setLeft(self.columnWidth(0))
            painter.setPen(QPen(QColor(palette.focus if self.hasFocus() else palette.muted), 1.6))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _marks(self, painter: QPainter, first: int, last: int, dirty: QRect) -> None:
        """A corner on cells that were corrected by hand; a frame around what is typed wrongly."""
        palette = theme.palette()
        for row in range(first, last + 1):
            line = self.grid.line(row)
            if line is None or not (line.hand or self.grid.wrong):
                continue
            for at, column in enumerate(self.grid.columns):
                index = self.grid.index(row, at)
                wrong = bool(self.grid.problem(index))
                if not wrong and column.key not in line.hand:
                    continue
                rect = self.visualRect(index)
                if not rect.intersects(dirty):
                    continue
                if wrong:
                    painter.setPen(QPen(QColor(palette.red.mark), 1.4))
                    painter.drawRect(rect.adjusted(1, 1, -2, -2))
                else:
                    corner = rect.topRight()
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(palette.blue.mark))
                    painter.drawPolygon(QPolygon([corner, corner + QPoint(-6, 0), corner + QPoint(0, 6)]))
                    painter.setBrush(Qt.BrushStyle.NoBrush)

    def _frozen(self, painter: QPainter, first: int, last: int, band: QRect) -> None:
        palette = theme.palette()
        wide = self.columnWidth(0)
        top = self.rowViewportPosition(first)
        bottom = self.rowViewportPosition(last) + ROW
        painter.fillRect(0, top, wide, bottom - top, QColor(palette.panel))
        chosen = self.selectionModel()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        delegate = self.itemDelegateForColumn(0) or self.itemDelegate()
        for row in range(first, last + 1):
            index = self.grid.index(row, 0)
            option.rect = QRect(0, self.rowViewportPosition(row), wide, ROW)
            if chosen.isSelected(index):
                option.state |= option.state.State_Selected
            else:
                option.state &= ~option.state.State_Selected
            if option.rect.top() == band.top() and band.isValid():
                painter.fillRect(option.rect, QColor(palette.hover))
            delegate.paint(painter, option, index)
        painter.setPen(QColor(palette.line))
        painter.drawLine(wide, top, wide, bottom)

    def _hidden(self) -> bool:
        return self.horizontalScrollBar().value() > 0

    def _scrolled_sideways(self, _value: int) -> None:
        self.viewport().update()
        self.head.viewport().update()

    # --- moving and selecting

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """The band goes with the current row."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                self.viewport().update(0, self.rowViewportPosition(index.row()), self.viewport().width(), ROW)
        if current.row() != previous.row():
            self.moved.emit(current.row())

    def selectionChanged(self, new: object, old: object) -> None:  # noqa: N802 - Qt's name
        """Somebody adds up what is selected."""
        super().selectionChanged(new, old)  # type: ignore[arg-type]
        self.marked.emit(None)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Tab goes on to the next cell without opening it, as in a spreadsheet."""
        hints = QAbstractItemDelegate.EndEditHint
        steps = {hints.EditNextItem: 1, hints.EditPreviousItem: -1}
        super().closeEditor(editor, hints.NoHint if hint in steps else hint)
        if hint in steps:
            self.step(0, steps[hint])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter moves; Esc takes a wrong text back; the rest is Qt's."""
        key, held = event.key(), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        editing = self.state() == QAbstractItemView.State.EditingState
        if (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not editing
            and not held & Qt.KeyboardModifier.ControlModifier
        ):
            self.step(-1 if shift else 1, 0)
        elif key == Qt.Key.Key_Escape and self.grid.problem(self.currentIndex()):
            index = self.currentIndex()
            self.grid.forget_typed(self.grid.ids[index.row()], self.grid.columns[index.column()].key)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's name and signature
        """Tab belongs to the cells as long as there is one to go to, else to the page."""
        if self._may_step(forward):
            self.step(0, 1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)

    def step(self, rows: int, columns: int) -> None:
        """Go to a neighbour as it is seen."""
        now = self.currentIndex()
        if not now.isValid():
            return
        row = min(max(0, now.row() + rows), self.grid.rowCount() - 1)
        at = min(max(0, self.head.visualIndex(now.column()) + columns), self.head.count() - 1)
        index = self.grid.index(row, self.head.logicalIndex(at))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def order(self) -> list[int]:
        """The columns as they are seen."""
        return [self.head.logicalIndex(at) for at in range(self.head.count())]

    def parts(self) -> list[QItemSelectionRange]:
        """The selected blocks; they do not overlap."""
        chosen = self.selectionModel().selection()
        return [chosen.at(at) for at in range(chosen.count())]

    def blocks(self) -> tuple[list[int], list[int]]:
        """The selected rows and columns (as seen), the whole block that they span."""
        rows: set[int] = set()
        columns: set[int] = set()
        for part in self.parts():
            rows.update(range(part.top(), part.bottom() + 1))
            columns.update(range(part.left(), part.right() + 1))
        return sorted(rows), [column for column in self.order() if column in columns]

    def _may_step(self, forward: bool) -> bool:  # noqa: FBT001 - a direction
        at = self.head.visualIndex(self.currentIndex().column()) if self.currentIndex().isValid() else -1
        return at >= 0 and (at < self.head.count() - 1 if forward else at > 0)

    def _entered(self, rows: int) -> None:
        self.step(rows, 0)
        self.setFocus()

    def _double_clicked(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index.row())
