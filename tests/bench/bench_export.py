"""5,326 monitoring forms into 580 workbooks, beside deflate of the same XML and openpyxl filling the template."""

import io
import random
import shutil
import sys
import time
import zlib
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from perfdesk.catalog import forms
from perfdesk.domain.content import Content
from perfdesk.domain.identity import Identity
from perfdesk.files import show
from perfdesk.files.excel import container
from perfdesk.files.workbook import Filled, Job, book, sheet, write_workbooks
from tests.bench.county import LEVELS

DEPARTMENTS, PROJECTS, SAMPLE = 580, 5_326, 4
KEY = "monitoring.project"
HAN = (
    "的一是在有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
)


def contents(seed=2023):
    """The forms of a county: 8 indicators each, names and goals of random Han characters."""
    chance = random.Random(seed)  # noqa: S311 - practice data, not a secret

    def words(least, most):
        return "".join(chance.choices(HAN, k=chance.randint(least, most)))

    made = []
    for _ in range(PROJECTS):
        money = round(chance.lognormvariate(3.5, 1.3) * 100) * 10_000
        funds = {"initial": money, "executed": money // 2, "rate": 5_000, "forecast": money}
        rows = []
        for level1, level2, _, _ in LEVELS:
            value = chance.randint(1, 4_000)
            rows.append({
                "level1": level1, "level2": level2, "name": words(5, 14), "relation": ">=", "value": str(value),
                "measure": chance.choice(["个", "%", "人", "亩"]), "actual": str(value // 2), "forecast": str(value),
                "cause_funding": chance.random() < 0.1 or None, "cause_other": chance.random() < 0.1 or None,
                "reason": words(8, 20) if chance.random() < 0.2 else None, "likely_certain": True,
            })  # fmt: skip
        fields = {"project_name": words(8, 20), "department": words(5, 9), "unit": words(5, 9), "goal": words(60, 160)}
        matrix = {"total": funds, "fiscal": funds, "other": {"initial": 0, "executed": 0, "forecast": 0}}
        made.append(Content(KEY, 2023, 9, fields, {"funds": matrix}, {"indicators": rows}))
    return made


def jobs(folder, made):
    """One workbook a department, one sheet a project."""
    identity = Identity("530402", KEY, 2023, 9, "unit")
    groups = [made[start::DEPARTMENTS] for start in range(DEPARTMENTS)]
    return [
        Job(
            folder / f"{at:03d}.xlsx",
            [Filled(one.fields["project_name"], one, f"id{number}") for number, one in enumerate(group)],
            identity,
        )
        for at, group in enumerate(groups)
    ]


def export(folder, made):
    """All of them, onto the disk."""
    return sum(1 for _ in write_workbooks(forms.form(KEY), jobs(folder, made)))


def once(folder):
    """The whole export in a process of its own, for its memory."""
    made = contents()
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    export(place, made)


def fill(made):
    """The peer: openpyxl loads the official workbook, makes room for the rows, fills and saves it."""
    form = forms.form(KEY)
    workbook = openpyxl.load_workbook(form.workbook)
    grid = workbook.active
    grid.title = "表"
    plan = sheet(form, made)
    first = next(row for row in range(1, grid.max_row + 1) if grid.cell(row, 2).value == "{indicators.level1}")
    count, least = len(made.tables["indicators"]), 4
    styles = [[grid.cell(first, column)._style, grid.cell(first + least - 1, column)._style] for column in range(1, 18)]
    merged = [str(area) for area in grid.merged_cells.ranges]
    for area in merged:
        grid.unmerge_cells(area)
    grid.insert_rows(first + least, count - least)
    for row in range(count):
        for column, (usual, last) in enumerate(styles, 1):
            cell = grid.cell(first + row, column)
            cell.value, cell._style = None, last if row == count - 1 else usual
    for cell in plan.cells:
        there = grid.cell(cell.row + 1, cell.col + 1)
        number = cell.kind in show.NUMBERS and isinstance(cell.value, int)
        decimals = show.scale(cell.kind, form.money)
        there.value = float(show.plain(cell.value, decimals)) if number else cell.text or None
        if cell.rowspan + cell.colspan > 2:
            end = f"{get_column_letter(cell.col + cell.colspan)}{cell.row + cell.rowspan}"
            grid.merge_cells(f"{there.coordinate}:{end}")
    for row, height in enumerate(plan.heights, 1):
        grid.row_dimensions[row].height = height
    grid.print_area = f"A1:Q{len(plan.heights)}"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def seen(data):
    """Values, merges and heights of a workbook's first sheet, for comparing."""
    grid = openpyxl.load_workbook(io.BytesIO(data)).active
    values = {cell.coordinate: cell.value for row in grid.iter_rows() for cell in row if cell.value is not None}
    heights = [grid.row_dimensions[row].height for row in range(1, grid.max_row + 1)]
    return values, sorted(str(area) for area in grid.merged_cells.ranges), heights


def run(harness):
    """The ratios to deflate and to openpyxl, and the memory."""
    made = contents()
    maker = book(forms.form(KEY))
    for one in made[:SAMPLE]:
        ours = container.assemble(maker.parts([("表", one)]))
        harness.equal("同一张表的值、合并和行高", seen(ours), seen(fill(one)))
    texts = [text.encode() for job in jobs(harness.folder, made) for text in _texts(maker, job)]
    harness.note(f"XML {sum(map(len, texts)) / 1e6:.0f} MB，{len(texts)} 个部件")

    def empty():
        place = harness.folder / "out"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return place

    def deflate():
        for text in texts:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packer.compress(text)
            packer.flush()

    def openpyxl_sample():
        for one in made[:SAMPLE]:
            fill(one)

    times = harness.turns({"perfdesk": (empty, lambda place: export(place, made)), "deflate -6": deflate}, passes=5)
    harness.row(f"导出 {PROJECTS} 张表到 {DEPARTMENTS} 个工作簿", times, "perfdesk", "deflate -6", at_most=3)
    few = harness.turns({"perfdesk": lambda: _few(maker, made), "openpyxl": openpyxl_sample}, passes=3)
    harness.row(f"{SAMPLE} 张表，对照按模板逐格填", few, "perfdesk", "openpyxl", faster=80)
    harness.memory("导出内存", harness.call("tests.bench.bench_export", "once", harness.folder / "memory"), limit=500)


def _few(maker, made):
    for one in made[:SAMPLE]:
        container.assemble(maker.parts([("表", one)]))


def _texts(maker, job):
    pairs = [(f"表{at}", filled.content) for at, filled in enumerate(job.sheets)]
    return [part[1] for part in maker.parts(pairs, job.identity.text()) if not isinstance(part, container.Member)]


if __name__ == "__main__":
    begin = time.perf_counter()
    once(sys.argv[1])
    print(f"{time.perf_counter() - begin:.2f} s")
