"""Official workbooks out: filled forms and the departments' templates, written from the compiled official workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.files.atomic import atomic_write
from perfdesk.files.excel.book import Book
from perfdesk.files.excel.compile import template
from perfdesk.files.layout import layout
from perfdesk.files.names import sheet_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfdesk.domain.content import Content
    from perfdesk.domain.form import Form
    from perfdesk.domain.identity import Identity
    from perfdesk.files.sheet import Sheet


@cache
def book(form: Form, *, entry: bool = False) -> Book:
    """The writer of a form's workbooks, prepared once a process; `entry` for departments to fill."""
    return Book(template(form), entry=entry)


def sheet(form: Form, content: Content) -> Sheet:
    """The filled form as cells at places, for the PDF and the screen."""
    return layout(template(form), content)


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet to write: its wanted name, what it says, and the id of the project or unit that it is about."""

    name: str
    content: Content
    subject: str = ""


def write_workbook(
    path: Path, form: Form, sheets: Sequence[Filled], identity: Identity | None = None, *, entry: bool = False
) -> None:
    """Write one workbook with one sheet a content, whole or not at all.

    Args:
        path: the .xlsx file; an older one is replaced.
        form: the form of all contents.
        sheets: at least one; their names are cleaned and made different.
        identity: what the workbook shall say of itself; the sheets' subjects are put into it under their final names.
        entry: write the departments' template: locked heads, yellow cells, choices, live sums.

    Raises:
        UserError: the file cannot be written.
    """
    names = sheet_names([filled.name for filled in sheets])
    mark = ""
    if identity:
        subjects = {name: filled.subject for name, filled in zip(names, sheets, strict=True) if filled.subject}
        mark = replace(identity, subjects=subjects).text()
    pairs = [(name, filled.content) for name, filled in zip(names, sheets, strict=True)]
    atomic_write(path, book(form, entry=entry).write(pairs, mark))
