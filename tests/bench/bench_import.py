"""Import of a county's 580 department workbooks: guard, children, recognition, origins, store and journal, all on."""

import io
import shutil
import sqlite3
import warnings
from pathlib import Path

import pandas as pd
import python_calamine

from perfdesk.domain.content import Content
from perfdesk.domain.reading import FileReading, Reading
from perfdesk.services import imports
from perfdesk.services.imports.preview import plan_readings
from perfdesk.store.file import create, open_store
from tests.bench import county
from tests.bench.bench_read import calamine

FEN = 1_000_000


def run(harness):
    """Whole import beside calamine alone and beside pandas with openpyxl; the second import of the same files."""
    paths = county.deliver(harness.folder / "county")
    ledger = harness.folder / "ledger.perfdesk"
    said = facts(paths)
    prepare(ledger, said)
    harness.note(f"{len(paths)} 个工作簿，{len(said)} 个项目，台账已有项目、资金和指标")
    first = imported(copy(ledger), paths)
    with open_store(first, read_only=True) as store:
        ours = store.rows(
            "SELECT p.name, m.initial, m.executed FROM monitoring m"
            " JOIN project p ON p.office = m.office AND p.id = m.subject ORDER BY 1"
        )
        harness.equal("项目、年初预算数、执行数", ours, sorted((name, *money) for name, _, money, _ in said))
        harness.equal("指标行", store.rows("SELECT count(*), sum(stage_only) FROM observation"), [(8 * len(said), 0)])
        harness.equal("每行指标都有来源的表", store.rows(
            "SELECT count(*) FROM statement WHERE form = 'monitoring.project'"
            " AND json_array_length(origin, '$.cells.indicators.rows') = 8"
        ), [(len(said),)])  # fmt: skip
    times = harness.turns(
        {
            "calamine": lambda: calamine(paths),
            "perfdesk": (lambda: copy(ledger), lambda path: imported(path, paths)),
            "again": (lambda: copy(first, "again"), lambda path: imported(path, paths, changes=False)),
        }
    )
    harness.row("导入 580 个工作簿（全部步骤）", times, "perfdesk", "calamine", at_most=2.0)
    harness.row("再导入一次，没有变化", times, "again", "perfdesk", at_most=0.8)
    few = harness.turns(
        {"pandas": lambda: with_pandas(paths), "perfdesk": (lambda: copy(ledger), lambda path: imported(path, paths))},
        passes=1,
        warm=0,
    )
    harness.row("同上，对 pandas(openpyxl)+to_sql", few, "perfdesk", "pandas", faster=15)
    folder = harness.folder / "county"
    harness.memory("导入的内存（程序和子进程）", harness.call("tests.bench.bench_import", "once", copy(ledger), folder))


def facts(paths):
    """Unit, project, money and indicators of every sheet, read by fixed cells with calamine."""
    found = []
    for path in paths:
        book = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            money = tuple(round(rows[5][column] * FEN) for column in (4, 7))
            found.append((rows[2][2], rows[3][2], money, [row[1:4] for row in rows[11:19]]))
    return found


def prepare(path, said):
    """A ledger that knows every unit, project and indicator of the county."""
    units = {unit: f"{number:03d}" for number, unit in enumerate(dict.fromkeys(unit for _, unit, *_ in said), 101)}
    targets = []
    for name, unit, money, lines in said:
        names = ("level1", "level2", "name")
        content = Content("target.project", 2023, fields={"project_name": name, "unit": unit, "goal": "完成年度任务"})
        content.matrices = {"funds": {"total": {"amount": money[0]}}}
        content.tables = {"indicators": [dict(zip(names, line, strict=True)) for line in lines]}
        targets.append(Reading("target.project", "", name, "A1", content))
    rows = [{"code": code, "name": unit, "kind": "主管部门"} for unit, code in units.items()]
    listed = Reading("ledger.unit", "", "单位", "A1", Content("ledger.unit", 2023, tables={"units": rows}))
    with create(path, code="530400", name="玉溪市财政局", level="city", kind="市", year=2023) as store:
        files = [FileReading("单位.xlsx", "1", "read", [listed]), FileReading("目标.xlsx", "2", "read", targets)]
        imports.confirm(store, plan_readings(store, files, imports.Options()))


def copy(path, name="copy"):
    """A fresh copy, so that every pass imports into the same ledger."""
    to = path.with_name(f"{name}.perfdesk")
    shutil.copyfile(path, to)
    return to


def imported(path, paths, *, changes=True):
    """Preview and confirm, as `perfdesk import` does."""
    with open_store(path, operator="测量") as store:
        before = store.head()
        imports.confirm(store, imports.preview(store, paths))
        if (store.head() != before) != changes:
            raise AssertionError("the import wrote what it should not, or nothing")
    return path


def with_pandas(paths):
    """The peer that a script writer would use: every sheet a frame, every frame into one table."""
    conn = sqlite3.connect(":memory:")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            for name, frame in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
                frame.insert(0, "sheet", f"{path.name}/{name}")
                frame.astype(str).to_sql("said", conn, if_exists="append", index=False)
    conn.close()


def once(path, folder):
    """Import once, for the measurement of memory."""
    imported(Path(path), sorted(Path(folder).iterdir()))
