"""A workbook of filled sheets of one form: the parts around them, most of them deflated once for all workbooks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.files.excel import container, identity
from perfdesk.files.excel.cells import clean
from perfdesk.files.excel.entry import Entry
from perfdesk.files.excel.rows import Rows
from perfdesk.files.grid import address
from perfdesk.files.layout import one_page, plan, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.content import Content
    from perfdesk.files.excel.container import Member
    from perfdesk.files.layout import Plan
    from perfdesk.files.template import Template

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PROTECTION = '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" insertRows="0"/>'


class Book:
    """Writes workbooks of one template; with `entry` the departments' templates: locked heads, choices, live sums."""

    def __init__(self, template: Template, *, entry: bool = False) -> None:
        """Prepare the constant parts of `template`."""
        package = template.package
        self.template = template
        self.rows = Rows(template, entry=entry)
        self.entry = Entry(self.rows) if entry else None
        views = re.sub(r'\s+tabSelected="[^"]*"', "", package.head.get("sheetViews", ""))
        self._views = views
        self._selected = views.replace("<sheetView ", '<sheetView tabSelected="1" ', 1)
        self._start = _XML + package.root + package.head.get("sheetPr", "")
        self._columns = package.head.get("sheetFormatPr", "") + package.head.get("cols", "") + "<sheetData>"
        order = ("printOptions", "pageMargins", "pageSetup", "headerFooter")
        self._tail = "".join([package.tail[name] for name in order if name in package.tail])
        self._one_page = self._tail.replace('fitToHeight="0"', 'fitToHeight="1"')
        constant = [("xl/styles.xml", package.styles.xml)]
        if package.theme is not None:
            constant.append(("xl/theme/theme1.xml", package.theme))
        constant.append(("docProps/core.xml", _core(template.title)))
        self._constant = [container.member(name, data) for name, data in constant]
        self._repeat = template.page.repeat
        self._last = address(0, len(template.columns) - 1)[:-1]

    def sheet(self, content: Content, *, first: bool = False) -> tuple[str, int, tuple[int, int] | None]:
        """The XML of one filled sheet, its number of rows, and the rows to repeat on every page (from 1)."""
        done = plan(self.template, content)
        overrides, choices = self.entry.of(done) if self.entry else ({}, "")
        rows = self.rows.rows(done, overrides)
        count = len(rows)
        area = f"A1:{self._last}{count}"
        xml = "".join(
            [
                self._start,
                f'<dimension ref="{area}"/>',
                self._selected if first else self._views,
                self._columns,
                *rows,
                "</sheetData>",
                _PROTECTION if self.entry else "",
                self.rows.merged(done),
                choices,
                self._one_page if one_page(self.template, done) else self._tail,
                f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>',
            ]
        )
        return xml, count, self._titles(done)

    def _titles(self, done: Plan) -> tuple[int, int] | None:
        if self._repeat is None:
            return None
        spans = spans_of(self.template, done.counts)
        first, last = spans[self._repeat[0]][0], spans[self._repeat[1]][1]
        if done.pieces:
            return sum(done.pieces[:first]) + 1, sum(done.pieces[: last + 1])
        return first + 1, last + 1

    def parts(self, sheets: Sequence[tuple[str, Content]], mark: str = "") -> list[Member | tuple[str, str]]:
        """The parts of a workbook with one sheet a content, for container.assemble.

        The sheets' names are legal and different (see sheet_names); `mark` is the identity's text, "" for none.
        """
        members: list[tuple[str, str]] = []
        defined: list[str] = []
        for number, (name, content) in enumerate(sheets):
            xml, count, titles = self.sheet(content, first=number == 0)
            members.append((f"xl/worksheets/sheet{number + 1}.xml", xml))
            quoted = clean(name.replace("'", "''"))
            local = f"localSheetId=\"{number}\">'{quoted}'!"
            defined.append(f'<definedName name="_xlnm.Print_Area" {local}$A$1:${self._last}${count}</definedName>')
            if titles:
                defined.append(f'<definedName name="_xlnm.Print_Titles" {local}${titles[0]}:${titles[1]}</definedName>')
        names = [name for name, _ in sheets]
        count = len(names)
        theme = self.template.package.theme is not None
        parts: list[Member | tuple[str, str]] = [
            _shared("[Content_Types].xml", _types(count, theme=theme, marked=bool(mark))),
            _shared("_rels/.rels", _roots(marked=bool(mark))),
            ("xl/workbook.xml", self._workbook(names, defined)),
            _shared("xl/_rels/workbook.xml.rels", _relations(count, theme=theme)),
        ]
        if mark:
            parts.append(("docProps/custom.xml", identity.write(mark)))
        return [*parts, *self._constant, *members]

    def _workbook(self, names: list[str], defined: list[str]) -> str:
        sheets = [
            f'<sheet name="{clean(name).replace(chr(34), "&quot;")}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate(names, 1)
        ]
        calculate = '<calcPr calcId="191029" fullCalcOnLoad="1"/>' if self.entry else '<calcPr calcId="191029"/>'
        return (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}relationships"><workbookPr/>'
            f'<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews>'
            f"<sheets>{''.join(sheets)}</sheets><definedNames>{''.join(defined)}</definedNames>{calculate}</workbook>"
        )


@cache
def _shared(name: str, text: str) -> Member:
    """A part that is the same in all workbooks with as many sheets."""
    return container.member(name, text.encode("utf-8"))


def _core(title: str) -> bytes:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{clean(title)}</dc:title><dc:creator>perfdesk</dc:creator></cp:coreProperties>"
    ).encode()


@cache
def _types(sheets: int, *, theme: bool, marked: bool) -> str:
    parts = [
        ("xl/workbook.xml", f"{_CONTENT}sheet.main+xml"),
        *((f"xl/worksheets/sheet{number}.xml", f"{_CONTENT}worksheet+xml") for number in range(1, sheets + 1)),
        ("xl/styles.xml", f"{_CONTENT}styles+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    if theme:
        parts.append(("xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"))
    if marked:
        parts.append(("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"))
    overrides = "".join([f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts])
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


@cache
def _roots(*, marked: bool) -> str:
    parts = [
        (f"{_OFFICE}relationships/officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    if marked:
        parts.append((f"{_OFFICE}relationships/custom-properties", "docProps/custom.xml"))
    return _links(parts)


@cache
def _relations(sheets: int, *, theme: bool) -> str:
    parts = [(f"{_OFFICE}relationships/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    parts.append((f"{_OFFICE}relationships/styles", "styles.xml"))
    if theme:
        parts.append((f"{_OFFICE}relationships/theme", "theme/theme1.xml"))
    return _links(parts)


def _links(parts: list[tuple[str, str]]) -> str:
    links = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    ]
    return f'{_XML}<Relationships xmlns="{_PACKAGE}relationships">{"".join(links)}</Relationships>'
