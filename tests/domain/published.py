"""Published self-evaluations as contents, built from the collection of cases beside the project."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from perfdesk.domain.content import Content, Row
from perfdesk.domain.money import fen
from perfdesk.domain.values import combine, percent, target

COLLECTION = Path(__file__).parents[3] / "shared" / "cases" / "cases.json"
ROWS = {
    "总额": "total",
    "年度资金总额": "total",
    "年度财政资金总额": "total",
    "其他资金": "other",
    "上年结转资金": "carryover",
    "其中:中央资金": "central",
    "省级资金": "province",
    "地方资金": "local",
    "财政专户管理资金": "special",
    "单位资金": "own",
}


@cache
def cases() -> dict[str, dict[str, Any]]:
    """The published documents by their number; empty where the collection is not there."""
    if not COLLECTION.exists():
        return {}
    return {case["id"]: case for case in json.loads(COLLECTION.read_text(encoding="utf-8"))["cases"]}


def _points(value: float | str | None) -> int | None:
    return None if value is None else int(Decimal(str(value)) * 100)


def _money(value: float | None, unit: str) -> int | None:
    return None if value is None else fen(Decimal(str(value)), unit)


def _funds(case: dict[str, Any]) -> dict[str, Row]:
    unit = "元" if case["money_unit"].startswith("元") else "万元"
    funds: dict[str, Row] = {}
    for line in case["funds"]:
        row: Row = {name: _money(line.get(name), unit) for name in ("initial", "adjusted", "executed")}
        row["weight"], row["score"] = _points(line.get("weight")), _points(line.get("score"))
        row["rate"] = percent(line.get("rate_as_written")).value
        funds.setdefault(ROWS.get(line["label"], "fiscal"), row)
    return funds


def _indicator(given: dict[str, Any]) -> Row:
    if given["unit"] or given["sign"]:
        sign = {"≧": ">=", "═": "=", "≤": "<=", "=": "="}.get(given["sign"] or "")
        aim = combine(sign, given["target"], given["unit"]).value
    else:
        aim = target(given["target"]).value
    return {
        "level1": given["level1"] + (f"({given['level1_weight']}分)" if given["level1_weight"] else ""),
        "level2": given["level2"] or "",
        "name": given["level3"],
        "relation": aim.relation if aim else "",
        "value": aim.value if aim else "",
        "measure": aim.measure if aim else "",
        "actual": given["actual"],
        "weight": _points(given["weight"]),
        "score": _points(given["score"]),
        "reason": given["note"] if "note" in given and "sub-item" not in given["note"] else None,
    }


def content(case: dict[str, Any]) -> Content:
    """One published case as the content of a form."""
    whole: Row = {"weight": _points(case["total_weight"]), "score": _points(case["total_score"])}
    return Content(
        form="selfeval.department" if "department" in case["kind"] else "selfeval.project",
        year=case["year"],
        fields={"project_name": case["project"], "department": case["department"], "grade": case["grade"]},
        matrices={"funds": _funds(case), "total": {"total": whole}},
        tables={"indicators": [_indicator(row) for row in case["indicators"] if row["level3"]]},
    )
