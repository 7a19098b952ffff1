import json
import shutil
import zlib
from contextlib import closing

import pytest

from perfdesk.catalog.resources import root
from perfdesk.domain import package as spec
from perfdesk.domain.errors import UserError
from perfdesk.files import container, keys
from perfdesk.files import package as files
from perfdesk.services import enrolment, packages
from perfdesk.store.file import open_store
from perfdesk.store.shape import reference
from tests.services import package_offices as make


@pytest.fixture
def county(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store)
        yield store


def manifest(path):
    return json.loads(bytes(container.read(path.read_bytes())["manifest.json"]))


def facts(path):
    members = container.read(path.read_bytes())
    found = {}
    for name, data in members.items():
        if name.startswith("data/"):
            head, *rows = zlib.decompress(data, 31).decode().split("\n")[:-1]
            names = json.loads(head)
            found[name[5:].split(".")[0]] = [dict(zip(names, json.loads(row), strict=True)) for row in rows]
    return found


def test_the_list_of_columns_is_that_of_the_data_file():
    local = {
        "office": {"inclusion", "own"},
        "unit": {"section", "leader", "finance", "clerk", "phone"},
        "finding": {"section"},
    }
    for table in spec.tables().values():
        with closing(reference()) as conn:
            info = conn.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table.name,)).fetchall()
        there = {name: (kind, not_null) for name, kind, not_null in info}
        kinds = {"text": "TEXT", "integer": "INTEGER", "money": "INTEGER"}
        for column in table.columns:
            assert there[column.name] == (kinds[column.kind], int(not column.blank)), (table.name, column.name)
        left = set(there) - set(table.names) - {"hand", "statement", "origin"}
        assert left == local.get(table.name, set()), table.name


def test_the_choices_are_those_of_the_data_file():
    for (table, column), choices in spec.CHOICES.items():
        with closing(reference()) as conn:
            sql = conn.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        wanted = ", ".join(f"'{choice}'" for choice in choices)
        assert f"CHECK ({column} IN ({wanted}))" in " ".join(sql.split()), (table, column)


def test_an_annual_package_carries_the_year_and_the_judged_year(county, tmp_path):
    done = make.pack(county, tmp_path / "out")
    found, head = facts(done.path), manifest(done.path)
    assert {row["year"] for row in found["project"]} == {2022, 2023}
    assert {row["year"] for row in found["target"]} == {2023}
    assert {row["year"] for row in found["selfeval"]} == {2022}
    assert {row["month"] for row in found["monitoring"]} == {6, 9}
    assert head["rows"] == {table: len(rows) for table, rows in found.items()} == done.rows
    assert head["sums"]["funding.adjusted"] == sum(row["adjusted"] for row in found["funding"])
    assert head["sums"]["execution.executed"] == sum(row["executed"] for row in found["execution"])
    assert {row["office"] for rows in found.values() for row in rows} == {make.COUNTY}
    assert found["project"][1]["name"] == "项目“1”\n\\建设"
    assert head["journal"]["seq"] == county.head()[0] - 1
    assert head["to"] == make.CITY
    assert {"figures/target.project.count.sql", "forms/national/target.project.toml"} <= set(head["editions"])


def test_a_monitor_package_carries_its_period_only(county, tmp_path):
    found = facts(make.pack(county, tmp_path / "out", "monitor", 6).path)
    assert {row["month"] for row in found["monitoring"]} == {6}
    assert {row["month"] for row in found["execution"]} == {6}
    assert {row["sheet"][-2:] for row in found["observation"]} == {"m6"}
    assert {row["year"] for row in found["project"]} == {2023}
    assert "selfeval" not in found
    last = make.pack(county, tmp_path / "out", "monitor")
    assert last.wanted.month == 9
    assert {row["month"] for row in facts(last.path)["execution"]} == {6, 9}


def test_a_target_package_carries_no_execution(county, tmp_path):
    found = facts(make.pack(county, tmp_path / "out", "target").path)
    assert set(found) == {"office", "unit", "unit_year", "project", "funding", "target", "indicator"}


def test_claims_are_the_figures_of_the_kind(county, tmp_path):
    claims = {kind: manifest(make.pack(county, tmp_path / "out", kind).path)["claims"] for kind in spec.KINDS}
    by_kind = {kind: {claim["key"].split(".")[0] for claim in found} for kind, found in claims.items()}
    assert by_kind["target"] == {"target"}
    assert by_kind["monitor"] == {"target", "monitor"}
    assert by_kind["annual"] == {"target", "monitor", "selfeval", "rectify"}
    values = {claim["key"]: claim["value"] for claim in claims["annual"]}
    assert values["target.project.count"] == "12"
    assert values["selfeval.project.count"] == "12"


