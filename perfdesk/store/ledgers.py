"""Reading a ledger: keys in order, pages of values, totals and distinct values, filtered and sorted by SQLite."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfdesk.store.ledger_sources import SOURCES, joins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfdesk.store.file import Store

    Rows = list[tuple[Any, ...]]

_MANY = 500  # keys asked for at a time
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Narrow:
    """One column narrowed: to values ("" is blank), to blank or not, to a range, or to texts that hold a part."""

    key: str
    values: tuple[str | int, ...] | None = None
    blank: bool | None = None
    low: int | str | None = None
    high: int | str | None = None
    part: str = ""
    without: bool = False


@dataclass(frozen=True, slots=True)
class Lights:
    """When the money light changes, whole percents of the rate; `schedule`: of the rate against the time gone by."""

    red: int
    green: int
    schedule: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a ledger, in which order. `units` narrows to units or departments by id, `part` to texts."""

    ledger: str
    year: int
    month: int = 12
    lights: Lights = Lights(60, 80)
    narrows: tuple[Narrow, ...] = ()
    units: tuple[str, ...] = ()
    part: str = ""
    part_keys: tuple[str, ...] = ()
    sorts: tuple[tuple[str, bool], ...] = ()  # key and whether downwards
    marks: tuple[int, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(slots=True)
class _Query:
    """The FROM and WHERE of a question, with its parameters."""

    text: str
    given: dict[str, Any] = field(default_factory=dict)


def count(store: Store, wanted: Wanted) -> int:
    """How many rows there are."""
    query = _query(store, wanted, alone=True)
    return int(store.rows(f"SELECT count(*) {query.text}", query.given)[0][0])


def keys(store: Store, wanted: Wanted, limit: int) -> list[str]:
    """The first rows' keys in order."""
    source, query = SOURCES[wanted.ledger], _query(store, wanted)
    sql = f"SELECT {source.key} {query.text} ORDER BY {_order(wanted)} LIMIT {limit:d}"
    return [key for (key,) in store.rows(sql, query.given)]


def all_keys(store: Store, wanted: Wanted) -> str:
    """The keys of all rows in order, a space between them: as tuples 100,000 rows would take five times the memory."""
    source, query = SOURCES[wanted.ledger], _query(store, wanted)
    ordered = f"SELECT {source.key} AS k {query.text} ORDER BY {_order(wanted)} LIMIT -1"
    found = store.rows(f"SELECT group_concat(k, ' ') FROM ({ordered})", query.given)
    return found[0][0] or ""


def values(store: Store, wanted: Wanted, columns: Sequence[str], rows: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The values of some columns by the rows' keys; each row begins with its classified flag, hand and record."""
    source = SOURCES[wanted.ledger]
    asked = ", ".join([source.key, source.classified, source.hand, source.record, *_expressions(wanted, columns)])
    found: dict[str, tuple[Any, ...]] = {}
    for part, given in _chunks(store, wanted, rows):
        sql = f"SELECT {asked} FROM {source.tables} WHERE {source.where} AND {source.key} IN ({part})"
        found.update((row[0], row[1:]) for row in store.rows(sql, given))
    return found


def texts(store: Store, wanted: Wanted) -> Rows:
    """Every row's key and what the quick filter looks into, in order."""
    source, query = SOURCES[wanted.ledger], _query(store, wanted)
    found = " || ' ' || ".join(f"coalesce({source.columns[key]}, '')" for key in wanted.part_keys)
    sql = f"SELECT {source.key}, {found} {query.text} ORDER BY {_order(wanted)}"
    return store.rows(sql, query.given)


def totals(store: Store, wanted: Wanted, columns: Sequence[str]) -> list[int | None]:
    """The sums of some columns over all rows."""
    if not columns:
        return []
    query = _query(store, wanted)
    asked = ", ".join(f"sum({expression})" for expression in _expressions(wanted, columns))
    return list(store.rows(f"SELECT {asked} {query.text}", query.given)[0])


def totals_of(
    store: Store, wanted: Wanted, columns: Sequence[str], rows: Sequence[str] | None
) -> list[tuple[int, int]]:
    """The sum and the number of filled cells of some columns over some rows, None for all."""
    if not columns:
        return []
    source, query = SOURCES[wanted.ledger], _query(store, wanted)
    asked = ", ".join(f"sum({one}), count({one})" for one in _expressions(wanted, columns))
    questions = (
        [(query.text, query.given)]
        if rows is None
        else [
            (f"FROM {source.tables} WHERE {source.where} AND {source.key} IN ({part})", given)
            for part, given in _chunks(store, wanted, rows)
        ]
    )
    sums = [(0, 0)] * len(columns)
    for text, given in questions:
        found = store.rows(f"SELECT {asked} {text}", given)[0]
        sums = [(top + (found[2 * at] or 0), n + found[2 * at + 1]) for at, (top, n) in enumerate(sums)]
    return sums


def distinct(store: Store, wanted: Wanted, key: str, limit: int) -> Rows:
    """The values of a column among the rows (None is blank) and how often each stands, in order."""
    query = _query(store, wanted)
    (expression,) = _expressions(wanted, [key])
    sql = (
        f"SELECT nullif({expression}, '') AS found, count(*) {query.text}"
        f" GROUP BY found ORDER BY found IS NULL, found LIMIT {limit:d}"
    )
    return store.rows(sql, query.given)


def marks(store: Store, wanted: Wanted) -> Rows:
    """Department, unit, mark and number of rows."""
    source, query = SOURCES[wanted.ledger], _query(store, wanted)
    sql = f"SELECT {source.department}, {source.unit}, {source.mark}, count(*) {query.text} GROUP BY 1, 2, 3"
    return store.rows(sql, query.given)


def places(store: Store, wanted: Wanted, text: str, columns: Sequence[str]) -> list[str]:
    """The keys of rows that hold a text in one of the columns."""
    source = SOURCES[wanted.ledger]
    query = _query(store, wanted)
    parts = " OR ".join(f"{one} LIKE :found ESCAPE '\\'" for one in _expressions(wanted, columns))
    sql = f"SELECT {source.key} {query.text} AND ({parts})"
    return [key for (key,) in store.rows(sql, query.given | {"found": _like(text)})]


def months(store: Store, year: int) -> list[int]:
    """The months of a budget year that monitoring sheets or executed amounts stand for, December apart."""
    sql = (
        "SELECT DISTINCT month FROM monitoring WHERE office = :office AND year = :year"
        " UNION SELECT DISTINCT month FROM execution WHERE office = :office AND year = :year AND month < 12"
    )
    return [month for (month,) in store.rows(sql, {"office": store.office, "year": year})]


def units(store: Store) -> Rows:
    """Every unit: id, code, name, kind, parent, section's id and name; by section, then code."""
    sql = """SELECT u.id, u.code, u.name, u.kind, u.parent, coalesce(s.id, ''), coalesce(s.name, '')
             FROM unit AS u LEFT JOIN section AS s ON s.office = u.office AND s.id = u.section
             WHERE u.office = ? ORDER BY s.id IS NULL, s.id, u.code"""
    return store.rows(sql, (store.office,))


def _query(store: Store, wanted: Wanted, *, alone: bool = False) -> _Query:
    source = SOURCES[wanted.ledger]
    given = _given(store, wanted)
    conditions = [source.where]
    for at, narrow in enumerate(wanted.narrows):
        conditions.append(_condition(source.columns[narrow.key], narrow, given, f"n{at}"))
    if wanted.units:
        names = _names(given, "u", wanted.units)
        conditions.append(f"({source.department} IN ({names}) OR {source.unit} IN ({names}))")
    if wanted.part and wanted.part_keys:
        given["part"] = _like(wanted.part)
        parts = (f"{source.columns[key]} LIKE :part ESCAPE '\\'" for key in wanted.part_keys)
        conditions.append(f"({' OR '.join(parts)})")
    if wanted.marks:
        conditions.append(f"{source.mark} IN ({_names(given, 'k', wanted.marks)})")
    if wanted.only:
        conditions.append(f"{source.key} IN ({_names(given, 'o', wanted.only)})")
    text = " AND ".join(conditions)
    # An aggregate does not leave out the joins that it does not need (measured: 64 ms for 6).
    tables = source.alone if alone and not joins(source, text) else source.tables
    return _Query(f"FROM {tables} WHERE {text}", given)


def _condition(expression: str, narrow: Narrow, given: dict[str, Any], name: str) -> str:
    parts = []
    if narrow.values is not None:
        filled = [value for value in narrow.values if value != ""]
        choice = f"{expression} IN ({_names(given, name, filled)})" if filled else "0"
        parts.append(f"({choice} OR coalesce({expression}, '') = '')" if "" in narrow.values else choice)
    if narrow.blank is not None:
        parts.append(f"coalesce({expression}, '') {'=' if narrow.blank else '<>'} ''")
    for word, sign, limit in (("low", ">=", narrow.low), ("high", "<=", narrow.high)):
        if limit is not None:
            given[f"{name}{word}"] = limit
            parts.append(f"{expression} {sign} :{name}{word}")
    if narrow.part:
        given[f"{name}part"] = _like(narrow.part)
        wrong = "NOT " if narrow.without else ""
        parts.append(f"coalesce({expression}, '') {wrong}LIKE :{name}part ESCAPE '\\'")
    return f"({' AND '.join(parts)})" if parts else "1"


def _order(wanted: Wanted) -> str:
    source = SOURCES[wanted.ledger]
    parts = []
    for key, down in wanted.sorts:
        expression = source.columns[key]
        parts += [f"coalesce({expression}, '') = ''", f"{expression} {'DESC' if down else 'ASC'}"]
    return ", ".join([*parts, source.order])


def _expressions(wanted: Wanted, columns: Sequence[str]) -> list[str]:
    return [SOURCES[wanted.ledger].columns[key] for key in columns]


def _given(store: Store, wanted: Wanted) -> dict[str, Any]:
    """The parameters that every ledger's text may name."""
    lights = wanted.lights
    months = wanted.month if lights.schedule else _MONTHS
    given = {"office": store.office, "year": wanted.year, "month": wanted.month}
    return given | {"months": months, "red": lights.red, "green": lights.green}


def _chunks(store: Store, wanted: Wanted, rows: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for start in range(0, len(rows), _MANY):
        given = _given(store, wanted)
        yield _names(given, "k", rows[start : start + _MANY]), given


def _names(given: dict[str, Any], head: str, found: Sequence[Any]) -> str:
    """Put values among the parameters; their names as they stand in a list."""
    names = [f"{head}_{at}" for at in range(len(found))]
    given.update(zip(names, found, strict=True))
    return ", ".join(f":{name}" for name in names)


def _like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
