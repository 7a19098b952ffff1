import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.domain import package as spec
from perfdesk.domain.errors import UserError
from perfdesk.files import canonical, facts, keys
from perfdesk.files import package as files
from tests.files import package_bytes as make


@pytest.fixture
def good(profile):  # noqa: ARG001 - the key lies in the test's own profile
    return make.build()


def test_a_good_package_is_accepted(good):
    package = files.Package(good)
    manifest = package.check()
    assert (manifest.office, manifest.kind, manifest.seq, manifest.sums["funding.adjusted"]) == (
        "530402",
        "target",
        1,
        120050,
    )
    assert [row[2] for piece in package.rows(spec.tables()["unit"]) for row in piece] == ["001", "002"]
    assert list(package.members)[:2] == ["manifest.json", "manifest.sig"]
    assert list(package.members)[-1] == "README.txt"


def test_the_same_facts_and_number_give_the_same_bytes(good):
    assert make.build() == good


def test_no_single_bit_may_change(good):
    for position in range(len(good) * 8):
        changed = bytearray(good)
        changed[position // 8] ^= 1 << position % 8
        assert make.verdict(bytes(changed)) != "ok", position


def test_no_single_bit_of_a_member_may_change_even_with_the_container_mended(good):
    whole = make.members(good)
    for name, content in whole.items():
        seen = set()
        for position in range(len(content) * 8):
            changed = bytearray(content)
            changed[position // 8] ^= 1 << position % 8
            verdict = make.verdict(make.zipped([*({**whole, name: bytes(changed)}).items()]))
            assert verdict != "ok", (name, position)
            seen.add(verdict)
        expected = {"manifest.json": {"E_SIGNATURE"}, "manifest.sig": {"E_SIGNATURE"}}
        assert seen <= expected.get(name, {"E_HASH"}), name


def test_every_digest_of_the_listing_is_checked(good):
    whole = make.members(good)
    listing = json.loads(whole["manifest.json"])["files"]
    for field, wrong in (("sha256", "0" * 64), ("sm3", "0" * 64), ("size", 1)):
        spoiled = {**listing, "README.txt": {**listing["README.txt"], field: wrong}}
        raw = canonical.dump({**make.manifest(), "files": spoiled})
        body = {name: content for name, content in whole.items() if not name.startswith("manifest")}
        assert make.verdict(make.seal(raw, body)) == "E_HASH", field


# ------------------------------------------------------------------ the attacks of the corpus, on this container
def body(**more):
    return {**make.packed().members, "README.txt": b"", **more}


def test_tampered_data_is_refused(good):
    whole = make.members(good)
    whole["data/funding.jsonl.gz"] = make.packed(
        make.lines(funding=make.FUNDED["funding"].replace("120050", "920050"))
    ).members["data/funding.jsonl.gz"]
    assert make.verdict(make.zipped([*whole.items()])) == "E_HASH"


def test_unlisted_and_missing_members_are_refused(good):
    whole = make.members(good)
    extra = dict(sorted({**whole, "data/extra.jsonl.gz": b"x"}.items(), key=lambda item: files.order(item[0])))
    assert make.verdict(make.zipped([*extra.items()])) == "E_UNLISTED"
    for name in whole:
        rest = [(other, content) for other, content in whole.items() if other != name]
        assert make.verdict(make.zipped(rest)) == "E_MISSING", name


def test_listed_but_foreign_to_the_kind_is_refused():
    more = body(**{"data/selfeval.jsonl.gz": b"x"})
    assert make.verdict(make.forge(make.manifest(), more)) == "E_UNLISTED"
    less = {name: content for name, content in body().items() if name != "data/indicator.jsonl.gz"}
    assert make.verdict(make.forge(make.manifest(), less)) == "E_MISSING"


def test_renamed_and_reordered_members_are_refused(good):
    whole = make.members(good)
    renamed = [("data/units.jsonl.gz" if name == "data/unit.jsonl.gz" else name, data) for name, data in whole.items()]
    assert make.verdict(make.zipped(renamed)) == "E_UNLISTED"
    names = list(whole)
    names[2], names[3] = names[3], names[2]
    assert make.verdict(make.zipped([(name, whole[name]) for name in names])) == "E_CONTAINER"


def test_a_future_version_asks_for_a_newer_program():
    data = make.forge({"format": spec.FORMAT, "version": 99, "what": {"is": "new"}}, body())
    with pytest.raises(spec.Refused, match="请升级程序（包版本 99）"):
        files.Package(data).check()
    assert make.verdict(data) == "E_VERSION"


def test_a_signature_for_another_purpose_is_refused(good):
    whole = make.members(good)
    key = make.key()
    for prefix in (b"", b"perfdesk-manifest-v2\0", b"perfdesk-keycard-v1\0"):
        sig = key.sign(prefix + whole["manifest.json"]).hex()
        whole["manifest.sig"] = canonical.dump({"alg": "ed25519", "key": key.public.hex(), "sig": sig})
        assert make.verdict(make.zipped([*whole.items()])) == "E_SIGNATURE"


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"[" * 900,
        b"\xff\xfe",
        b'{"alg":"ed25519","key":"","sig":""}',
        b'{"alg":"ed25519","key":1,"sig":null}',
        b'{"alg":"none","key":"00","sig":"00"}',
        b'{"alg":"ed25519","key":"' + b"0" * 64 + b'","sig":"' + b"0" * 128 + b'"}',
        b"x" * 5000,
    ],
)
def test_strange_signature_files_are_refused(good, signature):
    whole = make.members(good)
    whole["manifest.sig"] = signature
    assert make.verdict(make.zipped([*whole.items()])) == "E_SIGNATURE"


