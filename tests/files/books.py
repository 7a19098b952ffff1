"""Small workbooks made by hand, sound and hostile: every attack of the guard's tests is one of these parts."""

import io
import zipfile

from perfdesk.files import delivery
from perfdesk.files.guard import Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(rows="", *, before="", after="", head=HEAD):
    """The XML of a sheet."""
    return (
        f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(ref, words):
    return f'<c r="{ref}" t="inlineStr"><is><t>{words}</t></is></c>'


def number(ref, value):
    return f'<c r="{ref}"><v>{value}</v></c>'


def strings(*words, attributes='count="1" uniqueCount="1"', head=HEAD):
    items = "".join(f"<si><t>{word}</t></si>" for word in words)
    return f'{head}<sst xmlns="{MAIN}" {attributes}>{items}</sst>'


GOOD = sheet(
    row(1, '<c r="A1" t="s"><v>0</v></c>', text("B1", "预算数")) + row(2, text("A2", "道路"), number("B2", 120.5))
)


def parts(*sheets, sst=None, states=(), book="", extra=(), links=""):
    """The members of a workbook: name -> content, the sheets called 表1, 表2 …"""
    sheets = sheets or (GOOD,)
    tags, related = "", ""
    found = {}
    for index, xml in enumerate(sheets, 1):
        state = f' state="{states[index - 1]}"' if len(states) >= index and states[index - 1] else ""
        tags += f'<sheet name="表{index}" sheetId="{index}"{state} r:id="rId{index}"/>'
        related += f'<Relationship Id="rId{index}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{index}.xml"/>'
        found[f"xl/worksheets/sheet{index}.xml"] = xml
    related += f'<Relationship Id="rId900" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>{links}'
    found["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    found["_rels/.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    found["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{tags}</sheets></workbook>'
    )
    found["xl/_rels/workbook.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
    )
    found["xl/sharedStrings.xml"] = strings("项目名称") if sst is None else sst
    return {**found, **dict(extra)}


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """The bytes of a zip with these members; names may be bytes in the code page of Chinese Windows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 6, 30, 0, 0, 0)), content, compress_type=method)
    return out.getvalue()


def book(*sheets, **given):
    """The bytes of a workbook."""
    return zipped(parts(*sheets, **given))


def document(*blocks):
    """The bytes of a .docx whose body is made of these pieces of XML."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'{HEAD}<w:document xmlns:w="{space}"><w:body>{"".join(blocks)}</w:body></w:document>'
    return zipped({"[Content_Types].xml": f"{HEAD}<Types/>", "word/document.xml": body})


def paragraph(words):
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(words, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"


def table(*rows):
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in (''.join(cells) for cells in rows))}</w:tbl>"


def attempt(data, name="水利局.xlsx"):
    """(grids, admitted file, None) or (None, None, the refusal), whose words are looked at here."""
    try:
        return (*delivery.grids_of(data, name), None)
    except Refused as problem:
        refused = problem
    assert refused.code.startswith("E_")
    assert refused.hint, "the next step"
    assert all(found.rule == refused.code and found.message for found in refused.problems)
    assert refused.problems
    return None, None, refused


def verdict(data, name="水利局.xlsx"):
    """OK, or the code of the refusal."""
    refused = attempt(data, name)[2]
    return refused.code if refused else "OK"
