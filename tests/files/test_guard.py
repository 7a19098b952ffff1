"""The guard lets honest files in, and names the code, the place and the step of everything else."""

import importlib.util
import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfdesk.files import delivery, suspects
from perfdesk.files.guard import Refused, compound, limits
from tests.files import books

ROOT = Path(__file__).resolve().parents[2]
DTD = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


# --- the common corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    source = ROOT.parent / "shared" / "tools" / "make_bad_inputs.py"
    if not source.exists():
        pytest.skip("旁边没有 shared/tools/make_bad_inputs.py，坏文件语料没有试")
    spec = importlib.util.spec_from_file_location("make_bad_inputs", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.OUT = str(tmp_path_factory.mktemp("bad"))
    module.workbooks(big=False)
    module.containers()
    module.contents()
    return Path(module.OUT), module.EXPECT


def test_every_workbook_of_the_corpus_ends_as_expected(corpus):
    folder, expected = corpus
    assert len(expected) == 30
    for name, wanted in expected.items():
        grids, admitted, refused = books.attempt((folder / name).read_bytes(), name)
        if refused:
            assert (wanted["class"], wanted["expect"]) == ("refuse", refused.code), name
            assert wanted["cells"] == [f"{p.sheet}!{p.cell}" for p in refused.problems if wanted["cells"]], name
            continue
        problems = [*admitted.problems, *suspects.text_numbers(grids, set())]
        rules = {problem.rule for problem in problems}
        named = {f"{problem.sheet}!{problem.cell}" for problem in problems if problem.rule == wanted["expect"]}
        assert wanted["class"] == "accept" or wanted["expect"] in rules, name
        assert wanted["class"] != "warn" or set(wanted["cells"]) <= named, name
        assert wanted["class"] != "accept" or rules <= {"W_TEXT_NUMBER"}, name


# --- what it is


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "E_EMPTY"),
        (b"PK\3\4", "~$a.xlsx", "E_LOCKFILE"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "E_TYPE_HTML"),
        ("\ufeff  <!DOCTYPE html><html>表</html>".encode(), "a.xlsx", "E_TYPE_HTML"),
        ("<html>表</html>".encode("utf-16"), "a.xls", "E_TYPE_HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "a.xls",
            "E_TYPE_XML",
        ),
        ("项目,金额\r\n道路,1\r\n".encode("gbk"), "a.xlsx", "E_TYPE_TEXT"),
        ("项目\t金额\r\n".encode("utf-16"), "a.xls", "E_TYPE_TEXT"),
        (b"%PDF-1.7 ...", "a.xlsx", "E_TYPE"),
        (b"\xff\xd8\xff\xe0JFIF", "扫描件.jpg", "E_TYPE"),
        (b"Rar!\x1a\x07\x01\x00", "各局.rar", "E_TYPE"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "各局.7z", "E_TYPE"),
        (b"SQLite format 3\x00" + bytes(100), "台账.xlsx", "E_TYPE"),
        (bytes(range(256)) * 8, "a.xlsx", "E_TYPE"),
        (compound.MAGIC + bytes(1000), "a.xls", "E_TRUNC"),
        (compound.MAGIC + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480), "a.xlsx", "E_ENCRYPTED"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_by_its_bytes(data, name, code):
    assert books.verdict(data, name) == code


def test_a_zip_that_holds_something_else():
    assert books.verdict(books.zipped({"水利局.xlsx": books.book()})) == "E_TYPE"
    assert books.verdict(books.zipped({"ppt/presentation.xml": "<p/>", "[Content_Types].xml": "<T/>"})) == "E_TYPE"
    assert books.verdict(books.zipped({"readme.txt": "x"})) == "E_OOXML"
    document = books.document(books.table([books.cell("1")]))
    assert books.verdict(document, "a.xlsx") == "E_TYPE"
    assert books.verdict(document, "a.docx") == "OK"
    assert books.verdict(books.book(), "a.et") == "OK"
    assert books.verdict(books.book(), "a.xls") == "OK"


