"""A county's delivery: one monitoring workbook a department, one sheet a project, as the departments send them.

Invented names and amounts; the same seed gives the same values. The workbooks are written by XlsxWriter, so that what
is timed was not made by the program that reads it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TOWNS = ["玉带", "凤凰", "玉兴", "大营街", "北城", "春和", "李棋", "研和", "高仓", "小石桥", "洛河", "江川", "路居"]
TRADES = ["水利", "教育", "卫生健康", "农业农村", "交通运输", "林业和草原", "民政", "文化和旅游", "应急管理", "统计"]
OFFICES = ["局", "中心", "站", "办公室", "管理所", "服务中心", "执法大队"]
WORKS = ["维修改造", "能力提升", "运行维护", "专项补助", "以奖代补", "信息化建设", "人员经费", "普查", "防治", "配套"]
LEVELS = [
    ("产出指标", "数量指标", "完成{}任务数量", "≥{}个"),
    ("产出指标", "质量指标", "{}验收合格率", "≥{}%"),
    ("产出指标", "时效指标", "{}完成时间", "2023年12月31日前"),
    ("产出指标", "成本指标", "{}补助标准", "≤{}元/户"),
    ("效益指标", "社会效益指标", "{}受益群众人数", "≥{}人"),
    ("效益指标", "经济效益指标", "带动{}增收", "≥{}万元"),
    ("效益指标", "可持续影响指标", "{}长效机制健全程度", "健全"),
    ("满意度指标", "服务对象满意度指标", "{}服务对象满意度", "≥{}%"),
]
WIDTHS = [4, 7, 11, 19, 11, 11, 11, 5, 5, 5, 5, 5, 17, 5, 5, 6, 11]
FUNDS = [("年度资金总额：", 1.0), ("其中：本年一般公共预算拨款", 0.8), ("其他资金", 0.2)]


def deliver(folder: Path, departments: int = 580, projects: int = 5326, seed: int = 2023) -> list[Path]:
    """Write the workbooks into `folder` and return their paths; projects are spread as evenly as they can be."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - practice data, not a secret
    paths = []
    for number in range(departments):
        count = projects // departments + (number < projects % departments)
        trade, town = chance.choice(TRADES), chance.choice(TOWNS)
        unit = f"{town}片区{number + 1}{trade}{chance.choice(OFFICES)}"
        path = folder / f"{number + 1:03d}{unit}监控表.xlsx"
        _workbook(path, unit, [_project(chance, number, i, town + trade) for i in range(count)])
        paths.append(path)
    return paths


def _project(chance: random.Random, department: int, index: int, place: str) -> dict[str, object]:
    initial = round(chance.lognormvariate(3.5, 1.3), 2)
    work = chance.choice(WORKS)
    lines = []
    for level1, level2, name, target in LEVELS:
        value = chance.randint(60, 100) if "%" in target else chance.randint(1, 4000)
        sign, unit = (target[0], target.rsplit("}", 1)[-1]) if "{}" in target else ("", "")
        actual = f"{value * chance.randint(30, 80) // 100}{unit}" if sign else "按进度推进"
        lines.append((level1, level2, name.format(work), target.format(value), actual, chance.random()))
    return {
        "name": f"{department + 1:03d}{place}{work}项目{index + 1}",
        "initial": initial,
        "executed": round(initial * chance.uniform(0.1, 0.9), 2),
        "goal": f"围绕{place}{work}，全年完成年度任务，资金使用规范，" * chance.randint(2, 6),
        "lines": lines,
    }


