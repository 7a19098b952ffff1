"""The journal: one row an action, its before-images, and one SHA-256 an action over befores and afters, chained.

The "after" of an action is the next before-image of the same row, or the live row where none followed. The hash covers
the previous hash, one line a row in the order (table, office, id) with key, before and after as JSON (`null` for a row
that was not there), and the action's own head.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.store.generated import image

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

START = "0" * 64  # `prev` of the first action
_CHUNK = 2_000  # rows hashed at a time


@dataclass(frozen=True, slots=True)
class Counts:
    """What a change did to one table, in rows; `same` are rows that were put and did not differ."""

    new: int = 0
    changed: int = 0
    same: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One action of the journal. `at` is local time with its offset, ISO; `undone`: at present it is undone."""

    seq: int
    kind: str
    title: str
    operator: str
    at: str
    of: int | None
    undoable: bool
    undone: bool
    counts: dict[str, Counts]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of an action that its hash covers, besides its rows."""

    seq: int
    kind: str
    title: str
    operator: str
    at: str
    of: int | None
    undoable: int
    counts: str

    def text(self) -> str:
        """The head as the hash takes it in."""
        head = [self.seq, self.kind, self.title, self.operator, self.at, self.of, self.undoable, self.counts]
        return json.dumps(head, ensure_ascii=False, separators=(",", ":"))


class Hasher:
    """The SHA-256 of one action: the previous hash, a line a row, at the end the action's head."""

    def __init__(self, prev: str) -> None:
        """Begin with the previous action's hash."""
        self._sha = hashlib.sha256(f"{prev}\n".encode())

    def feed(self, lines: Iterable[str]) -> None:
        """Take in the lines of some rows."""
        self._sha.update("".join(f"{line}\n" for line in lines).encode())

    def close(self, head: Head) -> str:
        """Take in the head; returns the hash, 64 hex digits."""
        self._sha.update(head.text().encode())
        return self._sha.hexdigest()


@cache
def lines_sql(name: str) -> str:
    """The lines of one table in an action that is just being finished: its afters are the live rows; the seq is bound.

    The second column is 0 for a new row, 1 for a changed, 2 for a deleted one.
    """
    return (
        "SELECT json_array(b.tbl, b.office, b.id) || coalesce(b.row, 'null') || "
        f"CASE WHEN t.id IS NULL THEN 'null' ELSE {image(name, 't')} END, "
        "CASE WHEN b.row IS NULL THEN 0 WHEN t.id IS NULL THEN 2 ELSE 1 END "
        f"FROM before_image b LEFT JOIN {name} t ON t.office = b.office AND t.id = b.id "
        f"WHERE b.seq = ? AND b.tbl = '{name}' ORDER BY b.office, b.id"
    )


@cache
def prune_sql(name: str) -> str:
    """Forget the before-images of rows that a change left as they were before it; the seq is bound."""
    return (
        f"DELETE FROM before_image WHERE seq = ? AND tbl = '{name}' AND row IS "
        f"(SELECT {image(name, 't')} FROM {name} t WHERE t.office = before_image.office AND t.id = before_image.id)"
    )


@cache
def counts_sql(name: str) -> str:
    """New, changed and deleted rows of one table in the open action; the seq is bound."""
    return (
        "SELECT count(*) FILTER (WHERE b.row IS NULL AND t.id IS NOT NULL), "
        f"count(*) FILTER (WHERE b.row IS NOT NULL AND t.id IS NOT NULL AND b.row <> {image(name, 't')}), "
        "count(*) FILTER (WHERE b.row IS NOT NULL AND t.id IS NULL) "
        f"FROM before_image b LEFT JOIN {name} t ON t.office = b.office AND t.id = b.id "
        f"WHERE b.seq = ? AND b.tbl = '{name}'"
    )


def head(conn: sqlite3.Connection) -> tuple[int, str]:
    """The last action's sequence number and hash; (0, 64 zeros) in an empty journal."""
    row = conn.execute("SELECT seq, hash FROM action ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, START)


def digest_rows(conn: sqlite3.Connection, name: str, seq: int, hasher: Hasher) -> list[int]:
    """Feed one table's rows of the open action; returns how many were [new, changed, deleted]."""
    found = [0, 0, 0]
    cursor = conn.execute(lines_sql(name), (seq,))
    while rows := cursor.fetchmany(_CHUNK):
        hasher.feed(line for line, _ in rows)
        for _, sort in rows:
            found[sort] += 1
    return found


def counts_text(counts: dict[str, Counts]) -> str:
    """Counts as the journal keeps them."""
    plain = {name: [c.new, c.changed, c.same, c.deleted] for name, c in sorted(counts.items())}
    return json.dumps(plain, separators=(",", ":"))


def counts_of(text: str) -> dict[str, Counts]:
    """Counts as the journal kept them."""
    return {name: Counts(*numbers) for name, numbers in json.loads(text).items()}
