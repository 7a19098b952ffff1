"""The OLE container of .xls, .et, .doc and encrypted workbooks: streams by name, every chain checked for loops."""

from __future__ import annotations

import struct
from typing import NoReturn

from perfdesk.files.guard.refusal import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA
_ENTRY = 128
_SMALL = 4096


class Compound:
    """The streams of a compound file.

    `names` maps each stream's or storage's name to (first sector, size); of equal names the first counts.
    """

    def __init__(self, data: bytes) -> None:
        """Read the tables and the directory.

        Raises:
            Refused: the container is cut off or contradicts itself.
        """
        if len(data) < 1536 or data[:8] != MAGIC or data[28:30] != b"\xfe\xff":
            _broken()
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            _broken()
        self._data = data
        self._size = 1 << shift
        self._sectors = (len(data) - 1) // self._size
        first_directory, _, _, first_small, _ = struct.unpack_from("<IIIII", data, 48)
        self._fat = self._table()
        directory = self._read(first_directory)
        self.names: dict[str, tuple[int, int]] = {}
        root = (0, 0)
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if not 2 <= length <= 64 or kind not in (1, 2, 5):
                continue
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            place = struct.unpack_from("<II", directory, at + 116)
            self.names.setdefault(name, (int(place[0]), int(place[1])))
            if kind == 5:
                root = (int(place[0]), int(place[1]))
        self._small = self._numbers(self._read(first_small)) if first_small < _FREE else ()
        self._smalls = self._read(root[0])[: root[1]] if root[0] < _FREE else b""

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, empty where there is none of that name."""
        if name not in self.names:
            return b""
        first, size = self.names[name]
        if size > len(self._data):
            _broken()
        if size >= _SMALL:
            return self._read(first)[:size]
        pieces = [self._smalls[at * 64 : at * 64 + 64] for at in self._chain(first, self._small, len(self._small))]
        return b"".join(pieces)[:size]

    def _table(self) -> tuple[int, ...]:
        (first, count) = struct.unpack_from("<II", self._data, 68)
        sectors = [at for at in struct.unpack_from("<109I", self._data, 76) if at < _FREE]
        if count > self._sectors:
            _broken()
        for _ in range(count):
            if first >= _FREE:
                break
            numbers = self._numbers(self._sector(first))
            sectors += [at for at in numbers[:-1] if at < _FREE]
            first = numbers[-1]
        if len(sectors) > self._sectors:
            _broken()
        return self._numbers(b"".join(map(self._sector, sectors)))

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            _broken()
        return self._data[start : start + self._size]

    @staticmethod
    def _chain(first: int, table: tuple[int, ...], most: int) -> list[int]:
        chain: list[int] = []
        while first < _FREE:
            if first >= len(table) or len(chain) > most:
                _broken()
            chain.append(first)
            first = table[first]
        return chain

    def _read(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first, self._fat, self._sectors)))


def _broken() -> NoReturn:
    raise Refused("E_TRUNC", "文件不完整或已损坏", "请在 Excel 或 WPS 中打开原文件，另存为 .xlsx 后重新报送")
