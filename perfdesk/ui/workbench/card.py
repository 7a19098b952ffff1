"""A figure that matters as a card; the whole card leads to the page behind it, by mouse and by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from perfdesk.services.workbench import Card
    from perfdesk.ui.desk import Desk


class CardView(QFrame):
    """`chosen` carries the Card."""

    chosen = Signal(object)

    def __init__(self, card: Card, desk: Desk, *, leads: bool) -> None:
        """`leads`: the office has the page behind it."""
        super().__init__()
        self._card, self._leads = card, leads
        self.setProperty("role", "card" if leads else "panel")
        if leads:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        body = widgets.column(self, gap=2)
        body.setContentsMargins(14, 8, 14, 8)
        self._title = widgets.label("", "muted")
        self._value = widgets.label("", "figure")
        self._told = widgets.label("", "muted", wrap=True)
        for part in (self._title, self._value, self._told):
            body.addWidget(part)
        body.addStretch(1)
        self.show_card(card, desk)

    def show_card(self, card: Card, desk: Desk) -> None:
        """Another figure in the same place."""
        self._card = card
        value = desk.money(card.money, "—") if card.money is not None or card.parts else card.value
        told = card.told
        if card.amount is not None:
            told = f"{told} · {desk.money(card.amount)} {desk.unit}"
        if card.parts:
            told += "，".join(f"{word} {desk.money(amount, '—')}" for word, amount in card.parts)
        title = f"{card.title}（{desk.unit}）" if card.parts else card.title
        self._title.setText(title)
        self._value.setText(value)
        theme.repolish(self._value, "alarm" if card.alarm else "figure")
        self._told.setText(told)
        self._told.setToolTip(told)
        self.setAccessibleName(f"{title} {value} {told}")

    @property
    def words(self) -> tuple[str, str, str]:
        """Title, value and sentence as they stand."""
        return self._title.text(), self._value.text(), self._told.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click leads on."""
        if (
            self._leads
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.chosen.emit(self._card)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter and space too."""
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._card)
        else:
            super().keyPressEvent(event)
