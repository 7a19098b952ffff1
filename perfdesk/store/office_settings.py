"""The office's own dated settings: one row a name and a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_THERE = "SELECT id FROM setting WHERE office = ? AND name = ? AND since = ?"
_ALL = "SELECT office, id FROM setting WHERE office = ? AND name = ?"


def put(store: Store, title: str, name: str, since: str, value: str) -> None:
    """Set a value (JSON) from a day on; the same name and day is replaced."""
    with store.change(title) as change:
        found = change.rows(_THERE, (store.office, name, since))
        key = found[0][0] if found else new_id()
        change.put("setting", ("office", "id", "name", "since", "value"), [(store.office, key, name, since, value)])


def drop(store: Store, title: str, name: str) -> None:
    """Forget the office's own values of a name."""
    with store.change(title) as change:
        change.delete("setting", change.rows(_ALL, (store.office, name)))
