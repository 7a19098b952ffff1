"""The names that can be searched: units and projects with their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_UNITS = """
SELECT u.id, u.code, u.name, coalesce(p.name, '') FROM unit AS u
LEFT JOIN unit AS p ON p.office = u.office AND p.id = u.parent
WHERE u.office = ? ORDER BY u.code
"""
_PROJECTS = """
SELECT p.id, p.code, p.name, u.name FROM project AS p
JOIN unit AS u ON u.office = p.office AND u.id = p.unit
WHERE p.office = ? AND p.year = ? AND p.classified = 0 ORDER BY u.code, p.name
"""


def units(store: Store) -> list[tuple[str, str, str, str]]:
    """Id, code, name and department's name of every unit."""
    return [(row[0], row[1], row[2], row[3]) for row in store.rows(_UNITS, (store.office,))]


def projects(store: Store, year: int) -> list[tuple[str, str, str, str]]:
    """Id, code, name and unit's name of every project of a budget year that may be shown."""
    return [(row[0], row[1], row[2], row[3]) for row in store.rows(_PROJECTS, (store.office, year))]
