"""One clean content for each form, and for every rule the changes that make it fire and those that do not.

A case is a form's key, the edits to its clean content (path -> value), what is known around it, and the rule. The same
cases run here on the content alone and elsewhere through a workbook, import and check.
"""

# ruff: noqa: E501 - a table of cases reads by the line
from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from perfdesk.domain.content import Content, Row, Scalar

WAN = 1_000_000
GOAL = "全年完成农村供水管网改造，保障农村居民饮水安全，提高供水保证率"


def _target(name: str, relation: str, value: str, measure: str, **more: Scalar) -> Row:
    level2 = {
        "农村供水管网改造长度": "数量指标", "管网改造验收合格率": "质量指标", "管网改造完成时间": "时效指标",
        "供水受益人口": "社会效益指标", "农村居民饮水安全保障程度": "可持续影响指标", "供水户满意度": "服务对象满意度指标",
    }[name]  # fmt: skip
    level1 = "产出指标" if level2[:2] in {"数量", "质量", "时效"} else "效益指标"
    level1 = "满意度指标" if "满意" in level2 else level1
    return {
        "level1": level1,
        "level2": level2,
        "name": name,
        "relation": relation,
        "value": value,
        "measure": measure,
        **more,
    }


def _aims() -> list[Row]:
    return [
        _target("农村供水管网改造长度", ">=", "120", "公里"),
        _target("管网改造验收合格率", "=", "100", "%"),
        _target("管网改造完成时间", "date", "2023-11-30", ""),
        _target("供水受益人口", ">=", "3000", "人"),
        _target("农村居民饮水安全保障程度", "qualitative", "显著提升", ""),
        _target("供水户满意度", ">=", "90", "%"),
    ]


def _rated() -> list[Row]:
    told = (("125", 2000), ("100%", 1500), ("2023-11-20", 1500), ("3100", 1500), ("显著提升", 1500), ("93%", 1000))
    return [
        row | {"actual": actual, "weight": weight, "score": weight}
        for row, (actual, weight) in zip(_aims(), told, strict=True)
    ]


def _watched() -> list[Row]:
    told = (
        ("100", "125"),
        ("100%", "100%"),
        ("", "2023年11月"),
        ("2500", "3100"),
        ("有所提升", "显著提升"),
        ("92%", "93%"),
    )
    return [
        row | {"actual": actual, "forecast": forecast, "likely_certain": True}
        for row, (actual, forecast) in zip(_aims(), told, strict=True)
    ]


_NAMES: dict[str, Scalar] = {
    "project_name": "农村供水管网改造项目", "project_code": "530402231000000000001", "department": "红塔区水利局",
    "unit": "红塔区水利局", "goal": GOAL,
}  # fmt: skip
_EVALUATED: dict[str, Row] = {
    "total": {
        "initial": 200 * WAN, "adjusted": 200 * WAN, "executed": 190 * WAN, "weight": 1000, "rate": 9500, "score": 950,
    },
    "fiscal": {"initial": 180 * WAN, "adjusted": 180 * WAN, "executed": 170 * WAN},
    "carryover": {"initial": 0, "adjusted": 0, "executed": 0},
    "other": {"initial": 20 * WAN, "adjusted": 20 * WAN, "executed": 20 * WAN},
}  # fmt: skip


def _selfeval(form: str) -> Content:
    return Content(
        form=form,
        year=2023,
        fields={**_NAMES, "actual_goal": "已完成供水管网改造 125 公里", "grade": "优"},
        matrices={"funds": _EVALUATED, "total": {"total": {"weight": 10_000, "score": 9950}}},
        tables={"indicators": _rated()},
    )


def _task(name: str, total: int, executed: int, **more: Scalar) -> Row:
    return {
        "name": name, "content": "按计划实施", "total": total * WAN, "fiscal": total * WAN, "other": 0,
        "executed": executed * WAN, "rate": executed * 10_000 // total, "reason": None, **more,
    }  # fmt: skip


