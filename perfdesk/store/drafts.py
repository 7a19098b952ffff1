"""Long texts that are being typed, kept beside the ledger until they are committed: not journalled, never undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_PUT = (
    "INSERT INTO draft (key, text, at) VALUES (?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET text = excluded.text, at = excluded.at"
)


def save(store: Store, key: str, text: str) -> None:
    """Keep a text under a key, in place of what was kept there.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    store.rows(_PUT, (key, text, datetime.now().astimezone().isoformat(timespec="seconds")))


def drop(store: Store, key: str) -> None:
    """Forget what was kept under a key."""
    store.rows("DELETE FROM draft WHERE key = ?", (key,))


def held(store: Store, prefix: str) -> list[tuple[str, str, str]]:
    """The kept texts whose key begins with `prefix`: key, text, local time; oldest first."""
    sql = "SELECT key, text, at FROM draft WHERE substr(key, 1, ?) = ? ORDER BY at"
    return store.rows(sql, (len(prefix), prefix))
