"""The thirty published documents as the workbooks that their sources would have been.

    python tests/cases/build.py [FOLDER]

Every table of cases.json.gz is laid out in the variant that it names, with its signs, units and typing errors as
published. A third is saved again by LibreOffice as .xls, .ods or .xlsx, after columns were inserted, blocks moved and
forms put one below the other. The result lies in tests/cases/books, so that the tests need no LibreOffice.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # the layouts lie beside this file

from case_layouts import page_of  # noqa: E402 - beside this file, whoever loads it

BOOKS = HERE / "books"

Case = dict[str, Any]


def cases() -> list[Case]:
    """The published facts."""
    with gzip.open(HERE / "cases.json.gz", "rt", encoding="utf-8") as file:
        found: list[Case] = json.load(file)["cases"]
    return found


RESAVED = {
    "C01": ".xls", "C07": ".ods", "C09": ".xls", "C12": ".ods", "C19": ".xls", "C21": ".xlsx", "C25": ".xls",
    "C32": ".ods",
    "C35": ".xlsx", "T01": ".xls", "T07": ".ods", "T12": ".xlsx", "C15": ".xls",
}  # fmt: skip
"""Cases that LibreOffice saved again, and as what."""

NAMES = {"C15": "2022年度部门整体绩效自评表（林业局）", "C05": "2023年项目自评表"}


def workbook(case: Case, everything: dict[str, Case]) -> openpyxl.Workbook:
    """The workbook of one case, with what senders do to one."""
    page = page_of(case)
    if case["id"] in ("C01", "C21", "T07"):
        page.insert_column(3)
    if case["id"] in ("C07", "C35", "T01"):
        page.move(2, 1)
    if case["id"] == "C19":
        page.below(page_of(everything["C23"]))
        page.below(page_of(everything["C12"]))
    if case["id"] == "C25":
        page.insert_column(10)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = {"C07": "附件1", "C12": "自评表 (2)"}.get(case["id"], "Sheet1")
    for (r, c), value in page.cells.items():
        sheet.cell(r + 1, c + 1, value).data_type = (
            "n" if isinstance(value, int | float) else "s"
        )  # "=100%" is no formula
    for a, b, c, d in page.merges:
        sheet.merge_cells(start_row=a + 1, start_column=b + 1, end_row=c + 1, end_column=d + 1)
    if case["id"] == "C03":
        book.create_sheet("填表说明")["A1"] = "一、本表由项目实施单位填写，一个项目填写一张，填写完成后加盖公章。"
    return book


def file_name(case: Case) -> str:
    """The name of a case's workbook."""
    stem = f"{case['id']}_{NAMES[case['id']]}" if case["id"] in NAMES else case["id"]
    return stem + RESAVED.get(case["id"], ".xlsx")


def resave(source: Path, suffix: str, folder: Path) -> None:
    """Let LibreOffice save a workbook as .xls, .ods or .xlsx."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("soffice is needed to build the books again")
    kinds = {".xls": "xls:MS Excel 97", ".ods": "ods", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}
    profile = Path(tempfile.gettempdir()) / "lo-cases"
    command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kinds[suffix],
            "--outdir",
               str(folder), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def main(folder: Path) -> None:
    """Build every book."""
    folder.mkdir(exist_ok=True)
    everything = {case["id"]: case for case in cases()}
    for case in everything.values():
        book = workbook(case, everything)
        with tempfile.TemporaryDirectory() as scratch:
            made = Path(scratch) / Path(file_name(case)).with_suffix(".xlsx").name
            book.save(made)
            if case["id"] in RESAVED:
                resave(made, RESAVED[case["id"]], folder)
            else:
                shutil.copy(made, folder / made.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BOOKS)
