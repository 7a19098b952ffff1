"""Notes that let a problem pass: one a rule and record, for one field or for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store


def held(store: Store) -> dict[tuple[str, str, str], str]:
    """(rule, record, field) -> id of the note that stands."""
    rows = store.rows("SELECT rule, record, field, id FROM explanation WHERE office = ?", (store.office,))
    return {(rule, record, field): note for rule, record, field, note in rows}


def names(store: Store, code: str) -> set[str]:
    """The names of the units and projects that have a code."""
    rows = store.rows(
        "SELECT name FROM unit WHERE office = :office AND code = :code"
        " UNION SELECT name FROM project WHERE office = :office AND code = :code",
        {"office": store.office, "code": code},
    )
    return {name for (name,) in rows}
