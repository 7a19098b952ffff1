"""Only a whole file of ours opens, with the pragmas of the house; reading leaves every byte as it was."""

import sqlite3
from contextlib import closing

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import migrations, shape
from perfdesk.store.connection import pragmas
from perfdesk.store.file import create, open_store

FACTS = {"code": "530402", "name": "红塔区财政局", "level": "county", "year": 2023}


def meddle(path, *statements):
    """What another program does to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)


def refused(path, code, *, read_only=False):
    before, names = path.read_bytes(), sorted(path.parent.iterdir())
    with pytest.raises(UserError) as found:
        open_store(path, read_only=read_only)
    assert found.value.code == code
    assert found.value.hint
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == names
    return str(found.value)


def test_every_pragma_is_read_back(store):
    wanted = {
        "journal_mode": "truncate",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "temp_store": 2,
        "secure_delete": 1,
        "busy_timeout": 10_000,
        "application_id": 0x50455246,
        "user_version": migrations.version(),
    }
    assert {name: store.rows(f"PRAGMA {name}")[0][0] for name in wanted} == wanted
    assert wanted.items() >= {k: v for k, v in pragmas().items() if k != "cache_size"}.items()


def test_a_disk_that_refuses_a_pragma_is_refused(empty_file, monkeypatch):
    monkeypatch.setattr("perfdesk.store.connection._PRAGMAS", {**pragmas(), "journal_mode": "wal2"})
    assert "复制到本机" in refused(empty_file, "E_PRAGMA", read_only=True)


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_data_file_is_refused_in_words(tmp_path, read_only):
    path = tmp_path / "坏.perfdesk"
    with pytest.raises(UserError, match="找不到文件"):
        open_store(path, read_only=read_only)
    assert not list(tmp_path.glob("坏*"))
    path.write_bytes(b"")
    assert "0 字节" in refused(path, "E_EMPTY", read_only=read_only)
    path.write_bytes(b"PK\x03\x04" + b"\0" * 5_000)
    assert "不是本程序的数据文件" in refused(path, "E_NOTADB", read_only=read_only)
    path.write_bytes(b"SQLite format 3\0")
    refused(path, "E_NOTADB", read_only=read_only)


def test_a_folder_is_no_data_file(tmp_path):
    with pytest.raises(UserError) as found:
        open_store(tmp_path)
    assert found.value.code == "E_CANTOPEN"


@pytest.mark.parametrize("read_only", [True, False])
def test_a_hostile_database_is_refused_with_its_extras(tmp_path, read_only):
    path = tmp_path / "31_hostile.db"
    meddle(
        path,
        "create table project(id integer primary key, name text, amount int)",
        "create trigger t after insert on project begin update project set amount = amount * 10; end",
        "create view bomb as with recursive r(i) as (select 1 union all select i + 1 from r) select count(*) n from r",
        "create view e as select load_extension('x')",
    )
    words = refused(path, "E_SCHEMA", read_only=read_only)
    assert "不是本程序的数据文件" in words
    assert "触发器 t" in words
    assert "视图 bomb、e" in words


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TRIGGER schlecht AFTER INSERT ON unit BEGIN DELETE FROM unit; END", "多出触发器 schlecht"),
        ("CREATE VIEW v AS SELECT 1", "多出视图 v"),
        ("CREATE TABLE neben (a)", "多出表 neben"),
        ("CREATE INDEX i ON unit (phone)", "多出索引 i"),
        ("DROP TABLE claim", "缺少表 claim"),
        ("DROP INDEX unit_code", "缺少索引 unit_code"),
        ("ALTER TABLE unit ADD COLUMN x TEXT", "被改动：表 unit"),
        ("ALTER TABLE claim RENAME TO action2", "缺少表 claim"),
    ],
)
def test_a_data_file_with_another_shape_is_refused(empty_file, statement, words):
    meddle(empty_file, statement)
    assert words in refused(empty_file, "E_SCHEMA")
    assert words in refused(empty_file, "E_SCHEMA", read_only=True)


def test_other_application_and_newer_version_are_refused(empty_file):
    meddle(empty_file, "PRAGMA user_version = 99")
    assert "请先升级本程序" in refused(empty_file, "E_NEWER")
    meddle(empty_file, f"PRAGMA user_version = {migrations.version()}", "PRAGMA application_id = 7")
    refused(empty_file, "E_SCHEMA")


def test_a_file_in_wal_mode_is_refused(empty_file):
    meddle(empty_file, "PRAGMA journal_mode = WAL", "UPDATE digest SET value = ''")
    assert "WAL" in refused(empty_file, "E_SCHEMA")


def test_a_file_without_its_office_is_refused(empty_file):
    meddle(empty_file, "DELETE FROM office")
    refused(empty_file, "E_SCHEMA")


def test_a_truncated_file_is_refused(empty_file):
    empty_file.write_bytes(empty_file.read_bytes()[:6_000])
    refused(empty_file, "E_CORRUPT")


def test_creating_never_overwrites(tmp_path):
    path = tmp_path / "新.perfdesk"
    path.write_text("不要覆盖我")
    with pytest.raises(UserError, match="已经存在"):
        create(path, **FACTS)
    assert path.read_text() == "不要覆盖我"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(UserError):
        create(tmp_path / "没有" / "新.perfdesk", **FACTS)


def test_creating_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(sqlite3.IntegrityError):
        create(tmp_path / "坏.perfdesk", **{**FACTS, "level": "village"})
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / "玉溪 100%+&.perfdesk"
    with create(path, **FACTS, superior="530400", operator="系统") as store:
        assert store.actions()[0].title == "新建数据文件"
        assert store.verify_journal() is None
        assert not store.actions()[0].undoable
    assert list(tmp_path.iterdir()) == [path]


def test_reading_leaves_the_file_byte_for_byte(empty_file, columns, units):
    with open_store(empty_file) as store, store.change("单位") as change:
        change.put("unit", columns, units(300))
    before, stat = empty_file.read_bytes(), empty_file.stat()
    with open_store(empty_file, read_only=True, operator="读者") as reader:
        assert reader.read_only
        reader.actions()
        reader.verify_journal()
        reader.content_digest()
        reader.rows("SELECT * FROM unit")
    assert empty_file.read_bytes() == before
    assert empty_file.stat().st_mtime_ns == stat.st_mtime_ns
    assert list(empty_file.parent.iterdir()) == [empty_file]


def test_a_foreign_log_beside_the_file_is_moved_aside(empty_file):
    wal = empty_file.with_name(empty_file.name + "-wal")
    wal.write_bytes(b"7\x7f\x06\x82" + b"\1" * 5_000)
    before = empty_file.read_bytes()
    with open_store(empty_file, read_only=True) as store:
        assert store.verify_journal() is None
    assert empty_file.read_bytes() == before
    assert not wal.exists()
    assert len(list(empty_file.parent.glob("*-wal.不属于本文件-*"))) == 1


def test_a_journal_of_another_file_does_no_harm(tmp_path, empty_file, columns, units):
    """A hot journal of a file with other pages is played back by SQLite; both files get their bytes back."""
    other = tmp_path / "他.perfdesk"
    with create(other, **FACTS) as store, store.change("单位") as change:
        change.put("unit", columns, units(2_000))
    hot = b""
    with closing(sqlite3.connect(other, isolation_level=None)) as conn:
        conn.execute("PRAGMA cache_size = 5")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("UPDATE unit SET name = name || '，改'")
        hot = other.with_name(other.name + "-journal").read_bytes()
    assert len(hot) > 10_000
    journal = empty_file.with_name(empty_file.name + "-journal")
    journal.write_bytes(hot)
    before = empty_file.read_bytes()
    for read_only in (True, False):
        with pytest.raises(UserError, match="可能属于别的文件") as found:
            open_store(empty_file, read_only=read_only)
        assert found.value.code == "E_RECOVER"
        assert empty_file.read_bytes() == before
        assert journal.read_bytes() == hot
        assert sorted(empty_file.parent.glob("红塔区*")) == [empty_file, journal]


@pytest.fixture
def second_step(monkeypatch):
    """A later program, with one migration more."""

    def later(conn):
        conn.execute("CREATE INDEX unit_name ON unit (office, name)")

    shape.newest.cache_clear()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, later))
    monkeypatch.setattr(shape, "STEPS", migrations.STEPS)
    yield
    monkeypatch.undo()
    shape.newest.cache_clear()


@pytest.mark.usefixtures("second_step")
def test_an_older_file_is_backed_up_and_brought_up_to_date(empty_file):
    now = migrations.version() - 1
    before = empty_file.read_bytes()
    with pytest.raises(UserError, match="较旧版本") as found:
        open_store(empty_file, read_only=True)
    assert (found.value.code, empty_file.read_bytes()) == ("E_OLDER", before)
    with open_store(empty_file) as store:
        assert store.rows("PRAGMA user_version") == [(now + 1,)]
        assert store.verify_journal() is None
        assert store.odd_shape() == ""
    (kept,) = empty_file.parent.glob(f"*-升级前-v{now}.pdbak")
    with closing(sqlite3.connect(kept)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (now,)
    open_store(empty_file).close()
    assert len(list(empty_file.parent.glob("*.pdbak"))) == 1, "only an older file is backed up"


def test_a_migration_that_fails_leaves_the_file_as_it_was(empty_file, monkeypatch):
    def broken(conn):
        conn.execute("CREATE TABLE half (a)")
        conn.execute("CREATE TABLE half (a)")

    with open_store(empty_file) as store:
        digest = store.content_digest()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
    with pytest.raises(sqlite3.OperationalError):
        open_store(empty_file)
    monkeypatch.undo()
    with open_store(empty_file) as store:
        assert (store.odd_shape(), store.content_digest()) == ("", digest)
