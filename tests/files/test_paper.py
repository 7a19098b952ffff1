"""Preview and screen say the same as the PDF: every text at the same place, every border with the same pen."""

import re

import pytest
from pypdf import PdfReader

from perfdesk.catalog import forms, resources
from perfdesk.files import paper, workbook
from perfdesk.files.pdf import write_pdf
from tests.files.form_samples import monitoring, of_department, selfeval, target

FONTS = resources.root() / "fonts"
SAMPLES = {
    "监控": monitoring(),
    "监控两页": monitoring(40),
    "目标": target(),
    "目标长文": target(12, "为确保汛期安全，" * 60),
    "自评": selfeval("selfeval.project"),
    "自评云南": selfeval(),
    "部门目标": of_department("target.department"),
    "部门自评": of_department("selfeval.department"),
}
PEN = re.compile(r"([\d.]+) w (\[.*?\]) 0 d")
LINE = re.compile(r"([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l")
FRAME = re.compile(r"q ([\d.]+) 0 0 [\d.]+ ([\d.]+) ([\d.]+) cm")
RUN = re.compile(r"1 0 0 1 ([\d.-]+) ([\d.-]+) Tm <([0-9A-Fa-f]*)> Tj")


def made(content):
    return workbook.sheet(forms.form(content.form), content)


def both(name, tmp_path):
    """Our pages beside the content streams of the PDF's, each with scale, left and top of its frame."""
    sheet = made(SAMPLES[name])
    write_pdf(tmp_path / "表.pdf", [("表", sheet)], FONTS)
    reader = PdfReader(tmp_path / "表.pdf")
    drawn = paper.pages(sheet, paper.fonts(FONTS))
    assert len(drawn) == len(reader.pages)
    for page, printed in zip(drawn, reader.pages, strict=True):
        size = (float(printed.mediabox.width), float(printed.mediabox.height))
        assert size == pytest.approx((page.width, page.height), abs=0.01)
        stream = printed.get_contents().get_data().decode("latin-1")
        yield page, stream, [float(part) for part in FRAME.search(stream).groups()]


def glyphs(one):
    """The glyph numbers that the PDF writes for a run."""
    measures = paper.fonts(FONTS)
    font = measures._fang if one.font == "fang" else measures._song
    return font.hex(one.text).upper()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_stands_where_the_pdf_has_it(name, tmp_path):
    count = 0
    for page, stream, (scale, left, top) in both(name, tmp_path):
        body, _, foot = stream.partition("ET\nQ\n")
        theirs = [(left + float(x) * scale, top + float(y) * scale, text) for x, y, text in RUN.findall(body)]
        theirs += [(float(x), float(y), text) for x, y, text in RUN.findall(foot)]
        assert len(theirs) == len(page.texts)
        for ours, (x, y, text) in zip(page.texts, theirs, strict=True):
            assert glyphs(ours) == text.upper(), ours.text
            assert (ours.x, page.height - ours.y) == pytest.approx((x, y), abs=0.05)
            count += 1
    assert count > 50


@pytest.mark.parametrize("name", SAMPLES)
def test_every_border_has_the_pen_and_place_of_the_pdf(name, tmp_path):
    for page, stream, (scale, left, top) in both(name, tmp_path):
        theirs, pen = [], 0.0
        for line in stream.splitlines():
            if found := PEN.search(line):
                pen = float(found[1])
            elif found := LINE.fullmatch(line):
                x1, y1, x2, y2 = (float(part) * scale for part in found.groups())
                foot = page.height - top
                theirs.append((left + x1, foot - y1, left + x2, foot - y2, pen * scale))
        ours = [(one.x1, one.y1, one.x2, one.y2, one.width) for one in page.strokes]
        assert len(ours) == len(theirs) > 20
        for line in ours:
            assert min(max(abs(a - b) for a, b in zip(line, other, strict=True)) for other in theirs) < 0.05


def test_the_whole_sheet_on_the_screen_is_the_page_before_scaling():
    sheet = made(SAMPLES["监控"])
    measures = paper.fonts(FONTS)
    whole = [one for cell, *box in sheet.boxes() for one in paper.texts(cell, tuple(box), measures)]
    page = paper.pages(sheet, measures)[0]
    scale = page.texts[0].size / whole[0].size
    left = page.texts[0].x - whole[0].x * scale
    top = page.texts[0].y - whole[0].y * scale
    for screen, printed in zip(whole, page.texts, strict=False):
        assert (screen.text, screen.font, screen.bold) == (printed.text, printed.font, printed.bold)
        assert (left + screen.x * scale, top + screen.y * scale) == pytest.approx((printed.x, printed.y))
