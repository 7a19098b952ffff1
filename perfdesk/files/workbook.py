"""Official workbooks out: filled forms and the departments' templates, written from the compiled official workbook."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.files.atomic import atomic_write
from perfdesk.files.excel import container
from perfdesk.files.excel.book import Book
from perfdesk.files.excel.compile import template
from perfdesk.files.layout import layout
from perfdesk.files.names import sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from perfdesk.domain.content import Content
    from perfdesk.domain.form import Form
    from perfdesk.domain.identity import Identity
    from perfdesk.files.excel.container import Member
    from perfdesk.files.sheet import Sheet

_AHEAD = 12  # workbooks that may wait for the disk


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


@dataclass(frozen=True, slots=True)
class Job:
    """One workbook to write: one sheet a content; names are cleaned and made different.

    `identity` is what the workbook shall say of itself; the sheets' subjects are put into it under their final names.
    """

    path: Path
    sheets: Sequence[Filled]
    identity: Identity | None = None


def write_workbooks(form: Form, jobs: Iterable[Job], *, entry: bool = False) -> Iterator[Path]:
    """Write workbooks of one form, each whole or not at all, and say the path of each that stands on the disk.

    While one workbook is made, a thread waits for the disk to hold those before it. `entry` writes the departments'
    templates: locked heads, yellow cells, choices, live sums.

    Raises:
        UserError: a file cannot be written; those before it are whole.
    """
    maker = book(form, entry=entry)
    waiting: deque[Future[Path]] = deque()
    with ThreadPoolExecutor(1, "workbook") as thread:
        try:
            for job in jobs:
                waiting.append(thread.submit(_store, job.path, container.assemble(_parts(maker, job))))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def write_workbook(path: Path, form: Form, sheets: Sequence[Filled], identity: Identity | None = None) -> None:
    """Write one workbook of filled forms.

    Raises:
        UserError: the file cannot be written.
    """
    atomic_write(path, container.assemble(_parts(book(form), Job(path, sheets, identity))))


def _parts(maker: Book, job: Job) -> list[Member | tuple[str, str]]:
    names = sheet_names([filled.name for filled in job.sheets])
    mark = ""
    if job.identity:
        subjects = {name: filled.subject for name, filled in zip(names, job.sheets, strict=True) if filled.subject}
        mark = replace(job.identity, subjects=subjects).text()
    return maker.parts([(name, filled.content) for name, filled in zip(names, job.sheets, strict=True)], mark)


def _store(path: Path, data: bytes) -> Path:
    atomic_write(path, data)
    return path
