"""The quick filter: names and codes of all rows as one text in memory; a keystroke costs one search and a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from perfdesk.services.ledgers.keys import keys_of
from perfdesk.store import ledgers as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store

_MARK = "\n"


@dataclass(frozen=True, slots=True)
class Names:
    """The keys of all rows of a ledger in its own order, and their texts, a line each."""

    ids: Sequence[str]
    text: str

    def found(self, part: str) -> list[str]:
        """The keys of the rows that hold a text, capitals apart."""
        part = part.lower()
        if not part or _MARK in part or not self.ids:
            return []
        # Counting the line ends between the hits is twice as fast as looking up each hit's row.
        between = [piece.count(_MARK) for piece in self.text.split(part)]
        between.pop()
        ids = self.ids
        return [ids[row] for row in dict.fromkeys(accumulate(between))]


def bare(view: View) -> View:
    """The same ledger without filters and in its own order: what `names` are of."""
    return replace(view, columns=(), filters=(), units=(), text="", sorts=(), marks=(), prefix="", unit="万元")


def plain(view: View) -> bool:
    """Whether nothing but the quick filter narrows or orders a view."""
    return not (view.filters or view.units or view.sorts or view.marks)


def names(store: Store, view: View) -> Names:
    """Read the names of a ledger."""
    found = rows.texts(store, bare(view).wanted(store))
    text = _MARK.join([line.replace(_MARK, " ") for _, line in found]).lower()
    return Names(keys_of(" ".join([key for key, _ in found])), text)
