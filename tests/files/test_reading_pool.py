"""The children: every file gets its answer in order, whatever happens to the process that read it."""

import contextlib
import os
import pickle
import signal
import sys
import time

import pytest

from perfdesk.domain.errors import Cancelled
from perfdesk.files.cage import Cage
from perfdesk.files.reading_pool import ReadingPool, read_files
from perfdesk.files.sources import expand
from tests.files import books, recognisers

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system's limits are set the Linux way")


def delivered(folder, *names, start=0):
    """One workbook a name, each saying its own name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names, start):
        rows = books.row(1, books.text("A1", name), books.number("B1", number))
        (folder / name).write_bytes(books.book(books.sheet(rows)))
    return [folder / name for name in names]


def told(results):
    """(name, what was read or the rule of the refusal) of each result."""
    return [
        (
            os.path.basename(one.member or one.path),  # noqa: PTH119 - a member is no path
            one.readings[0].content.text("first") if one.readings else one.problems[0].rule,
        )
        for one in results
    ]


def test_answers_come_in_order_whatever_the_sizes(tmp_path):
    names = [f"{number:03d}局.xlsx" for number in range(70)]
    paths = delivered(tmp_path, *names)
    for path in paths[::10]:
        rows = "".join(books.row(n, books.text(f"A{n}", f"{path.name}{n}")) for n in range(1, 3_000))
        path.write_bytes(books.book(books.sheet(rows)))
    results = list(read_files(paths, recogniser=recognisers.titles))
    assert [os.path.basename(one.path) for one in results] == names  # noqa: PTH119 - text
    assert {one.status for one in results} == {"read"}
    assert [one.readings[0].content.text("first")[:9] for one in results] == [name[:9] for name in names]
    assert len({one.sha256 for one in results}) == 70


def test_files_folders_and_archives_together(tmp_path):
    delivered(tmp_path / "夹", "甲.xlsx", "乙.xlsx")
    members = {"丙.xlsx": books.book(), "丁.csv": "项目,金额\n路,1\n".encode("gbk")}
    (tmp_path / "包.zip").write_bytes(books.zipped(members))
    given = [tmp_path / "夹", tmp_path / "包.zip", tmp_path / "无.xlsx"]
    found = list(read_files(given, recogniser=recognisers.titles))
    assert told(found) == [
        ("乙.xlsx", "乙.xlsx"),
        ("甲.xlsx", "甲.xlsx"),
        ("丁.csv", "项目"),
        ("丙.xlsx", "项目名称"),
        ("无.xlsx", "E_IO"),
    ]
    assert found[2].member == "丁.csv"
    assert len(pickle.dumps(found[0])) < 1_000


def test_a_dying_child_costs_its_file_alone(tmp_path, capfd):
    names = ["1.xlsx", "2自杀.xlsx", "3.xlsx", "4出错.xlsx", "5.xlsx", "6自杀.xlsx", "7自杀.xlsx", *"89abcdef"]
    paths = delivered(tmp_path, *[name if "." in name else f"{name}.xlsx" for name in names])
    with ReadingPool(recognisers.titles) as pool:
        results = list(pool.read(expand(paths)))
        assert [one.status == "read" for one in results] == [
            "自杀" not in p.name and "出错" not in p.name for p in paths
        ]
        lost = [one for one in results if one.status != "read"]
        assert {problem.rule for one in lost for problem in one.problems} == {"E_READER"}
        assert all(os.path.basename(one.path) in one.problems[0].message for one in lost)  # noqa: PTH119 - text
        assert told(pool.read(expand(paths[:1]))) == [("1.xlsx", "1.xlsx")]
    assert "a bug of the recogniser" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_child_killed_from_outside_in_the_middle(tmp_path):
    paths = delivered(tmp_path, *[f"{number}.xlsx" for number in range(40)])
    with ReadingPool(recognisers.titles) as pool:
        results = []
        for one in pool.read(expand(paths)):
            if len(results) in (5, 15, 25):
                for child in list(pool._children):
                    os.kill(child._process.pid, signal.SIGKILL)
            results.append(one)
        assert [os.path.basename(one.path) for one in results] == [path.name for path in paths]  # noqa: PTH119 - text
        lost = [one for one in results if one.status != "read"]
        assert len(lost) <= 6
        for child in list(pool._children):
            os.kill(child._process.pid, signal.SIGKILL)
            child._process.join(30)
        assert {one.status for one in pool.read(expand(paths))} == {"read"}


def test_a_hanging_child_is_ended_by_the_clock(tmp_path):
    paths = delivered(tmp_path, "1.xlsx", "2睡着.xlsx", "3.xlsx", "4.xlsx")
    begin = time.monotonic()
    results = list(read_files(paths, recogniser=recognisers.titles, cage=Cage(wall=3)))
    assert time.monotonic() - begin < 60
    assert [one.status for one in results] == ["read", "rejected", "read", "read"]
    assert "时间太长" in results[1].problems[0].message


@LINUX
def test_computing_without_end_is_ended_by_the_system(tmp_path):
    paths = delivered(tmp_path, "1空转.xlsx", "2.xlsx")
    results = list(read_files(paths, recogniser=recognisers.titles, cage=Cage(cpu=1)))
    assert [one.status for one in results] == ["rejected", "read"]
    assert "时间太长" in results[0].problems[0].message


@LINUX
def test_memory_without_end_is_refused_by_the_system(tmp_path):
    paths = delivered(tmp_path, "1.xlsx", "2吃内存.xlsx", "3.xlsx")
    results = list(read_files(paths, recogniser=recognisers.titles, cage=Cage(memory=600 * 1024**2)))
    assert [one.status for one in results] == ["read", "rejected", "read"]
    assert "内存" in results[1].problems[0].message


@LINUX
def test_a_sheet_that_its_reader_cannot_hold_kills_only_a_child(tmp_path, capfd):
    rows = books.row(1, books.number("A1", 1)) + books.row(1_000_000, books.number("O1000000", 1))
    paths = delivered(tmp_path, "1.xlsx", "2.xlsx", "3.xlsx")
    paths[1].write_bytes(books.book(books.sheet(rows)))
    results = list(read_files(paths, recogniser=recognisers.titles, cage=Cage(memory=400 * 1024**2)))
    assert [one.status for one in results] == ["read", "rejected", "read"]
    assert "内存" in results[1].problems[0].message
    capfd.readouterr()


def test_the_same_bytes_twice_are_read_once(tmp_path):
    paths = delivered(tmp_path, "甲.xlsx", "乙.xlsx")
    (tmp_path / "丙.xlsx").write_bytes(paths[0].read_bytes())
    results = list(read_files([*paths, tmp_path / "丙.xlsx", paths[1]], recogniser=recognisers.titles))
    assert [one.status for one in results] == ["read", "read", "skipped", "skipped"]
    assert "甲.xlsx" in results[2].problems[0].message
    again = list(read_files(paths, recogniser=recognisers.titles, known=[results[0].sha256]))
    assert [(one.status, one.problems[0].rule if one.problems else "") for one in again] == [
        ("skipped", "W_KNOWN"),
        ("read", ""),
    ]


def test_cancelling_ends_the_work_and_the_pool_goes_on(tmp_path):
    paths = delivered(tmp_path, *[f"{number}.xlsx" for number in range(20)])

    class Impatient:
        def step(self, done, total, text=""):
            assert total == 20
            assert text == f"{done - 1}.xlsx"
            if done == 5:
                raise Cancelled

    with ReadingPool(recognisers.titles) as pool:
        seen = []
        with pytest.raises(Cancelled):
            seen.extend(pool.read(expand(paths), Impatient()))
        assert len(list(pool.read(expand(paths)))) == 20
        with contextlib.closing(pool.read(expand(paths))) as early:
            assert next(early).status == "read"
        assert len(list(pool.read(expand(paths)))) == 20


def test_a_child_loads_no_window_and_no_database(tmp_path):
    (result,) = read_files(delivered(tmp_path, "1.xlsx"), recogniser=recognisers.modules)
    assert result.problems[0].message == ""


def test_nothing_to_read_starts_nothing(tmp_path):
    with ReadingPool(recognisers.titles) as pool:
        assert list(pool.read([])) == []
        (result,) = pool.read(expand([tmp_path / "没有.zip"]))
        assert (result.status, result.problems[0].rule) == ("rejected", "E_IO")
        assert pool._children == []


def test_refusals_name_the_file_the_cell_and_the_step(tmp_path):
    path = tmp_path / "水利局.xlsx"
    path.write_bytes(books.book(books.sheet(books.row(1, '<c r="B1"><v>NaN</v></c>'))))
    lock = tmp_path / "~$水利局.xlsx"
    lock.write_bytes(b"\x05zhang")
    hidden = tmp_path / "隐藏.xlsx"
    hidden.write_bytes(books.book(states=("hidden",)))
    first, second, third = read_files([path, lock, hidden], recogniser=recognisers.titles)
    (problem,) = first.problems
    assert (problem.level, problem.rule, problem.sheet, problem.cell) == ("error", "E_CELL", "表1", "B1")
    assert problem.message.startswith("水利局.xlsx：表1!B1 ")
    assert "请" in problem.message
    assert first.sha256
    assert (second.status, second.problems[0].rule) == ("rejected", "E_LOCKFILE")
    assert third.status == "read"
    assert {problem.rule for problem in third.problems} == {"W_HIDDEN", "D03"}
