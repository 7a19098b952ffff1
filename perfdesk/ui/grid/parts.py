"""Small parts of a ledger's page: what stands where no row is, and buttons of which one is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.pages import built

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QHBoxLayout


class Empty(QWidget):
    """What stands where the rows would: why there are none and what to do first."""

    def __init__(self, bring: Callable[[], object], clear: Callable[[], object]) -> None:
        """`bring` goes to the import, `clear` takes the filters away."""
        super().__init__()
        line = widgets.column(self, 24, 12)
        line.addStretch(2)
        self.text = widgets.label("", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self.text)
        row = widgets.row()
        row.addStretch(1)
        self.bring = widgets.button("导入…", bring, "primary")
        self.clear = widgets.button("清除筛选", clear, "primary")
        row.addWidget(self.bring)
        row.addWidget(self.clear)
        row.addStretch(1)
        line.addLayout(row)
        line.addStretch(3)

    def show_text(self, text: str, *, filtered: bool) -> None:
        """Why there is nothing; `filtered` offers to take the filters away."""
        self.text.setText(text)
        self.clear.setVisible(filtered)
        self.bring.setVisible(not filtered and "imports" in built())


def segment(text: str, name: str, group: QButtonGroup, line: QHBoxLayout) -> QPushButton:
    """One button of a row of which one is pressed."""
    made = widgets.button(text, role="segment")
    made.setObjectName(name)
    made.setCheckable(True)
    group.addButton(made)
    line.addWidget(made)
    return made


def empty_line(line: QHBoxLayout, group: QButtonGroup) -> None:
    """Take the buttons of such a row away."""
    for part in group.buttons():
        group.removeButton(part)
        line.removeWidget(part)
        part.hide()
        part.deleteLater()