def test_too_large_is_refused_before_anything_is_looked_at():
    assert books.verdict(bytes(limits.FILE + 1)) == "E_SIZE"


# --- the container


def flipped(data, at, mask=0xFF):
    changed = bytearray(data)
    changed[at] ^= mask
    return bytes(changed)


def test_every_single_cut_of_a_workbook_is_refused():
    good = books.book()
    for size in range(len(good)):
        assert books.verdict(good[:size]) in {"E_EMPTY", "E_TRUNC", "E_TYPE", "E_TYPE_TEXT"}, size


def test_every_flipped_byte_is_refused_or_harmless():
    good = books.book()
    wanted = delivery.grids_of(good, "a.xlsx")[0]
    refused = 0
    for at in range(len(good)):
        for mask in (0x01, 0x80):
            grids, _, problem = books.attempt(flipped(good, at, mask))
            assert problem or grids == wanted, at
            refused += problem is not None
    assert refused > len(good)


def test_bytes_before_and_after_the_zip():
    good = books.book()
    assert books.verdict(good + bytes(1000)) == "E_TRUNC"
    assert books.verdict(b"PK\3\4" + bytes(500) + good) == "E_TRUNC"
    with_comment = bytearray(good) + b"abc"
    struct.pack_into("<H", with_comment, len(good) - 2, 3)
    assert books.verdict(bytes(with_comment)) == "OK"


def test_lies_about_sizes_in_both_headers():
    members = {**books.parts(), "xl/theme/theme1.xml": "<a>" + "x" * 5000 + "</a>"}
    good = books.zipped(members)
    central = [found.start() for found in re.finditer(b"PK\1\2", good)]
    last = max(central)
    local = struct.unpack_from("<I", good, last + 42)[0]
    for size in (1, 4000, 100_000):
        lying = bytearray(good)
        struct.pack_into("<I", lying, last + 24, size)
        assert books.verdict(bytes(lying)) == "E_SIZE_LIE"
        struct.pack_into("<I", lying, local + 22, size)
        assert books.verdict(bytes(lying)) == "E_SIZE_LIE"


def test_methods_and_duplicates():
    assert books.verdict(books.zipped(books.parts(), zipfile.ZIP_STORED)) == "OK"
    assert books.verdict(books.zipped(books.parts(), zipfile.ZIP_BZIP2)) == "E_METHOD"
    assert books.verdict(books.zipped(books.parts(), zipfile.ZIP_LZMA)) == "E_METHOD"
    assert books.verdict(books.book(extra={"XL/workbook.XML": "<x/>"}.items())) == "E_DUP"
    many = {f"xl/media/{number}.bin": b"" for number in range(limits.PARTS)}
    assert books.verdict(books.zipped({**books.parts(), **many})) == "E_PARTS"


def test_streamed_members_and_zip64_are_read():
    out = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            return out.write(bytes(data))

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in books.parts().items():
            archive.writestr(name, content)
    assert books.verdict(out.getvalue()) == "OK"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in books.parts().items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content.encode())
    assert books.verdict(out.getvalue()) == "OK"


def test_bombs_are_refused_without_unpacking_them():
    bomb = books.sheet("<x/>" * 4_000_000)
    assert books.verdict(books.book(bomb)) == "E_RATIO"
    assert books.verdict(books.book(extra={"xl/media/a.bin": bytes(20_000_000)}.items())) == "E_RATIO"


# --- XML


