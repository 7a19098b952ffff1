"""XML parts, looked at as bytes: UTF-8 without document types, not too deep, no endless tags."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from xml.parsers import expat

from perfdesk.files.guard import limits
from perfdesk.files.guard.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_AGAIN = "请在 Excel 或 WPS 中打开原文件，另存为 .xlsx 后重新报送"
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<\?(?>[^?]+|\?(?!>))*+\?>|<!--(?>[^-]+|-(?!->))*+-->)*+<[A-Za-z_]")
_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_PLAIN = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_UNSEEN = (
    re.compile(rb"_x(?:00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f]|7F)|[dD][89A-Fa-f][0-9A-Fa-f]{2})_"),
    re.compile(rb"&#(?!(?:10|13|9|x0?[9aAdD]);)"),
    re.compile(rb"\xe2\x80[\x8b-\x8f\xaa-\xae]"),
    re.compile(rb"\xe2\x81[\xa0-\xaf]"),
    re.compile(rb"\xef\xbb\xbf"),
    re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"),
)


def unseen(data: bytes) -> bool:
    """Whether a part may hold characters that a clerk cannot see or a printer cannot print."""
    return any(pattern.search(data, 3) for pattern in _UNSEEN)


def check(name: str, data: bytes, *, whole: bool = True) -> None:
    """Look at one part; `whole` looks behind the beginning of the root element too.

    Raises:
        Refused: E_ENC, E_DTD, E_XML, E_DEPTH or E_TOKEN.
    """
    declared = _ENCODING.search(data, 0, 512)
    if data[:2] in (b"\xfe\xff", b"\xff\xfe") or b"\0" in data[:4] or (
        declared and declared[1].lower() not in _PLAIN
    ):  # fmt: skip
        raise Refused("E_ENC", f"{name} 的编码不是 UTF-8", _AGAIN)
    begin = _PROLOG.match(data)
    if begin is None or (whole and b"<!" in data):
        if _TYPE.search(data):
            raise Refused("E_DTD", f"{name} 含 DOCTYPE", "正常的表格没有这种内容，可能是恶意文件；请向报送单位核实")
        if begin is None:
            raise Refused("E_XML", f"{name} 不是 XML", _AGAIN)
    if whole:
        shape(name, data)


def shape(name: str, data: bytes) -> None:
    """Look at the depth and at the distance of the tags of one part.

    Raises:
        Refused: E_DEPTH or E_TOKEN.
    """
    if len(data) > limits.STRIDE:
        _depth(name, data)
    if len(data) > limits.TAG:
        _tags(name, data)


def _depth(name: str, data: bytes) -> None:
    depth = 0
    for start in range(0, len(data), limits.STRIDE):
        stop = min(start + limits.STRIDE, len(data))
        # Elements that were opened and neither closed nor empty; a two-byte mark may lie across the border.
        opened = data.count(b"<", start, stop) - 2 * data.count(b"</", start, stop + 1)
        depth += opened - data.count(b"/>", start, stop + 1) - data.count(b"<?", start, stop + 1)
        depth -= data.count(b"<!", start, stop + 1)
        if depth > limits.DEPTH:
            nest(name, data)
            return


def nest(name: str, data: bytes) -> None:
    """Count the levels exactly: where the estimate says that it may be too deep, or a reader walks recursively.

    Raises:
        Refused: E_DEPTH, or E_XML with the line.
    """
    depth = 0

    def opened(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEPTH:
            raise Refused("E_DEPTH", f"{name} 的 XML 层数过多", _AGAIN)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise Refused("E_XML", f"{name} 第 {error.lineno} 行不是完整的 XML", _AGAIN) from error


def _tags(name: str, data: bytes) -> None:
    at = 0
    while at < len(data) - limits.TAG:
        found = data.rfind(b"<", at, at + limits.TAG)
        if found <= at:
            raise Refused("E_TOKEN", f"{name} 有一段内容超过 {limits.TAG // 1024 // 1024} MB", _AGAIN)
        at = found


def well_formed(name: str, data: bytes) -> None:
    """Parse a part that is in doubt.

    Raises:
        Refused: E_XML with the line.
    """
    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        words = f"{name} 第 {error.lineno} 行不是完整的 XML（{expat.ErrorString(error.code)}）"
        raise Refused("E_XML", words, _AGAIN) from error


@lru_cache(maxsize=4096)
def attributes(tag: bytes) -> Mapping[str, str]:
    """The attributes of a start tag's bytes, unescaped; the tags of many files are the same."""
    return {
        key.decode(): unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
