"""Sheets: addresses, extent, merges, strings and every cell that cannot be read, in .xlsx and .ods."""

import io
import zipfile

import pytest

from perfdesk.files import delivery
from perfdesk.files.guard import Refused, limits
from tests.files import books

FIRST = books.row(1, books.number("A1", 1))


def warnings_of(data, name="水利局.xlsx"):
    return [(problem.rule, problem.cell) for problem in delivery.grids_of(data, name)[1].problems]


# --- size and shape


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (books.row(1, books.number("A1", 1)) + books.row(1048576, books.number("XFD1048576", 2)), "E_AREA"),
        (books.row(1, books.number("A1", 1)) + books.row(1048576, books.number("Z1048576", 2)), "E_AREA"),
        (books.row(1, books.number("A1", 1)) + "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>", "E_AREA"),
        (books.row(1, books.number("A1", 1)) + '<row\tr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>', "E_AREA"),
        (FIRST + '<x:row xmlns:x="a" r="1048576"><x:c r="XFD1048576"><v>1</v></x:c></x:row>', "E_AREA"),
        (books.row(1048570, books.number("XFA1048570", 1), books.number("XFD1048570", 1)), "OK"),
        (books.row(1, books.number("A1", 1)) + books.row(1048576, '<c r="XFD1048576" s="0"/>'), "OK"),
        (books.row(99999999999, books.number("A99999999999", 1)), "E_REF"),
        (books.row(1048577, books.number("A1048577", 1)), "E_REF"),
        (books.row(1, books.number("XFE1", 1)), "E_REF"),
        (books.row(1, books.number("ZZZZZZZ1", 1)), "E_REF"),
        (books.row(1, books.number("A-5", 1)), "E_REF"),
        (books.row(1, books.number("A0", 1)), "E_REF"),
        (books.row(1, books.number("1A", 1)), "E_REF"),
        (books.row(1, books.number("&#65;1", 1)), "E_REF"),
        (books.row(1, books.text("A1", 'x r="ZZZZ9" &lt;c r="A-5"')), "OK"),
        ("<row><c><v>1</v></c><c><v>2</v></c></row>", "OK"),
    ],
)  # fmt: skip
def test_addresses_and_extent(rows, code):
    assert books.verdict(books.book(books.sheet(rows))) == code


def test_a_wrong_dimension_changes_nothing():
    rows = "".join(books.row(n, *(books.number(f"{c}{n}", n) for c in "ABCDEFGH")) for n in range(1, 201))
    for dimension in ("A1", "A1:XFD1048576"):
        data = books.book(books.sheet(rows, before=f'<dimension ref="{dimension}"/>'))
        (grid,), _ = delivery.grids_of(data, "a.xlsx")
        assert [len(grid.rows), len(grid.rows[0])] == [200, 8]


def test_a_million_formatted_rows_are_nothing():
    rows = books.row(1, books.text("A1", "项目")) + "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(2, 200_000)
    )
    (grid,), admitted = delivery.grids_of(books.book(books.sheet(rows)), "a.xlsx")
    assert grid.rows == [["项目"]]
    assert admitted.problems == []


@pytest.mark.parametrize(
    ("ref", "count", "code"),
    [
        ("A1:XFD1048576", 1, "E_MERGE"),
        ("A1:Z99999", 1, "E_MERGE"),
        ("A1:A1048577", 1, "E_MERGE"),
        ("A1:B2", limits.MERGES + 1, "E_MERGE"),
        ("A1:ZZ999", 1, "OK"),
        ("A1:AAA2", 1, "OK"),
    ],
)
def test_merges(ref, count, code):
    tail = "<mergeCells>" + f'<mergeCell ref="{ref}"/>' * count + "</mergeCells>"
    assert books.verdict(books.book(books.sheet(after=tail))) == code


def test_shared_strings_that_swell():
    assert books.verdict(books.book(sst=books.strings("a", attributes='uniqueCount="4294967295"'))) == "E_SST_COUNT"
    assert books.verdict(books.book(sst=books.strings("a", attributes='uniqueCount="-1"'))) == "E_SST_COUNT"
    assert books.verdict(books.book(sst=books.strings(*(["a"] * 500), attributes='uniqueCount="1"'))) == "OK"
    cells = "".join(books.row(n, f'<c r="A{n}" t="s"><v>0</v></c>') for n in range(1, 9_999))
    assert books.verdict(books.book(books.sheet(cells), sst=books.strings("长" * 32_000))) == "E_TEXT"
    assert books.verdict(books.book(books.sheet(cells), sst=books.strings("短", "长" * 32_000))) == "OK"


def test_many_sheets():
    assert books.verdict(books.book(*[books.GOOD] * 300)) == "OK"
    assert books.verdict(books.book(*[books.sheet()] * (limits.SHEETS + 1))) == "E_SHEETS"


