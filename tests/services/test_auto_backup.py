"""Automatic backups: made where something changed, thinned out, told in words when they fail, never in the way."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.services import auto_backup, backup_places, backups
from perfdesk.store import backup, backup_list, disk
from perfdesk.store.file import create, open_store

FACTS = {"code": "530402", "name": "红塔区财政局", "level": "county", "year": 2023}


@pytest.fixture(autouse=True)
def own_profile(tmp_path, monkeypatch):
    monkeypatch.setenv("PERFDESK_PROFILE", str(tmp_path / "账户"))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "红塔区.perfdesk"
    create(path, **FACTS, operator="张三").close()
    return path


def work(path, name="甲"):
    with open_store(path, operator="张三") as store, store.change(f"新增 {name}") as change:
        change.put("section", ("office", "id", "name"), [(store.office, name, name)])


def made(path):
    return [one for one in backups.saved(path, "530402") if one.path.parent.name == "自动"]


def test_a_backup_is_made_once_for_each_state(file):
    first = auto_backup.make_file(file)
    assert (first.path.parent, first.trouble) == (file.parent / "备份" / "自动", "")
    assert backup.check(first.path).office == "530402"
    for _ in range(3):
        assert auto_backup.make_file(file) == auto_backup.Outcome()
    work(file)
    second = auto_backup.make_file(file)
    assert second.path not in {None, first.path}
    assert [one.path for one in made(file)] == [second.path, first.path]


def test_a_manual_backup_of_the_same_state_is_enough(file):
    backups.back_up(file)
    assert auto_backup.make_file(file) == auto_backup.Outcome()
    assert made(file) == []


def test_a_backup_that_was_cut_short_or_lost_its_note_is_not_enough(file):
    first = auto_backup.make_file(file).path
    first.write_bytes(first.read_bytes()[:-100])
    time.sleep(1.1)  # the name holds seconds
    second = auto_backup.make_file(file).path
    assert second is not None
    backup.note_path(second).unlink()
    time.sleep(1.1)
    assert auto_backup.make_file(file).path is not None


def test_the_backup_before_a_change_is_made_by_the_writing_store(file):
    with open_store(file, operator="张三") as store:
        before = store.head()
        outcome = auto_backup.make(store)
        assert store.head() == before
        with store.change("新增") as change:
            change.put("section", ("office", "id", "name"), [(store.office, "x", "x")])
    assert (backup.check(outcome.path).seq, backup.check(outcome.path).head) == before


def test_another_folder_is_used_and_a_missing_one_is_told_without_stopping(file, tmp_path):
    stick = tmp_path / "U盘"
    stick.mkdir()
    backups.choose_folder(file, stick)
    assert auto_backup.make_file(file).path.parent == stick / "自动"
    work(file)
    shutil.move(stick, tmp_path / "拔出")
    outcome = auto_backup.make_file(file)
    assert outcome.path.parent == file.parent / "备份" / "自动"
    assert "U盘 不在" in outcome.trouble
    assert "请插好" in outcome.trouble
    assert not stick.exists(), "no folder is made where a stick should be"
    with pytest.raises(UserError, match="不在"):
        backups.back_up(file)
    backups.choose_folder(file, None)
    work(file, "乙")
    assert auto_backup.make_file(file).trouble == ""
    with pytest.raises(UserError, match="不能写入文件夹"):
        backups.choose_folder(file, tmp_path / "没有")
    assert backup_places.places(file).folder == ""


def test_a_file_where_the_folder_should_be_is_told_in_words(file):
    (file.parent / "备份").write_text("x")
    outcome = auto_backup.make_file(file)
    assert outcome.path is None
    assert "不能建立备份文件夹" in outcome.trouble
    work(file)


def test_a_damaged_or_missing_file_is_told_in_words(file):
    auto_backup.make_file(file)
    kept = made(file)
    file.write_bytes(file.read_bytes()[:5000])
    assert auto_backup.make_file(file).trouble
    assert [one.path for one in backups.saved(file)] == [one.path for one in kept], "its name leads to its backups"
    file.unlink()
    assert "找不到" in auto_backup.make_file(file).trouble
    assert made(file) == kept


def test_other_offices_and_hand_made_backups_are_never_thinned_out(file, tmp_path, monkeypatch):
    other = tmp_path / "红塔区-2.perfdesk"
    create(other, **{**FACTS, "code": "530403", "name": "江川区财政局"}).close()
    folder = file.parent / "备份" / "自动"
    theirs = auto_backup.make_file(other).path
    by_hand = backups.back_up(file).path
    monkeypatch.setattr(backup_list, "superfluous", lambda found, _now, _most: (list(found), []))
    work(file)
    auto_backup.make_file(file)
    assert theirs.exists()
    assert by_hand.exists()
    assert list(folder.glob("*.pdbak")) == [theirs]
    assert all(one.office == "530402" for one in backups.saved(file))
    assert theirs not in {one.path for one in backups.saved(file)}


def test_what_takes_too_much_room_goes_and_is_told(file, monkeypatch):
    monkeypatch.setattr(auto_backup, "MOST", 1)
    stamps = (f"2023010{number}-000000" for number in range(1, 9))
    monkeypatch.setattr(disk, "stamp", lambda: next(stamps))
    told = []
    for number in range(8):
        work(file, str(number))
        told.append(auto_backup.make_file(file).trouble)
    assert len(made(file)) == backup_list.FEWEST
    assert told[:5] == [""] * 5
    assert "删去了较早的 1 份" in told[-1]


def test_the_status_line_says_what_is_true(file, tmp_path):
    today = datetime.now().astimezone().date()
    assert backups.sentence(backups.standing(file, "530402"), today) == ""
    auto_backup.make_file(file)
    said = backups.sentence(backups.standing(file, "530402"), today)
    assert said.startswith("上次备份 今天")
    assert "异地" not in said
    away = tmp_path / "U盘"
    backups.back_up(file, away)
    standing = backups.standing(file, "530402")
    assert standing.elsewhere_folder == str(away)
    assert standing.elsewhere > datetime.now(UTC) - timedelta(minutes=1)
    late = (datetime.now().astimezone() - timedelta(9)).isoformat()
    backup_places.keep(file, elsewhere_at=late)
    assert backups.sentence(backups.standing(file, "530402"), today).endswith("（异地备份 9 天前）")
    for one in made(file):  # an unproved copy does not count
        backup.note_path(one.path).unlink()
    assert backups.standing(file, "530402").last is None


@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"[]", b'{"x": 3}', b"null"])
def test_places_that_cannot_be_understood_are_the_usual_ones(file, tmp_path, rubbish):
    (tmp_path / "账户").mkdir(exist_ok=True)
    (tmp_path / "账户" / "backups.json").write_bytes(rubbish)
    assert backup_places.places(file) == backup_places.Places()
    assert backup_places.main(file) == file.parent / "备份"
    backup_places.keep(file, folder="x")
    assert backup_places.places(file).folder == "x"


# --- killed, full


MAKER = """
import sys
from pathlib import Path
from perfdesk.services import auto_backup
from perfdesk.store.file import open_store
path = Path(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    with open_store(path, operator="x") as store:
        with store.change(str(number)) as change:
            change.put("section", ("office", "id", "name"), [(store.office, "n", str(number))])
        outcome = auto_backup.make(store)
        assert outcome.trouble == "", outcome
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a Linux matter")
def test_killed_at_any_moment_no_half_backup_has_a_name(file):
    with open_store(file, operator="x") as store, store.change("很多") as change:
        rows = [(store.office, f"s{number}", "名" * 200) for number in range(4000)]
        change.put("section", ("office", "id", "name"), rows)
    folder = file.parent / "备份" / "自动"
    for pause in (0.05, 0.2, 0.35, 0.5, 0.7, 0.9):
        child = subprocess.Popen([sys.executable, "-c", MAKER, str(file)], stdout=subprocess.PIPE, env=dict(os.environ))
        assert child.stdout.readline() == b"ready\n"
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        for path in folder.glob("*.pdbak"):
            assert backup.check(path).office == "530402"
            assert backup.note_path(path).exists()
        with open_store(file) as store:
            assert store.verify_journal() is None
    assert made(file)
    left = list(folder.glob(".~pd-*"))
    for one in left:
        os.utime(one, (1, 1))
    work(file, "后来")
    assert auto_backup.make_file(file).path is not None
    assert list(folder.glob(".~pd-*")) == [], "what was left unfinished goes with the next backup"


@pytest.fixture
def small_disk():
    """A disk of 3 MiB, where the system lets us make one."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "perfdesk", name]
        if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("没有管理员权限，不能建立小磁盘：写满备份盘的情形没有检验")
        yield Path(name)
        subprocess.run(["umount", name], check=True)


@pytest.mark.parametrize("reserve", [disk.RESERVE, -(1 << 40)], ids=["refused beforehand", "full on the way"])
def test_a_full_backup_disk_is_told_and_the_backup_stands_beside_the_file(file, small_disk, monkeypatch, reserve):
    with open_store(file, operator="x") as store, store.change("很多") as change:
        rows = [(store.office, f"s{number}", "名" * 300) for number in range(5000)]
        change.put("section", ("office", "id", "name"), rows)
    assert file.stat().st_size > 4 << 20
    backups.choose_folder(file, small_disk)
    before = file.read_bytes()
    monkeypatch.setattr(disk, "RESERVE", reserve)
    with open_store(file, operator="张三") as store:
        outcome = auto_backup.make(store)
        assert outcome.path.parent == file.parent / "备份" / "自动"
        assert "磁盘" in outcome.trouble
        assert "数据文件旁边" in outcome.trouble
        with store.change("接着干") as change:
            change.put("section", ("office", "id", "name"), [(store.office, "n", "n")])
    assert backup.check(outcome.path).rows["section"] == 5000
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    assert before != file.read_bytes()


def test_where_no_place_is_left_the_work_goes_on(file, monkeypatch):
    monkeypatch.setattr(disk, "RESERVE", 1 << 60)
    with open_store(file, operator="张三") as store:
        outcome = auto_backup.make(store)
        assert outcome.path is None
        assert "磁盘空间不够" in outcome.trouble
        with store.change("接着干") as change:
            change.put("section", ("office", "id", "name"), [(store.office, "n", "n")])
    assert made(file) == []


@pytest.mark.parametrize("part", ["sync", "move", "need_space"])
def test_a_disk_that_goes_away_on_the_way_is_told_and_leaves_nothing(file, monkeypatch, part):
    def gone(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, part, gone)
    with open_store(file, operator="张三") as store:
        outcome = auto_backup.make(store)
        assert outcome.path is None
        assert "备份没有写成" in outcome.trouble
        monkeypatch.undo()
        with store.change("接着干") as change:
            change.put("section", ("office", "id", "name"), [(store.office, "n", "n")])
    assert list((file.parent / "备份").rglob("*.pdbak")) == []


def test_a_folder_that_cannot_be_read_is_told(file, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(backup_list, "listed", broken)
    with open_store(file, operator="张三") as store:
        assert "备份文件夹读不了" in auto_backup.make(store).trouble
