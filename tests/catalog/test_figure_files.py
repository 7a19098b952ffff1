"""The figures' files are read strictly, and they are the figures that the reports need."""

import tomllib
from pathlib import Path

import pytest

from perfdesk.catalog import figures

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = tomllib.loads((ROOT / "tests/golden/seed_figures.toml").read_text(encoding="utf-8"))
GOOD = """-- key: x.count
-- title: 数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.project
-- definition: 第一行
--   第二行
-- basis: 文号
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s JOIN project AS p ON p.office = s.office
"""


def test_a_good_file_is_read_whole(tmp_path):
    path = tmp_path / "x.count.sql"
    path.write_text(GOOD, encoding="utf-8")
    found = figures.load(path)
    assert (found.definition, found.basis, found.distinct) == ("第一行第二行", "文号", "office, id")
    assert found.sql.startswith("SELECT")
    assert not found.monitors


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("-- unit: 个\n", "", "x.count.sql:9: the head lacks unit"),
        ("-- unit: 个", "-- units: 个", "x.count.sql:3: unknown key units"),
        ("-- unit: 个", "-- unit: 个\n-- unit: 条", "x.count.sql:4: unit stands twice"),
        ("aggregate: count", "aggregate: total", "x.count.sql:4: aggregate is one of"),
        ("budget_year: Y", "budget_year: 2020", "x.count.sql:5: budget_year is one of"),
        ("filled: target.project", "filled: target", "x.count.sql:6: filled is one of"),
        ("-- key: x.count", "-- key: x.sum", "x.count.sql:1: the key x.sum is not the file's name"),
        ("-- key: x.count", "--   more\n-- key: x.count", "x.count.sql:1: a continuation without a key"),
        ("-- title: 数", "--title 数", "x.count.sql:2: not a line of the head"),
        ("-- title: 数", "-- title:", "x.count.sql:2: not a line of the head"),
        ("-- basis: 文号", "-- basis: 文号\n-- distinct: id", "x.count.sql:11: only a distinct figure"),
        ("SELECT p", "DELETE p", "x.count.sql:10: the body is one SELECT"),
        ("s.office\n", "s.office;\n", "x.count.sql:10: the body is one SELECT"),
        ("FROM in_scope", "FROM office", "x.count.sql:10: the body does not look at in_scope"),
        ("p.id,", ":limit,", "x.count.sql:10: unknown parameter :limit"),
    ],
)
def test_a_bad_file_fails_with_file_and_line(tmp_path, old, new, where):
    assert old in GOOD
    path = tmp_path / "x.count.sql"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(figures.FigureError) as error:
        figures.load(path)
    assert str(error.value).startswith(where)


def test_an_unknown_key_is_no_figure():
    with pytest.raises(KeyError):
        figures.figure("target.nothing")


def test_the_figures_are_those_of_the_reports():
    assert sorted(GOLDEN) == sorted(figures.keys())
    for key, wanted in GOLDEN.items():
        found = figures.figure(key)
        assert (found.title, found.unit) == (wanted["title"], wanted["unit"])
        assert (found.aggregate, found.budget_year) == (wanted["aggregate"], wanted["budget_year"])


def test_a_clerk_can_read_every_head():
    for one in figures.all_figures():
        assert len(one.definition) >= 15
        assert one.definition.endswith("。")
        assert "预" in one.basis


def shared_figures():
    path = ROOT.parent / "shared/figures/figures.toml"
    if not path.is_file():
        pytest.skip("没有 ../shared，跳过与统计数清单的核对")
    return {one["key"]: one for one in tomllib.loads(path.read_text(encoding="utf-8"))["figure"]}


def test_nothing_in_scope_is_missing_from_the_list_of_figures():
    listed = shared_figures()
    later = {"monitor.reminder.count", "monitor.circular.count"}
    groups = ("target", "monitor", "selfeval", "rectify", "office")
    assert {key for key in listed if key.split(".")[0] in groups} - later == set(figures.keys())


def test_the_expected_values_are_those_of_the_list():
    for key, one in shared_figures().items():
        for office, seed in one.get("seeds", {}).items() if key in GOLDEN else []:
            for scope in ("own", "sub"):
                value = seed.get(f"{scope}_ledger", seed.get(scope))
                shown = None if value is None else f"{value:.2f}" if one["unit"] in {"万元", "%"} else str(value)
                assert GOLDEN[key][office].get(scope) == shown
