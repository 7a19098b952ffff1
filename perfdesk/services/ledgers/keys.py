"""Row keys in order, kept as one text: 100,000 keys take 4 MB instead of 10; a key is cut out when asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import eq
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from array import array


class Keys(Sequence[str]):
    """Keys of one length, read from a text with a space between them."""

    __slots__ = ("_count", "_step", "_text")

    def __init__(self, text: str, length: int) -> None:
        """Over a text of keys that are all `length` long."""
        self._text, self._step = text, length + 1
        self._count = (len(text) + 1) // self._step

    def __len__(self) -> int:
        """How many keys there are."""
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """One key, or a list of some."""
        if isinstance(at, slice):
            first, last, step = at.indices(self._count)
            text, wide = self._text, self._step
            return [text[one * wide : (one + 1) * wide - 1] for one in range(first, last, step)]
        if at < 0:
            at += self._count
        if not 0 <= at < self._count:
            raise IndexError(at)
        return self._text[at * self._step : (at + 1) * self._step - 1]

    def index(self, key: str, start: int = 0, stop: int | None = None) -> int:
        """Where a key stands.

        Raises:
            ValueError: it does not stand there.
        """
        found = self._text.find(key, start * self._step) if len(key) == self._step - 1 else -1
        at = found // self._step
        if found < 0 or found % self._step or (stop is not None and at >= stop):
            raise ValueError(key)
        return at

    def __contains__(self, key: object) -> bool:
        """Whether a key stands there."""
        try:
            return isinstance(key, str) and self.index(key) >= 0
        except ValueError:
            return False

    def same_as(self, other: Keys) -> bool:
        """Whether the other holds the same keys in the same order."""
        return self._text == other._text


class Picked(Sequence[str]):
    """Some of a ledger's keys, by their places in ascending order; a key is looked up when asked for."""

    __slots__ = ("_ids", "_places")

    def __init__(self, ids: Sequence[str], places: array[int]) -> None:
        """Out of keys without repetition, those at `places`."""
        self._ids, self._places = ids, places

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """One key, or a list of some."""
        ids = self._ids
        if isinstance(at, slice):
            return [ids[place] for place in self._places[at]]
        return ids[self._places[at]]

    def index(self, key: str, start: int = 0, stop: int | None = None) -> int:
        """Where a key stands.

        Raises:
            ValueError: it does not stand there.
        """
        place = self._ids.index(key)
        at = bisect_left(self._places, place)
        if at < start or at >= min(len(self), len(self) if stop is None else stop) or self._places[at] != place:
            raise ValueError(key)
        return at

    def __contains__(self, key: object) -> bool:
        """Whether a key stands there."""
        try:
            return isinstance(key, str) and self.index(key) >= 0
        except ValueError:
            return False

    def same_as(self, other: Picked) -> bool:
        """Whether the same places of the same keys were picked; False may only mean that it is not known."""
        return self._ids is other._ids and self._places == other._places


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two hold the same keys in the same order; what differs shows at the first key that does."""
    if len(one) != len(other):
        return False
    if isinstance(one, Keys) and isinstance(other, Keys):
        return one.same_as(other)
    if isinstance(one, Picked) and isinstance(other, Picked) and one.same_as(other):
        return True
    return all(map(eq, one, other))


def keys_of(text: str) -> Sequence[str]:
    """The keys of a text, compactly where they are all as long as the first."""
    length = text.find(" ")
    step = length + 1
    even = length > 0 and (len(text) + 1) % step == 0 and text.count(" ") == (len(text) + 1) // step - 1
    if even and not text[length::step].strip(" "):
        return Keys(text, length)
    return text.split(" ") if text else []
