"""操作日志: what was done, by whom and when; going back to a step, or taking one step back, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from perfdesk.services import history
from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.page import Page

if TYPE_CHECKING:
    from perfdesk.services.history import Entry
    from perfdesk.ui.desk import Desk

_MOST = 5000  # actions that are read; older ones stay in the file
_COLUMNS = (
    Column("序号", 60, numbers=True),
    Column("时间", 150),
    Column("经办", 90),
    Column("类别", 60),
    Column("内容", 300, stretches=True),
    Column("改动行数", 80, numbers=True),
    Column("状态", 90),
)
_EMPTY = "还没有操作。导入、修改、审核都会记在这里，可以一步一步撤销。"


class JournalPage(Page):
    """The operation log; it is stale after every change, whatever table it touched."""

    key = "journal"
    title = "操作日志"

    def __init__(self, desk: Desk) -> None:
        """Empty until the first reading comes back."""
        super().__init__(desk)
        self._entries: tuple[Entry, ...] = ()
        self._told = widgets.label("", "muted")
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("查找内容、经办、日期")
        self._filter.setAccessibleName("查找操作")
        self._filter.setFixedWidth(210)
        self._back = widgets.button("撤销到这一步之前…", self._ask_back, tip="从最近的一步起，依次撤销到选中的操作为止")
        self._take = widgets.button("只收回这一步…", self._ask_take, tip="后面没有再改过同样内容时，单独收回选中的操作")
        self._list = Listing("操作日志", _COLUMNS, _cells, empty=_EMPTY)
        self._lay_out()
        self._filter.textChanged.connect(self._show)
        self._list.moved.connect(self._chosen)
        self._commands()
        self._chosen(None)

    def stale(self, changed: frozenset[str]) -> None:
        """Every change is an action."""
        if changed:
            self.outdated()

    def refresh(self) -> None:
        """Read the journal."""
        self.desk.runner.read("journal", lambda store: history.entries(store, _MOST), self._read)

    def _read(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        standing = sum(entry.can_revert for entry in entries)
        self._told.setText(f"{len(entries)} 项，可撤销 {standing} 项")
        self._show()

    def _show(self) -> None:
        words = self._filter.text().split()
        kept = [entry for entry in self._entries
                if all(word in f"{entry.seq} {entry.at} {entry.operator} {entry.title}" for word in words)]  # fmt: skip
        current = self._list.current
        at = next((number for number, entry in enumerate(kept) if current and entry.seq == current.seq), 0)
        self._list.say_empty("没有符合的操作。" if words else _EMPTY)
        self._list.show_rows(kept, at)
        self._chosen(self._list.current)

    def _chosen(self, entry: Entry | None) -> None:
        can = entry is not None and entry.can_revert and self.desk.runner.writable
        for part in (self._back, self._take, self._back_action, self._take_action):
            part.setEnabled(can)

    def _ask_back(self) -> None:
        entry = self._list.current
        if entry is None or not entry.can_revert:
            return
        steps = [one for one in self._entries if one.can_revert and one.seq >= entry.seq]
        text = f"撤销最近 {len(steps)} 步，回到“{entry.title}”之前？"
        shown = "\n".join(f"· {one.title}" for one in steps[:8])
        more = f"\n…… 共 {len(steps)} 步" if len(steps) > 8 else ""
        self._ask(text, f"{shown}{more}\n撤销以后还可以重做（Ctrl+Y）。", "全部撤销", self._go_back)

    def _ask_take(self) -> None:
        entry = self._list.current
        if entry is None or not entry.can_revert:
            return
        hint = "这会成为一项新操作，也可以撤销。后面的操作又改过同样内容时不能单独收回，会列出是哪些。"
        self._ask(f"只收回“{entry.title}”？", hint, "收回", self._go_take)

    def _ask(self, text: str, hint: str, word: str, run: object) -> None:
        asked = Message(self.window(), "操作日志", text, hint)
        asked.add("取消")
        asked.add(word, run, "primary")  # type: ignore[arg-type] # one of the two methods below
        asked.open()

    def _go_back(self) -> None:
        seq = self._list.current.seq
        self.desk.runner.change("撤销", lambda store, _: history.undo_to(store, seq), self._gone_back)

    def _gone_back(self, steps: int) -> None:
        self.say.emit(f"已撤销 {steps} 步")

    def _go_take(self) -> None:
        seq = self._list.current.seq
        self.desk.runner.change("收回", lambda store, _: history.revert(store, seq), self._taken)

    def _taken(self, title: str) -> None:
        self.say.emit(f"已收回：{title}")

    def _commands(self) -> None:
        self._back_action = QAction("撤销到这一步之前…", self)
        self._back_action.triggered.connect(self._ask_back)
        self._take_action = QAction("只收回这一步…", self)
        self._take_action.triggered.connect(self._ask_take)
        self.addActions([self._back_action, self._take_action])

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=10)
        head.addWidget(widgets.label("操作日志", "title"))
        head.addWidget(self._told, 1)
        head.addWidget(self._filter)
        head.addWidget(self._take)
        head.addWidget(self._back)
        whole.addLayout(head)
        panel = widgets.frame("panel")
        widgets.row(panel, margin=1).addWidget(self._list)
        whole.addWidget(panel, 1)
        self.setFocusProxy(self._list)


def _cells(entry: Entry) -> tuple[Cell, ...]:
    ink = "muted" if entry.state == "已撤销" or entry.kind == "撤销" else ""
    tone = {"已撤销": "grey", "不可撤销": "yellow"}.get(entry.state, "green" if entry.can_revert else "")
    state = entry.state or ("可撤销" if entry.can_revert else "")
    return (
        Cell(str(entry.seq), ink=ink),
        Cell(entry.at, ink=ink),
        Cell(entry.operator, ink=ink),
        Cell(entry.kind, ink=ink),
        Cell(entry.title, ink=ink),
        Cell(f"{entry.rows:,}" if entry.rows else "", ink=ink),
        Cell(state, tone, ink),
    )
