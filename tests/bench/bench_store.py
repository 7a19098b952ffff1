"""A county's monitoring into the data file: stage, difference, journal and hash beside plain executemany."""

import shutil
import sqlite3
from contextlib import closing
from itertools import count

from perfdesk.store.file import create, open_store
from perfdesk.store.ids import new_id

OFFICE = "530402"
PROJECTS, INDICATORS = 5_326, 8
STATEMENT = ("office", "id", "form", "year", "month", "subject_kind", "subject", "sender", "content", "origin")
OBSERVATION = (
    *("office", "id", "stage", "sheet", "key", "ordinal", "level1", "level2", "name", "relation", "value", "measure"),
    *("actual", "forecast", "causes", "reason", "likelihood", "note", "weight", "score"),
)


def rows():
    """5,326 statements with 3 KiB of content and their 42,608 observations."""
    content, origin = '{"goal": "' + "完成改造任务" * 160 + '"}', '{"cells": {"goal": "B7", "rate": "G9"}}'
    statements = [
        (OFFICE, new_id(), "monitoring.project", 2023, 7, "project", new_id(), "水利局", content, origin)
        for _ in range(PROJECTS)
    ]
    said = ("90", "96", "经费保障", "资金下达较晚", "possible", "已督促", 10, 950)
    observations = [
        (
            OFFICE,
            new_id(),
            "monitoring",
            sheet[1],
            new_id(),
            n,
            "产出",
            "数量",
            f"改造第{n}段",
            ">=",
            "95",
            "公里",
            *said,
        )
        for sheet in statements
        for n in range(INDICATORS)
    ]
    return statements, observations


def run(harness):
    """Load, load again unchanged, take back; the peer writes the same rows into the same tables without a journal."""
    empty = harness.folder / "empty.perfdesk"
    create(empty, code=OFFICE, name="红塔区财政局", level="county", year=2023).close()
    statements, observations = rows()
    numbers = count()

    def fresh():
        return shutil.copyfile(empty, harness.folder / f"{next(numbers)}.perfdesk")

    def load(path):
        with open_store(path) as store, store.change("导入") as change:
            change.put("statement", STATEMENT, statements)
            change.put("observation", OBSERVATION, observations)
        return path

    def plain(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as conn:
            conn.execute("PRAGMA journal_mode = TRUNCATE")
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("BEGIN IMMEDIATE")
            for table, columns, source in (
                ("statement", STATEMENT, statements),
                ("observation", OBSERVATION, observations),
            ):
                marks = ", ".join("?" * len(columns))
                insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                conn.executemany(insert, source)
            conn.execute("COMMIT")
        return path

    def undo(path):
        with open_store(path) as store:
            store.undo()

    ours, peer = load(fresh()), plain(fresh())
    for table in ("statement", "observation"):
        harness.equal(f"{table} 的行", everything(ours, table), everything(peer, table))
    again = load(fresh())
    times = harness.turns(
        {
            "perfdesk": (fresh, load),
            "executemany": (fresh, plain),
            "再导一次": lambda: load(again),
            "撤销": (lambda: load(fresh()), undo),
        },
        passes=5,
    )
    harness.equal("再导一次写下的操作数", len(actions(again)), 2)
    harness.row("写入 5,326 张表、42,608 行指标", times, "perfdesk", "executemany", at_most=3)
    harness.row("同样的内容再写一次", times, "再导一次", "perfdesk", at_most=0.8)
    harness.row("撤销这次写入", times, "撤销", "perfdesk", at_most=2)


def everything(path, table):
    """All rows of a table, in the order of their keys."""
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(f"SELECT * FROM {table} ORDER BY office, id").fetchall()


def actions(path):
    """The journal of a file."""
    with open_store(path, read_only=True) as store:
        return store.actions()