def _department() -> Content:
    return Content(
        form="selfeval.department",
        year=2023,
        fields={"department": "红塔区水利局", "goal": GOAL, "grade": "优"},
        matrices={"funds": {"total": _EVALUATED["total"]}, "total": {"total": {"weight": 10_000, "score": 9950}}},
        tables={"indicators": _rated(), "tasks": [_task("供水保障", 120, 115), _task("河道治理", 80, 75)], "years": []},
    )


def _monitored(form: str) -> Content:
    funds: dict[str, Row] = {
        "total": {"initial": 200 * WAN, "executed": 170 * WAN, "rate": 8500, "forecast": 195 * WAN},
        "fiscal": {"initial": 180 * WAN, "executed": 150 * WAN, "rate": 8333, "forecast": 175 * WAN},
        "other": {"initial": 20 * WAN, "executed": 20 * WAN, "rate": 10_000, "forecast": 20 * WAN},
    }
    return Content(
        form=form, year=2023, month=9, fields=dict(_NAMES), matrices={"funds": funds}, tables={"indicators": _watched()}
    )


def _project_target() -> Content:
    return Content(
        form="target.project",
        year=2023,
        fields={**_NAMES, "attribute": "新增项目", "term": "2023"},
        matrices={
            "funds_mid": {"total": {"amount": 500 * WAN}, "fiscal": {"amount": 500 * WAN}},
            "funds": {"total": {"amount": 200 * WAN}, "fiscal": {"amount": 180 * WAN}, "other": {"amount": 20 * WAN}},
        },
        tables={"indicators": _aims()},
    )


def _department_target() -> Content:
    tasks = [
        {
            name: value
            for name, value in _task(title, total, total).items()
            if name not in {"executed", "rate", "reason"}
        }
        for title, total in (("供水保障", 120), ("河道治理", 80))
    ]
    whole: Row = {"total": 200 * WAN, "fiscal": 200 * WAN, "other": 0}
    return Content(
        form="target.department",
        year=2023,
        fields={"department": "红塔区水利局", "goal": GOAL},
        matrices={"tasks_total": {"total": whole}},
        tables={"indicators": _aims(), "tasks": tasks},
    )


CLEAN: dict[str, Content] = {
    "target.project": _project_target(),
    "target.department": _department_target(),
    "monitoring.project": _monitored("monitoring.project"),
    "monitoring.department": _monitored("monitoring.department"),
    "selfeval.project": _selfeval("selfeval.project"),
    "selfeval.project.yunnan": _selfeval("selfeval.project.yunnan"),
    "selfeval.department": _department(),
}


def edited(form: str, edits: dict[str, Any]) -> Content:
    """The clean content of a form with edits.

    A path is that of the content; `month` and `year` are the content's own; `indicators.+` appends a row, and
    `indicators` alone replaces all rows.
    """
    content = copy.deepcopy(CLEAN[form])
    for path, value in edits.items():
        parts = path.split(".")
        if path in {"month", "year"}:
            setattr(content, path, value)
        elif len(parts) == 1 and isinstance(value, list):
            content.tables[path] = copy.deepcopy(value)
        elif len(parts) == 1:
            content.fields[path] = value
        elif parts[1] == "+":
            content.tables[parts[0]].append(dict(value))
        elif parts[1].isdigit():
            content.tables[parts[0]][int(parts[1])][parts[2]] = value
        else:
            content.matrices.setdefault(parts[0], {}).setdefault(parts[1], {})[parts[2]] = value
    return content


@dataclass(frozen=True)
class Case:
    """One rule on one form: `fires` is the level that is expected, "" where the rule must keep silent."""

    rule: str
    form: str
    edits: dict[str, Any]
    fires: str
    place: str = ""
    around: dict[str, Any] = field(default_factory=dict)
    direct: bool = False
    """Whether our own workbook cannot carry the case (a row or cell that it lacks, a value that reading refuses)."""


