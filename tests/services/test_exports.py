"""Forms out of the ledger and templates: who gets a file, what stands in it, and what comes back."""

import json
import shutil
import subprocess
from pathlib import Path
from shutil import which

import openpyxl
import pytest

from perfdesk.__main__ import main
from perfdesk.catalog import forms
from perfdesk.domain.errors import UserError
from perfdesk.files.delivery import grids_of
from perfdesk.files.recognise import recognise
from perfdesk.services import exports
from perfdesk.services.exports import Selection
from perfdesk.store.file import open_store

OFFICE = "530402"
WAN = 1_000_000
ALL = tuple(forms.form(key) for key in forms.keys())  # noqa: SIM118 - a function of that name
LEVELS = [("产出指标", "数量指标", "治理处数", ">=", "3", "处"), ("产出指标", "质量指标", "合格率", "=", "100", "%"),
          ("满意度指标", "服务对象满意度指标", "群众满意度", ">=", "90", "%")]  # fmt: skip


def fill(store):
    """Two departments with a unit, three projects (one 涉密), targets; one monitoring sheet, one self-evaluation."""
    with store.change("建账") as change:
        put = change.put
        put("unit", ("office", "id", "code", "name", "kind", "parent"), [
            (OFFICE, "d1", "101", "水利局", "department", None),
            (OFFICE, "d2", "102", "教育体育局", "department", None),
            (OFFICE, "u1", "101001", "水管站", "unit", "d1"),
        ])  # fmt: skip
        put("project", ("office", "id", "year", "series", "code", "name", "unit", "department", "classified"), [
            (OFFICE, "p1", 2023, "s1", "A1", "斜坡治理/一期", "u1", "d1", 0),
            (OFFICE, "p2", 2023, "s2", "A2", "校舍维修", "d2", "d2", 0),
            (OFFICE, "p3", 2023, "s3", "A3", "机密工程", "d2", "d2", 1),
            (OFFICE, "q1", 2022, "s1", "A1", "斜坡治理/一期", "u1", "d1", 0),
        ])  # fmt: skip
        put("funding", ("office", "id", "project", "account", "source", "nature", "initial", "adjusted"), [
            (OFFICE, "f1", "p1", "general", "county", "current", 100 * WAN, 120 * WAN),
            (OFFICE, "f2", "p1", "general", "province", "carryover", 50 * WAN, 50 * WAN),
            (OFFICE, "f3", "p1", "general", "own_funds", "current", 7 * WAN, 7 * WAN),
            (OFFICE, "f4", "p2", "fund", "city", "current", 10 * WAN, 10 * WAN),
        ])  # fmt: skip
        put("execution", ("office", "id", "funding", "project", "year", "month", "executed"), [
            (OFFICE, "e1", "f1", "p1", 2023, 6, 30 * WAN), (OFFICE, "e2", "f1", "p1", 2023, 9, 66 * WAN),
        ])  # fmt: skip
        put("target", ("office", "id", "subject_kind", "subject", "year", "version", "state", "current", "goal"), [
            (OFFICE, "t1", "project", "p1", 2023, 1, "approved", 1, "治理三处"),
            (OFFICE, "t2", "project", "p1", 2023, 2, "submitted", 0, "治理四处"),
            (OFFICE, "t3", "project", "p2", 2023, 1, "approved", 1, "维修校舍"),
        ])  # fmt: skip
        columns = (
            "office",
            "id",
            "target",
            "key",
            "ordinal",
            "level1",
            "level2",
            "name",
            "relation",
            "value",
            "measure",
        )
        put("indicator", columns, [
            (OFFICE, f"i{target}{at}", target, f"k{at}", at, *level)
            for target in ("t1", "t2") for at, level in enumerate(LEVELS)
        ])  # fmt: skip
        money = {"total": {"executed": 66 * WAN}, "fiscal": {"initial": 150 * WAN, "executed": 66 * WAN}}
        put("monitoring", ("office", "id", "subject_kind", "subject", "year", "month", "state", "initial", "executed",
                           "money", "goal"), [
            (OFFICE, "m1", "project", "p1", 2023, 9, "submitted", 157 * WAN, 66 * WAN, json.dumps(money), "治理三处"),
            (OFFICE, "m0", "project", "p1", 2023, 6, "passed", 157 * WAN, 30 * WAN, "{}", "治理三处"),
        ])  # fmt: skip
        put("selfeval", ("office", "id", "subject_kind", "subject", "year", "state", "adjusted", "executed",
                         "execution_weight", "execution_score", "total", "grade"), [
            (OFFICE, "s1", "project", "q1", 2022, "passed", 80 * WAN, 40 * WAN, 1000, 500, 9500, "优"),
        ])  # fmt: skip
        seen = ("office", "id", "stage", "sheet", "key", "ordinal", "level1", "level2", "name", "relation", "value",
                "measure", "actual", "causes", "likelihood", "weight", "score")  # fmt: skip
        put("observation", seen, [
            (OFFICE, "o1", "monitoring", "m1", "k0", 0, *LEVELS[0], "1", "经费保障,其他", "有可能", None, None),
            (OFFICE, "o2", "selfeval", "s1", "k0", 0, *LEVELS[0], "3", "", "", 9000, 9000),
        ])  # fmt: skip
        put("finding", ("office", "id", "number", "year", "subject_kind", "subject", "subject_name", "source",
                        "description", "state", "amount"), [
            (OFFICE, "n1", "2023-1", 2023, "project", "p1", "斜坡治理", "财政评价", "支付慢", "整改中", 5 * WAN),
        ])  # fmt: skip
        put("finding_unit", ("office", "id", "finding", "unit", "person"), [
            (OFFICE, "x1", "n1", "u1", "李明"), (OFFICE, "x2", "n1", "d2", ""),
        ])  # fmt: skip


