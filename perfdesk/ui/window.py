"""The window: navigation, top bar, pages and foot; it brings pages to the front and carries their signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.navigation import Count, Navigation
from perfdesk.ui.pages import HIDDEN, pages
from perfdesk.ui.place import Place
from perfdesk.ui.statusbar import StatusBar
from perfdesk.ui.topbar import HELP, TopBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from perfdesk.ui.commands import Command, Commands
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.page import Page
    from perfdesk.ui.pages import PageKind

PROGRAM = "绩效台账"
_BACK = 50  # places that Alt+Left remembers


class Window(QMainWindow):
    """The frame around the pages of one desk at a time."""

    closing = Signal(object)  # a list; whoever appends to it keeps the window open
    placed = Signal(object)  # the Place that was gone to
    asked = Signal(object)  # a Place that is no page but something for the program to do
    painted = Signal()  # once, after the first paint

    def __init__(self) -> None:
        """The frame without a file and without commands: what the first paint shows."""
        super().__init__()
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(1024, 600)
        self.desk: Desk | None = None
        self.pages: dict[str, Page] = {}
        self._kinds: dict[str, PageKind] = {}
        self._places: list[Place] = []
        self._at = -1
        self.top = TopBar()
        self.navigation = Navigation()
        self.stack = QStackedWidget()
        self.stack.setAccessibleName("页面")
        self.foot = StatusBar()
        self._lay_out()
        self.commands: Commands | None = None
        self._painted = False

    def complete(self, table: tuple[Command, ...]) -> Commands:
        """Everything that the first paint does not need: commands, menus, keys."""
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 - after the first paint

        from perfdesk.ui.commands import Commands  # noqa: PLC0415
        from perfdesk.ui.drops import Drops  # noqa: PLC0415

        self.blank = widgets.label("", "muted")
        self.blank.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.blank)
        self.foot.complete()
        self.commands = Commands(self, table)
        self._fill_menus(self.commands)
        self.navigation.chosen.connect(lambda key: self.go(Place(key)))
        self.navigation.entered.connect(self.next_part)
        self.top.search.found.connect(self._found)
        QShortcut(QKeySequence("F6"), self, self.next_part)
        Drops(self)
        return self.commands

    # --- the desk

    def show_blank(self, text: str) -> None:
        """No page yet: what is being done, or what to do first."""
        self.blank.setText(text)
        self.stack.setCurrentWidget(self.blank)

    def show_level(self, level: str) -> None:
        """The navigation of an office's level."""
        self._kinds = {kind.key: kind for kind in pages(level)}
        self.navigation.show_pages([kind for kind in self._kinds.values() if kind.section != HIDDEN])
        if self.commands is not None:
            self.commands.show_pages(self._kinds)

    def attach(self, desk: Desk, first: Place | None = None) -> None:
        """Show the pages of a desk, beginning at a place."""
        self.desk = desk
        self.show_level(desk.facts.level)
        self._show_facts()
        desk.moved.connect(self._moved)
        desk.runner.changed.connect(self._changed)
        start = first if first is not None and first.page in self._kinds else None
        self.go(start or Place(next(iter(self._kinds), "")))

    def detach(self) -> None:
        """Forget the desk and its pages."""
        self.show_blank("")
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()
        self._places.clear()
        self._at = -1
        self.navigation.show_counts({})
        self.foot.show_totals(None)
        self.desk = None

    # --- going to places

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self.pages.get(self._places[self._at].page) if self._places else None

    @property
    def place(self) -> Place | None:
        """Where the window is."""
        return self._places[self._at] if self._places else None

    def go(self, place: Place) -> bool:
        """Bring a page to the front and show what the place asks for; False where the page in front may not be left.

        A place whose page begins with @ asks the program for something that is no page (@restore).
        """
        if place.page.startswith("@"):
            self.asked.emit(place)
            return True
        if not self._front(place):
            return False
        del self._places[self._at + 1 :]
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        del self._places[:-_BACK]
        self._at = len(self._places) - 1
        self._show(place)
        return True

    def back(self, steps: int = -1) -> None:
        """Go back (or forward) to a place where the window was."""
        at = self._at + steps
        if 0 <= at < len(self._places) and self._front(self._places[at]):
            self._at = at
            self._show(self._places[at])

    def next_part(self) -> None:
        """F6: from the navigation to the page to the top bar and round."""
        page = self.stack.currentWidget()
        if page is None:
            return
        parts: list[QWidget] = [self.navigation, page, self.top.search]
        focus = self.focusWidget()
        inside = [number for number, part in enumerate(parts) if focus and (part is focus or part.isAncestorOf(focus))]
        target = parts[(inside[0] + 1) % len(parts)] if inside else self.navigation
        if target is page and target.focusPolicy() == QtCore.Qt.FocusPolicy.NoFocus:
            first = next((child for child in page.findChildren(QWidget) if _takes_focus(child)), None)
            target = first or self.top.search
        target.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)

    def _front(self, place: Place) -> bool:
        old = self.page
        if self.desk is None or place.page not in self._kinds:
            return False
        if old is not None and old.key != place.page and not old.leave():
            self.navigation.mark(old.key)
            return False
        if place.page not in self.pages:
            self._build(self._kinds[place.page])
        return True

    def _build(self, kind: PageKind) -> None:
        if self.desk is None:
            return
        page = kind.make(self.desk)
        page.go.connect(self.go)
        page.say.connect(self.foot.say)
        page.totals.connect(self.foot.show_totals)
        self.pages[kind.key] = page
        self.stack.addWidget(page)

    def _show(self, place: Place) -> None:
        page = self.pages[place.page]
        for other in self.pages.values():
            if other is not page:
                other.hide_page()
        self.stack.setCurrentWidget(page)
        self.foot.show_totals(None)
        self.navigation.mark(place.page)
        page.show_page()
        page.open_place(place)
        self.placed.emit(place)

    # --- what is new

    def _moved(self, what: str) -> None:
        self._show_facts()
        for page in list(self.pages.values()):
            page.outdated()
        del what

    def _changed(self, tables: frozenset[str]) -> None:
        for page in list(self.pages.values()):
            page.stale(tables)

    def _show_facts(self) -> None:
        if self.desk is not None:
            facts = self.desk.facts
            self.show_office(facts.name, self.desk.year, facts.years, read_only=facts.read_only)
            self.top.show_unit(self.desk.unit)
            self.foot.show_operator(facts.operator)

    def show_office(self, name: str, year: int, years: tuple[int, ...] = (), *, read_only: bool = False) -> None:
        """Name and year of the open file, in the top bar and in the title."""
        self.top.show_office(name)
        self.top.show_years(year, years or (year,))
        self.setWindowTitle(f"{name} {year} 年度{'（只读）' if read_only else ''} — {PROGRAM}" if name else PROGRAM)

    def show_counts(self, counts: Mapping[str, object]) -> None:
        """Counts of the navigation: anything with text, waiting and tip."""
        self.navigation.show_counts(
            {
                key: Count(one.text, one.waiting, one.tip)  # type: ignore[attr-defined] # services' PageCount
                for key, one in counts.items()
            }
        )

    # --- making

    def _lay_out(self) -> None:
        self.setMenuWidget(self.top)
        middle = widgets.row(gap=0)
        middle.addWidget(self.navigation)
        middle.addWidget(self.stack, 1)
        whole = QWidget()
        body = widgets.column(whole, gap=0)
        body.addLayout(middle, 1)
        body.addWidget(self.foot)
        self.setCentralWidget(whole)

    def _fill_menus(self, commands: Commands) -> None:
        for name, menu in self.top.menu_of.items():
            commands.fill(menu, name)
        own = QMenu("本页", self.top.menus)
        own.setAccessibleName("本页")
        own.aboutToShow.connect(lambda: self._fill_own(own))
        self.own_menu = self.top.menus.insertMenu(self.top.menu_of[HELP].menuAction(), own)
        self.placed.connect(lambda _: self.own_menu.setVisible(bool(self.page and self.page.actions())))
        self.own_menu.setVisible(False)

    def _fill_own(self, menu: QMenu) -> None:
        menu.clear()
        if self.page is not None:
            menu.addActions(self.page.actions())

    def _found(self, entry: object) -> None:
        kind, found = entry.kind, entry.id  # type: ignore[attr-defined] # a services' Entry
        pages_of = {"unit": "units", "project": "projects"}
        self.go(Place(found) if kind == "page" else Place(pages_of[kind], record=found))

    # --- the first paint, leaving

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell when the window has been painted for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def restore(self, geometry: str) -> None:
        """Stand where the window stood last, or in the middle at a fitting size."""
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            room = self.screen().availableGeometry()
            self.resize(min(1440, room.width()), min(900, room.height() - 30))

    def geometry_text(self) -> str:
        """Where the window stands, as text."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close unless a page or a change under way forbids it."""
        refusals: list[str] = []
        page = self.page
        if page is not None and not page.leave():
            refusals.append(page.key)
        else:
            self.closing.emit(refusals)
        if refusals:
            event.ignore()
        else:
            super().closeEvent(event)


def _takes_focus(child: QWidget) -> bool:
    shown = child.isVisibleTo(child.window()) and child.isEnabled()
    return shown and bool(child.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus)
