"""A change: rows put, replaced and deleted inside one action, by difference; what does not differ is not written."""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from perfdesk.store import generated, journal
from perfdesk.store.failures import in_words
from perfdesk.store.journal import Counts
from perfdesk.store.shape import FINAL, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from perfdesk.store.wall import Walled

    Row = Sequence[Any]
    Params = Sequence[Any] | Mapping[str, Any]

_CHUNK = 1_000  # rows staged at a time


class Change:
    """The open action. Each call takes effect at once inside the transaction, so that `rows` sees it."""

    def __init__(self, conn: Walled, path: Path, seq: int) -> None:
        """Open the action `seq`; perfdesk/store/writer.py alone does that."""
        self._conn, self._path, self.seq = conn, path, seq
        self._same: dict[str, int] = {}
        self._writes: dict[str, int] = {}  # how often a table was written: more than once may leave a row as it was
        self._counts: dict[str, Counts] | None = None
        self._broken = False  # a write began and did not end

    def put(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert or update rows by (office, id); `columns` name what each row gives and contain both keys.

        Columns not given keep their value, or take the table's default in a new row. Two rows with one key are a bug of
        the caller, as are floats (money is whole 分) and columns that the table does not have.
        """
        given = _checked(name, columns)
        with self._writing():
            source = iter(rows)
            first = list(islice(source, generated.DIRECT + 1))
            if len(first) > generated.DIRECT:
                self._stage(name, given, chain(first, source))
                self._write(name, given, 0, ())
                self._clear(f"stage_{name}")
            elif first:
                self._write(name, given, len(first), _flat(given, first))

    def delete(self, name: str, keys: Iterable[tuple[str, str]]) -> None:
        """Delete rows by (office, id); keys that do not exist are passed over."""
        table(name)
        with self._writing():
            self._fill(generated.DOOMED, "INSERT OR IGNORE INTO temp.doomed (office, id) VALUES (?, ?)", keys)
            self._delete(name)

    def replace(self, name: str, columns: Sequence[str], rows: Iterable[Row], where: str, params: Params = ()) -> None:
        """Put rows, and delete the rows that match `where` (SQL over the table, alias t) but are not among them."""
        given = _checked(name, columns)
        with self._writing():
            self._stage(name, given, rows)
            with self._conn.gate:
                self._conn.run(generated.DOOMED)
                self._conn.run(generated.doom(name, where), params)
            self._delete(name)  # first, so that a new row may take a deleted one's code
            self._write(name, given, 0, ())
            self._clear(f"stage_{name}")

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Read inside the transaction; what was put already is seen."""
        with in_words(self._path):
            return self._conn.execute(sql, params).fetchall()

    @property
    def counts(self) -> dict[str, Counts]:
        """What the change did so far, in rows a table, against the state before the change."""
        if self._counts is None:
            self._counts = {}
            for name in self._writes:
                new, changed, deleted = self._conn.execute(journal.counts_sql(name), (self.seq,)).fetchone()
                self._counts[name] = Counts(new, changed, self._same.get(name, 0), deleted)
        return self._counts

    @property
    def final(self) -> bool:
        """Whether a table was written that is never undone (issued numbers, keys)."""
        return not FINAL.isdisjoint(self._writes)

    def finish(self, hasher: journal.Hasher) -> dict[str, Counts]:
        """Feed all rows of the action; returns its counts. The gate is open; rows left as they were are forgotten.

        Raises:
            RuntimeError: a write failed, the caller went on all the same, and the journal would not be true.
        """
        if self._broken:
            raise RuntimeError("a write of this change failed; it cannot be committed")
        found = {}
        for name in sorted(self._writes):
            if self._writes[name] > 1:
                self._conn.run(journal.prune_sql(name), (self.seq,))
            new, changed, deleted = journal.digest_rows(self._conn, name, self.seq, hasher)
            found[name] = Counts(new, changed, self._same.get(name, 0), deleted)
        self._counts = found
        return found

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        self._broken, before = True, self._broken
        with in_words(self._path):
            yield
        self._broken = before

    def _write(self, name: str, given: tuple[str, ...], direct: int, values: tuple[Any, ...]) -> None:
        with self._conn.gate:
            self._conn.run(generated.before(name, given, direct), (*values, self.seq))
            try:
                written = self._conn.run(generated.upsert(name, given, direct), values).rowcount
            except sqlite3.IntegrityError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                    raise
                written = self._displace(name, given, direct, values)
            staged = direct or self._conn.run(f"SELECT count(*) FROM temp.stage_{name}").fetchone()[0]
        self._same[name] = self._same.get(name, 0) + staged - written
        self._touch(name)

    def _displace(self, name: str, given: tuple[str, ...], direct: int, values: tuple[Any, ...]) -> int:
        """Write rows that take over each other's unique values (two codes exchanged): all leave, then all come."""
        for statement in generated.displaced(name):
            self._conn.run(statement)
        self._conn.run(generated.displace(name, given, direct), values)
        self._conn.run(generated.leave(name))
        return self._conn.run(generated.come(name)).rowcount

    def _stage(self, name: str, given: tuple[str, ...], rows: Iterable[Row]) -> None:
        marks = ", ".join("?" * len(given))
        insert = f"INSERT INTO temp.stage_{name} ({', '.join(given)}) VALUES ({marks})"
        try:
            self._fill(generated.stage(name), insert, _without_floats(rows))
        except sqlite3.IntegrityError as error:
            raise ValueError(f"two rows of one put into {name} have the same key") from error

    def _fill(self, create: str, insert: str, rows: Iterable[Row]) -> None:
        """Fill a TEMP table; the caller's rows are made while the gate is closed."""
        with self._conn.gate:
            self._conn.run(create)
        source = iter(rows)
        while chunk := list(islice(source, _CHUNK)):
            with self._conn.gate:
                self._conn.run_many(insert, chunk)

    def _delete(self, name: str) -> None:
        with self._conn.gate:
            self._conn.run(generated.before_delete(name), (self.seq,))
            self._conn.run(generated.delete(name))
        self._clear("doomed")
        self._touch(name)

    def _clear(self, temp: str) -> None:
        with self._conn.gate:
            self._conn.run(f"DELETE FROM temp.{temp}")

    def _touch(self, name: str) -> None:
        self._writes[name] = self._writes.get(name, 0) + 1
        self._counts = None


def _checked(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    given = tuple(columns)
    unknown = set(given) - set(table(name).columns)
    if unknown or len(set(given)) != len(given) or not {"office", "id"} <= set(given):
        raise ValueError(f"columns of {name}: unknown {sorted(unknown)}, given {given}")
    return given


def _flat(given: tuple[str, ...], rows: list[Row]) -> tuple[Any, ...]:
    office, key = given.index("office"), given.index("id")
    if len({(row[office], row[key]) for row in rows}) != len(rows):
        raise ValueError("two rows of one put have the same key")
    if any(len(row) != len(given) for row in rows):
        raise ValueError(f"a row does not have {len(given)} values")
    return tuple(chain.from_iterable(_without_floats(rows)))


def _without_floats(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if float in map(type, row):  # SQLite would take 3.0 for 3 and store NaN as NULL without a word
            raise TypeError(f"a float in a row: {row!r}")
        yield row
