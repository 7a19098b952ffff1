"""The facts of a package: a table is one gzip member, first line the column names, then one JSON array a row.

Rows are sorted by id, money is in 分, dates are ISO. The digest of the facts is the SHA-256 of all members,
uncompressed, one after another in their order: equal wherever the same data lie.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.domain.package import Refused
from perfdesk.files import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from perfdesk.domain.package import Table

MAX_PLAIN = 1024 * 1024 * 1024
STEP = "数据"
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"  # no name, no time, fastest, unknown system
_CHUNK = 1 << 20
_AHEAD = 4  # chunks that wait for the compressor; keeps memory flat


def member(table: str) -> str:
    """The member's name of a table."""
    return f"data/{table}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Packed:
    """The members of all tables (compressed, by member name), size and digest of the uncompressed facts."""

    members: dict[str, bytes]
    size: int
    sha256: str


class _Compressor:
    """One table's gzip stream; runs in the worker thread, where zlib and SHA-256 let the reading thread go on."""

    def __init__(self, digest: Any) -> None:  # noqa: ANN401 - hashlib does not name its type
        self._digest = digest
        self._stream = zlib.compressobj(1, zlib.DEFLATED, -15)
        self._parts = [_GZIP]
        self._crc = 0
        self.size = 0

    def feed(self, text: str) -> None:
        data = text.encode()
        self._digest.update(data)
        self._crc = zlib.crc32(data, self._crc)
        self.size += len(data)
        self._parts.append(self._stream.compress(data))

    def close(self) -> bytes:
        trailer = struct.pack("<II", self._crc, self.size & 0xFFFFFFFF)
        return b"".join((*self._parts, self._stream.flush(), trailer))


def pack(tables: Iterable[tuple[Table, Iterable[str]]]) -> Packed:
    """Compress tables in their order; each gives pieces of whole lines without the last newline."""
    digest = hashlib.sha256()
    members: dict[str, Future[bytes]] = {}
    size = 0
    with ThreadPoolExecutor(1) as worker:
        waiting: deque[Future[None]] = deque()
        for table, pieces in tables:
            stream = _Compressor(digest)
            head = json.dumps(table.names, separators=(",", ":"))
            waiting.append(worker.submit(stream.feed, head + "\n"))
            for piece in pieces:
                waiting.append(worker.submit(stream.feed, piece + "\n"))
                while len(waiting) > _AHEAD:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
            size += stream.size
            members[member(table.name)] = worker.submit(stream.close)
        return Packed({name: done.result() for name, done in members.items()}, size, digest.hexdigest())


def _refuse(name: str, message: str, code: str = "E_FACTS") -> Refused:
    return Refused(code, STEP, message, name, "请报送单位重新生成上报包")


def _plain(name: str, data: memoryview, most: int) -> Iterator[bytes]:
    """The uncompressed bytes in pieces; exactly one gzip stream in the one spelling of its header."""
    stream = zlib.decompressobj(-15)
    crc = size = 0
    rest: bytes | memoryview = data[len(_GZIP) :]
    if data[: len(_GZIP)] != _GZIP:
        raise _refuse(name, "压缩头部不符合规定")
    while not stream.eof:
        try:
            piece = stream.decompress(rest, _CHUNK)
        except zlib.error:
            raise _refuse(name, "压缩数据损坏") from None
        rest = stream.unconsumed_tail
        if not piece and not rest and not stream.eof:
            raise _refuse(name, "压缩数据不完整")
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        if size > most:
            raise _refuse(name, "解压后的数据过大", "E_TOO_LARGE")
        yield piece
    if stream.unused_data != struct.pack("<II", crc, size & 0xFFFFFFFF):
        raise _refuse(name, "压缩数据的校验值不符")


def lines(name: str, data: memoryview, most: int = MAX_PLAIN) -> Iterator[bytes]:
    """Pieces of whole lines, each ending with a newline; `most` bytes at most come out.

    Raises:
        Refused: the stream is damaged, too large, or its last line is cut.
    """
    rest = b""
    for piece in _plain(name, data, most):
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield rest + piece[:cut]
            rest = piece[cut:]
        else:
            rest += piece
    if rest:
        raise _refuse(name, "最后一行不完整")


def head(name: str, piece: bytes, table: Table) -> bytes:
    """Check the line of column names and return what follows it.

    Raises:
        Refused: E_COLUMNS, the columns are not those of this table.
    """
    first, _, rest = piece.partition(b"\n")
    if first != json.dumps(table.names, separators=(",", ":")).encode():
        raise _refuse(name, "列与本版本规定的列不一致", "E_COLUMNS")
    return rest


def parse(name: str, piece: bytes) -> list[Any]:
    """The rows of a piece of whole lines (a newline can stand nowhere else in JSON).

    Raises:
        Refused: a line is not JSON, or holds a fraction.
    """
    try:
        text = piece.decode()
        found = canonical.whole(f"[{text[:-1].replace(chr(10), ',')}]")
    except ValueError:
        raise _refuse(name, "数据行不是规定的格式") from None
    if not isinstance(found, list) or len(found) != piece.count(b"\n"):
        raise _refuse(name, "数据行不是一行一条")
    if b"\\ud" in piece.lower() or b"\\u0000" in piece:
        _no_strange_text(name, found)
    return found


def _no_strange_text(name: str, found: list[Any]) -> None:
    """Half characters and NUL cannot be stored; they only come in as escapes, so this is seldom asked."""
    for row in found:
        for value in row if isinstance(row, list) else ():
            if isinstance(value, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
                raise _refuse(name, "文字里有不能保存的字符")


def rows(table: Table, data: memoryview) -> Iterator[list[Any]]:
    """The rows of a member that was verified before, in pieces."""
    name = member(table.name)
    first = True
    for piece in lines(name, data):
        rest = head(name, piece, table) if first else piece
        first = False
        if rest:
            yield parse(name, rest)
