"""The .pdpkg container: a zip in exactly one spelling, so that no byte of it is free.

Members are STORED, in the given order, with the fixed time 1980-01-01, the UTF-8 flag and nothing else: no comment, no
extra field, no data descriptor, no gap. The reader does not interpret headers; it computes the only bytes that may
stand there from names and contents, and compares. Any other zip program opens the file all the same.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from typing import TYPE_CHECKING

from perfdesk.domain.package import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

MAX_BYTES = 200 * 1024 * 1024
MAX_MEMBERS = 1_000
MAX_NAME = 240
STEP = "容器"

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_HEAD = struct.Struct("<4sHHHHHIIIHH")
_TAIL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_LAST = struct.Struct("<4sHHHHIIH")
_VERSION, _FLAGS, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x0021

_PLAIN = re.compile(
    r"manifest\.json|manifest\.sig|README\.txt|data/[a-z_]{1,40}\.jsonl\.gz"
    r"|attachments/[0-9a-f]{64}\.(?:xlsx|xls|docx|pdf|jpg|png|ofd)"
    r"|(?P<folder>forms|report|tables)/(?P<file>[^/\\]{1,120})\.(?P<ending>xlsx|docx|pdf)"
)
_ENDINGS = {"forms": {"xlsx"}, "report": {"docx", "pdf"}, "tables": {"xlsx"}}
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_FORBIDDEN = frozenset('<>:"|?*')


def legal(name: str) -> bool:
    """Whether a member may have this name: one of the format's own, and harmless as a file name on Windows."""
    match = _PLAIN.fullmatch(name)
    if match is None or not unicodedata.is_normalized("NFC", name):
        return False
    if match["folder"] is None:
        return True
    stem = match["file"]
    printable = all(unicodedata.category(char)[0] in "LNPSM" or char == " " for char in stem)
    harmless = not _FORBIDDEN & set(stem) and stem == stem.strip(" .") and _RESERVED.fullmatch(stem) is None
    return match["ending"] in _ENDINGS[match["folder"]] and printable and harmless


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _HEAD.pack(_LOCAL, _VERSION, _FLAGS, _STORED, _TIME, _DATE, crc, size, size, len(name), 0) + name


def _central(name: bytes, crc: int, size: int, offset: int) -> bytes:
    fixed = (_CENTRAL, _VERSION, _VERSION, _FLAGS, _STORED, _TIME, _DATE, crc, size, size, len(name))
    return _TAIL.pack(*fixed, 0, 0, 0, 0, 0, offset) + name


def _end(count: int, size: int, offset: int) -> bytes:
    return _LAST.pack(_END, 0, 0, count, count, size, offset, 0)


def write(out: BinaryIO, members: Iterable[tuple[str, bytes]]) -> int:
    """Write the members in this order and return the number of bytes; the same members always give the same bytes.

    Raises:
        ValueError: a name is not legal, or a limit is passed; what the program itself writes keeps to its own rules.
    """
    central: list[bytes] = []
    seen: set[str] = set()
    offset = 0
    for text, content in members:
        if not legal(text) or text.casefold() in seen:
            raise ValueError(f"no legal member name: {text!r}")
        seen.add(text.casefold())
        name, crc = text.encode(), zlib.crc32(content)
        head = _local(name, crc, len(content))
        out.write(head)
        out.write(content)
        central.append(_central(name, crc, len(content), offset))
        offset += len(head) + len(content)
    directory = b"".join(central)
    total = offset + len(directory) + _LAST.size
    if len(central) > MAX_MEMBERS or total > MAX_BYTES:
        raise ValueError(f"package too large: {len(central)} members, {total} bytes")
    out.write(directory)
    out.write(_end(len(central), len(directory), offset))
    return total


def _refuse(message: str, member: str = "", code: str = "E_CONTAINER") -> Refused:
    return Refused(code, STEP, message, member, "请报送单位重新生成上报包，并原样拷贝")


def _name(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise _refuse("成员名不是合法的文字", raw.decode("gb18030", "backslashreplace"), "E_NAME") from None


def shown(name: str) -> str:
    """A hostile name as it may be printed: control and direction characters made visible, cut at 80 characters."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in name[:80])


def read(data: bytes) -> dict[str, memoryview]:
    """The members of a package in their order, each a view of `data`.

    Raises:
        Refused: E_CONTAINER, E_NAME, E_DUPLICATE or E_TOO_LARGE with the member.
    """
    if len(data) > MAX_BYTES:
        raise _refuse(f"文件大于 {MAX_BYTES // 1024 // 1024} MB", code="E_TOO_LARGE")
    view = memoryview(data)
    members: dict[str, memoryview] = {}
    seen: set[str] = set()
    central: list[bytes] = []
    offset = 0
    while view[offset : offset + 4] == _LOCAL:
        if len(members) == MAX_MEMBERS:
            raise _refuse(f"成员多于 {MAX_MEMBERS} 个", code="E_TOO_LARGE")
        name, content, entry = _member(view, offset)
        if name.casefold() in seen:
            raise _refuse("成员重复", shown(name), "E_DUPLICATE")
        seen.add(name.casefold())
        members[name] = content
        central.append(entry)
        offset += _HEAD.size + len(name.encode()) + len(content)
    if not members:
        raise _refuse("不是上报包，或文件头部有多余内容")
    directory = b"".join(central)
    end = offset + len(directory)
    if view[offset:end] != directory:
        raise _refuse("目录与成员不一致，或文件不完整")
    if view[end:] != _end(len(members), len(directory), offset):
        raise _refuse("文件尾部不完整、有注释或有多余内容")
    return members


def _member(view: memoryview, offset: int) -> tuple[str, memoryview, bytes]:
    """Name, content and the only legal directory entry of the member at `offset`."""
    start = offset + _HEAD.size
    if start > len(view):
        raise _refuse("文件不完整")
    fields = _HEAD.unpack(view[offset:start])
    size, length = fields[8], fields[9]
    if length > MAX_NAME or start + length + size > len(view):
        raise _refuse("文件不完整，或成员的长度不实")
    raw = bytes(view[start : start + length])
    name = _name(raw)
    if not legal(name):
        raise _refuse(f"非法成员名 {shown(name)}", shown(name), "E_NAME")
    content = view[start + length : start + length + size]
    crc = zlib.crc32(content)
    if view[offset : start + length] != _local(raw, crc, size):
        raise _refuse("成员头部或内容被改动", name)
    return name, content, _central(raw, crc, size, offset)
