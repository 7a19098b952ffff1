"""The password of the signing key: the one that opens it, or a new one that protects it (typed twice, or declined)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from perfdesk.ui import widgets

_LEAST = 6


class Password(QDialog):
    """`given` carries the password, "" where a new key is to have none."""

    given = Signal(object)

    def __init__(self, parent: QWidget, *, new: bool, wrong: str = "") -> None:
        """`new`: a key is about to be made; `wrong` says what was wrong the last time."""
        super().__init__(parent)
        title = "制作签名密钥" if new else "签名密钥的口令"
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(460)
        self._new = new
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label("给签名密钥设一个口令" if new else "输入签名密钥的口令", "heading"))
        words = (
            "密钥只存在本机，不进数据文件。设了口令，别人拿到电脑也不能冒名签名；忘记口令只能重新制作密钥、重新登记。"
            if new
            else "签名上报包要打开密钥。口令区分大小写。"
        )
        body.addWidget(widgets.label(words, "muted", wrap=True))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        self.first, self.second = _field("口令"), _field("再输一次")
        form.addRow("口令", self.first)
        if new:
            form.addRow("再输一次", self.second)
        body.addLayout(form)
        self.told = widgets.label(wrong, "error", wrap=True)
        body.addWidget(self.told)
        body.addStretch(1)
        line = widgets.row()
        if new:
            line.addWidget(widgets.button("不设口令", self._decline, "", "私钥只靠文件权限保护"))
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.go = widgets.button("制作" if new else "签名", self._take, "primary")
        self.go.setDefault(True)
        line.addWidget(self.go)
        body.addLayout(line)
        for part in (self.first, self.second):
            part.textChanged.connect(lambda _: self._look())
        self.first.setFocus()
        self.go.setEnabled(False)

    def _look(self) -> None:
        first, second = self.first.text(), self.second.text()
        told = ""
        if self._new and first and len(first) < _LEAST:
            told = f"口令至少 {_LEAST} 位"
        elif self._new and second and first != second:
            told = "两次输入不同"
        self.told.setText(told)
        self.go.setEnabled(bool(first) and not told and (not self._new or first == second))

    def _take(self) -> None:
        if self.go.isEnabled():
            self._give(self.first.text())

    def _decline(self) -> None:
        self._give("")

    def _give(self, password: str) -> None:
        self.accept()
        self.given.emit(password)


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(name)
    return made
