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

    Writer = Callable[[Scalar], str]
    RowWriter = Callable[[Row], str]

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
    """The function that turns the value of a hole into its cell, without the address."""
    if hole.kind in show.NUMBERS:
        return _number(hole, looks)
    if hole.kind == "date" and "y" in hole.code:
        return lambda value: _day(value, looks)
    kind = hole.kind

    @lru_cache(maxsize=2048)  # the same words stand in the same place in form after form
    def write(value: Scalar) -> str:
        return text_cell(show.text(value, kind), looks)

    return write


def _number(hole: Hole, looks: Looks) -> Writer:
    kind, money, code = hole.kind, hole.money, hole.code
    decimals = show.scale(kind, money)
    # A bare 1.2 reads as 1.2 % in some tables and as 120 % in others: above 100 % the sign is written with it.
    most = 10_000 if kind == "percent" else 10**15
    blank, before, after = f' s="{looks.value}"/>', f' s="{looks.value}"><v>', "</v></c>"

    def number(value: Scalar) -> str:
        if value is None:
            return blank
        if isinstance(value, int) and value <= most:
            return before + show.plain(value, decimals) + after
        return text_cell(show.text(value, kind, money, code), looks)

    return number


def joined(hole: Hole, looks: Looks) -> RowWriter:
    """The writer of a target: relation, value and measure of a row in one cell."""
    prefix = hole.name.removesuffix("target")
    relation, value, measure = (prefix + part for part in show.TARGET)

    @lru_cache(maxsize=2048)
    def join(*parts: Scalar) -> str:
        return text_cell(show.target(dict(zip(show.TARGET, parts, strict=True))), looks)

    return lambda row: join(row.get(relation), row.get(value), row.get(measure))


def _day(given: object, looks: Looks) -> str:
    """A whole date as a serial number, anything else (2021-12) as text."""
    text = "" if given is None else str(given)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text_cell(text, looks)
    return number_cell(str((day - _EPOCH).days), looks.value)


def mixed(cell: CellSpec, looks: Looks) -> RowWriter:
    """The writer of a cell with text around its values: （2023年度）."""
    return lambda row: text_cell(cell.text(row), looks)
