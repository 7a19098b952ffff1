"""The tables of a .docx become one grid: paragraphs as rows of one cell, table rows below them in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from perfdesk.files.grid import Grid
from perfdesk.files.guard import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.files.grid import Value

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_WIDTH = 64
_SILENT = tuple(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tcPr"))
NAME = "Word 文档"


def grid(body: bytes) -> Grid:
    """Read word/document.xml, which the guard has found free of document types.

    A merged cell's text stands in its first cell; deleted revisions are left out, fields give their last result.

    Raises:
        Refused: the document is broken, or it holds no table at all.
    """
    try:
        root = ET.fromstring(body.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()))  # noqa: S314 - no DTD came past the guard
    except ET.ParseError as error:
        words = f"文档第 {error.position[0]} 行不是完整的 XML"
        raise Refused("E_XML", words, "请在 Word 或 WPS 中打开，另存为 .docx 后重新报送") from error
    story = root.find(f"{_W}body")
    rows: list[list[Value]] = []
    tables = 0
    for block in _blocks(story) if story is not None else ():
        if block.tag == f"{_W}tbl":
            tables += 1
            rows += _table(block)
        else:
            text = _text(block)
            if text.strip():
                rows.append([text])
    if not tables:
        raise Refused("E_TYPE_TEXT", "是文字材料，没有表格", "请报送表格；文字材料可作为附件")
    return Grid(NAME, rows)


def _blocks(parent: ET.Element) -> Iterator[ET.Element]:
    """Paragraphs and tables in order, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _rows(table: ET.Element, tag: str) -> Iterator[ET.Element]:
    for child in table:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child, tag)


def _table(table: ET.Element) -> list[list[Value]]:
    found: list[list[Value]] = []
    for row in _rows(table, f"{_W}tr"):
        cells: list[Value] = [""] * _number(row, f"{_W}trPr/{_W}gridBefore", 0)
        for cell in _rows(row, f"{_W}tc"):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            below = merge is not None and merge.get(f"{_W}val", "continue") != "restart"
            cells.append("" if below else _text(cell))
            cells += [""] * (_number(cell, f"{_W}tcPr/{_W}gridSpan", 1) - 1)
        found.append(cells)
    return found


def _number(element: ET.Element, path: str, default: int) -> int:
    found = element.find(path)
    given = "" if found is None else found.get(f"{_W}val", "")
    return min(int(given), _WIDTH) if given.isdigit() else default


def _text(block: ET.Element) -> str:
    """The words of a paragraph or cell, its paragraphs and breaks as line breaks."""
    pieces: list[str] = []
    for node in _runs(block):
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag == f"{_W}tab":
            pieces.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr") or (node.tag == f"{_W}p" and pieces):
            pieces.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif node.tag == f"{_W}sym":
            pieces.append(_symbol(node))
    return "".join(pieces).strip("\n")


def _runs(node: ET.Element) -> Iterator[ET.Element]:
    """All elements in order; what is deleted, hidden twice for old readers, or a tab stop is left out."""
    for child in node:
        if child.tag not in _SILENT and not child.tag.endswith("}Fallback"):
            yield child
            yield from _runs(child)


def _symbol(node: ET.Element) -> str:
    """A character of a picture font: the ticked and the empty box of Wingdings, else nothing."""
    code = node.get(f"{_W}char", "").upper()[-2:]
    ticks = {"FE": "☑", "52": "☑", "FC": "√", "50": "√", "A8": "□", "6F": "□", "A3": "□"}
    return ticks.get(code, "")