def test_a_sheet_whose_part_is_missing():
    members = books.parts()
    del members["xl/worksheets/sheet1.xml"]
    assert books.verdict(books.zipped(members)) == "E_OOXML"
    members = books.parts()
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../../etc/passwd"
    )
    assert books.verdict(books.zipped(members)) == "E_OOXML"
    members = books.parts()
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"
    )
    (grid,), _ = delivery.grids_of(books.zipped(members), "a.xlsx")
    assert grid.rows[1] == ["道路", 120.5]


# --- cells


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2"><v>NaN</v></c>', '<c r="B2"><v>1E400</v></c>', '<c r="B2"><v>-INF</v></c>', '<c r="B2"><v>abc</v></c>',
     '<c r="B2" t="n"><v>12,5</v></c>', '<c r="B2" t="s"><v>7</v></c>', '<c r="B2"><f>A1+1</f></c>',
     '<c r="B2"><f>A1+1</f><v/></c>', '<c r="B2"><f t="shared" si="0"/><v></v></c>'],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(cell):
    rows = books.row(1, books.number("A1", 1)) + books.row(2, books.number("A2", 2), cell)
    with pytest.raises(Refused) as refused:
        delivery.grids_of(books.book(books.GOOD, books.sheet(rows)), "a.xlsx")
    assert refused.value.code == "E_CELL"
    assert [(p.sheet, p.cell) for p in refused.value.problems] == [("表2", "B2")]
    assert "表2!B2" in refused.value.problems[0].message


def test_bad_cells_are_listed_together_up_to_a_number():
    rows = "".join(books.row(n, f'<c r="A{n}"><v>NaN</v></c>') for n in range(1, 301))
    with pytest.raises(Refused) as refused:
        delivery.grids_of(books.book(books.sheet(rows)), "a.xlsx")
    assert len(refused.value.problems) == limits.LISTED + 1
    assert "100" in refused.value.problems[-1].message


def test_errors_of_formulas_alone_are_left_to_the_recogniser():
    cells = ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', books.number("C1", 5), '<c r="E1" t="e"><v>#REF!</v></c>')
    (grid,), admitted = delivery.grids_of(books.book(books.sheet(books.row(1, *cells))), "a.xlsx")
    assert (grid.left, grid.rows, grid.errors) == (1, [["#DIV/0!", 5, "", "#REF!"]], {(0, 1), (0, 4)})
    assert admitted.problems == []


def test_the_same_address_twice():
    for cells in ((books.number("A1", 1), books.number("A1", 2)), (books.text("A1", "x"), books.number("A1", 2))):
        with pytest.raises(Refused) as refused:
            delivery.grids_of(books.book(books.sheet(books.row(1, *cells))), "a.xlsx")
        assert (refused.value.code, refused.value.problems[0].cell) == ("E_REF", "A1")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="str"><f>B1</f><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="A1" t="str"><v>x_x000D_y</v></c>',
        '<c r="A1" t="b"><v>1</v></c>',
    ],
)
def test_empty_texts_are_no_lost_cells(cell):
    rows = books.row(1, cell, books.number("C1", 1))
    (grid,), _ = delivery.grids_of(books.book(books.sheet(rows), sst=books.strings("")), "a.xlsx")
    assert grid.rows[0][-1] == 1


def test_hidden_characters_are_named_wherever_they_stand():
    for words in ("县_x0000_财", "局&#x202E;txt", "a\u200bb", "\ufeff局", "县_xD800_"):
        inline = books.book(books.sheet(books.row(3, books.text("B3", words))))
        shared = books.book(books.sheet(books.row(3, '<c r="B3" t="s"><v>0</v></c>')), sst=books.strings(words))
        assert warnings_of(inline) == warnings_of(shared) == [("W_CTRL", "B3")], words
    for words in ("两行_x000D_\n正常", "破折号——“引号”", "全角　空格", "𠮷野家", "&#10;"):
        assert warnings_of(books.book(books.sheet(books.row(3, books.text("B3", words))))) == [], words


def test_what_a_workbook_carries_besides_is_told():
    assert warnings_of(books.book(extra={"xl/vbaProject.bin": b"\xd0\xcf"}.items()), "a.xlsm") == [("W_MACRO", "")]
    cell = "<c r=\"B2\"><f>'[1]Sheet1'!A1+1</f><v>3</v></c>"
    assert warnings_of(books.book(books.sheet(books.row(2, cell)))) == [("W_EXTLINK", "B2")]
    old = books.book(books.sheet(books.row(1, books.number("A1", 44562))), book='<workbookPr date1904="1"/>')
    (grid,), admitted = delivery.grids_of(old, "a.xlsx")
    assert grid.date1904
    assert "2026-01-02" in admitted.problems[0].message


