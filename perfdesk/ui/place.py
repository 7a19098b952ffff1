"""A place in the window: a page, how it is filtered, and one record on it; pages name places, the frame goes there."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where to go: the key of a page, (name, value) pairs that the page understands, the id of a record."""

    page: str
    filters: tuple[tuple[str, str], ...] = ()
    record: str = ""

    def value(self, name: str) -> str:
        """The value of a filter; "" where it is not given."""
        return dict(self.filters).get(name, "")


class Totals(NamedTuple):
    """What a selection of cells adds up to, as the status bar shows it; `numbers` counts those that are numbers."""

    cells: int
    numbers: int
    total: str
    mean: str
