"""The navigation: the year's work in order, each page with its count; a red count is what waits for the person here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from perfdesk.ui.pages import PageKind

    Index = QModelIndex | QPersistentModelIndex

WIDTH = 200
_ROW, _HEADING = 30, 30
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)


@dataclass(frozen=True, slots=True)
class Count:
    """What stands beside a page; `waiting`: somebody waits for the person at the desk; `tip` says what is counted."""

    text: str
    waiting: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    key: str = ""  # "" for a heading


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[_Line] = []
        self.counts: Mapping[str, Count] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: ANN401 - Qt's signature
        line = self.lines[index.row()]
        if role == _SHOWN:
            return line.title
        count = self.counts.get(line.key)
        if role == _SPOKEN:
            words = "，待办" if count and count.waiting else ""
            return f"{line.title}，{count.text}{words}" if count else line.title
        if role == _TIP and count:
            return count.tip
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return chosen if self.lines[index.row()].key else Qt.ItemFlag.NoItemFlags

    def renew(self, lines: list[_Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, lines: _Lines) -> None:
        super().__init__(lines)
        self._lines = lines
        self._plain, self._bold = theme.font(), theme.font(bold=True)
        self._small = theme.font(theme.SMALL)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(WIDTH - 16, _ROW if self._lines.lines[index.row()].key else _HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._lines.lines[index.row()]
        place: QRect = option.rect
        palette = theme.palette()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not line.key:
            painter.setFont(self._small)
            painter.setPen(QColor(palette.muted))
            painter.drawText(place.adjusted(8, 4, 0, 0), middle, line.title)
            painter.restore()
            return
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.selected if chosen else palette.hover))
            painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(palette.focus))
            painter.drawRoundedRect(place.adjusted(0, 1, -1, -2), 6, 6)
        painter.setFont(self._bold if chosen else self._plain)
        painter.setPen(QColor(palette.selected_text if chosen else palette.text))
        painter.drawText(place.adjusted(10, 0, 0, 0), middle, line.title)
        count = self._lines.counts.get(line.key)
        if count:
            self._badge(painter, place, count)
        painter.restore()

    def _badge(self, painter: QPainter, place: QRect, count: Count) -> None:
        tone = theme.palette().red if count.waiting else theme.palette().grey
        painter.setFont(self._small)
        width = max(22, painter.fontMetrics().horizontalAdvance(count.text) + 14)
        pill = QRect(place.right() - width - 7, place.center().y() - 8, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.soft))
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(QColor(tone.text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count.text)


class Navigation(QListView):
    """The list at the left; `chosen` carries the key of a page."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self._lines))
        self.setProperty("role", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("导航")
        self.selectionModel().currentChanged.connect(self._moved)
        self._quiet = False

    def show_pages(self, kinds: Sequence[PageKind]) -> None:
        """Show these pages under their headings, in the order given."""
        lines: list[_Line] = []
        section = ""
        for kind in kinds:
            if kind.section != section:
                section = kind.section
                lines.append(_Line(section))
            lines.append(_Line(kind.title, kind.key))
        self._lines.renew(lines)

    def show_counts(self, counts: Mapping[str, Count]) -> None:
        """Show what stands beside each page."""
        if dict(counts) != dict(self._lines.counts):
            self._lines.counts = dict(counts)
            self.viewport().update()

    def mark(self, key: str) -> None:
        """Mark the page that is in front; says nothing to anybody."""
        self._quiet = True
        for number, line in enumerate(self._lines.lines):
            if line.key == key:
                self.setCurrentIndex(self._lines.index(number))
                break
        else:
            self.clearSelection()
        self._quiet = False

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """A new palette is painted at once."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the page and moves the focus into it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _moved(self, current: Index) -> None:
        if not self._quiet and current.isValid() and (key := self._lines.lines[current.row()].key):
            self.chosen.emit(key)
