"""A backup is proved before it gets its name; a damaged one is never offered; restoring never loses the old file."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import backup, disk
from perfdesk.store.file import open_store


@pytest.fixture
def worked(empty_file, columns, units):
    with open_store(empty_file, operator="张三") as store:
        with store.change("新增") as change:
            change.put("unit", columns, units(40))
        with store.change("电话") as change:
            change.put("unit", ("office", "id", "phone"), [("530402", "u0001", "1")])
    return empty_file


@pytest.fixture
def made(worked):
    with open_store(worked, read_only=True) as store:
        return backup.back_up(store, worked.parent / "备份")


def test_a_backup_says_what_it_is(worked, made):
    before = worked.read_bytes()
    assert made.path.name.startswith(f"{worked.stem}-")
    assert made.path.name.endswith(f"-3-{made.head[:8]}.pdbak")
    assert (made.office, made.name, made.year, made.seq) == ("530402", "红塔区财政局", 2023, 3)
    assert made.rows["unit"] == 40
    with open_store(worked, read_only=True) as store:
        assert (made.seq, made.head) == store.head()
        assert made.digest == store.content_digest()
    assert worked.read_bytes() == before
    note = json.loads(backup.note_path(made.path).read_text(encoding="utf-8"))
    assert note["sha256"] == sha256(made.path.read_bytes()).hexdigest()
    assert sorted(file.name for file in made.path.parent.iterdir()) == [made.path.name, made.path.name + ".json"]
    assert backup.check(made.path) == made


def test_a_backup_beside_a_writer_is_one_state(worked, columns, units):
    writer, reader = open_store(worked, operator="张三"), open_store(worked, read_only=True)
    with writer, reader, writer.change("半途") as change:
        change.put("unit", columns, units(5, first=100))
        made = backup.back_up(reader, worked.parent / "备份")
    assert made.rows["unit"] == 40
    assert backup.check(made.path).seq == 3


def test_a_file_that_does_not_hold_is_not_backed_up(worked):
    with closing(sqlite3.connect(worked, isolation_level=None)) as conn:
        conn.execute("UPDATE unit SET name = 'x' WHERE id = 'u0007'")
    with open_store(worked, read_only=True) as store, pytest.raises(UserError, match="第 2 号操作"):
        backup.back_up(store, worked.parent / "备份")
    assert list((worked.parent / "备份").iterdir()) == []


@pytest.mark.parametrize("with_note", [True, False])
def test_a_backup_with_a_flipped_bit_is_never_offered_as_good(made, with_note, tmp_path):
    """With the note every bit counts; without it, every bit that changes what a reader sees."""
    whole = made.path.read_bytes()
    if not with_note:
        backup.note_path(made.path).unlink()
    target = tmp_path / "恢复.perfdesk"
    refused = 0
    places = [*range(0, len(whole), 5_003), whole.rindex("第5单位".encode()), whole.index(made.head.encode())]
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        made.path.write_bytes(flipped)
        try:
            found = backup.check(made.path)
        except UserError:
            refused += 1
            with pytest.raises(UserError):
                backup.restore(made.path, target)
            assert not target.exists()
        else:
            assert (found.digest, found.head, found.rows) == (made.digest, made.head, made.rows)
    assert refused == len(places) if with_note else refused >= 2


def test_a_backup_cut_short_or_emptied_is_refused(made):
    whole = made.path.read_bytes()
    for size in (0, 50, 4_096, len(whole) // 2, len(whole) - 1):
        made.path.write_bytes(whole[:size])
        with pytest.raises(UserError):
            backup.check(made.path)


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"seq": 4}'])
def test_a_note_that_disagrees_is_believed(made, text):
    backup.note_path(made.path).write_text(text)
    with pytest.raises(UserError, match=r"\.json") as found:
        backup.check(made.path)
    assert found.value.code == "E_BACKUP"


def test_restoring_keeps_the_former_file(worked, made, units, content):
    with open_store(made.path, read_only=True) as store:
        wanted = content(store)
    with open_store(worked, operator="张三") as store, store.change("后来") as change:
        change.delete("unit", [row[:2] for row in units(40)])
    former = worked.read_bytes()
    proved, kept = backup.restore(made.path, worked)
    assert proved == made
    assert kept.read_bytes() == former
    with open_store(worked, operator="张三") as store:
        assert content(store) == wanted
        assert store.verify_journal() is None
        store.undo()
    _, second = backup.restore(made.path, worked)
    assert second != kept
    assert kept.read_bytes() == former
    assert worked.read_bytes() == made.path.read_bytes()
    assert not list(worked.parent.glob("*.lock"))
    assert not list(worked.parent.glob(".~pd*"))


@pytest.mark.parametrize("ruin", [b"", b"not a database at all", None])
def test_restoring_over_a_ruined_file(worked, made, ruin):
    ruin = worked.read_bytes()[: 3 * 4_096] if ruin is None else ruin
    worked.write_bytes(ruin)
    _, kept = backup.restore(made.path, worked)
    assert kept.read_bytes() == ruin
    with open_store(worked) as store:
        assert store.content_digest() == made.digest


def test_what_lies_beside_the_former_file_goes_with_it(worked, made):
    """A hot journal must stay with its file and never be played back into the restored one."""
    hot = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5_000)
    for suffix in ("-journal", "-wal", "-shm"):
        worked.with_name(worked.name + suffix).write_bytes(hot)
    _, kept = backup.restore(made.path, worked)
    for suffix in ("-journal", "-wal", "-shm"):
        assert kept.with_name(kept.name + suffix).read_bytes() == hot
        assert not worked.with_name(worked.name + suffix).exists()
    with open_store(worked) as store:
        assert store.content_digest() == made.digest


def test_a_stray_journal_without_its_file_is_moved_too(tmp_path, made):
    target = tmp_path / "neu" / "恢复.perfdesk"
    target.parent.mkdir()
    target.with_name(target.name + "-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5_000))
    _, kept = backup.restore(made.path, target)
    assert kept is None
    with open_store(target) as store:
        assert store.content_digest() == made.digest


def test_an_open_file_is_not_restored_over(worked, made):
    with open_store(worked, operator="李四"):
        before = worked.read_bytes()
        with pytest.raises(UserError, match="李四"):
            backup.restore(made.path, worked)
        assert worked.read_bytes() == before
    with pytest.raises(UserError, match="同一个文件"):
        backup.restore(made.path, made.path)
    assert backup.check(made.path) == made


@pytest.mark.parametrize("step", range(4))
def test_a_renaming_that_fails_is_taken_back(worked, made, monkeypatch, step):
    """Old file, its journal, its -wal, the new one: whichever cannot be renamed, all is as it was."""
    for suffix in ("-journal", "-wal"):
        worked.with_name(worked.name + suffix).write_bytes(b"x")
    before = {file: file.read_bytes() for file in worked.parent.iterdir() if file.is_file()}
    move, steps = disk.move, iter(range(100))

    def moody(source, target):
        if next(steps) == step:
            raise PermissionError(13, "busy")
        move(source, target)

    monkeypatch.setattr(disk, "move", moody)
    with pytest.raises(UserError) as found:
        backup.restore(made.path, worked)
    assert found.value.code == "E_IO"
    assert {file: file.read_bytes() for file in worked.parent.iterdir() if file.is_file()} == before


def test_what_a_killed_program_left_is_swept_after_an_hour(worked):
    old, young = (worked.with_name(f".~pd-1-{name}.tmp") for name in ("alt", "neu"))
    for left in (old, young):
        left.write_bytes(b"x")
    os.utime(old, (1, 1))
    open_store(worked, read_only=True).close()
    assert old.exists(), "reading commands write nothing"
    open_store(worked).close()
    assert (old.exists(), young.exists()) == (False, True)


def test_a_foreign_or_missing_backup_is_refused(worked, tmp_path):
    before = worked.read_bytes()
    foreign = tmp_path / "x.pdbak"
    with pytest.raises(UserError, match="找不到"):
        backup.restore(foreign, worked)
    with closing(sqlite3.connect(foreign)) as conn:
        conn.execute("CREATE TABLE x (a)")
    with pytest.raises(UserError):
        backup.restore(foreign, worked)
    shutil.copyfile(worked, foreign)
    with closing(sqlite3.connect(foreign, isolation_level=None)) as conn:
        conn.execute("CREATE TRIGGER t AFTER INSERT ON unit BEGIN DELETE FROM unit; END")
    with pytest.raises(UserError, match="触发器 t"):
        backup.restore(foreign, worked)
    assert worked.read_bytes() == before


def test_the_next_backup_does_not_touch_the_last(worked, made):
    first = made.path.read_bytes()
    with open_store(worked, operator="张三") as store:
        with store.change("再来") as change:
            change.put("unit", ("office", "id", "phone"), [("530402", "u0002", "2")])
        second = backup.back_up(store, made.path.parent)
    assert second.path != made.path
    assert made.path.read_bytes() == first
    assert backup.check(made.path).seq == 3
    assert backup.check(second.path).seq == 4
