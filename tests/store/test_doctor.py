"""The examination finds each ailment by name and writes nothing."""

import sqlite3
from contextlib import closing

import pytest

from perfdesk.store import disk, doctor
from perfdesk.store.file import open_store
from perfdesk.store.shape import tables


@pytest.fixture
def worked(empty_file, columns, units):
    with open_store(empty_file) as store, store.change("新增") as change:
        change.put("unit", columns, units(40))
    return empty_file


def examined(path):
    before = path.read_bytes()
    with open_store(path, read_only=True) as store:
        health = doctor.examine(store)
    assert path.read_bytes() == before
    return health


def test_a_sound_file_has_no_ailment(worked):
    health = examined(worked)
    assert health.ailments == ()
    assert (health.seq, health.size) == (2, worked.stat().st_size)
    with open_store(worked) as store:
        assert doctor.examine(store).ailments == ()
        assert (health.head, health.digest) == (store.head()[1], store.content_digest())


def test_damaged_pages_are_found(worked):
    whole = bytearray(worked.read_bytes())
    with closing(sqlite3.connect(worked)) as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'unit_code'").fetchone()
    start = (root - 1) * 4_096
    whole[start + 8 : start + 4_096] = bytes(4_088)
    worked.write_bytes(whole)
    assert "pages" in {ailment.what for ailment in examined(worked).ailments}


def test_an_index_that_disagrees_is_found(worked):
    with closing(sqlite3.connect(worked)) as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'unit_code'").fetchone()
    whole = bytearray(worked.read_bytes())
    place = whole.index(b"0031", (root - 1) * 4_096, root * 4_096)
    whole[place : place + 4] = b"0099"
    worked.write_bytes(whole)
    found = examined(worked).ailments
    assert {ailment.what for ailment in found} == {"pages"}
    assert "unit_code" in found[0].message


def test_a_row_changed_around_the_program_is_found(worked):
    with closing(sqlite3.connect(worked, isolation_level=None)) as conn:
        conn.execute("UPDATE unit SET name = 'x' WHERE id = 'u0001'")
    (ailment,) = examined(worked).ailments
    assert (ailment.what, ailment.level) == ("journal", "error")
    assert "第 2 号操作" in ailment.message


def test_orphans_are_found_per_relation(worked):
    with open_store(worked) as store, store.change("孤儿") as change:
        change.put(
            "unit",
            ("office", "id", "parent"),
            [("530402", "u0001", "u0002"), ("530402", "u0003", "weg"), ("530402", "u0004", "")],
        )
        change.put("unit_year", ("office", "id", "unit", "year"), [("530402", "y", "fort", 2023)])
        change.put(
            "observation",
            ("office", "id", "stage", "sheet", "key", "ordinal", "name"),
            [("530402", "o", "monitoring", "s", "k", 1, "名")],
        )
    found = examined(worked).ailments
    assert [ailment.what for ailment in found] == ["references"] * 3
    assert {ailment.level for ailment in found} == {"warning"}
    words = "".join(ailment.message for ailment in found)
    for part in ("表 unit 有 1 行的 parent", "u0003", "表 unit_year 有 1 行的 unit", "表 observation 有 1 行的 sheet"):
        assert part in words


def test_relations_name_tables_and_columns_that_exist():
    for child, column, parents, _ in doctor.RELATIONS:
        assert column in tables()[child].columns
        assert set(parents) <= tables().keys()


def test_little_space_is_said(worked, monkeypatch):
    monkeypatch.setattr(disk, "RESERVE", 1 << 60)
    assert [(ailment.what, ailment.level) for ailment in examined(worked).ailments] == [("space", "warning")]
