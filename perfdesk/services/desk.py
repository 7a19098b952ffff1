"""What the window's frame knows of an open file: the office, its years, what changed, what is waiting on each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.store import offices

if TYPE_CHECKING:
    from perfdesk.services.opening import Store


@dataclass(frozen=True, slots=True)
class Facts:
    """The office that keeps the file. `year` is its working year, `years` those that can be looked at, newest first."""

    path: str
    code: str
    name: str
    level: str
    kind: str
    superior: str
    superior_name: str
    year: int
    years: tuple[int, ...]
    operator: str
    read_only: bool


def facts(store: Store) -> Facts:
    """The facts of the open file."""
    own = offices.own(store)
    years = {own.year, *offices.years(store)}
    return Facts(
        path=str(store.path),
        code=own.code,
        name=own.name,
        level=own.level,
        kind=own.kind,
        superior=own.superior,
        superior_name=own.superior_name,
        year=own.year,
        years=tuple(sorted(years, reverse=True)),
        operator=store.operator,
        read_only=store.read_only,
    )


def changed_since(store: Store, seq: int) -> frozenset[str]:
    """The tables that the actions after number `seq` changed rows of."""
    return offices.changed_since(store, seq)
