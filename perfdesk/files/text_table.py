"""A .csv becomes one grid of texts: encoding and delimiter are found out, or the line is named that fits none."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from perfdesk.files.grid import Grid
from perfdesk.files.guard import Refused

if TYPE_CHECKING:
    from perfdesk.files.grid import Value

_STEP = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送"
_DELIMITERS = ",\t;"
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_FIELD = 1_000_000
_WIDTH = 16_384


def grid(data: bytes, name: str) -> Grid:
    """Read a text file called `name` (.csv, .tsv, .txt).

    Raises:
        Refused: E_ENC, E_CSV with the line, or E_TYPE_TEXT where the text is no table.
    """
    text = decode(data)
    delimiter = _delimiter(text)
    base = name.replace("\\", "/").rpartition("/")[2]
    if not delimiter:
        if not base.lower().endswith((".csv", ".tsv")):
            raise Refused("E_TYPE_TEXT", "是文字材料，没有表格", "请报送表格；文字材料可作为附件")
        delimiter = ","
    csv.field_size_limit(_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Value]] = []
    try:
        for row in reader:
            if len(row) > _WIDTH:
                raise Refused("E_CSV", f"第 {reader.line_num} 行有 {len(row)} 列，太多了", _STEP)
            rows.append([*row])
    except csv.Error as error:
        raise Refused("E_CSV", f"第 {len(rows) + 1} 行的引号没有配对或内容过长（{error}）", _STEP) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return Grid(base.rpartition(".")[0] or base, rows)


def decode(data: bytes) -> str:
    """The text of UTF-8 (with or without mark), UTF-16 with mark, or GB18030 (which contains GBK).

    Raises:
        Refused: E_ENC with the line that is in none of them.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _undecodable(data, error.start) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(data, max(at, error.start)) from error


def _undecodable(data: bytes, at: int) -> Refused:
    line = data.count(b"\n", 0, at) + 1
    return Refused("E_ENC", f"第 {line} 行的编码认不出来，既不是 UTF-8 也不是 GBK", _STEP)


def _delimiter(text: str) -> str:
    """The character that splits most of the first lines into the same number of pieces, "" where none does."""
    bare = _QUOTED.sub("", text[:65_536])  # what stands in quotes separates nothing
    lines = [line for line in bare.splitlines()[:50] if line.strip()]
    best, score = "", 0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        if counts:
            times, lots = counts.most_common(1)[0]
            if lots * min(times, 50) > score:
                best, score = delimiter, lots * min(times, 50)
    return best
