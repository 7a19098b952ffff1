"""Workbooks of OpenDocument (.ods): what its repeat counts unfold to is computed before a reader unfolds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfdesk.files.grid import address
from perfdesk.files.guard import archive, limits, markup
from perfdesk.files.guard.delivered import Admitted, Part
from perfdesk.files.guard.refusal import Refused

if TYPE_CHECKING:
    from perfdesk.files.guard.ooxml import Package

_AGAIN = "请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新报送"
_INSIDE = rb"""((?:[^<>"']++|"[^"]*"|'[^']*')*+)"""
_HEAD = re.compile(_INSIDE + rb">")
_SHAPES = re.compile(rb"<table:shapes>.*?</table:shapes>", re.DOTALL)
_TAG_OF_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b" + _INSIDE + rb">")
_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b" + _INSIDE + rb">(?:(?<=/>)|(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
_COLUMN = re.compile(rb"<table:table-column\b([^<>]*)>")
_REPEAT = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')
_STYLE = re.compile(rb'table:style-name="([^"]*)"')
_HIDDEN_STYLE = re.compile(rb'<style:style style:name="([^"]*)" style:family="table"[^>]*>\s*'
                           rb'<style:table-properties[^>]*table:display="false"')  # fmt: skip
_VISIBLE = re.compile(rb'table:visibility="(?:collapse|filter)"')
_ANNOTATION = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_PARAGRAPH = re.compile(rb"<text:p\b[^<>]*>(.*?)</text:p>", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_FAULT = re.compile(rb'calcext:value-type="error"')
_OWN = re.compile(
    rb'<meta:user-defined\b[^<>]*meta:name="perfdesk(?:\.(\d+))?"[^<>]*>(.*?)</meta:user-defined>', re.DOTALL
)


def workbook(package: Package) -> Admitted:
    """Look at every table of an unpacked .ods.

    Raises:
        Refused: encrypted, no content, too large unfolded, or one of the cells' refusals.
    """
    if b"encryption-data" in package.part("meta-inf/manifest.xml"):
        raise Refused("E_ENCRYPTED", "文件有打开密码", "请去掉密码后重新报送")
    content = package.part("content.xml")
    if not content:
        raise Refused("E_OOXML", "工作簿缺少必要的部分（content.xml）", _AGAIN)
    hidden = set(_HIDDEN_STYLE.findall(content))
    found = [_table(head, hidden) for head in content.split(b"<table:table ")[1:]]
    if len(found) > limits.SHEETS:
        words = f"工作簿有 {len(found)} 张工作表，超过 {limits.SHEETS} 张"
        raise Refused("E_SHEETS", words, "请拆成几个工作簿后重新报送")
    keep = {name: package.part(name.lower()) for name in ("META-INF/manifest.xml", "content.xml", "styles.xml")}
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    admitted = Admitted("ods", archive.stored({"mimetype": mimetype, **keep}), found)
    admitted.controls = markup.unseen(content)
    pieces = {int(number or 0): _words(text) for number, text in _OWN.findall(package.part("meta.xml"))}
    admitted.identity = "".join(pieces[number] for number in sorted(pieces))
    return admitted


def _words(xml: bytes) -> str:
    from html import unescape  # noqa: PLC0415 - one name for one place

    return unescape(_TAG.sub(b"", xml).decode("utf-8", "replace"))


def _many(tag: bytes) -> int:
    found = _REPEAT.search(tag)
    return int(found[1]) if found else 1


def _table(data: bytes, hidden: set[bytes]) -> Part:
    """One table; `data` begins inside its start tag."""
    tag, body = _split(data.partition(b"</table:table>")[0])
    name = markup.attributes(tag).get("table:name", "")
    style = _STYLE.search(tag)
    part = Part(name, "hidden" if style and style[1] in hidden else "visible", plain=False)
    if b"<table:shapes>" in body:
        body = _SHAPES.sub(b"", body)
    columns, *pieces = body.split(b"<table:table-row")
    part.hidden_columns = _hidden_columns(columns)
    rows: set[int] = set()
    row = last = right = 0
    for piece in pieces:
        if piece[:1] not in (b" ", b">", b"/"):
            continue  # a group of rows, not a row
        head, inner = _split(piece)
        high = _many(head) if b"repeated" in head else 1
        if b"visibility" in head and _VISIBLE.search(head):
            rows.update(range(row, min(row + high, limits.ROWS)))
        wide = _cells(inner, row, part)
        row += high
        if wide:
            last, right = row, max(right, wide)
        if last * right > limits.AREA or last > limits.ROWS or right > limits.COLUMNS:
            cell = address(min(last, limits.ROWS) - 1, min(right, limits.COLUMNS) - 1)
            words = f"{name}!{cell} 远离其余数据，工作表大得无法读取"
            raise Refused("E_AREA", words, "请删去多余的行和列，保存后重新报送", name, cell)
    part.hidden_rows = frozenset(row for row in rows if row < last)
    return part


def _split(data: bytes) -> tuple[bytes, bytes]:
    """The attributes of a tag whose name is already cut off, and what follows it."""
    head = _HEAD.match(data)
    return (head[1], data[head.end() :]) if head else (data, b"")


def _cells(inner: bytes, row: int, part: Part) -> int:
    """How wide a row is up to its last cell that says something; errors and comments go into `part`."""
    if b"office:value" not in inner and b"<text:p" not in inner:
        return 0
    column = wide = 0
    for tag in _TAG_OF_CELL.findall(inner):
        many = _many(tag) if b"repeated" in tag else 1
        column += many
        if tag[-1:] != b"/" or b"office:value" in tag:
            wide = column
    if b"<office:annotation" in inner or _FAULT.search(inner):
        _said(inner, row, part)
    return wide


def _said(inner: bytes, row: int, part: Part) -> None:
    column = 0
    for tag, body in _CELL.findall(inner):
        if b"<office:annotation" in body:
            note = b" ".join(_PARAGRAPH.findall(b"".join(_ANNOTATION.findall(body))))
            part.notes[row, column] = _words(note).strip()
        if _FAULT.search(tag):
            said = _PARAGRAPH.search(_ANNOTATION.sub(b"", body))
            part.errors[row, column] = _words(said[1]) if said else "#VALUE!"
        column += _many(tag)


def _hidden_columns(body: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    column = 0
    for tag in _COLUMN.findall(body):
        many = _many(tag)
        if _VISIBLE.search(tag):
            hidden.update(range(column, min(column + many, limits.COLUMNS)))
        column += many
    return frozenset(hidden)
