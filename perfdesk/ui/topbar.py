"""The top of the window: menus, office, year, money unit, search, and the three things done most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QMenuBar, QPushButton, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.search import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

HEIGHT = 46
FILE, EDIT, VIEW, GO, WORK, HELP = "文件", "编辑", "查看", "转到", "业务", "帮助"
MENUS = (FILE, EDIT, VIEW, GO, WORK, HELP)


class TopBar(QFrame):
    """`year` carries the chosen working year."""

    year = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing is open yet."""
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("顶栏")
        self.menus = QMenuBar(self)
        self.menus.setNativeMenuBar(False)
        self.menus.setFixedHeight(30)
        self.menus.setAccessibleName("菜单")
        self.menu_of: dict[str, QMenu] = {}
        for name in MENUS:
            self.menu_of[name] = self.menus.addMenu(name)
            self.menu_of[name].setAccessibleName(name)
        self.office = _chooser("财政局")
        self.years = _chooser("年度")
        self.unit = _chooser("金额单位")
        self.search = SearchField(self)
        self._line = widgets.row(self, gap=8)
        self._line.setContentsMargins(8, 0, 12, 0)
        self._line.addWidget(self.menus)
        self._line.addSpacing(6)
        for part in (self.office, self.years, self.unit):
            self._line.addWidget(part)
        self._line.addStretch(1)
        self._line.addWidget(self.search, 2)
        self._line.addSpacing(4)

    def add_button(self, action: QAction, text: str, *, primary: bool = False) -> QPushButton:
        """A button for one of the commands; it is there as long as the command can be used."""
        made = widgets.button(text, action.trigger, "primary" if primary else "", _tip(action))
        made.setVisible(action.isVisible())
        made.setEnabled(action.isEnabled())

        def follow() -> None:
            made.setEnabled(action.isEnabled())
            made.setVisible(action.isVisible())

        action.changed.connect(follow)
        self._line.addWidget(made)
        return made

    def show_office(self, name: str) -> None:
        """The office that keeps the open file."""
        self.office.setText(f"{name} ▾" if name else "未打开文件 ▾")
        self.office.setAccessibleName(f"财政局：{name or '未打开文件'}")

    def show_years(self, shown: int, years: Sequence[int]) -> None:
        """The working year, and those that can be chosen."""
        self.years.setText(f"{shown} 年度 ▾")
        self.years.setAccessibleName(f"年度：{shown}")
        if self.years.menu() is None and len(years) < 2:
            return
        menu = self.years.menu() or QMenu(self.years)
        menu.clear()
        for year in years:
            action = menu.addAction(f"{year} 年度")
            action.setCheckable(True)
            action.setChecked(year == shown)
            action.triggered.connect(lambda _=False, chosen=year: self.year.emit(chosen))
        self.years.setMenu(menu)

    def show_unit(self, unit: str) -> None:
        """The money unit in use stands first."""
        self.unit.setText("万元 ⇄ 元" if unit == "万元" else "元 ⇄ 万元")
        self.unit.setAccessibleName(f"金额单位：{unit}，按下换成{'元' if unit == '万元' else '万元'}")


def _chooser(name: str) -> QPushButton:
    made = widgets.button(name)
    made.setAccessibleDescription(name)
    return made


def _tip(action: QAction) -> str:
    keys = action.shortcut().toString()
    return f"{action.text()}（{keys}）" if keys else action.text()
