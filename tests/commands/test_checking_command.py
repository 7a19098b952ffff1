"""check and score as an office's scripts call them: one JSON document, the exit status, nothing written."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from perfdesk.__main__ import main
from perfdesk.store.file import create
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.change import Change

OFFICE = "530402"
ROWS = (("农村供水管网改造长度", "数量指标", "产出指标", "120", "公里", "90", 3000, 3000),
        ("管网改造验收合格率", "质量指标", "产出指标", "100", "%", "100%", 2000, 2000),
        ("工程按期完工率", "时效指标", "产出指标", "100", "%", "100%", 1000, 1000),
        ("供水受益人口", "社会效益指标", "效益指标", "3000", "人", "3100", 2000, 2000),
        ("供水户满意度", "服务对象满意度指标", "满意度指标", "90", "%", "93%", 1000, 1000))  # fmt: skip


def _put(change: Change, table: str, **columns: Any) -> str:
    row = {"office": OFFICE, "id": new_id(), **columns}
    change.put(table, tuple(row), [tuple(row.values())])
    return str(row["id"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An office with one self-evaluation of 2023 that claims too much."""
    path = tmp_path / "红塔.perfdesk"
    store = create(path, code=OFFICE, name="红塔区财政局", level="county", kind="县区", year=2023)
    with store, store.change("建账") as change:
        unit = _put(change, "unit", code="106", name="水利局", kind="department")
        named = {"code": "53040223100000000001", "series": "a", "year": 2023}
        project = _put(change, "project", name="供水管网改造", unit=unit, department=unit, needs_target=0, **named)
        money = {"initial": 200_000_000, "adjusted": 200_000_000, "executed": 190_000_000}
        told = {"goal": "完成农村供水管网改造任务，保障群众饮水安全", "grade": "优", "total": 10_000}
        scored = {"execution_weight": 1000, "execution_score": 1000, "layout": "selfeval.project", "state": "submitted"}
        subject = {"subject_kind": "project", "subject": project, "year": 2023}
        sheet = _put(change, "selfeval", **subject, **scored, **money, **told)
        for at, (name, level2, level1, value, measure, actual, weight, score) in enumerate(ROWS, 1):
            aim = {"relation": "=" if value == "100" else ">=", "value": value, "measure": measure, "actual": actual}
            place = {"stage": "selfeval", "sheet": sheet, "key": f"k{at}", "ordinal": at}
            levels = {"level1": level1, "level2": level2, "name": name, "weight": weight, "score": score}
            _put(change, "observation", **place, **levels, **aim)
    return path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_check_prints_one_document_and_exits_with_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _digest(file)
    assert main(["check", str(file), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["year"], found["errors"], found["warnings"], found["hints"]) == (2023, 1, 3, 0)
    assert {problem["rule"] for problem in found["problems"]} == {"R035", "R036", "R038", "R046"}
    (one,) = [problem for problem in found["problems"] if problem["rule"] == "R038"]
    assert one == {
        "rule": "R038",
        "level": "error",
        "unit": "水利局",
        "project": "供水管网改造",
        "form": "selfeval.project",
        "field": "indicators.0.reason",
        "message": "指标“农村供水管网改造长度”目标 ≥120公里，实际 90，没有完成，也没有填偏差原因分析及改进措施",
        "basis": "财预〔2020〕10号 项目支出绩效评价管理办法",
        "left": "90",
        "right": "≥120公里",
    }
    assert _digest(file) == before


def test_check_of_one_rule(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file), "--rule", "R046"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "",
        "水利局  供水管网改造",
        "  警告 R046 总分 100.00 分，执行率 95.00% 不到 100%",
        "",
        "2023 年度：错误 0 个，警告 1 个，提示 0 个",
    ]
    assert main(["check", str(file), "--year", "2021", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []
    assert main(["check", str(file), "--rule", "R000"]) == 2
    assert "R000" in capsys.readouterr().err


def test_score_prints_computed_beside_entered(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _digest(file)
    assert main(["score", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (item,) = found["items"]
    lines = item.pop("lines")
    assert item == {
        "project": "供水管网改造",
        "unit": "水利局",
        "entered": "100.00",
        "computed": "92.00",
        "grade_entered": "优",
        "grade_computed": "优",
    }
    assert lines[0] == {
        "name": "预算执行率",
        "level1": "预算执行",
        "weight": "10.00",
        "target": "200.00万元",
        "actual": "190.00万元",
        "entered": "10.00",
        "computed": "9.50",
        "rule": "R035",
        "why": "执行数 190.00 万元 ÷ 全年预算数 200.00 万元 ＝ 95.00%，× 10.00 分",
    }
    assert (lines[1]["entered"], lines[1]["computed"], lines[1]["rule"]) == ("30.00", "22.50", ["R036", "R038"])
    assert lines[2]["rule"] is None
    assert _digest(file) == before
    assert main(["score", str(file)]) == 0
    assert "填报 100.00  计算 92.00" in capsys.readouterr().out


def test_no_file_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "无.perfdesk"), "--json"]) == 2
    assert main(["score", str(tmp_path / "无.perfdesk")]) == 2
    assert capsys.readouterr().out == ""
