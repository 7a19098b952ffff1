"""The one write path: one transaction, one or several actions, each journalled and hashed before the commit."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.store import journal
from perfdesk.store.change import Change
from perfdesk.store.failures import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfdesk.store.wall import Walled

_INSERT = (
    "INSERT INTO action (seq, kind, title, operator, at, of, undoable, counts, prev, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Writer:
    """Opens transactions on a connection and writes actions into the journal."""

    def __init__(self, conn: Walled, path: Path, operator: str, *, read_only: bool) -> None:
        """Write for `operator` on an open connection."""
        self.conn, self.path, self.operator, self.read_only = conn, path, operator, read_only
        self._inside = False  # an action is open

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All actions inside are committed together or not at all.

        A COMMIT that meets a reader is retried for 10 s (busy_timeout), then everything is rolled back.

        Raises:
            UserError: the file is opened read-only (E_READONLY), busy, full or damaged.
            RuntimeError: a transaction is open already (a bug of the caller).
        """
        if self.read_only:
            raise UserError(
                f"{self.path.name} 是以只读方式打开的，不能修改", "请在别人关闭文件后重新打开", "E_READONLY"
            )
        if self.conn.in_transaction:
            raise RuntimeError("a change is open already; changes are not nested")
        with in_words(self.path):
            with self.conn.gate:
                self.conn.run("BEGIN IMMEDIATE")
            try:
                yield
                with self.conn.gate:
                    self.conn.run("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def action(self, kind: str, title: str, *, of: int | None = None, undoable: bool = True) -> Iterator[Change]:
        """One action of the journal inside the open transaction; one that changes nothing leaves no trace."""
        if self._inside:
            raise RuntimeError("a change is open already; changes are not nested")
        seq, prev = journal.head(self.conn)
        change = Change(self.conn, self.path, seq + 1)
        self._inside = True
        try:
            yield change
        finally:
            self._inside = False
        with self.conn.gate:
            self._finish(change, journal.Hasher(prev), (kind, title, of, undoable), prev)

    def _finish(
        self, change: Change, hasher: journal.Hasher, what: tuple[str, str, int | None, bool], prev: str
    ) -> None:
        counts = change.finish(hasher)
        if not any(c.new or c.changed or c.deleted for c in counts.values()):
            return
        kind, title, of, undoable = what
        at = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        final = int(undoable and not change.final)
        head = journal.Head(change.seq, kind, title, self.operator, at, of, final, journal.counts_text(counts))
        self.conn.run(
            _INSERT, (head.seq, kind, title, self.operator, at, of, final, head.counts, prev, hasher.close(head))
        )

    def _roll_back(self) -> None:
        if self.conn.in_transaction:  # after a full disk SQLite has rolled back by itself
            with contextlib.suppress(sqlite3.OperationalError), self.conn.gate:  # the first failure is the one to tell
                self.conn.run("ROLLBACK")
