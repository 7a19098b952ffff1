"""The data file: made new, opened, read; written through `change` alone."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from perfdesk.domain.errors import UserError
from perfdesk.store import connection, disk, history, journal, opening, proof, shape
from perfdesk.store.failures import in_words
from perfdesk.store.lock import Lock
from perfdesk.store.migrations import migrate
from perfdesk.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from perfdesk.store.change import Change
    from perfdesk.store.journal import ActionInfo
    from perfdesk.store.wall import Walled


class Store:
    """An open data file. One thread uses it; a second process reads through a store of its own."""

    def __init__(self, path: Path, conn: Walled, lock: Lock | None, operator: str) -> None:
        """Take over an open connection; `open_store` and `create` make stores."""
        self.path, self.operator, self.read_only = path, operator, lock is None
        self._conn, self._lock = conn, lock
        self.writer = Writer(conn, path, operator, read_only=self.read_only)
        try:
            self._own()
        except BaseException:
            conn.close()
            raise

    def rows(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Read; all rows are fetched and the statement is closed, so that no reader blocks a commit."""
        with in_words(self.path):
            found: list[tuple[Any, ...]] = self._conn.execute(sql, params).fetchall()
        return found

    @contextlib.contextmanager
    def change(self, title: str, undoable: bool = True) -> Iterator[Change]:  # noqa: FBT001, FBT002 - contract
        """One transaction and one action of the journal; any exception rolls it back whole.

        Raises:
            UserError: the file is read-only, busy for more than 10 s, the disk is full or damaged.
        """
        with self.writer.transaction(), self.writer.action("change", title, undoable=undoable) as change:
            yield change
        if "office" in change.counts:
            self._own()

    def undo(self, steps: int = 1) -> list[ActionInfo]:
        """Take back the last `steps` actions, all or none; see perfdesk/store/history.py."""
        taken = history.undo(self.writer, steps)
        self._own()
        return taken

    def redo(self, steps: int = 1) -> list[ActionInfo]:
        """Do the last `steps` undone actions again, all or none."""
        taken = history.redo(self.writer, steps)
        self._own()
        return taken

    def revert(self, seq: int) -> ActionInfo:
        """Take back an older action as a new one, whole, or refuse with the rows that were changed later."""
        taken = history.revert(self.writer, seq)
        self._own()
        return taken

    def actions(self, since: str | None = None, limit: int | None = None) -> list[ActionInfo]:
        """The journal, newest first; `since` is an ISO date or time."""
        with in_words(self.path):
            return history.actions(self.writer, since, limit)

    def verify_journal(self) -> proof.Fault | None:
        """Walk the whole chain; the first action that does not hold, None where all do."""
        with in_words(self.path), proof.snapshot(self._conn):
            return proof.verify(self._conn)

    def odd_shape(self) -> str:
        """What the file has beyond or short of its shape, in words; "" where it is exactly that."""
        with in_words(self.path):
            return shape.differences(self._conn)

    def content_digest(self) -> str:
        """SHA-256 over all journalled rows, independent of how the file lies on the disk."""
        with in_words(self.path), proof.snapshot(self._conn):
            return proof.content_digest(self._conn)

    def copy_to(self, target: Path) -> str:
        """Copy the file's pages into a new file; returns the digest of the content at that moment."""
        with in_words(self.path), proof.snapshot(self._conn):
            digest = proof.content_digest(self._conn)
            disk.copy_pages(self._conn, target)
        return digest

    def head(self) -> tuple[int, str]:
        """The last action's sequence number and hash."""
        with in_words(self.path):
            return journal.head(self._conn)

    def close(self) -> None:
        """Close the file and give the lock back."""
        self._conn.close()
        if self._lock is not None:
            journal_file = self.path.with_name(self.path.name + "-journal")
            with contextlib.suppress(OSError):  # an empty journal left lying does no harm
                if journal_file.stat().st_size == 0:
                    journal_file.unlink()
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _own(self) -> None:
        found = self.rows("SELECT code, year, level FROM office WHERE own = 1")
        if len(found) != 1:
            message = f"{self.path.name} 里没有本单位的资料"
            raise UserError(message, "文件不完整，请用最近的备份恢复", "E_SCHEMA")
        self.office, self.year, self.level = str(found[0][0]), int(found[0][1]), str(found[0][2])


def create(  # noqa: PLR0913 - the facts of an office
    path: Path | str,
    *,
    code: str,
    name: str,
    level: str,
    year: int,
    kind: str = "",
    superior: str = "",
    superior_name: str = "",
    operator: str = "",
) -> Store:
    """Make a new data file for an office and open it. The file appears whole or not at all.

    Raises:
        UserError: the file exists (E_EXISTS), or cannot be written.
    """
    path = Path(path).resolve()  # one file, one lock, whatever links lead to it
    if path.exists():
        raise UserError(f"{path} 已经存在，没有改动", "请换一个文件名", "E_EXISTS")
    lock = Lock(path, operator)
    draft = disk.temp_name(path)
    try:
        draft.touch()
        conn = connection.connect(draft, read_only=False)
        with in_words(path), contextlib.closing(conn):
            migrate(conn)
            conn.raise_wall()
            writer = Writer(conn, draft, operator, read_only=False)
            with writer.transaction(), writer.action("change", "新建数据文件", undoable=False) as change:
                columns = ("office", "id", "code", "name", "level", "kind", "superior", "superior_name", "own", "year")
                change.put("office", columns, [(code, code, code, name, level, kind, superior, superior_name, 1, year)])
        disk.move(draft, path)
    finally:
        for left in (draft, *disk.side_files(draft)):
            left.unlink(missing_ok=True)
        lock.release()
    return open_store(path, operator=operator)


def open_store(path: Path | str, read_only: bool = False, operator: str = "") -> Store:  # noqa: FBT001, FBT002 - contract
    """Open a data file.

    Raises:
        UserError: it is missing, empty, no data file, from a newer program, damaged, or another has it (E_LOCKED).
    """
    path = Path(path).resolve()  # one file, one lock, whatever links lead to it
    connection.read_header(path)  # before a lock file is made beside something that is no data file
    lock = None if read_only else Lock(path, operator)
    if lock is not None:
        disk.sweep(path.parent)
    try:
        return Store(path, opening.opened(path, read_only=read_only), lock, operator)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
