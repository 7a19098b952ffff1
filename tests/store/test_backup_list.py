"""Whose backups lie in a folder, and which automatic ones may go: never the newest, never what nobody can judge."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.store import backup, backup_list
from perfdesk.store.backup_list import DAYS, FEWEST, LATEST, MONTHS, WEEKS, Listed
from perfdesk.store.file import create, open_store

NOW = datetime(2023, 10, 11, 12).astimezone().timestamp()
HOUR, DAY = 3600.0, 86_400.0


def one(at, seq=1, size=1, *, noted=True):
    return Listed(Path(f"{at}-{seq}"), at, "530402", "局", 2023, seq, "h", size, noted)


def day(at):
    return datetime.fromtimestamp(at).astimezone().date()


def gone(found, most=10**12):
    old, heavy = backup_list.superfluous(found, NOW, most)
    return {each.path for each in old}, {each.path for each in heavy}


def test_three_years_of_half_hours_leave_what_is_promised():
    found = [one(NOW - hours * HOUR / 2, seq=60_000 - hours) for hours in range(3 * 365 * 48)]
    old, heavy = gone(found)
    left = [each for each in found if each.path not in old]
    assert heavy == set()
    assert len(left) <= LATEST + DAYS + WEEKS + MONTHS
    days = {day(each.at) for each in left}
    today = day(NOW)
    assert {today - timedelta(number) for number in range(DAYS)} <= days
    weeks = {(today - timedelta(7 * number)).isocalendar()[:2] for number in range(WEEKS)}
    assert weeks <= {day.isocalendar()[:2] for day in days}
    assert len({(day.year, day.month) for day in days}) == MONTHS
    assert [each.path for each in left[:LATEST]] == [each.path for each in found[:LATEST]]


@given(
    st.lists(
        st.tuples(st.integers(-400, 40), st.integers(1, 500), st.integers(1, 100), st.booleans()),
        max_size=120,
        unique_by=lambda row: row[:2],
    ),
    st.integers(0, 2000),
)
def test_the_newest_by_clock_and_by_number_stay_whatever_happens(rows, most):
    found = [one(NOW + days * DAY, seq, size, noted=noted) for days, seq, size, noted in rows]
    old, heavy = gone(found, most)
    mine = [each for each in found if each.noted and each.at <= NOW]
    by_clock = sorted(mine, key=lambda each: each.at, reverse=True)
    by_number = sorted(mine, key=lambda each: (each.seq, each.at), reverse=True)
    assert not old & {each.path for each in by_clock[:LATEST]}
    assert not old & {each.path for each in by_number[:LATEST]}
    assert not (old | heavy) & {each.path for each in found if not each.noted or each.at > NOW}
    assert not heavy & {each.path for each in by_clock[:FEWEST]}
    assert not old & heavy
    left = [each for each in mine if each.path not in old | heavy]
    assert sum(each.size for each in left) <= most or len(left) <= FEWEST


def test_many_of_one_day_leave_the_last_of_the_day_and_the_latest():
    found = [one(NOW - minutes * 60, seq=500 - minutes) for minutes in range(300)]
    old, _ = gone(found)
    assert len(found) - len(old) == LATEST


@pytest.fixture
def two(tmp_path):
    """Backups of two offices in one folder; the second office's without their notes."""
    made = {}
    for code, name in (("530402", "红塔区财政局"), ("530403", "江川区财政局")):
        with create(tmp_path / f"{name}.perfdesk", code=code, name=name, level="county", year=2023) as store:
            made[code] = backup.back_up(store, tmp_path / "备份")
    backup.note_path(made["530403"].path).unlink()
    return tmp_path / "备份", made


def test_a_backup_without_a_note_is_asked_whose_it_is(two):
    folder, made = two
    (mine,) = backup_list.listed([folder], "530402")
    (other,) = backup_list.listed([folder], "530403")
    assert (mine.path, mine.noted) == (made["530402"].path, True)
    assert (other.path, other.noted, other.name) == (made["530403"].path, False, "江川区财政局")
    assert (other.seq, other.head) == (made["530403"].seq, made["530403"].head)
    assert [each.office for each in backup_list.listed([folder], stem="江川区财政局")] == ["530403"]
    assert backup_list.listed([folder], stem="江川区") == []


def test_rubbish_and_what_was_cut_short_is_not_offered_as_noted(two):
    folder, made = two
    (folder / "红塔区财政局-20230101-000000-1-x.pdbak").write_bytes(b"rubbish")
    (folder / "红塔区财政局-20230102-000000-1-x.pdbak").write_bytes(b"")
    whole = made["530402"].path
    whole.write_bytes(whole.read_bytes()[:-4096])
    assert [each.noted for each in backup_list.listed([folder], "530402")] == [False]
    backup.note_path(whole).write_text("[]")
    whole.write_bytes(b"x" * 3)
    assert backup_list.listed([folder], "530402") == []


def test_the_moment_is_that_of_the_name_not_of_a_copy(two):
    folder, made = two
    path = made["530402"].path
    moved = path.with_name("红塔区财政局-20220304-050607-2-abcdefab.pdbak")
    path.rename(moved)
    backup.note_path(path).rename(backup.note_path(moved))
    (mine,) = backup_list.listed([folder], "530402")
    assert mine.at == datetime(2022, 3, 4, 5, 6, 7).astimezone().timestamp()
    odd = moved.with_name("红塔区财政局-20229999-999999-2-abcdefab.pdbak")
    moved.rename(odd)
    backup.note_path(moved).rename(backup.note_path(odd))
    (mine,) = backup_list.listed([folder], "530402")
    assert mine.at == odd.stat().st_mtime


def test_what_is_removed_goes_with_its_note(two):
    folder, made = two
    (mine,) = backup_list.listed([folder], "530402")
    backup_list.remove(mine)
    backup_list.remove(mine)
    assert not list(folder.glob("红塔*"))
    assert made["530403"].path.exists()


@pytest.mark.usefixtures("two")
def test_a_file_says_whose_it_is(tmp_path):
    assert backup_list.office_of(tmp_path / "红塔区财政局.perfdesk") == "530402"
    (tmp_path / "坏.perfdesk").write_bytes(b"x")
    assert backup_list.office_of(tmp_path / "坏.perfdesk") == ""
    with open_store(tmp_path / "江川区财政局.perfdesk") as store:
        assert backup_list.office_of(store.path) == "530403", "also while somebody works in it"
