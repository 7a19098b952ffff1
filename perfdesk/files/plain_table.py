"""A plain table under a title, as one worksheet and as the Sheet that the PDF is printed from; no official form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from perfdesk.files import measure
from perfdesk.files.atomic import atomic_write
from perfdesk.files.excel import container
from perfdesk.files.excel.cells import clean, inline
from perfdesk.files.grid import address
from perfdesk.files.names import sheet_names
from perfdesk.files.sheet import Cell, PageSetup, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

A4 = (841.89, 595.28)  # points, lying
_MARGIN = 36.0
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TEXT, _MONEY, _PERCENT, _COUNT, _HEAD, _TITLE, _NOTE = range(1, 8)
_LOOKS = {"money": _MONEY, "score": _MONEY, "percent": _PERCENT, "count": _COUNT}
_LONGEST = 409.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table to write: titles and widths (points) of its columns, their kinds, and the cells as texts.

    Kinds money, score, percent and count are numbers, written as such; `note` stands under the title, `total` last.
    """

    title: str
    note: str
    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[str]]
    total: tuple[str, ...] = ()


def write_book(path: Path, table: Table) -> None:
    """Write the table as an .xlsx workbook; text stays text (leading zeros, long codes), numbers are numbers.

    Raises:
        UserError: the file cannot be written.
    """
    name = sheet_names([table.title])[0]
    roots = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    book = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="'
        f'{clean(name).replace(chr(34), "&quot;")}" sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{_quoted(name)}!$1:$3</definedName>'
        "</definedNames></workbook>"
    )
    relations = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
    parts = [
        ("[Content_Types].xml", _types()),
        ("_rels/.rels", roots),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/styles.xml", _styles()),
        ("xl/worksheets/sheet1.xml", "".join(_sheet(table))),
    ]
    atomic_write(path, container.assemble(parts))


def sheet(table: Table) -> Sheet:
    """The table as cells at places, for the PDF: A4 lying, columns made to fit the width, heads on every page."""
    room = A4[0] - 2 * _MARGIN
    scale = room / sum(table.widths)
    widths = tuple(width * scale for width in table.widths)
    size = max(6.5, min(9.5, 9.5 * scale))
    cells: list[Cell] = []
    last = len(widths) - 1
    cells.append(
        Cell(0, 0, table.title, Style("黑体", 15, bold=True, horizontal="center", vertical="center"), 1, last + 1)
    )
    cells.append(Cell(1, 0, table.note, Style(size=8.5, horizontal="left", vertical="center"), 1, last + 1))
    box = replace(Style(size=size, vertical="center", wrap=True), left="thin", right="thin", top="thin", bottom="thin")
    head = replace(box, bold=True, horizontal="center", fill="F2F4F7")
    looks = [replace(box, horizontal="right" if kind in _LOOKS else "left") for kind in table.kinds]
    heights = [28.0, 18.0, max(_height(text, size, width) for text, width in zip(table.heads, widths, strict=True)) + 4]
    cells += [Cell(2, at, text, head) for at, text in enumerate(table.heads)]
    body = [*table.rows, table.total] if table.total else list(table.rows)
    for number, row in enumerate(body, 3):
        tall = 16.0
        for at, text in enumerate(row):
            cells.append(Cell(number, at, text, looks[at]))
            if text:
                tall = max(tall, _height(text, size, widths[at]))
        heights.append(min(_LONGEST, ceil(tall)))
    page = PageSetup(
        *A4, _MARGIN, _MARGIN, 34.0, 40.0, footer=("", "第 &P 页，共 &N 页", ""), fit_width=True, repeat=(2, 2)
    )
    return Sheet("", widths, heights, cells, page, table.title)


def _height(text: str, size: float, width: float) -> float:
    return measure.height(text, size, width) if len(text) * size > width - measure.PADDING_X or "\n" in text else 0.0


