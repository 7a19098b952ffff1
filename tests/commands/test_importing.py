"""import and review on the command line: exit status, the JSON document, and that a preview writes nothing."""

import json

import openpyxl
import pytest

from perfdesk.__main__ import main


def workbook(path, rows, sheet="台账"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "红塔.perfdesk"
    new = ["new", str(path), "--office", "红塔区财政局", "--code", "530402", "--level", "county", "--year", "2023"]
    assert main(new) == 0
    return path


@pytest.fixture
def units(tmp_path):
    head = ["单位代码", "单位名称", "单位类别", "主管部门"]
    rows = [["预算单位台账"], ["（2023年度）"], head, ["219", "水利局", "主管部门"], ["155", "民政局", "主管部门"]]
    return workbook(tmp_path / "单位.xlsx", rows)


@pytest.fixture
def projects(tmp_path):
    head = ["项目名称", "实施单位", "资金来源", "年初预算数", "全年预算数"]
    rows = [["项目库台账"], ["（2023年度）", "", "", "", "单位：万元"], head]
    rows += [["河道治理", "水利局", "县级", "１２０．５万", 120.5], ["临时救助", "民政局", "中央", 0, "1,080.25"]]
    return workbook(tmp_path / "项目.xlsx", rows)


def document(capsys, *arguments):
    capsys.readouterr()
    status = main([str(one) for one in arguments])
    return status, json.loads(capsys.readouterr().out)


def test_the_document_has_the_promised_keys_and_lists_every_repair(office, units, projects, capsys):
    status, told = document(capsys, "import", office, units, projects, "--json")
    assert status == 0, told
    assert told["committed"] is True
    assert [file["form"] for file in told["files"]] == ["ledger.unit", "ledger.project"]
    assert [file["rows"] for file in told["files"]] == [{"new": 2, "changed": 0, "same": 0, "rejected": 0}] * 2
    keys = {"path", "sha256", "status", "form", "rows", "repairs", "problems"}
    assert keys <= set(told["files"][0])
    repairs = {(one["cell"], one["field"]): one for one in told["files"][1]["repairs"]}
    mended = repairs["D4", "projects.0.initial"]
    assert (mended["raw"], mended["value"], mended["unit"]) == ("１２０．５万", "120.50", "万元")
    assert set(mended["rule"]) >= {"D12", "D14"}
    assert ("E5", "projects.1.adjusted") in repairs


def test_a_preview_writes_nothing_and_says_the_same(office, units, capsys):
    before = office.read_bytes()
    status, told = document(capsys, "import", office, units, "--preview", "--json")
    assert (status, told["committed"]) == (0, False)
    assert told["files"][0]["rows"]["new"] == 2
    assert office.read_bytes() == before


def test_a_rejected_file_leaves_status_1_and_the_good_one_is_in(office, units, tmp_path, capsys):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    status, told = document(capsys, "import", office, bad, units, "--json")
    assert status == 1
    assert [file["status"] for file in told["files"]] == ["rejected", "imported"]
    assert told["files"][0]["problems"][0]["rule"].startswith("E_")
    status, told = document(capsys, "import", office, units, "--json")
    assert (status, told["files"][0]["status"]) == (0, "skipped")


@pytest.mark.parametrize("more", [["没有这个文件.xlsx"], ["x.xlsx", "--form", "no.such"]])
def test_what_could_not_be_done_leaves_the_file_as_it_was(office, more, tmp_path, capsys):
    before = office.read_bytes()
    status = main(["import", str(office), *[str(tmp_path / more[0]), *more[1:]]])
    assert office.read_bytes() == before
    assert status in {1, 2}
    assert capsys.readouterr().err


def test_the_words_tell_what_happened_without_json(office, units, capsys):
    assert main(["import", str(office), str(units)]) == 0
    said = capsys.readouterr().err
    assert "新增 2" in said
    assert "已写入台账" in said