@pytest.mark.parametrize(
    "name",
    ["xl/workbook.xml", "_rels/.rels", "docProps/core.xml", "xl/drawings/vmlDrawing1.vml", "xl/sharedStrings.xml",
     "xl/worksheets/sheet1.xml", "xl/styles.xml"],
)  # fmt: skip
def test_a_document_type_in_any_part(name):
    members = books.parts()
    members[name] = DTD + members.get(name, "<a/>").removeprefix(books.HEAD)
    assert books.verdict(books.zipped(members)) == "E_DTD"
    members[name] = books.HEAD + "<!-- x --><?pi y?>\n" + members[name]
    assert books.verdict(books.zipped(members)) == "E_DTD"


def test_encodings_other_than_utf8():
    members = books.parts()
    members["xl/worksheets/sheet1.xml"] = books.GOOD.encode("utf-16")
    assert books.verdict(books.zipped(members)) == "E_ENC"
    members["xl/worksheets/sheet1.xml"] = books.GOOD.replace("UTF-8", "GBK").encode("gbk")
    assert books.verdict(books.zipped(members)) == "E_ENC"
    members["xl/worksheets/sheet1.xml"] = b"\xef\xbb\xbf" + books.GOOD.encode()
    assert books.verdict(books.zipped(members)) == "OK"


def test_nests_endless_tags_and_broken_ends():
    deep = "<r>" * 90_000 + "</r>" * 90_000
    assert books.verdict(books.book(sst=books.strings(deep))) == "E_DEPTH"
    assert books.verdict(books.book(books.sheet(before=deep))) == "E_DEPTH"
    noise = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(1_600_000))
    assert books.verdict(books.book(books.sheet(before=f'<x y="{noise}"/>'))) == "E_TOKEN"
    flat = books.strings(*(["项目<b/>"] * 60_000))
    assert books.verdict(books.book(sst=flat)) == "OK"
    broken = books.GOOD.replace("</row></sheetData>", "</sheetData>")
    with pytest.raises(Refused, match="第 2 行") as refused:
        delivery.grids_of(books.book(broken), "a.xlsx")
    assert refused.value.code == "E_XML"


# --- anything at all


@given(
    st.binary(max_size=3000), st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a.docx", "a.et", "a", "~$a.xlsx"])
)
@settings(max_examples=150)
def test_any_bytes_are_read_or_refused_in_words(data, name):
    assert books.attempt(data, name)


WORDS = st.sampled_from(
    [b'<c r="', b"A1", b"XFD9", b'"', b">", b"<v>", b"</v>", b"</c>", b"1", b'<row r="', b"</row>", b' t="s"',
     b' t="e"', b"<f>", b"</f>", b"/>", b"\n", b"'", b"<is><t>", b"</t></is>", b"9999999", b"<!--", b"&#0;", b"\xff",
     b"<sheetData>", b"</sheetData>", b"x:"]
)  # fmt: skip
NAMES = ["xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]


@given(st.lists(WORDS, max_size=60).map(b"".join))
@settings(max_examples=300)
def test_any_inside_of_a_sheet_is_read_or_refused_in_words(inside):
    members = books.parts()
    members["xl/worksheets/sheet1.xml"] = books.sheet("@").encode().replace(b"@", inside)
    grids, _, refused = books.attempt(books.zipped(members))
    assert refused or len(grids) == 1


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8), st.sampled_from([*NAMES, "xl/worksheets/sheet1.xml"]))
@settings(max_examples=200)
def test_any_damage_inside_a_part_is_read_or_refused_in_words(at, noise, name):
    members = {key: value.encode() for key, value in books.parts().items()}
    at %= len(members[name])
    members[name] = members[name][:at] + noise + members[name][at + len(noise) :]
    assert books.attempt(books.zipped(members))


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read the Linux way")
def test_refusing_a_bomb_needs_little_memory(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(books.book(books.sheet("<x/>" * 20_000_000)))
    code = (
        "import resource, sys; from perfdesk.files.guard import admit, Refused\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: admit(open(sys.argv[1], 'rb').read(), 'a.xlsx')\n"
        "except Refused: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, bomb], cwd=ROOT, capture_output=True, check=True)
    assert int(done.stdout) < 20_000
