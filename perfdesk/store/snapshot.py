"""Whole tables of one office as tuples, and the shape of a table: what an import compares its rows with."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from perfdesk.store.shape import table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns in order and the default of each that has one (None where a blank is allowed)."""

    columns: tuple[str, ...]
    defaults: dict[str, Any]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    """A row in the order of the columns, out of its values by column."""


def shape(name: str) -> Shape:
    """The shape of a journalled table."""
    found = table(name)
    defaults: dict[str, Any] = {}
    for column, default in zip(found.columns, found.defaults, strict=True):
        if default == "NULL":
            defaults[column] = None
        else:
            defaults[column] = int(default) if default.lstrip("-").isdigit() else default.strip("'")
    return Shape(found.columns, defaults, itemgetter(*found.columns))


def rows(store: Store, name: str, of: Shape) -> dict[str, tuple[Any, ...]]:
    """All rows of the file's own office, by id."""
    names = ", ".join(f'"{column}"' for column in of.columns)
    at = of.columns.index("id")
    found = store.rows(f'SELECT {names} FROM "{name}" WHERE office = ?', (store.office,))
    return {row[at]: row for row in found}


# Tables too large to hold whole: the rows of one year (and month), or of one file.
SCOPES = {
    "statement": "file = :a",
    "indicator": "target IN (SELECT id FROM target WHERE office = :office AND year = :a)",
    "monitoring": "year = :a AND month = :b",
    "selfeval": "year = :a",
    "observation monitoring": (
        "sheet IN (SELECT id FROM monitoring WHERE office = :office AND year = :a AND month = :b)"
    ),
    "observation selfeval": "sheet IN (SELECT id FROM selfeval WHERE office = :office AND year = :a)",
    "observation": "",
}


def scoped(store: Store, name: str, of: Shape, scope: tuple[Any, ...]) -> dict[str, tuple[Any, ...]]:
    """The rows of one scope of a large table, by id; an observation's scope begins with its stage."""
    where = SCOPES[f"{name} {scope[0]}"] if name == "observation" else SCOPES[name]
    given = scope[1:] if name == "observation" else scope
    names = ", ".join(f'"{column}"' for column in of.columns)
    at = of.columns.index("id")
    params = {"office": store.office, **dict(zip("ab", given, strict=False))}
    found = store.rows(f'SELECT {names} FROM "{name}" WHERE office = :office AND {where}', params)
    return {row[at]: row for row in found}


def rounds(store: Store) -> dict[tuple[str, str, int | None, int | None], int]:
    """(form, subject, year, month) -> how often it was delivered so far (第几次报送)."""
    found = store.rows(
        "SELECT form, subject, year, month, max(round) FROM statement"
        " WHERE office = ? AND subject <> '' GROUP BY 1, 2, 3, 4",
        (store.office,),
    )
    return {(form, subject, year, month): highest for form, subject, year, month, highest in found}


def last_action(store: Store) -> int:
    """Number of the journal's last action, 0 in a new file."""
    return int(store.rows("SELECT coalesce(max(seq), 0) FROM action")[0][0])


def own_name(store: Store) -> str:
    """The name of the office that keeps the file."""
    return str(store.rows("SELECT name FROM office WHERE own = 1")[0][0])


def imported_shas(store: Store) -> dict[str, str]:
    """SHA-256 of every file of which nothing was held back -> when it was imported (ISO)."""
    found = store.rows(
        """
        SELECT f.sha256, max(b.at) FROM import_file AS f
        JOIN import_batch AS b ON b.office = f.office AND b.id = f.batch
        WHERE f.office = :office
          AND f.id NOT IN (SELECT file FROM statement WHERE office = :office AND held <> '')
        GROUP BY f.sha256
        """,
        {"office": store.office},
    )
    return dict(found)


def column_aliases(store: Store) -> list[tuple[str, str, str]]:
    """What senders ("" for all) call the columns of forms: (sender, text, name of the column)."""
    found = store.rows("SELECT sender, text, means FROM alias WHERE office = ? AND kind = 'column'", (store.office,))
    return [(sender, text, means) for sender, text, means in found]


def unit_names(store: Store) -> list[tuple[str, str]]:
    """Id and name of every unit, in the order of the codes."""
    found = store.rows("SELECT id, name FROM unit WHERE office = ? ORDER BY code", (store.office,))
    return [(record, name) for record, name in found]


def project_names(store: Store, year: int, unit: str) -> list[tuple[str, str]]:
    """Id and name of the projects of a year that a unit or its department carries out; of all where `unit` is ""."""
    found = store.rows(
        "SELECT id, name FROM project WHERE office = :office AND year = :year"
        " AND (:unit = '' OR unit = :unit OR department = :unit) ORDER BY name",
        {"office": store.office, "year": year, "unit": unit},
    )
    return [(record, name) for record, name in found]
