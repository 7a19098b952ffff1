"""Written workbooks beside the official ones, read by openpyxl: nothing of the form is lost, nothing typed runs."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from perfdesk.catalog import forms
from perfdesk.domain.identity import Identity
from perfdesk.files.excel import container, identity
from perfdesk.files.workbook import Filled, Job, book, sheet, write_workbook, write_workbooks
from tests.files.form_samples import GOAL, listed, monitoring, sample, selfeval, target

KEYS = forms.keys()


def written(content, *, entry=False, names=("表",)):
    data = container.assemble(book(forms.form(content.form), entry=entry).parts([(name, content) for name in names]))
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(grid):
    return {
        (cell.row - 1, cell.column - 1): cell.value
        for row in grid.iter_rows()
        for cell in row
        if cell.value is not None
    }


def shown(value):
    """An openpyxl value as plainly as the layout prints it."""
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


@pytest.mark.parametrize("key", KEYS)
def test_the_official_form_is_kept(key):
    official = openpyxl.load_workbook(forms.form(key).workbook).active
    made = written(sample(key)).active
    for column in range(1, official.max_column + 1):
        letter = get_column_letter(column)
        assert made.column_dimensions[letter].width == official.column_dimensions[letter].width
    for part in ("orientation", "paperSize", "fitToWidth"):
        assert getattr(made.page_setup, part) == getattr(official.page_setup, part)
    assert made.page_setup.fitToHeight in {official.page_setup.fitToHeight, 1}
    assert made.sheet_properties.pageSetUpPr.fitToPage
    for part in ("left", "right", "top", "bottom", "header", "footer"):
        assert getattr(made.page_margins, part) == getattr(official.page_margins, part)
    assert made.print_options.horizontalCentered
    assert "&P" in made.oddFooter.center.text
    assert made.print_title_rows
    assert made.print_area.endswith(f"$A$1:${get_column_letter(made.max_column)}${made.max_row}")
    for cell, other in zip(made[1], official[1], strict=True):
        assert (cell.font.sz, cell.font.b, cell.font.name) == (other.font.sz, other.font.b, other.font.name)
        assert cell.alignment.horizontal == other.alignment.horizontal


@pytest.mark.parametrize("key", KEYS)
def test_workbook_and_layout_are_the_same_sheet(key):
    content = sample(key)
    made, plan = written(content).active, sheet(forms.form(key), content)
    assert made.max_row == len(plan.heights)
    assert [made.row_dimensions[row + 1].height for row in range(len(plan.heights))] == pytest.approx(plan.heights)
    merged = {
        (area.min_row - 1, area.min_col - 1, area.size["rows"], area.size["columns"])
        for area in made.merged_cells.ranges
    }
    blocks = {
        (cell.row, cell.col, cell.rowspan, cell.colspan) for cell in plan.cells if cell.rowspan + cell.colspan > 2
    }
    assert merged == blocks
    values = texts(made)
    for cell in plan.cells:
        value = values.pop((cell.row, cell.col), None)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert cell.text
        else:
            assert shown("" if value is None else value) == cell.text
    assert values == {}, "a value stands in a covered cell"


@pytest.mark.parametrize("key", KEYS)
def test_the_cells_of_the_layout_tile_the_sheet(key):
    plan = sheet(forms.form(key), sample(key))
    places = [
        (row, column)
        for cell in plan.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.col, cell.col + cell.colspan)
    ]
    assert len(places) == len(set(places)) == len(plan.heights) * len(plan.columns)
    assert plan.lefts()[-1] == pytest.approx(sum(plan.columns))
    width = plan.page.width - plan.page.left - plan.page.right
    if plan.page.width < 1000:  # A4: the page is filled in width, and nothing gets unreadably small
        assert 0.85 <= width / sum(plan.columns) <= 1.1


@pytest.mark.parametrize("key", KEYS)
def test_borders_close_around_every_block(key):
    made = written(sample(key)).active
    bottom = max(cell.row for row in made.iter_rows() for cell in row if cell.border.bottom.style == "medium")
    last = [cell.border.bottom.style for cell in made[bottom]]
    assert set(last) == {"medium"}, "the frame is open below"
    for area in made.merged_cells.ranges:
        first = made.cell(area.min_row, area.min_col)
        if first.border.left.style:
            assert made.cell(area.max_row, area.max_col).border.right.style
            assert made.cell(area.max_row, area.max_col).border.bottom.style


def test_numbers_are_exact_numbers():
    content = monitoring()
    content.matrices["funds"]["total"]["initial"] = 20_745_381  # 20.745381 万元, as T02 and C10 write it
    made = written(content).active
    assert Decimal(str(made["E6"].value)) == Decimal("20.745381")
    assert made["E6"].number_format == "#,##0.00"
    assert made["M6"].value == pytest.approx(0.125)
    assert made["M6"].number_format == "0.00%"
    assert made["M8"].value is None, "blank is not zero"
    assert made["H8"].value == 0, "zero is not blank"


def test_a_rate_above_one_hundred_is_written_with_its_sign():
    content = monitoring()
    content.matrices["funds"]["total"]["rate"] = 12_050
    assert written(content).active["M6"].value == "120.50%"


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "'=1"],
)
@pytest.mark.parametrize("entry", [False, True])
def test_typed_text_is_never_a_formula(text, entry):
    content = monitoring()
    content.tables["indicators"][0] |= {"name": text, "reason": text, "value": text, "relation": ""}
    content.fields["goal"] = text
    made = written(content, entry=entry).active
    for place in ("D12", "M12", "C9"):
        assert made[place].value == text
        assert made[place].data_type in ("s", "inlineStr")
        assert made[place].quotePrefix


def test_characters_that_xml_forbids_are_dropped_and_the_rest_survives():
    content = monitoring(goal="甲\x00乙\x0b丙\ud800丁\ufffe<&>\"'\r\n第二行_x000D_ 完 ")
    made = written(content).active["C9"].value
    assert made.replace("_x005F_x000D_", "_x000D_") == "甲乙丙丁<&>\"'\n第二行_x000D_ 完 "


@settings(max_examples=25)
@given(st.text(max_size=80), st.integers(0, 10**13), st.sampled_from(KEYS))
def test_any_text_makes_a_workbook_that_opens(text, amount, key):
    content = sample(key)
    for rows in content.tables.values():
        for name in list(rows[0]):
            if isinstance(rows[0][name], str) and not name.endswith(("relation", "on", "deadline")):
                rows[0][name] = text
    for matrix in content.matrices.values():
        for row in matrix.values():
            row.update(dict.fromkeys(row, amount))
    for name in content.fields:
        content.fields[name] = text
    assert written(content).active.max_row >= 5
    assert written(content, entry=True).active.max_row >= 5


def test_six_hundred_characters_and_forty_indicators_print_whole():
    goal = (GOAL * 8)[:600]
    for content in (monitoring(40, goal), target(40, goal), selfeval(count=40)):
        form = forms.form(content.form)
        plan = sheet(form, content)
        for cell, _, _, width, height in plan.boxes():
            if cell.style.wrap and cell.text and "\n" not in cell.text.strip("绩效指标\n"):
                lines = len(cell.text) * cell.style.size * 0.5 / max(1.0, width)  # at least, all of it Latin
                assert height >= lines * cell.style.size
        assert plan.page.repeat
        made = written(content).active
        assert made.max_row > 45
        assert max(made.row_dimensions[row].height for row in range(1, made.max_row + 1)) <= 409
        first, last = plan.page.repeat
        assert made.print_title_rows == f"${first + 1}:${last + 1}"


def test_a_text_taller_than_a_row_may_be_lies_over_several_rows():
    content = target(4, GOAL * 40)
    plan, made = sheet(forms.form("target.project"), content), written(content).active
    assert max(plan.heights) <= 409
    goal = next(cell for cell in plan.cells if cell.path == "goal")
    assert goal.rowspan >= 3
    assert len(made["F10"].value) == len(GOAL) * 40
    assert any(area.coord.startswith("F10:H") for area in made.merged_cells.ranges)
    assert made.max_row == len(plan.heights)


def test_equal_levels_are_merged_downwards_and_only_neighbours():
    rows = monitoring().tables["indicators"]
    content = monitoring()
    content.tables["indicators"] = [rows[0], rows[4], dict(rows[0]), dict(rows[0]), {**rows[0], "level1": None}]
    made = written(content).active
    areas = {str(area) for area in made.merged_cells.ranges}
    assert {"B14:B15", "C14:C15"} <= areas
    assert not any(area.startswith(("B12", "B13", "B16")) for area in areas)
    assert made["B15"].value is None


def test_an_empty_form_has_the_least_rows_of_the_official_one():
    for key in KEYS:
        content = sample(key)
        content.fields, content.matrices, content.tables = {}, {}, {}
        official = openpyxl.load_workbook(forms.form(key).workbook).active
        assert written(content).active.max_row == official.max_row


def test_many_sheets_a_workbook(tmp_path):
    form = forms.form("monitoring.project")
    sheets = [Filled("同名项目/经费?" * 4, monitoring(goal=str(at)), f"id{at}") for at in range(40)]
    path = tmp_path / "县.xlsx"
    given_identity = Identity("530402", form.key, 2023, 9, "u1")
    write_workbook(path, form, sheets, given_identity)
    made = openpyxl.load_workbook(path)
    assert len(made.sheetnames) == 40
    assert [made[name]["C9"].value for name in made.sheetnames] == [str(at) for at in range(40)]
    assert all(made[name].print_title_rows == "$10:$11" for name in made.sheetnames)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        found = Identity.of(identity.read(archive.read("docProps/custom.xml")))
    assert found is not None
    assert found.subjects == {name: f"id{at}" for at, name in enumerate(made.sheetnames)}
    assert (found.office, found.form, found.year, found.month, found.unit) == ("530402", form.key, 2023, 9, "u1")
    assert max(len(str(prop.value)) for prop in made.custom_doc_props.props) <= 255


def test_the_same_content_gives_the_same_bytes_and_the_official_styles():
    form = forms.form("selfeval.project.yunnan")
    once, twice = (container.assemble(book(form).parts([("表", selfeval())], "x")) for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(form.workbook) as old, zipfile.ZipFile(io.BytesIO(once)) as new:
        before, after = old.read("xl/styles.xml").decode(), new.read("xl/styles.xml").decode()
        assert new.read("xl/theme/theme1.xml") == old.read("xl/theme/theme1.xml")
    for part in ("fonts", "borders", "numFmts", "cellStyleXfs", "cellStyles"):
        start, end = before.index(f"<{part}"), before.index(f"</{part}>") if f"</{part}>" in before else None
        if end:
            assert before[start:end] in after
    inner = before[before.index("<cellXfs") :].partition(">")[2].partition("</cellXfs>")[0]
    assert inner in after, "the official formats stay as they are, twins stand behind them"


def test_workbooks_are_written_in_order_while_the_disk_works(tmp_path):
    form = forms.form("ledger.unit")
    jobs = [Job(tmp_path / f"{at}.xlsx", [Filled("表", listed("ledger.unit", at))]) for at in range(1, 31)]
    paths = list(write_workbooks(form, jobs))
    assert paths == [job.path for job in jobs]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    assert openpyxl.load_workbook(paths[-1]).active.max_row == 3 + 30 + 1


def test_dates_are_dates_and_months_stay_text():
    made = written(listed("rectify.ledger")).active
    heads = {cell.value: cell.column for cell in made[3]}
    assert f"{made.cell(4, heads['整改时限']).value:%Y-%m-%d}" == "2023-12-31"
    assert made.cell(4, heads["反馈日期"]).value == "2023-10"
    codes = written(listed("ledger.project")).active["A4"]
    assert (codes.value, codes.number_format) == ("530402210000000012345", "@")


def test_a_form_that_is_a_little_too_long_is_printed_on_one_page_and_a_long_one_over_several():
    kept = {}
    for count in range(1, 41):
        content = monitoring(count, "完成年度任务。")
        page = sheet(forms.form(content.form), content).page
        made = written(content).active.page_setup
        assert page.fit_height == (made.fitToHeight == 1)
        kept[count] = page.fit_height
    squeezed = [count for count, fits in kept.items() if fits]
    assert squeezed == list(range(squeezed[0], squeezed[-1] + 1))
    assert squeezed[0] > 1
    assert squeezed[-1] < 20


def test_a_list_runs_over_pages_at_full_size():
    assert written(listed("ledger.unit", 60)).active.page_setup.fitToHeight == 0
