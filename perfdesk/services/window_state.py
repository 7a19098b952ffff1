"""How the window was left, a text per key (a page keeps its columns, filters and widths under its own name)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.store import window_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfdesk.services.opening import Store


def load(store: Store) -> dict[str, str]:
    """All that was kept, by key."""
    return window_state.load(store)


def save(store: Store, values: Mapping[str, str]) -> None:
    """Keep these values; not an action of the journal.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    window_state.save(store, values)
