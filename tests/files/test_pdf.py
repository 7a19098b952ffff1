"""PDF: every character comes back out, the layout's places are kept, long forms run over pages with their head."""

import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from perfdesk.files.pdf import write_pdf
from perfdesk.files.pdf.font import load
from perfdesk.files.sheet import Cell, PageSetup, Sheet, Style

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
BOX = {"left": "thin", "right": "thin", "top": "thin", "bottom": "thin"}
TEXT = Style("仿宋", 10.5, vertical="center", wrap=True, **BOX)
HEAD = Style("宋体", 10.5, bold=True, horizontal="center", vertical="center", **BOX)
PAGE = PageSetup(841.89, 595.28, 40, 40, 40, 40, footer=("", "第 &P 页，共 &N 页", ""))


def sheet(rows, page=PAGE, columns=(120.0, 400.0, 120.0), height=24.0):
    cells = [
        Cell(at, col, text, HEAD if at == 0 else TEXT) for at, row in enumerate(rows) for col, text in enumerate(row)
    ]
    return Sheet("test", columns, [height] * len(rows), cells, page)


def printed(tmp_path, *sheets):
    path = tmp_path / "表.pdf"
    result = write_pdf(path, [(f"第{at}份", one) for at, one in enumerate(sheets, 1)], FONTS, "测试")
    return result, PdfReader(path)


def test_text_comes_back_also_what_the_fangsong_lacks(tmp_path):
    names = "喆堃昇镕珺玥翀骉垚犇瑄祎彧璟珮铻洺溇垟墕洣㎡≥≤√—“”（）"
    result, reader = printed(tmp_path, sheet([("项目", "说明", "备注"), ("姓名", names, "ABC 123.45%")]))
    assert result.missing == {}
    text = reader.pages[0].extract_text()
    for char in names:
        assert char in text
    assert "ABC 123.45%" in text
    assert "第 1 页，共 1 页" in text


def test_a_character_no_font_has_is_reported_with_its_sheet_and_printed_as_a_box(tmp_path):
    result, reader = printed(tmp_path, sheet([("a", "b", "c")]), sheet([("a", "表情\U0001f600符", "c")]))
    assert result.missing == {"\U0001f600": "第2份"}
    assert "表情□符" in reader.pages[1].extract_text()


def test_each_sheet_has_a_bookmark_and_a_page_of_its_own(tmp_path):
    result, reader = printed(tmp_path, *[sheet([("a", f"项目{at}", "c")]) for at in range(5)])
    assert result.pages == len(reader.pages) == 5
    assert [entry.title for entry in reader.outline] == [f"第{at}份" for at in range(1, 6)]
    assert [reader.get_destination_page_number(entry) for entry in reader.outline] == [0, 1, 2, 3, 4]


def test_a_long_table_repeats_its_head_and_loses_no_row(tmp_path):
    page = PageSetup(841.89, 595.28, 40, 40, 40, 40, repeat=(0, 0), footer=("", "&P/&N", ""))
    rows = [("序号", "指标名称", "完成值"), *[(str(at), f"三级指标第{at}条", "达成") for at in range(1, 81)]]
    _, reader = printed(tmp_path, sheet(rows, page))
    texts = [one.extract_text() for one in reader.pages]
    assert len(texts) == 4
    assert all("指标名称" in text for text in texts)
    for at in range(1, 81):
        assert sum(f"第{at}条" in text for text in texts) == 1
    assert "4/4" in texts[3]


def test_a_block_merged_over_a_page_break_is_drawn_on_both_pages_and_written_once(tmp_path):
    cells = [Cell(0, 0, "绩效指标", HEAD, rowspan=40)]
    cells += [Cell(at, 1, f"行{at}", TEXT) for at in range(40)]
    _, reader = printed(tmp_path, Sheet("t", (100.0, 300.0), [24.0] * 40, cells, PAGE))
    texts = [one.extract_text() for one in reader.pages]
    assert len(texts) == 2
    assert sum("绩效指标" in text for text in texts) == 1
    assert "行39" in texts[1]


def test_wide_sheets_are_made_smaller_to_fit_the_page(tmp_path):
    path = tmp_path / "宽.pdf"
    write_pdf(path, [("宽", sheet([("左", "中", "右边最后一列")], columns=(900.0, 900.0, 300.0)))], FONTS)
    page = PdfReader(path).pages[0]
    places = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append((text, cm[0] * tm[4] + cm[4])))
    right = [x for text, x in places if "右边" in text]
    assert right
    assert 0 < right[0] < 841.89 - 40


def test_hostile_text_is_only_text(tmp_path):
    hostile = "(a) \\ ) Tj ET <feff> endstream %%EOF\n第二行\t制表"
    result, reader = printed(tmp_path, sheet([("x", hostile, "y")], height=60.0))
    assert "endstream %%EOF" in reader.pages[0].extract_text()
    assert result.missing == {}


def test_the_same_sheets_give_the_same_bytes(tmp_path):
    one = sheet([("项目", "说明", "备注")])
    write_pdf(tmp_path / "1.pdf", [("甲", one)], FONTS, "题")
    write_pdf(tmp_path / "2.pdf", [("甲", one)], FONTS, "题")
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_a_failed_print_leaves_the_old_file(tmp_path):
    path = tmp_path / "旧.pdf"
    path.write_bytes(b"old")

    def broken():
        yield "甲", sheet([("a", "b", "c")])
        raise RuntimeError("读到一半")

    with pytest.raises(RuntimeError):
        write_pdf(path, broken(), FONTS)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["旧.pdf"]


def test_poppler_draws_the_fonts_without_a_complaint(tmp_path):
    printed(tmp_path, sheet([("项目", "大密罗社区不稳定斜坡治理", "喆")]))
    try:
        done = subprocess.run(
            ["pdftoppm", "-r", "40", "-png", str(tmp_path / "表.pdf"), str(tmp_path / "p")],
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        pytest.skip("pdftoppm is not installed (apt-get install poppler-utils): drawing was not looked at")
    assert done.stderr == b""
    assert (tmp_path / "p-1.png").stat().st_size > 500


@pytest.mark.parametrize("name", ["PerfdeskFang.ttf", "PerfdeskSong.ttf"])
def test_the_shipped_fonts_cover_what_a_form_needs(name):
    font = load(FONTS / name)
    assert font.chars.keys() >= set("项目支出绩效自评表年度万元0123456789.%（）、。：；-/ABCxyz")
    if "Song" in name:
        han = {chr(code) for code in range(0x4E00, 0x9FA6)}
        assert han <= font.chars.keys()