def test_nothing_of_a_classified_project_leaves_the_office(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        make.fill(store, secret=(1, 5))
        done = make.pack(store, tmp_path / "out")
    found = facts(done.path)
    plain = json.dumps(found, ensure_ascii=False) + json.dumps(manifest(done.path), ensure_ascii=False)
    assert "机密" not in plain
    secret = {row["id"] for row in found["project"] if row["classified"]}
    assert len(secret) == 4
    assert {row["name"] for row in found["project"] if row["id"] in secret} == {"涉密项目"}
    assert len([row for row in found["funding"] if row["project"] in secret and row["adjusted"]]) == 8
    hidden = {
        row["id"]: row for row in found["target"] + found["monitoring"] + found["selfeval"] if row["subject"] in secret
    }
    assert len(hidden) == 2 + 4 + 2
    assert all(row["state"] in {"approved", "passed"} for row in hidden.values())
    assert not [row for row in found["indicator"] if row["target"] in hidden]
    assert not [row for row in found["observation"] if row["sheet"] in hidden]
    assert {row.get("total") for row in hidden.values()} == {None}
    assert {row["approved_on"] for row in hidden.values() if "approved_on" in row} == {"2023-02-01"}
    assert {row["manager"] for row in found["project"] if row["id"] not in secret} == {"李四"}


def test_the_numbers_of_a_series_follow_each_other(county, tmp_path):
    first = make.pack(county, tmp_path / "out", "target")
    second = make.pack(county, tmp_path / "out", "target")
    other = make.pack(county, tmp_path / "out", "monitor", 6)
    last_year = make.pack(county, tmp_path / "out", "target", year=2022)
    assert [done.seq for done in (first, second, other, last_year)] == [1, 2, 1, 1]
    assert manifest(first.path)["prev"] == "0" * 64
    assert manifest(second.path)["prev"] == first.manifest
    assert first.facts == second.facts
    assert first.path.name == "530402-红塔区财政局-2023-target-0001.pdpkg"
    assert other.path.name == "530402-红塔区财政局-2023-monitor-06-0001.pdpkg"


def test_an_issued_number_is_never_undone(county, tmp_path):
    make.pack(county, tmp_path / "out")
    with pytest.raises(UserError):
        county.undo()
    assert county.rows("SELECT number FROM issued WHERE kind = 'package'") == [(1,)]


def test_after_a_restore_the_next_number_comes_from_beside_the_key(county, tmp_path):
    backup = shutil.copyfile(county.path, tmp_path / "backup.perfdesk")
    first = make.pack(county, tmp_path / "out")
    second = make.pack(county, tmp_path / "out")
    with open_store(backup) as restored:
        third = make.pack(restored, tmp_path / "out2")
    assert (first.seq, second.seq, third.seq) == (1, 2, 3)
    assert manifest(third.path)["prev"] == second.manifest


def test_on_a_new_computer_the_next_number_comes_from_the_file(county, tmp_path, monkeypatch):
    first = make.pack(county, tmp_path / "out")
    monkeypatch.setenv("PERFDESK_PROFILE", str(tmp_path / "new"))
    second = make.pack(county, tmp_path / "out")
    assert second.new_key
    assert second.seq == 2
    assert manifest(second.path)["prev"] == first.manifest


def test_a_package_that_could_not_be_written_costs_no_number(county, tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    before = make.everything(county)
    with pytest.raises(UserError):
        make.pack(county, tmp_path / "out")
    assert make.everything(county) == before
    assert make.pack(county, tmp_path / "elsewhere").seq == 1


def test_reading_the_digest_writes_nothing(county, tmp_path):
    before = county.path.read_bytes()
    digest = packages.facts_digest(county, packages.wanted(county, "annual"))
    assert county.path.read_bytes() == before
    assert make.pack(county, tmp_path / "out").facts == digest


def test_a_package_without_sheets_or_with_a_strange_month_is_not_asked_for(tmp_path):
    with make.office(tmp_path, make.COUNTY) as store:
        with pytest.raises(UserError, match="还没有绩效运行监控表"):
            packages.wanted(store, "monitor")
        with pytest.raises(UserError, match="月份 13 不对"):
            packages.wanted(store, "monitor", 2023, 13)
        empty = make.pack(store, tmp_path / "out")
        assert sum(empty.rows.values()) == 1


def test_documents_travel_beside_the_facts_and_are_covered(county, tmp_path):
    documents = {"forms/第一局.xlsx": b"PK", "report/年度报告.docx": b"PK", "attachments/" + "a" * 64 + ".pdf": b"%PDF"}
    done = packages.write(county, packages.wanted(county, "annual"), tmp_path / "out", make.no_password, documents)
    package = files.Package(done.path.read_bytes())
    assert set(documents) <= set(package.check().files)
    assert list(package.members)[-4:] == [
        "forms/第一局.xlsx",
        "report/年度报告.docx",
        "attachments/" + "a" * 64 + ".pdf",
        "README.txt",
    ]
    assert "红塔区财政局（530402）2023年年度上报包，第 1 号" in bytes(package.members["README.txt"]).decode("utf-8-sig")


def test_errors_of_the_checks_stop_a_package_until_they_are_explained(county, tmp_path):
    sheet = [(make.COUNTY, "p2022-003-2022-s", 12_000)]
    with county.change("改动") as change:
        change.put("selfeval", ("office", "id", "total"), sheet)
    make.explain(county, 2023)
    with county.change("不再说明") as change:
        change.delete(
            "explanation", county.rows("SELECT office, id FROM explanation WHERE record = 'p2022-003-2022-s'")
        )
    before = make.everything(county)
    with pytest.raises(UserError) as caught:
        packages.pack(county, packages.wanted(county, "annual"), tmp_path / "out", make.no_password)
    assert caught.value.code == "E_CHECK"
    assert "审核错误，不能上报：R0" in caught.value.message
    assert make.everything(county) == before
    assert not (tmp_path / "out").exists()
    assert packages.blocking(county, packages.wanted(county, "target")) == []
    assert packages.blocking(county, packages.wanted(county, "monitor")) == []
    assert make.pack(county, tmp_path / "out").seq == 1


def test_a_read_only_file_issues_no_number(county, tmp_path):
    path = county.path
    county.close()
    with open_store(path, read_only=True) as store, pytest.raises(UserError, match="只读"):
        make.pack(store, tmp_path / "out")


# ------------------------------------------------------------------ cards and the roster
def test_card_and_paper_enrol_an_office(county, tmp_path):
    with make.office(tmp_path, make.CITY) as city:
        made = enrolment.make_card(county, tmp_path / "card", make.no_password)
        assert made.new
        assert not enrolment.make_card(county, tmp_path / "card", make.no_password).new
        assert [path.suffix for path in made.sheets] == [".txt", ".pdf"]
        groups = made.groups
        done = enrolment.enrol(city, made.card, f"{groups[0]} {groups[5]} {groups[10]}")
        assert (done.code, done.already, done.others) == (make.COUNTY, False, 0)
        before = make.everything(city)
        assert enrolment.enrol(city, made.card, f"{groups[0]} {groups[5]} {groups[10]}").already
        assert make.everything(city) == before
        row = city.rows("SELECT code, fingerprint FROM roster")
        assert row == [(make.COUNTY, " ".join(groups))]
        assert city.rows("SELECT name, superior, own FROM office WHERE code = ?", (make.COUNTY,)) == [
            ("红塔区财政局", make.CITY, 0)
        ]
        with pytest.raises(UserError):
            city.undo()


def test_wrong_groups_and_the_own_card_enrol_nothing(county, tmp_path):
    made = enrolment.make_card(county, tmp_path / "card", make.no_password)
    three = f"{made.groups[0]} {made.groups[5]} {made.groups[10]}"
    with make.office(tmp_path, make.CITY) as city:
        for wrong in ("", "0000 0000 0000", " ".join(made.groups), three[::-1]):
            with pytest.raises(UserError) as caught:
                enrolment.enrol(city, made.card, wrong)
            assert caught.value.code == "E_FINGERPRINT"
        assert city.rows("SELECT * FROM roster") == []
    with pytest.raises(UserError, match="本单位自己"):
        enrolment.enrol(county, made.card, three)


def test_one_key_belongs_to_one_office_and_a_second_key_is_said(county, tmp_path, monkeypatch):
    with make.office(tmp_path, make.CITY) as city, make.office(tmp_path, make.OTHER) as other:
        make.enrol(city, county, tmp_path / "card")
        stolen = keys.profile() / "keys" / f"{make.OTHER}.key"
        text = (keys.profile() / "keys" / f"{make.COUNTY}.key").read_text()
        stolen.write_text(text.replace(make.COUNTY, make.OTHER))
        with pytest.raises(UserError, match="已登记为 红塔区财政局"):
            make.enrol(city, other, tmp_path / "card")
        monkeypatch.setenv("PERFDESK_PROFILE", str(tmp_path / "second computer"))
        assert make.enrol(city, county, tmp_path / "card2").others == 1


def test_the_printed_sheet_holds_the_groups(county, tmp_path):
    from pypdf import PdfReader  # noqa: PLC0415 - only here

    made = enrolment.make_card(county, tmp_path / "card", make.no_password)
    text = PdfReader(made.sheets[1]).pages[0].extract_text()
    assert all(group in text for group in made.groups)
    assert "签名密钥指纹单" in text
    assert (root() / "fonts" / "PerfdeskSong.ttf").exists()
