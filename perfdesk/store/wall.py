"""Nothing is written around the one write path: SQLite's authorizer denies it, except while the generated statements run.

The connection keeps three things to itself: the authorizer, blob handles (they bypass the authorizer) and extensions.
Setting the authorizer anew expires every prepared statement, so that none that was prepared while the gate stood open
can slip through afterwards.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, NoReturn

from perfdesk.store.shape import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_WRITING = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_ASKING = frozenset(  # pragmas that only answer when they get no value
    "application_id user_version journal_mode synchronous foreign_keys recursive_triggers trusted_schema cell_size_check "
    "mmap_size temp_store secure_delete busy_timeout integrity_check quick_check foreign_key_check page_count page_size "
    "freelist_count data_version encoding".split()
)
_DESCRIBING = frozenset({"table_info", "table_xinfo", "index_list", "index_info"})


def closed(action: int, first: str | None, second: str | None, _db: str | None, _inner: str | None) -> int:
    """The authorizer's answer while the gate is closed: reading, and writing what is not journalled."""
    if action in _READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action in _WRITING and first in SIDE:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and ((first in _ASKING and not second) or first in _DESCRIBING):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class Walled(sqlite3.Connection):
    """A connection whose wall is opened by `gate` alone."""

    def raise_wall(self) -> None:
        """Close the gate for the first time, when the pragmas stand."""
        super().set_authorizer(closed)

    @contextlib.contextmanager
    def gate(self) -> Iterator[None]:
        """Let the store's own generated statements through."""
        super().set_authorizer(None)
        try:
            yield
        finally:
            super().set_authorizer(closed)

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401 - the signature of what it replaces
        raise sqlite3.DatabaseError("not authorized: the data file is written through change() only")

    set_authorizer = blobopen = deserialize = enable_load_extension = load_extension = executescript = _refuse
