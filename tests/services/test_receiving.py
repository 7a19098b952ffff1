import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfdesk.domain.errors import UserError
from perfdesk.files import canonical, container, keys
from perfdesk.services import receiving
from perfdesk.store.file import open_store
from tests.files import package_bytes
from tests.services import package_offices as make


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        yield store


@pytest.fixture
def city(tmp_path, county):
    with make.office(tmp_path, make.CITY) as store:
        make.enrol(store, county, tmp_path / "card")
        yield store


def document(path):
    members = container.read(path.read_bytes())
    return json.loads(bytes(members["manifest.json"])), {
        name: bytes(data) for name, data in members.items() if not name.startswith("manifest")
    }


def forged(path, signer=None, **changed):
    """The same package with other words in its manifest, honestly signed."""
    manifest, members = document(path)
    manifest = {**manifest, **changed}
    del manifest["files"]
    return package_bytes.forge(manifest, members, signer=signer or keys.load(make.COUNTY, lambda: ""))


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


# ------------------------------------------------------------------ the good way
def test_the_receiver_holds_the_rows_and_computes_the_same_figures(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    (verdict,) = make.receive(city, done.path)
    assert (verdict.verdict, verdict.status, verdict.signer) == ("ok", "received", "known")
    assert (verdict.office, verdict.office_code, verdict.kind, verdict.seq) == (
        "红塔区财政局",
        make.COUNTY,
        "annual",
        1,
    )
    assert verdict.rows == done.rows
    assert verdict.differences == []
    assert verdict.changes["project"] == {"new": 24, "changed": 0, "same": 0, "deleted": 0}
    for table, rows in make.rows_of(county, make.COUNTY).items():
        assert len(make.rows_of(city, make.COUNTY)[table]) == len(rows), table
    assert city.rows("SELECT own, superior, superior_name FROM office WHERE code = ?", (make.COUNTY,)) == [
        (0, make.CITY, "玉溪市财政局")
    ]
    assert city.rows("SELECT phone FROM unit") == [("",)] * 3
    assert city.rows("SELECT count(*) FROM claim WHERE office = ?", (make.COUNTY,))[0][0] > 30
    assert city.office == make.CITY


def test_receiving_twice_changes_nothing(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    make.receive(city, done.path)
    before, size = make.everything(city), city.path.read_bytes()
    (verdict,) = make.receive(city, done.path)
    assert (verdict.verdict, verdict.status, verdict.changes) == ("ok", "already", {})
    assert make.everything(city) == before
    assert city.path.read_bytes() == size


def test_one_receipt_is_one_undo_step(county, city, tmp_path):
    before = make.everything(city)
    done = make.pack(county, tmp_path / "out")
    make.receive(city, done.path)
    after = make.everything(city)
    city.undo()
    assert make.everything(city) == before
    city.redo()
    assert make.everything(city) == after
    city.undo()
    assert make.receive(city, done.path)[0].status == "received"


def test_deletions_and_changes_arrive(county, city, tmp_path):
    make.receive(city, make.pack(county, tmp_path / "out").path)
    with county.change("改动") as change:
        change.delete("indicator", [(make.COUNTY, "p2023-000-i0")])
        change.delete("observation", [(make.COUNTY, "p2023-001-m6-o")])
        change.delete("monitoring", [(make.COUNTY, "p2023-001-m6")])
        change.delete("funding", [(make.COUNTY, "p2023-002-central")])
        change.delete("finding_unit", [(make.COUNTY, "fu2")])
        change.delete("finding", [(make.COUNTY, "f2")])
        change.put("target", ("office", "id", "goal"), [(make.COUNTY, "p2023-003-t", "新的目标")])
    (verdict,) = make.receive(city, make.pack(county, tmp_path / "out").path)
    assert {table: count["deleted"] for table, count in verdict.changes.items() if count["deleted"]} == {
        "indicator": 1,
        "observation": 1,
        "monitoring": 1,
        "funding": 1,
        "finding": 1,
        "finding_unit": 1,
    }
    assert verdict.changes["target"] == {"new": 0, "changed": 1, "same": 11, "deleted": 0}
    assert city.rows("SELECT goal FROM target WHERE id = 'p2023-003-t'") == [("新的目标",)]


def test_codes_may_be_swapped_and_the_version_in_force_may_change(county, city, tmp_path):
    make.receive(city, make.pack(county, tmp_path / "out").path)
    key = (make.COUNTY, "p2023-000-t")
    with county.change("交换") as change:
        change.put("unit", ("office", "id", "code"), [(make.COUNTY, "u0", "x")])
        change.put("unit", ("office", "id", "code"), [(make.COUNTY, "u1", "000")])
        change.put("unit", ("office", "id", "code"), [(make.COUNTY, "u0", "001")])
        change.put("target", ("office", "id", "current"), [(*key, 0)])
        row = (make.COUNTY, "p2023-000-a", "project", "p2023-000", 2023, 2, "approved", 1)
        change.put("target", ("office", "id", "subject_kind", "subject", "year", "version", "state", "current"), [row])
    (verdict,) = make.receive(city, make.pack(county, tmp_path / "out").path)
    assert verdict.status == "received"
    assert city.rows("SELECT id, code FROM unit ORDER BY id") == [("u0", "001"), ("u1", "000"), ("u2", "002")]
    assert city.rows("SELECT id FROM target WHERE subject = 'p2023-000' AND current = 1") == [("p2023-000-a",)]


def test_a_wrong_claim_is_listed_with_both_values(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    manifest, _ = document(done.path)
    claims = [{**c, "value": "99"} if c["key"] == "target.project.count" else c for c in manifest["claims"]]
    claims = [{**c, "top": 1} if c["key"] == "target.project.rate" else c for c in claims]
    claims.append({**claims[0], "key": "later.figure", "value": "1"})
    (verdict,) = make.receive(city, write(tmp_path, "a.pdpkg", forged(done.path, claims=claims)))
    assert [(one.figure, one.claimed, one.computed) for one in verdict.differences] == [
        ("target.project.count", "99", "12"),
        ("target.project.rate", "100.00（1/12）", "100.00（12/12）"),
        ("later.figure", "1", None),
    ]
    assert json.loads(city.rows("SELECT differences FROM receipt")[0][0])[0] == ["target.project.count", "99", "12"]


def test_figures_of_one_office_are_computed_from_its_rows_alone(county, city, tmp_path):
    with make.office(tmp_path, make.OTHER) as other:
        make.fill(other, departments=2, each=2)
        make.enrol(city, other, tmp_path / "card")
        paths = [make.pack(store, tmp_path / "out").path for store in (county, other)]
    verdicts = make.receive(city, *paths)
    assert [verdict.differences for verdict in verdicts] == [[], []]
    assert city.rows("SELECT count(DISTINCT office) FROM project") == [(2,)]


# ------------------------------------------------------------------ refused, and nothing moves
def refuse(city, path, code, signer):
    before, plain = make.everything(city), city.path.read_bytes()
    (checked,) = receiving.verify([path], city)
    quarantine = city.path.with_name(city.path.name + ".quarantine")
    kept_before = set(quarantine.iterdir()) if quarantine.exists() else set()
    assert city.path.read_bytes() == plain
    (verdict,) = make.receive(city, path)
    assert (verdict.verdict, verdict.code, verdict.signer, verdict.status) == ("refused", code, signer, "quarantined")
    assert (checked.verdict, checked.code, checked.reason) == ("refused", code, verdict.reason)
    assert make.everything(city) == before
    assert city.path.read_bytes() == plain
    kept = sorted(set(quarantine.iterdir()) - kept_before)
    assert [item.suffix for item in kept] == [".pdpkg", ".txt"]
    assert kept[0].read_bytes() == path.read_bytes()
    note = kept[1].read_text(encoding="utf-8-sig")
    assert code in note
    assert verdict.step in note
    return verdict


def test_a_changed_byte_is_refused_and_kept(county, city, tmp_path):
    data = bytearray(make.pack(county, tmp_path / "out").path.read_bytes())
    data[len(data) // 2] ^= 1
    refuse(city, write(tmp_path, "坏 包.pdpkg", bytes(data)), "E_CONTAINER", "none")


def test_a_stranger_is_refused_with_his_fingerprint(county, tmp_path):
    done = make.pack(county, tmp_path / "out")
    (free,) = receiving.verify([done.path])
    assert (free.verdict, free.signer, free.status) == ("ok", "unknown", "")
    with make.office(tmp_path, make.CITY) as city:
        verdict = refuse(city, done.path, "E_SIGNER", "unknown")
        assert "指纹：" in verdict.reason


def test_the_key_of_another_office_is_refused(county, city, tmp_path):
    with make.office(tmp_path, make.OTHER) as other:
        make.enrol(city, other, tmp_path / "card")
    done = make.pack(county, tmp_path / "out")
    data = forged(done.path, signer=keys.load(make.OTHER, lambda: ""))
    verdict = refuse(city, write(tmp_path, "a.pdpkg", data), "E_SIGNER", "unknown")
    assert "江川区财政局（530403）" in verdict.reason


@pytest.mark.usefixtures("county")
def test_rows_of_another_office_are_refused_though_the_key_is_right(city, tmp_path):
    with make.office(tmp_path, make.OTHER) as other:
        make.fill(other)
        make.enrol(city, other, tmp_path / "card")
        victim = make.pack(other, tmp_path / "out")
    make.receive(city, victim.path)
    manifest, members = document(victim.path)
    del manifest["files"]
    manifest["office"] = {"code": make.COUNTY, "name": "红塔区财政局", "level": "county"}
    data = package_bytes.forge(manifest, members, signer=keys.load(make.COUNTY, lambda: ""))
    refuse(city, write(tmp_path, "a.pdpkg", data), "E_OFFICE", "known")


def test_tampered_sums_are_refused_though_signed_by_the_right_key(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    sums = document(done.path)[0]["sums"]
    sums["funding.adjusted"] += 1
    verdict = refuse(city, write(tmp_path, "a.pdpkg", forged(done.path, sums=sums)), "E_SUM", "known")
    assert "funding.adjusted" in verdict.reason
    assert verdict.member == "data/funding.jsonl.gz"


def test_a_revoked_key_signs_no_more_from_that_number_on(county, city, tmp_path):
    first, second = (make.pack(county, tmp_path / "out") for _ in range(2))
    row = city.rows("SELECT id FROM roster")[0][0]
    with city.change("作废", undoable=False) as change:
        change.put("roster", ("office", "id", "revoked_from"), [(make.CITY, row, 2)])
    assert make.receive(city, first.path)[0].status == "received"
    refuse(city, second.path, "E_REVOKED", "known")


def test_a_package_for_another_bureau_and_the_own_one_are_refused(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    data = forged(done.path, to="530100")
    verdict = refuse(city, write(tmp_path, "a.pdpkg", data), "E_ADDRESSEE", "known")
    assert "530100" in verdict.reason
    make.enrol(county, city, tmp_path / "card")
    own = make.pack(city, tmp_path / "out")
    foreign = document(own.path)[0]
    assert foreign["to"] == ""
    verdict = make.receive(county, own.path)[0]
    assert verdict.status == "received"


def test_numbers_only_go_forward(county, city, tmp_path):
    one, two, three = (make.pack(county, tmp_path / "out") for _ in range(3))
    make.receive(city, one.path, two.path)
    older = write(tmp_path, "older.pdpkg", forged(one.path, program="x"))
    refuse(city, older, "E_ROLLBACK", "known")
    fork = write(tmp_path, "fork.pdpkg", forged(two.path, program="x"))
    refuse(city, fork, "E_FORK", "known")
    broken = write(tmp_path, "broken.pdpkg", forged(three.path, prev="ab" * 32))
    refuse(city, broken, "E_PREV", "known")
    assert [verdict.status for verdict in make.receive(city, one.path, two.path, three.path)] == [
        "already",
        "already",
        "received",
    ]


def test_a_first_number_with_a_predecessor_is_refused(county, city, tmp_path):
    one = make.pack(county, tmp_path / "out")
    refuse(city, write(tmp_path, "a.pdpkg", forged(one.path, prev="ab" * 32)), "E_PREV", "known")


def test_a_gap_is_a_warning(county, city, tmp_path):
    paths = [make.pack(county, tmp_path / "out").path for _ in range(5)]
    assert make.receive(city, paths[1])[0].warnings == ["第 1 号没有收到（上报包是完整快照，不影响本次接收）"]
    (verdict,) = make.receive(city, paths[4])
    assert (verdict.status, verdict.warnings) == (
        "received",
        ["第 3 至 4 号没有收到（上报包是完整快照，不影响本次接收）"],
    )


def test_a_journal_that_went_back_is_said(county, city, tmp_path):
    paths = [make.pack(county, tmp_path / "out").path for _ in range(3)]
    make.receive(city, paths[0], paths[1])
    back = forged(paths[2], journal={"seq": 1, "head": "2" * 64})
    assert "可能从备份恢复过" in make.receive(city, write(tmp_path, "a.pdpkg", back))[0].warnings[0]
    fourth = make.pack(county, tmp_path / "out").path
    prev = document(write(tmp_path, "b.pdpkg", back))[0]
    manifest = document(fourth)[0]
    assert manifest["seq"] == prev["seq"] + 1
    rewritten = forged(fourth, journal={"seq": 1, "head": "3" * 64}, prev=package_bytes.digest(canonical.dump(prev)))
    assert "历史可能被改写" in make.receive(city, write(tmp_path, "c.pdpkg", rewritten))[0].warnings[0]


def test_other_editions_of_a_figure_are_said(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    editions = document(done.path)[0]["editions"]
    editions["figures/target.project.count.sql"] = "0" * 64
    (verdict,) = make.receive(city, write(tmp_path, "a.pdpkg", forged(done.path, editions=editions)))
    assert verdict.warnings == ["1 个统计数的口径版本与本机不同（target.project.count）"]


def test_a_missing_file_stops_before_anything_is_received(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    before = make.everything(city)
    for call in (lambda: make.receive(city, done.path, tmp_path / "none.pdpkg"), lambda: receiving.verify([tmp_path])):
        with pytest.raises(UserError, match="找不到上报包"):
            call()
    assert make.everything(city) == before


def test_the_same_refused_package_is_kept_once(city, tmp_path):
    path = write(tmp_path, "CON..pdpkg", b"PK\x03\x04 nothing")
    for _ in range(2):
        make.receive(city, path)
    quarantine = city.path.with_name(city.path.name + ".quarantine")
    assert len(list(quarantine.iterdir())) == 2


def test_good_packages_are_received_beside_a_bad_one(county, city, tmp_path):
    bad = write(tmp_path, "a.pdpkg", b"")
    verdicts = make.receive(city, bad, make.pack(county, tmp_path / "out").path)
    assert [verdict.status for verdict in verdicts] == ["quarantined", "received"]


# ------------------------------------------------------------------ order, and the parts that packages share
def story(store, folder):
    """A county's year: packages of five series while rows come, change and go; the package of each step."""

    def put(title, table, *rows):
        with store.change(title) as change:
            make.put(change, table, [{"office": store.office, **row} for row in rows])

    def drop(table, *ids):
        with store.change("删除") as change:
            change.delete(table, [(store.office, id_) for id_ in ids])

    packs = [make.pack(store, folder, "target", year=2022)]
    put("改名", "unit", {"id": "u1", "name": "第一局（新）"})
    packs.append(make.pack(store, folder, "target"))
    put("上年调整", "funding", {"id": "p2022-001-county", "adjusted": 5})
    drop("funding", "p2022-004-central", "p2022-004-county")
    drop("project", "p2022-004")
    packs.append(make.pack(store, folder, "monitor", 1, 2022))
    put("单位", "unit", {"id": "u9", "code": "009", "name": "新局", "kind": "department"})
    put(
        "单位年度",
        "unit_year",
        {"id": "u9-2022", "unit": "u9", "year": 2022},
        {"id": "u9-2023", "unit": "u9", "year": 2023},
    )
    new = {"year": 2022, "series": "s9", "name": "补录项目", "unit": "u9", "department": "u9"}
    put("上年补录", "project", {"id": "p2022-009", **new})
    line = {"project": "p2022-009", "account": "general", "source": "county", "adjusted": 7}
    put("上年补录资金", "funding", {"id": "p2022-009-county", **line})
    packs.append(make.pack(store, folder, "monitor", 6))
    put("上年金额", "funding", {"id": "p2022-002-county", "adjusted": 77})
    drop("funding", "p2022-005-central", "p2022-005-county", "p2022-006-central")
    drop("project", "p2022-005")
    drop("observation", "p2023-005-m6-o")
    drop("monitoring", "p2023-005-m6")
    packs.append(make.pack(store, folder))
    put("改目标", "target", {"id": "p2023-003-t", "goal": "改后"})
    drop("indicator", "p2023-002-i1")
    packs.append(make.pack(store, folder, "monitor", 9))
    drop("unit_year", "u9-2023")
    packs.append(make.pack(store, folder, "monitor", 10))
    return [done.path for done in packs]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The packages of the story, an empty city, and what it holds when they arrive as they were made."""
    folder = tmp_path_factory.mktemp("story")
    os.environ["PERFDESK_PROFILE"] = str(folder / "profile")
    with make.office(folder, make.COUNTY) as county, make.office(folder, make.CITY) as city:
        make.fill(county, departments=2, each=4)
        make.enrol(city, county, folder)
        paths = story(county, folder / "out")
        make.receive(city, *paths)
        held = make.rows_of(city, make.COUNTY)
        city.undo(steps=len(paths))
        path = city.path
    with open_store(path) as city:
        yield city, paths, held


def test_the_story_ends_as_the_county_told_it(told):
    _, _, held = told
    projects = {row[1] for row in held["project"]}
    assert [row[3] for row in held["unit"]] == ["第0局", "第一局（新）", "新局"]
    assert "p2022-004" not in projects  # gone with the last full package of its year
    assert {"p2022-005", "p2022-009"} <= projects  # last year's are added and changed, never deleted
    lines = {row[1]: row[7] for row in held["funding"]}
    assert lines["p2022-002-county"] == 77
    assert lines["p2022-009-county"] == 7
    assert "p2022-005-county" in lines
    assert "p2022-006-central" not in lines  # the lines of a project that comes along are its lines
    assert {row[1] for row in held["unit_year"]} >= {"u9-2022"}
    assert "u9-2023" not in {row[1] for row in held["unit_year"]}
    assert "p2023-005-m6" not in {row[1] for row in held["monitoring"]}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_of_arrival_does_not_matter(told, data):
    city, paths, held = told
    order = data.draw(st.permutations(range(len(paths))))
    verdicts = make.receive(city, *(paths[at] for at in order))
    try:
        assert [verdict.status for verdict in verdicts] == ["received"] * len(paths)
        assert make.rows_of(city, make.COUNTY) == held
        again = make.receive(city, *paths)
        assert [verdict.status for verdict in again] == ["already"] * len(paths)
    finally:
        city.undo(steps=len(paths))


def test_what_a_newer_package_of_another_kind_brought_stays(told):
    city, paths, held = told
    first = make.receive(city, paths[6], paths[1])
    try:
        assert "以更新的为准" in first[1].warnings[-1]
        assert city.rows("SELECT name FROM unit WHERE id = 'u1'") == [("第一局（新）",)]
        assert make.rows_of(city, make.COUNTY)["target"] == held["target"]
    finally:
        city.undo(steps=2)


# ------------------------------------------------------------------ killed in the middle
CHILD = """
import sys
from pathlib import Path
from perfdesk.services import receiving
from perfdesk.store.file import open_store

with open_store(sys.argv[1]) as store:
    print("open", flush=True)
    receiving.receive(store, [Path(sys.argv[2])])
    print("done", flush=True)
"""


def test_a_receipt_is_whole_or_not_at_all_when_killed(county, city, tmp_path):
    done = make.pack(county, tmp_path / "out")
    path = city.path
    before = make.everything(city)
    city.close()
    root = Path(__file__).parents[2]

    def start():
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(done.path)],
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert child.stdout.readline() == b"open\n"
        return child

    def take_back():
        """Whether the receipt is there; if so, whole, and it can be undone."""
        with open_store(path) as store:
            now = make.everything(store)
            if now == before:
                return False
            assert [len(now[table]) for table in ("receipt", "project", "observation")] == [1, 24, 39]
            store.undo()
            assert make.everything(store) == before
            return True

    child, began = start(), time.monotonic()
    assert child.stdout.readline() == b"done\n"
    lasted = time.monotonic() - began
    child.communicate()
    assert take_back()
    for part in range(12):
        child = start()
        time.sleep(lasted * part / 10)
        child.kill()
        child.communicate()
        take_back()