def test_hidden_sheets_rows_columns_and_comments():
    shown = books.sheet(
        '<row r="2" hidden="1"><c r="A2"><v>2</v></c></row>' + books.row(3, books.number("B3", 3)),
        before='<cols><col min="3" max="4" width="9" hidden="true"/></cols>',
    )
    words = "<text><r><t>实为</t></r><r><t> 5</t></r></text>"
    notes = f'<comments xmlns="{books.MAIN}"><comment ref="B3">{words}</comment></comments>'
    link = f'<Relationship Id="rId1" Type="{books.OFFICE}/comments" Target="../comments1.xml"/>'
    links = f'<Relationships xmlns="{books.PACKAGE}/relationships">{link}</Relationships>'
    extra = {"xl/comments1.xml": notes, "xl/worksheets/_rels/sheet1.xml.rels": links}
    data = books.book(shown, books.GOOD, books.GOOD, states=("", "hidden", "veryHidden"), extra=extra.items())
    (grid,), admitted = delivery.grids_of(data, "a.xlsx")
    assert (grid.name, grid.hidden_rows, grid.hidden_columns) == ("表1", {1}, {2, 3})
    assert grid.notes == {(2, 1): "实为 5"}
    assert [(p.rule, p.sheet) for p in admitted.problems] == [("W_HIDDEN", "表2"), ("W_HIDDEN", "表3")]


def test_a_bad_cell_on_a_hidden_sheet_stops_nobody():
    bad = books.sheet(books.row(1, '<c r="A1"><v>NaN</v></c>'))
    grids, _ = delivery.grids_of(books.book(books.GOOD, bad, states=("", "hidden")), "a.xlsx")
    assert len(grids) == 1


def test_merges_are_read_on_demand():
    data = books.book(
        books.sheet(books.row(1, books.number("A1", 1)), after='<mergeCells><mergeCell ref="B2:D5"/></mergeCells>')
    )
    assert delivery.grids_of(data, "a.xlsx")[0][0].merges == []
    assert delivery.grids_of(data, "a.xlsx", merges=True)[0][0].merges == [(1, 1, 4, 3)]


def test_spans_of_time_become_text():
    styles = (
        f'<styleSheet xmlns="{books.MAIN}"><numFmts><numFmt numFmtId="170" formatCode="[h]:mm"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    link = f'<Relationship Id="rId901" Type="{books.OFFICE}/styles" Target="styles.xml"/>'
    data = books.book(
        books.sheet(books.row(1, '<c r="A1" s="1"><v>1.5</v></c>')), links=link, extra={"xl/styles.xml": styles}.items()
    )
    assert delivery.grids_of(data, "a.xlsx")[0][0].rows == [["1 day, 12:00:00"]]


# --- OpenDocument


def open_document(table, styles=""):
    names = ("office", "table", "text", "style")
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"{books.HEAD}<office:document-content{spaces}>{styles}{body}</office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'{books.HEAD}<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return books.zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cell(value, columns=1):
    repeat = f'table:number-columns-repeated="{columns}"'
    words = f"<text:p>{value}</text:p>"
    return f'<table:table-cell {repeat} office:value-type="float" office:value="{value}">{words}</table:table-cell>'


def ods_blank(columns):
    return f'<table:table-cell table:number-columns-repeated="{columns}"/>'


def ods_row(cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_table(*rows):
    return f'<table:table table:name="表1">{"".join(rows)}</table:table>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ods_row(ods_cell(1)), "OK"),
        (ods_row(ods_cell(1, columns=16_384), times=1_048_576), "E_AREA"),
        (ods_row(ods_blank(999_999_999) + ods_cell(1)), "E_AREA"),
        (ods_row(ods_cell(1)) + ods_row(ods_blank(16_384), times=1_048_575), "OK"),
        (ods_row(ods_blank(1), times=1_048_570) + ods_row(ods_cell(1) * 20), "E_AREA"),
    ],
)
def test_repeats_of_an_ods_are_unfolded_on_paper_first(rows, code):
    assert books.verdict(open_document(ods_table(rows)), "a.ods") == code


def test_an_encrypted_ods():
    archive = zipfile.ZipFile(io.BytesIO(open_document(ods_table())))
    members = {name: archive.read(name) for name in archive.namelist()}
    sealed = b"><m:encryption-data/></m:manifest>"
    members["META-INF/manifest.xml"] = members["META-INF/manifest.xml"].replace(b"/>", sealed)
    assert books.verdict(books.zipped(members), "a.ods") == "E_ENCRYPTED"


def test_a_cell_that_hides_behind_an_attribute():
    far = '<row r="1048576"><c x=">" r="XFD1048576"><v>1</v></c></row>'
    assert books.verdict(books.book(books.sheet(FIRST + far))) == "E_XML"
    formula = '<c r="A1" t="str"><f>IF(B1&gt;"x","=&gt;",B1>"y")</f><v>a="b>c"</v></c>'
    assert books.verdict(books.book(books.sheet(books.row(1, formula)))) in {"OK", "E_XML"}
    hidden = ods_row(f'<table:table-cell table:formula="a>b" table:number-columns-repeated="99999999"/>{ods_cell(1)}')
    assert books.verdict(open_document(ods_table(hidden)), "a.ods") == "E_AREA"
