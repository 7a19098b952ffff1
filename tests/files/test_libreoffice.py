"""LibreOffice opens every written form, prints it on the pages expected, and keeps its values when it saves."""

import subprocess
from shutil import which

import openpyxl
import pytest
from pypdf import PdfReader

from perfdesk.catalog import forms
from perfdesk.files.workbook import Filled, Job, sheet, write_workbooks
from tests.files.form_samples import GOAL, monitoring, sample, target

pytestmark = pytest.mark.skipif(which("soffice") is None, reason="needs LibreOffice (soffice) to open the workbooks")

KEYS = forms.keys()
LONG = {"monitoring.project": monitoring(40, (GOAL * 8)[:600]), "target.project": target(40, (GOAL * 8)[:600])}


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Every form written, to fill and long ones, then converted to PDF and saved again."""
    folder = tmp_path_factory.mktemp("forms")
    for key in KEYS:
        form = forms.form(key)
        jobs = [Job(folder / f"{key}.xlsx", [Filled("一", sample(key)), Filled("二", sample(key))])]
        if key in LONG:
            jobs.append(Job(folder / f"long.{key}.xlsx", [Filled("长", LONG[key])]))
        list(write_workbooks(form, jobs))
        list(write_workbooks(form, [Job(folder / f"entry.{key}.xlsx", [Filled("一", sample(key))])], entry=True))
    files = sorted(folder.glob("*.xlsx"))
    for kind in ("pdf", "xlsx"):
        (folder / kind).mkdir()
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [which("soffice"), profile, "--headless", "--convert-to", kind, "--outdir", folder / kind, *files]
        done = subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=300)
        assert b"rror" not in done.stderr
    return folder


def values(path):
    made = openpyxl.load_workbook(path, data_only=True)
    return [
        {cell.coordinate: cell.value for row in grid.iter_rows() for cell in row if cell.value not in (None, "")}
        for grid in made
    ]


@pytest.mark.parametrize("name", [*KEYS, *(f"entry.{key}" for key in KEYS), *(f"long.{key}" for key in LONG)])
def test_values_and_page_survive(converted, name):
    before, after = values(converted / f"{name}.xlsx"), values(converted / "xlsx" / f"{name}.xlsx")
    assert [set(grid) for grid in before] == [set(grid) for grid in after]
    for old, new in zip(before, after, strict=True):
        for place, value in old.items():
            assert new[place] == (pytest.approx(value) if isinstance(value, float) else value), place
    old, new = (
        openpyxl.load_workbook(path).active
        for path in (converted / f"{name}.xlsx", converted / "xlsx" / f"{name}.xlsx")
    )
    assert {str(area) for area in old.merged_cells.ranges} == {str(area) for area in new.merged_cells.ranges}
    assert new.print_title_rows == old.print_title_rows
    assert new.page_setup.orientation == old.page_setup.orientation
    assert new.protection.sheet == old.protection.sheet


@pytest.mark.parametrize("key", KEYS)
def test_the_print_has_title_signature_and_the_paper_of_the_form(converted, key):
    pages = PdfReader(converted / "pdf" / f"{key}.pdf").pages
    page = sheet(forms.form(key), sample(key)).page
    assert len(pages) in (2, 4), "one page a sheet, two at most for the longest form"
    assert float(pages[0].mediabox.width) == pytest.approx(page.width, abs=2)
    words = "".join(one.extract_text() for one in pages).replace("\n", "")
    assert forms.form(key).titles[0] in words
    assert words.count("填报人：") == 2
    assert "负责人：" in words


@pytest.mark.parametrize("key", LONG)
def test_long_forms_repeat_their_head_on_every_page(converted, key):
    pages = [page.extract_text() for page in PdfReader(converted / "pdf" / f"long.{key}.pdf").pages]
    assert 2 <= len(pages) <= 4
    assert all("三级指标" in text for text in pages[:-1])
    assert sum(text.count("群众满意度") for text in pages) >= 5
    goal = LONG[key].fields["goal"]
    printed = "".join(pages).replace("\n", "")
    assert goal[:20] in printed
    assert goal[-20:] in printed
