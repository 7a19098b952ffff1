"""Reading 580 monitoring workbooks (5,326 sheets): guard, two children and recogniser, beside calamine alone.

calamine reads the same files in one process without looking at them first. The store is not part of this: importing
ends with it, and must stay under twice calamine.
"""

import io
from functools import partial
from pathlib import Path

import python_calamine

from perfdesk.catalog import forms
from perfdesk.domain.content import Content
from perfdesk.domain.reading import Reading
from perfdesk.files import delivery, guard, reading_pool
from perfdesk.services.imports.reading import recognised
from tests.bench import county


def run(harness):
    """Ratios to calamine: the guard alone, guard and grids in the children, everything up to the readings."""
    paths = county.deliver(harness.folder / "county")
    harness.note(f"{len(paths)} 个工作簿，{sum(path.stat().st_size for path in paths) / 1e6:.1f} MB")
    same(harness, paths)
    found = list(reading_pool.read_files(paths, recogniser=recogniser()))
    harness.equal("认出的表", sum(len(one.readings) for one in found), 5326)
    harness.equal("监控表", {reading.form for one in found for reading in one.readings}, {"monitoring.project"})
    with reading_pool.ReadingPool(nothing) as grids, reading_pool.ReadingPool(recogniser()) as readings:
        sources = reading_pool.expand(paths)
        times = harness.turns(
            {
                "calamine": lambda: calamine(paths),
                "guard": lambda: [guard.admit(path.read_bytes(), path.name) for path in paths],
                "grids": lambda: list(grids.read(sources)),
                "readings": lambda: list(readings.read(sources)),
                "cold": lambda: list(reading_pool.read_files(paths, recogniser=recogniser())),
            }
        )
    harness.row("安全检查（一个进程）", times, "guard", "calamine")
    harness.row("检查和读格（两个子进程）", times, "grids", "calamine", at_most=1.2)
    harness.row("检查、读格、识别（两个子进程）", times, "readings", "calamine", at_most=1.5)
    harness.row("同上，含启动子进程", times, "cold", "calamine", at_most=2.0)
    folder = harness.folder / "county"
    harness.memory("读取的内存（程序和子进程）", harness.call("tests.bench.bench_read", "once", folder))


def same(harness, paths):
    """Every value on every tenth workbook is what calamine gives."""
    for path in paths[::10]:
        ours = [[grid.rows, grid.top, grid.left] for grid in delivery.grids_of(path.read_bytes(), path.name)[0]]
        book = python_calamine.load_workbook(path)
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        if ours != [[sheet.to_python(), *sheet.start] for sheet in sheets]:
            harness.equal(path.name, ours, "calamine")
    harness.equal("每十个工作簿的全部单元格", 1, 1)


def calamine(paths):
    """The peer: all sheets of all workbooks as rows."""
    for path in paths:
        book = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def nothing(grids, _identity, *, path):  # noqa: ARG001 - called with a path like every recogniser
    """A recogniser that looks at no cell: what is left is the way from the file to the grids."""
    return [Reading("none", "", grid.name, "A1", Content("none")) for grid in grids], []


def recogniser():
    """The one that imports use."""
    wanted = forms.keys()
    return partial(recognised, forms=tuple(map(forms.form, wanted)))


def once(folder):
    """Read everything once, for the measurement of memory."""
    for _ in reading_pool.read_files(sorted(Path(folder).iterdir()), recogniser=recogniser()):
        pass
