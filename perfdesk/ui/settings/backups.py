"""备份: which there are, making one here or on a USB stick, going back to one."""

from __future__ import annotations

from datetime import datetime
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
    from perfdesk.services.backups import Outcome, Saved, Standing
    from perfdesk.ui.desk import Desk

_COLUMNS = (
    Column("时间", 160),
    Column("内容", 300, stretches=True),
    Column("大小", 90, numbers=True),
    Column("位置", 260),
)
_WEEK = 7  # days after which another place is due
_NONE = "还没有备份。按“立即备份”，写完后重新打开核对。程序打开后不久也会自动备份。"
_WORDS = (
    "备份里是整个数据文件，写完重新打开核对。有改动时自动备份：打开后不久、每半小时、导入和接收以前；"
    "自动的留最近 20 份，以及 14 天、8 周、24 个月各一份，手工的一直留着。恢复后原来的文件改名留在原处。"
)


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
        desk.runner.backed_up.connect(self._made_by_itself)
        self._list.moved.connect(lambda row: self._back.setEnabled(row is not None))
        self._list.opened.connect(lambda _: self._ask())
        body = widgets.column(self, margin=14, gap=10)
        line = widgets.row()
        line.addWidget(widgets.label(_WORDS, "muted", wrap=True), 1)
        line.addWidget(self._back)
        line.addWidget(widgets.button("备份到 U 盘…", self._elsewhere))
        line.addWidget(widgets.button("立即备份", lambda: self._make(None), "primary"))
        body.addLayout(line)
        where = widgets.row()
        self._folder = widgets.label("", "muted", wrap=True)
        where.addWidget(self._folder, 1)
        self._beside = widgets.button("改回数据文件旁边", lambda: self.use(None), "link")
        where.addWidget(self._beside)
        where.addWidget(widgets.button("另选备份文件夹…", self._choose, "", "最好选另一块硬盘"))
        body.addLayout(where)
        body.addWidget(self._list, 1)

    def refresh(self) -> None:
        """Look for backups."""
        path, office = Path(self._desk.facts.path), self._desk.facts.code

        def work(_: Progress) -> tuple[tuple[Saved, ...], Standing]:
            return backups.saved(path, office), backups.standing(path, office)

        self._desk.runner.file("查找备份", work, self._show).quiet = True

    def _show(self, what: tuple[tuple[Saved, ...], Standing]) -> None:
        found, standing = what
        self._list.show_rows(found, 0)
        self._back.setEnabled(bool(found))
        self._beside.setVisible(bool(standing.chosen))
        self._folder.setText(f"备份写到 {standing.folder}。{_elsewhere(standing)}")

    def _made_by_itself(self, outcome: Outcome) -> None:
        if outcome.path is not None:
            self.refresh()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "备份写到哪个文件夹")
        if folder:
            self.use(Path(folder))

    def use(self, folder: Path | None) -> None:
        """Write backups there from now on; None is beside the data file."""
        path = Path(self._desk.facts.path)
        self._desk.runner.file(
            "另选备份文件夹", lambda _: backups.choose_folder(path, folder), lambda _: self.refresh()
        )

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


def _elsewhere(standing: Standing) -> str:
    today = datetime.now().astimezone().date()
    if standing.elsewhere is None:
        return "还没有异地备份：硬盘坏了会一起丢，请每周“备份到 U 盘”一次。"
    days = (today - standing.elsewhere.date()).days
    late = "，已经超过一周，请再备份一次" if days > _WEEK else ""
    return f"异地备份 {backups.when(standing.elsewhere, today)}（{standing.elsewhere_folder}）{late}。"


def _cells(one: Saved) -> tuple[Cell, ...]:
    told = f"{one.name} {one.year} 年度，到第 {one.seq} 号操作"
    if not one.noted:
        told += "（没有说明文件，恢复时核对）"
    return (
        Cell(f"{one.at:%Y-%m-%d %H:%M:%S}"),
        Cell(told, "green" if one.noted else "yellow"),
        Cell(f"{one.size / 1e6:.1f} MB"),
        Cell(one.path.parent.name + "/" + one.path.name, ink="muted", tip=str(one.path)),
    )
