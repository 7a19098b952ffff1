"""What Alt+↓ opens over a cell: the choices of its column, or a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QMenu, QVBoxLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from perfdesk.services.form_view import FormCell


def choices(parent: QWidget, cell: FormCell, place: QPoint, chosen: Callable[[str], object]) -> QMenu:
    """A list of the column's choices at a place of the screen; the present one is ticked."""
    menu = QMenu(parent)
    menu.setAccessibleName(f"{cell.label}的选项")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for word in cell.choices:
        action = menu.addAction(word)
        action.setCheckable(True)
        action.setChecked(word == cell.edit)
        action.triggered.connect(lambda _=False, word=word: chosen(word))
        if word == cell.edit:
            menu.setActiveAction(action)
    menu.popup(place)
    return menu


def calendar(parent: QWidget, cell: FormCell, place: QPoint, year: int, chosen: Callable[[str], object]) -> QFrame:
    """A calendar at a place of the screen; a day is written as the sheet writes days."""
    popup = QFrame(parent, Qt.WindowType.Popup)
    popup.setProperty("role", "panel")
    popup.setAccessibleName(f"{cell.label}的日历")
    popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    days = QCalendarWidget(popup)
    days.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    days.setAccessibleName("选择日期")
    days.setSelectedDate(QDate(year, 12, 31))

    def pick(day: QDate) -> None:
        popup.close()
        written = day.toString(Qt.DateFormat.ISODate)
        chosen(written if cell.kind == "date" else f"{day.year()}年{day.month()}月{day.day()}日")

    days.activated.connect(pick)
    days.clicked.connect(pick)
    body = QVBoxLayout(popup)
    body.setContentsMargins(4, 4, 4, 4)
    body.addWidget(days)
    popup.move(place)
    popup.show()
    days.setFocus()
    return popup
