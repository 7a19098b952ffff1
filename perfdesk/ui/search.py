"""The search field of the top bar: results under it while somebody types, chosen with the arrow keys and Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfdesk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from perfdesk.domain.finder import Entry, Finder

KINDS = {"page": "页面", "unit": "单位", "project": "项目"}
_HINT = "搜索单位、项目、页面（拼音首字母，Ctrl+K）"
_MOST = 30
_ROW = 30
_ENTRY = int(Qt.ItemDataRole.UserRole)


class _Painter(QStyledItemDelegate):
    """A result: its kind, its name, at the right what stands beside it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(_ENTRY)
        palette, place = theme.palette(), QRect(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(place, QColor(palette.selected))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(QColor(palette.selected_text if chosen else palette.muted))
        painter.drawText(place.adjusted(10, 0, 0, 0), middle, KINDS.get(entry.kind, ""))
        beside = " · ".join(part for part in (entry.code, entry.beside) if part)
        metrics = painter.fontMetrics()
        room = min(metrics.horizontalAdvance(beside), place.width() * 2 // 5)
        shown = metrics.elidedText(beside, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place.adjusted(0, 0, -10, 0), middle | Qt.AlignmentFlag.AlignRight, shown)
        painter.setFont(theme.font())
        painter.setPen(QColor(palette.selected_text if chosen else palette.text))
        space = place.adjusted(52, 0, -(room + 22), 0)
        name = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideMiddle, space.width())
        painter.drawText(space, middle, name)
        painter.restore()


class SearchField(QLineEdit):
    """The field; `found` carries the Entry that was chosen, `wanted` asks for a finder when somebody begins."""

    found = Signal(object)
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without a finder: results come when one is given."""
        super().__init__(parent)
        self.setPlaceholderText(_HINT)
        self.setAccessibleName("搜索")
        self.setAccessibleDescription(_HINT)
        self.setClearButtonEnabled(False)
        self.setMinimumWidth(180)
        self.setMaximumWidth(330)
        self._finder: Finder | None = None
        self._list: QListWidget | None = None
        self.textEdited.connect(self._typed)

    def use(self, finder: Finder | None) -> None:
        """Search in this; None until the names are read again."""
        self._finder = finder
        if finder is not None and self.hasFocus() and self.text():
            self._show()

    @property
    def results(self) -> QListWidget:
        """The list under the field."""
        if self._list is None:
            self._list = self._made()
        return self._list

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move in the results, Enter takes one, Esc gives up."""
        key = event.key()
        shown = self._list is not None and self._list.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            if not shown and self.text():
                self._show()
            elif shown:
                self._move({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}.get(Qt.Key(key), -8))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            if shown:
                self._hide()
            else:
                self.clear()
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody is about to search: the names are wanted."""
        super().focusInEvent(event)
        self.wanted.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody searches any more."""
        super().focusOutEvent(event)
        self._hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The results move with the window."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self._hide()
        return super().eventFilter(watched, event)

    def _typed(self, _text: str) -> None:
        self._show()

    def _show(self) -> None:
        results, typed = self.results, self.text().strip()
        results.clear()
        if not typed:
            self._hide()
            return
        entries = self._finder.find(typed, _MOST) if self._finder is not None else []
        for entry in entries:
            item = QListWidgetItem()
            item.setData(_ENTRY, entry)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{KINDS.get(entry.kind, '')} {entry.name}")
            results.addItem(item)
        if not entries:
            words = "正在准备……" if self._finder is None else "没有找到；可以输入名称的一部分、代码或拼音首字母"
            item = QListWidgetItem(words)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            results.addItem(item)
        else:
            results.setCurrentRow(0)
        results.setItemDelegate(_Painter(results) if entries else QStyledItemDelegate(results))
        self._place(results, max(1, len(entries)))

    def _place(self, results: QListWidget, rows: int) -> None:
        window = self.window()
        width = max(self.width(), 460)
        corner = self.mapTo(window, QPoint(0, self.height() + 3))
        left = min(corner.x(), window.width() - width - 8)
        height = min(rows * _ROW + 8, window.height() - corner.y() - 16)
        results.setGeometry(max(8, left), corner.y(), width, height)
        results.show()
        results.raise_()

    def _hide(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _move(self, by: int) -> None:
        results = self.results
        results.setCurrentRow(max(0, min(results.count() - 1, results.currentRow() + by)))

    def _take(self) -> None:
        results = self.results
        item = results.currentItem() if results.isVisible() else None
        entry = item.data(_ENTRY) if item is not None else None
        if entry is None:
            if self.text().strip():
                self._show()
            return
        self._hide()
        self.clear()
        self.found.emit(entry)

    def _made(self) -> QListWidget:
        made = QListWidget(self.window())
        made.setFrameShape(QFrame.Shape.StyledPanel)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAccessibleName("搜索结果")
        made.setUniformItemSizes(True)
        made.setMouseTracking(True)
        made.itemClicked.connect(lambda _: self._take())
        made.hide()
        self.window().installEventFilter(self)
        return made
