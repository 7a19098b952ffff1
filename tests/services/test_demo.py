"""The practice offices show the figures of the published reports, and these arise from all their rows."""

import os
import sqlite3
import tomllib
from pathlib import Path

import pytest

from perfdesk.__main__ import main
from perfdesk.catalog import practice
from perfdesk.domain.errors import Cancelled, UserError
from perfdesk.services import demo, figures, packages
from perfdesk.store.file import open_store

MONEY = "FROM funding AS f JOIN project AS p ON p.office = f.office AND p.id = f.project"
GOLDEN = tomllib.loads((Path(__file__).resolve().parents[1] / "golden/seed_figures.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hongta(tmp_path_factory):
    path = tmp_path_factory.mktemp("hongta") / "红塔区.perfdesk"
    demo.build(path, "hongta-2023")
    return path


@pytest.fixture(scope="module")
def yuxi(tmp_path_factory):
    path = tmp_path_factory.mktemp("yuxi") / "玉溪市.perfdesk"
    made = demo.build(path, "yuxi-2020")
    return path, made


def shown(path, **question):
    found = figures.answer(path, figures.Question(**question))
    return {(value.figure.key, value.scope): value for value in found.values}


def wanted(office):
    return [((key, scope), value) for key, seeds in GOLDEN.items() for scope, value in seeds.get(office, {}).items()]


def test_hongta_shows_its_report(hongta):
    values = shown(hongta)
    for key, value in wanted("hongta-2023"):
        assert values[key].text == value, key
    assert values["target.project.rate", "own"].text == "100.00"
    assert values["selfeval.accounts", "own"].text == "4"
    half = shown(hongta, month=6)
    assert half["monitor.project.count", "own"].text == "2043"
    assert half["monitor.department.count", "own"].text == "68"


def test_yuxi_shows_its_report_and_the_counties(yuxi):
    path, made = yuxi
    values = shown(path)
    for key, value in wanted("yuxi-2020"):
        assert values[key].text == value, key
    below = values["target.project.amount", "sub"]
    assert (below.expected, below.filled) == (9, 9)
    assert [one.departments for one in made[1:]] == [
        county.departments for county in practice.plan("yuxi-2020").counties
    ]
    october = shown(path, month=10)
    assert october["monitor.special_bond.count", "own"].text == "12"
    assert october["monitor.special_bond.amount", "own"].text == "150000.00"
    assert october["monitor.project.rate", "own"].text == "100.00"


def test_the_counties_came_as_packages_and_left_no_key(yuxi, profile):
    path, _ = yuxi
    with open_store(path, read_only=True) as city:
        receipts = city.rows("SELECT sender, kind, seq, differences FROM receipt ORDER BY sender")
        assert receipts == [(county.code, "annual", 1, "[]") for county in practice.plan("yuxi-2020").counties]
        assert len(city.rows("SELECT code FROM roster")) == 9
    assert os.environ["PERFDESK_PROFILE"] == str(profile)
    assert list(profile.rglob("*.key")) == []


def test_one_funding_line_moves_the_figures(hongta):
    with open_store(hongta) as store:
        (line, project, adjusted), *_ = store.rows(
            f"SELECT f.id, f.project, f.adjusted {MONEY} "
            "WHERE p.year = 2023 AND p.class = 'own' AND f.source = 'county' ORDER BY f.id"
        )
        with store.change("调整预算") as change:
            change.put("funding", ("office", "id", "adjusted"), [(store.office, line, adjusted + 1_230_000)])
        try:
            found = figures.compute(
                store, figures.Question(scope="own", key="target.project.amount", rows=True)
            ).values[0]
            assert found.text == "207452.23"
            assert project in {row.id for row in found.rows}
            assert (
                figures.compute(store, figures.Question(scope="own", key="target.project.own.amount")).values[0].text
                == "128620.69"
            )
        finally:
            store.undo()
    assert shown(hongta)["target.project.amount", "own"].text == "207451.00"


def test_no_project_carries_the_remainder(hongta):
    with open_store(hongta, read_only=True) as store:
        amounts = [
            amount
            for (amount,) in store.rows(
                f"SELECT SUM(f.adjusted) {MONEY} "
                "WHERE p.year = 2023 AND f.source <> 'own_funds' AND f.source <> 'other' GROUP BY p.id ORDER BY 1"
            )
        ]
    assert sum(amounts) == 207_451_000_000
    assert all(amount % 10_000 == 0 and amount >= 300_000 for amount in amounts)
    assert amounts[-1] < sum(amounts) // 20
    assert amounts[len(amounts) // 2] < sum(amounts) // len(amounts)  # many small, few large


def facts(path):
    with open_store(path, read_only=True) as store:
        return packages.facts_digest(store, packages.Wanted("annual", store.year))


def test_the_same_seed_gives_the_same_facts(hongta, tmp_path):
    demo.build(tmp_path / "同.perfdesk", "hongta-2023", seed=1)
    assert facts(tmp_path / "同.perfdesk") == facts(hongta)
    demo.build(tmp_path / "异.perfdesk", "hongta-2023", seed=20)
    assert facts(tmp_path / "异.perfdesk") != facts(hongta)
    values = shown(tmp_path / "异.perfdesk")
    for key, value in wanted("hongta-2023"):
        assert values[key].text == value, key


def test_second_level_units_have_projects_but_are_no_departments(hongta):
    with open_store(hongta, read_only=True) as store:
        kinds = dict(store.rows("SELECT kind, COUNT(*) FROM unit GROUP BY kind"))
        assert kinds["department"] + kinds["township"] == 68
        assert kinds["unit"] > 68
        ((many,),) = store.rows(
            "SELECT COUNT(*) FROM project AS p JOIN unit AS u ON u.office = p.office AND u.id = p.unit "
            "WHERE u.kind = 'unit'"
        )
        assert many > 500
        assert (
            store.rows("SELECT 1 FROM unit WHERE kind = 'unit' AND (parent IS NULL OR leader = '' OR phone = '')") == []
        )


def test_the_ledger_holds_together(hongta):
    """Every reference leads somewhere, names are unique, classes follow the money."""
    with open_store(hongta, read_only=True) as store:
        assert store.rows("SELECT unit, year, name FROM project GROUP BY unit, year, name HAVING COUNT(*) > 1") == []
        assert store.rows("SELECT year, code FROM project GROUP BY year, code HAVING COUNT(*) > 1") == []
        links = (
            "project.unit unit, project.department unit, funding.project project, execution.funding funding, "
            "indicator.target target, finding_unit.finding finding, finding_unit.unit unit, monitoring.target target, "
            "selfeval.target target"
        )
        for link in links.split(", "):
            child, column, parent = link.replace(".", " ").split()
            there = f"EXISTS (SELECT 1 FROM {parent} AS p WHERE p.office = c.office AND p.id = c.{column})"
            assert store.rows(f"SELECT id FROM {child} AS c WHERE NOT {there}") == [], (child, column)
        above = "SUM(CASE WHEN f.source IN ('central', 'province', 'city') THEN f.adjusted ELSE 0 END)"
        other = f"(2 * {above} > SUM(f.adjusted)) <> (p.class = 'superior')"
        wrong = store.rows(f"SELECT p.id {MONEY} GROUP BY p.id HAVING {other}")
        assert len(wrong) < 5  # own_funds may tip the scale of a superior project
        assert store.rows("SELECT 1 FROM funding WHERE adjusted < 0 OR initial < 0") == []
        assert store.rows("SELECT 1 FROM selfeval WHERE total > 10000 OR execution_score > 1000") == []


def test_demo_on_the_command_line(tmp_path, capsys):
    path = tmp_path / "练习.perfdesk"
    assert main(["demo", str(path), "--seed", "7"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(path)
    assert "68 个部门，当年 2043 个项目" in said.err
    before = path.read_bytes()
    assert main(["demo", str(path)]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_an_unknown_office_is_refused_in_words(tmp_path):
    with pytest.raises(UserError, match="没有练习机构 x"):
        demo.build(tmp_path / "x.perfdesk", "x")
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_office_leaves_nothing_behind(tmp_path, profile):
    class Impatient:
        def step(self, done, total, text=""):
            if done:
                raise Cancelled(f"{text} {done}/{total}")

    with pytest.raises(Cancelled):
        demo.build(tmp_path / "半.perfdesk", "yuxi-2020", progress=Impatient())
    assert list(tmp_path.iterdir()) == []
    assert os.environ["PERFDESK_PROFILE"] == str(profile)


def test_the_file_is_an_ordinary_one(hongta):
    with open_store(hongta, read_only=True) as store:
        titles = [action.title for action in store.actions()]
    assert "2023 年 1-9 月绩效运行监控" in titles
    conn = sqlite3.connect(hongta)
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()
