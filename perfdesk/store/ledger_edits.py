"""Writing single cells of a ledger: the row's own columns, or the funding line and payment behind a project's sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from perfdesk.store.file import Store

TABLES = {
    "units": "unit",
    "projects": "project",
    "targets": "target",
    "monitoring": "monitoring",
    "selfeval": "selfeval",
    "findings": "finding",
}
_COLUMNS = {("findings", "term"): "kind"}  # shown under another key than the table's
_MANY = 500


class Funding(NamedTuple):
    """A funding line of a project, with the id of what it had executed at the end of the month, "" where none."""

    id: str
    project: str
    hand: str
    execution: str
    execution_hand: str


class Write(NamedTuple):
    """One value to write: the row's id in the ledger's own table, the ledger's key of the column, the value."""

    row: str
    key: str
    value: Any
    hand: str


def funding(store: Store, projects: Sequence[str], year: int, month: int) -> dict[str, list[Funding]]:
    """The funding lines of some projects."""
    found: dict[str, list[Funding]] = {project: [] for project in projects}
    for start in range(0, len(projects), _MANY):
        part = projects[start : start + _MANY]
        marks = ", ".join("?" * len(part))
        sql = (
            "SELECT f.id, f.project, f.hand, coalesce(x.id, ''), coalesce(x.hand, '') FROM funding AS f"
            " LEFT JOIN execution AS x ON x.office = f.office AND x.project = f.project AND x.funding = f.id"
            f" AND x.year = ? AND x.month = ? WHERE f.office = ? AND f.project IN ({marks}) ORDER BY f.id"
        )
        for row in store.rows(sql, (year, month, store.office, *part)):
            found[row[1]].append(Funding(*row))
    return found


def codes(store: Store) -> dict[str, str]:
    """The units' codes and whose they are."""
    return {code: unit for unit, code in store.rows("SELECT id, code FROM unit WHERE office = ?", (store.office,))}


def write(
    store: Store,
    title: str,
    ledger: str,
    own: Iterable[Write],
    lines: Iterable[Write],
    paid: Mapping[int, Iterable[tuple[Funding, int | None]]],
    year: int,
) -> None:
    """Write values as one action: in the ledger's own rows, in funding lines, and as executed amounts by month."""
    with store.change(title) as change:
        for table, writes in ((TABLES[ledger], list(own)), ("funding", list(lines))):
            hands: dict[str, set[str]] = {}
            for one in writes:
                hands.setdefault(one.row, set(filter(None, one.hand.split(",")))).add(_column(ledger, one.key))
            for key in sorted({one.key for one in writes}):
                rows = [
                    (store.office, one.row, one.value, ",".join(sorted(hands[one.row])))
                    for one in writes
                    if one.key == key
                ]
                change.put(table, ("office", "id", _column(ledger, key), "hand"), rows)
        for month, pairs in paid.items():
            columns = ("office", "id", "funding", "project", "year", "month", "executed", "origin", "hand")
            change.put(
                "execution",
                columns,
                [
                    (
                        store.office,
                        line.execution or new_id(),
                        line.id,
                        line.project,
                        year,
                        month,
                        value,
                        "手工订正",
                        "executed",
                    )
                    for line, value in pairs
                ],
            )


def _column(ledger: str, key: str) -> str:
    return _COLUMNS.get((ledger, key), key)
