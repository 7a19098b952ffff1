"""One choice of a few, as buttons side by side; arrows move among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence


class Segments(QWidget):
    """`chosen` carries the key of the button that a person pressed."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], first: str) -> None:
        """`choices` are keys with words, `first` the one that is chosen."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        line = widgets.row(self, gap=0)
        line.setContentsMargins(1, 0, 0, 0)  # the buttons overlap by a pixel
        for key, words in choices:
            made = widgets.button(words, None, "segment")
            made.setAccessibleDescription(name)
            made.setCheckable(True)
            made.setChecked(key == first)
            made.clicked.connect(lambda _=False, chosen=key: self.chosen.emit(chosen))
            self._group.addButton(made)
            self._buttons[key] = made
            line.addWidget(made)

    @property
    def key(self) -> str:
        """What is chosen."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without telling anybody."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def say(self, key: str, words: str) -> None:
        """Other words on a button."""
        self._buttons[key].setText(words)
        self._buttons[key].setAccessibleName(words)
