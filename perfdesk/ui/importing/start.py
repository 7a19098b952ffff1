"""What the page says before anything was dropped: where to drop, what can be read, and what was imported last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.imports.past import Batch

_READ = "可以读 .xlsx、.xls、.et、.ods、.csv、.docx 里的表格和 .zip 压缩包；文件名和表样不必统一。"
_SAFE = "先看预览，确认之前不写入任何内容；确认之后可以一次整批撤销。"


class Start(QWidget):
    """`files` and `folder` ask for a choice, `undo` takes the last import back."""

    files = Signal()
    folder = Signal()
    undo = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing was imported yet."""
        super().__init__(parent)
        body = widgets.column(self, gap=12)
        self.done = widgets.frame("panel")
        self.done.hide()
        self._done = widgets.label("", "heading", wrap=True)
        line = widgets.row(self.done, margin=14)
        line.addWidget(self._done, 1)
        self.undo_button = widgets.button("撤销这次导入", self.undo.emit)
        line.addWidget(self.undo_button)
        body.addWidget(self.done)
        panel = widgets.frame("panel")
        inner = widgets.column(panel, margin=28, gap=10)
        inner.addStretch(1)
        for text, role in (("把部门报来的文件、文件夹或压缩包拖到窗口里", "title"), (_READ, "muted"), (_SAFE, "muted")):
            made = widgets.label(text, role, wrap=True)
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner.addWidget(made)
        buttons = widgets.row(gap=10)
        buttons.addStretch(1)
        self.choose = widgets.button("选择文件…", self.files.emit, "primary", "Ctrl+I")
        buttons.addWidget(self.choose)
        buttons.addWidget(widgets.button("选择文件夹…", self.folder.emit))
        buttons.addStretch(1)
        inner.addSpacing(8)
        inner.addLayout(buttons)
        inner.addStretch(1)
        body.addWidget(panel, 3)
        self._past = widgets.frame("panel")
        self._list = widgets.column(self._past, margin=14, gap=6)
        body.addWidget(self._past)
        self._past.hide()

    def show_done(self, text: str) -> None:
        """Say what was just written, "" for nothing."""
        self._done.setText(text)
        self.done.setVisible(bool(text))

    def show_past(self, batches: Sequence[Batch]) -> None:
        """The last imports."""
        while (item := self._list.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self._list.addWidget(widgets.label("最近的导入", "heading"))
        for one in batches:
            words = f"{one.at}　{one.title}　{one.operator}　{one.senders}"
            self._list.addWidget(widgets.label(words, "muted", wrap=True))
        self._past.setVisible(bool(batches))
