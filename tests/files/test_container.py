import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.domain.package import Refused
from perfdesk.files import container

MEMBERS = [
    ("manifest.json", b"{}"),
    ("data/unit.jsonl.gz", b"abc" * 50),
    ("forms/第一局 目标表.xlsx", b"PK"),
    ("README.txt", b""),
]


def zipped(members=MEMBERS):
    out = io.BytesIO()
    container.write(out, members)
    return out.getvalue()


def code(data):
    try:
        container.read(data)
    except Refused as error:
        return error.code if error.step == "容器" else error.step
    return "ok"


def test_what_is_written_is_read_and_any_zip_program_opens_it():
    data = zipped()
    assert {name: bytes(content) for name, content in container.read(data).items()} == dict(MEMBERS)
    with zipfile.ZipFile(io.BytesIO(data)) as peer:
        assert peer.testzip() is None
        assert [(info.filename, peer.read(info)) for info in peer.infolist()] == MEMBERS
        assert {(info.compress_type, info.date_time, info.extra, info.comment) for info in peer.infolist()} == {
            (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), b"", b"")
        }


def test_the_same_members_give_the_same_bytes():
    assert zipped() == zipped()


def test_every_bit_and_every_byte_counts():
    data = zipped()
    for position in range(len(data) * 8):
        changed = bytearray(data)
        changed[position // 8] ^= 1 << position % 8
        assert code(bytes(changed)) != "ok", position
    for cut in range(len(data)):
        assert code(data[:cut]) != "ok"


def test_nothing_may_stand_before_between_or_after():
    data = zipped()
    assert code(b"#!/bin/sh\n" + data) == "E_CONTAINER"
    assert code(data + b"\0") == "E_CONTAINER"
    assert code(data + data) == "E_CONTAINER"
    end = data.rindex(b"PK\x05\x06")
    commented = data[: end + 20] + struct.pack("<H", 3) + b"hey"
    assert code(commented) == "E_CONTAINER"
    directory = data.index(b"PK\x01\x02")
    assert code(data[:directory] + b"gap" + data[directory:]) == "E_CONTAINER"


@pytest.mark.parametrize(
    "change",
    [
        {"compression": zipfile.ZIP_DEFLATED},
        {"date_time": (2024, 1, 1, 0, 0, 0)},
        {"extra": b"\x01\x00\x02\x00ab"},
        {"comment": b"x"},
    ],
)
def test_what_zipfile_writes_otherwise_is_refused(change):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as peer:
        info = zipfile.ZipInfo("manifest.json", change.get("date_time", (1980, 1, 1, 0, 0, 0)))
        info.extra, info.comment = change.get("extra", b""), change.get("comment", b"")
        peer.writestr(info, b"{}" * 40, change.get("compression", zipfile.ZIP_STORED))
    assert code(out.getvalue()) == "E_CONTAINER"


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "C:\\win.ini",
        "data/CON",
        "a:b",
        "/manifest.json",
        "data/../manifest.json",
        "forms/CON.xlsx",
        "forms/com1.x.xlsx",
        "forms/a/b.xlsx",
        "forms/a\\b.xlsx",
        "forms/.xlsx",
        "forms/a .xlsx",
        "forms/a..xlsx",
        "forms/\u202exslx.xlsx",
        "forms/a\n.xlsx",
        "forms/e\u0301.xlsx",
        "forms/" + "长" * 200 + ".xlsx",
        "forms/a.exe",
        "report/a.xlsx",
        "attachments/a.pdf",
        "attachments/" + "0" * 64 + ".lnk",
        "data/unit.jsonl",
        "data/Unit.jsonl.gz",
        "MANIFEST.JSON",
        "",
    ],
)
def test_names_that_could_do_harm_are_refused_by_both_sides(name):
    with pytest.raises(ValueError, match="no legal member name"):
        zipped([(name, b"x")])
    raw = name.encode()
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0x800, 0, 0, 0x21, zlib.crc32(b"x"), 1, 1, len(raw), 0)
    assert code(head + raw + b"x") == "E_NAME" if len(raw) <= container.MAX_NAME else "E_CONTAINER"


def test_a_name_that_is_not_utf8_is_refused():
    raw = "表.xlsx".encode("gb18030")
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0x800, 0, 0, 0x21, zlib.crc32(b"x"), 1, 1, len(raw), 0)
    assert code(head + raw + b"x") == "E_NAME"


def raw_zip(members):
    """A container in our spelling whatever the names: duplicates and all."""
    body, directory, offset = b"", b"", 0
    for name, content in members:
        raw, crc = name.encode(), zlib.crc32(content)
        head = container._local(raw, crc, len(content))
        directory += container._central(raw, crc, len(content), offset)
        body += head + content
        offset += len(head) + len(content)
    return body + directory + container._end(len(members), len(directory), offset)


def test_duplicates_are_refused_even_where_only_capitals_differ():
    assert code(raw_zip([("manifest.json", b"1"), ("manifest.json", b"2")])) == "E_DUPLICATE"
    assert code(raw_zip([("forms/A.xlsx", b"1"), ("forms/a.xlsx", b"2")])) == "E_DUPLICATE"
    with pytest.raises(ValueError, match="no legal member name"):
        zipped([("forms/A.xlsx", b""), ("forms/a.xlsx", b"")])


def test_too_many_and_too_large_are_refused(monkeypatch):
    many = [(f"forms/{n}.xlsx", b"") for n in range(container.MAX_MEMBERS + 1)]
    assert code(raw_zip(many)) == "E_TOO_LARGE"
    with pytest.raises(ValueError, match="too large"):
        zipped(many)
    monkeypatch.setattr(container, "MAX_BYTES", 300)
    assert code(raw_zip([("README.txt", b"x" * 300)])) == "E_TOO_LARGE"


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(data):
    assert code(data) != "ok"
    assert code(b"PK\x03\x04" + data) != "ok"


@given(st.data())
def test_spliced_packages_are_refused(data):
    good = zipped()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    middle = data.draw(st.binary(max_size=30))
    spliced = good[:start] + middle + good[end:]
    assert (code(spliced) == "ok") == (spliced == good)
