"""The list of results under the search field: kind, name, and at the right what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from perfdesk.domain.finder import Entry

    Index = QModelIndex | QPersistentModelIndex

KINDS = {"page": "页面", "unit": "单位", "project": "项目"}
ROW = 30
_ENTRY = int(Qt.ItemDataRole.UserRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry | None = index.data(_ENTRY)
        if entry is None:
            super().paint(painter, option, index)
            return
        palette, place = theme.palette(), QRect(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(place, QColor(palette.selected))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(QColor(palette.selected_text if chosen else palette.muted))
        painter.drawText(place.adjusted(10, 0, 0, 0), middle, KINDS.get(entry.kind, ""))
        # The name comes first; what stands beside it takes the room that is left.
        beside = entry.beside or entry.code
        metrics = painter.fontMetrics()
        plain = theme.font()
        needed = QFontMetrics(plain).horizontalAdvance(entry.name)
        room = max(60, place.width() - 52 - needed - 30)
        shown = metrics.elidedText(beside, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place.adjusted(0, 0, -10, 0), middle | Qt.AlignmentFlag.AlignRight, shown)
        painter.setFont(plain)
        painter.setPen(QColor(palette.selected_text if chosen else palette.text))
        space = place.adjusted(52, 0, -(min(room, metrics.horizontalAdvance(shown)) + 18), 0)
        name = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideMiddle, space.width())
        painter.drawText(space, middle, name)
        painter.restore()


class Results(QListWidget):
    """The list; it never takes the focus from the field."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("搜索结果")
        self.setItemDelegate(_Painter(self))
        self.setMouseTracking(True)
        self.hide()

    def show_entries(self, entries: Sequence[Entry], otherwise: str) -> None:
        """Show what was found, or a sentence where nothing was."""
        self.clear()
        for entry in entries:
            item = QListWidgetItem()
            item.setData(_ENTRY, entry)
            item.setData(_SPOKEN, f"{KINDS.get(entry.kind, '')} {entry.name} {entry.beside}")
            self.addItem(item)
        if entries:
            self.setCurrentRow(0)
        else:
            item = QListWidgetItem(otherwise)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)

    def current(self) -> Entry | None:
        """The entry that Enter would take."""
        item = self.currentItem() if self.isVisible() else None
        found: Entry | None = item.data(_ENTRY) if item is not None else None
        return found

    def move_by(self, rows: int) -> None:
        """Move the mark."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + rows)))
