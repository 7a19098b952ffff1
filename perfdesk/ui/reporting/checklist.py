"""The checklist: what is ready for reporting and what is not, each line with its mark, its words and its remedy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.dot import Dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.submission import Check

_SAID = {"green": "就绪", "yellow": "请留意", "red": "不能上报", "grey": "还不知道"}


class Checklist(QWidget):
    """`chosen` carries the Check whose button was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setAccessibleName("上报前检查")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(2, 1)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these lines."""
        while (taken := self._grid.takeAt(0)) is not None:
            part = taken.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        for number, check in enumerate(checks):
            dot = Dot(check.tone)
            dot.setAccessibleName(_SAID[check.tone])
            title = widgets.label(check.title)
            told = widgets.label(check.told, "error" if check.tone == "red" else "muted", wrap=True)
            told.setAccessibleName(f"{check.title}：{check.told}（{_SAID[check.tone]}）")
            self._grid.addWidget(dot, number, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(title, number, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(told, number, 2, Qt.AlignmentFlag.AlignVCenter)
            if check.act:
                act = widgets.button(check.act, partial(self.chosen.emit, check), "tag")
                act.setAccessibleName(f"{check.act}：{check.title}")
                self._grid.addWidget(act, number, 3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.setRowMinimumHeight(number, 24)
