"""Reading the office that keeps the file, the years it has rows of, and which tables the last actions touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.store.journal import counts_of

if TYPE_CHECKING:
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Own:
    """The row of the office that keeps the file."""

    code: str
    name: str
    level: str
    kind: str
    superior: str
    superior_name: str
    year: int


def own(store: Store) -> Own:
    """The office that keeps the file."""
    sql = "SELECT code, name, level, kind, superior, superior_name, year FROM office WHERE own = 1"
    return Own(*store.rows(sql)[0])


def years(store: Store) -> list[int]:
    """The budget years that the ledger has projects, units or sheets of."""
    sql = "SELECT year FROM unit_year WHERE office = :office UNION SELECT year FROM project WHERE office = :office"
    return [year for (year,) in store.rows(sql, {"office": store.office})]


def changed_since(store: Store, seq: int) -> frozenset[str]:
    """The tables of which the actions after number `seq` changed rows."""
    found: set[str] = set()
    for (text,) in store.rows("SELECT counts FROM action WHERE seq > ?", (seq,)):
        for name, counts in counts_of(text).items():
            if counts.new or counts.changed or counts.deleted:
                found.add(name)
    return frozenset(found)
