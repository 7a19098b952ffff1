"""The own key: its fingerprint as on the paper, card and sheet to hand over, and its password when it is due."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame

from perfdesk.services import enrolment, submission
from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.reporting.fingerprint import Fingerprint
from perfdesk.ui.reporting.password import Password

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.errors import UserError
    from perfdesk.services.enrolment import Made, OwnKey
    from perfdesk.ui.desk import Desk

_NONE = "本机还没有签名密钥。第一次上报前制作密钥卡，把卡和盖章的指纹单交上级财政局登记；之后生成的包才会被接收。"


class KeyPanel(QFrame):
    """`made` is sent when a card was written (a key may have been made for it)."""

    made = Signal()

    def __init__(self, desk: Desk) -> None:
        """Of the office of a desk; nothing is known of its key yet."""
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName("签名密钥")
        self._desk = desk
        self._key: OwnKey | None = None
        self.password = ""  # the one that opened the key last; kept while the page is there, never written
        self.folder = ""  # where to begin to look for a folder
        self.groups = Fingerprint()
        self.told = widgets.label("", "muted", wrap=True)
        body = widgets.column(self, gap=8)
        body.setContentsMargins(16, 10, 16, 12)
        line = widgets.row(gap=10)
        line.addWidget(widgets.label("签名密钥", "heading"), 1)
        line.addWidget(widgets.button("制作密钥卡和指纹单…", self.make_card))
        body.addLayout(line)
        body.addWidget(self.groups)
        body.addWidget(self.told)

    def show_key(self, key: OwnKey | None) -> None:
        """Show a key, or that there is none yet."""
        self._key = key
        self.groups.setVisible(key is not None)
        if key is None:
            self.told.setText(_NONE)
        else:
            self.groups.show_groups(key.groups)
            self.told.setText(f"{key.protection}。上级登记时照盖章的指纹单录入第 1、6、11 组。")

    def with_password(self, then: Callable[[str], object], wrong: str = "") -> None:
        """Ask where the key is locked or must be made first; else go on at once. `wrong`: what was wrong before."""
        key = self._key
        if (key is None and not enrolment.new_key_asks()) or (key is not None and not key.locked):
            then("")
            return
        if wrong:
            self.password = ""
        elif self.password:
            then(self.password)
            return
        dialog = Password(self, new=key is None, wrong=wrong)
        dialog.given.connect(then)
        dialog.open()

    def make_card(self) -> None:
        """Write key card and fingerprint sheet into a folder."""
        start = self.folder or str(Path(self._desk.facts.path).parent)
        chosen = QFileDialog.getExistingDirectory(self, "密钥卡和指纹单写到哪个文件夹", start)
        if chosen:
            self.write_card(chosen)

    def write_card(self, folder: str) -> None:
        """Write them into `folder`."""
        self.with_password(partial(self.write_card_with, folder))

    def write_card_with(self, folder: str, password: str) -> None:
        """The same with the key's password, "" for none."""
        path = Path(self._desk.facts.path)
        self._desk.runner.file(
            "制作密钥卡和指纹单",
            lambda _: submission.card(path, Path(folder), password),
            partial(self._made_card, password),
            partial(self._no_card, folder),
        )

    def _made_card(self, password: str, done: Made) -> None:
        self.password = password
        self.made.emit()
        words = f"已写出 {done.card.name}，以及指纹单 {done.sheets[-1].name}"
        hint = "打印指纹单，签字盖章后连同密钥卡交上级财政局登记。私钥没有写出，仍只在本机。"
        message = Message(self, "密钥卡和指纹单", words, hint)
        folder = str(done.card.parent)
        message.add("打开所在文件夹", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        message.add("知道了", role="primary")
        message.open()

    def _no_card(self, folder: str, problem: UserError) -> None:
        if "口令不对" in problem.message:
            self.with_password(partial(self.write_card_with, folder), wrong=f"{problem.message}，{problem.hint}")
            return
        message = Message(self, "没有写出密钥卡", problem.message, problem.hint)
        message.add("知道了", role="primary")
        message.open()
