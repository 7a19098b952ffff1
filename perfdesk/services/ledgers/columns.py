"""The columns of the ledgers as data: key, title, kind, width, what may be edited and the tone of each word.

`{period}` in a title becomes 1-9月. Kinds: name, text, long, code, unit, choice, money, percent, score, count, date,
pill (a state as word in a tone), light (a dot and its word).
"""

from __future__ import annotations

from dataclasses import dataclass, field

_STATES = {
    "未报": "red",
    "草稿": "grey",
    "待审": "blue",
    "已退回": "red",
    "已通过": "green",
    "已批复": "green",
    "已封存": "grey",
    "已撤销": "grey",
}
_LIGHTS = {"红": "red", "黄": "yellow", "绿": "green"}
_GRADES = {"优": "green", "良": "blue", "中": "yellow", "差": "red"}
_RIGHT = frozenset({"money", "percent", "score", "count"})
SUMMED = frozenset({"money", "count"})
NUMBERS = _RIGHT


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in pixels at 100 %, `choices` are the only texts that may be typed ("": blank may)."""

    key: str
    title: str
    kind: str = "text"
    width: int = 90
    editable: bool = False
    shown: bool = True
    tones: dict[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    summed: bool = False

    @property
    def align(self) -> str:
        """Left or right; figures stand right."""
        return "right" if self.kind in _RIGHT else "left"


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: its columns in their first order, the tables it reads, and what the quick filter looks into.

    `offset` is added to the working year to get the budget year; `periods`: it stands for a cut-off month; `stage` is
    the first part of the key of the forms behind its rows; `one` is what a row is called, `empty` what to do first.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    tables: frozenset[str]
    text: tuple[str, ...]
    one: str
    empty: str
    offset: int = 0
    periods: bool = False
    stage: str = ""
    done: str = "已审"

    def column(self, key: str) -> Column:
        """A column by its key."""
        return next(column for column in self.columns if column.key == key)


def _name(title: str, *, editable: bool = False, width: int = 196) -> Column:
    return Column("name", title, "name", width, editable)


def _pill(key: str, title: str, *, shown: bool = True) -> Column:
    return Column(key, title, "pill", 72, tones=_STATES, shown=shown)


def _light(key: str, title: str) -> Column:
    return Column(key, title, "light", 60, tones=_LIGHTS)


def _money(key: str, title: str, *, editable: bool = False, shown: bool = True, width: int = 94) -> Column:
    return Column(key, title, "money", width, editable, shown, summed=True)


def _yes(key: str, title: str, *, editable: bool = False, shown: bool = False) -> Column:
    choices = ("是", "否") if editable else ()
    return Column(key, title, "choice", 70, editable, shown, choices=choices)


_DEPARTMENT = Column("department", "主管部门", "unit", 116)
_UNIT = Column("unit", "预算单位", "unit", 132, shown=False)
_SECTION = Column("section", "归口股室", width=100, shown=False)
_CODE = Column("code", "项目代码", "code", 178, shown=False)
_KIND = Column("kind", "类型", width=76)
_BASIS = Column("basis", "补录依据", width=100, shown=False)
_RETURNS = Column("returns", "退回次数", "count", 74, shown=False)
_GRADE = Column("grade", "等级", "pill", 58, tones=_GRADES)

UNITS = Ledger(
    "units",
    "预算单位",
    (
        _name("单位名称", editable=True, width=240),
        Column("code", "单位代码", "code", 84, editable=True),
        Column("kind", "单位类别", width=84),
        Column("department", "主管部门", "unit", 140, shown=False),
        Column("section", "归口股室", width=104),
        Column("leader", "分管领导", width=80, editable=True),
        Column("finance", "财务负责人", width=86, editable=True),
        Column("clerk", "经办人", width=80, editable=True),
        Column("phone", "联系电话", "code", 116, editable=True),
        Column("projects", "项目数", "count", 66, summed=True),
        _money("adjusted", "全年预算数", width=108),
        _yes("owes", "应报整体", shown=True),
        _yes("active", "本年在列"),
        _BASIS,
    ),
    frozenset({"unit", "unit_year", "section", "project", "funding"}),
    ("name", "code", "clerk", "phone"),
    "个单位",
    "还没有预算单位。请先导入单位名录（Ctrl+I），或打开练习机构看一看。",
    done="联系人齐全",
)

PROJECTS = Ledger(
    "projects",
    "项目库",
    (
        _name("项目名称", editable=True),
        Column("code", "项目代码", "code", 178, editable=True, shown=False),
        _DEPARTMENT,
        _UNIT,
        _SECTION,
        Column("class", "来源", width=50),
        _money("initial", "年初预算数", editable=True, shown=False),
        _money("adjusted", "全年预算数", editable=True),
        _money("executed", "{period}执行数", editable=True, width=100),
        Column("rate", "执行率", "percent", 76),
        _light("light", "资金灯"),
        _light("target_light", "目标灯"),
        Column("round", "报送", width=54),
        _pill("review", "审核"),
        _money("year_executed", "全年执行数", editable=True, shown=False),
        Column(
            "state", "入库状态", "pill", 80, tones={"已入库": "green", "草稿": "grey", "不予入库": "red"}, shown=False
        ),
        Column("attribute", "项目属性", "choice", 84, editable=True, shown=False, choices=("新增项目", "延续项目", "")),
        Column("category", "项目类别", width=96, editable=True, shown=False),
        Column("tag", "专项资金", width=110, editable=True, shown=False),
        Column("term", "项目期限", width=96, editable=True, shown=False),
        Column("manager", "项目负责人", width=86, editable=True, shown=False),
        _pill("target", "目标状态", shown=False),
        Column("total", "自评得分", "score", 76, shown=False),
        Column("grade", "自评等级", "pill", 72, shown=False, tones=_GRADES),
        _yes("needs_target", "应报目标"),
        _yes("classified", "涉密"),
        _BASIS,
    ),
    frozenset(
        {"project", "funding", "execution", "unit", "section", "target", "monitoring", "selfeval", "observation"}
    ),
    ("name", "code"),
    "个项目",
    "项目库还是空的。请把部门报来的项目表拖进窗口，或按 Ctrl+I 导入；也可以打开练习机构看一看。",
    periods=True,
    stage="monitoring",
    done="已报",
)

TARGETS = Ledger(
    "targets",
    "绩效目标",
    (
        _name("项目（部门）名称"),
        _CODE,
        _KIND,
        _DEPARTMENT,
        _UNIT,
        _SECTION,
        _pill("state", "审核"),
        Column("version", "版本", "count", 52),
        _yes("current", "已生效", shown=True),
        Column("approved_on", "批复日期", "date", 92),
        Column("indicators", "指标数", "count", 62),
        _money("submitted_amount", "申报金额", editable=True),
        _money("approved_amount", "核定金额", editable=True),
        Column("returns", "退回次数", "count", 74),
        Column("goal", "年度总体目标", "long", 320, editable=True),
        _BASIS,
    ),
    frozenset({"target", "indicator", "project", "unit", "unit_year", "section"}),
    ("name", "code"),
    "份目标",
    "这个年度还没有应报的绩效目标。请先在项目库里建立项目，或按 Ctrl+I 导入目标申报表。",
    stage="target",
    done="已报",
)

MONITORING = Ledger(
    "monitoring",
    "运行监控",
    (
        _name("项目（部门）名称"),
        _CODE,
        _KIND,
        _DEPARTMENT,
        _UNIT,
        _SECTION,
        Column("round", "报送", width=54),
        _pill("review", "审核"),
        _money("initial", "年初预算数"),
        _money("executed", "{period}执行数", width=106),
        Column("rate", "执行率", "percent", 76),
        _money("forecast", "全年预计数"),
        _light("light", "资金灯"),
        _light("target_light", "目标灯"),
        Column("deviations", "偏差指标", "count", 74),
        _money("adjusted", "台账全年预算", shown=False),
        _money("ledger_executed", "台账执行数", shown=False),
        Column("ledger_rate", "台账执行率", "percent", 84, shown=False),
        Column("goal", "年度总体目标", "long", 320, shown=False),
        _RETURNS,
        Column("special", "专项期间", width=90, shown=False),
        _yes("key_monitoring", "重点监控", editable=True),
        Column("report_on", "监控报告日期", "date", 100, editable=True, shown=False),
        Column("report_number", "监控报告文号", width=130, editable=True, shown=False),
        _BASIS,
    ),
    frozenset({"monitoring", "observation", "project", "funding", "execution", "unit", "unit_year", "section"}),
    ("name", "code"),
    "份监控表",
    "这一期还没有应报的监控表。请先建立项目和绩效目标，或按 Ctrl+I 导入部门报来的监控表。",
    periods=True,
    stage="monitoring",
    done="已报",
)

SELFEVAL = Ledger(
    "selfeval",
    "绩效自评",
    (
        _name("项目（部门）名称"),
        _CODE,
        _KIND,
        _DEPARTMENT,
        _UNIT,
        _SECTION,
        Column("round", "报送", width=54),
        _pill("review", "审核"),
        _money("initial", "年初预算数", shown=False),
        _money("adjusted", "全年预算数"),
        _money("executed", "全年执行数"),
        Column("rate", "执行率", "percent", 76),
        Column("execution_score", "执行率得分", "score", 84),
        Column("total", "自评得分", "score", 76),
        _GRADE,
        Column("unmet", "扣分指标", "count", 74),
        Column("actual_goal", "总体目标完成情况", "long", 300, editable=True, shown=False),
        Column("other", "偏差原因及说明", "long", 300, editable=True, shown=False),
        _RETURNS,
        _BASIS,
    ),
    frozenset({"selfeval", "observation", "project", "unit", "unit_year", "section"}),
    ("name", "code"),
    "份自评表",
    "这个预算年度还没有应报的自评表。请按 Ctrl+I 导入部门报来的自评表，或换一个年度。",
    offset=-1,
    stage="selfeval",
    done="已报",
)

_FINDING_STATES = {
    "待反馈": "grey",
    "已反馈": "blue",
    "整改中": "yellow",
    "已回复": "blue",
    "核实中": "blue",
    "销号": "green",
}
FINDINGS = Ledger(
    "findings",
    "整改落实",
    (
        _name("项目（部门）名称"),
        Column("number", "编号", "code", 80),
        Column("year", "发现年度", "count", 70, shown=False),
        Column("kind", "对象", width=72, shown=False),
        Column(
            "source",
            "来源",
            "choice",
            80,
            editable=True,
            choices=("目标审核", "监控", "自评核查", "财政评价", "审计", "专项检查"),
        ),
        Column("units", "责任单位", "unit", 150),
        Column("category", "问题类别", width=80, editable=True),
        Column("description", "问题描述", "long", 240, editable=True),
        _money("amount", "涉及金额", editable=True),
        Column("term", "整改类型", "choice", 76, editable=True, choices=("立行立改", "限期", "长期", ""), shown=False),
        Column("sent_on", "反馈日期", "date", 90, editable=True, shown=False),
        Column("deadline", "整改时限", "date", 90, editable=True),
        Column("overdue", "时限", "pill", 78, tones={"逾期": "red", "逾期回复": "yellow"}),
        Column("replied_on", "回复日期", "date", 90, editable=True, shown=False),
        Column("state", "状态", "pill", 76, editable=True, tones=_FINDING_STATES, choices=tuple(_FINDING_STATES)),
        Column("demand", "整改要求", "long", 200, editable=True, shown=False),
        Column("measures", "整改措施", "long", 200, editable=True, shown=False),
        Column("outcome", "整改成效", width=130, editable=True, shown=False),
        _money("recovered", "收回金额", editable=True, shown=False),
        Column("verifier", "核实人", width=96, editable=True, shown=False),
        Column("verdict", "核实结论", width=140, editable=True, shown=False),
        Column("closed_on", "销号日期", "date", 90, editable=True, shown=False),
        Column("section", "发出股室", width=110, editable=True, shown=False),
        Column("clause", "违反条款", width=140, editable=True, shown=False),
        Column("advice", "建议", "long", 200, editable=True, shown=False),
        Column("evidence", "佐证材料", width=120, editable=True, shown=False),
    ),
    frozenset({"finding", "finding_unit", "unit"}),
    ("name", "number", "description", "units"),
    "个问题",
    "还没有需要整改的问题。请按 Ctrl+I 导入整改台账；评价、监控和审计中发现的问题都记在这里。",
    done="已销号",
)

LEDGERS = {ledger.key: ledger for ledger in (UNITS, PROJECTS, TARGETS, MONITORING, SELFEVAL, FINDINGS)}
