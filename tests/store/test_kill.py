"""Killed at any moment, the file opens and holds all or nothing of an action; nothing acknowledged is lost."""

import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from perfdesk.store.file import open_store

WRITER = """
import sys
from perfdesk.store.file import open_store
kind, store = sys.argv[2], open_store(sys.argv[1], operator="写")
number = store.rows("SELECT count(*) FROM action")[0][0]
columns = ("office", "id", "project", "account", "source", "initial")
def rows(n, count):
    return [("530402", f"f{i:05}", "p" * 200, "general", "county", n) for i in range(count)]
def note(n):
    return [("530402", "n", "n", "2023", str(n))]
print("ready", flush=True)
for n in range(number, number + 100_000):
    with store.change(str(n)) as change:
        change.put("funding", columns, rows(n, 1 if kind == "cell" else 3_000))
        change.put("setting", ("office", "id", "name", "since", "value"), note(n))
    print(n, flush=True)
    if kind == "undo":
        store.undo()
        store.redo()
"""
HALF = """
import sys
from perfdesk.store.file import open_store
store = open_store(sys.argv[1], operator="写")
with store._conn.gate:
    store._conn.run("PRAGMA cache_size = 3")
columns = ("office", "id", "project", "account", "source", "initial")
with store.change("一半") as change:
    change.put("funding", columns, [("530402", f"f{i:05}", "p" * 200, "general", "county", i) for i in range(3_000)])
    print("half", flush=True)
    sys.stdin.readline()
"""
KILLS = {"cell": 14, "import": 14, "undo": 10}


def killed(path, kind, wait):
    """Start a writer, let it work for a while, kill it; the last action it said was done."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), kind], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        time.sleep(wait)
        process.kill()
        said, trouble = process.communicate()
    assert process.returncode == -signal.SIGKILL, trouble
    return int(said.split()[-1]) if said.split() else None


def whole(store, allowed):
    """Both tables are of one and the same action, one of the allowed ones; the journal holds."""
    assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert store.verify_journal() is None
    amounts = [amount for (amount,) in store.rows("SELECT DISTINCT initial FROM funding")]
    notes = [int(value) for (value,) in store.rows("SELECT value FROM setting")]
    assert amounts == notes
    assert len(amounts) <= 1
    now = amounts[0] if amounts else None
    assert allowed is None or now in allowed
    return now


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes another way")
@pytest.mark.parametrize("kind", KILLS)
def test_all_or_nothing_after_a_kill(empty_file, kind):
    chance = random.Random(kind)  # noqa: S311 - moments, not secrets
    now = None
    for turn in range(KILLS[kind]):
        said = killed(empty_file, kind, chance.uniform(0, 0.15))
        # said is on the disk; one more may be; an undo takes the last one back on purpose
        allowed = None if said is None else {said, said + 1, *((said - 1, now) if kind == "undo" else ())}
        with open_store(empty_file, read_only=turn % 2 == 0) as store:
            now = whole(store, allowed)
    leftovers = [file.name for file in empty_file.parent.iterdir() if "回退前" in file.name or ".tmp" in file.name]
    assert leftovers == []
    with open_store(empty_file, operator="后来") as store, store.change("之后") as change:
        change.delete("setting", [("530402", "n")])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes another way")
def test_a_hot_journal_is_rolled_back_by_a_reader_and_by_a_writer(tmp_path, empty_file):
    """Stopped while the pages are in the file and the journal is not yet emptied: surely a hot journal."""
    process = subprocess.Popen(
        [sys.executable, "-c", HALF, str(empty_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "half\n"
        process.kill()
    journal = empty_file.with_name(empty_file.name + "-journal")
    assert journal.stat().st_size > 1_000
    for read_only in (True, False):
        path = tmp_path / f"{read_only}.perfdesk"
        shutil.copyfile(empty_file, path)
        shutil.copyfile(journal, path.with_name(path.name + "-journal"))
        with open_store(path, read_only=read_only) as store:
            whole(store, None)
            assert store.rows("SELECT count(*) FROM funding") == [(0,)]
            assert store.head()[0] == 1
        assert not list(tmp_path.glob("*回退前*"))
