"""The quick filter: names and codes of all rows in memory; a keystroke costs one look through them and a page."""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import compress, repeat
from operator import contains
from typing import TYPE_CHECKING

from perfdesk.services.ledgers.keys import Picked, keys_of
from perfdesk.store import ledgers as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store


class Names:
    """The keys of all rows of a ledger in its own order, and the text of each in small letters.

    A text a row: 100,000 of them are looked through in 4 ms whatever is typed; one joined text has to be cut at its
    hits to know their rows, which takes 4 to 150 ms.
    """

    __slots__ = ("_last", "_texts", "ids")

    def __init__(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        """Keys and their texts, one each."""
        self.ids, self._texts = ids, texts
        self._last: tuple[str, Sequence[int]] = ("", range(len(texts)))

    def found(self, part: str) -> Sequence[str]:
        """The keys of the rows that hold a text, capitals apart; what was typed on is sought in the last rows alone."""
        part = part.lower()
        if not part:
            return []
        before, among = self._last if self._last[0] in part else ("", range(len(self._texts)))
        texts = map(self._texts.__getitem__, among) if before else self._texts
        places = array("I", compress(among, map(contains, texts, repeat(part))))
        self._last = part, places
        return self.ids if len(places) == len(self.ids) else Picked(self.ids, places)


def bare(view: View) -> View:
    """The same ledger without filters and in its own order: what `names` are of."""
    return replace(view, columns=(), filters=(), units=(), text="", sorts=(), marks=(), prefix="", unit="万元")


def plain(view: View) -> bool:
    """Whether nothing but the quick filter narrows or orders a view."""
    return not (view.filters or view.units or view.sorts or view.marks)


def names(store: Store, view: View) -> Names:
    """Read the names of a ledger."""
    found = rows.texts(store, bare(view).wanted(store))
    return Names(keys_of(" ".join([key for key, _ in found])), [text.lower() for _, text in found])
