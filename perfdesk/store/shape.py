"""The expected shape of the data file: its tables and columns, and whether a file has exactly that."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from functools import cache

from perfdesk.store.migrations import RECORD, STEPS

UNJOURNALLED = frozenset({"action", "before_image", "draft", "window_state", "digest"})
SIDE = frozenset({"draft", "window_state", "digest"})  # writable without a change
FINAL = frozenset({"issued", "roster"})  # issued numbers and keys: journalled, never undone
_KINDS = {"table": "表", "view": "视图", "trigger": "触发器", "index": "索引"}


@dataclass(frozen=True, slots=True)
class Table:
    """A journalled table: its columns in order, and the SQL default of each ("NULL" where it has none)."""

    name: str
    columns: tuple[str, ...]
    defaults: tuple[str, ...]


def reference() -> sqlite3.Connection:
    """An empty database in memory with the newest shape; the caller closes it."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for step in STEPS:
        step(conn)
    return conn


@cache
def newest() -> tuple[dict[tuple[str, str], str], dict[str, Table]]:
    """The newest shape: the SQL of every object by (kind, name), and the journalled tables in their order."""
    with contextlib.closing(reference()) as conn:
        names = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").fetchall()
        return _objects(conn), {name: _described(conn, name) for (name,) in names if name not in UNJOURNALLED}


def _described(conn: sqlite3.Connection, name: str) -> Table:
    info = conn.execute("SELECT name, coalesce(dflt_value, 'NULL') FROM pragma_table_info(?)", (name,)).fetchall()
    columns, defaults = zip(*info, strict=True)
    return Table(name, columns, defaults)


def tables() -> dict[str, Table]:
    """All journalled tables by name, in the order of the schema."""
    return newest()[1]


def table(name: str) -> Table:
    """A journalled table by name; another name is a bug of the caller."""
    if name not in tables():
        raise ValueError(f"no journalled table {name!r}")
    return tables()[name]


def _objects(conn: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = conn.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex_%'").fetchall()
    return {(kind, name): sql or "" for kind, name, sql in rows if not (kind in {"table", "index"} and name in RECORD)}


def differences(conn: sqlite3.Connection) -> str:
    """What a file has beyond or short of the expected shape, in words; "" where it is exactly that."""
    want, have = newest()[0], _objects(conn)
    if want == have:
        return ""
    parts = []
    for label, keys in (
        ("多出", have.keys() - want.keys()),
        ("缺少", want.keys() - have.keys()),
        ("被改动：", {key for key in want.keys() & have.keys() if want[key] != have[key]}),
    ):
        for kind in ("trigger", "view", "table", "index"):
            names = sorted(name for k, name in keys if k == kind)
            if names:
                shown = "、".join(names[:10]) + (f" 等{len(names)}个" if len(names) > 10 else "")
                parts.append(f"{label}{_KINDS[kind]} {shown}")
    return "；".join(parts)
