"""Single cells: the parser of a slot, remembered per text, and what becomes of its result."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.domain import values
from perfdesk.domain.money import wan
from perfdesk.domain.values import FULL, Named, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.form import Slot
    from perfdesk.domain.values import Parsed, Raw

MOST = 50_000
"""So many texts are remembered per parser; a file of other texts starts anew."""


MISSING = object()
"""What `Parser.plain` is asked with where a text is not in it."""


class Noted(NamedTuple):
    """A value that needs nothing told, but whose raw text is kept."""

    value: object
    raw: str


class Parser:
    """A parser with a memory: the same words and numbers come back on thousands of sheets.

    `plain` holds, for the texts and numbers met so far that ask for no repair and no problem, what becomes of them: the
    value, None for a blank, or a Target or Noted. 0 and 1 are never in it: FALSE and TRUE would be found as them.
    """

    __slots__ = ("known", "parse", "plain", "unit")

    def __init__(self, parse: Callable[[Raw], Parsed[object]], *, unit: bool = False, simple: bool = True) -> None:
        """Remember what `parse` says of each text and number; without `simple` every cell is looked at itself."""
        self.parse = parse
        self.unit = unit
        self.known: dict[str | float, Parsed[object]] = {}
        self.plain: dict[Raw, object] | None = {"": None, None: None} if simple else None

    def __call__(self, raw: Raw) -> Parsed[object]:
        """The parsed cell."""
        if not isinstance(raw, str | float):  # True would be found as 1.0
            return self.parse(raw)
        found = self.known.get(raw)
        if found is None:
            if len(self.known) > MOST:
                self._forget()
            found = self.known[raw] = self.parse(raw)
            if self.plain is not None and not found.rules and not found.problem and raw not in (0, 1):
                value = settled(found.value, raw, unit=self.unit)
                if value != FULL:
                    self.plain[raw] = value if found.raw is None else Noted(value, found.raw)
        return found

    def _forget(self) -> None:
        self.known.clear()
        if self.plain is not None:
            self.plain.clear()
            self.plain.update({"": None, None: None})


def settled(value: object, raw: Raw, *, unit: bool) -> object:
    """What is kept of a parsed value: of a unit with a code the text as it stands, of another named thing its name."""
    if not isinstance(value, Named):
        return value
    return written(raw).strip() if unit and value.code else value.name


class Style(NamedTuple):
    """How a workbook keeps numbers: `own` is one of our own (rates formatted), `since1904` counts days from 1904."""

    own: bool = False
    since1904: bool = False


@lru_cache(maxsize=1024)
def parser(slot: Slot, unit: str, year: int | None, style: Style) -> Parser:
    """The parser of a slot on a sheet of that money unit and budget year, in a workbook of that style."""
    kinds: dict[str, Callable[[Raw], Parsed[object]]] = {
        "text": partial(values.text, multiline=slot.multiline),
        "unit": values.named,
        "code": values.code,
        "choice": partial(values.choice, choices=slot.choices),
        "amount": partial(values.amount, unit=unit),
        "percent": partial(values.percent, formatted=style.own),
        "score": values.score,
        "count": values.year_of if slot.name == "year" else values.count,
        "tick": values.tick,
        "date": partial(values.day, year=year, since1904=style.since1904),
        "target": partial(values.target, year=year),
        "relation": values.relation,
    }
    if slot.name == "project_name":
        return Parser(values.project, simple=False)
    return Parser(kinds[slot.kind], unit=slot.kind == "unit")


@lru_cache(maxsize=64)
def one_of(slot: Slot) -> Parser:
    """The parser of a tick that stands with others in one cell (确定能√ 有可能□ 不可能□), D39."""
    labels = frozenset(slot.labels)

    def parse(raw: Raw) -> Parsed[object]:
        text = "".join(values.written(raw).split())
        if text in labels or labels & set(values.ticked(text)):
            return values.Parsed(value=True, rules=("D39",), shown="√", raw=values.written(raw))
        return values.Parsed(None)

    return Parser(parse, simple=False)


def shown(slot: Slot, parsed: Parsed[object]) -> tuple[str, str]:
    """A repaired value as the clerk writes it, and its unit (amounts are shown in 万元)."""
    if slot.kind == "amount":
        return (wan(parsed.value), "万元") if isinstance(parsed.value, int) else ("", "")
    return parsed.shown, ""
