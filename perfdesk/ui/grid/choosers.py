"""Two small dialogs: which columns are shown in which order, and one value for many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers import Column, View

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """Ticks and an order; the name column always stands first. `keys` are the result."""

    def __init__(self, parent: QWidget, view: View) -> None:
        """With the columns of a view."""
        super().__init__(parent)
        self.setWindowTitle("列")
        self.setAccessibleName("列")
        self.setModal(True)
        self.resize(360, 520)
        self._view = view
        line = widgets.column(self, 16, 10)
        line.addWidget(widgets.label("显示哪些列", "title"))
        line.addWidget(widgets.label("打勾的列会显示；拖动，或用 Alt+↑、Alt+↓ 调整先后。", "muted", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        line.addWidget(self.list, 1)
        self._fill(view.columns)
        moves = widgets.row()
        up = widgets.button("上移", lambda: self._move(-1))
        down = widgets.button("下移", lambda: self._move(1))
        up.setShortcut("Alt+Up")
        down.setShortcut("Alt+Down")
        for part in (up, down, widgets.button("恢复默认", self._reset, "quiet")):
            moves.addWidget(part)
        moves.addStretch(1)
        line.addLayout(moves)
        foot = widgets.row()
        foot.addStretch(1)
        foot.addWidget(widgets.button("取消", self.reject))
        done = widgets.button("确定", self.accept, "primary")
        done.setDefault(True)
        foot.addWidget(done)
        line.addLayout(foot)

    @property
    def keys(self) -> tuple[str, ...]:
        """The shown columns in order, the name first."""
        chosen = [
            str(item.data(_KEY))
            for item in (self.list.item(at) for at in range(self.list.count()))
            if item.checkState() == Qt.CheckState.Checked
        ]
        return ("name", *chosen)

    def _fill(self, shown: Sequence[str]) -> None:
        self.list.clear()
        columns = [column for column in self._view.kind.columns if column.key != "name"]
        order = {key: at for at, key in enumerate(shown)}
        for column in sorted(columns, key=lambda one: order.get(one.key, len(order) + columns.index(one))):
            item = QListWidgetItem(self._view.title(column), self.list)
            item.setData(_KEY, column.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if column.key in order else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + step < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + step, item)
            self.list.setCurrentRow(at + step)

    def _reset(self) -> None:
        self._fill([column.key for column in self._view.kind.columns if column.shown])


class ManyDialog(QDialog):
    """One column and one value for all chosen rows; the preview of before and after comes next."""

    def __init__(self, parent: QWidget, view: View, rows: int, column: Column | None) -> None:
        """For `rows` rows, beginning with a column."""
        super().__init__(parent)
        self.setWindowTitle("批量修改")
        self.setAccessibleName("批量修改")
        self.setModal(True)
        self.setMinimumWidth(400)
        self._columns = [one for one in view.kind.columns if one.editable]
        line = widgets.column(self, 16, 10)
        line.addWidget(widgets.label(f"批量修改选中的 {rows:,} 行", "title"))
        line.addWidget(widgets.label("下一步列出每一行的原值和新值，看过再写入。", "muted", wrap=True))
        self.column = QComboBox()
        self.column.setAccessibleName("要改的列")
        for one in self._columns:
            self.column.addItem(view.title(one), one.key)
        if column in self._columns:
            self.column.setCurrentIndex(self._columns.index(column))
        line.addWidget(widgets.label("列"))
        line.addWidget(self.column)
        line.addWidget(widgets.label("改为"))
        self.value = QLineEdit()
        self.value.setAccessibleName("改为")
        self.value.setPlaceholderText(f"金额以{view.unit}为单位；留空表示清空")
        line.addWidget(self.value)
        self.choices = widgets.label("", "muted", wrap=True)
        line.addWidget(self.choices)
        self.column.currentIndexChanged.connect(self._show_choices)
        self._show_choices()
        foot = widgets.row()
        foot.addStretch(1)
        foot.addWidget(widgets.button("取消", self.reject))
        done = widgets.button("下一步", self.accept, "primary")
        done.setDefault(True)
        foot.addWidget(done)
        line.addLayout(foot)
        self.value.setFocus()

    @property
    def key(self) -> str:
        """The chosen column."""
        return str(self.column.currentData())

    def _show_choices(self) -> None:
        column = self._columns[max(0, self.column.currentIndex())]
        known = "、".join(choice for choice in column.choices if choice)
        self.choices.setText(f"可填：{known}" if known else "")
