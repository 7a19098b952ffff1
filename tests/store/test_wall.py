"""Nothing is written around the one write path, in more than ten ways."""

import sqlite3
from hashlib import sha256

import pytest

from perfdesk.store import generated
from perfdesk.store.file import open_store

DENIED = "not authorized|authorization denied|prohibited|may not be modified"
STATEMENTS = {
    "insert": "INSERT INTO unit (office, id, code, name, kind) VALUES ('530402', 'x', 'x', 'x', 'department')",
    "update": "UPDATE unit SET name = 'x'",
    "delete": "DELETE FROM unit",
    "replace": "REPLACE INTO setting (office, id, name, since, value) VALUES ('1', '2', '3', '4', '5')",
    "with": "WITH x AS (SELECT 1) UPDATE office SET name = 'x'",
    "returning": "DELETE FROM unit RETURNING id",
    "upsert": "INSERT INTO issued VALUES ('a', 'b', 'c', 1, 'd', 1, '', '') ON CONFLICT DO UPDATE SET number = 2",
    "journal update": "UPDATE action SET title = 'x'",
    "journal delete": "DELETE FROM before_image",
    "journal insert": "INSERT INTO before_image VALUES (1, 'unit', 'a', 'b', NULL)",
    "drop table": "DROP TABLE unit",
    "drop index": "DROP INDEX unit_code",
    "alter": "ALTER TABLE unit ADD COLUMN x TEXT",
    "rename": "ALTER TABLE unit RENAME TO y",
    "create table": "CREATE TABLE x (a)",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM unit; END",
    "temp trigger": "CREATE TEMP TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM unit; END",
    "temp view": "CREATE TEMP VIEW unit AS SELECT 1",
    "view": "CREATE VIEW v AS SELECT 1",
    "virtual table": "CREATE VIRTUAL TABLE v USING fts5(a)",
    "attach": "ATTACH 'x.db' AS x",
    "attach itself": "ATTACH '{path}' AS x",
    "detach": "DETACH main",
    "writable schema": "PRAGMA writable_schema = 1",
    "schema": "UPDATE sqlite_schema SET sql = ''",
    "journal mode": "PRAGMA journal_mode = WAL",
    "synchronous": "PRAGMA synchronous = OFF",
    "user version": "PRAGMA user_version = 7",
    "query only": "PRAGMA query_only = 1",
    "vacuum": "VACUUM",
    "vacuum into": "VACUUM INTO '{path}.copy'",
    "begin": "BEGIN",
    "savepoint": "SAVEPOINT x",
    "reindex": "REINDEX",
    "analyze": "ANALYZE",
    "extension": "SELECT load_extension('x')",
}


@pytest.fixture
def filled(store, columns, units):
    with store.change("单位") as change:
        change.put("unit", columns, units(5))
    return store


def state(store):
    return sha256(store.path.read_bytes()).hexdigest(), store.head(), store.content_digest()


@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_past_the_change_is_denied(filled, sql):
    before = state(filled)
    with pytest.raises((sqlite3.DatabaseError, sqlite3.OperationalError), match=DENIED):
        filled.rows(sql.replace("{path}", str(filled.path)))
    assert state(filled) == before
    assert sorted(file.name for file in filled.path.parent.glob("红塔区*")) == [
        "红塔区.perfdesk",
        "红塔区.perfdesk-journal",
        "红塔区.perfdesk.lock",
    ]


@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_nor_can_it_be_smuggled_into_a_change(filled, sql, columns, units):
    with filled.change("正当") as change:
        change.put("unit", columns, units(1, first=7))
        with pytest.raises((sqlite3.DatabaseError, sqlite3.OperationalError)):
            change.rows(sql.replace("{path}", str(filled.path)))
    assert filled.rows("SELECT count(*) FROM unit") == [(6,)]
    assert filled.verify_journal() is None


def test_end_of_transaction_cannot_be_smuggled_into_a_change(filled, columns, units):
    for sql in ("COMMIT", "ROLLBACK", "RELEASE x"):
        with filled.change(sql) as change:
            change.put("unit", columns, units(1, first=8))
            with pytest.raises(sqlite3.DatabaseError):
                change.rows(sql)
        filled.undo()
    assert filled.verify_journal() is None


def test_a_statement_cached_while_the_gate_was_open_does_not_slip_through(filled, columns, units):
    """The very texts that a change has just run, at once afterwards, on the same connection."""
    with filled.change("正当") as change:
        change.put("unit", columns, units(1, first=7))
        change.put("unit", columns, units(9, first=10))
        change.delete("unit", [("530402", "u0007")])
    before = state(filled)
    texts = [
        generated.upsert("unit", columns, 1),
        generated.before("unit", columns, 1),
        generated.upsert("unit", columns, 0),
        generated.delete("unit"),
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    for text in texts:
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            filled.rows(text)  # refused when prepared, before anything is bound
    assert state(filled) == before


def test_a_generator_that_makes_rows_has_no_more_rights(filled, columns, units):
    def rows():
        for row in units(2_500, first=100):
            yield row
            if row[1] == "u1500":
                filled.rows("DELETE FROM unit")

    before = state(filled)
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), filled.change("坏") as change:
        change.put("unit", columns, rows())
    assert state(filled)[1:] == before[1:]


def test_the_connection_keeps_its_back_doors_shut(filled):
    before, conn = state(filled), filled._conn
    doors = [
        lambda: conn.set_authorizer(None),
        lambda: conn.blobopen("action", "title", 1),
        lambda: conn.executescript("DELETE FROM unit"),
        lambda: conn.execute("DELETE FROM unit"),
        lambda: conn.executemany("DELETE FROM unit WHERE id = ?", [("u0001",)]),
        lambda: conn.cursor().execute("UPDATE action SET hash = ''"),
        lambda: conn.run("DELETE FROM unit"),
        lambda: conn.run_many("DELETE FROM unit WHERE id = ?", [("u0001",)]),
        lambda: conn.deserialize(b""),
        lambda: conn.enable_load_extension(True),  # noqa: FBT003 - sqlite3's own signature
        lambda: conn.set_trace_callback(print),
    ]
    for door in doors:
        with pytest.raises(sqlite3.DatabaseError):
            door()
    assert state(filled) == before


def test_a_read_only_store_cannot_write_either(filled):
    filled.close()
    before = filled.path.read_bytes()
    with open_store(filled.path, read_only=True) as reader:
        for sql in (STATEMENTS["delete"], "INSERT INTO draft VALUES ('k', 't', 'a')"):
            with pytest.raises(Exception, match=r"not authorized|只读"):
                reader.rows(sql)
    assert filled.path.read_bytes() == before


def test_what_is_not_journalled_may_be_written_without_a_change(filled):
    filled.rows("INSERT INTO draft (key, text, at) VALUES ('k', '半句话', '2023')")
    filled.rows("UPDATE draft SET text = '一句话'")
    filled.rows("INSERT INTO window_state VALUES ('w', '1')")
    filled.rows("INSERT INTO digest VALUES ('d', '1')")
    assert filled.rows("SELECT text FROM draft") == [("一句话",)]
    filled.rows("DELETE FROM draft")
    assert filled.head()[0] == 2
    assert filled.verify_journal() is None


def test_pragmas_and_plans_can_be_asked(filled):
    assert filled.rows("PRAGMA journal_mode") == [("truncate",)]
    assert len(filled.rows("PRAGMA table_info(unit)")) == 13
    assert filled.rows("PRAGMA integrity_check") == [("ok",)]