E, W, H = "error", "warning", "hint"
P, Y, D = "selfeval.project", "selfeval.project.yunnan", "selfeval.department"
T, TD, M, MD = "target.project", "target.department", "monitoring.project", "monitoring.department"
_BARE = {f"indicators.{index}.{column}": None for index in range(6) for column in ("weight", "score")}
_ONE: Row = {"level1": "产出指标", "level2": "数量指标", "relation": ">=", "value": "5", "measure": "次"}


def _more(count: int) -> list[Row]:
    return [
        *_aims(),
        *({**_ONE, "name": f"巡查供水管网第{'一二三四五六七八九十'[n % 10]}{'甲乙'[n // 10]}线"} for n in range(count)),
    ]


CASES: list[Case] = [
    Case("R001", P, {"funds.total.adjusted": 203 * WAN}, E, "funds.total.adjusted"),
    Case("R001", M, {"funds.fiscal.executed": 140 * WAN}, E, "funds.total.executed"),
    Case("R001", T, {"funds.other.amount": 25 * WAN}, E, "funds.total.amount"),
    Case("R001", P, {"funds.total.adjusted": 200 * WAN + 10_000}, ""),
    Case("R001", P, {f"funds.{row}.initial": None for row in ("fiscal", "carryover", "other")}, ""),
    Case("R002", P, {"funds.central.adjusted": 100 * WAN, "funds.county.adjusted": 70 * WAN}, E, "funds.fiscal.adjusted", direct=True),
    Case("R001", P, {"funds.fiscal.adjusted": None, "funds.central.adjusted": 100 * WAN, "funds.local.adjusted": 80 * WAN}, "", direct=True),
    Case("R001", P, {"funds.fiscal.adjusted": None, "funds.central.adjusted": 100 * WAN}, E, "funds.total.adjusted", direct=True),
    Case("R002", T, {"funds.province.amount": 100 * WAN, "funds.city.amount": 80 * WAN}, "", direct=True),
    Case("R003", T, {"funds_mid.total.amount": 150 * WAN, "funds_mid.fiscal.amount": 150 * WAN}, E, "funds_mid.total.amount"),
    Case("R003", T, {"funds_mid.total.amount": 200 * WAN, "funds_mid.fiscal.amount": 200 * WAN}, ""),
    Case("R003", T, {"funds_mid.total.amount": None, "funds_mid.fiscal.amount": None}, ""),
    Case("R004", P, {"funds.total.initial": 0}, W, "funds.total.initial"),
    Case("R004", Y, {"funds.total.executed": None}, W, "funds.total.executed"),
    Case("R004", P, {f"funds.{row}.initial": None for row in _EVALUATED}, ""),
    Case("R005", P, {"funds.other.executed": -20 * WAN}, E, "funds.other.executed"),
    Case("R005", TD, {"tasks.1.other": -1}, E, "tasks.1.other"),
    Case("R005", P, {"funds.other.executed": 0}, ""),
    Case("R006", P, {"funds.other.executed": 21 * WAN}, W, "funds.other.executed"),
    Case("R006", P, {"funds.other.executed": 20 * WAN}, ""),
    Case("R007", P, {"funds.total.initial": 150 * WAN}, W, "funds.total.adjusted"),
    Case("R007", Y, {"funds.total.initial": 150 * WAN, "other": "年中上级追加 50 万元"}, ""),
    Case("R007", P, {"funds.total.initial": None}, ""),
    Case("R008", P, {"funds.total.rate": 9600}, E, "funds.total.rate"),
    Case("R008", D, {"tasks.0.rate": 9000}, E, "tasks.0.rate"),
    Case("R008", P, {"funds.fiscal.rate": 9444}, ""),
    Case("R008", P, {"funds.fiscal.rate": 9400}, ""),
    Case("R008", P, {"funds.fiscal.rate": 9450}, E, "funds.fiscal.rate"),
    Case("R008", P, {"funds.carryover.rate": 0}, ""),
    Case("R009", P, {"funds.total.executed": 170 * WAN}, W, "funds.total.rate"),
    Case("R009", P, {"funds.total.executed": 170 * WAN, "indicators.0.reason": "尾款未到付款期"}, ""),
    Case("R009", P, {"funds.total.executed": 180 * WAN}, ""),
    Case("R009", D, {"tasks.1.executed": 40 * WAN}, W, "tasks.1.reason"),
    Case("R009", D, {"tasks.1.executed": 40 * WAN, "tasks.1.reason": "跨年实施"}, ""),
    Case("R010", P, {}, W, "funds.total.adjusted", {"ledger": 20_000}),
    Case("R010", P, {}, W, "funds.total.adjusted", {"last_year": {"funds.total.adjusted": 20_000}}),
    Case("R010", P, {}, W, "funds.total.adjusted", {"department_budget": 150 * WAN}),
    Case("R010", P, {}, "", "", {"ledger": 210 * WAN, "department_budget": 200 * WAN}),
    Case("R011", P, {"funds.carryover.executed": 5 * WAN}, E, "funds.carryover.executed"),
    Case("R011", P, {"funds.carryover.executed": 0}, ""),
    Case("R012", P, {"funds.total.executed": 210 * WAN}, E, "funds.total.rate"),
    Case("R012", P, {"funds.total.executed": None, "funds.total.rate": 10_300}, E, "funds.total.rate"),
    Case("R012", P, {"funds.total.executed": 200 * WAN, "funds.total.rate": 10_000}, ""),
    Case("R013", TD, {"tasks.0.total": 130 * WAN, "tasks.0.fiscal": 130 * WAN}, W, "tasks_total.total.total"),
    Case("R013", D, {"tasks.1.other": 3 * WAN}, W, "tasks.1.total"),
    Case("R013", T, {"goal": GOAL + "，需20万元和30万元，合计50万元"}, W, "goal"),
    Case("R013", T, {"goal": GOAL + "，合计200万元"}, ""),
    Case("R014", P, {}, W, "funds.total.adjusted", {"raws": {"funds.total.adjusted": "200万（含管网改造150万元）"}}),
    Case("R014", P, {}, W, "funds.total.adjusted", {"raws": {"funds.total.adjusted": "200万200万"}}),
    Case("R014", P, {}, "", "", {"raws": {"funds.total.adjusted": "２００.00万元", "funds.total.rate": "九成五"}}),
    Case("R015", T, {"indicators": _aims()[:3]}, E, "indicators"),
    Case("R015", T, {"indicators": _aims()[3:]}, E, "indicators"),
    Case("R015", T, {"indicators": []}, E, "indicators"),
    Case("R015", T, {"indicators": _aims()[:3], "project_name": "临聘人员工资", "goal": GOAL + "，效益指标不适用"}, ""),
    Case("R016", P, {"indicators.2.level2": "数量指标"}, W, "indicators"),
    Case("R016", T, {"indicators.2.level2": "进度指标"}, ""),
    Case("R017", T, {"indicators.0.value": "", "indicators.0.relation": "", "indicators.0.measure": ""}, E, "indicators.0.value"),
    Case("R017", P, {"indicators.4.value": "  "}, E, "indicators.4.value"),
    Case("R017", T, {"indicators.0.value": "0"}, ""),
    Case("R018", T, {"indicators.0.measure": ""}, E, "indicators.0.measure"),
    Case("R018", T, {"indicators.0.measure": "", "indicators.0.value": "120公里"}, ""),
    Case("R019", T, {"indicators": [_aims()[0], *_aims()[3:5]]}, W, "indicators"),
    Case("R019", T, {"indicators": _more(15)}, W, "indicators"),
    Case("R019", T, {"indicators": _more(14)}, ""),
    Case("R020", P, {"indicators.1.name": "农村供水管网 改造长度"}, E, "indicators.1.name"),
    Case("R020", T, {"indicators.+": {**_ONE, "name": "供水管网巡查次数"}}, ""),
    Case("R021", T, {"indicators.+": {"level1": "产出指标", "level2": "数量指标", "name": "指标2："}}, W, "indicators.6.name", direct=True),
    Case("R021", T, {"indicators.0.value": "≥**"}, W, "indicators.0.value"),
    Case("R021", T, {"goal": "目标1：完成XX公里管网改造，……"}, W, "goal"),
    Case("R021", T, {f"indicators.{index}.{name}": value for index in range(6) for name, value in (("value", "88/100"), ("measure", ""), ("relation", "qualitative"))}, W, "indicators"),
    Case("R021", T, {"indicators.0.name": "指标1供水管网改造长度"}, ""),
    Case("R022", P, {"indicators.0.name": "管网工程资金金额"}, W, "indicators.0.name"),
    Case("R022", T, {"indicators.0.value": "200", "indicators.0.measure": "万元"}, W, "indicators.0.name"),
    Case("R022", T, {"indicators.0.name": "供水管网补助发放人数", "indicators.0.measure": "人"}, ""),
    Case("R023", T, {"indicators.1.name": "供水投诉率", "indicators.1.relation": ">="}, W, "indicators.1.relation"),
    Case("R023", T, {"indicators.5.relation": "<="}, W, "indicators.5.relation"),
    Case("R023", T, {"indicators.1.name": "供水投诉处理率", "indicators.1.relation": ">="}, ""),
    Case("R023", T, {"indicators.1.name": "供水事故", "indicators.1.relation": "=", "indicators.1.value": "0"}, ""),
    Case("R024", T, {"indicators.1.value": "105"}, W, "indicators.1.value"),
    Case("R024", T, {"indicators.1.relation": ">="}, H, "indicators.1.relation"),
    Case("R024", P, {"indicators.1.actual": "108%"}, E, "indicators.1.actual"),
    Case("R024", T, {"indicators.1.value": "105", "indicators.1.name": "供水量增长率"}, ""),
    Case("R025", T, {f"indicators.{n}.value": "有效" for n in range(3)} | {f"indicators.{n}.relation": "qualitative" for n in range(3)}, W, "indicators"),
    Case("R025", T, {f"indicators.{n}.value": "有效" for n in range(2)} | {f"indicators.{n}.relation": "qualitative" for n in range(2)}, ""),
    Case("R026", T, {"indicators.3.level1": "产出指标"}, W, "indicators.3.level2"),
    Case("R026", T, {"indicators.1.level2": "成本指标"}, ""),
    Case("R027", T, {"project_name": "义务教育营养餐"}, W, "project_name"),
    Case("R027", T, {"project_name": "水源地保护"}, ""),
    Case("R028", T, {}, W, "indicators.0.value", {"last_year": {"indicators.0.actual": "160"}}),
    Case("R028", T, {}, W, "indicators.3.value", {"last_year": {"indicators.3.actual": "1500人"}}),
    Case("R028", T, {}, "", "", {"last_year": {"indicators.0.actual": "110", "indicators.3.actual": "待统计"}}),
    Case("R029", T, {"goal": "农村供水管网改造项目"}, W, "goal"),
    Case("R029", T, {"goal": "保障供水"}, W, "goal"),
    Case("R029", Y, {"goal": GOAL + GOAL}, W, "goal"),
    Case("R029", T, {"goal": None}, W, "goal"),
    Case("R029", T, {"goal": "改造供水管网，保障三千人饮水安全"}, ""),
    Case("R030", T, {"indicators.1.name": "供水水泵购置12台", "indicators.1.measure": "%"}, W, "indicators.1.value"),
    Case("R030", T, {"indicators.0.name": "2023年第1批供水管网改造120公里"}, ""),
    Case("R031", P, {"indicators.0.weight": 2500}, E, "indicators"),
    Case("R031", P, {"funds.total.weight": 10_000}, E, "funds.total.weight"),
    Case("R031", P, {"total.total.weight": 9000}, E, "total.total.weight"),
    Case("R031", D, _BARE | {"funds.total.weight": None, "funds.total.score": None, "total.total.weight": None, "total.total.score": None}, ""),
    Case("R031", P, {"indicators.0.weight": None, "indicators.0.score": 2000}, ""),
    Case("R032", P, {"indicators.0.level1": "产出指标(50分)", "indicators.1.level1": "产出指标(50分)"}, E, "indicators.0.weight"),
    Case("R032", P, {"indicators.5.level1": "满意度指标（10分）"}, ""),
    Case("R033", P, {"indicators.0.score": 2001}, E, "indicators.0.score"),
    Case("R033", P, {"indicators.0.score": -1}, E, "indicators.0.score", direct=True),
    Case("R033", P, {"funds.total.score": 1100}, E, "funds.total.score"),
    Case("R033", P, {"indicators.0.score": 0}, ""),
    Case("R034", P, {"total.total.score": 9900}, E, "total.total.score"),
    Case("R034", P, {"total.total.score": 9950}, ""),
    Case("R034", P, {"total.total.score": None}, ""),
    Case("R035", P, {"funds.total.score": 800}, E, "funds.total.score"),
    Case("R035", P, {"funds.total.score": 1000}, W, "funds.total.score"),
    Case("R035", P, {"funds.total.score": None}, ""),
    Case("R036", P, {"indicators.0.actual": "90", "indicators.0.reason": "工期顺延"}, W, "indicators.0.score"),
    Case("R036", P, {"indicators.0.score": 1500}, W, "indicators.0.score"),
    Case("R036", P, {"indicators.0.score": 1500, "indicators.0.reason": "部分管段返修"}, ""),
    Case("R036", P, {"indicators.0.actual": "118", "indicators.0.reason": "地质原因"}, ""),
    Case("R037", P, {"indicators.0.relation": "<=", "indicators.0.actual": "130"}, E, "indicators.0.score"),
    Case("R037", P, {"indicators.0.relation": "<=", "indicators.0.actual": "118"}, ""),
    Case("R038", P, {"indicators.5.actual": "85%"}, E, "indicators.5.reason"),
    Case("R038", P, {"indicators.4.actual": "部分达成"}, E, "indicators.4.reason"),
    Case("R038", P, {"indicators.5.actual": "85%", "indicators.5.reason": "问卷样本偏少，下年扩大"}, ""),
    Case("R039", P, {"indicators.1.score": 1400}, W, "indicators.1.reason"),
    Case("R039", P, {"indicators.1.score": 1400, "indicators.1.reason": "资料归档不全"}, ""),
    Case("R040", P, {"indicators.0.actual": "160"}, W, "indicators.0.actual"),
    Case("R040", P, {"indicators.0.actual": "160", "indicators.0.reason": "上级追加任务"}, ""),
    Case("R040", P, {"indicators.0.actual": "155"}, ""),
    Case("R041", P, {"grade": "良"}, E, "grade", direct=True),
    Case("R041", Y, {"grade": "良"}, E, "grade"),
    Case("R041", Y, {"grade": "优秀"}, ""),
    Case("R042", P, {"indicators.4.score": 1000}, E, "indicators.4.score"),
    Case("R042", P, {"indicators.4.score": 1200}, ""),
    Case("R043", P, {"indicators.0.actual": "≥120公里"}, W, "indicators.0.actual"),
    Case("R043", P, {"indicators.0.actual": "120公里"}, ""),
    Case("R044", P, {"indicators.3.actual": ""}, E, "indicators.3.actual"),
    Case("R044", P, {"indicators.3.actual": None, "indicators.3.score": 0}, ""),
    Case("R045", P, {"funds.total.executed": 100 * WAN}, W, "total.total.score"),
    Case("R045", P, {"funds.total.executed": 120 * WAN}, ""),
    Case("R046", P, {"total.total.score": 10_000}, W, "total.total.score"),
    Case("R046", P, {"total.total.score": 10_000, "funds.total.executed": 200 * WAN}, ""),
    Case("R048", P, {"indicators.3.actual": "550户"}, W, "indicators.3.actual"),
    Case("R048", P, {"indicators.0.actual": "125千米"}, ""),
    Case("R049", P, {"indicators": [*_rated()[:1], {**_ONE, "name": "其中：主管", "value": "50", "measure": "公里", "actual": "50"},
                                    {**_ONE, "name": "其中：支管", "value": "60", "measure": "公里", "actual": "75"}, *_rated()[1:]]},
         W, "indicators.0.value"),
    Case("R049", P, {"indicators": [*_rated()[:1], {**_ONE, "name": "其中：主管", "value": "50", "measure": "公里", "actual": "50"},
                                    {**_ONE, "name": "其中：支管", "value": "70", "measure": "公里", "actual": "75"}, *_rated()[1:]]}, ""),
    Case("R050", M, {"funds.total.rate": 8000}, E, "funds.total.rate"),
    Case("R050", MD, {"funds.fiscal.rate": 8300}, ""),
    Case("R050", M, {"funds.other.initial": 0}, ""),
    Case("R051", M, {"indicators.0.likely_certain": None}, E, "indicators.0.likely_certain"),
    Case("R051", M, {"indicators.0.likely_possible": True}, E, "indicators.0.likely_possible"),
    Case("R051", M, {"indicators.0.likely_certain": False, "indicators.0.likely_possible": True}, ""),
    Case("R052", M, {"indicators.3.likely_certain": None, "indicators.3.likely_impossible": True}, E, "indicators.3.reason"),
    Case("R052", M, {"indicators.3.likely_certain": None, "indicators.3.likely_possible": True, "indicators.3.forecast": "2800"}, H, "indicators.3.reason"),
    Case("R052", M, {"indicators.3.likely_certain": None, "indicators.3.likely_possible": True}, ""),
    Case("R052", M, {"indicators.3.likely_certain": None, "indicators.3.likely_impossible": True, "indicators.3.reason": "停工", "indicators.3.note": "增派人员"}, ""),
    Case("R053", MD, {"funds.total.forecast": 210 * WAN}, E, "funds.total.forecast"),
    Case("R053", MD, {"funds.total.forecast": 210 * WAN}, "", "", {"department_budget": 220 * WAN}),
    Case("R053", M, {"funds.total.forecast": 160 * WAN}, E, "funds.total.forecast"),
    Case("R053", M, {"funds.total.forecast": 210 * WAN}, E, "funds.total.forecast"),
    Case("R053", M, {"funds.total.forecast": 200 * WAN}, ""),
    Case("R053", M, {"funds.total.forecast": 210 * WAN}, "", "", {"ledger": 220 * WAN}),
    Case("R054", M, {"month": 6, "indicators.0.actual": "120"}, W, "indicators.0.actual"),
    Case("R054", M, {"indicators.0.actual": "120"}, ""),
    Case("R055", M, {"indicators.0.actual": "40"}, W, "indicators.0.actual"),
    Case("R055", M, {"indicators.0.actual": "45"}, ""),
    Case("R056", M, {"funds.total.executed": 150 * WAN}, W, "funds.total.executed"),
    Case("R056", M, {"month": 10}, W, "funds.total.executed"),
    Case("R056", M, {"month": 6, "funds.total.executed": 90 * WAN}, ""),
    Case("R056", M, {"funds.total.executed": 160 * WAN}, ""),
    Case("R057", M, {"month": 8}, E, "month"),
    Case("R057", M, {"month": 10}, E, "month"),
    Case("R057", M, {"month": 10}, "", "", {"tag": "抗疫特别国债"}),
    Case("R057", M, {"month": 6}, ""),
]  # fmt: skip