@pytest.fixture
def office(empty_file):
    with open_store(empty_file) as store:
        fill(store)
    return empty_file


@pytest.fixture
def store(office):
    with open_store(office, read_only=True) as opened:
        yield opened


def contents(path):
    """What our own reader finds in a file, and its identity."""
    grids, admitted = grids_of(path.read_bytes(), path.name)
    readings, _ = recognise(grids, admitted.identity, forms=ALL, path=path.name, year_hint=2023)
    return [reading.content for reading in readings], json.loads(admitted.identity)


def test_one_workbook_a_department_and_one_sheet_a_project(store, tmp_path):
    written = exports.export(store, Selection("monitoring.project", month=9), tmp_path)
    assert [path.name for path in written.paths] == ["101_水利局_项目支出绩效目标执行监控表_2023_1-9月.xlsx"]
    assert (written.sheets, written.classified) == (1, 1)
    [content], identity = contents(written.paths[0])
    assert (content.year, content.month) == (2023, 9)
    assert content.fields["project_name"] == "斜坡治理/一期"
    assert content.fields["unit"] == "水管站"
    assert content.number("funds", "total", "initial") == 157 * WAN
    assert content.number("funds", "total", "rate") == 4204  # ÷ 年初, as the form prints it
    row = content.rows("indicators")[0]
    assert (row["relation"], row["value"], row["measure"], row["actual"]) == (">=", "3", "处", "1")
    ticks = {name for name, value in row.items() if value is True}
    assert ticks == {"cause_funding", "cause_other", "likely_possible"}
    assert identity["unit"] == "d1"
    assert identity["subjects"] == {"斜坡治理一期": "p1"}
    assert (identity["office"], identity["form"], identity["month"]) == (OFFICE, "monitoring.project", 9)


def test_without_a_month_the_newest_period_is_printed(store, tmp_path):
    written = exports.export(store, Selection("monitoring.project"), tmp_path)
    assert "_1-9月" in written.paths[0].name


def test_a_target_is_printed_in_its_newest_version(store, tmp_path):
    written = exports.export(store, Selection("target.project", unit="101001"), tmp_path)
    [content], _ = contents(written.paths[0])
    assert content.fields["goal"] == "治理四处"
    assert content.number("funds", "total", "amount") == 177 * WAN
    assert content.number("funds", "fiscal", "amount") == 170 * WAN
    assert content.number("funds", "other", "amount") == 7 * WAN
    assert [row["name"] for row in content.rows("indicators")] == ["治理处数", "合格率", "群众满意度"]


