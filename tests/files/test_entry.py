"""Departments' templates: what may be filled is open and yellow, the rest locked; choices, sums and rates live."""

import io

import openpyxl
import pytest

from perfdesk.catalog import forms
from perfdesk.files.excel import container
from perfdesk.files.workbook import book, sheet
from tests.files.form_samples import monitoring, of_department, sample, selfeval, target


def entry(content):
    data = container.assemble(book(forms.form(content.form), entry=True).parts([("表", content)]))
    return openpyxl.load_workbook(io.BytesIO(data)).active, openpyxl.load_workbook(
        io.BytesIO(data), data_only=True
    ).active


def lists(made):
    return {str(rule.sqref): rule.formula1 for rule in made.data_validations.dataValidation if rule.type == "list"}


@pytest.mark.parametrize("key", forms.keys())
def test_only_what_may_be_filled_is_open(key):
    content = sample(key)
    made, _ = entry(content)
    assert made.protection.sheet
    assert made.protection.password is None
    for cell in sheet(forms.form(key), content).cells:
        there = made.cell(cell.row + 1, cell.col + 1)
        formula = isinstance(there.value, str) and there.value.startswith("=") and there.data_type == "f"
        named = cell.path in ("project_name", "department", "unit") and cell.text
        if cell.fillable and not formula and not named:
            assert not there.protection.locked, there.coordinate
            assert there.fill.fgColor.rgb == "FFFFFDF2"
        else:
            assert there.protection.locked, there.coordinate
            assert there.fill.fgColor.rgb != "FFFFFDF2"


def test_a_name_that_is_blank_may_be_filled():
    content = target()
    del content.fields["project_name"]
    made, _ = entry(content)
    assert not made["C3"].protection.locked
    assert made["C4"].protection.locked


def test_choices_to_pick_from():
    made, _ = entry(monitoring())
    found = lists(made)
    assert found["H12:H18"] == '"√"'
    made, _ = entry(selfeval())
    found = lists(made)
    assert '"≥,≤,=,区间,时限,定性"' in found.values()
    assert any(rule == '"（自评等级）优,（自评等级）良,（自评等级）中,（自评等级）差"' for rule in found.values())
    made, _ = entry(target())
    assert '"新增项目,延续项目"' in lists(made).values()
    numbers = [rule for rule in made.data_validations.dataValidation if rule.type == "decimal"]
    assert numbers
    assert all(rule.formula1 == "0" for rule in numbers)


def test_totals_and_rates_are_live_with_the_value_they_have_now():
    formulas, values = entry(monitoring())
    assert formulas["H6"].value == '=IF(COUNT(H7:H8)=0,"",SUM(H7:H8))'
    assert values["H6"].value == pytest.approx(35.8)
    assert formulas["M6"].value == '=IF(OR(N(E6)=0,COUNT(H6)=0),"",ROUND(H6/E6,4))'
    assert values["M6"].value == pytest.approx(0.125)
    assert values["M8"].value in (None, ""), "nothing divided by nothing is blank"


def test_the_total_score_adds_execution_and_indicators():
    content = selfeval()
    content.matrices["total"]["total"] = {}
    formulas, values = entry(content)
    row = next(cell.row for cell in formulas["A"] if cell.value == "总分")
    assert formulas.cell(row, 9).value == '=IF(COUNT(J7,I15:I21)=0,"",SUM(J7,I15:I21))'
    assert values.cell(row, 9).value == pytest.approx(8.73 + 7 * 9.5)


def test_the_tasks_of_a_department_add_up():
    formulas, values = entry(of_department("target.department"))
    row = next(cell.row for cell in formulas["B"] if cell.value == "金额合计")
    assert formulas.cell(row, 5).value == '=IF(COUNT(E6:E9)=0,"",SUM(E6:E9))'
    assert values.cell(row, 5).value == 1600


def test_a_total_that_its_parts_do_not_give_stays_a_number():
    content = monitoring()
    content.matrices["funds"]["total"]["initial"] = 999_000_000
    formulas, _ = entry(content)
    assert formulas["E6"].value == 999


def test_a_blank_sum_is_blank():
    content = monitoring()
    content.matrices = {}
    formulas, values = entry(content)
    assert str(formulas["H6"].value).startswith("=IF(COUNT(")
    assert values["H6"].value in (None, "")
