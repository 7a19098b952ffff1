"""One open data file in the window: it is opened in the runner's thread, and what the frame shows of it is kept new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from perfdesk.ui.desk import Desk
from perfdesk.ui.pages import pages

if TYPE_CHECKING:
    from perfdesk.domain.finder import Finder
    from perfdesk.services.backups import Outcome, Standing
    from perfdesk.services.desk import Facts, PageCount
    from perfdesk.services.history import Ahead
    from perfdesk.services.opening import Store
    from perfdesk.ui.runner import Runner

_NAMES = frozenset({"unit", "project"})
_GATHER = 50  # milliseconds in which several changes count as one
_SOON, _AGAIN = 20_000, 1_800_000  # milliseconds after opening, and between two automatic backups


class Session(QObject):
    """A data file and its runner."""

    opened = Signal(object)  # the Desk
    unopened = Signal(object)  # the UserError
    counts = Signal(object)  # {key of a page: PageCount}
    ahead = Signal(object)  # what undo and redo would do
    backup = Signal(object)  # (Standing of the backups, Outcome of the last automatic one)
    finder = Signal(object)  # a Finder, None while it is out of date

    def __init__(self, path: str, runner: Runner, parent: QObject | None = None) -> None:
        """Nothing is opened before `start`."""
        super().__init__(parent)
        self.path, self.runner = path, runner
        self.desk: Desk | None = None
        self._finder_wanted = False
        self._finder_there = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER)
        self._timer.timeout.connect(self.renew)
        runner.changed.connect(self._changed)
        runner.backed_up.connect(self._backed_up)
        self._outcome: Outcome | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.back_up)

    def start(self) -> None:
        """Open the file; `opened` or `unopened` tells how it went."""
        if self.runner.writable:
            job = self.runner.change("打开数据文件", lambda store, _: _facts(store), self._opened, self.unopened.emit)
            job.quiet = True
        else:
            self.runner.read("facts", _facts, self._opened, self.unopened.emit)

    def renew(self) -> None:
        """Read again what the frame shows."""
        if self.desk is None:
            return
        year = self.desk.year
        self.runner.read("counts", lambda store: _counts(store, year), self._counted)
        self.runner.read("ahead", _ahead, self._looked_ahead)
        if self._finder_wanted and not self._finder_there:
            self._read_names()

    def want_finder(self) -> None:
        """Somebody is about to search."""
        if not self._finder_wanted or not self._finder_there:
            self._finder_wanted = True
            self._read_names()

    def look_for_backups(self) -> None:
        """Ask when the last backup was made."""
        desk = self.desk
        if desk is not None:
            path, office = self.path, desk.facts.code
            self.runner.file("查找备份", lambda _: _standing(path, office), self._told_backups).quiet = True

    def back_up(self) -> None:
        """Make an automatic backup where something changed since the last one; and again after half an hour."""
        path = self.path
        self.runner.file("自动备份", lambda _: _automatic(path), self.runner.backed_up.emit).quiet = True
        self._clock.start(_AGAIN)

    def stop(self) -> None:
        """No more backups by the clock: the file is being left."""
        self._clock.stop()

    def _backed_up(self, outcome: Outcome) -> None:
        before = self._outcome.trouble if self._outcome is not None else ""
        self._outcome = outcome
        if outcome.trouble and outcome.trouble != before:
            self.said.emit(f"自动备份：{outcome.trouble}")
        if outcome.path is not None or outcome.trouble != before:
            self.look_for_backups()

    def _told_backups(self, standing: Standing) -> None:
        self.backup.emit((standing, self._outcome))

    def undo(self) -> None:
        """Take back the last action."""
        self.runner.change("撤销", lambda store, _: _undo(store), self._undone)

    def redo(self) -> None:
        """Do the last undone action again."""
        self.runner.change("重做", lambda store, _: _redo(store), self._redone)

    said = Signal(object)  # a sentence for the status bar

    def _undone(self, title: str) -> None:
        self.said.emit(f"已撤销：{title}")

    def _redone(self, title: str) -> None:
        self.said.emit(f"已重做：{title}")

    def _opened(self, facts: Facts) -> None:
        self.desk = Desk(self.runner, facts, self)
        self.desk.moved.connect(self._moved)
        self.opened.emit(self.desk)
        self.renew()
        self.look_for_backups()
        if self.runner.writable:
            self._clock.start(_SOON)

    def _moved(self, what: str) -> None:
        if what == "year":
            self._finder_there = False
            self.finder.emit(None)
            self.renew()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & _NAMES:
            self._finder_there = False
        if tables & {"office", "unit_year", "project"}:
            self.runner.read("facts", _facts, self._new_facts)
        self._timer.start()

    def _new_facts(self, facts: Facts) -> None:
        if self.desk is not None:
            self.desk.renew(facts)

    def _read_names(self) -> None:
        if self.desk is not None:
            year, kinds = self.desk.year, pages(self.desk.facts.level)
            named = tuple((kind.key, kind.title) for kind in kinds if kind.section != "-")
            self.runner.read("names", lambda store: _finder(store, year, named), self._found_names)

    def _found_names(self, finder: Finder) -> None:
        self._finder_there = True
        self.finder.emit(finder)

    def _counted(self, counts: dict[str, PageCount]) -> None:
        self.counts.emit(counts)

    def _looked_ahead(self, ahead: Ahead) -> None:
        self.ahead.emit(ahead)


# The services are imported in the runner's threads: they load after the first paint and never hold the window up.
# ruff: noqa: PLC0415


def _facts(store: Store) -> Facts:
    from perfdesk.services.desk import facts

    return facts(store)


def _counts(store: Store, year: int) -> dict[str, PageCount]:
    from perfdesk.services.desk import counts

    return counts(store, year)


def _ahead(store: Store) -> Ahead:
    from perfdesk.services.history import ahead

    return ahead(store)


def _undo(store: Store) -> str:
    from perfdesk.services.history import undo

    return undo(store)


def _redo(store: Store) -> str:
    from perfdesk.services.history import redo

    return redo(store)


def _finder(store: Store, year: int, named: tuple[tuple[str, str], ...]) -> Finder:
    from perfdesk.services.search import Entry, finder

    return finder(store, year, tuple(Entry("page", key, "", title) for key, title in named))


def _standing(path: str, office: str) -> Standing:
    from pathlib import Path

    from perfdesk.services.backups import standing

    return standing(Path(path), office)


def _automatic(path: str) -> Outcome:
    from pathlib import Path

    from perfdesk.services.backups import automatic

    return automatic(Path(path))
