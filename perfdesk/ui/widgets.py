"""Small builders: labels, buttons and panels in the theme's roles, each with an accessible name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


def label(text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label in a role of the theme."""
    made = QLabel(text, parent)
    made.setTextFormat(QtCore.Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
    return made


def button(text: str, clicked: Callable[[], object] | None = None, role: str = "", tip: str = "") -> QPushButton:
    """A push button; its text is its accessible name, `tip` its description."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if tip:
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
    if clicked is not None:
        made.clicked.connect(lambda _=False: clicked())
    return made


def frame(role: str = "panel", parent: QWidget | None = None) -> QFrame:
    """A frame in a role of the theme (panel, bar, foot, side, rule)."""
    made = QFrame(parent)
    made.setProperty("role", role)
    return made


def column(parent: QWidget | None = None, margin: int = 0, gap: int = 8) -> QVBoxLayout:
    """A vertical layout."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def row(parent: QWidget | None = None, margin: int = 0, gap: int = 8) -> QHBoxLayout:
    """A horizontal layout."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made
