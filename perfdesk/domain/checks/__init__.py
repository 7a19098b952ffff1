"""All checks of the trade: what each looks at, how grave it is, by which rule; they return problems, raising nothing.

`check_sheet` looks at one form, `check_series` at one subject over its stages and periods, `check_year` at the sets of
a budget year. Each goes by the levels that the settings of its input carry: an office may make a rule graver, milder,
or set it aside. `heads` lists every rule for tables, help and tests.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfdesk.domain.checks import money, monitoring, scores, series, structure, targets, years
from perfdesk.domain.checks.base import Head, Hit
from perfdesk.domain.checks.inputs import (
    SERIES,
    SHEETS,
    YEARS,
    Context,
    Identity,
    LedgerMoney,
    Series,
    Sheet,
    Subject,
    Year,
)

if TYPE_CHECKING:
    from collections.abc import Container

    from perfdesk.domain.problem import Problem
    from perfdesk.domain.reading import Reading

MODULES = (money, structure, targets, scores, monitoring, series, years)
"""The modules that hold the checks; importing them fills the registries."""


def check_sheet(sheet: Sheet, rule: str = "", without: Container[str] = ()) -> list[Problem]:
    """What is wrong with one filled form.

    Args:
        sheet: any form with what is known around it; forms without checks give nothing.
        rule: one rule's number, "" for all.
        without: rules that are not asked.
    """
    if not sheet.content.form:
        return []
    levels = sheet.context.settings.rules
    return [hit.problem for hit in SHEETS.run(sheet, sheet.content.form, rule, without, levels)]


def check_reading(reading: Reading, context: Context, rule: str = "", without: Container[str] = ()) -> list[Problem]:
    """What is wrong with a form as it was delivered, each problem at its cell.

    A place that the sheet has no cell for stands at the name of its row, else at the form's first cell.
    """
    sheet = Sheet(reading.content, replace(context, raws=reading.raws))
    found = check_sheet(sheet, rule, without)
    return [replace(problem, sheet=reading.sheet, cell=_cell(reading, problem.field)) for problem in found]


def _cell(reading: Reading, path: str) -> str:
    row = ".".join((*path.split(".")[:2], "name"))
    return reading.place(path) or reading.place(row) or reading.anchor


def check_series(given: Series, rule: str = "") -> list[Hit]:
    """What is wrong between one subject's sheets of a year; each hit names its sheet by form and month."""
    return SERIES.run(given, only=rule, levels=given.settings.rules)


def check_year(given: Year, rule: str = "") -> list[Hit]:
    """What is wrong between the sets of a year; each hit names its subject."""
    return YEARS.run(given, only=rule, levels=given.settings.rules)


def heads() -> dict[str, Head]:
    """Every check's head by number, sorted."""
    found = {
        **{rule: check.head for rule, check in SHEETS.checks.items()},
        **{rule: check.head for rule, check in SERIES.checks.items()},
        **{rule: check.head for rule, check in YEARS.checks.items()},
    }
    return dict(sorted(found.items()))


__all__ = [
    "Context",
    "Head",
    "Hit",
    "Identity",
    "LedgerMoney",
    "Series",
    "Sheet",
    "Subject",
    "Year",
    "check_reading",
    "check_series",
    "check_sheet",
    "check_year",
    "heads",
]
