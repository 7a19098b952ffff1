"""What a grid shows: rows in order as keys, pages of formatted strings, totals, distinct values, places of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from perfdesk.services.ledgers.columns import LEDGERS, NUMBERS
from perfdesk.services.ledgers.keys import keys_of
from perfdesk.services.ledgers.quick import plain
from perfdesk.services.ledgers.words import number, shown, stripped
from perfdesk.services.settings import of_year
from perfdesk.store import ledgers as rows
from perfdesk.store.ledgers import Narrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers.columns import Column, Ledger
    from perfdesk.services.ledgers.quick import Names
    from perfdesk.store.file import Store

PAGE = 256
FEW = 4096  # rows whose keys are all read with the first page
MOST_VALUES = 2000
_PLACES = frozenset("省市区县州盟旗")
_PROJECTS = Narrow("kind", ("项目",))


@dataclass(frozen=True, slots=True)
class View:
    """A ledger as the person looks at it: working year, month, money unit, columns, filters, units, order."""

    ledger: str
    year: int
    month: int = 12
    unit: str = "万元"
    columns: tuple[str, ...] = ()
    filters: tuple[Narrow, ...] = ()
    units: tuple[str, ...] = ()
    text: str = ""
    sorts: tuple[tuple[str, bool], ...] = ()
    marks: tuple[int, ...] = ()
    prefix: str = ""

    @property
    def kind(self) -> Ledger:
        """The ledger's description."""
        return LEDGERS[self.ledger]

    @property
    def budget_year(self) -> int:
        """The budget year of the rows: the working year, for self-evaluations the year before."""
        return self.year + self.kind.offset

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that are shown, in order."""
        return tuple(self.kind.column(key) for key in self.columns)

    def title(self, column: Column) -> str:
        """A column's title with its period."""
        return column.title.replace("{period}", f"1-{self.month}月")

    def wanted(self, store: Store) -> rows.Wanted:
        """The same as a question to the store, with the lights of the budget year."""
        lights = of_year(store, self.budget_year).lights
        return rows.Wanted(
            self.ledger,
            self.budget_year,
            self.month,
            rows.Lights(lights.red, lights.green, schedule=lights.rule == "schedule"),
            self.filters,
            self.units,
            self.text,
            self.kind.text,
            self.sorts,
            self.marks,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells as shown, what was corrected by hand, its sheet; `exact` where a cell holds more."""

    cells: tuple[str, ...]
    classified: bool = False
    hand: frozenset[str] = frozenset()
    record: str = ""
    exact: dict[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows of a view: how many, their keys (all where `whole`), and the first page."""

    view: View
    count: int
    ids: Sequence[str]
    whole: bool
    lines: list[Line]
    every: int  # rows of the ledger before any filter


@dataclass(frozen=True, slots=True)
class Sum:
    """The totals row: texts by column, how many rows were counted, and what it is called."""

    texts: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    title: str = "合计"


def months(store: Store, year: int) -> tuple[int, ...]:
    """The cut-off months that a year's sheets and executed amounts stand for."""
    return tuple(rows.months(store, year))


def prefix(store: Store) -> str:
    """What the names of most units begin with (玉溪市红塔区); "" where they have nothing in common."""
    names = [name for _, _, name, *_ in rows.units(store)]
    found: Counter[str] = Counter()
    for name in names:
        found.update(name[: at + 1] for at in range(min(len(name), 15)) if name[at] in _PLACES)
    common = [place for place, count in found.items() if 2 * count > len(names) > 2]
    return max(common, key=len, default="")


def opened(store: Store, view: View, known: Names | None = None) -> Opened:
    """Count the rows and read the first page; few rows come with all their keys.

    `known` are the ledger's names: with them a quick filter alone needs no scan.
    """
    wanted = view.wanted(store)
    if known is not None and plain(view):
        hits = known.found(view.text) if view.text else known.ids
        return Opened(view, len(hits), hits, whole=True, lines=_lines(store, view, hits[:PAGE]), every=len(known.ids))
    ids: Sequence[str] = rows.keys(store, wanted, PAGE)
    count = len(ids) if len(ids) < PAGE else rows.count(store, wanted)
    whole = count <= len(ids)
    if not whole and count <= FEW:
        ids, whole = keys(store, view), True
    free = replace(wanted, narrows=(), units=(), part="", marks=())
    every = count if free == replace(wanted, part="") and not view.text else rows.count(store, free)
    return Opened(view, count, ids, whole, _lines(store, view, ids[:PAGE]), every)


def _lines(store: Store, view: View, ids: Sequence[str]) -> list[Line]:
    return [line for line in page(store, view, ids) if line is not None]


def keys(store: Store, view: View) -> Sequence[str]:
    """The keys of all rows in order."""
    return keys_of(rows.all_keys(store, view.wanted(store)))


def page(store: Store, view: View, ids: Sequence[str]) -> list[Line | None]:
    """The rows of some keys as they are shown; None for one that is gone."""
    found = rows.values(store, view.wanted(store), view.columns, ids)
    cells = _Cells(view)
    return [cells.line(found[key]) if key in found else None for key in ids]


def totals(store: Store, view: View) -> Sum:
    """The totals row: sums of money and counts, the rate of the summed money.

    A department's sheet holds its projects' money once more: where both are shown, projects alone are added.
    """
    title = "合计"
    if view.kind.stage and view.ledger != "projects":
        kinds = next((one.values for one in view.filters if one.key == "kind" and one.values), ())
        if len(kinds) != 1:
            others = tuple(one for one in view.filters if one.key != "kind")
            view, title = replace(view, filters=(*others, _PROJECTS)), "项目合计"
    summed = [column for column in view.shown if column.summed]
    found = rows.totals(store, view.wanted(store), [column.key for column in summed])
    values = dict(zip((column.key for column in summed), found, strict=True))
    texts = {column.key: shown(column.kind, values[column.key], view.unit) for column in summed}
    top = values.get("executed")
    base = values.get("initial" if view.ledger == "monitoring" else "adjusted")
    if "rate" in view.columns and top is not None and base:
        texts["rate"] = shown("percent", (20_000 * top + base) // (2 * base), view.unit)
    return Sum(texts, rows.count(store, view.wanted(store)), title)


def selected(
    store: Store, view: View, picks: Sequence[tuple[Sequence[str] | None, Sequence[str]]]
) -> tuple[int, str, str]:
    """What selected cells add up to: how many are numbers, their sum and mean as shown.

    Blocks are (row keys or None for all, columns).

    Numbers of different kinds (money and rates) are counted, not added.
    """
    wanted, kinds, total, count = view.wanted(store), set(), 0, 0
    for ids, columns in picks:
        chosen = [key for key in columns if view.kind.column(key).kind in NUMBERS]
        for key, (part, filled) in zip(chosen, rows.totals_of(store, wanted, chosen, ids), strict=True):
            if filled:
                kinds.add(view.kind.column(key).kind)
            total, count = total + part, count + filled
    if len(kinds) != 1:
        return 0, "", ""
    kind = kinds.pop()
    if kind == "count":  # a mean of counts has decimals
        return count, shown(kind, total, view.unit), shown("score", (200 * total + count) // (2 * count), view.unit)
    return count, shown(kind, total, view.unit), shown(kind, (2 * total + count) // (2 * count), view.unit)


def distinct(store: Store, view: View, key: str) -> list[tuple[Any, str, int]]:
    """The values that a column's filter offers: value ("" for blank), text, how often; other filters hold."""
    others = tuple(one for one in view.filters if one.key != key)
    column = view.kind.column(key)
    found = rows.distinct(store, replace(view, filters=others).wanted(store), key, MOST_VALUES)
    return [("" if value is None else value, _text(view, column, value) or "（空白）", count) for value, count in found]


def places(store: Store, view: View, text: str) -> list[str]:
    """The keys of the rows that hold a text in a shown column."""
    columns = [column.key for column in view.shown if column.kind not in NUMBERS]
    return rows.places(store, view.wanted(store), text, columns)


def block(
    store: Store, view: View, ids: Sequence[str], columns: Sequence[str], *, classified: bool = False
) -> tuple[list[list[str]], int]:
    """Cells in full, for clipboard, print and export, and how many 涉密 rows were left out."""
    plain = replace(view, prefix="", columns=tuple(columns))
    found = rows.values(store, plain.wanted(store), columns, ids)
    kept: list[list[str]] = []
    left = 0
    for key in ids:
        if key not in found:
            continue
        row = found[key]
        if row[0] and not classified:
            left += 1
        else:
            kept.append([full(plain, column, value) for column, value in zip(plain.shown, row[3:], strict=True)])
    return kept, left


def full(view: View, column: Column, value: Any) -> str:  # noqa: ANN401 - a value of SQLite
    """A value with all its digits, as it may be typed back."""
    return number(value, view.unit) if column.kind == "money" else shown(column.kind, value, view.unit)


def _text(view: View, column: Column, value: Any) -> str:  # noqa: ANN401 - a value of SQLite
    text = shown(column.kind, value, view.unit)
    return stripped(text, view.prefix) if column.kind == "unit" else text


class _Cells:
    """Makes the lines of one page; a text that stands in many rows is kept once."""

    __slots__ = ("_kinds", "_prefix", "_texts", "_unit", "_units")

    def __init__(self, view: View) -> None:
        self._kinds = [column.kind for column in view.shown]
        self._prefix, self._unit = view.prefix, view.unit
        self._texts: dict[str, str] = {}
        self._units: dict[str, str] = {}

    def line(self, row: tuple[Any, ...]) -> Line:
        """A row of the store as it is shown."""
        classified, hand, record, *values = row
        cells: list[str] = []
        exact: dict[int, str] | None = None
        keep = self._texts.setdefault
        for at, (kind, value) in enumerate(zip(self._kinds, values, strict=True)):
            whole = None
            if value is None:
                text = ""
            elif kind == "name":
                text = value
            elif kind == "unit":
                whole = keep(value, value)
                text = self._units.get(value) or self._units.setdefault(value, stripped(value, self._prefix))
            elif kind == "money":
                whole, text = number(value, self._unit), shown(kind, value, self._unit)
            else:
                text = shown(kind, value, self._unit)
                text = keep(text, text)
            if whole and whole != text:
                exact = exact or {}
                exact[at] = whole
            cells.append(text)
        marked = frozenset(hand.split(",")) if hand else frozenset()
        return Line(tuple(cells), bool(classified), marked, record or "", exact)
