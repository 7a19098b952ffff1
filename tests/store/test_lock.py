"""One writer a file: the second is told who has it since when and may read; a dead holder's lock is taken over."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import backup, lock
from perfdesk.store.file import open_store
from perfdesk.store.lock import holder, lock_path

NOBODY = 65_534
HOLD = """
import sys
from perfdesk.store.file import open_store
store = open_store(sys.argv[1], operator="李四")
print("open", flush=True)
sys.stdin.readline()
store.close()
"""


@pytest.fixture
def other(empty_file):
    """Another program that has the file open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(empty_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait(10)
    process.stdin.close()
    process.stdout.close()


def test_the_second_program_is_told_who_has_it_and_may_read(empty_file, other):
    with pytest.raises(UserError) as found:
        open_store(empty_file, operator="张三")
    assert found.value.code == "E_LOCKED"
    assert "李四" in found.value.message
    assert str(other.pid) in found.value.message
    assert time.strftime("%Y-%m-%d") in found.value.message
    assert "只读" in found.value.hint
    with open_store(empty_file, read_only=True) as reader:
        assert reader.office == "530402"
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.wait(10) == 0
    assert not lock_path(empty_file).exists()
    open_store(empty_file).close()


def test_a_killed_holders_lock_is_taken_over_at_once(empty_file, other):
    other.kill()
    other.wait(10)
    assert lock_path(empty_file).exists()
    with open_store(empty_file, operator="张三"):
        assert holder(empty_file).operator == "张三"
        assert holder(empty_file).pid == os.getpid()
    assert not lock_path(empty_file).exists()


def test_two_stores_of_one_program_cannot_fight_either(store):
    with pytest.raises(UserError, match="张三"):
        open_store(store.path)
    with open_store(store.path, read_only=True) as reader:
        assert reader.rows("SELECT count(*) FROM unit") == [(0,)]


def test_a_lock_of_another_machine_is_respected(empty_file):
    who = {"host": "PC-07", "pid": 4711, "operator": "王五", "since": "2023-09-30T08:00:00+08:00"}
    lock_path(empty_file).write_text(json.dumps(who), encoding="utf-8")
    with pytest.raises(UserError, match="PC-07") as found:
        open_store(empty_file)
    assert "2023-09-30 08:00:00" in found.value.message
    assert "删除" in found.value.hint
    who["host"] = socket.gethostname()
    lock_path(empty_file).write_text(json.dumps(who), encoding="utf-8")
    open_store(empty_file).close()


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[]", b'{"host": 1}', b"{" * 5_000])
def test_a_lock_file_that_says_nothing_is_taken_over(empty_file, text):
    lock_path(empty_file).write_bytes(text)
    open_store(empty_file).close()
    assert not lock_path(empty_file).exists()


def test_what_a_reader_sees_is_whole_while_another_writes(store, columns, units):
    with open_store(store.path, read_only=True) as reader:
        with store.change("写") as change:
            change.put("unit", columns, units(50))
            assert reader.rows("SELECT count(*) FROM unit") == [(0,)]
            assert reader.verify_journal() is None
        assert reader.rows("SELECT count(*) FROM unit") == [(50,)]
        assert reader.head() == store.head()


def test_a_reader_that_does_not_let_go_makes_the_commit_fail_in_words(store, columns, units, content):
    before = content(store)
    with open_store(store.path, read_only=True) as reader:
        open_statement = reader._conn.execute("SELECT * FROM sqlite_schema")
        open_statement.fetchone()
        with store._conn.gate:
            store._conn.run("PRAGMA busy_timeout = 50")
        with pytest.raises(UserError) as found, store.change("写") as change:
            change.put("unit", columns, units(5))
        assert found.value.code == "E_BUSY"
        open_statement.close()
    assert content(store) == before
    with store.change("再写") as change:
        change.put("unit", columns, units(5))
    assert store.verify_journal() is None


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed on Windows")
def test_a_lock_file_removed_while_we_waited_is_no_lock(empty_file, monkeypatch):
    """Its holder gave it back and another program made a new one: the lock on the old one protects nothing."""
    real, turns = lock._try_lock, []

    def late(fd):
        real(fd)
        turns.append(fd)
        if len(turns) == 1:
            lock_path(empty_file).unlink()

    monkeypatch.setattr(lock, "_try_lock", late)
    with open_store(empty_file, operator="张三"):
        assert len(turns) == 2
        assert holder(empty_file).operator == "张三"


def test_a_disk_without_locks_is_refused_in_words(empty_file, monkeypatch):
    def no_locks(_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("perfdesk.store.lock._try_lock", no_locks)
    with pytest.raises(UserError, match="不支持文件锁"):
        open_store(empty_file)
    open_store(empty_file, read_only=True).close()


def test_a_link_leads_to_the_same_lock(store, tmp_path):
    link = tmp_path / "别名.perfdesk"
    try:
        link.symlink_to(store.path)
    except OSError:
        pytest.skip("making links needs a right on Windows")
    with pytest.raises(UserError, match="张三"):
        open_store(link)
    with open_store(link, read_only=True) as reader:
        assert reader.path == store.path


@pytest.fixture
def locked_folder(empty_file):
    """A folder that the user may only read; the administrator, who may everything, becomes nobody for a while."""
    if os.name == "nt":
        pytest.skip("Windows keeps rights another way")
    with tempfile.TemporaryDirectory() as name:
        path = Path(shutil.copyfile(empty_file, Path(name) / "只读.perfdesk"))
        path.chmod(0o444)
        path.parent.chmod(0o555)
        was = os.geteuid()
        if was == 0:
            os.seteuid(NOBODY)
        yield path
        os.seteuid(was)
        path.parent.chmod(0o755)


def test_in_a_folder_that_cannot_be_written_the_file_can_be_read(locked_folder):
    with pytest.raises(UserError) as found:
        open_store(locked_folder)
    assert found.value.code == "E_READONLY"
    assert "只读方式打开" in found.value.hint
    with open_store(locked_folder, read_only=True) as reader:
        assert reader.verify_journal() is None
        with pytest.raises(UserError):
            backup.back_up(reader, locked_folder.parent / "备份")
    assert list(locked_folder.parent.iterdir()) == [locked_folder]
