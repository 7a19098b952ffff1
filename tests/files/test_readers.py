"""Every format gives the same grids: .xlsx, .xls and .ods saved by LibreOffice, .csv in all encodings, .docx tables."""

import csv
import io
import shutil
import subprocess
from datetime import date

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty

from perfdesk.files import delivery, text_table
from perfdesk.files.grid import address
from tests.files import books

IDENTITY = '{"office":"530402","form":"monitoring.project","unit":"水利局"}'


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """One workbook with everything that matters, saved by LibreOffice in three formats."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有 LibreOffice（soffice），它保存的 .xls .ods .xlsx 没有试")
    folder = tmp_path_factory.mktemp("office")
    workbook().save(folder / "监控表.xlsx")
    found = {}
    for ending in ("xls", "ods", "xlsx"):
        target = folder / ending
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            ending,
        ]
        subprocess.run(
            [*command, "--outdir", target, folder / "监控表.xlsx"], check=True, capture_output=True, timeout=180
        )
        found[ending] = (target / f"监控表.{ending}").read_bytes()
    return found


def workbook():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "1-6月<监控>&表"
    cells = {"B2": "项目名称", "C2": "农村\n道路", "B3": 1.5, "C3": "=1/0", "D3": "=B3*2", "E3": '=""', "G3": 0.95,
             "F3": date(2021, 12, 31), "B4": "藏", "B5": "合并", "H2": "藏列", "B9": "末行"}  # fmt: skip
    for cell, value in cells.items():
        page[cell] = value
    page["G3"].number_format = "0.00%"
    page["B3"].comment = Comment("实为 2.5", "张三")
    page.merge_cells("B5:D6")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["H"].hidden = True
    for row in range(10, 400):
        page.cell(row, 2).font = openpyxl.styles.Font(bold=True)
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 1
    book.create_sheet("空表")
    book.custom_doc_props.append(StringProperty(name="perfdesk", value=IDENTITY))
    book.custom_doc_props.append(StringProperty(name="perfdesk.1", value="续"))
    return book


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_what_libreoffice_saves_is_read_alike(saved, ending):
    grids, admitted = delivery.grids_of(saved[ending], f"监控表.{ending}", merges=True)
    assert [grid.name for grid in grids] == ["1-6月<监控>&表", "空表"]
    grid = grids[0]
    assert (grid.top, grid.left) == (1, 1)
    assert grid.rows == [
        ["项目名称", "农村\n道路", "", "", "", "", "藏列"],
        [1.5, "#DIV/0!", 3, "", date(2021, 12, 31), 0.95, ""],
        ["藏", "", "", "", "", "", ""],
        ["合并", "", "", "", "", "", ""],
        *[[""] * 7] * 3,
        ["末行", "", "", "", "", "", ""],
    ]
    assert grid.errors == {(2, 2)}
    assert grid.hidden_rows == {3}
    assert grid.hidden_columns == {7}
    assert grids[1].rows == []
    assert [(problem.rule, problem.sheet) for problem in admitted.problems] == [("W_HIDDEN", "隐藏")]
    assert admitted.identity == IDENTITY + "续"


def test_comments_and_merges_where_the_format_gives_them(saved):
    for ending in ("ods", "xlsx"):
        assert delivery.grids_of(saved[ending], "a")[0][0].notes[2, 1].endswith("实为 2.5")
    for ending in ("xls", "xlsx"):
        assert delivery.grids_of(saved[ending], "a", merges=True)[0][0].merges == [(4, 1, 5, 3)]


def test_a_workbook_is_read_whatever_its_ending_says(saved):
    for ending, data in saved.items():
        for name in ("a.xls", "a.xlsx", "a.et", "a.ods", "a.xlsm"):
            assert books.verdict(data, name) == "OK", (ending, name)


def test_damage_in_an_xls_is_read_or_refused_in_words(saved):
    good = saved["xls"]
    seen = set()
    for at in range(0, len(good), 97):
        broken = bytearray(good)
        broken[at] ^= 0xFF
        seen.add(books.verdict(bytes(broken), "a.xls"))
    for size in range(0, len(good), 511):
        seen.add(books.verdict(good[:size], "a.xls"))
    assert "E_TRUNC" in seen


def test_our_own_writer_keeps_its_identity(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook().save(path)
    assert books.verdict(path.read_bytes()) == "E_CELL"  # its formulas were never computed
    book = openpyxl.Workbook()
    book.custom_doc_props.append(StringProperty(name="perfdesk", value=IDENTITY))
    book.save(path)
    assert delivery.grids_of(path.read_bytes(), "a.xlsx")[1].identity == IDENTITY


# --- text

TABLE = [["项目名称", "预算数", "备注"], ["农村道路", "1,200.50", "含“引号”\n两行"], ["喆堃", "", "x;y"]]


def written(delimiter):
    def quoted(value):
        return f'"{value}"' if any(mark in value for mark in f'\n"{delimiter}') else value

    return "\r\n".join(delimiter.join(map(quoted, line)) for line in TABLE) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_in_every_encoding(encoding, delimiter):
    (grid,), admitted = delivery.grids_of(written(delimiter).encode(encoding), "水利局/收支.csv")
    assert (grid.name, grid.top, grid.left, grid.rows) == ("收支", 0, 0, TABLE)
    assert admitted.problems == []


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (b"\xe9\xa1\xb9,1\n\xff\xff,2\n", "a.csv", "E_ENC", "第 2 行"),
        ('a,b\n"没有配对,2\n3,4\n'.encode(), "a.csv", "E_CSV", "第 2 行"),
        ("这是一份文字报告。\n没有表格。\n".encode(), "报告.txt", "E_TYPE_TEXT", "文字材料"),
        (b"a,b\n" + b"," * 20_000 + b"\n", "a.csv", "E_CSV", "列"),
        (b"\xff\xfea", "a.csv", "E_ENC", "第 1 行"),
    ],
)
def test_a_csv_that_cannot_be_read_names_the_line(data, name, code, words):
    _, _, refused = books.attempt(data, name)
    assert refused.code == code
    assert words in refused.message


def test_a_csv_of_one_column_and_control_characters():
    (grid,), admitted = delivery.grids_of("项目\u200b名称\n道路\n\n\n".encode(), "a.csv")
    assert grid.rows == [["项目\u200b名称"], ["道路"]]
    assert [(problem.rule, problem.cell) for problem in admitted.problems] == [("W_CTRL", "A1")]


@given(
    st.lists(st.lists(st.text("项目甲乙123.,;\t\"' \n", max_size=8), min_size=2, max_size=4), min_size=1, max_size=6)
)
def test_any_table_survives_a_csv(rows):
    width = max(map(len, rows))
    rows = [["表", *["头"] * (width - 1)], *[line + [""] * (width - len(line)) for line in rows]]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    found = text_table.grid(out.getvalue().encode("gb18030"), "a.csv").rows
    while rows and not any(rows[-1]):
        rows.pop()
    assert found == rows


# --- documents


def test_the_tables_of_a_document():
    span, down, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    ticked = '<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p></w:tc>'
    old, new = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
    deleted = f"<w:tc><w:p>{old}{new}</w:p></w:tc>"
    data = books.document(
        books.paragraph("项目支出绩效自评表"),
        books.paragraph("（2023年度）"),
        books.table(
            [books.cell("项目名称"), books.cell("道路", span)],
            [books.cell("产出", down), books.cell("数量指标"), books.cell("≥5个")],
            [books.cell("", below), books.cell("质量指标"), ticked],
            [deleted, "<w:sdt><w:sdtContent>", books.cell("框里"), "</w:sdtContent></w:sdt>"],
        ),
        books.paragraph("注：略"),
        f"<w:sdt><w:sdtContent>{books.table([books.cell('第二表')])}</w:sdtContent></w:sdt>",
    )
    (grid,), _ = delivery.grids_of(data, "自评.docx")
    assert grid.rows == [
        ["项目支出绩效自评表"],
        ["（2023年度）"],
        ["项目名称", "道路", ""],
        ["产出", "数量指标", "≥5个"],
        ["", "质量指标", "☑"],
        ["新", "框里"],
        ["注：略"],
        ["第二表"],
    ]


def test_a_document_without_tables_or_broken_is_refused():
    _, _, refused = books.attempt(books.document(books.paragraph("工作总结")), "总结.docx")
    assert (refused.code, refused.message) == ("E_TYPE_TEXT", "是文字材料，没有表格")
    assert books.verdict(books.document("<w:p>"), "a.docx") == "E_XML"
    assert books.verdict(books.document("<w:tbl>" * 100), "a.docx") in {"E_DEPTH", "E_XML"}


def test_a_document_made_by_another_program():
    document = docx.Document()
    document.add_paragraph("项目支出绩效目标申报表")
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = address(row, column)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "合并"
    out = io.BytesIO()
    document.save(out)
    (grid,), _ = delivery.grids_of(out.getvalue(), "a.docx")
    assert grid.rows[1:] == [["A1", "合并", ""], ["A2", "B2", "C2"], ["A3", "B3", "C3"]]
