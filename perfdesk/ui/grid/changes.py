"""What a paste, a fill or an edit of many rows would do: before and after of each cell, and why some are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QWidget,
)

from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers import Change

_MOST = 2000  # rows that the lists show
_SIZE = (760, 520)


class ChangesDialog(QDialog):
    """Accepted when the person wants the good ones written."""

    def __init__(self, parent: QWidget, what: str, changes: Sequence[Change], extra: Sequence[str] = ()) -> None:
        """`what` names the deed (粘贴); `extra` are refusals without a cell."""
        super().__init__(parent)
        self.setWindowTitle(f"{what}预览")
        self.setAccessibleName(f"{what}预览")
        self.setModal(True)
        self.resize(*_SIZE)
        good = [one for one in changes if not one.problem and not one.same]
        wrong = [one for one in changes if one.problem]
        over = sum(1 for one in good if one.before)
        line = widgets.column(self, 16, 10)
        line.addWidget(widgets.label(f"{what}：将改动 {len(good):,} 格", "title"))
        parts = [f"其中覆盖原有内容 {over:,} 格" if over else "原来都是空的"]
        same = len(changes) - len(good) - len(wrong)
        if same:
            parts.append(f"{same:,} 格与原来相同")
        if wrong or extra:
            parts.append(f"{len(wrong) + len(extra):,} 格不能写入，原因见“不能写入”")
        line.addWidget(widgets.label("；".join(parts) + "。写入后可用 Ctrl+Z 一次撤销。", "muted", wrap=True))
        tabs = QTabWidget()
        tabs.setAccessibleName("改动")
        self.good = _table(("行", "列", "原来", "改为"), [(one.name, one.title, one.before, one.after) for one in good])
        self.wrong = _table(
            ("行", "列", "内容", "为什么不能写入"),
            [(one.name, one.title, one.after, one.problem) for one in wrong] + [("", "", "", text) for text in extra],
            red=3,
        )
        tabs.addTab(self.good, f"将改动（{len(good):,}）")
        if wrong or extra:
            tabs.addTab(self.wrong, f"不能写入（{len(wrong) + len(extra):,}）")
            if not good:
                tabs.setCurrentIndex(1)
        line.addWidget(tabs, 1)
        foot = widgets.row()
        foot.addStretch(1)
        self.cancel = widgets.button("取消", self.reject)
        self.write = widgets.button(f"写入 {len(good):,} 格", self.accept, "primary")
        self.write.setEnabled(bool(good))
        self.write.setDefault(bool(good))
        foot.addWidget(self.cancel)
        foot.addWidget(self.write)
        line.addLayout(foot)
        (self.write if good else self.cancel).setFocus()


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], red: int = -1) -> QTableWidget:
    made = QTableWidget(min(len(rows), _MOST), len(heads))
    made.setHorizontalHeaderLabels(heads)
    made.setAccessibleName(" ".join(heads))
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(theme.ROW)
    for at, row in enumerate(rows[:_MOST]):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == red:
                item.setForeground(QBrush(QColor(theme.palette().red.text)))
            made.setItem(at, column, item)
    head = made.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in enumerate((230, 110, 150, 150)):
        made.setColumnWidth(column, width)
    head.setStretchLastSection(True)
    return made
