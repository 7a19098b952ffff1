"""Between the grid and the runner: asks for what a view shows, in the reading thread, and passes the answers on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from perfdesk.services import ledgers, window_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perfdesk.services.ledgers import Line, Names, Opened, View
    from perfdesk.services.opening import Store
    from perfdesk.ui.runner import Runner


@dataclass(frozen=True, slots=True)
class Setup:
    """What is asked once a file and year: cut-off months, the units' common beginning, how the window was left."""

    months: tuple[int, ...]
    prefix: str
    state: dict[str, str]


class Loader(QObject):
    """Every answer is a signal; a newer question takes an older one's place."""

    ready = Signal(object)  # a Setup
    rows = Signal(object)  # an Opened
    ids = Signal(object)  # (generation, keys)
    pages = Signal(object)  # (generation, {number: lines})
    totals = Signal(object)  # a Sum
    nodes = Signal(object)  # the unit tree
    record = Signal(object)  # a Record or None
    summed = Signal(object)  # what a selection adds up to
    places = Signal(object)  # keys of rows that hold a text
    failed = Signal(object)  # a UserError

    def __init__(self, runner: Runner, name: str, parent: QObject) -> None:
        """`name` keeps the questions of several grids apart."""
        super().__init__(parent)
        self._runner, self._name = runner, name
        self._count = 0
        self._names: tuple[View, Names] | None = None

    def prepare(self, year: int) -> None:
        """Ask what is asked once."""
        self._read("setup", lambda store: _setup(store, year), self.ready)

    def open(self, view: View) -> None:
        """Ask for the rows of a view."""

        def work(store: Store) -> Opened:
            if view.text and ledgers.plain(view):
                return ledgers.opened(store, view, self._known(store, view))
            return ledgers.opened(store, view)

        self._read("rows", work, self.rows)

    def rest(self, view: View, generation: int) -> None:
        """Ask for all keys of a long view."""

        def work(store: Store) -> tuple[int, Sequence[str]]:
            return generation, ledgers.keys(store, view)

        self._read("ids", work, self.ids)

    def forget(self) -> None:
        """Rows were changed: names are read anew at the next quick filter."""
        self._names = None

    def _known(self, store: Store, view: View) -> Names:
        """The ledger's names (in the reading thread, which alone makes them)."""
        about = ledgers.bare(view)
        kept = self._names
        if kept is None or kept[0] != about:
            kept = self._names = (about, ledgers.names(store, view))
        return kept[1]

    def beside(self, view: View, *, sections: bool) -> None:
        """Ask for what stands around the rows: sums and the unit tree."""
        self._read("totals", lambda store: ledgers.totals(store, view), self.totals)
        self.tree(view, sections=sections)

    def tree(self, view: View, *, sections: bool) -> None:
        """Ask for the unit tree."""
        self._read("tree", lambda store: ledgers.tree(store, view, sections=sections), self.nodes)

    def fetch(self, view: View, generation: int, numbers: Sequence[int], keys: Sequence[Sequence[str]]) -> None:
        """Ask for pages; two questions may be under way, the third takes the place of the first."""
        self._count += 1
        name = f"pages{self._count % 3}"

        def work(store: Store) -> tuple[int, dict[int, list[Line | None]]]:
            return generation, {
                number: ledgers.page(store, view, ids) for number, ids in zip(numbers, keys, strict=True)
            }

        self._read(name, work, self.pages)

    def inspect(self, view: View, key: str) -> None:
        """Ask for a row in full."""
        self._read("record", lambda store: ledgers.record(store, view, key), self.record)

    def add_up(self, view: View, picks: Sequence[tuple[Sequence[str] | None, Sequence[str]]]) -> None:
        """Ask what selected cells add up to."""
        self._read("sum", lambda store: ledgers.selected(store, view, picks), self.summed)

    def look_for(self, view: View, text: str) -> None:
        """Ask which rows hold a text."""
        self._read("find", lambda store: ledgers.places(store, view, text), self.places)

    def values(self, view: View, key: str, done: Callable[[Any], None]) -> None:
        """Ask for the values of a column."""
        self._runner.read(f"{self._name}.values", lambda store: ledgers.distinct(store, view, key), done)

    def keep(self, key: str, text: str) -> None:
        """Keep how the window was left."""
        if self._runner.writable:
            job = self._runner.change("记住窗口设置", lambda store, _: window_state.save(store, {key: text}))
            job.quiet = True

    def _read(self, what: str, work: Callable[[Store], Any], answer: Any) -> None:  # noqa: ANN401 - a bound signal
        self._runner.read(f"{self._name}.{what}", work, answer.emit, self.failed.emit)


def _setup(store: Store, year: int) -> Setup:
    return Setup(ledgers.months(store, year), ledgers.prefix(store), window_state.load(store))
