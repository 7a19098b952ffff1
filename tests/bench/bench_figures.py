"""All figures of a year over nine counties (5,326 projects) beside the same SQL on DuckDB in memory."""

import csv
import sqlite3

import duckdb

from perfdesk.catalog import figures as catalog
from perfdesk.catalog.settings import year_settings
from perfdesk.domain.figure import Sums, value_of
from perfdesk.services import demo
from perfdesk.store import figures
from perfdesk.store.file import open_store

TABLES = (
    "office",
    "roster",
    "unit",
    "unit_year",
    "project",
    "funding",
    "execution",
    "target",
    "monitoring",
    "selfeval",
    "finding",
    "finding_unit",
)
KINDS = {"INTEGER": "BIGINT", "TEXT": "VARCHAR"}
PASSES = 9


def run(harness):
    """Time `compute` with its periods and coverage against DuckDB's bare statements; the values are equal first."""
    path = harness.folder / "市.perfdesk"
    demo.build(path, "yuxi-2020")
    every = catalog.all_figures()
    with open_store(path, read_only=True) as store, duckdb.connect() as peer:
        notice = year_settings(store.year).thresholds.notice
        offices, _ = figures.scope_offices(store, "sub")
        given = {"year": store.year, "month": 9, "line": notice[9]}
        rows = copy(path, peer, offices)
        statements = [(one, *statement(one, given)) for one in every]

        def ours():
            return figures.compute(store, every, "sub", store.year, notice=notice)

        def theirs():
            return [(one, Sums(*peer.execute(sql, bound).fetchone())) for one, sql, bound in statements]

        found = {one.figure.key: one.number for one in ours() if one.filled}
        harness.equal("各统计数", found, {one.key: value_of(one, sums) for one, sums in theirs() if one.key in found})
        harness.note(f"{len(found)} 个统计数有数，{rows} 行")
        times = harness.turns({"perfdesk": ours, "DuckDB": theirs}, passes=PASSES)
    harness.row("全年统计数（9 县 5,326 个项目）", times, "perfdesk", "DuckDB", at_most=2)


def statement(figure, given):
    """A figure's SQL and parameters as DuckDB wants them: $year for :year, and none that is not used."""
    sql = figures.sums_sql(figure)
    bound = {name: value for name, value in given.items() if f":{name}" in sql}
    for name in bound:
        sql = sql.replace(f":{name}", f"${name}")
    return sql, bound


def copy(path, peer, offices):
    """Copy the tables into DuckDB, and the offices in scope as a table of its own; the number of rows."""
    source = sqlite3.connect(path)
    total = 0
    for table in TABLES:
        info = source.execute(f"PRAGMA table_info({table})").fetchall()
        columns = ", ".join(f'"{name}" {KINDS[kind]}' for _, name, kind, *_ in info)
        peer.execute(f"CREATE TABLE {table} ({columns})")
        part = path.with_name(f"{table}.csv")
        with part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            for row in source.execute(f"SELECT * FROM {table}"):
                writer.writerow(["\\N" if value is None else value for value in row])
                total += 1
        peer.execute(f"COPY {table} FROM '{part}' (FORMAT csv, HEADER false, NULLSTR '\\N')")
    source.close()
    peer.execute("CREATE TABLE in_scope AS SELECT office, level FROM office WHERE list_contains(?, office)", [offices])
    return total
