"""A self-evaluation form as a grid, to be filled badly, and what reading it gave."""

from __future__ import annotations

from perfdesk.catalog import forms
from perfdesk.files.grid import Grid
from perfdesk.files.recognise import recognise

ALL = tuple(forms.form(key) for key in forms.keys())  # noqa: SIM118 - a function, no dict

HEAD = [
    ["项目支出绩效自评表"],
    ["（ 2022 年度）"],
    ["项目名称", None, "道路维修"],
    ["主管部门", None, "水利局", None, "实施单位", "水利管理站"],
    ["项目资金\n（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, None, "年度资金总额", 100.0, 100.0, 90.0, 10.0, 0.9, 9.0],
    [None, None, "其中：当年财政拨款", 100.0, 100.0, 90.0, "—", None, "—"],
    ["年度总体目标", None, "预期目标", None, None, "实际完成情况"],
    [None, None, "修好十公里村道", None, None, "已全部修好"],
    [
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ],
]
FIRST = ["", "产出指标", "数量指标", "维修里程", "≥10公里", "10公里", 50.0, 50.0, None]
SECOND = [None, "满意度指标", "服务对象满意度指标", "村民满意度", "≥90%", "95%", 40.0, 40.0, None]
TOTAL = ["总分", None, None, None, None, None, 100.0, 99.0]


def sheet(rows=None, *, name="Sheet1", **cells):
    """The form with its rows, some cells (A1 names) overwritten."""
    made = [list(row) for row in (*HEAD, *(rows if rows is not None else [FIRST, SECOND, TOTAL]))]
    for cell, value in cells.items():
        column, row = ord(cell[0]) - 65, int(cell[1:]) - 1
        made[row] += [None] * (column + 1 - len(made[row]))
        made[row][column] = value
    return Grid(name, made)


def read(grid, path="自评表.xlsx", **more):
    grids = grid if isinstance(grid, list) else [grid]
    return recognise(grids, "", forms=ALL, path=path, **more)


def one(grid, **more):
    readings, problems = read(grid, **more)
    assert len(readings) == 1, [problem.message for problem in problems]
    return readings[0]


def repaired(reading, rule):
    """(cell, field, raw, value, unit) of the repairs of a rule."""
    return [(r.cell, r.field, r.raw, r.value, r.unit) for r in reading.repairs if r.rule == rule]


def told(reading, rule):
    """(level, cell, field) of the problems of a rule."""
    return [(p.level, p.cell, p.field) for p in reading.problems if p.rule == rule]


def row(reading, at=0):
    return reading.content.rows("indicators")[at]
