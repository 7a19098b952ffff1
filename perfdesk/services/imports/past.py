"""The last imports of the ledger, as the start of an import shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.store import import_rows

if TYPE_CHECKING:
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Batch:
    """One import that stands: when (date and time to the minute), by whom, its title and whose files it brought."""

    at: str
    operator: str
    title: str
    senders: str


def past(store: Store, most: int = 6) -> tuple[Batch, ...]:
    """The last imports, newest first."""
    found = []
    for at, operator, title, names, count in import_rows.batches(store, most):
        several = f"{names} 等 {count} 个单位" if count > 1 else names
        found.append(Batch(at[:16].replace("T", " "), operator, title, several))
    return tuple(found)
