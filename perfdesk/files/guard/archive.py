"""The zip container: its directory, its headers and its bytes must tell the same story, or the file is refused."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from perfdesk.files.guard import limits
from perfdesk.files.guard.refusal import Refused

if TYPE_CHECKING:
    import mmap

_END = struct.Struct("<4s4H2IH")
_FAR = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_AGAIN = "请在 Excel 或 WPS 中打开原文件，另存为 .xlsx 后重新报送"
_LARGE = 8 * 1024 * 1024
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_UNICODE_PATH = 0x7075


@dataclass(frozen=True, slots=True)
class Member:
    """One member: `offset` is where its packed bytes begin, `name` the name as a person reads it."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool


def members(data: bytes | mmap.mmap, most: int = limits.PARTS) -> list[Member]:
    """The directory of a zip, every entry compared with its local header.

    Raises:
        Refused: the container is cut off, overlaps, repeats a member or contradicts itself.
    """
    count, size, start = _directory(data)
    if count > most:
        raise Refused("E_PARTS", f"压缩包有 {count} 个成员，超过 {most} 个", _AGAIN)
    table = data[start : start + size]
    found: list[Member] = []
    spans: list[tuple[int, int, str]] = []
    heads: list[tuple[int, bytes, tuple[int, ...], Member]] = []
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > size:
            _cut()
        head = _CENTRAL.unpack_from(table, at)
        if head[0] != b"PK\1\2":
            _cut()
        names, extras = at + _CENTRAL.size, at + _CENTRAL.size + head[10]
        raw, extra = table[names:extras], table[extras : extras + head[11]]
        packed, real, offset = _wide(head[8], head[9], head[16], extra)
        at = extras + head[11] + head[12]
        data_at = _data_offset(data, offset)
        name = _name(raw, head[3], extra)
        member = Member(name, data_at, packed, real, head[7], head[4], bool(head[3] & _ENCRYPTED))
        found.append(member)
        spans.append((offset, data_at + packed, name))
        heads.append((offset, raw, head, member))
    if at != size:
        _cut()
    _apart(spans, start)
    _once(found)
    for offset, raw, head, member in heads:
        _same(data, offset, raw, head, member)
    return found


def _cut() -> NoReturn:
    raise Refused("E_TRUNC", "文件不完整，没有传完或被截断", "请向报送单位重新要一份完整的文件")


def _directory(data: bytes | mmap.mmap) -> tuple[int, int, int]:
    at = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        _cut()
    _, _, _, here, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        _cut()
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, start):
        locator = at - _LOCATOR.size
        if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
            at = _LOCATOR.unpack_from(data, locator)[2]
            if at + _FAR.size > locator or data[at : at + 4] != b"PK\6\6":
                _cut()
            *_, count, size, start = _FAR.unpack_from(data, at)
    if start + size != at or not count:
        _cut()
    return count, size, start


