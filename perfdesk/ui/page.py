"""The base of every page: stale until shown, refreshed once, speaking to the frame by signals only."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.place import Place


class Page(QWidget):
    """A page of the window.

    A page is made from a desk alone. It sets `key` and `title`, and `reads`: the tables that it shows. It overrides
    `refresh` (ask the runner and show), `open_place` where it understands filters or records, and `leave` where
    something typed could be lost. Its commands are QActions added with addAction: the frame shows them in the menu 本页
    and in the list of keys.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    reads: ClassVar[frozenset[str]] = frozenset()

    go = Signal(object)  # a Place
    say = Signal(object)  # a sentence for the status bar
    totals = Signal(object)  # Totals of the selected cells, None where nothing is selected

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Stale; nothing is read before the page is shown."""
        super().__init__(parent)
        self.desk = desk
        self._stale = True
        self._shown = False
        self.setAccessibleName(self.title)

    def show_page(self) -> None:
        """The frame brought the page to the front: refresh what is stale."""
        self._shown = True
        if self._stale:
            self._stale = False
            self.refresh()

    def hide_page(self) -> None:
        """The frame put another page to the front."""
        self._shown = False

    def stale(self, changed: frozenset[str]) -> None:
        """Rows of these tables changed; a shown page refreshes at once, a hidden one when it is shown."""
        if changed & self.reads:
            self.outdated()

    def outdated(self) -> None:
        """All that is shown is out of date (another year, another money unit)."""
        self._stale = True
        if self._shown:
            self.show_page()

    def refresh(self) -> None:
        """Ask the runner for what the page shows; a page without data has nothing to do."""

    def open_place(self, place: Place) -> None:
        """Show what a place asks for; called after the page is in front."""

    def leave(self) -> bool:
        """Whether the page may be left now."""
        return True
