"""figures on the command line: the JSON of the interface, a table, a workbook, words for wrong questions."""

import json
import shutil
from decimal import Decimal

import openpyxl
import pytest

from perfdesk.__main__ import main
from perfdesk.catalog import figures
from perfdesk.store.file import open_store
from tests.store.small_ledger import Ledger

KEYS = ["key", "title", "unit", "scope", "value", "top", "bottom", "expected", "filled", "definition", "basis"]


@pytest.fixture(scope="module")
def small(empty_master, tmp_path_factory):
    path = shutil.copyfile(empty_master, tmp_path_factory.mktemp("command") / "小.perfdesk")
    with open_store(path) as store:
        Ledger(store).fill()
    return path


def asked(capsys, *arguments):
    status = main(["figures", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_json_has_the_keys_of_the_interface(small, capsys):
    before = small.read_bytes()
    status, out, _ = asked(capsys, small, "--json")
    found = json.loads(out)
    assert (status, found["office"], found["year"]) == (0, "红塔区财政局", 2023)
    assert [list(one) for one in found["figures"]] == [KEYS] * (2 * len(figures.keys()))
    assert [one["scope"] for one in found["figures"]] == ["own"] * len(figures.keys()) + ["sub"] * len(figures.keys())
    one = next(one for one in found["figures"] if one["key"] == "target.project.rate")
    assert (one["value"], one["top"], one["bottom"], one["expected"], one["filled"]) == ("80.00", "4", "5", 1, 1)
    below = next(one for one in found["figures"] if one["scope"] == "sub" and one["key"] == "target.project.amount")
    assert (below["value"], below["expected"], below["filled"]) == (None, 0, 0)
    assert small.read_bytes() == before


def test_rows_come_when_asked_for(small, capsys):
    _, out, _ = asked(capsys, small, "--json", "--rows", "--scope", "own", "--key", "target.project.superior.amount")
    (one,) = json.loads(out)["figures"]
    assert list(one) == [*KEYS, "rows"]
    assert one["rows"][0] == {
        "office": "530402",
        "id": "p2",
        "label": "项目p2",
        "amount": "40.01",
        "top": None,
        "bottom": None,
    }


def test_year_and_month_are_obeyed(small, capsys):
    _, out, _ = asked(capsys, small, "--json", "--key", "selfeval.project.count", "--year", "2024", "--scope", "own")
    assert json.loads(out)["figures"][0]["value"] is None
    _, out, _ = asked(capsys, small, "--json", "--key", "monitor.project.count", "--month", "6", "--scope", "own")
    assert json.loads(out)["figures"][0]["value"] == "2"


def test_the_table_is_aligned_and_says_what_is_missing(small, capsys):
    status, out, _ = asked(capsys, small)
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "红塔区财政局  2023 年度  本级"
    assert lines[-1] == "没有下级机构"
    amount = next(line for line in lines if line.endswith("target.project.amount"))
    assert "195.01  万元" in amount
    assert any("1-9月" in line and line.endswith("monitor.project.count") for line in lines)


def test_the_table_shows_rows(small, capsys):
    _, out, _ = asked(capsys, small, "--rows", "--key", "target.project.rate", "--scope", "own")
    assert len(out.splitlines()) == 2 + 6
    assert "0/1    项目p3" in out


def test_the_workbook_holds_exact_numbers(small, capsys, tmp_path):
    path = tmp_path / "统计数.xlsx"
    status, _, err = asked(capsys, small, "--xlsx", path, "--rows")
    assert status == 0
    assert str(path) in err
    book = openpyxl.load_workbook(path)
    rows = list(book["统计数"].iter_rows(min_row=3, values_only=True))
    assert len(rows) == 2 * len(figures.keys())
    by_key = {row[1]: row for row in rows if row[2] == "本级"}
    assert Decimal(str(by_key["target.project.amount"][3])) == Decimal("195.01")
    assert by_key["target.department.count"][3] == 2
    assert by_key["target.project.rate"][5:7] == (4, 5)
    assert next(row for row in rows if row[2] == "下级")[3] in {None, 0}
    behind = list(book["明细"].iter_rows(min_row=2, values_only=True))
    assert ("selfeval.accounts", "本级", "530402", "政府性基金预算") in {row[:4] for row in behind}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--key", "target.nothing"], "没有统计数 target.nothing。相近的有：target.department.count"),
        (["--key", "x"], "没有统计数 x。不写 --key 时列出全部代号"),
        (["--month", "13"], "月份 13 不对"),
        (["--xlsx", "nowhere/x.xlsx"], "写不了 nowhere/x.xlsx"),
    ],
)
def test_wrong_questions_are_answered_in_words(small, capsys, arguments, words):
    status, out, err = asked(capsys, small, *arguments)
    assert (status, out) == (2, "")
    assert words in err


def test_a_missing_file_is_no_bug(capsys, tmp_path):
    status, _, err = asked(capsys, tmp_path / "没有.perfdesk")
    assert status == 2
    assert "没有.perfdesk" in err
