"""密钥与指纹: the office's own signing key with its fingerprint to print, and the signers of the offices below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QGridLayout, QLineEdit, QWidget

from perfdesk.services import enrolment, signers
from perfdesk.ui import theme, widgets
from perfdesk.ui.listing import Cell, Column, Listing

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.domain.progress import Progress
    from perfdesk.services.enrolment import Enrolled, Made, OwnKey
    from perfdesk.services.signers import Signer
    from perfdesk.ui.desk import Desk

_COLUMNS = (
    Column("代码", 80),
    Column("财政局", 220, stretches=True),
    Column("登记日期", 110),
    Column("指纹（第 1、6、11 组）", 170),
    Column("状态", 90),
)
_NONE = "还没有登记下级财政局的密钥。收到密钥卡和盖章的指纹单后，按“登记密钥卡…”。"


class KeysPanel(QWidget):
    """The own key above, the roster below."""

    def __init__(self, desk: Desk) -> None:
        """Empty until read."""
        super().__init__()
        self._desk = desk
        self._told = widgets.label("", wrap=True)
        self._groups = QGridLayout()
        self._groups.setHorizontalSpacing(18)
        self._make = widgets.button("制作密钥卡和指纹单…", self._choose, "primary")
        self._list = Listing("已登记的下级密钥", _COLUMNS, _cells, empty=_NONE)
        self._enrol = widgets.button("登记密钥卡…", self._ask_card)
        self._enrol.setEnabled(desk.runner.writable)
        body = widgets.column(self, margin=20, gap=10)
        line = widgets.row()
        line.addWidget(widgets.label("本单位的签名密钥", "heading"), 1)
        line.addWidget(self._make)
        body.addLayout(line)
        body.addWidget(self._told)
        body.addLayout(self._groups)
        body.addSpacing(10)
        below = QWidget()
        inner = widgets.column(below, gap=10)
        line = widgets.row()
        line.addWidget(widgets.label("下级财政局的密钥", "heading"), 1)
        line.addWidget(self._enrol)
        inner.addLayout(line)
        inner.addWidget(self._list, 1)
        below.setVisible(desk.facts.level != "county")  # a county receives from nobody
        body.addWidget(below, 1)
        body.addStretch(0)

    def refresh(self) -> None:
        """Read the key and the roster."""
        self._desk.runner.read("keys", lambda store: (enrolment.key_state(store), signers.roster(store)), self._show)

    def _show(self, found: tuple[OwnKey | None, tuple[Signer, ...]]) -> None:
        own, roster = found
        if own is None:
            self._told.setText("还没有密钥。上报包要用它签名；制作后把密钥卡和盖章的指纹单一并交给上级财政局登记。")
        else:
            self._told.setText(f"{own.protection}。指纹共 16 组，上级登记时核对第 1、6、11 组：")
        self._show_groups(own.groups if own is not None else ())
        self._list.show_rows(roster)

    def _show_groups(self, groups: tuple[str, ...]) -> None:
        while (item := self._groups.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.deleteLater()
        for number, group in enumerate(groups, 1):
            role = "heading" if number in {1, 6, 11} else "muted"
            self._groups.addWidget(widgets.label(f"{number}. {group}", role), (number - 1) // 8, (number - 1) % 8)
        self._groups.setColumnStretch(8, 1)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, "密钥卡和指纹单写到哪里", str(Path(self._desk.facts.path).parent)
        )
        if not folder:
            return
        self._desk.runner.read("key", enrolment.key_state, lambda own: self._ask_password(Path(folder), own))

    def _ask_password(self, folder: Path, own: OwnKey | None) -> None:
        new = own is None
        if (new and enrolment.new_key_asks()) or (own is not None and own.locked):
            asked = Password(self, new=new)
            asked.accepted.connect(lambda: self.make(folder, asked.text))
            asked.open()
        else:
            self.make(folder, "")

    def make(self, folder: Path, password: str) -> None:
        """Write the card and the sheet into a folder."""
        path = self._desk.facts.path

        def work(_: Progress) -> Made:
            return signers.make_card(Path(path), folder, password)

        self._desk.runner.file("制作密钥卡", work, self._made)

    def _made(self, made: Made) -> None:
        self.refresh()
        self._told.setText(f"已写好：{made.card}　{'　'.join(sheet.name for sheet in made.sheets)}")

    def _ask_card(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选择密钥卡", "", "密钥卡 (*.pdkey)")
        if path:
            Enrol(self, self._desk, Path(path), self.refresh).open()


class Password(QDialog):
    """A new password typed twice, or the one that opens the key."""

    def __init__(self, parent: QWidget, *, new: bool) -> None:
        """`new`: the key is made now; a blank password is allowed and its price said."""
        super().__init__(parent.window())
        self._new = new
        self.text = ""
        self.setWindowTitle("签名密钥的口令")
        self.setAccessibleName("签名密钥的口令")
        self.setModal(True)
        self.setMinimumWidth(420)
        body = widgets.column(self, margin=20, gap=10)
        hint = "口令忘记后不能找回，只能重新制作密钥。留空则只靠本机账户保护。" if new else "输入制作密钥时设的口令。"
        body.addWidget(widgets.label(hint, "muted", wrap=True))
        form = QFormLayout()
        self.first, self.second = QLineEdit(), QLineEdit()
        for words, part in (("口令", self.first), ("再输入一次", self.second)):
            part.setEchoMode(QLineEdit.EchoMode.Password)
            part.setAccessibleName(words)
            if new or part is self.first:
                form.addRow(widgets.label(words, "muted"), part)
        body.addLayout(form)
        self.trouble = widgets.label("", "error", wrap=True)
        body.addWidget(self.trouble)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.ok = widgets.button("继续", self._go_on, "primary")
        self.ok.setDefault(True)
        line.addWidget(self.ok)
        body.addLayout(line)

    def _go_on(self) -> None:
        if self._new and self.first.text() != self.second.text():
            self.trouble.setText("两次输入的口令不同，请重新输入。")
            return
        self.text = self.first.text()
        self.accept()


class Enrol(QDialog):
    """Whose card it is, and the three groups of the paper fingerprint that prove it."""

    def __init__(self, parent: QWidget, desk: Desk, card: Path, then: object) -> None:
        """Read the card beside the window."""
        super().__init__(parent.window())
        self._desk, self._card, self._then = desk, card, then
        self.setWindowTitle("登记密钥卡")
        self.setAccessibleName("登记密钥卡")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(440)
        body = widgets.column(self, margin=20, gap=10)
        self.whose = widgets.label(card.name, "heading", wrap=True)
        body.addWidget(self.whose)
        body.addWidget(widgets.label("照盖章的指纹单依次录入第 1、6、11 组（每组 4 位）。", "muted", wrap=True))
        line = widgets.row()
        self.groups = []
        for number in (1, 6, 11):
            part = QLineEdit()
            part.setMaxLength(4)
            part.setAccessibleName(f"第 {number} 组")
            part.setPlaceholderText(f"第 {number} 组")
            self.groups.append(part)
            line.addWidget(part)
        body.addLayout(line)
        self.trouble = widgets.label("", "error", wrap=True)
        self.trouble.setMinimumHeight(theme.ROW)
        body.addWidget(self.trouble)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.ok = widgets.button("登记", self._go_on, "primary")
        self.ok.setDefault(True)
        line.addWidget(self.ok)
        body.addLayout(line)
        desk.runner.file("读密钥卡", lambda _: enrolment.offered(card), self._offered, self._refused)

    def _offered(self, card: object) -> None:
        self.whose.setText(f"{card.name}（{card.code}）的密钥卡")  # type: ignore[attr-defined] # services' Offered

    def _go_on(self) -> None:
        card, typed = self._card, " ".join(part.text().strip().lower() for part in self.groups)
        self._desk.runner.change(
            "登记密钥卡", lambda store, _: enrolment.enrol(store, card, typed), self._enrolled, self._refused
        )

    def _enrolled(self, _: Enrolled) -> None:
        self.accept()
        self._then()  # type: ignore[operator] # the panel's refresh

    def _refused(self, problem: UserError) -> None:
        self.trouble.setText(str(problem))


def _cells(signer: Signer) -> tuple[Cell, ...]:
    tone, state = ("grey", "已停用") if signer.revoked else ("green", "有效")
    return (
        Cell(signer.code),
        Cell(signer.name),
        Cell(signer.enrolled_on, ink="muted"),
        Cell(" ".join(signer.groups), ink="muted"),
        Cell(state, tone),
    )