def test_capital_hex_and_spaces_in_the_signature_file_are_no_free_bits(good):
    whole = make.members(good)
    for spelled in (whole["manifest.sig"].upper(), whole["manifest.sig"].replace(b",", b", ")):
        assert make.verdict(make.zipped([*{**whole, "manifest.sig": spelled}.items()])) == "E_SIGNATURE"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e999}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b'{"b":1,"a":1}',
        '{"a":"e\u0301"}'.encode(),
        b'{"a":"\\ud800"}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
        b"{}",
    ],
)
def test_a_manifest_in_any_other_spelling_is_refused(raw):
    assert make.verdict(make.seal(raw, body())) == "E_MANIFEST"


def test_an_oversized_manifest_is_refused_before_its_signature_is_looked_at():
    raw = b'{"a":"' + b"x" * files.MAX_MANIFEST + b'"}'
    assert make.verdict(make.seal(raw, body())) == "E_TOO_LARGE"


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": 1_000_000},
        {"seq": "1"},
        {"seq": True},
        {"prev": "00"},
        {"kind": "full"},
        {"month": 6},
        {"year": 99999},
        {"office": {"code": "../x", "name": "红塔", "level": "county"}},
        {"office": {"code": "530402", "name": "红塔\n区", "level": "county"}},
        {"office": {"code": "530402", "name": "红塔", "level": "country"}},
        {"office": "530402"},
        {"to": 530400},
        {"journal": {"seq": -1, "head": "1" * 64}},
        {"facts": {"sha256": "x", "size": 1}},
        {"rows": [1]},
        {"sums": {"funding.initial": "1"}},
        {"claims": {}},
        {"claims": [{"key": "a"}]},
        {
            "claims": [
                {"key": "a", "scope": "sub", "value": "1", "top": None, "bottom": None, "expected": 1, "filled": 1}
            ]
        },
        {"editions": {"a": "b"}},
        {"format": "zip"},
        {"version": "1"},
    ],
)
def test_a_manifest_with_a_wrong_field_is_refused(change):
    assert make.verdict(make.forge({**make.manifest(), **change}, body())) == "E_MANIFEST"


def test_every_field_of_the_manifest_is_needed():
    for field in make.manifest():
        document = {name: value for name, value in make.manifest().items() if name != field}
        assert make.verdict(make.forge(document, body())) == "E_MANIFEST", field


# ------------------------------------------------------------------ rows, honestly signed
UNIT = '["530402","u1","001","教育局","department",null,""]'


@pytest.mark.parametrize(
    ("table", "rows", "code"),
    [
        ("unit", UNIT.replace("530402", "530403"), "E_OFFICE"),
        ("office", make.OFFICE_ROW.replace('["530402","530402","530402"', '["530402","530403","530403"'), "E_OFFICE"),
        ("office", "", "E_OFFICE"),
        ("unit", UNIT.replace('"001"', "1"), "E_ROW"),
        ("unit", UNIT.replace('"001"', "null"), "E_ROW"),
        ("unit", UNIT.replace('"001"', '["001"]'), "E_ROW"),
        ("unit", UNIT.replace('"001"', "true"), "E_ROW"),
        ("unit", UNIT.replace('"department"', '"ministry"'), "E_ROW"),
        ("unit", UNIT.replace('""]', '"",1]'), "E_ROW"),
        ("unit", UNIT.replace(',""]', "]"), "E_ROW"),
        ("unit", '{"office":"530402"}', "E_ROW"),
        ("unit", UNIT + "\n" + UNIT, "E_ROW"),
        ("unit", UNIT.replace("u1", "u2") + "\n" + UNIT, "E_ROW"),
        ("unit", UNIT + "\n" + UNIT.replace("u1", "u2"), "E_ROW"),  # the same code twice
        ("unit", UNIT + "," + UNIT.replace("u1", "u2"), "E_FACTS"),
        ("unit", UNIT[:-1], "E_FACTS"),
        ("unit", "", "ok"),
        ("unit", UNIT.replace("001", "\\ud83d"), "E_FACTS"),
        ("unit", UNIT.replace("001", "a\\u0000b"), "E_FACTS"),
        ("unit", UNIT.replace("教育局", "\\\\u0000"), "ok"),
        ("funding", make.FUNDED["funding"].replace("120050,1", "1200.50,1"), "E_FACTS"),
        ("funding", make.FUNDED["funding"].replace("120050,1", "1e5,1"), "E_FACTS"),
        ("funding", make.FUNDED["funding"].replace("120050,1", "NaN,1"), "E_FACTS"),
        ("funding", make.FUNDED["funding"].replace("120050,1", "9" * 25 + ",1"), "E_ROW"),
        ("funding", make.FUNDED["funding"].replace("120050,1", "9" * 5000 + ",1"), "E_FACTS"),
        ("funding", make.FUNDED["funding"].replace('"p1"', '"p2"'), "E_ROW"),
        ("project", make.FUNDED["project"].replace("2023", "2022"), "E_SCOPE"),
        ("project", make.FUNDED["project"].replace('"own"', '"mine"'), "E_ROW"),
    ],
)
def test_rows_that_break_a_rule_are_refused_though_signed_by_the_right_key(table, rows, code):
    given = make.lines(**{table: rows})
    data = make.forge(make.manifest(given), {**make.packed(given).members, "README.txt": b""})
    assert make.verdict(data) == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sums", {"funding.initial": 120051, "funding.adjusted": 120050}),
        ("sums", {"funding.initial": 120050}),
        ("rows", {"unit": 3}),
        ("rows", {"strange": 0}),
        ("facts", {"sha256": "0" * 64, "size": 1}),
    ],
)
def test_sums_that_do_not_agree_are_refused_though_signed_by_the_right_key(field, value):
    document = make.manifest()
    document[field] = {**document[field], **value} if len(value) != 1 or field == "rows" else value
    assert make.verdict(make.forge(document, body())) in {"E_SUM", "E_FACTS"}


