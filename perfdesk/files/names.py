"""Names of files and sheets made from the names of units and projects, legal on every system and never twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
_SHEET = re.compile(r"[\x00-\x1f\x7f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]+")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
LONGEST_SHEET = 31  # UTF-16 units that a sheet's name may have


def file_name(text: str, most: int = 80) -> str:
    """`text` as a file name without its ending: at most `most` characters and 200 bytes of UTF-8."""
    name = re.sub(r"\s+", " ", _FILE.sub("_", text)).strip(" .")[:most]
    name = name.encode("utf-8")[:200].decode("utf-8", "ignore").strip(" .")
    if not name:
        return "未命名"
    return f"_{name}" if _RESERVED.match(name) else name


def _cut(text: str, units: int) -> str:
    """The longest beginning of at most `units` UTF-16 units."""
    while len(text.encode("utf-16-le")) > units * 2:
        text = text[:-1]
    return text


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names for the sheets of one workbook: cleaned, at most 31 long, each once (capitals do not count)."""
    taken: set[str] = {"history"}  # a name that spreadsheets keep for themselves
    names = []
    for text in wanted:
        base = re.sub(r"\s+", " ", _SHEET.sub("", text)).strip(" '") or "表"
        name, number = _cut(base, LONGEST_SHEET).strip(" '"), 1
        while name.casefold() in taken:
            number += 1
            tail = f"({number})"
            name = _cut(base, LONGEST_SHEET - len(tail)).strip(" '") + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def distinct(wanted: Iterable[str]) -> list[str]:
    """File names without ending, each once in one folder (capitals do not count)."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        base = file_name(text)
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}({number})"
        taken.add(name.casefold())
        names.append(name)
    return names
