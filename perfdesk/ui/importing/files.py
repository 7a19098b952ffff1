"""The files of an import as a table: unit, period, what each is recognised as, how it compares with the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from perfdesk.ui import theme
from perfdesk.ui.dot import paint_dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from perfdesk.services.imports.shown import FileRow

    Index = QModelIndex | QPersistentModelIndex

_HEADS = ("文件", "单位", "期间 · 第几次报送", "识别为", "与台账比较", "检查", "处理")
_WIDTHS = (290, 130, 128, 128, 170, 150, 64)
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TONES = {"green": "没有问题", "yellow": "请核对", "red": "不能采用", "grey": "不导入"}


class _Files(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[FileRow] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _SHOWN
    ) -> Any:  # noqa: ANN401 - Qt's signature
        return _HEADS[section] if role == _SHOWN and orientation == Qt.Orientation.Horizontal else None

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: ANN401 - Qt's signature
        row = self.rows[index.row()]
        texts = (row.name, row.unit, row.period, row.forms, row.compared, row.checked, row.state)
        if role == _SHOWN:
            return texts[index.column()]
        if role == _TIP:
            return row.path if index.column() == 0 else texts[index.column()]
        if role == _SPOKEN:
            return f"{_HEADS[index.column()]}：{texts[index.column()]}，{_TONES[row.tone]}"
        return None

    def renew(self, rows: Sequence[FileRow]) -> None:
        if len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class _Name(QStyledItemDelegate):
    """The file's name behind its dot."""

    def __init__(self, files: _Files) -> None:
        super().__init__(files)
        self._files = files

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        super().initStyleOption(option, index)
        option.text = "\u2003" + option.text

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        paint_dot(painter, self._files.rows[index.row()].tone, option.rect.left() + 12, option.rect.center().y() + 0.5)
        painter.restore()


class FileTable(QTableView):
    """`chosen` carries the FileRow in front, `left` the (index, leave) of a file to import or not."""

    chosen = Signal(object)
    left = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName("要导入的文件")
        self.setProperty("role", "grid")
        self._files = _Files(self)
        self.setModel(self._files)
        self.setItemDelegateForColumn(0, _Name(self._files))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._moved)
        leave = QAction("导入或不导入这个文件", self)
        leave.triggered.connect(self._leave)
        self.addAction(leave)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.leave_action = leave

    @property
    def row(self) -> FileRow | None:
        """The file in front."""
        at = self.currentIndex().row()
        return self._files.rows[at] if 0 <= at < len(self._files.rows) else None

    def show_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these files; the one in front stays in front."""
        at = max(0, self.currentIndex().row())
        self._files.renew(rows)
        if rows:
            self.selectRow(min(at, len(rows) - 1))
        self.chosen.emit(self.row)

    def select_index(self, index: int) -> None:
        """Bring a file to the front."""
        self.selectRow(index)

    def wanted_height(self, most: int) -> int:
        """The height at which all rows (at most so many) are seen whole."""
        rows = min(most, max(1, len(self._files.rows)))
        return self.horizontalHeader().sizeHint().height() + rows * theme.ROW + 4

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete leaves the file in front out, or takes it in again."""
        if event.key() == Qt.Key.Key_Delete:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _moved(self, *_: object) -> None:
        self.chosen.emit(self.row)

    def _leave(self) -> None:
        row = self.row
        if row is not None:
            self.left.emit(row)
