"""Thirty published documents: what is read, what is refused, every repair, the scores; all in one golden table."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from perfdesk.catalog import forms
from perfdesk.catalog.settings import year_settings
from perfdesk.domain.money import fen, wan
from perfdesk.domain.scoring import FORMS as SCORED
from perfdesk.domain.scoring import Score, score
from perfdesk.files.guard.admit import admit
from perfdesk.files.recognise import recognise
from perfdesk.files.spreadsheet import grids

if TYPE_CHECKING:
    from perfdesk.domain.problem import Problem
    from perfdesk.domain.reading import Reading

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("published_books", HERE / "build.py")
assert _spec is not None
assert _spec.loader is not None
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in build.cases()}
TABLES = [key for key, case in CASES.items() if case["kind"] != "self_eval_report_text"]
SURE = [key for key in TABLES if CASES[key]["extraction_confidence"] == "high"]


@cache
def described():
    return tuple(forms.form(key) for key in forms.keys())  # noqa: SIM118 - a function, no dict


@cache
def read(key: str) -> tuple[list[Reading], list[Problem]]:
    path = HERE / "books" / build.file_name(CASES[key])
    admitted = admit(path.read_bytes(), path.name)
    return recognise(grids(admitted), forms=described(), path=path.name)


def hundredths(value: Any) -> int | None:
    return None if value is None else int(Decimal(str(value)) * 100)


def test_every_case_has_its_book_and_no_other_book_is_there():
    assert sorted(path.name for path in (HERE / "books").iterdir()) == sorted(
        build.file_name(c) for c in CASES.values()
    )


def test_a_third_was_saved_again_by_libreoffice():
    resaved = [key for key, suffix in build.RESAVED.items() if suffix]
    assert 3 * len(resaved) >= len(CASES)
    assert {".xls", ".ods", ".xlsx"} == set(build.RESAVED.values())


@pytest.mark.parametrize("key", [key for key in CASES if key not in build.RESAVED])
def test_the_books_are_what_the_facts_say(key, tmp_path):
    build.workbook(CASES[key], CASES).save(tmp_path / "new.xlsx")
    stored = admit((HERE / "books" / build.file_name(CASES[key])).read_bytes(), "stored.xlsx")
    made = admit((tmp_path / "new.xlsx").read_bytes(), "new.xlsx")
    assert [grid.rows for grid in grids(stored)] == [grid.rows for grid in grids(made)]


@pytest.mark.parametrize("key", TABLES)
def test_a_table_is_recognised(key):
    readings, problems = read(key)
    expected = {"self_eval_project": "selfeval.project", "self_eval_department": "selfeval.department",
                "monitoring": "monitoring.project", "target": "target.project"}  # fmt: skip
    assert readings, [problem.message for problem in problems]
    assert readings[0].form.startswith(expected[CASES[key]["kind"]])
    assert len(readings) == (3 if key == "C19" else 1)
    assert [problem for problem in readings[0].problems if problem.level == "error"] == []


@pytest.mark.parametrize("key", [key for key in CASES if CASES[key]["kind"] == "self_eval_report_text"])
def test_a_narrative_is_refused_as_text(key):
    readings, problems = read(key)
    assert readings == []
    assert [(problem.level, problem.rule, problem.cell) for problem in problems] == [("error", "D53", "A1")]
    assert "文字报告" in problems[0].message


@pytest.mark.parametrize("key", TABLES)
def test_every_indicator_is_read_as_published(key):
    rows = read(key)[0][0].content.rows("indicators")
    published = CASES[key]["indicators"]
    assert len(rows) == len(published)
    for row, fact in zip(rows, published, strict=True):
        name = fact["level3"]
        if key in ("C07", "C21"):
            name = name.lstrip("指标").lstrip("0123456789").lstrip(":")
        assert row.get("name") == name
        if not key.startswith(("C15", "C30")):
            assert str(row["level1"]).startswith(fact["level1"])
            assert row["level2"] == fact["level2"]
        assert (row.get("weight"), row.get("score")) == (hundredths(fact["weight"]), hundredths(fact["score"]))
        if fact["target"] is not None and fact["sign"] is None and not fact["unit"]:
            assert str(row["value"]) in fact["target"].replace("，", ",")
            assert not row["value"] or row.get("relation") or fact["target"][0] not in "≥≤><="
        if key not in ("C37", "T03") and fact["actual"] is not None:
            assert row.get("actual") == fact["actual"]


FUNDS = [
    (key, row, fund)
    for key, rows in {
        "C01": ["total", "fiscal"], "C02": ["total", "fiscal", "special", "own"], "C03": ["total", "fiscal",
        "special", "own"],
        "C07": ["total", "fiscal"], "C09": ["total", "fiscal"], "C12": ["total", "fiscal"], "C17": ["total"],
        "C19": ["total", "fiscal"], "C21": ["total", "fiscal"], "C23": ["total", "fiscal"], "C24": ["total", "fiscal"],
        "C25": ["total", "central"], "C28": ["total", "central", "province", "local", "other"], "C32": ["total",
        "fiscal"],
        "C35": ["total", "fiscal"],
    }.items()
    for row, fund in zip(rows, CASES[key]["funds"], strict=False)
]  # fmt: skip


@pytest.mark.parametrize(("key", "row", "fund"), FUNDS, ids=[f"{key}.{row}" for key, row, _ in FUNDS])
def test_money_is_exact(key, row, fund):
    content = read(key)[0][0].content
    unit = CASES[key]["money_unit"]
    for column in ("initial", "adjusted", "executed"):
        stated = fund[column]
        assert content.number("funds", row, column) == (None if stated is None else fen(Decimal(str(stated)), unit))
    for column in ("weight", "score"):
        wanted = None if key == "C17" and column == "weight" else hundredths(fund[column])
        assert content.number("funds", row, column) == wanted


@pytest.mark.parametrize(
    ("key", "amount"),
    [("T01", 854), ("T03", 164), ("T06", 20), ("T07", 7), ("T09", 438.768), ("T11", 814), ("T12", 259), ("T13", 25)],
)
def test_target_money_is_exact(key, amount):
    assert read(key)[0][0].content.number("funds", "total", "amount") == fen(Decimal(str(amount)), "万元")


def test_every_value_carries_its_cell_and_the_cell_holds_it():
    for key in TABLES:
        path = HERE / "books" / build.file_name(CASES[key])
        sheets = {grid.name: grid for grid in grids(admit(path.read_bytes(), path.name))}
        for reading in read(key)[0]:
            grid = sheets[reading.sheet]
            for at, row in enumerate(reading.content.rows("indicators")):
                if not row.get("name"):
                    continue
                cell = reading.cell(f"indicators.{at}.name")
                letters = cell.rstrip("0123456789")
                column = 0
                for letter in letters:
                    column = 26 * column + ord(letter) - 64
                held = grid.rows[int(cell[len(letters) :]) - 1 - grid.top][column - 1 - grid.left]
                assert str(row["name"]) in str(held)


def test_the_table_of_all_cases(golden):
    golden("cases.txt", "\n".join(line for key in CASES for line in report(key)) + "\n")


def report(key: str) -> list[str]:
    """What became of one case, as the golden file prints it."""
    case = CASES[key]
    readings, problems = read(key)
    head = f"{key} {build.file_name(case).rpartition('.')[2]} {case['region']} {case['form_variant']}"
    lines = [head, "=" * 20]
    lines += [f"  文件  {p.level} {p.rule} {p.sheet}!{p.cell} {p.message}" for p in problems]
    if not readings:
        lines.append("  结果  拒收")
    for reading in readings:
        lines += told(reading)
    return [*lines, ""]


def told(reading: Reading) -> list[str]:
    content = reading.content
    total = content.matrices.get("funds", {}).get("total", {})
    money = " ".join(f"{name}={wan(value)}" for name, value in total.items()
                     if name in ("initial", "adjusted", "executed", "amount") and isinstance(value, int))  # fmt: skip
    month = f" {content.month}月" if content.month else ""
    shape = f"{content.year}年{month} 指标 {len(content.rows('indicators'))} 条 {money}"
    lines = [f"  结果  {reading.form} {reading.layout} {reading.sheet}!{reading.anchor} {shape}"]
    lines += [
        f"  修复  {r.rule} {r.cell} {r.field} “{' '.join(r.raw.split())}” -> {r.value}{r.unit}" for r in reading.repairs
    ]
    lines += [f"  问题  {p.level} {p.rule} {p.cell} {p.field} {p.message}" for p in reading.problems]
    if reading.form in SCORED:
        lines += scored(score(content, year_settings(content.year or 2023)))
    return lines


def scored(found: Score) -> list[str]:
    """The published and the computed score of every line that differs, with the rule's reason."""
    entered = "—" if found.entered is None else f"{found.entered / 100:.2f}"
    grades = f"{found.grade_entered or '—'}/{found.grade_computed or '—'}"
    return [
        f"  得分  公布 {entered} 计算 {found.computed / 100:.2f} {grades}",
        *(
            f"        {line.name}：公布 {line.entered / 100:.2f} 计算 {line.computed / 100:.2f}，{line.why}"
            for line in found.all_lines
            if line.entered is not None and line.entered != line.computed
        ),
    ]
