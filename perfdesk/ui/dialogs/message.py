"""A message in three parts: what happened, what to do next, and the buttons that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from perfdesk.domain.errors import UserError

WIDTH = 460


class Message(QDialog):
    """A modal message over its parent; it is shown with open() and goes when a button is pressed."""

    def __init__(self, parent: QWidget | None, title: str, text: str, hint: str = "") -> None:
        """`text` says what happened and where, `hint` what to do next."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(WIDTH)
        self.body = widgets.column(self, margin=20, gap=10)
        self.text = _words(text, "heading")
        self.body.addWidget(self.text)
        self.hint = _words(hint, "muted")
        self.hint.setVisible(bool(hint))
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        self.buttons = widgets.row(gap=8)
        self.buttons.addStretch(1)
        self.body.addSpacing(6)
        self.body.addLayout(self.buttons)
        QShortcut(QKeySequence("Ctrl+C"), self, self._copy)

    def add(self, text: str, run: Callable[[], object] | None = None, role: str = "") -> QPushButton:
        """A button that closes the message and then does something; the last one that is `primary` is the default."""

        def press() -> None:
            self.accept()
            if run is not None:
                run()

        made = widgets.button(text, press, role)
        self.buttons.addWidget(made)
        if role == "primary":
            made.setDefault(True)
            made.setFocus()
        return made

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - seldom

        QGuiApplication.clipboard().setText("\n".join(part for part in (self.text.text(), self.hint.text()) if part))


def _words(text: str, role: str) -> QLabel:
    made = widgets.label(text, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setMinimumWidth(WIDTH - 40)
    return made


def tell(parent: QWidget | None, title: str, problem: UserError) -> Message:
    """Show what could not be done, with the next step."""
    made = Message(parent, title or "没有做成", problem.message, problem.hint)
    made.add("知道了", role="primary")
    made.open()
    return made
