"""Finding among many names while somebody types: parts of names, codes, and pinyin initials in every reading.

All names lie in one joined string, so that a keystroke is one search through memory. A character with several readings
stands in the initials once a reading; a name with too many combinations is looked through by a pattern instead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_END = "\n"
_APART = "\x1f"
_MOST = 64  # combinations of readings that are written out
_LETTERS = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its kind, the id of its record, its code and name, and what stands beside it."""

    kind: str
    id: str
    code: str
    name: str
    beside: str = ""


class Finder:
    """The joined string over some entries; `readings(char)` gives the initials of a character in every reading."""

    def __init__(self, entries: Iterable[Entry], readings: Callable[[str], str]) -> None:
        """Join the names; takes about 10 µs a name."""
        self.entries = tuple(entries)
        parts: list[str] = []
        self._starts: list[int] = []
        self._many: dict[int, list[str]] = {}
        at = 0
        for number, entry in enumerate(self.entries):
            sets = [readings(char) for char in entry.name.casefold()]
            sets = [one for one in sets if one]
            names = [entry.name.casefold(), entry.code.casefold()]
            if prod(map(len, sets)) <= _MOST:
                names += ["".join(one) for one in product(*sets)]
            else:
                self._many[number] = sets
            text = _APART.join(names) + _END
            self._starts.append(at)
            parts.append(text)
            at += len(text)
        self.joined = "".join(parts)

    def find(self, typed: str, most: int = 50) -> list[Entry]:
        """The entries that hold what was typed, at most `most`, in order; of several words all must be held."""
        words = typed.casefold().split()
        if not words:
            return []
        words.sort(key=len, reverse=True)
        found: list[int] = []
        number, at = -1, 0
        while (at := self.joined.find(words[0], at)) >= 0:
            number = bisect_right(self._starts, at) - 1
            end = self._end(number)
            if self._holds(number, end, words[1:]):
                found.append(number)
                if len(found) >= most:
                    break
            at = end
        for number, sets in self._many.items():
            if len(found) >= most:
                break
            if number not in found and all(_runs(sets, word) for word in words if _LETTERS.fullmatch(word)):
                text = self.joined[self._starts[number] : self._end(number)]
                if all(word in text for word in words if not _LETTERS.fullmatch(word)):
                    found.append(number)
        return [self.entries[number] for number in found]

    def _end(self, number: int) -> int:
        return self._starts[number + 1] if number + 1 < len(self._starts) else len(self.joined)

    def _holds(self, number: int, end: int, words: list[str]) -> bool:
        start = self._starts[number]
        if all(self.joined.find(word, start, end) >= 0 for word in words):
            return True
        sets = self._many.get(number)
        return sets is not None and all(
            self.joined.find(word, start, end) >= 0 or (_LETTERS.fullmatch(word) and _runs(sets, word))
            for word in words
        )


def _runs(sets: list[str], word: str) -> bool:
    """Whether a run of characters can be read with these initials."""
    last = len(sets) - len(word)
    return any(all(letter in sets[start + at] for at, letter in enumerate(word)) for start in range(last + 1))
