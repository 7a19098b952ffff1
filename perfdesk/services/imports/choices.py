"""What a clerk can answer: which unit or project a name means, and which column of a form a printed head is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.catalog import forms, import_words
from perfdesk.domain.progress import Silent
from perfdesk.services.imports.model import Learned
from perfdesk.services.imports.reading import look
from perfdesk.store import snapshot
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form, Slot, Table
    from perfdesk.domain.progress import Progress
    from perfdesk.domain.reading import FileReading
    from perfdesk.services.imports.model import Question
    from perfdesk.store.file import Store

_HEAD = 15  # rows in which the head of a table is looked for


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit or project that a name may mean; `near` ones look like it and stand first."""

    id: str
    name: str
    near: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a form asks for; a table without one that is `needed` is not recognised."""

    name: str
    title: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A form that a sheet could be, with its columns."""

    key: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet as a person sees it: its first rows, which row looks like the head of a table, and of which form."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    head: int
    form: str


def choices(store: Store, question: Question) -> tuple[Choice, ...]:
    """Everything that the name of a question may mean, the near matches first."""
    if question.kind == "unit":
        every = dict(snapshot.unit_names(store))
    else:
        every = dict(snapshot.project_names(store, question.year, question.owner))
    first = [one for one in question.near if one in every]
    rest = [one for one in every if one not in set(first)]
    return tuple(Choice(one, every[one], one in set(first)) for one in (*first, *rest))


def answer(question: Question, means: str) -> Learned:
    """The alias that answers a question; a unit's name means the same whoever writes it."""
    sender = question.owner if question.kind == "project" else ""
    return Learned(new_id(), question.kind, sender, question.text, means)


def taught(sender: str, text: str, column: str) -> Learned:
    """The alias of a column for a sender ("" for all)."""
    return Learned(new_id(), "column", sender, text, column)


def kinds() -> tuple[Kind, ...]:
    """The forms that a sheet could be, each with the columns of its main table."""
    found = []
    for key in forms.keys():  # noqa: SIM118 - a function of that name
        form = forms.form(key)
        if form.tables:
            table = _main(form)
            columns = tuple(Column(slot.name, _title(slot), slot.name in table.anchors) for slot in table.columns)
            found.append(Kind(key, import_words.form(key), columns))
    return tuple(found)


def looks(reading: FileReading, progress: Progress | None = None) -> tuple[Look, ...]:
    """The sheets of a file for mapping its columns by hand; the file is read anew in a child."""
    found = look(reading, progress or Silent())
    known = list(dict.fromkeys(one.form for one in reading.readings))
    keys = known or [key for key in forms.keys() if forms.form(key).tables]  # noqa: SIM118 - a function of that name
    made = []
    for one in found.readings:
        width = max((int(at) + 1 for row in one.content.rows("rows") for at in row), default=0)
        rows = tuple(tuple(str(row.get(str(at)) or "") for at in range(width)) for row in one.content.rows("rows"))
        head, form = _head(rows, keys)
        made.append(Look(one.sheet, rows, head, form))
    return tuple(look for look in made if look.rows)


def known_as(form: str) -> dict[str, str]:
    """Normalised printed words -> the name of the form's column that they mean, "" for a heading above columns."""
    table = _main(forms.form(form))
    words = {bare(word): "" for slot in table.columns for word in slot.group}
    words |= {bare(word): "" for word in table.corner}
    return words | {bare(word): slot.name for slot in table.columns for word in slot.labels}


def heads(look: Look, at: int) -> tuple[str, ...]:
    """The printed heads with row `at` as the lowest; where that row is blank, the heading above it counts."""
    row = look.rows[at]
    above = look.rows[at - 1] if at else ()
    texts = [text or (above[column] if column < len(above) else "") for column, text in enumerate(row)]
    return tuple(dict.fromkeys(text for text in (texts if any(not text for text in row) else row) if text))


def _head(rows: tuple[tuple[str, ...], ...], keys: Sequence[str]) -> tuple[int, str]:
    """The lowest row of the head: the one that prints most words of a form, or the one under it that prints more."""
    words = {key: set(known_as(key)) for key in keys}
    hits = [
        (len({bare(text) for text in row if text} & known), at, key)
        for key, known in words.items()
        for at, row in enumerate(rows[:_HEAD])
    ]
    most, at, key = max(hits, key=lambda hit: (hit[0], -hit[1]), default=(0, 0, ""))
    if most > 1:
        under = next((count for count, row, form in hits if form == key and row == at + 1), 0)
        return (at + 1 if under > 1 else at), key
    fullest = max(range(min(_HEAD, len(rows))), key=lambda one: len({text for text in rows[one] if text}), default=0)
    return fullest, keys[0] if keys else ""


def _main(form: Form) -> Table:
    return max(form.tables, key=lambda table: len(table.anchors) + len(table.columns))


def _title(slot: Slot) -> str:
    return f"{slot.group[0]}：{slot.labels[0]}" if slot.group and slot.labels else slot.labels[0]


def bare(text: str) -> str:
    """A printed word as the recogniser compares it: without blanks, units and months."""
    from perfdesk.files.recognise.labels import normal  # noqa: PLC0415 - with the reading machinery

    return normal(text)[0]
