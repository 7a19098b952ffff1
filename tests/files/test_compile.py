"""Official workbooks compile strictly: an unknown placeholder, a lost part or a missing slot fails with its place."""

from dataclasses import replace

import openpyxl
import pytest

from perfdesk.catalog import forms
from perfdesk.files.excel.compile import template
from perfdesk.files.excel.package import TemplateError


def printed(form):
    sections = template(form).sections
    return {hole.path for section in sections for row in section.rows for cell in row.cells for hole in cell.holes}


def described(form, *, needed=False):
    """The paths of a description; with `needed` only those that no layout may lack."""

    def wanted(*slots):
        return not (needed and any(slot.optional for slot in slots))

    paths = {slot.name for slot in form.fields if wanted(slot)}
    for matrix in form.matrices:
        pairs = [(row, slot) for row in matrix.rows for slot in matrix.columns if wanted(row, slot)]
        paths |= {f"{matrix.name}.{row.name}.{slot.name}" for row, slot in pairs}
    return paths | {f"{table.name}.{slot.name}" for table in form.tables for slot in table.columns if wanted(slot)}


@pytest.mark.parametrize("key", forms.keys())
def test_every_slot_has_its_place(key):
    form = forms.form(key)
    assert described(form, needed=True) - printed(form) == set()
    assert printed(form) <= described(form) | {"year", "month", "disclosure"}
    assert ("month" in printed(form)) == form.period
    assert "year" in printed(form)


# The official columns of the main forms (handbook 1): what a later edit must not lose.
OFFICIAL = {
    "monitoring.project": {"indicators.cause_hardware", "indicators.likely_impossible", "funds.fiscal.forecast"},
    "selfeval.project": {"funds.carryover.adjusted", "total.total.weight", "indicators.reason", "actual_goal"},
    "selfeval.project.yunnan": {"funds.other.executed", "indicators.relation", "other", "grade"},
    "target.project": {"funds_mid.fiscal.amount", "indicators.mid_target", "goal_mid", "term"},
    "selfeval.department": {"years.actual", "tasks.executed", "indicators.measure", "duties"},
}


@pytest.mark.parametrize("key", OFFICIAL)
def test_the_official_columns_are_there(key):
    assert OFFICIAL[key] <= printed(forms.form(key))


@pytest.mark.parametrize("key", forms.keys())
def test_the_title_and_the_notes_are_the_description_s(key):
    form = forms.form(key)
    made = openpyxl.load_workbook(form.workbook).active
    words = [str(cell.value) for row in made.iter_rows() for cell in row if cell.value is not None]
    assert any(form.titles[0] in text for text in words[:1])
    assert [note for note in form.notes if note not in words] == []


def edited(tmp_path, key, change):
    form = forms.form(key)
    made = openpyxl.load_workbook(form.workbook)
    change(made)
    path = tmp_path / "改过.xlsx"
    made.save(path)
    return replace(form, workbook=str(path))


def put(place, value):
    def change(made):
        made.active[place] = value

    return change


def no_area(made):
    made.active.print_area = None


def second_sheet(made):
    made.create_sheet("说明")


def rule(made):
    made.active.auto_filter.ref = "A1:C3"


def two_tables(made):
    made.active["B6"] = "{indicators.name}"


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("monitoring.project", put("C3", "{projekt_name}"), "C3.*projekt_name"),
        ("monitoring.project", put("C3", "=SUM(A1)"), "C3.*formulas"),
        ("monitoring.project", no_area, "print area"),
        ("monitoring.project", second_sheet, "exactly one sheet"),
        ("ledger.unit", rule, "autoFilter"),
        ("target.department", two_tables, "mixes|two places"),
        ("monitoring.project", put("D13", "{indicators.name}"), "two repeating rows"),
    ],
)
def test_what_a_form_cannot_keep_is_refused_with_its_place(tmp_path, key, change, words):
    with pytest.raises(TemplateError, match=words):
        template(edited(tmp_path, key, change))


def test_a_clerk_may_change_the_look(tmp_path):
    def wider(made):
        made.active.column_dimensions["D"].width = 30
        made.active["A17"] = "注：本表一式三份。"

    made = template(edited(tmp_path, "monitoring.project", wider))
    before = template(forms.form("monitoring.project"))
    assert made.columns[3] > before.columns[3]
    words = [cell.text({}) for section in made.sections for row in section.rows for cell in row.cells]
    assert "注：本表一式三份。" in words