def _sheet(table: Table) -> Iterator[str]:
    count = len(table.heads)
    end = address(0, count - 1)[:-1]
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{end}{3 + len(table.rows) + bool(table.total)}"/>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="3" topLeftCell="B4" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
        '<sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for at, width in enumerate(table.widths, 1):
        yield f'<col min="{at}" max="{at}" width="{width / 5.4:.1f}" customWidth="1"/>'
    yield (
        f'</cols><sheetData><row r="1" ht="26" customHeight="1"><c r="A1" s="{_TITLE}" t="inlineStr">'
        f'{inline(table.title)}</c></row><row r="2"><c r="A2" s="{_NOTE}" t="inlineStr">{inline(table.note)}</c></row>'
    )
    yield _row(3, table.heads, [_HEAD] * count, [""] * count)
    looks = [_LOOKS.get(kind, _TEXT) for kind in table.kinds]
    for number, row in enumerate(table.rows, 4):
        yield _row(number, row, looks, table.kinds)
    if table.total:
        yield _row(4 + len(table.rows), table.total, looks, table.kinds)
    yield (
        f'</sheetData><autoFilter ref="A3:{end}{3 + len(table.rows)}"/>'
        f'<mergeCells count="1"><mergeCell ref="A1:{end}1"/></mergeCells>'
        '<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.5" bottom="0.6"'
        ' header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, cells: Sequence[str], looks: Sequence[int], kinds: Sequence[str]) -> str:
    parts = [f'<row r="{number}">']
    for at, (text, look, kind) in enumerate(zip(cells, looks, kinds, strict=True)):
        place = f'<c r="{address(number - 1, at)}" s="{look}"'
        value = _number(text, kind)
        if value is not None:
            parts.append(f"{place}><v>{value}</v></c>")
        elif text:
            parts.append(f'{place} t="inlineStr">{inline(text)}</c>')
        else:
            parts.append(f"{place}/>")
    parts.append("</row>")
    return "".join(parts)


def _number(text: str, kind: str) -> str | None:
    """A number as the file holds it; a rate as a ratio. None where the text is none."""
    if kind not in _LOOKS or not text:
        return None
    bare = text.replace(",", "").removesuffix("%")
    if not bare.replace(".", "", 1).removeprefix("-").isdigit():
        return None
    if kind != "percent":
        return bare
    sign, digits = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
    whole, _, rest = digits.partition(".")
    whole = whole.rjust(3, "0")
    return f"{sign}{whole[:-2]}.{whole[-2:]}{rest}"


def _quoted(name: str) -> str:
    return "'" + clean(name).replace("'", "''") + "'"


def _types() -> str:
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{sheet_type}.styles+xml"/></Types>'
    )


def _styles() -> str:
    """Formats in the order of _TEXT … _NOTE: wrapped text, money, percent, count, head, title, note."""
    middle = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    align = '<alignment vertical="center" wrapText="1"/>'
    formats = [
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
        f'<xf numFmtId="49" fontId="0" fillId="0" borderId="1" applyAlignment="1">{align}</xf>',
        *(f'<xf numFmtId="{code}" fontId="0" fillId="0" borderId="1" applyNumberFormat="1"/>' for code in (4, 10, 3)),
        f'<xf numFmtId="49" fontId="1" fillId="2" borderId="1" applyAlignment="1">{middle}</xf>',
        f'<xf numFmtId="49" fontId="2" fillId="0" borderId="0" applyAlignment="1">{middle}</xf>',
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0"/>',
    ]
    side = "".join(f'<{name} style="thin"><color auto="1"/></{name}>' for name in ("left", "right", "top", "bottom"))
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="3"><font><sz val="10"/><name val="宋体"/></font>'
        '<font><b/><sz val="10"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="黑体"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F4F7"/></patternFill></fill></fills>'
        f'<borders count="2"><border/><border>{side}</border></borders><cellStyleXfs count="1">'
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{len(formats)}">'
        f"{''.join(formats)}</cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
