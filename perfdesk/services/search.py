"""Search everywhere: units and projects of the open file by parts of names, codes and pinyin initials."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from perfdesk.domain.finder import Entry, Finder
from perfdesk.store import search_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.services.opening import Store

__all__ = ["Entry", "Finder", "finder", "readings"]

UNIT, PROJECT = "unit", "project"


def finder(store: Store, year: int, pages: tuple[Entry, ...] = ()) -> Finder:
    """What can be found in a file in a budget year, the pages first."""
    found = list(pages)
    found += [Entry(UNIT, *row) for row in search_names.units(store)]
    found += [Entry(PROJECT, *row) for row in search_names.projects(store, year)]
    return Finder(found, readings())


def readings() -> Callable[[str], str]:
    """The initials of a character in every reading; a letter or digit is its own, anything else has none."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - slow, and needed for searching alone

    known: dict[str, str] = {}

    def initials(char: str) -> str:
        found = known.get(char)
        if found is None:
            found = _initials(char, PINYIN_DICT)
            known[char] = found
        return found

    return initials


def _initials(char: str, table: dict[int, str]) -> str:
    if char.isascii():
        return char if char.isalnum() else ""
    given = table.get(ord(char), "")
    firsts = {unicodedata.normalize("NFD", reading)[0] for reading in given.split(",") if reading}
    return "".join(sorted(first for first in firsts if first.isascii() and first.isalpha()))
