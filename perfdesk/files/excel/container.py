"""A zip of already deflated members: constant parts of many workbooks are deflated once, times are fixed."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIME, _DATE = 0, (2020 - 1980) << 9 | 1 << 5 | 1  # the same bytes for the same content
_UTF8 = 0x800
_LEVEL = 4  # measured on official forms: two thirds of the time of level 6 for 4 % more bytes


class Member(NamedTuple):
    """One member, ready to be stored."""

    name: bytes
    crc: int
    size: int
    data: bytes


def member(name: str, data: bytes) -> Member:
    """Deflate a part."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Member(name.encode("utf-8"), zlib.crc32(data), len(data), deflate.compress(data) + deflate.flush())


def assemble(parts: Sequence[Member | tuple[str, str]]) -> bytes:
    """The bytes of the zip; parts that are still text are deflated now."""
    members = [part if isinstance(part, Member) else member(part[0], part[1].encode("utf-8")) for part in parts]
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, crc, size, data in members:
        common = struct.pack("<HHHHHIIIHH", 20, _UTF8, zlib.DEFLATED, _TIME, _DATE, crc, len(data), size, len(name), 0)
        directory.append(
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        )
        pieces += [b"PK\x03\x04", common, name, data]
        offset += 4 + len(common) + len(name) + len(data)
    count, length = len(directory), sum(map(len, directory))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, length, offset, 0)
    return b"".join([*pieces, *directory, end])
