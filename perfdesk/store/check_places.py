"""In which table the record of a problem stands, so that it can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_TABLES = ("target", "monitoring", "selfeval", "project", "unit")
_SQL = " UNION ALL ".join(f"SELECT '{name}' FROM {name} WHERE office = :office AND id = :id" for name in _TABLES)


def table(store: Store, record: str) -> str:
    """target, monitoring, selfeval, project or unit; "" where the office has no such record."""
    found = store.rows(_SQL, {"office": store.office, "id": record})
    return str(found[0][0]) if found else ""
