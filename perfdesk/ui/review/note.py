"""一次说明: one note for many problems, which ones chosen once more before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from perfdesk.services.review_center import Item

_COLUMNS = (Column("规则", 58), Column("单位", 170), Column("项目", 150), Column("问题", 200, stretches=True))


class Note(QDialog):
    """`written` carries (the problems, the note)."""

    written = Signal(object)

    def __init__(self, parent: QWidget, choices: Sequence[tuple[str, Sequence[Item]]]) -> None:
        """`choices` are (words, problems); problems that need no note are left out of them."""
        super().__init__(parent)
        self.setWindowTitle("作出说明")
        self.setAccessibleName("作出说明")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(680, 480)
        self._choices = list(choices)
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label("写明为什么可以放行", "heading"))
        body.addWidget(
            widgets.label(
                "说明记入台账（谁、什么时候、为什么），这些问题改列为提示，不再挡住审核通过和上报；可以撤销。",
                "muted",
                wrap=True,
            )
        )
        named = [(str(number), f"{words}（{len(items)} 个）") for number, (words, items) in enumerate(self._choices)]
        self._which = Segments("给哪些问题作说明", named, "0")
        which = widgets.row(gap=0)
        which.addWidget(self._which)
        which.addStretch(1)
        body.addLayout(which)
        self._sample = Listing("要说明的问题", _COLUMNS, _cells)
        self._sample.setMinimumHeight(120)
        body.addWidget(self._sample, 1)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("说明")
        self.text.setPlaceholderText("例如：省级资金 12 月下达，跨年执行，已报区政府同意结转（红政办〔2023〕12号）")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        body.addWidget(self.text)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.go = widgets.button("写入说明", self._take, "primary", "Ctrl+Enter")
        line.addWidget(self.go)
        body.addLayout(line)
        self._which.chosen.connect(lambda _: self._show_sample())
        self.text.textChanged.connect(self._ready)
        self._show_sample()
        self._ready()
        self.text.setFocus()

    @property
    def items(self) -> Sequence[Item]:
        """The problems that are chosen."""
        return self._choices[int(self._which.key or 0)][1]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+Enter writes."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _show_sample(self) -> None:
        self._sample.show_rows(self.items)

    def _ready(self) -> None:
        self.go.setEnabled(bool(self.text.toPlainText().strip()))

    def _take(self) -> None:
        note = self.text.toPlainText().strip()
        if note:
            items = list(self.items)
            self.accept()
            self.written.emit((items, note))


def _cells(one: Item) -> tuple[Cell, ...]:
    problem = one.found.problem
    return Cell(one.rule), Cell(one.unit), Cell(problem.project), Cell(problem.message)
