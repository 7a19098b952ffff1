"""Files, folders and .zip archives become single workbooks; hostile names and bombs stay inside."""

import os
import struct
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from perfdesk.files.guard import Refused, limits
from perfdesk.files.sources import Archive, Opener, Source, expand
from tests.files import books


def placed(path, data=b"x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read(source):
    """The bytes, or the code of the refusal."""
    try:
        return Opener().read(source)
    except Refused as problem:
        return problem.code


def gbk_zip(path, members):
    """A .zip as Chinese Windows writes it: names in GBK, no flag that says so."""
    with zipfile.ZipFile(path, "w") as archive:
        for letter, (name, data) in zip("MN", members.items(), strict=True):
            archive.writestr(zipfile.ZipInfo(letter * len(name.encode("gbk"))), data)
    raw = bytearray(path.read_bytes())
    for letter, name in zip(b"MN", members, strict=True):
        encoded = name.encode("gbk")
        blank = bytes([letter]) * len(encoded)
        for _ in range(2):
            at = raw.index(blank)
            raw[at : at + len(blank)] = encoded
    path.write_bytes(bytes(raw))
    return path


def test_a_folder_is_walked_in_order_and_litter_is_left_out(tmp_path):
    for name in ("b/水利局.xlsx", "a/教育局.xls", "a/~$教育局.xls", "Thumbs.db", ".DS_Store", "__MACOSX/x.xlsx",
                 ".~lock.教育局.xls#", "a/._教育局.xls", "b/desktop.ini", "b/说明.pdf"):  # fmt: skip
        placed(tmp_path / name)
    found = expand([tmp_path])
    shown = [(Path(source.path).relative_to(tmp_path).as_posix(), source.status) for source in found]
    assert shown == [
        ("a/~$教育局.xls", "skipped"),
        ("a/教育局.xls", "read"),
        ("b/水利局.xlsx", "read"),
        ("b/说明.pdf", "read"),
    ]
    assert found[0].problem.rule == "E_LOCKFILE"


def test_what_is_named_is_always_answered(tmp_path):
    lock = placed(tmp_path / "~$a.xlsx")
    found = expand([lock, tmp_path / "没有.xlsx", tmp_path / "没有.zip", placed(tmp_path / "空.zip", b"")])
    assert [(source.status, source.problem and source.problem.rule) for source in found] == [
        ("read", None),
        ("read", None),
        ("rejected", "E_IO"),
        ("rejected", "E_EMPTY"),
    ]
    assert read(found[1]) == "E_IO"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_circle_end(tmp_path):
    placed(tmp_path / "a" / "x.xlsx")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "gone.xlsx").symlink_to(tmp_path / "nowhere")
    found = expand([tmp_path])
    assert [Path(source.path).name for source in found] == ["gone.xlsx", "x.xlsx"]
    assert read(found[0]) == "E_IO"


def test_names_in_the_code_page_of_chinese_windows(tmp_path):
    path = gbk_zip(tmp_path / "各局.zip", {"监控表/水利局.xlsx": b"1", "监控表/财政局（本级）.xls": b"2"})
    found = expand([path])
    assert [source.member for source in found] == ["监控表/水利局.xlsx", "监控表/财政局（本级）.xls"]
    assert [read(source) for source in found] == [b"1", b"2"]
    assert found[0].shown == "水利局.xlsx"


