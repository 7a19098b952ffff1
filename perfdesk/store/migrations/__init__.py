"""Migrations in order; each is plain SQL and never imports live code.

A step is a function of the open connection, run inside the transaction that also records it. The file is backed up
first (perfdesk/store/file.py). A step that changes the columns of a journalled table first writes the before-images of
its rows under an action of its own that cannot be undone, because the after-image of an older action is the next
before-image: only so does the chain of hashes stay provable over a change of shape.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from perfdesk.store.migrations import m0001_first, m0002_reminder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database

    Step = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x50455246  # "PERF"
RECORD = ("_sqlite_migrations", "idx__sqlite_migrations_migration_set_name")  # the library's own table and index


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (executescript would commit the surrounding transaction)."""
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text.strip()
            text = ""


def m0001(conn: sqlite3.Connection) -> None:
    """The first shape: ledger, statements, journal, drafts."""
    for statement in statements(m0001_first.JOURNALLED + m0001_first.UNJOURNALLED):
        conn.execute(statement)


def m0002(conn: sqlite3.Connection) -> None:
    """Reminders; a new table leaves the journal of the older ones as it is."""
    for statement in statements(m0002_reminder.STATEMENTS):
        conn.execute(statement)


STEPS: tuple[Step, ...] = (m0001, m0002)


def version() -> int:
    """The newest shape that this program knows; a file carries it as user_version."""
    return len(STEPS)


def migrate(conn: sqlite3.Connection) -> None:
    """Bring the file behind `conn` to the newest shape; each step is all or nothing."""
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - costs more than a window's start

    migrations = Migrations("perfdesk")
    for number, step in enumerate(STEPS, 1):
        migrations(name=f"m{number:04d}")(_recorded(step, number))
    migrations.apply(Database(conn, execute_plugins=False, strict=True))


def _recorded(step: Step, number: int) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        step(db.conn)
        db.conn.execute(f"PRAGMA user_version={number:d}")
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID:d}")

    return run
