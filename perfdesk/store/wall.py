"""Nothing is written around the one write path: SQLite's authorizer denies it, except while generated statements run.

The authorizer is asked when a statement is prepared. What was prepared while the gate stood open could therefore slip
through later from the connection's cache. Setting the authorizer anew on leaving would expire that cache, and every
edit would prepare its statements again (measured: 0.3 ms, as long as two fdatasyncs). Instead each generated statement
begins with a secret of its connection: nobody else can name a cached one, and any other text is prepared before a
closed gate. The connection keeps to itself what goes round the authorizer: blob handles, extensions, traces, the
authorizer itself.
"""

from __future__ import annotations

import secrets
import sqlite3
from typing import TYPE_CHECKING, Any, NoReturn, Self

from perfdesk.store.shape import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_WRITING = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_ASKING = frozenset(  # pragmas that only answer when they get no value
    (
        *("application_id", "user_version", "journal_mode", "synchronous", "foreign_keys", "recursive_triggers"),
        *(
            "trusted_schema",
            "cell_size_check",
            "mmap_size",
            "temp_store",
            "secure_delete",
            "busy_timeout",
            "cache_size",
        ),
        *("integrity_check", "quick_check", "foreign_key_check", "page_count", "page_size", "freelist_count"),
        *("data_version", "encoding"),
    )
)
_DESCRIBING = frozenset({"table_info", "table_xinfo", "index_list", "index_info"})


class Walled(sqlite3.Connection):
    """A connection that reads for everybody and writes only what `run` and `run_many` get inside `with conn.gate`."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the arguments of sqlite3.connect
        """Take the arguments of sqlite3.connect; the wall is not up yet."""
        super().__init__(*args, **options)
        self._secret = f"/*{secrets.token_hex(16)}*/"
        self.gate = Gate()

    def raise_wall(self) -> None:
        """From now on only reading passes outside the gate."""
        super().set_authorizer(self._answer)

    def run(self, sql: str, params: Any = ()) -> sqlite3.Cursor:  # noqa: ANN401 - a sequence or a mapping
        """Run a generated statement; the gate must stand open, because a cached one is not asked again."""
        if not self.gate.opened:
            self._refuse()
        return super().execute(self._secret + sql, params)

    def run_many(self, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:
        """Run a generated statement once a row; the gate must stand open."""
        if not self.gate.opened:
            self._refuse()
        return super().executemany(self._secret + sql, rows)

    def _answer(self, action: int, first: str | None, second: str | None, _db: str | None, _inner: str | None) -> int:
        if self.gate.opened or action in _READING:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
        if action in _WRITING and first in SIDE:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and ((first in _ASKING and not second) or first in _DESCRIBING):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401 - the signature of what it replaces
        raise sqlite3.DatabaseError("not authorized: the data file is written through change() only")

    set_authorizer = blobopen = deserialize = enable_load_extension = load_extension = executescript = _refuse
    set_trace_callback = _refuse


class Gate:
    """Open between `with` and its end, for as long as the store's own statements run."""

    __slots__ = ("opened",)

    def __init__(self) -> None:
        """Closed."""
        self.opened = False

    def __enter__(self) -> Self:
        """Open it."""
        self.opened = True
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.opened = False
