"""On a full disk a change is refused in words, nothing of it is kept, and the file goes on working."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import backup, disk
from perfdesk.store.file import create, open_store

LIMITED = """
import resource, signal, sys
from perfdesk.domain.errors import UserError
from perfdesk.store.file import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(sys.argv[1])
size = store.path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(sys.argv[2]), -1))
columns = ("office", "id", "code", "name", "kind")
try:
    with store.change("太大") as change:
        change.put("unit", columns, [("530402", f"u{i}", str(i), "名" * 99, "department") for i in range(9_000)])
except UserError as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, -1))
with store.change("小") as change:
    change.put("unit", columns, [("530402", "a", "a", "名", "department")])
print(store.rows("SELECT count(*) FROM unit")[0][0], store.verify_journal())
store.close()
"""


@pytest.mark.parametrize("spare", [0, 1, 8, 40])
def test_a_full_file_keeps_what_it_had(store, columns, units, content, spare):
    with store.change("新增") as change:
        change.put("unit", columns, units(100))
    before, head = content(store), store.head()
    (pages,) = store.rows("PRAGMA page_count")[0]
    with store._conn.gate:
        store._conn.run(f"PRAGMA max_page_count = {pages + spare}")
    with pytest.raises(UserError, match="磁盘已满") as found, store.change("太大") as change:
        change.put("unit", columns, units(9_000, first=1_000))
    assert found.value.code == "E_FULL"
    assert found.value.hint
    assert (content(store), store.head()) == (before, head)
    with store._conn.gate:
        store._conn.run("PRAGMA max_page_count = 1000000")
    with store.change("再来") as change:
        change.put("unit", columns, units(9_000, first=1_000))
    assert store.verify_journal() is None
    assert store.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file size limit per process")
@pytest.mark.parametrize("room", [0, 100_000, 900_000])
def test_a_write_that_the_system_refuses(empty_file, room):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(empty_file), str(room)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:2] == ["E_IO", "1 None"], done.stderr
    with open_store(empty_file) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def small_disk():
    """A disk of 4 MiB, where the system lets us make one."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "perfdesk", name]
        if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("making a small disk needs the administrator on Linux")
        yield Path(name)
        subprocess.run(["umount", name], check=True)


def test_a_disk_that_is_really_full(small_disk, columns, units):
    with create(small_disk / "小.perfdesk", code="530402", name="红塔区财政局", level="county", year=2023) as store:
        done = 0
        with pytest.raises(UserError) as found:  # noqa: PT012 - it fails somewhere on the way
            for number in range(1_000):
                with store.change(f"第{number}批") as change:
                    change.put("unit", columns, units(200, first=200 * number))
                done += 200
        assert found.value.code == "E_FULL"
        assert done > 1_000
        assert store.rows("SELECT count(*) FROM unit") == [(done,)]
        assert store.verify_journal() is None
        with pytest.raises(UserError, match="磁盘空间不够"):
            backup.back_up(store, small_disk / "备份")
        with pytest.raises(UserError):
            create(small_disk / "另.perfdesk", code="530402", name="红塔区财政局", level="county", year=2023)
    with open_store(small_disk / "小.perfdesk") as store:
        assert store.rows("SELECT count(*) FROM unit") == [(done,)]
    assert {file.name for file in small_disk.iterdir()} == {"小.perfdesk", "备份"}


def test_a_job_that_would_fill_the_disk_is_refused_before_it_begins(empty_file, monkeypatch):
    monkeypatch.setattr(disk, "RESERVE", 1 << 60)
    with open_store(empty_file, read_only=True) as store, pytest.raises(UserError, match="MB") as found:
        backup.back_up(store, empty_file.parent / "备份")
    assert found.value.code == "E_FULL"
