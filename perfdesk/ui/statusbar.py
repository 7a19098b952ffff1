"""The foot of the window: what is saved, the last backup, what a selection adds up to, who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from perfdesk.ui.place import Totals

HEIGHT = 28
_SAID = 12_000  # milliseconds that a sentence stays


class StatusBar(QFrame):
    """One line: saved state, backup, the last sentence, totals, operator."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `complete`: the first paint shows the bar alone."""
        super().__init__(parent)
        self.setProperty("role", "foot")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("状态栏")

    def complete(self) -> None:
        """Put in what the bar tells."""
        from perfdesk.ui.dot import Dot  # noqa: PLC0415 - after the first paint

        self._dot = Dot("grey")
        self._saved = widgets.label()
        self._backup = widgets.label(role="muted")
        self._said = widgets.label(role="muted")
        self._totals = widgets.label(role="muted")
        self._operator = widgets.label(role="muted")
        line = widgets.row(self, gap=8)
        line.setContentsMargins(12, 0, 12, 0)
        for part in (self._dot, self._saved):
            line.addWidget(part)
        line.addSpacing(8)
        line.addWidget(self._backup)
        line.addSpacing(8)
        line.addWidget(self._said, 1)
        line.addWidget(self._totals)
        line.addSpacing(12)
        line.addWidget(self._operator)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAID)
        self._timer.timeout.connect(self._said.clear)
        for part, name in (
            (self._saved, "保存状态"),
            (self._backup, "备份"),
            (self._said, "提示"),
            (self._totals, "选中合计"),
            (self._operator, "经办"),
        ):
            part.setAccessibleDescription(name)

    def show_saved(self, tone: str, text: str) -> None:
        """The state of the file: green 已自动保存, yellow 正在保存, red 只读."""
        self._dot.show_tone(tone)
        self._saved.setText(text)

    def show_backup(self, text: str, trouble: str = "") -> None:
        """When the file was last backed up; `trouble` is what went wrong with the last automatic backup."""
        self._backup.setText(text)
        self._backup.setToolTip(trouble)
        self._backup.setAccessibleName(f"{text}，{trouble}" if trouble else text)
        theme.repolish(self._backup, "error" if trouble else "muted")

    def show_operator(self, name: str) -> None:
        """Under whose name the work is logged."""
        self._operator.setText(f"经办：{name}")

    def say(self, text: str) -> None:
        """A sentence that goes away by itself."""
        self._said.setText(text)
        self._said.setToolTip(text)
        self._timer.start()

    def show_totals(self, totals: Totals | None) -> None:
        """What the selected cells add up to, as WPS shows it; nothing where less than two cells are selected."""
        if totals is None or totals.cells < 2:
            self._totals.clear()
        elif totals.numbers:
            self._totals.setText(f"求和 {totals.total}　平均 {totals.mean}　计数 {totals.cells}")
        else:
            self._totals.setText(f"计数 {totals.cells}")
