"""设置与数据: the office, limits and schemes, keys, backups; each a panel of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from perfdesk.ui import widgets
from perfdesk.ui.page import Page
from perfdesk.ui.place import Place
from perfdesk.ui.segments import Segments
from perfdesk.ui.settings.backups import BackupsPanel
from perfdesk.ui.settings.keys import KeysPanel
from perfdesk.ui.settings.limits import LimitsPanel
from perfdesk.ui.settings.office import OfficePanel

if TYPE_CHECKING:
    from perfdesk.ui.desk import Desk

_PANELS = (("office", "本单位"), ("limits", "界限与方案"), ("keys", "密钥与指纹"), ("backups", "备份"))


class SettingsPage(Page):
    """Settings; a place may name a panel with the filter `panel`."""

    key = "settings"
    title = "设置与数据"
    reads = frozenset({"office", "setting", "roster"})

    def __init__(self, desk: Desk) -> None:
        """The office's own facts first."""
        super().__init__(desk)
        self._choice = Segments("设置", _PANELS, "office")
        self._stack = QStackedWidget()
        self._office, self._limits = OfficePanel(desk), LimitsPanel(desk)
        self._keys, self._backups = KeysPanel(desk), BackupsPanel(desk)
        self._panels = {
            "office": self._office,
            "limits": self._limits,
            "keys": self._keys,
            "backups": self._backups,
        }
        for panel in self._panels.values():
            held = widgets.frame("panel")
            widgets.column(held, margin=1).addWidget(panel)
            self._stack.addWidget(held)
        self._choice.chosen.connect(self.show_panel)
        self._backups.restore.connect(lambda path: self.go.emit(Place("@restore", record=path)))
        self._backups.made.connect(lambda path: self.go.emit(Place("@backed-up", record=str(path))))
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=14)
        head.addWidget(widgets.label("设置与数据", "title"))
        head.addWidget(self._choice)
        head.addStretch(1)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)

    def refresh(self) -> None:
        """Read all panels again."""
        self._office.show_facts()
        self._limits.refresh()
        self._keys.refresh()
        self._backups.refresh()

    def open_place(self, place: Place) -> None:
        """The panel that the place names."""
        if place.value("panel") in self._panels:
            self.show_panel(place.value("panel"))

    def show_panel(self, key: str) -> None:
        """Bring a panel to the front."""
        self._choice.choose(key)
        self._stack.setCurrentIndex(list(self._panels).index(key))
