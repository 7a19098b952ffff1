"""The imports that stand in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_BATCHES = """
SELECT b.at, b.operator, b.title, coalesce(min(u.name), ''), count(DISTINCT u.id)
FROM import_batch AS b
LEFT JOIN import_file AS f ON f.office = b.office AND f.batch = b.id
LEFT JOIN unit AS u ON u.office = f.office AND u.id = f.sender
WHERE b.office = :office
GROUP BY b.id ORDER BY b.at DESC, b.id DESC LIMIT :most
"""


def batches(store: Store, most: int) -> list[tuple[str, str, str, str, int]]:
    """The last imports, newest first: when, by whom, title, a sender's name and how many senders."""
    return [
        (at, operator, title, name, int(count))
        for at, operator, title, name, count in store.rows(_BATCHES, {"office": store.office, "most": most})
    ]
