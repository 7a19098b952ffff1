"""The three generated statements of a write, for one table and one set of columns: before-images, upsert, delete.

They read from a source with the columns (office, id, …): a TEMP stage table for many rows, a list of VALUES for one or
two. Written for SQLite 3.40.
"""

from __future__ import annotations

from functools import cache

from perfdesk.store.shape import table

DIRECT = 2  # up to so many rows are bound as VALUES; more go through the stage


def image(name: str, alias: str) -> str:
    """SQL for a row as a JSON array of all its columns, the form in which the journal keeps it."""
    return f"json_array({', '.join(f'{alias}.{column}' for column in table(name).columns)})"


def stage(name: str) -> str:
    """The stage table of a table: same columns, its key, nothing else (the key needs its type, or no index is used)."""
    columns = ", ".join(f"{column} TEXT" if column in {"office", "id"} else column for column in table(name).columns)
    return f"CREATE TEMP TABLE IF NOT EXISTS stage_{name} ({columns}, PRIMARY KEY (office, id)) WITHOUT ROWID"


def _source(name: str, columns: tuple[str, ...], direct: int) -> str:
    if not direct:
        return (
            f"WITH s ({', '.join(columns)}) AS NOT MATERIALIZED (SELECT {', '.join(columns)} FROM temp.stage_{name}) "
        )
    values = ", ".join([f"({', '.join('?' * len(columns))})"] * direct)
    return f"WITH s ({', '.join(columns)}) AS (VALUES {values}) "


@cache
def before(name: str, columns: tuple[str, ...], direct: int) -> str:
    """Before-images of the rows that the source would make new or different; the seq is bound after the source."""
    return (
        f"INSERT OR IGNORE INTO before_image (seq, tbl, office, id, row) {_source(name, columns, direct)}"
        f"SELECT ?, '{name}', s.office, s.id, CASE WHEN t.id IS NOT NULL THEN {image(name, 't')} END "
        f"FROM s LEFT JOIN {name} t ON t.office = s.office AND t.id = s.id "
        f"WHERE t.id IS NULL{_differs(columns, 't', 's', ' OR ')}"
    )


@cache
def upsert(name: str, columns: tuple[str, ...], direct: int) -> str:
    """Insert or update the rows of the source that differ; absent columns keep their value or take their default."""
    names, merged = _merged(name, columns)
    join = f" LEFT JOIN {name} t ON t.office = s.office AND t.id = s.id" if len(names) > len(columns) else ""
    update = [column for column in columns if column not in {"office", "id"}]
    conflict = (
        f"DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in update)} "
        f"WHERE{_differs(columns, name, 'excluded', ' ')}"
        if update
        else "DO NOTHING"
    )
    return (
        f"INSERT INTO {name} ({', '.join(names)}) {_source(name, columns, direct)}SELECT {merged} FROM s{join} "
        f"WHERE true ON CONFLICT (office, id) {conflict}"
    )


@cache
def displaced(name: str) -> tuple[str, str]:
    """An empty TEMP table of whole rows, for rows that exchange unique values."""
    columns = ", ".join(f"{column} TEXT" if column in {"office", "id"} else column for column in table(name).columns)
    create = f"CREATE TEMP TABLE IF NOT EXISTS displaced_{name} ({columns}, PRIMARY KEY (office, id)) WITHOUT ROWID"
    return create, f"DELETE FROM temp.displaced_{name}"


@cache
def displace(name: str, columns: tuple[str, ...], direct: int) -> str:
    """Put the rows of the source that differ there, whole, as they shall be."""
    names, merged = _merged(name, columns)
    return (
        f"INSERT INTO temp.displaced_{name} ({', '.join(names)}) {_source(name, columns, direct)}"
        f"SELECT {merged} FROM s LEFT JOIN {name} t ON t.office = s.office AND t.id = s.id "
        f"WHERE t.id IS NULL{_differs(columns, 't', 's', ' OR ')}"
    )


@cache
def leave(name: str) -> str:
    """Take the rows out that exchange unique values."""
    return f"DELETE FROM {name} WHERE (office, id) IN (SELECT office, id FROM temp.displaced_{name})"


@cache
def come(name: str) -> str:
    """Put them back as they shall be."""
    columns = ", ".join(table(name).columns)
    return f"INSERT INTO {name} ({columns}) SELECT {columns} FROM temp.displaced_{name}"


def _merged(name: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """All columns, the given ones first, and the SQL of their values from the source `s` and the present row `t`."""
    shape, given = table(name), set(columns)
    absent = [
        (column, default) for column, default in zip(shape.columns, shape.defaults, strict=True) if column not in given
    ]
    kept = [f"CASE WHEN t.id IS NULL THEN {default} ELSE t.{column} END" for column, default in absent]
    return (*columns, *(column for column, _ in absent)), ", ".join((*(f"s.{column}" for column in columns), *kept))


def _differs(columns: tuple[str, ...], left: str, right: str, lead: str) -> str:
    compared = [column for column in columns if column not in {"office", "id"}]
    if not compared:
        return ""
    mine, theirs = (", ".join(f"{side}.{column}" for column in compared) for side in (left, right))
    return f"{lead}({mine}) IS NOT ({theirs})"


DOOMED = "CREATE TEMP TABLE IF NOT EXISTS doomed (office TEXT, id TEXT, PRIMARY KEY (office, id)) WITHOUT ROWID"


@cache
def doom(name: str, where: str) -> str:
    """Put the keys of the rows that match `where` (alias t) and are not staged into the list of rows to delete."""
    return (
        f"INSERT INTO temp.doomed (office, id) SELECT t.office, t.id FROM {name} t WHERE ({where}) AND NOT EXISTS "
        f"(SELECT 1 FROM temp.stage_{name} s WHERE s.office = t.office AND s.id = t.id)"
    )


@cache
def before_delete(name: str) -> str:
    """Before-images of the rows in the list of rows to delete; the seq is bound."""
    return (
        f"INSERT OR IGNORE INTO before_image (seq, tbl, office, id, row) SELECT ?, '{name}', t.office, t.id, "
        f"{image(name, 't')} FROM temp.doomed d CROSS JOIN {name} t ON t.office = d.office AND t.id = d.id"
    )


@cache
def delete(name: str) -> str:
    """Delete the rows in the list of rows to delete."""
    return f"DELETE FROM {name} WHERE (office, id) IN (SELECT office, id FROM temp.doomed)"
