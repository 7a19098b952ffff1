"""What the journal claims is proved from the rows: the chain of hashes, the number of rows, the digest of the content.

A change around the program is found, not prevented; an older copy of the whole file is found by its head alone, which
therefore stands in every backup's name and in every package.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from perfdesk.store import journal
from perfdesk.store.generated import image
from perfdesk.store.shape import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.store.wall import Walled

_CHUNK = 2_000
_CHAIN = (  # a row's next before-image, where there is one (the key needs its types, or no index is used)
    "CREATE TEMP TABLE chain (seq INTEGER, tbl TEXT, office TEXT, id TEXT, next INTEGER, "
    "PRIMARY KEY (seq, tbl, office, id)) WITHOUT ROWID"
)
_FILL = (
    "INSERT INTO temp.chain SELECT seq, tbl, office, id, next FROM (SELECT seq, tbl, office, id, "
    "lead(seq) OVER (PARTITION BY tbl, office, id ORDER BY seq) AS next FROM before_image) WHERE next IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not hold. `seq` is the action's number, None where rows belong to no action."""

    seq: int | None
    words: str


@contextlib.contextmanager
def snapshot(conn: Walled) -> Iterator[None]:
    """Read one state of the file, whatever another program writes meanwhile."""
    if conn.in_transaction:
        yield
        return
    with conn.gate:
        conn.run("BEGIN")
    try:
        yield
    finally:
        with conn.gate:
            conn.run("ROLLBACK")


def verify(conn: Walled) -> Fault | None:
    """Walk the chain from the first action; None where every hash and every row count holds."""
    with conn.gate:
        conn.run("DROP TABLE IF EXISTS temp.chain")
        conn.run(_CHAIN)
        conn.run(_FILL)
    try:
        standing: Counter[str] = Counter()
        return _walk(conn, standing) or _count(conn, standing)
    finally:
        with conn.gate:
            conn.run("DROP TABLE temp.chain")


def _walk(conn: Walled, standing: Counter[str]) -> Fault | None:
    touched = conn.execute("SELECT seq, tbl FROM before_image GROUP BY seq, tbl ORDER BY seq, tbl").fetchall()
    tables_of = {seq: [name for _, name in group] for seq, group in groupby(touched, lambda row: row[0])}
    actions = conn.execute(
        "SELECT seq, kind, title, operator, at, of, undoable, counts, prev, hash FROM action ORDER BY seq"
    ).fetchall()
    prev = journal.START
    for expected, (*columns, claimed_prev, claimed) in enumerate(actions, 1):
        head = journal.Head(*columns)
        if head.seq != expected:
            return Fault(expected, f"操作日志缺少第 {expected} 号操作")
        if claimed_prev != prev:
            return Fault(head.seq, f"第 {head.seq} 号操作“{head.title}”与前一号接不上")
        if _hash(conn, head, prev, tables_of.pop(head.seq, [])) != claimed:
            return Fault(head.seq, f"第 {head.seq} 号操作“{head.title}”的记录，或它写下的数据，被改动过")
        for name, counts in journal.counts_of(head.counts).items():
            standing[name] += counts.new - counts.deleted
        prev = claimed
    left = min(tables_of, default=None)
    return None if left is None else Fault(left, f"操作日志缺少第 {left} 号操作")


def _hash(conn: Walled, head: journal.Head, prev: str, names: list[str]) -> str:
    if not set(names) <= tables().keys():
        return ""  # before-images of a table that does not exist
    hasher = journal.Hasher(prev)
    for name in names:
        cursor = conn.execute(_lines(name), (head.seq,))
        while rows := cursor.fetchmany(_CHUNK):
            hasher.feed(line for (line,) in rows)
    return hasher.close(head)


def _count(conn: Walled, standing: Counter[str]) -> Fault | None:
    for name in tables():
        (count,) = conn.execute(f"SELECT count(*) FROM {name}").fetchone()
        if count != standing[name]:
            return Fault(None, f"表 {name} 有 {count} 行，按操作日志应为 {standing[name]} 行")
    return None


@cache
def _lines(name: str) -> str:
    return (
        "SELECT json_array(b.tbl, b.office, b.id) || coalesce(b.row, 'null') || "
        "CASE WHEN c.next IS NOT NULL THEN coalesce(n.row, 'null') "
        f"WHEN t.id IS NOT NULL THEN {image(name, 't')} ELSE 'null' END FROM before_image b "
        "LEFT JOIN temp.chain c ON c.seq = b.seq AND c.tbl = b.tbl AND c.office = b.office AND c.id = b.id "
        "LEFT JOIN before_image n ON n.seq = c.next AND n.tbl = b.tbl AND n.office = b.office AND n.id = b.id "
        f"LEFT JOIN {name} t ON c.next IS NULL AND t.office = b.office AND t.id = b.id "
        f"WHERE b.seq = ? AND b.tbl = '{name}' ORDER BY b.office, b.id"
    )


def content_digest(conn: Walled) -> str:
    """SHA-256 over all journalled rows as JSON lines in the order of their keys, table by table."""
    sha = hashlib.sha256()
    for name in sorted(tables()):
        sha.update(f"{name}\n".encode())
        cursor = conn.execute(f"SELECT {image(name, 't')} FROM {name} t ORDER BY t.office, t.id")
        while rows := cursor.fetchmany(_CHUNK):
            sha.update("".join(f"{line}\n" for (line,) in rows).encode())
    return sha.hexdigest()
