"""Workbooks of Excel 97-2003 and WPS (.xls, .et): the records of every sheet, walked once before a reader sees them."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import NamedTuple

from perfdesk.domain.problem import WARNING, Problem
from perfdesk.files.guard import limits, properties
from perfdesk.files.guard.compound import Compound
from perfdesk.files.guard.delivered import Admitted, Part
from perfdesk.files.guard.refusal import Refused

_AGAIN = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送"
_BOF, _EOF, _SHEET, _PASSWORD, _BASE, _SUPBOOK = 0x809, 0x0A, 0x85, 0x2F, 0x22, 0x1AE
_ROW, _COLUMNS, _DIMENSIONS, _FAULT, _FORMULA = 0x208, 0x7D, 0x200, 0x205, 0x06
_ONE = frozenset((0x203, 0x27E, 0xFD, 0x204, 0x205, 0x06, 0xD6))
_MANY = 0xBD
_STRINGS = 0xFC
_TOLD = frozenset((_PASSWORD, _BASE, _SUPBOOK, _STRINGS))
_SAID = frozenset((_ROW, _COLUMNS, _DIMENSIONS, _FAULT, _FORMULA))
_STATES = ("visible", "hidden", "veryHidden")
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")


class _Bounds(NamedTuple):
    name: str
    state: str
    start: int
    kind: int


def workbook(data: bytes) -> Admitted:
    """Look at an OLE file.

    Raises:
        Refused: no workbook inside, a password, an older format, or sheets that are too large.
    """
    try:
        compound = Compound(data)
    except Refused:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("E_ENCRYPTED", "文件有打开密码", "请去掉密码后重新报送") from None
        raise
    names = compound.names
    if "EncryptedPackage" in names:
        raise Refused("E_ENCRYPTED", "文件有打开密码", "请去掉密码后重新报送")
    if "Workbook" not in names:
        _other(names)
    stream = compound.stream("Workbook")
    bounds, admitted = _globals(stream)
    if "_VBA_PROJECT_CUR" in names:
        admitted.problems.append(Problem(WARNING, "W_MACRO", "工作簿含宏，已忽略"))
    admitted.data = data
    admitted.identity = properties.identity(compound.stream("\x05DocumentSummaryInformation"))
    edges = [*sorted({bound.start for bound in bounds}), len(stream)]
    ends = dict(pairwise(edges))
    for bound in bounds:
        if bound.kind == 0:
            admitted.sheets.append(_sheet(stream, bound, ends[bound.start]))
    return admitted


def _other(names: dict[str, tuple[int, int]]) -> None:
    if "Book" in names:
        raise Refused("E_TYPE", "是 Excel 95 或更早的格式", _AGAIN)
    if "WordDocument" in names:
        raise Refused("E_TYPE", "是 Word 97-2003 或 WPS 文字文件", "请把其中的表格另存为 .docx 或填入表样后重新报送")
    raise Refused("E_TYPE", "不是能直接读的表格文件", "若是 WPS 表格，请在 WPS 中打开，另存为 .xlsx 后重新报送")


def _globals(stream: bytes) -> tuple[list[_Bounds], Admitted]:
    if len(stream) < 8 or _HEAD.unpack_from(stream)[0] != _BOF:
        raise Refused("E_TYPE", "不是 Excel 97-2003 的工作簿", _AGAIN)
    if struct.unpack_from("<H", stream, 4)[0] != 0x600:
        raise Refused("E_TYPE", "是 Excel 95 或更早的格式", _AGAIN)
    admitted = Admitted("xls", b"")
    bounds: list[_Bounds] = []
    at = 0
    while at + 4 <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        if kind == _EOF:
            break
        body = stream[at + 4 : at + 4 + size]
        if kind == _SHEET and size > 8:
            bounds.append(_bounds(body, len(stream)))
        elif kind in _TOLD:
            _tell(kind, body, admitted)
        at += 4 + size
    if len(bounds) > limits.SHEETS:
        words = f"工作簿有 {len(bounds)} 张工作表，超过 {limits.SHEETS} 张"
        raise Refused("E_SHEETS", words, "请拆成几个工作簿后重新报送")
    return bounds, admitted


def _tell(kind: int, body: bytes, admitted: Admitted) -> None:
    if kind == _PASSWORD:
        raise Refused("E_ENCRYPTED", "文件有打开密码", "请去掉密码后重新报送")
    if kind == _BASE and body[:2] == b"\1\0":
        admitted.date1904 = True
        admitted.problems.append(Problem(WARNING, "W_1904", "工作簿用 1904 日期系统，日期已按它换算，请核对"))
    elif kind == _SUPBOOK and len(body) > 4:
        words = "工作簿引用外部文件，取缓存值；请核对这些数，或改为直接填写"
        admitted.problems.append(Problem(WARNING, "W_EXTLINK", words))
    elif kind == _STRINGS and len(body) >= 8:
        count = struct.unpack_from("<I", body, 4)[0]
        if count > limits.STRINGS:
            raise Refused("E_SST_COUNT", f"共享字符串声明 {count} 条", _AGAIN)


def _bounds(body: bytes, size: int) -> _Bounds:
    start, state, kind, length, wide = struct.unpack_from("<IBBBB", body)
    if start >= size:
        raise Refused("E_TRUNC", "文件不完整或已损坏", _AGAIN)
    raw = body[8 : 8 + (length * 2 if wide & 1 else length)]
    name = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
    return _Bounds(name, _STATES[min(state & 3, 2)], start, kind)


def _sheet(stream: bytes, bound: _Bounds, end: int) -> Part:
    part = Part(bound.name, bound.state, plain=False)
    values = last = right = depth = 0
    at = bound.start
    unpack, place = _HEAD.unpack_from, _PLACE.unpack_from
    while at + 4 <= end:
        kind, size = unpack(stream, at)
        if kind in _ONE and size >= 4:
            row, column = place(stream, at + 4)
            values += 1
            last, right = max(last, row), max(right, column)
        elif kind == _MANY and size >= 6:
            values += (size - 6) // 6
            last, right = max(last, place(stream, at + 4)[0]), max(right, place(stream, at + size + 2)[0])
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        if kind in _SAID:
            _said(kind, stream[at + 4 : at + 4 + size], part)
        at += 4 + size
    if values > limits.CELLS or (last + 1) * (right + 1) > limits.AREA or right > 255:
        words = f"工作表“{bound.name}”大得无法读取"
        raise Refused("E_AREA", words, "请删去多余的行和列，保存后重新报送", bound.name)
    part.values = values
    return part


def _said(kind: int, body: bytes, part: Part) -> None:
    """Records that say something of a sheet beside its values: hidden parts, errors, the extent it claims."""
    if kind == _ROW and len(body) >= 13:
        if body[12] & 0x20:
            part.hidden_rows |= {_PLACE.unpack_from(body)[0]}
    elif kind == _COLUMNS and len(body) >= 10:
        if body[8] & 1:
            first, final = _PLACE.unpack_from(body)
            part.hidden_columns |= frozenset(range(first, min(final, 255) + 1))
    elif kind == _DIMENSIONS and len(body) >= 12:
        _dimensions(body, part.name)
    elif kind == _FAULT and body[7:8] == b"\1":
        part.errors[_PLACE.unpack_from(body)] = _ERRORS.get(body[6], "#VALUE!")
    elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\2":
        part.errors[_PLACE.unpack_from(body)] = _ERRORS.get(body[8], "#VALUE!")


def _dimensions(body: bytes, name: str) -> None:
    first, last, left, right = struct.unpack_from("<IIHH", body)
    if last > 65_536 or right > 256 or first > last or left > right:
        raise Refused("E_AREA", f"工作表“{name}”声明的范围不合理", _AGAIN, name)