def test_names_in_utf8_flagged_or_not(tmp_path):
    flagged = tmp_path / "a.zip"
    with zipfile.ZipFile(flagged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("监控表\\水利局.xlsx", b"1")
    raw = bytearray(flagged.read_bytes())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<H", raw, raw.index(mark) + at, 0)
    plain = placed(tmp_path / "b.zip", bytes(raw))
    for path in (flagged, plain):
        (source,) = expand([path])
        assert source.member == "监控表/水利局.xlsx"
        assert read(source) == b"1"


HOSTILE = [
    "../../evil.xlsx", "/etc/passwd.xlsx", "C:\\Windows\\win.xlsx", "\\\\10.0.0.9\\share\\x.xlsx", "a:b.xlsx",
    "CON.xlsx", "data/../../x.xlsx", "trailing. .xlsx", "line\nbreak.xlsx", "right\u202eleft.xlsx", "x" * 300 + ".xlsx",
    "%00.xlsx", "?.xlsx",
]  # fmt: skip


def test_hostile_names_are_only_names(tmp_path, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    path = inside / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in HOSTILE:
            archive.writestr(zipfile.ZipInfo(name), name.encode())
    before = sorted(tmp_path.rglob("*"))
    found = expand([path])
    assert len(found) == len(HOSTILE)
    for source in found:
        assert isinstance(read(source), bytes)
        assert not any(ord(char) < 32 or char == "\u202e" for char in source.member)
    assert sorted(tmp_path.rglob("*")) == before


def test_archives_inside_an_archive_are_refused_one_by_one(tmp_path):
    members = {
        "a.xlsx": b"1",
        "内.zip": b"PK",
        "内.rar": b"Rar!",
        "~$a.xlsx": b"",
        "__MACOSX/._a.xlsx": b"",
        "夹/": b"",
    }
    path = placed(tmp_path / "a.zip", books.zipped(members))
    assert [(source.member, source.status) for source in expand([path])] == [
        ("a.xlsx", "read"),
        ("~$a.xlsx", "skipped"),
        ("内.rar", "rejected"),
        ("内.zip", "rejected"),
    ]


def test_a_workbook_called_zip_is_a_workbook(tmp_path):
    path = placed(tmp_path / "水利局.zip", books.book())
    assert expand([path]) == [Source(str(path))]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[: len(data) // 2], "E_TRUNC"),
        (lambda data: data + b"more", "E_TRUNC"),
        (lambda data: data.replace(b"b.xlsx", b"a.xlsx"), "E_DUP"),
        (lambda data: data.replace(b"a.xlsx", b"c.xlsx", 1), "E_LFH"),
        (lambda _: b"not a zip at all", "E_TRUNC"),
        (lambda _: b"", "E_EMPTY"),
        (lambda _: books.zipped({"x/": b""}), "E_EMPTY"),
        (lambda _: books.zipped({"a.xlsx": bytes(50_000_000)}), "E_RATIO"),
    ],
)
def test_a_broken_or_swollen_archive_is_refused_whole(tmp_path, change, code):
    path = placed(tmp_path / "a.zip", change(books.zipped({"a.xlsx": b"1" * 99, "b.xlsx": b"2" * 99})))
    (source,) = expand([path])
    assert (source.status, source.problem.rule) == ("rejected", code)
    assert "a.zip" in source.problem.message


def test_a_damaged_or_locked_member_costs_only_itself(tmp_path):
    data = bytearray(books.zipped({"a.xlsx": b"1" * 500, "b.xlsx": b"2" * 500}, zipfile.ZIP_STORED))
    data[data.index(b"111")] ^= 1
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<H", data, data.rindex(mark) + at, 1)
    found = expand([placed(tmp_path / "a.zip", bytes(data))])
    assert [read(source) for source in found] == ["E_CRC", "E_ENCRYPTED"]


def test_a_member_larger_than_a_workbook_may_be(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, archive.open("大.xlsx", "w") as member:
        for _ in range(limits.FILE // 2**20 + 1):
            member.write(bytes(2**20))
    (source,) = expand([path])
    assert read(source) == "E_SIZE"


def test_an_archive_that_changed_after_it_was_listed(tmp_path):
    path = placed(tmp_path / "a.zip", books.zipped({"a.xlsx": b"1", "b.xlsx": b"2"}))
    opener = Opener()
    first, second = expand([path])
    assert opener.read(first) == b"1"
    path.unlink()
    placed(path, books.zipped({"c.xlsx": b"333"}))
    with pytest.raises(Refused) as refused:
        opener.read(second)
    assert refused.value.code == "E_CHANGED"
    path.unlink()
    assert read(first) == "E_IO"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system there")
def test_a_file_that_grows_while_it_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"more than its size says",))
    writer.start()
    assert read(Source(str(path))) == "E_CHANGED"
    writer.join()


def test_folders_and_forbidden_files_are_refused_in_words(tmp_path):
    assert read(Source(str(tmp_path))) == "E_IO"
    big = tmp_path / "big.xlsx"
    with big.open("wb") as file:
        file.truncate(limits.FILE + 1)
    assert read(Source(str(big))) == "E_SIZE"


def test_an_archive_of_nothing_but_numbers_of_members(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(6_000):
            archive.writestr(f"{number}.xlsx", b"")
    with Archive(str(path)) as opened:
        assert len(opened.members) == 6_000
    assert len(expand([path])) == 6_000
