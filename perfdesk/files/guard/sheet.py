"""A sheet's XML: addresses, extent, counts, merges and cells that cannot be read, by patterns over the bytes.

Nearly every sheet is plain (shared strings and numbers at near addresses): one pass over its grammar says so, and with
it that the XML is sound. Only the others are looked at closely.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from perfdesk.files.grid import address
from perfdesk.files.guard import limits, markup
from perfdesk.files.guard.delivered import Part
from perfdesk.files.guard.refusal import Refused


def _plain(ref: bytes, row: bytes) -> re.Pattern[bytes]:
    """The whole inside of sheetData where it holds nothing but rows in view, shared strings and numbers.

    Possessive throughout: one pass, no way back. The commonest spelling of a cell stands first.
    """
    number = rb"<v>-?[0-9]*+\.?[0-9]*+(?:[eE][-+]?[0-9]{1,2}+)?</v></c>"
    cell = (
        rb'<c r="' + ref + rb'" s="[0-9]++"(?:/>| t="s"><v>[0-9]++</v></c>|(?: t="n")?>' + number + rb")"
        rb'|<c r="' + ref + rb'"(?: s="[0-9]++")?+(?: t="[sn]")?+(?:/>|>' + number + rb")|\s++"
    )
    return re.compile(
        rb'>(?:<row r="' + row + rb'"(?![^<>]*hidden="[1t])[^<>]*+>(?:(?<=/>)|(?:' + cell + rb")*+</row>)|\s++)*+"
        rb"</(?=sheetData>)"
    )


_PLAIN = _plain(rb"[A-Z]{1,2}+[1-9][0-9]{0,3}+", rb"[1-9][0-9]{0,3}+")
_PLAIN_FAR = _plain(rb"[A-Z]{1,3}+[1-9][0-9]{0,6}+", rb"[1-9][0-9]{0,6}+")
_EMPTY = re.compile(
    rb'(?:<c r="[A-Z]{1,3}+[1-9][0-9]{0,6}+"(?: s="[0-9]++")?+/>|</row>'
    rb'|<row r="[1-9][0-9]{0,6}+"(?![^<>]*hidden="[1t])[^<>]*>|\s++)*+</(?=sheetData>)'
)
_NUMBER = rb"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?\s*"
_FORMULA = rb"(?:\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))"
_BAD_NUMBER = re.compile(
    rb"""<(?:\w+:)?c\b(?![^<>]*\st\s*=\s*["'](?:s|str|b|d|e|inlineStr)["'])([^<>]*)(?<!/)>""" + _FORMULA + rb"?"
    rb"\s*<(?:\w+:)?v\b[^<>]*>(?!" + _NUMBER + rb"<)([^<]+)<"
)
_UNCACHED = re.compile(
    rb"""<(?:\w+:)?c\b(?![^<>]*\st\s*=\s*["']str["'])([^<>]*)(?<!/)>""" + _FORMULA + rb"\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\st\s*=\s*["']e["'])([^<>]*)(?<!/)>""" + _FORMULA + rb"?\s*<(?:\w+:)?v\b[^<>]*>([^<]*)<"
)
_STRING = re.compile(rb"""<(?:\w+:)?c\b(?=[^<>]*\st\s*=\s*["']s["'])([^<>]*)(?<!/)>\s*<(?:\w+:)?v\b[^<>]*>\s*(\d+)""")
_OUTSIDE = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>\s*<(?:\w+:)?f\b[^<>]*>[^<]*(?:\[\d+\]|\.xlsx?\]|DDE)", re.IGNORECASE
)
_HIDING = re.compile(rb"""=\s*+(?:"[^"<>]*+>|'[^'<>]*+>)""")
"""An attribute with a > in it: legal, but no program writes one in a sheet's cells, and tags could hide behind it."""
_REF = re.compile(rb"""\sr\s*=\s*["']([^"'<>]*)["']""")
_WRONG_REF = re.compile(rb"""\sr\s*+=\s*+(?!["'](?:[A-Z]{1,3})?[1-9][0-9]{0,6}["'])""")
_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Z]{3}[0-9]+|[A-Z]{0,2}[0-9]{5,})["']""")
_BEYOND = re.compile(
    rb"""\sr\s*=\s*["']([A-Z]{0,3}(?:[2-9][0-9]{6}|1[1-9][0-9]{5}|10[5-9][0-9]{4}|1049[0-9]{3}|1048[6-9][0-9]{2}"""
    rb"""|10485[89][0-9]|104857[7-9]))["']"""
)
_THREE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{3})[0-9]""")
_FULL = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*?\sr\s*=\s*["']([A-Z]{1,3}[0-9]+)["'][^<>]*(?<!/)>(?!\s*</|\s*<(?:\w+:)?v\s*/>)"""
)
_NO_REF = re.compile(rb"<(?:\w+:)?c\b(?![^<>]*\sr\s*=)[^<>]*(?<!/)>")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*\shidden\s*=\s*["'](?:1|true)["'])([^<>]*)>""")
_COLUMN = re.compile(rb"""<(?:\w+:)?col\b(?=[^<>]*\shidden\s*=\s*["'](?:1|true)["'])([^<>]*)>""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^<>]*\sref\s*=\s*["']([^"']*)["']""")
_USUAL_MERGE = b'<mergeCell ref="'
_WIDE_MERGE = re.compile(
    rb'<mergeCell ref="(?![A-Z]{1,2}+[1-9][0-9]{0,2}+(?::[A-Z]{1,2}+[1-9][0-9]{0,2}+)?"'
    rb'|[A-Z][1-9][0-9]{0,3}+:[A-Z][1-9][0-9]{0,3}+")'
)
_AGAIN = "请在 Excel 或 WPS 中删去多余的内容，另存为 .xlsx 后重新报送"
_OPEN = "请在 Excel 或 WPS 中打开改正，保存后重新报送"


class Doubts(NamedTuple):
    """Cells that make a file unreadable, and cells that draw on other files: zero-based (row, column)."""

    bad: list[tuple[int, int, str]]
    outside: list[tuple[int, int]]


def place(ref: bytes) -> tuple[int, int]:
    """The zero-based (row, column) of an A1 address; (-1, -1) where it is none or lies outside the grid."""
    letters = ref.rstrip(b"0123456789")
    digits = ref[len(letters) :]
    if not letters.isalpha() or not letters.isupper() or not digits or len(letters) > 3 or len(digits) > 7:
        return -1, -1
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    row = int(digits)
    return (row - 1, column - 1) if 0 < row <= limits.ROWS and column <= limits.COLUMNS else (-1, -1)


def inspect(name: str, part: str, data: bytes, state: str) -> Part:
    """Look at the XML `data` of a sheet called `name`, stored as `part`.

    Raises:
        Refused: E_REF, E_AREA, E_CELLS, E_MERGE or one of `markup.check`.
    """
    markup.check(part, data, whole=False)
    start = data.find(b"sheetData")
    stop = max(data.rfind(b"sheetData"), start)
    _merges(name, data, stop)
    columns = _hidden_columns(data, start)
    if start < 0:
        return Part(name, state, data, 0, hidden_columns=columns)
    if len(data) > 4 * limits.STRIDE:
        data = _without_tail(data, stop)
    found = Part(name, state, data, hidden_columns=columns)
    if _PLAIN.match(data, start + 9) is None:
        found.plain = _PLAIN_FAR.match(data, start + 9) is not None
        _addresses(name, data)
    if not found.plain or max(start, len(data) - stop) > limits.STRIDE:
        markup.shape(part, data)
    if not found.plain:
        markup.well_formed(f"工作表“{name}”", data)
        rows = [_ref(tag) for tag in _HIDDEN_ROW.findall(data)]
        found.hidden_rows = frozenset(int(row) - 1 for row in rows if row.isdigit())
        cells = ((_ref(tag), text) for tag, text in _ERROR.findall(data))
        found.errors = {place(ref): text.decode("utf-8", "replace") for ref, text in cells}
    found.values = data.count(b"</v>") + (0 if found.plain else data.count(b"</is>"))
    if found.values > limits.CELLS:
        raise Refused("E_CELLS", f"工作表“{name}”有 {found.values} 个单元格，太多了", _AGAIN, name)
    return found


def _without_tail(data: bytes, stop: int) -> bytes:
    """The sheet without the formatted empty rows below its last value (a million of them are not rare)."""
    last = max(data.rfind(mark, 0, stop) for mark in (b"</v>", b"</is>", b"</f>"))
    end = data.find(b"</c>", last, stop) + 4
    if last < 0 or end < 4 or stop - end < limits.STRIDE or _EMPTY.match(data, end) is None:
        return data
    return data[:end] + b"</row>" + data[stop - 2 :]


def _ref(tag: bytes) -> bytes:
    found = _REF.search(tag)
    return found[1] if found else b""


def _addresses(name: str, data: bytes) -> None:
    if _HIDING.search(data, data.find(b"sheetData"), data.rfind(b"sheetData")):
        raise Refused("E_XML", f"工作表“{name}”的 XML 写法不正常", _AGAIN, name)
    for found in _WRONG_REF.finditer(data):
        tag = data.rfind(b"<", 0, found.start())
        if tag >= 0 and re.match(rb"<(?:\w+:)?(?:row|c)\s[^<>]*$", data[tag : found.start() + 1]):
            shown = data[found.end() : found.end() + 40].split(data[found.end() : found.end() + 1])[1]
            words = f"工作表“{name}”有非法单元格地址 {shown.decode('utf-8', 'replace')}"
            raise Refused("E_REF", words, _AGAIN, name)
    far = _FAR.search(data)
    if far is None:
        return
    cells = _FULL.findall(data)
    if len(cells) > limits.CELLS:
        raise Refused("E_CELLS", f"工作表“{name}”有 {len(cells)} 个单元格，太多了", _AGAIN, name)
    _outside(name, data)
    if not cells:
        return
    rows = [int(ref.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for ref in cells]
    columns = {letters: place(letters + b"1")[1] for letters in {ref.rstrip(b"0123456789") for ref in cells}}
    high = max(rows) - min(rows) + 1
    wide = max(columns.values()) - min(columns.values()) + 1
    if high * wide > limits.AREA or (_NO_REF.search(data) and max(rows) * 702 > limits.AREA):
        last = max(cells, key=lambda ref: place(ref)[0] * 16 + place(ref)[1])
        words = f"{name}!{last.decode()} 远离其余数据，工作表大得无法读取"
        raise Refused("E_AREA", words, "请删去这个单元格所在的行和列，保存后重新报送", name, last.decode())


def _outside(name: str, data: bytes) -> None:
    beyond = _BEYOND.search(data)
    wide = {letters for letters in set(_THREE.findall(data)) if place(letters + b"1")[0] < 0}
    if beyond or wide:
        ref = (beyond[1] if beyond else min(wide) + b"1").decode()
        words = f"工作表“{name}”有非法单元格地址 {ref}，超出了 XFD1048576"
        raise Refused("E_REF", words, _AGAIN, name, ref)


def _merges(name: str, data: bytes, stop: int) -> None:
    tail = max(stop, 0)
    count = data.count(b"mergeCell ", tail)
    if count > limits.MERGES:
        raise Refused("E_MERGE", f"工作表“{name}”有 {count} 个合并区域，太多了", _AGAIN, name)
    if count == data.count(_USUAL_MERGE, tail) and (not count or _WIDE_MERGE.search(data, tail) is None):
        return
    for ref in _MERGE.findall(data, tail):
        first, _, last = ref.partition(b":")
        (top, left), (bottom, right) = place(first), place(last or first)
        cells = (bottom - top + 1) * (right - left + 1)
        if top < 0 or bottom < top or right < left or cells > limits.MERGED:
            words = f"{name} 合并区域 {ref.decode('utf-8', 'replace')} 过大或地址非法"
            raise Refused("E_MERGE", words, "请取消这个合并，保存后重新报送", name, first.decode("utf-8", "replace"))


def _hidden_columns(data: bytes, start: int) -> frozenset[int]:
    end = start if start >= 0 else len(data)
    hidden: set[int] = set()
    if data.find(b"hidden", 0, end) < 0:
        return frozenset()
    for tag in _COLUMN.findall(data, 0, end):
        span = markup.attributes(tag)
        first, last = span.get("min", ""), span.get("max", "")
        if first.isdigit() and last.isdigit():
            hidden.update(range(int(first) - 1, min(int(last), limits.COLUMNS)))
    return frozenset(hidden)


def doubts(part: Part, strings: int) -> Doubts:
    """The cells that cannot be read: numbers that are none, strings that do not exist, formulas never computed.

    Errors of formulas (#REF!) are no reason to refuse a file alone, the recogniser knows whether the cell matters; they
    are listed where another cell is.
    """
    data = part.data
    numbers = ((tag, text.decode("utf-8", "replace")) for tag, text in _BAD_NUMBER.findall(data))
    bad = [(*place(_ref(tag)), f"的数值是 {text}，不是数") for tag, text in numbers]
    texts = _STRING.findall(data)
    bad += [(*place(_ref(tag)), "引用了不存在的文字") for tag, index in texts if int(index) >= strings]
    if b"</f>" in data or b"<f " in data or b":f" in data:
        bad += [(*place(_ref(tag)), "的公式没有计算结果") for tag in _UNCACHED.findall(data)]
    if bad:
        bad += [(row, column, f"是错误值 {text}") for (row, column), text in part.errors.items()]
    outside = [place(_ref(tag)) for tag in _OUTSIDE.findall(data)] if b"[" in data or b"DDE" in data else []
    return Doubts(sorted(bad), outside)


def twice(part: Part) -> str:
    """The first address that two cells of the sheet claim, "" where each has its own."""
    seen: set[bytes] = set()
    for found in _FULL.finditer(part.data):
        if found[1] in seen:
            return address(*place(found[1]))
        seen.add(found[1])
    return ""
