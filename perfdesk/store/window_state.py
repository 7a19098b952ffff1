"""How the window was left, kept in the data file without a change: not journalled, lost without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfdesk.store.file import Store

_PUT = "INSERT INTO window_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def load(store: Store) -> dict[str, str]:
    """All that was kept, by key."""
    return dict(store.rows("SELECT key, value FROM window_state"))


def save(store: Store, values: Mapping[str, str]) -> None:
    """Keep these values; others stay as they are. A file that is only read keeps nothing.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    if store.read_only:
        return
    for key, value in values.items():
        store.rows(_PUT, (key, value))
