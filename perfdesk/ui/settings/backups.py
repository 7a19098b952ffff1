"""备份: which there are, making one here or on a USB stick, going back to one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from perfdesk.services import backups
from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.listing import Cell, Column, Listing

if TYPE_CHECKING:
    from perfdesk.domain.progress import Progress
    from perfdesk.services.backups import Saved
    from perfdesk.ui.desk import Desk

_COLUMNS = (
    Column("时间", 160),
    Column("内容", 300, stretches=True),
    Column("大小", 90, numbers=True),
    Column("位置", 260),
)
_NONE = "还没有备份。按“立即备份”，备份写在数据文件旁边的“备份”文件夹，写完后重新打开核对。"


class BackupsPanel(QWidget):
    """`restore` carries the path of the backup to go back to; `made` says that one was written."""

    restore = Signal(object)
    made = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Empty until read."""
        super().__init__()
        self._desk = desk
        self._list = Listing("备份", _COLUMNS, _cells, empty=_NONE)
        self._back = widgets.button("恢复到这一份…", self._ask)
        self._back.setEnabled(False)
        self._list.moved.connect(lambda row: self._back.setEnabled(row is not None))
        self._list.opened.connect(lambda _: self._ask())
        body = widgets.column(self, margin=14, gap=10)
        line = widgets.row()
        words = "备份里是整个数据文件。每份旁边记着校验码，恢复前先核对；恢复后原来的文件改名留在原处。"
        line.addWidget(widgets.label(words, "muted", wrap=True), 1)
        line.addWidget(self._back)
        line.addWidget(widgets.button("备份到 U 盘…", self._elsewhere))
        line.addWidget(widgets.button("立即备份", lambda: self._make(None), "primary"))
        body.addLayout(line)
        body.addWidget(self._list, 1)

    def refresh(self) -> None:
        """Look for backups."""
        path, office = Path(self._desk.facts.path), self._desk.facts.code
        self._desk.runner.file("查找备份", lambda _: backups.saved(path, office), self._show).quiet = True

    def _show(self, found: tuple[Saved, ...]) -> None:
        self._list.show_rows(found, 0)
        self._back.setEnabled(bool(found))

    def _elsewhere(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "备份到哪个文件夹（可以是 U 盘）")
        if folder:
            self._make(Path(folder))

    def _make(self, folder: Path | None) -> None:
        path = Path(self._desk.facts.path)

        def work(_: Progress) -> Path:
            return backups.back_up(path, folder).path

        self._desk.runner.file("备份", work, self._written)

    def _written(self, path: Path) -> None:
        self.refresh()
        self.made.emit(path)

    def _ask(self) -> None:
        chosen: Saved | None = self._list.current
        if chosen is None:
            return
        text = f"恢复到 {chosen.at:%Y-%m-%d %H:%M} 的备份？"
        hint = "那以后的改动不在恢复后的文件里；现在的文件改名留在原处，需要时可以再打开。"
        asked = Message(self.window(), "恢复到备份", text, hint)
        asked.add("取消")
        asked.add("恢复", lambda: self.restore.emit(str(chosen.path)), "primary")
        asked.open()


def _cells(one: Saved) -> tuple[Cell, ...]:
    told = f"{one.name} {one.year} 年度，到第 {one.seq} 号操作" if one.noted else "没有说明文件，恢复时核对"
    return (
        Cell(f"{one.at:%Y-%m-%d %H:%M:%S}"),
        Cell(told, "green" if one.noted else "yellow"),
        Cell(f"{one.size / 1e6:.1f} MB"),
        Cell(one.path.parent.name + "/" + one.path.name, ink="muted", tip=str(one.path)),
    )
