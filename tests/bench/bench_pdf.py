"""One PDF of 1,065 monitoring forms with bookmarks, beside stock reportlab drawing the same cells and fonts."""

import random
from functools import cache
from itertools import count as numbers
from itertools import islice
from pathlib import Path

from pypdf import PdfReader
from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from perfdesk.catalog.forms import form
from perfdesk.domain.content import Content
from perfdesk.files.measure import LINE, PADDING_X, wrap
from perfdesk.files.pdf import write_pdf
from perfdesk.files.pdf.draw import ASCENT, INDENT, PEN
from perfdesk.files.workbook import sheet
from tests.bench import county

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
COUNT = 1065
ROOM = 500  # points of a page that a form may fill


def run(harness):
    """Time and size beside the stock canvas; peak memory of all 5,326."""
    sheets = forms(COUNT)
    ours, peer = harness.folder / "ours.pdf", harness.folder / "stock.pdf"
    printed = write_pdf(ours, sheets, FONTS)
    stock(peer, sheets)
    harness.equal("页数", printed.pages, COUNT)
    for at in range(0, COUNT, 100):
        harness.equal(f"第 {at + 1} 页的文字", words(ours, at), words(peer, at))
    times = harness.turns(
        {"perfdesk": lambda: write_pdf(ours, sheets, FONTS), "reportlab": lambda: stock(peer, sheets)}, passes=3
    )
    harness.row(f"{COUNT} 份表写成一个 PDF", times, "perfdesk", "reportlab", at_most=1.0)
    harness.note(f"文件 {ours.stat().st_size / 1e6:.1f} MB，对照 {peer.stat().st_size / 1e6:.1f} MB")
    harness.memory("5,326 份表写成一个 PDF 的内存", harness.call("tests.bench.bench_pdf", "once", ours))


def forms(count):
    """Filled monitoring sheets of one page each with bookmarks, every text different; the peer does not break pages."""
    chance = random.Random(2023)  # noqa: S311 - practice data, not a secret
    made = ((f"项目{at}", sheet(form("monitoring.project"), content(chance, at))) for at in numbers())
    return list(islice((one for one in made if sum(one[1].heights) <= ROOM), count))


def content(chance, at):
    """One project's sheet with eight indicators."""
    work = chance.choice(county.WORKS)
    rows = []
    for level1, level2, name, target in county.LEVELS:
        value = str(chance.randint(60, 4000))
        relation = {"≥": ">=", "≤": "<="}.get(target[0], "qualitative")
        row = {"level1": level1, "level2": level2, "name": name.format(work), "relation": relation, "value": value}
        rows.append({**row, "measure": "%", "actual": value, "forecast": value, "likely_certain": True})
    town = chance.choice(county.TOWNS)[:2]
    money = {"initial": chance.randint(10**6, 10**9), "executed": 10**6, "rate": 5000, "forecast": 10**6}
    fields = {"project_name": f"{town}{work}项目{at}", "department": f"{town}水利局", "unit": f"{town}水利站"}
    fields["goal"] = f"围绕{town}{work}，全年完成年度任务。"
    return Content("monitoring.project", 2023, 9, fields, {"funds": {"total": money}}, {"indicators": rows})


@cache
def registered():
    """The shipped fonts under reportlab's own TrueType support."""
    rl_config.useA85 = 0
    for name in ("PerfdeskFang", "PerfdeskSong"):
        registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def stock(path, sheets):
    """The peer: rectangles and strings by the canvas's own calls."""
    registered()
    canvas = Canvas(str(path), pageCompression=1, invariant=1)
    for at, (bookmark, one) in enumerate(sheets):
        page = one.page
        canvas.setPageSize((page.width, page.height))
        canvas.bookmarkPage(f"s{at}")
        canvas.addOutlineEntry(bookmark, f"s{at}")
        width = sum(one.columns)
        scale = min(1.0, (page.width - page.left - page.right) / width)
        left = page.left + max(0.0, (page.width - page.left - page.right - width * scale) / 2)
        canvas.saveState()
        canvas.translate(left, page.height - page.top)
        canvas.scale(scale, scale)
        for cell, x, y, wide, high in one.boxes():
            draw(canvas, cell, x, y, wide, high)
        canvas.restoreState()
        canvas.setFont("PerfdeskSong", 9)
        canvas.drawCentredString(page.width / 2, page.footer_margin, "第 1 页，共 1 页")
        canvas.showPage()
    canvas.save()


def draw(canvas, cell, x, y, wide, high):
    """Borders and text of one cell."""
    style = cell.style
    for pen, line in (
        (style.left, (x, -y, x, -y - high)),
        (style.top, (x, -y, x + wide, -y)),
        (style.right, (x + wide, -y, x + wide, -y - high)),
        (style.bottom, (x, -y - high, x + wide, -y - high)),
    ):
        if pen:
            canvas.setLineWidth(PEN.get(pen, 0.5))
            canvas.line(*line)
    if not cell.text:
        return
    font = "PerfdeskFang" if "仿宋" in style.font else "PerfdeskSong"
    lines = wrap(cell.text, style.size, wide - PADDING_X) if style.wrap else cell.text.split("\n")
    pitch = style.size * LINE
    top = y + max(0.0, (high - pitch * len(lines)) / 2)
    canvas.setFont(font, style.size)
    for at, line in enumerate(lines):
        base = -(top + pitch * at + (pitch - style.size) / 2 + style.size * ASCENT)
        place = x + PADDING_X / 2 + style.indent * INDENT
        if style.horizontal in {"center", "right"}:
            free = wide - stringWidth(line, font, style.size)
            place = x + (free / 2 if style.horizontal == "center" else free - PADDING_X / 2)
        canvas.drawString(place, base, line)


def words(path, page):
    """The characters of a page, in any order: both say the same."""
    return sorted("".join(PdfReader(path).pages[page].extract_text().split()))


def once(path):
    """Write all 5,326 forms, made as they are drawn, for the measurement of memory."""
    chance = random.Random(1)  # noqa: S311
    made = ((f"项目{at}", sheet(form("monitoring.project"), content(chance, at))) for at in range(5326))
    write_pdf(Path(path), made, FONTS)
