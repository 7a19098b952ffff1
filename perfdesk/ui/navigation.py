"""The navigation: the year's work in order, each page with its count; a red count is what waits for the person here.

It is made of plain buttons that the style sheet paints. A part that paints itself in Python would make the enums of the
namespace Qt before the window's first paint, which takes a quarter of the time in which a window starts.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from perfdesk.ui.pages import PageKind

WIDTH = 200
_ROW = 29


class Count(NamedTuple):
    """What stands beside a page; `waiting`: somebody waits for the person at the desk; `tip` says what is counted."""

    text: str
    waiting: bool = False
    tip: str = ""


class _Entry(QPushButton):
    """One page: its title and its count."""

    def __init__(self, title: str, parent: Navigation) -> None:
        super().__init__(title, parent)
        self._navigation = parent
        self._title = title
        self.badge: QLabel | None = None
        self.setProperty("role", "page")
        self.setCheckable(True)
        self.setFixedHeight(_ROW)
        self.setAccessibleName(title)

    def show_count(self, count: Count | None) -> None:
        """Show a count, or none."""
        if self.badge is None:
            if count is None:
                return
            self.badge = QLabel(self)
            line = QHBoxLayout(self)
            line.setContentsMargins(0, 0, 7, 0)
            line.addStretch(1)
            line.addWidget(self.badge)
        self.badge.setVisible(count is not None)
        told = ""
        if count is not None:
            self.badge.setText(count.text)
            room = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(count.text)
            self.badge.setFixedSize(max(24, room + 14), 18)
            role = "waiting" if count.waiting else "badge"
            if self.badge.property("role") != role:
                self.badge.setProperty("role", role)
                self.badge.style().unpolish(self.badge)
                self.badge.style().polish(self.badge)
            told = f"，{count.text}{'，待办' if count.waiting else ''}"
        self.setToolTip(count.tip if count is not None else "")
        self.setAccessibleName(f"{self._title}{told}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move through the pages, Enter and → move the focus into the page."""
        if not self._navigation.press(event.key()):
            super().keyPressEvent(event)


class Navigation(QFrame):
    """The list at the left; `chosen` carries the key of a page, `entered` asks for the focus to go into it."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("导航")
        self._entries: dict[str, _Entry] = {}
        self._counts: Mapping[str, Count] = {}
        self._current = ""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 8, 8, 8)
        self._rows.setSpacing(1)

    @property
    def keys(self) -> list[str]:
        """The keys of the pages, from top to bottom."""
        return list(self._entries)

    def entry(self, key: str) -> QPushButton:
        """The button of a page."""
        return self._entries[key]

    def show_pages(self, kinds: Sequence[PageKind]) -> None:
        """Show these pages under their headings, in the order given."""
        if [kind.key for kind in kinds] == self.keys:
            return
        while (item := self._rows.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.setParent(None)
                part.deleteLater()
        self._entries = {}
        section = ""
        for kind in kinds:
            if kind.section != section:
                section = kind.section
                heading = QLabel(section, self)
                heading.setProperty("role", "section")
                self._rows.addWidget(heading)
            entry = _Entry(kind.title, self)
            entry.clicked.connect(partial(self._clicked, kind.key))
            self._entries[kind.key] = entry
            self._rows.addWidget(entry)
        self._rows.addStretch(1)

    def show_counts(self, counts: Mapping[str, Count]) -> None:
        """Show what stands beside each page."""
        if counts != self._counts:
            self._counts = counts
            for key, entry in self._entries.items():
                entry.show_count(counts.get(key))

    def mark(self, key: str) -> None:
        """Mark the page that is in front, the only one that Tab stops at; says nothing to anybody."""
        focused = any(entry.hasFocus() for entry in self._entries.values())
        self._current = key
        policies = QtCore.Qt.FocusPolicy
        for own, entry in self._entries.items():
            entry.setChecked(own == key)
            entry.setFocusPolicy(policies.StrongFocus if own == key else policies.ClickFocus)
        if key in self._entries:
            self.setFocusProxy(self._entries[key])
            if focused:
                self._entries[key].setFocus()

    def press(self, key: int) -> bool:
        """A key was pressed on an entry; whether it was one of ours."""
        keys, names = self.keys, QtCore.Qt.Key
        at = keys.index(self._current) if self._current in keys else 0
        moves = {names.Key_Up: at - 1, names.Key_Down: at + 1, names.Key_Home: 0, names.Key_End: len(keys) - 1}
        if key in moves:
            self.chosen.emit(keys[max(0, min(len(keys) - 1, moves[names(key)]))])
        elif key in (names.Key_Return, names.Key_Enter, names.Key_Right):
            self.entered.emit()
        else:
            return False
        return True

    def _clicked(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self._entries[key].setChecked(key == self._current)
        self.chosen.emit(key)
