"""Choosing which unit or project a name in a file means: near matches first, a field to narrow the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.imports import Question
    from perfdesk.services.imports.choices import Choice

_ID = int(Qt.ItemDataRole.UserRole)


class Choose(QDialog):
    """`chosen` carries (question, id)."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, question: Question, choices: Sequence[Choice]) -> None:
        """List what the name may mean."""
        super().__init__(parent)
        word = "单位" if question.kind == "unit" else "项目"
        self.setWindowTitle(f"选择{word}")
        self.setAccessibleName(f"选择{word}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(520, 460)
        self._question = question
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label(f"文件里写的“{question.text}”是台账里的哪一个{word}？", "heading", wrap=True))
        body.addWidget(widgets.label("选定后立即重新比较，并随这次导入记住；撤销导入时一并撤销。", "muted", wrap=True))
        self.field = QLineEdit()
        self.field.setAccessibleName(f"查找{word}")
        self.field.setPlaceholderText("输入名称的一部分")
        self.field.setClearButtonEnabled(True)
        body.addWidget(self.field)
        self.list = QListWidget()
        self.list.setAccessibleName(word)
        self.list.setUniformItemSizes(True)
        for choice in choices:
            item = QListWidgetItem(f"{choice.name}　（相近）" if choice.near else choice.name)
            item.setData(_ID, choice.id)
            self.list.addItem(item)
        if choices:
            self.list.setCurrentRow(0)
        body.addWidget(self.list, 1)
        if not choices:
            body.addWidget(widgets.label(f"台账里还没有可选的{word}。请先导入名单，或勾选“补建”。", "muted", wrap=True))
        buttons = widgets.row()
        buttons.addStretch(1)
        buttons.addWidget(widgets.button("取消", self.reject))
        self.take = widgets.button("就是它", self._take, "primary")
        self.take.setEnabled(bool(choices))
        self.take.setDefault(True)
        buttons.addWidget(self.take)
        body.addLayout(buttons)
        self.field.textChanged.connect(self._narrow)
        self.list.itemActivated.connect(lambda _: self._take())
        self.field.setFocus()

    def _narrow(self, text: str) -> None:
        first = None
        for at in range(self.list.count()):
            item = self.list.item(at)
            fits = "".join(text.split()) in item.text()
            item.setHidden(not fits)
            first = first if first is not None or not fits else item
        self.take.setEnabled(first is not None)
        if first is not None:
            self.list.setCurrentItem(first)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            self.accept()
            self.chosen.emit((self._question, item.data(_ID)))