def _workbook(path: Path, unit: str, projects: list[dict[str, object]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    look = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 9}
    text = book.add_format({**look, "align": "center"})
    left = book.add_format(look)
    money = book.add_format({**look, "num_format": "#,##0.00"})
    rate = book.add_format({**look, "num_format": "0.00%"})
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    for number, project in enumerate(projects, 1):
        _sheet(book.add_worksheet(f"{number}监控表"), unit, project, (text, left, money, rate, title))
    book.close()


def _sheet(ws: Worksheet, unit: str, project: dict[str, object], looks: tuple[Format, ...]) -> None:
    text, left, money, rate, title = looks
    for column, width in enumerate(WIDTHS):
        ws.set_column(column, column, width)

    def block(cells: str, value: object, look: Format = text) -> None:
        ws.merge_range(cells, "", look)
        ws.write(cells.split(":", maxsplit=1)[0], value, look)

    block("A1:Q1", "项目支出绩效目标执行监控表", title)
    block("A2:Q2", "（2023年度）")
    block("A3:B3", "项目名称")
    block("C3:Q3", project["name"])
    for cells, value in (("A4:B4", "主管部门"), ("C4:G4", unit), ("H4:L4", "实施单位"), ("M4:Q4", unit)):
        block(cells, value)
    block("A5:B8", "项目资金\n（万元）")
    heads = ("C5:D5", ""), ("E5:G5", "年初预算数"), ("H5:L5", "1-6月执行数"), ("M5:N5", "1-6月执行率")
    for cells, value in (*heads, ("O5:Q5", "全年预计执行数")):
        block(cells, value)
    initial, executed = float(str(project["initial"])), float(str(project["executed"]))
    for row, (label, share) in enumerate(FUNDS, 6):
        block(f"C{row}:D{row}", label)
        block(f"E{row}:G{row}", round(initial * share, 2), money)
        block(f"H{row}:L{row}", round(executed * share, 2), money)
        block(f"M{row}:N{row}", executed / initial, rate)
        block(f"O{row}:Q{row}", round(initial * share, 2), money)
    block("A9:B9", "年度总体\n目标")
    block("C9:Q9", project["goal"], left)
    _indicators(ws, project["lines"], block, text)  # type: ignore[arg-type]


def _indicators(ws: Worksheet, lines: list[tuple[str, str, str, str, str, float]], block: object, text: Format) -> None:
    last = 11 + len(lines)
    block(f"A10:A{last}", "绩\n效\n指\n标")  # type: ignore[operator]
    for column, label in zip("BCDEFGQ", ("一级\n指标", "二级\n指标", "三级指标", "年度\n指标值", "1-6月\n执行情况",
                                         "全年预计\n完成情况", "备注"), strict=True):  # fmt: skip
        block(f"{column}10:{column}11", label)  # type: ignore[operator]
    block("H10:M10", "偏差原因分析")  # type: ignore[operator]
    block("N10:P10", "完成目标可能性")  # type: ignore[operator]
    second = (
        "经费\n保障",
        "制度\n保障",
        "人员\n保障",
        "硬件条\n件保障",
        "其他",
        "原因说明",
        "确定\n能",
        "有可\n能",
        "完全不\n可能",
    )
    ws.write_row("H11", second, text)
    for row, (level1, level2, name, target, actual, luck) in enumerate(lines, 12):
        late = luck > 0.8
        causes = ["√" if late and i == int(luck * 1000) % 5 else "" for i in range(5)]
        reason = "资金下达较晚，影响工作进度" if late else ""
        likely = ("", "√", "") if late else ("√", "", "")
        ws.write_row(f"B{row}", (level1, level2, name, target, actual, target, *causes, reason, *likely, ""), text)
    notes = ("注:1.偏差原因分析:对与预期目标产生偏差的指标，从经费、制度、人员、硬件条件等方面判断分析，并说明原因。",
             "2.完成目标可能性:按照所设定的路径，分确定能、有可能、完全不可能三级综合判断。")  # fmt: skip
    for row, note in enumerate(notes, last + 1):
        block(f"A{row}:Q{row}", note)  # type: ignore[operator]
    for column, label in zip("AEH", ("填报人：", "审核人：", "负责人："), strict=True):
        ws.write(f"{column}{last + 3}", label)
