"""A short table for reading: rows of cells with a mark in a tone, chosen by double click or Enter, copied as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from perfdesk.ui import theme
from perfdesk.ui.dot import paint_dot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    Index = QModelIndex | QPersistentModelIndex

_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNED = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PAD, _DOT = 8, 14


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` in pixels, the one that `stretches` takes what is left, `numbers` stand right."""

    title: str
    width: int
    stretches: bool = False
    numbers: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `tone` paints a mark before it, `ink` muted, red or "" colours the words."""

    text: str = ""
    tone: str = ""
    ink: str = ""
    bold: bool = False
    tip: str = ""


class _Model(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column], cells: Callable[[Any], tuple[Cell, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns, self._make = tuple(columns), cells
        self.rows: Sequence[Any] = ()
        self._known: dict[int, tuple[Cell, ...]] = {}

    def renew(self, columns: Sequence[Column] | None, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        if columns is not None:
            self.columns = tuple(columns)
        self.rows = rows
        self._known.clear()
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell:
        if row not in self._known:
            self._known[row] = self._make(self.rows[row])
        return self._known[row][column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - the same
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: ANN401 - Qt's signature
        if role not in (_SHOWN, _SPOKEN, _TIP):
            return None
        cell = self.cell(index.row(), index.column())
        if role == _SPOKEN:
            return f"{self.columns[index.column()].title}：{cell.text or '空'}"
        return (cell.tip or cell.text) if role == _TIP else cell.text

    def headerData(self, section: int, side: Qt.Orientation, role: int = _SHOWN) -> Any:  # noqa: ANN401, N802 - the same
        if side == Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == _ALIGNED:
            return int(_RIGHT if column.numbers else _LEFT)
        return column.title if role == _SHOWN else (column.tip or None) if role == _TIP else None


class _Painter(QStyledItemDelegate):
    """Paints words with marks; the words are cut with an ellipsis only where the tooltip holds them whole."""

    def __init__(self, model: _Model) -> None:
        super().__init__(model)
        self._model = model
        self._plain, self._bold = theme.font(), theme.font(bold=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = self._model.cell(index.row(), index.column())
        column = self._model.columns[index.column()]
        palette, place = theme.palette(), QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(place, QColor(palette.selected))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(palette.hover))
        painter.setPen(QPen(QColor(palette.row_line)))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        inner = place.adjusted(_PAD, 0, -_PAD, -1)
        if cell.tone:
            paint_dot(painter, cell.tone, inner.left() + 5, inner.center().y() + 1)
            inner.setLeft(inner.left() + _DOT + 3)
        ink = {"muted": palette.muted, "red": palette.red.text}.get(cell.ink, palette.text)
        painter.setPen(QColor(palette.selected_text if chosen and not cell.ink else ink))
        painter.setFont(self._bold if cell.bold else self._plain)
        words = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(_RIGHT if column.numbers else _LEFT), words)
        painter.restore()


class Listing(QTableView):
    """Whole rows are chosen; `opened` carries the row that was double-clicked or entered, `moved` the current one."""

    opened = Signal(object)
    moved = Signal(object)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        cells: Callable[[Any], tuple[Cell, ...]],
        *,
        many: bool = False,
        empty: str = "",
    ) -> None:
        """`cells` turns a row into its cells; `many` rows may be selected; `empty` is said where there are none."""
        super().__init__()
        self._model = _Model(columns, cells, self)
        self._quiet = False
        self._empty = empty
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self._model))
        self.setProperty("role", "plain")
        self.setAccessibleName(name)
        mode = QTableView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.verticalHeader().setMinimumSectionSize(theme.ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(28)
        head.setFixedHeight(theme.ROW + 2)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.rows[index.row()]))
        self._fit()

    @property
    def rows(self) -> Sequence[Any]:
        """What is shown."""
        return self._model.rows

    @property
    def current(self) -> Any:  # noqa: ANN401 - rows are the page's own objects
        """The current row, None where there is none."""
        at = self.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    @property
    def chosen(self) -> list[Any]:
        """The selected rows, from top to bottom."""
        return [self._model.rows[index.row()] for index in sorted(self.selectionModel().selectedRows())]

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return self._model.cell(row, column).text

    def say_empty(self, words: str) -> None:
        """What stands in place of rows."""
        self._empty = words
        self.viewport().update()

    def show_rows(self, rows: Sequence[Any], current: int = -1, columns: Sequence[Column] | None = None) -> None:
        """Show these, the one at `current` chosen; `moved` is not sent."""
        self._quiet = True
        top = self.verticalScrollBar().value()
        self._model.renew(columns, rows)
        if columns is not None:
            self._fit()
        if 0 <= current < len(rows):
            self.selectRow(current)
            self.verticalScrollBar().setValue(top)
            self.scrollTo(self._model.index(current, 0))
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell the page."""
        super().currentChanged(current, previous)
        if not self._quiet and current.isValid() and current.row() != previous.row():
            self.moved.emit(self._model.rows[current.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, Ctrl+C copies the rows as text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The selected rows as tab separated text, for a workbook."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        width = range(len(self._model.columns))
        lines = ["\t".join(self.text(row, column) for column in width) for row in numbers]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The rows, or what to do where there are none."""
        super().paintEvent(event)
        if not self._model.rows and self._empty:
            painter = QPainter(self.viewport())
            painter.setFont(theme.font())
            painter.setPen(QColor(theme.palette().muted))
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(16, 8, -16, -8), int(middle), self._empty)

    def _fit(self) -> None:
        head = self.horizontalHeader()
        for at, column in enumerate(self._model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretches else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(at, mode)
            if not column.stretches:
                self.setColumnWidth(at, column.width)