def _wide(packed: int, real: int, offset: int, extra: bytes) -> tuple[int, int, int]:
    """Sizes and offset with the 64-bit values that stand in the extra field where 32 bits are full."""
    full = 0xFFFFFFFF
    if full not in (packed, real, offset):
        return packed, real, offset
    fields = _extra(extra).get(1, b"")
    wide = list(struct.unpack(f"<{len(fields) // 8}Q", fields[: len(fields) // 8 * 8]))
    values = []
    for value in (real, packed, offset):
        if value == full and not wide:
            _cut()
        values.append(wide.pop(0) if value == full else value)
    return values[1], values[0], values[2]


def _extra(extra: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(extra):
        key, length = struct.unpack_from("<HH", extra, at)
        found[key] = extra[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    """A name as its writer meant it: UTF-8 where it says so or is so, else the code page of Chinese Windows."""
    if extra and not flags & _UTF8:
        unicode_path = _extra(extra).get(_UNICODE_PATH, b"")
        if len(unicode_path) > 5 and struct.unpack_from("<I", unicode_path, 1)[0] == zlib.crc32(raw):
            raw = unicode_path[5:]
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437").replace("\\", "/")


def _data_offset(data: bytes | mmap.mmap, offset: int) -> int:
    if offset + _LOCAL.size > len(data) or data[offset : offset + 4] != b"PK\3\4":
        _cut()
    names, extras = struct.unpack_from("<HH", data, offset + 26)
    return offset + _LOCAL.size + int(names) + int(extras)


def _apart(spans: list[tuple[int, int, str]], end: int) -> None:
    before = 0
    for start, stop, name in sorted(spans):
        if start < before or stop > end:
            raise Refused("E_OVERLAP", f"压缩包里的成员重叠（{name}）", _AGAIN)
        before = stop


def _once(found: list[Member]) -> None:
    seen: set[str] = set()
    for member in found:
        low = member.name.lower()
        if low in seen:
            raise Refused("E_DUP", f"成员重复 {member.name}", _AGAIN)
        seen.add(low)


def _same(data: bytes | mmap.mmap, offset: int, raw: bytes, head: tuple[int, ...], member: Member) -> None:
    _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(data, offset)
    same = data[offset + _LOCAL.size : offset + _LOCAL.size + length] == raw and method == head[4]
    if not same or (flags ^ head[3]) & _ENCRYPTED:
        raise Refused("E_LFH", f"文件头与目录不一致（{member.name}）", _AGAIN)
    if flags & _STREAMED:
        return
    if 0xFFFFFFFF not in (packed, size) and (packed != member.packed or size != member.size):
        raise Refused("E_SIZE_LIE", f"{member.name} 大小与目录不符", _AGAIN)
    if crc != member.crc:
        raise Refused("E_LFH", f"文件头与目录不一致（{member.name}）", _AGAIN)


def bounded(found: list[Member], packed: int, total: int = limits.TOTAL) -> None:
    """Refuse what would be too large unpacked; the sizes are kept honest by `inflate`."""
    real = sum(member.size for member in found)
    if real > total or (real > limits.RATIO_FROM and real > limits.RATIO * packed):
        words = f"解压后过大（{real // 1024 // 1024} MB）"
        raise Refused("E_RATIO", words, "这不像正常的表格；请让报送单位把数据复制到新工作簿，另存后重新报送")
    for member in found:
        if member.size > limits.PART:
            raise Refused("E_RATIO", f"{member.name} 解压后过大", _AGAIN)


def inflate(data: bytes | mmap.mmap, member: Member) -> bytes:
    """The bytes of a member, of exactly the size and CRC that the directory gives.

    Raises:
        Refused: encrypted, an unknown method, damaged, or longer or shorter than declared.
    """
    if member.encrypted:
        raise Refused("E_ENCRYPTED", f"{member.name} 有密码", "请去掉密码后重新报送")
    if member.method not in (_STORED, _DEFLATED):
        raise Refused("E_METHOD", f"{member.name} 的压缩方式（{member.method}）不支持", _AGAIN)
    packed = data[member.offset : member.offset + member.packed]
    if member.method == _STORED:
        unpacked, whole = packed, True
    else:
        unpacked, whole = _deflated(packed, member.size + 1, member)
    if len(unpacked) != member.size or not whole:
        _lie(packed, member)
    if zlib.crc32(unpacked) != member.crc:
        raise Refused("E_CRC", f"{member.name} 损坏", "请向报送单位重新要一份完整的文件")
    return unpacked


def _deflated(packed: bytes, most: int, member: Member) -> tuple[bytes, bool]:
    stream = zlib.decompressobj(-15)
    try:
        if most > _LARGE:
            return _large(packed, most)
        unpacked = stream.decompress(packed, most)
    except zlib.error as error:
        raise Refused("E_CRC", f"{member.name} 损坏", "请向报送单位重新要一份完整的文件") from error
    return unpacked, stream.eof and not stream.unused_data


def _large(packed: bytes, most: int) -> tuple[bytes, bool]:
    """The same for a part whose pieces should not lie in memory twice: measured first, then unpacked into one piece."""
    stream, size = zlib.decompressobj(-15), 0
    rest = packed
    while not stream.eof and size < most:
        piece = stream.decompress(rest, _LARGE)
        size += len(piece)
        if not piece and not stream.unconsumed_tail:
            break
        rest = stream.unconsumed_tail
    whole = stream.eof and not stream.unused_data and size < most
    return (zlib.decompress(packed, -15, size), True) if whole else (b"", False)


def _beginning(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(packed, _LARGE)
    except zlib.error:
        return b""


def _lie(packed: bytes, member: Member) -> NoReturn:
    """Tell damage from a lie: a stream that is sound by its own CRC but not by its size was given a false size."""
    unpacked = packed
    if member.method == _DEFLATED:
        unpacked = _beginning(packed)
    if zlib.crc32(unpacked) == member.crc or len(unpacked) == _LARGE:
        raise Refused("E_SIZE_LIE", f"{member.name} 大小与目录不符", _AGAIN)
    raise Refused("E_CRC", f"{member.name} 损坏", "请向报送单位重新要一份完整的文件")


def stored(parts: dict[str, bytes]) -> bytes:
    """A zip of the given parts, uncompressed: the reader sees what was inspected, and unpacks nothing again."""
    pieces: list[bytes] = []
    table: list[bytes] = []
    at = 0
    for name, part in parts.items():
        raw, crc, size = name.encode(), zlib.crc32(part), len(part)
        head = _LOCAL.pack(b"PK\3\4", 20, _UTF8, 0, 0, 0x21, crc, size, size, len(raw), 0)
        table += _CENTRAL.pack(b"PK\1\2", 20, 20, _UTF8, 0, 0, 0x21, crc, size, size, len(raw), 0, 0, 0, 0, 0, at), raw
        pieces += head, raw, part
        at += len(head) + len(raw) + size
    end = sum(map(len, table))
    return b"".join((*pieces, *table, _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), end, at, 0)))
