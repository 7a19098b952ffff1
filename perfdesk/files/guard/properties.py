"""The custom properties of a .xls: our identity out of the property set that every spreadsheet program keeps."""

from __future__ import annotations

import struct

_USER = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_MOST = 1_000
_WIDE = 1200


def identity(stream: bytes) -> str:
    """The text of the properties perfdesk, perfdesk.1 … in a DocumentSummaryInformation stream, "" without any.

    A property set that is cut off or contradicts itself says nothing; the workbook is read all the same.
    """
    try:
        found = _section(stream)
    except (struct.error, LookupError, UnicodeDecodeError):
        return ""
    pieces = [found.get("perfdesk", "")]
    while (name := f"perfdesk.{len(pieces)}") in found:
        pieces.append(found[name])
    return "".join(pieces)


def _section(stream: bytes) -> dict[str, str]:
    sets = min(struct.unpack_from("<I", stream, 24)[0], 8)
    starts = [at for at in range(28, 28 + 20 * sets, 20) if stream[at : at + 16] == _USER]
    if not starts:
        return {}
    start = struct.unpack_from("<I", stream, starts[0] + 16)[0]
    count = min(struct.unpack_from("<I", stream, start + 4)[0], _MOST)
    places = dict(struct.unpack_from("<II", stream, start + 8 + 8 * number) for number in range(count))
    page = struct.unpack_from("<H", stream, start + places[1] + 4)[0] if 1 in places else 936
    names = _names(stream, start + places[0], page)
    values = (
        (name, _value(stream, start + places[number], page)) for number, name in names.items() if number in places
    )
    return {name: value for name, value in values if value is not None}


def _names(stream: bytes, at: int, page: int) -> dict[int, str]:
    count = min(struct.unpack_from("<I", stream, at)[0], _MOST)
    found: dict[int, str] = {}
    at += 4
    for _ in range(count):
        number, length = struct.unpack_from("<II", stream, at)
        size = length * 2 if page == _WIDE else length
        found[number] = _words(stream[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3 & ~3 if page == _WIDE else size)
    return found


def _value(stream: bytes, at: int, page: int) -> str | None:
    kind, length = struct.unpack_from("<II", stream, at)
    if kind == 0x1E:
        return _words(stream[at + 8 : at + 8 + length], page)
    if kind == 0x1F:
        return _words(stream[at + 8 : at + 8 + 2 * length], _WIDE)
    return None


def _words(raw: bytes, page: int) -> str:
    encoding = {65_001: "utf-8", _WIDE: "utf-16-le", 936: "gb18030", 54_936: "gb18030"}.get(page, f"cp{page}")
    return raw.decode(encoding).rstrip("\0")