def spoiled_member(data):
    members = {**body(), "data/unit.jsonl.gz": data}
    return make.verdict(make.forge(make.manifest(), members))


def test_only_one_spelling_of_gzip_is_accepted():
    plain = zlib.decompress(make.packed().members["data/unit.jsonl.gz"], 31)
    good = make.packed().members["data/unit.jsonl.gz"]
    assert spoiled_member(good) == "ok"
    for data in (
        gzip.compress(plain, mtime=1),
        good + b"\0",
        good + good,
        good[:-1],
        good[:20],
        good[:10],
        b"",
        plain,
        good[:-8] + b"\0" * 8,
        good[:10] + b"\xff" * 30,
    ):
        assert spoiled_member(data) == "E_FACTS"


def test_a_bomb_is_stopped_while_it_unfolds(monkeypatch):
    monkeypatch.setattr(facts, "MAX_PLAIN", 1_000_000)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeeze.compress(b"[" * 50_000_000) + squeeze.flush()
    assert spoiled_member(b"\x1f\x8b\x08\0\0\0\0\0\x04\xff" + stream + b"\0" * 8) == "E_TOO_LARGE"


def test_columns_must_be_those_of_the_table():
    plain = zlib.decompress(make.packed().members["data/unit.jsonl.gz"], 31)
    for head in (b'["office","id"]', b"[]", b"", b'"office"', b'["office","id","code","name","kind","parent","evil"]'):
        changed = head + b"\n" + plain.split(b"\n", 1)[1]
        squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
        stream = squeeze.compress(changed) + squeeze.flush()
        tail = zlib.crc32(changed).to_bytes(4, "little") + len(changed).to_bytes(4, "little")
        assert spoiled_member(b"\x1f\x8b\x08\0\0\0\0\0\x04\xff" + stream + tail) == "E_COLUMNS"


def test_what_breaks_a_rule_never_leaves_the_office():
    given = make.lines(unit=UNIT)
    document = make.manifest(given)
    document["version"] = 2
    with pytest.raises(UserError, match="没有通过自检"):
        files.build(document, {**make.packed(given).members, "README.txt": b""}, make.key())


@given(st.binary(min_size=1, max_size=300))
def test_no_member_brings_the_reader_down(data):
    keys_there = keys.exists(make.CODE)
    assert spoiled_member(data) in {"E_FACTS", "E_COLUMNS", "E_TOO_LARGE"}
    assert keys_there or keys.exists(make.CODE)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(TEXT, st.integers(-(2**62), 2**62), st.none() | st.integers(0, 9)), max_size=40))
def test_facts_come_back_as_they_were(rows):
    table = spec.Table(
        "unit",
        "base",
        (
            spec.Column("office", "text", blank=False),
            spec.Column("name", "text", blank=False),
            spec.Column("amount", "money", blank=False),
            spec.Column("count", "integer", blank=True),
        ),
    )
    given_rows = [["530402", *row] for row in rows]
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in given_rows]
    packed = facts.pack([(table, ["\n".join(lines)] if lines else [])])
    member = memoryview(packed.members["data/unit.jsonl.gz"])
    assert [row for piece in facts.rows(table, member) for row in piece] == given_rows
    assert facts.pack([(table, lines)]).sha256 == packed.sha256
