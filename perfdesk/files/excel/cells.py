"""Values as the XML of a cell: typed text stays text, numbers are numbers, whatever was typed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.files import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.content import Row, Scalar
    from perfdesk.files.template import CellSpec, Hole

    Writer = Callable[[Row], str]

LONGEST = 32_767  # characters that a cell can hold
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@", "'")  # what a spreadsheet takes for a formula when a cell is typed again
_EPOCH = date(1899, 12, 30)


class Looks(NamedTuple):
    """The formats of one cell: of a value, and of text that looks like a formula."""

    value: int
    typed: int


def clean(text: str) -> str:
    """Text as it may stand in XML: characters that XML forbids are dropped, markup is escaped."""
    if _SPECIAL.search(text) is None:
        return text
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline(text: str) -> str:
    """The content of an inline text cell."""
    text = clean(text[:LONGEST])
    keep = ' xml:space="preserve"' if text and (text[0] <= " " or text[-1] <= " ") else ""
    return f"<is><t{keep}>{text}</t></is>"


def text_cell(text: str, looks: Looks) -> str:
    """All of a text cell behind its address."""
    if not text:
        return f' s="{looks.value}"/>'
    look = looks.typed if text.startswith(_FORMULA) else looks.value
    return f' s="{look}" t="inlineStr">{inline(text)}</c>'


def number_cell(number: str, look: int) -> str:
    """All of a number cell behind its address."""
    return f' s="{look}"><v>{number}</v></c>'


def writer(hole: Hole, looks: Looks) -> Writer:
    """The function that turns the data of a row into the cell of a hole, without its address."""
    if hole.kind == "target":
        return _target(hole, looks)
    if hole.kind in show.NUMBERS:
        return _number(hole, looks)
    if hole.kind == "date" and "y" in hole.code:
        return lambda row: _day(row.get(hole.name), looks)
    write = _cached(looks)
    if hole.kind not in ("text", "code", "choice", "unit"):
        return lambda row: write(hole.text(row))
    name, blank = hole.name, f' s="{looks.value}"/>'

    def plain(row: Row) -> str:
        given = row.get(name)
        return write(given if isinstance(given, str) else str(given)) if given else blank

    return plain


def _cached(looks: Looks) -> Callable[[str], str]:
    """Text cells of one place; the same words stand there in form after form."""

    @lru_cache(maxsize=2048)
    def write(text: str) -> str:
        return text_cell(text, looks)

    return write


def _target(hole: Hole, looks: Looks) -> Writer:
    prefix = hole.name.removesuffix("target")
    relation, value, measure = (prefix + part for part in show.TARGET)

    @lru_cache(maxsize=2048)
    def join(*parts: Scalar) -> str:
        return text_cell(show.target(dict(zip(show.TARGET, parts, strict=True))), looks)

    return lambda row: join(row.get(relation), row.get(value), row.get(measure))


def _number(hole: Hole, looks: Looks) -> Writer:
    name, decimals = hole.name, show.scale(hole.kind, hole.money)
    # A bare 1.2 reads as 1.2 % in some tables and as 120 % in others: above 100 % the sign is written with it.
    most = 10_000 if hole.kind == "percent" else 10**15
    blank, before, after = f' s="{looks.value}"/>', f' s="{looks.value}"><v>', "</v></c>"

    def number(row: Row) -> str:
        given = row.get(name)
        if given is None:
            return blank
        if isinstance(given, int) and given <= most:
            return before + show.plain(given, decimals) + after
        return text_cell(hole.text(row), looks)

    return number


def _day(given: object, looks: Looks) -> str:
    """A whole date as a serial number, anything else (2021-12) as text."""
    text = "" if given is None else str(given)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text_cell(text, looks)
    return number_cell(str((day - _EPOCH).days), looks.value)


def mixed(cell: CellSpec, looks: Looks) -> Writer:
    """The writer of a cell with text around its values: （2023年度）."""
    return lambda row: text_cell(cell.text(row), looks)