def test_self_evaluations_are_those_of_the_year_before(store, tmp_path):
    written = exports.export(store, Selection("selfeval.project.yunnan"), tmp_path)
    [content], _ = contents(written.paths[0])
    assert content.year == 2022
    assert content.number("funds", "total", "rate") == 5000
    assert content.number("total", "total", "score") == 9500
    assert content.number("total", "total", "weight") == 10_000
    assert content.fields["grade"] == "优"


def test_classified_projects_are_never_written(store, tmp_path):
    for key in ("monitoring.project", "target.project", "ledger.project", "ledger.execution"):
        wanted = Selection(key, unit="102", month=9)
        written = exports.template(store, wanted, tmp_path / key)
        assert written.classified == 1
        for path in written.paths:
            words = [str(cell.value) for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
            assert "机密工程" not in words
            assert "校舍维修" in words


def test_a_template_is_prefilled_from_the_target_in_force_and_leaves_what_is_done_open(store, tmp_path):
    written = exports.template(store, Selection("monitoring.project", unit="101", month=10), tmp_path)
    [content], identity = contents(written.paths[0])
    assert content.fields["goal"] == "治理三处", "the approved version, not the newer draft"
    assert len(content.rows("indicators")) == 3
    assert content.number("funds", "total", "initial") == 157 * WAN
    assert content.number("funds", "fiscal", "initial") == 150 * WAN
    assert content.number("funds", "total", "executed") is None
    assert identity["month"] == 10
    made = openpyxl.load_workbook(written.paths[0]).active
    assert made.protection.sheet
    assert made["H7"].protection.locked is False


def test_a_template_says_what_was_said_before(store, tmp_path):
    written = exports.template(store, Selection("monitoring.project", unit="101", month=9), tmp_path)
    [content], _ = contents(written.paths[0])
    assert content.rows("indicators")[0]["actual"] == "1"


def test_an_empty_target_offers_the_places_of_indicators(store, tmp_path):
    written = exports.template(store, Selection("target.department", unit="101"), tmp_path)
    made = openpyxl.load_workbook(written.paths[0]).active
    words = [cell.value for row in made.iter_rows() for cell in row]
    assert {"数量指标", "可持续影响指标", "服务对象满意度指标"} <= set(words)
    found, _ = contents(written.paths[0])
    assert all(not content.rows("indicators") for content in found), "a place without a name is no indicator"


def test_lists_are_one_workbook_for_the_office(store, tmp_path):
    written = exports.export(store, Selection("ledger.project"), tmp_path)
    assert [path.name for path in written.paths] == ["530402_红塔区财政局_项目库台账_2023.xlsx"]
    [content], identity = contents(written.paths[0])
    assert identity["unit"] == ""
    rows = content.rows("projects")
    assert [row["adjusted"] for row in rows] == [120 * WAN, 50 * WAN, 7 * WAN, 10 * WAN]
    assert [row["source"] for row in rows] == ["县级", "省级", "单位资金", "市级"]
    assert rows[0]["executed"] == 66 * WAN
    [units], _ = contents(exports.export(store, Selection("ledger.unit"), tmp_path).paths[0])
    assert [row["kind"] for row in units.rows("units")] == ["主管部门", "预算单位", "主管部门"]
    assert units.rows("units")[1]["parent"] == "水利局"
    [paid], _ = contents(exports.export(store, Selection("ledger.execution", month=6), tmp_path).paths[0])
    assert paid.rows("lines")[0]["executed"] == 30 * WAN
    assert paid.rows("lines")[0]["month"] == 6
    [found], _ = contents(exports.export(store, Selection("rectify.ledger"), tmp_path).paths[0])
    assert found.rows("findings")[0]["person"] == "李明"
    assert set(found.rows("findings")[0]["units"].split("、")) == {"水管站", "教育体育局"}


def test_list_templates_are_one_a_department_with_spare_rows(store, tmp_path):
    written = exports.template(store, Selection("ledger.project"), tmp_path)
    assert [path.name[:3] for path in written.paths] == ["101", "102"]
    made = openpyxl.load_workbook(written.paths[0]).active
    assert made.max_row >= 3 + 3 + exports.SPARE_ROWS


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Selection("selfeval.projekt"), "没有表"),
        (Selection("monitoring.project", unit="999"), "没有代码为“999”的单位"),
        (Selection("monitoring.project", project="Z9"), "没有代码为“Z9”的项目"),
        (Selection("monitoring.project", year=2019), "还没有监控表"),
        (Selection("selfeval.department"), "没有可以写出"),
    ],
)
def test_what_cannot_be_written_is_told(store, tmp_path, wanted, words):
    with pytest.raises(UserError, match=words):
        exports.export(store, wanted, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_monitoring_template_needs_its_month(store, tmp_path):
    with pytest.raises(UserError, match="截止月份"):
        exports.template(store, Selection("monitoring.project"), tmp_path)


def test_the_commands_write_and_never_touch_the_file(office, tmp_path, capsys):
    before = office.read_bytes()
    folder = tmp_path / "出"
    arguments = ["export", str(office), "--form", "monitoring.project", "--to", str(folder), "--as", "both"]
    assert main([*arguments, "--project", "A1"]) == 0
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".xlsx"]
    assert main(["template", str(office), "--form", "selfeval.project", "--year", "2022", "--to", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(folder), str(folder)]
    assert "已写入 2 个文件" in told.err
    assert main(["export", str(office), "--form", "nothing", "--to", str(folder)]) == 2
    assert "没有表" in capsys.readouterr().err
    assert office.read_bytes() == before


@pytest.mark.skipif(
    which("soffice") is None, reason="LibreOffice (soffice) is needed to fill a template as a clerk does"
)
def test_a_template_filled_and_saved_by_libreoffice_comes_back_as_typed(office, tmp_path):
    with open_store(office, read_only=True) as store:
        written = exports.template(store, Selection("monitoring.project", unit="101", month=10), tmp_path / "发出")
    made = openpyxl.load_workbook(written.paths[0])
    sheet = made.active
    sheet["H7"], sheet["H8"] = 99.5, 0.5
    sheet["F12"], sheet["F13"], sheet["O12"] = "2", "100%", "√"
    sheet["M12"] = "=雨季停工"[1:]
    made.save(written.paths[0])
    saved = through_libreoffice(written.paths[0], tmp_path / "收回")
    [content], identity = contents(saved)
    assert content.number("funds", "fiscal", "executed") == 99_500_000
    assert content.number("funds", "total", "executed") == 100 * WAN, "the live sum"
    assert content.number("funds", "total", "rate") == 6369, "the live rate"
    assert content.rows("indicators")[0]["actual"] == "2"
    assert content.rows("indicators")[1]["actual"] == "100%"
    assert content.rows("indicators")[0]["reason"] == "雨季停工"
    assert content.rows("indicators")[0]["likely_possible"] is True
    assert identity["unit"] == "d1"
    assert main(["import", str(office), str(saved)]) == 0
    with open_store(office, read_only=True) as store:
        [row] = store.rows("SELECT subject, executed, state FROM monitoring WHERE month = 10")
    assert row == ("p1", 100 * WAN, "submitted")


def through_libreoffice(path: Path, folder: Path) -> Path:
    folder.mkdir()
    profile = (folder / "profile").as_uri()
    command = [which("soffice"), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / path.name


def test_a_finding_on_a_classified_project_is_printed_without_what_it_is_about(store, tmp_path):
    ((finding, name, description),) = store.rows("SELECT id, subject_name, description FROM finding LIMIT 1")
    ((project,),) = store.rows("SELECT id FROM project LIMIT 1")
    copy = tmp_path / "副本.perfdesk"
    shutil.copyfile(store.path, copy)
    with open_store(copy) as own:
        with own.change("定密") as change:
            change.put("project", ("office", "id", "classified"), [(own.office, project, 1)])
            kept = (own.office, finding, "project", project)
            change.put("finding", ("office", "id", "subject_kind", "subject"), [kept])
        [path] = exports.export(own, Selection("rectify.ledger"), tmp_path).paths
    [found], _ = contents(path)
    assert found.rows("findings")[0]["subject"] == "涉密项目"
    text = " ".join(str(cell.value) for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row)
    assert name not in text
    assert description not in text
