"""What a package takes out of the data file: the office's own rows as JSON lines, made by SQLite itself.

Only the file's own office is ever selected, so that nothing of a received office can leave under a foreign name.
Classified projects lose what domain/package.py marks: texts, indicators, scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfdesk.domain import package as spec
from perfdesk.domain.package import KEEP, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.store.file import Store

_PIECE = 4_000  # rows made into one text at a time; keeps memory flat

_CLASSIFIED = "SELECT p.id FROM project AS p WHERE p.office = :office AND p.classified = 1"
_BY_SUBJECT = f"t.subject_kind = 'project' AND t.subject IN ({_CLASSIFIED})"
_SECRET = {
    "project": "t.classified = 1",
    "funding": f"t.project IN ({_CLASSIFIED})",
    "target": _BY_SUBJECT,
    "monitoring": _BY_SUBJECT,
    "selfeval": _BY_SUBJECT,
    "finding": _BY_SUBJECT,
    "finding_unit": (
        "t.finding IN (SELECT f.id FROM finding AS f WHERE f.office = :office AND f.subject_kind = 'project' "
        f"AND f.subject IN ({_CLASSIFIED}))"
    ),
}

# `+` keeps SQLite on the primary key, in whose order the lines are wanted.
_WHERE = {
    "office": "t.id = :office",
    "unit": "true",
    "unit_year": "+t.year BETWEEN :since AND :year",
    "project": "+t.year BETWEEN :since AND :year",
    "funding": (
        "+t.project IN (SELECT p.id FROM project AS p WHERE p.office = :office AND p.year BETWEEN :since AND :year)"
    ),
    "execution": "t.year = :year AND t.month <= :last",
    "target": "+t.year = :year",
    "indicator": (
        "+t.target IN (SELECT g.id FROM target AS g WHERE g.office = :office AND g.year = :year "
        f"AND NOT (g.subject_kind = 'project' AND g.subject IN ({_CLASSIFIED})))"
    ),
    "monitoring": "+t.year = :year AND t.month BETWEEN :first AND :last",
    "selfeval": "+t.year BETWEEN :since AND :year",
    "observation": (
        "+t.sheet IN (SELECT m.id FROM monitoring AS m WHERE m.office = :office AND m.year = :year "
        f"AND m.month BETWEEN :first AND :last AND NOT (m.subject_kind = 'project' AND m.subject IN ({_CLASSIFIED})) "
        "UNION ALL SELECT e.id FROM selfeval AS e WHERE e.office = :office AND e.year BETWEEN :since AND :year "
        f"AND :kind = 'annual' AND NOT (e.subject_kind = 'project' AND e.subject IN ({_CLASSIFIED})))"
    ),
    "finding": "true",
    "finding_unit": "+t.finding IN (SELECT f.id FROM finding AS f WHERE f.office = :office)",
}


def _literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def _value(table: Table, column: Column, *, secrets: bool) -> str:
    name = f't."{column.name}"'
    if not secrets or column.secret is KEEP:
        return name
    return f"CASE WHEN {_SECRET[table.name]} THEN {_literal(column.secret)} ELSE {name} END"


def _given(store: Store, kind: str, year: int, month: int | None) -> dict[str, Any]:
    since = year - 1 if kind == "annual" else year
    first, last = (month, month) if kind == "monitor" else (1, 12)
    return {"office": store.office, "kind": kind, "year": year, "since": since, "first": first, "last": last}


def has_classified(store: Store) -> bool:
    """Whether the office has a classified project at all."""
    return bool(store.rows(f"{_CLASSIFIED} LIMIT 1", {"office": store.office}))


def lines(store: Store, kind: str, year: int, month: int | None) -> Iterator[tuple[Table, Iterator[str]]]:
    """The tables that a package of that kind carries, each as pieces of JSON lines sorted by id."""
    secrets, given = has_classified(store), _given(store, kind, year, month)
    for table in spec.carried(kind):
        yield table, _pieces(store, table, given, secrets=secrets)


def _pieces(store: Store, table: Table, given: dict[str, Any], *, secrets: bool) -> Iterator[str]:
    values = ", ".join(_value(table, column, secrets=secrets) for column in table.columns)
    sql = (
        "SELECT max(id), count(*), group_concat(line, char(10)) FROM ("
        f'SELECT t.id AS id, json_array({values}) AS line FROM "{table.name}" AS t '
        f"WHERE t.office = :office AND t.id > :after AND {_WHERE[table.name]} ORDER BY t.id LIMIT {_PIECE})"
    )
    after, count = "", _PIECE
    while count == _PIECE:
        last, count, text = store.rows(sql, {**given, "after": after})[0]
        if text is not None:
            yield text
            after = last


def totals(store: Store, kind: str, year: int, month: int | None) -> tuple[dict[str, int], dict[str, int]]:
    """Rows per table, and the sum of each money column in 分, over what the package carries."""
    secrets, given = has_classified(store), _given(store, kind, year, month)
    rows: dict[str, int] = {}
    sums: dict[str, int] = {}
    for table in spec.carried(kind):
        money = [column for column in table.columns if column.kind == "money"]
        wanted = ["count(*)", *(f"coalesce(sum({_value(table, one, secrets=secrets)}), 0)" for one in money)]
        sql = f'SELECT {", ".join(wanted)} FROM "{table.name}" AS t WHERE t.office = :office AND {_WHERE[table.name]}'
        count, *found = store.rows(sql, given)[0]
        rows[table.name] = count
        sums |= {f"{table.name}.{column.name}": total for column, total in zip(money, found, strict=True)}
    return rows, sums


def office(store: Store) -> tuple[str, str, str, str]:
    """Code, name, level and superior's code of the office that keeps the file."""
    found = store.rows("SELECT code, name, level, superior FROM office WHERE own = 1")[0]
    return str(found[0]), str(found[1]), str(found[2]), str(found[3])


def last_month(store: Store, year: int) -> int | None:
    """The last monitoring period of the year for which the office holds sheets."""
    sql = "SELECT max(month) FROM monitoring WHERE office = ? AND year = ?"
    found: int | None = store.rows(sql, (store.office, year))[0][0]
    return found


def last_issued(store: Store, year: int, scope: str) -> tuple[int, str]:
    """The last package number of a series that this file knows of, and the digest of its manifest; (0, "") if none."""
    sql = (
        "SELECT number, digest FROM issued WHERE office = ? AND kind = 'package' AND year = ? AND scope = ? "
        "ORDER BY number DESC LIMIT 1"
    )
    found = store.rows(sql, (store.office, year, scope))
    return (int(found[0][0]), str(found[0][1])) if found else (0, "")
