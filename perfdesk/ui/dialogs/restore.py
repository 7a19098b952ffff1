"""Going back to a backup: the backups that lie beside the file, newest first, or one from elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QListWidgetItem, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.backups import Saved

_PATH = int(Qt.ItemDataRole.UserRole)


class Restore(QDialog):
    """`chosen` carries the path of the backup; `why` stands on top where a damaged file led here."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, found: Sequence[Saved], why: str = "") -> None:
        """List the backups."""
        super().__init__(parent)
        self.setWindowTitle("恢复到备份")
        self.setAccessibleName("恢复到备份")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(620, 420)
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label(why or "选择要回到的备份", "heading", wrap=True))
        body.addWidget(
            widgets.label("恢复前先核对备份是否完整；现在的文件不会删除，改名留在原处。", "muted", wrap=True)
        )
        self.list = QListWidget()
        self.list.setAccessibleName("备份")
        self.list.setUniformItemSizes(True)
        for one in found:
            item = QListWidgetItem(_words(one))
            item.setData(_PATH, str(one.path))
            item.setToolTip(str(one.path))
            self.list.addItem(item)
        if not found:
            item = QListWidgetItem("这里没有备份。请用“其他位置…”从 U 盘或别的文件夹选择。")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        else:
            self.list.setCurrentRow(0)
        body.addWidget(self.list, 1)
        buttons = widgets.row()
        buttons.addWidget(widgets.button("其他位置…", self._elsewhere))
        buttons.addStretch(1)
        buttons.addWidget(widgets.button("取消", self.reject))
        self.go = widgets.button("恢复到这份备份", self._take, "primary")
        self.go.setEnabled(bool(found))
        self.go.setDefault(True)
        buttons.addWidget(self.go)
        body.addLayout(buttons)
        self.list.itemActivated.connect(lambda _: self._take())

    def _take(self) -> None:
        item = self.list.currentItem()
        path = item.data(_PATH) if item is not None else None
        if path:
            self.accept()
            self.chosen.emit(path)

    def _elsewhere(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选择备份", "", "备份 (*.pdbak);;全部文件 (*)")
        if path:
            self.accept()
            self.chosen.emit(path)


def _words(one: Saved) -> str:
    size = f"{one.size / 1e6:.1f} MB"
    days = (datetime.now().astimezone().date() - one.at.date()).days
    ago = "今天" if days <= 0 else "昨天" if days == 1 else f"{days} 天前"
    told = f"{one.name} {one.year} 年度，到第 {one.seq} 号操作" if one.noted else "升级前自动备份或没有说明"
    return f"{one.at:%Y-%m-%d %H:%M}（{ago}）　{told}　{size}"
