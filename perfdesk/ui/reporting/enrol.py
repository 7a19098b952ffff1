"""登记签名人: a key card is put on the roster only if three groups of the stamped paper's fingerprint are typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QLineEdit, QWidget

from perfdesk.services import enrolment
from perfdesk.ui import widgets

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.services.enrolment import Enrolled, Offered
    from perfdesk.ui.runner import Runner

_GROUP = re.compile(r"[0-9a-fA-F]{4}")
_NUMBERS = (1, 6, 11)
_LEVELS = {"county": "县级", "city": "市级", "province": "省级"}


class Enrol(QDialog):
    """`enrolled` carries what was put on the roster."""

    enrolled = Signal(object)

    def __init__(self, parent: QWidget, runner: Runner, card: Path | None = None) -> None:
        """With a card that was dropped, or without one."""
        super().__init__(parent)
        self.setWindowTitle("登记签名人")
        self.setAccessibleName("登记签名人")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(520)
        self._runner = runner
        self._card: Path | None = None
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label("登记下级财政局的签名密钥", "heading"))
        words = "照对方签字盖章的指纹单录入三组，不要照文件抄：文件可能被人换过，纸上的章换不了。"
        body.addWidget(widgets.label(words, "muted", wrap=True))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        line = widgets.row()
        self._named = widgets.label("还没有选密钥卡", "muted", wrap=True)
        line.addWidget(self._named, 1)
        self.choose = widgets.button("选择密钥卡…", self._choose)
        line.addWidget(self.choose)
        form.addRow("密钥卡", line)
        self.groups: list[QLineEdit] = []
        groups = widgets.row(gap=10)
        for number in _NUMBERS:
            groups.addWidget(widgets.label(f"第 {number} 组", "muted"))
            field = QLineEdit()
            field.setMaxLength(4)
            field.setMaximumWidth(76)
            field.setAccessibleName(f"指纹第 {number} 组")
            field.setPlaceholderText("4 位")
            field.textEdited.connect(self._typed)
            self.groups.append(field)
            groups.addWidget(field)
        groups.addStretch(1)
        form.addRow("纸上指纹", groups)
        body.addLayout(form)
        self.told = widgets.label("", "error", wrap=True)
        body.addWidget(self.told)
        body.addStretch(1)
        foot = widgets.row()
        foot.addStretch(1)
        foot.addWidget(widgets.button("取消", self.reject))
        self.go = widgets.button("登记", self._take, "primary")
        self.go.setDefault(True)
        foot.addWidget(self.go)
        body.addLayout(foot)
        self.go.setEnabled(False)
        if card is not None:
            self.use(card)

    def use(self, card: Path) -> None:
        """Read a key card."""
        self._runner.file("读密钥卡", lambda _: (card, enrolment.offered(card)), self._read, self._bad)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选择密钥卡", "", "密钥卡 (*.pdkey);;全部文件 (*)")
        if path:
            self.use(Path(path))

    def _read(self, what: tuple[Path, Offered]) -> None:
        self._card, found = what
        self.told.setText("")
        self._named.setText(f"{found.name}（{found.code}，{_LEVELS.get(found.level, found.level)}）")
        self._look()
        self.groups[0].setFocus()

    def _bad(self, problem: UserError) -> None:
        self._card = None
        self._named.setText("还没有选密钥卡")
        self.told.setText(f"{problem.message}。{problem.hint}")
        self._look()

    def _typed(self, text: str) -> None:
        """A full group leads to the next; groups that are pasted together are shared out."""
        field = self.sender()
        at = next((number for number, one in enumerate(self.groups) if one is field), 0)
        wrong = bool(re.search(r"[^0-9a-fA-F]", text))
        self.told.setText("指纹只有数字和字母 a 到 f" if wrong else "")
        if _GROUP.fullmatch(text) and at + 1 < len(self.groups):
            self.groups[at + 1].setFocus()
            self.groups[at + 1].selectAll()
        self._look()

    def _look(self) -> None:
        whole = all(_GROUP.fullmatch(one.text()) for one in self.groups)
        self.go.setEnabled(whole and self._card is not None)

    def _take(self) -> None:
        card = self._card
        if card is None or not self.go.isEnabled():
            return
        typed = " ".join(one.text() for one in self.groups)
        self.go.setEnabled(False)
        self._runner.change(
            "登记签名人", lambda store, _: enrolment.enrol(store, card, typed), self._done, self._refused
        )

    def _done(self, done: Enrolled) -> None:
        self.accept()
        self.enrolled.emit(done)

    def _refused(self, problem: UserError) -> None:
        self.told.setText(f"{problem.message}。{problem.hint}")
        self._look()
