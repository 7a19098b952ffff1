"""Everything a person can do in the frame, as one table: the menus, the keys and the list on Ctrl+/ come from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One entry: where it stands in the menus, its words, its keys, what it does; "-" as text is a separator."""

    menu: str
    key: str
    text: str
    keys: tuple[str, ...] = ()
    run: Callable[[], object] | None = None
    page: str = ""  # a command of a page that may not exist
    checkable: bool = False


class Commands:
    """The commands as actions of a window."""

    def __init__(self, window: QWidget, table: tuple[Command, ...]) -> None:
        """Make an action of each command and give it to the window, so that its keys work everywhere."""
        self.table = table
        self.actions: dict[str, QAction] = {}
        for command in table:
            if command.text == "-":
                continue
            action = QAction(command.text, window)
            action.setObjectName(command.key)
            action.setCheckable(command.checkable)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            if command.run is not None:
                action.triggered.connect(_without_argument(command.run))
            window.addAction(action)
            self.actions[command.key] = action

    def fill(self, menu: QMenu, name: str) -> None:
        """Put the actions of one menu into it."""
        for command in self.table:
            if command.menu == name:
                if command.text == "-":
                    menu.addSeparator()
                else:
                    menu.addAction(self.actions[command.key])

    def show_pages(self, there: Container[str]) -> None:
        """Commands of pages that are not there are not shown and have no key; the others count from Ctrl+1."""
        number = 0
        for command in self.table:
            if command.page in there and command.key.startswith("go-"):
                number += 1
                keys = f"Ctrl+{number % 10}" if number <= 10 else ""
                self.actions[command.key].setShortcut(QKeySequence(keys))
            if command.page:
                self.actions[command.key].setVisible(command.page in there)
                self.actions[command.key].setEnabled(command.page in there)

    def enable(self, keys: Iterable[str], *, on: bool) -> None:
        """Enable or disable some commands."""
        for key in keys:
            self.actions[key].setEnabled(on)

    def action(self, key: str) -> QAction:
        """The action of a command."""
        return self.actions[key]


def _without_argument(run: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        run()

    return call
