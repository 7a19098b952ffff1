"""m0001_first: every journalled table is strict, keyed by office and id, and keeps money as whole 分."""

import sqlite3

import pytest

from perfdesk.store.migrations import m0001_first
from perfdesk.store.shape import SIDE, UNJOURNALLED, tables


@pytest.fixture
def first():
    conn = sqlite3.connect(":memory:")
    conn.executescript(m0001_first.JOURNALLED + m0001_first.UNJOURNALLED)
    yield conn
    conn.close()


def names(conn):
    return {name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_every_table_is_strict_and_the_ledger_s_rows_are_found_by_office_and_id(first):
    listed = first.execute("PRAGMA table_list").fetchall()
    strict = {name: bool(is_strict) for _, name, kind, _, _, is_strict in listed if kind == "table"}
    for name in names(first):
        assert strict[name], name
        keys = [row[1] for row in first.execute(f"PRAGMA table_info({name})") if row[5]]
        if name not in UNJOURNALLED:
            assert keys == ["office", "id"], name


def test_what_is_journalled_is_everything_but_the_journal_drafts_and_window_state(first):
    assert names(first) - UNJOURNALLED <= set(tables())
    assert SIDE <= UNJOURNALLED


@pytest.mark.parametrize(
    ("table", "column"),
    [("funding", "adjusted"), ("execution", "executed"), ("monitoring", "executed"), ("finding", "recovered")],
)
def test_money_cannot_be_text_or_a_fraction(first, table, column):
    declared = {row[1]: row[2] for row in first.execute(f"PRAGMA table_info({table})")}
    assert declared[column] == "INTEGER"
    for wrong in ("一百", 0.5, "1.5"):
        with pytest.raises(sqlite3.IntegrityError):
            first.execute(
                "INSERT INTO funding (office, id, project, account, source, adjusted)"
                " VALUES ('a', 'b', 'c', '未分', '未分', ?)",
                (wrong,),
            )


def test_one_version_of_a_target_is_in_force_and_a_unit_code_stands_once(first):
    row = (
        "INSERT INTO target (office, id, subject_kind, subject, year, version, state, current)"
        " VALUES ('o', ?, 'project', 's', 2023, ?, 'approved', ?)"
    )
    first.execute(row, ("1", 1, 1))
    first.execute(row, ("2", 2, 0))
    with pytest.raises(sqlite3.IntegrityError):
        first.execute(row, ("3", 3, 1))
    unit = "INSERT INTO unit (office, id, code, name, kind) VALUES ('o', ?, '101', 'x', 'department')"
    first.execute(unit, ("1",))
    with pytest.raises(sqlite3.IntegrityError):
        first.execute(unit, ("2",))
