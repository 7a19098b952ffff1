"""The layouts of the published tables: each local variant as the sheet that its source would have been."""

from __future__ import annotations

from typing import Any

Case = dict[str, Any]


class Page:
    """A sheet in the making: cells and merged blocks, zero-based, moved and pulled apart at the end."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Any] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.row = 0

    def put(self, row: int, column: int, value: Any, down: int = 1, right: int = 1) -> None:
        if value is not None:
            self.cells[row, column] = value
        if down > 1 or right > 1:
            self.merges.append((row, column, row + down - 1, column + right - 1))

    def line(self, *values: Any, at: int = 0) -> int:
        """One row of cells, each one column wide; its number."""
        for column, value in enumerate(values):
            self.put(self.row, at + column, value)
        self.row += 1
        return self.row - 1

    def insert_column(self, before: int) -> None:
        self.cells = {(r, c + (c >= before)): value for (r, c), value in self.cells.items()}
        self.merges = [(a, b + (b >= before), c, d + (d >= before)) for a, b, c, d in self.merges]

    def move(self, down: int, right: int) -> None:
        self.cells = {(r + down, c + right): value for (r, c), value in self.cells.items()}
        self.merges = [(a + down, b + right, c + down, d + right) for a, b, c, d in self.merges]
        self.row += down

    def below(self, other: Page) -> None:
        """Put another page under this one."""
        other.move(self.row + 1, 0)
        self.cells |= other.cells
        self.merges += other.merges
        self.row = other.row


def number(value: Any) -> Any:
    """A number as a clerk types it: whole ones without decimals."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def head(page: Page, case: Case, title: str, width: int, *, year_in_title: bool = False) -> None:
    year = case["year"]
    page.put(page.row, 0, f"{year}年度{title}" if year_in_title and year else title, right=width)
    page.row += 1
    if year and not year_in_title:
        page.put(page.row, 0, f"（ {year} 年度）", right=width)
        page.row += 1


def names(page: Page, case: Case, width: int, unit_label: str = "实施单位") -> None:
    row = page.row
    code = case["project_code"]
    page.put(row, 0, "项目名称", right=2)
    page.put(row, 2, f"{code}-{case['project']}" if code and case["project"] else case["project"], right=width - 2)
    page.put(row + 1, 0, "主管部门", right=2)
    page.put(row + 1, 2, case["department"], right=2)
    page.put(row + 1, 4, unit_label)
    page.put(row + 1, 5, case["implementing_unit"], right=width - 5)
    page.row += 2


def funds(page: Page, case: Case, columns: list[tuple[str, str]], *, dash: bool = True, extra: bool = False) -> None:
    """The money block: corner, heads, a row a source. `columns` are (key of the case, head)."""
    top = page.row
    rows = case["funds"]
    page.put(top, 0, f"项目资金\n（{case['money_unit']}）", down=len(rows) + 1, right=2)
    shift = 1 if extra else 0
    for at, (_, label) in enumerate(columns):
        page.put(top, 4 + at + (shift if at >= 3 else 0), label)
    for r, fund in enumerate(rows, top + 1):
        page.put(r, 2, fund["label"].replace("其中:", "其中：") + ("：" if r == top + 1 else ""), right=2)
        for at, (key, _) in enumerate(columns):
            column = 4 + at + (shift if at >= 3 else 0)
            value = number(fund.get(key))
            if value is None and dash and key in ("weight", "score"):
                value = "—"
            page.put(r, column, typed(case, fund, key, value))
        if extra:
            page.put(r, 7, number(fund["executed"]))
    page.row = top + 1 + len(rows)


def typed(case: Case, fund: dict[str, Any], key: str, value: Any) -> Any:
    raw = fund.get("raw") or ""
    if key in ("initial", "adjusted", "executed") and value is not None:
        if case["id"] == "C35":
            return f"{fund[key]}万元"
        if case["id"] in ("C07", "C23"):
            return str(value)
    if case["id"] in ("C09", "C23") and raw and value is None:
        return "—" if case["id"] == "C09" else "-"
    return value


def goals(page: Page, case: Case, width: int, labels: tuple[str, str] = ("预期目标", "实际完成情况")) -> None:
    row, half = page.row, width // 2
    page.put(row, 0, "年度总体目标", down=2, right=2)
    page.put(row, 2, labels[0], right=half - 2)
    page.put(row, half, labels[1], right=width - half)
    money = case["id"] == "C07"
    page.put(row + 1, 2, 43.2 if money else f"完成{case['project'] or '年度'}的各项工作任务", right=half - 2)
    page.put(row + 1, half, 37.24 if money else "已完成", right=width - half)
    page.row += 2


def indicators(
    page: Page,
    case: Case,
    columns: list[tuple[str, str]],
    *,
    merged: bool = True,
    corner: str = "绩\n效\n指\n标",
    weights: bool = False,
) -> None:
    """The indicator rows. `columns` are (key of the case, head); levels are merged downwards or left blank."""
    top = page.row
    for at, (_, label) in enumerate(columns):
        page.put(top, 1 + at, label)
    before: tuple[Any, Any] = (None, None)
    rows = case["indicators"]
    for r, row in enumerate(rows, top + 1):
        now = (row["level1"], row["level2"])
        for at, (key, _) in enumerate(columns):
            value = number(row.get(key))
            if key == "unit" and value and "printed %" in value:
                value = "%"
            if key == "level1":
                value = None if merged and now[0] == before[0] else value
                if value and weights and row["level1_weight"]:
                    value = f"{value}({number(row['level1_weight'])}分)"
            elif key == "level2":
                value = None if merged and now == before else value
            elif key == "reason":
                note = row.get("note") or ""
                value = (
                    note.removeprefix("偏差: ") if note and "sub-item" not in note and "row cut" not in note else None
                )
            page.put(r, 1 + at, value)
        before = now
    page.put(top, 0, corner, down=len(rows) + 1)
    page.row = top + 1 + len(rows)


def total(page: Page, case: Case, weight_at: int | None, score_at: int | None, label: str = "总分") -> None:
    page.put(page.row, 0, label, right=4)
    if weight_at is not None:
        page.put(page.row, weight_at, number(case["total_weight"]))
    if score_at is not None:
        page.put(page.row, score_at, number(case["total_score"]))
    page.row += 1


NATIONAL = [("initial", "年初预算数"), ("adjusted", "全年预算数"), ("executed", "全年执行数"), ("weight", "分值"),
            ("rate_as_written", "执行率"), ("score", "得分")]  # fmt: skip
LEVELS = [("level1", "一级指标"), ("level2", "二级指标"), ("level3", "三级指标")]
SCORED = [*LEVELS, ("target", "年度\n指标值"), ("actual", "实际\n完成值"), ("weight", "分值"), ("score", "得分"),
          ("reason", "偏差原因分析\n及改进措施")]  # fmt: skip


def national(case: Case) -> Page:
    page = Page()
    head(page, case, "项目支出绩效自评表", 10)
    names(page, case, 10)
    anhui = case["form_variant"].startswith("Anhui")
    heads = [
        (key, f"{label}（{'AB'[at - 1]}）" if anhui and at in (1, 2) else label)
        for at, (key, label) in enumerate(NATIONAL)
    ]
    if anhui:
        heads[4] = ("rate_as_written", "执行率（B/A）")
    if case["id"] == "C24":
        heads = [("initial", "年初预算数（A）"), ("executed", "全年执行数（B）"), ("weight", "分值"),
                 ("rate_as_written", "执行率（B/A）"), ("score", "得分")]  # fmt: skip
    funds(page, case, heads)
    goals(page, case, 10)
    if case["id"] == "C24":
        scored = [*SCORED[:5], ("weight", "分值"), ("method", "得分计算方法"), ("score", "得分"), SCORED[-1]]
    else:
        scored = SCORED
    indicators(page, case, scored, weights=anhui or case["id"] == "C24")
    if case["id"] == "C07":
        for label in ("指标2：", "……"):
            page.line(None, None, None, label)
    if case["id"] == "C01":
        page.line(None, None, "经济效益指标")
    total(page, case, 6, 7)
    page.line(
        "注：1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金等。2.定量指标完成数汇总原则：绝对值直接累加计算。"
    )
    page.line("填报人：", None, None, "联系电话：")
    return page


def rural(case: Case) -> Page:
    """衔接资金: no 年初预算数, the weight before the target."""
    page = Page()
    head(page, case, "绩效目标自评表", 10)
    names(page, case, 10)
    heads = [("adjusted", "全年预算数（A）"), ("executed", "全年执行数（B）"), ("weight", "分值"),
             ("rate_as_written", "执行率（B/A）"), ("score", "得分")]  # fmt: skip
    funds(page, case, heads, dash=False)
    goals(page, case, 10, ("年初设定目标", "全年实际完成情况"))
    columns = [*LEVELS, ("weight", "分值"), ("target", "年度指标值"), ("actual", "全年实际值"), ("score", "得分"),
               ("reason", "未完成原因及拟采取的改进措施")]  # fmt: skip
    indicators(page, case, columns, weights=True, merged=case["id"] != "C23")
    total(page, case, 4, 7)
    page.line(
        "说明：1.一级指标权重统一按以下方式设置：产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分。"
    )
    return page


def hubei(case: Case) -> Page:
    """20 points for execution, 80 for targets, no weights printed."""
    page = Page()
    head(page, case, "项目绩效自评表", 9, year_in_title=True)
    page.line(None, None, None, None, None, None, None, f"单位：{case['money_unit']}")
    names(page, case, 9, "项目实施单位")
    top = page.row
    page.put(top, 0, "预算执行情况（万元）\n（20分）", down=2, right=2)
    for at, label in enumerate(("预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）")):
        page.put(top, 3 + at, label)
    fund = case["funds"][0]
    page.line()
    page.line(fund["label"], fund["adjusted"], fund["executed"], fund["rate_as_written"], number(fund["score"]), at=2)
    page.row = top + 2
    goals(page, case, 9, ("年初绩效目标", "全年实际完成情况"))
    columns = [*LEVELS, ("target", "年初目标值（A）"), ("actual", "实际完成值（B）"), ("score", "得分")]
    indicators(page, case, columns, corner="年度绩效目标")
    total(page, case, None, 6)
    page.line("备注：1.预算执行情况口径：预算数为调整后财政资金总额，执行数为资金使用单位财政资金实际支出数。")
    page.line("2.定量指标完成数汇总原则：绝对值直接累加计算，相对值按照资金额度加权平均计算。")
    return page


def transfer(case: Case) -> Page:
    page = Page()
    title = "转移支付整体绩效目标自评表" if case["id"] == "C25" else "转移支付区域（项目）绩效目标自评表"
    head(page, case, title, 10)
    row = page.row
    page.put(row, 0, "转移支付（项目）名称", right=2)
    page.put(row, 2, case["project"], right=8)
    page.put(row + 1, 0, "主管部门", right=2)
    page.put(row + 1, 2, case["department"], right=2)
    page.put(row + 1, 4, "资金使用单位")
    page.put(row + 1, 5, case["implementing_unit"], right=5)
    page.row += 2
    if case["id"] == "C25":
        funds(page, case, NATIONAL, extra=True)
    else:
        heads = [
            ("adjusted", "全年预算数（A）"),
            ("executed", "全年执行数（B）"),
            ("rate_as_written", "预算执行率（B/A）"),
        ]
        funds(page, case, heads)
    goals(page, case, 10, ("总体目标", "全年实际完成情况"))
    if case["id"] == "C25":
        indicators(page, case, SCORED)
        total(page, case, 6, 7, label="分总")
    else:
        columns = [*LEVELS, ("target", "指标值"), ("actual", "全年实际完成值"), ("reason", "未完成原因和改进措施")]
        indicators(page, case, columns)
        page.line("说明", None, "无")
    return page


def sichuan(case: Case) -> Page:
    page = Page()
    page.put(0, 0, "表10", right=2)
    page.row = 1
    head(page, case, "部门预算项目支出绩效自评表", 12)
    page.put(page.row, 0, "项目名称", right=2)
    page.put(page.row, 2, f"{case['project_code']}-{case['project']}" if case["project"] else None, right=10)
    page.put(page.row + 1, 0, "主管部门", right=2)
    page.put(page.row + 1, 2, case["department"], right=4)
    page.put(page.row + 1, 6, "实施单位（盖章）", right=2)
    page.put(page.row + 1, 8, case["implementing_unit"], right=4)
    page.row += 2
    page.put(page.row, 0, "项目基本情况", down=2)
    page.put(page.row, 1, "1.项目年度目标完成情况")
    page.put(page.row, 2, "年度目标", right=4)
    page.put(page.row, 6, "年度目标完成情况", right=6)
    page.put(page.row + 1, 2, "严格执行相关政策，保障工资及时、足额发放。", right=4)
    page.put(page.row + 1, 6, "已完成", right=6)
    page.row += 2
    if case["funds"]:
        top = page.row
        page.put(top, 0, "预算执行情况（万元）", down=len(case["funds"]) + 1, right=2)
        heads = [("initial", "年初预算数"), ("adjusted", "调整后预算数"), ("executed", "预算执行数"),
                 ("rate_as_written", "预算执行率"), ("weight", "权重"), ("score", "得分")]  # fmt: skip
        for at, (_, label) in enumerate(heads):
            page.put(top, 4 + at, label)
        for r, fund in enumerate(case["funds"], top + 1):
            page.put(r, 2, fund["label"], right=2)
            for at, (key, _) in enumerate(heads):
                value = fund[key]
                page.put(
                    r,
                    4 + at,
                    f"{value:.2f}"
                    if key in ("initial", "adjusted", "executed") and value is not None
                    else number(value),
                )
        page.row = top + 1 + len(case["funds"])
    columns = [*LEVELS, ("sign", "指标性质"), ("target", "指标值"), ("unit", "度量单位"), ("actual", "完成值"),
               ("weight", "权重"), ("score", "得分"), ("reason", "未完成原因分析")]  # fmt: skip
    if case["id"] == "C05":
        columns = [(key, {"sign": "计算符号", "unit": "计量单位"}.get(key, label)) for key, label in columns]
    indicators(page, case, columns, corner="项目绩效指标")
    total(page, case, 8, 9, label="合计")
    page.line("评价结论", None, "自评得分见上表。")
    page.line("存在问题", None, "无")
    page.line("改进措施", None, "无")
    page.line("项目负责人：", None, None, None, "财务负责人：")
    return page


def yunnan(case: Case) -> Page:
    page = Page()
    head(page, case, "项目支出绩效自评表", 10, year_in_title=True)
    page.put(page.row, 9, "公开14表")
    page.put(page.row + 1, 0, f"部门：{case['implementing_unit']}", right=3)
    page.put(page.row + 1, 6, f"（金额单位：{case['money_unit']}）", right=4)
    page.row += 2
    names(page, case, 10)
    funds(page, case, NATIONAL)
    goals(page, case, 10)
    top = page.row
    page.put(top, 0, "绩效指标", right=3)
    page.put(top, 3, "年度指标值", right=3)
    for at, label in enumerate(("实际完成值", "分值", "得分", "偏差原因分析及改进措施")):
        page.put(top, 6 + at, label, down=2)
    for at, label in enumerate(("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")):
        page.put(top + 1, at, label)
    before: tuple[Any, Any] = (None, None)
    for r, row in enumerate(case["indicators"], top + 2):
        now = (row["level1"], row["level2"])
        page.put(r, 0, None if now[0] == before[0] else row["level1"])
        page.put(r, 1, None if now == before else row["level2"])
        for at, key in enumerate(("level3", "sign", "target", "unit", "actual", "weight", "score")):
            page.put(r, 2 + at, row[key])
        before = now
    page.row = top + 2 + len(case["indicators"])
    page.put(page.row, 0, "其他需要说明事项", right=3)
    page.put(page.row, 3, "无", right=7)
    page.row += 1
    page.put(page.row, 0, "总分", right=7)
    page.put(page.row, 7, case["total_weight"])
    page.put(page.row, 8, case["total_score"])
    page.put(page.row, 9, f"（自评等级）{case['grade']}")
    page.row += 1
    page.line("备注：1.其他资金：请在“其他需要说明事项”栏注明资金来源。")
    page.line("3.自评等级：100-90（含）分为优、90-80（含）分为良、80-60（含）分为中、60分以下为差。")
    return page


def chongqing(case: Case) -> Page:
    page = Page()
    title = "2023年度部门整体绩效自评表" if case["id"] == "C15" else f"{case['year']}年度部门整体绩效自评表"
    page.put(0, 0, title, right=10)
    page.row = 1
    page.line("部门名称", None, case["department"])
    top = page.row
    page.put(top, 0, "部门资金（万元）", down=2)
    for at, label in enumerate(
        ("年初预算数", "全年（调整）预算数", "全年执行数", "执行率（%）", "执行率权重", "执行率得分")
    ):
        page.put(top, 3 + at, label)
    fund = case["funds"][0]
    page.put(top + 1, 1, "部门预算执行情况", right=2)
    page.put(top + 1, 6, fund["rate_as_written"])
    page.put(top + 1, 7, fund["weight"])
    page.put(top + 1, 8, fund["score"])
    page.row = top + 2
    page.line("年度总体目标", None, "完成本部门年度各项重点工作。")
    columns = [("level3", "指标名称"), ("unit", "计量单位"), ("sign", "指标性质"), ("target", "指标值"),
            ("actual", "全年完成值"),
               ("coefficient", "得分系数（%）"), ("weight", "指标权重"), ("score", "指标得分"), ("core",
               "是否核心指标")]  # fmt: skip
    indicators(page, case, columns, corner="绩效指标")
    total(page, case, None, 8)
    return page


def zhejiang(case: Case) -> Page:
    page = Page()
    head(page, case, "财政支出项目绩效自评表", 8)
    page.line("项目名称", case["project"])
    page.line("主管部门", case["department"])
    page.put(page.row, 0, "项目资金（万元）", down=3)
    page.line("子项目", "预算数", "执行数", at=1)
    for fund in case["funds"]:
        page.line(fund["label"], fund["adjusted"], fund["executed"], at=1)
    columns = [*LEVELS, ("target", "评价标准"), ("weight", "分值"), ("score", "自评得分")]
    indicators(page, case, columns, corner="评价指标")
    page.put(page.row, 0, "总分", right=5)
    page.put(page.row, 6, case["total_score"])
    page.row += 1
    page.line("自评等级", case["grade"])
    return page


def monitoring(case: Case) -> Page:
    page = Page()
    page.put(0, 0, "黄石市项目支出绩效监控表", right=10)
    page.put(1, 0, f"（{case['year']}年1-6月）", right=10)
    page.row = 2
    names(page, case, 10)
    heads = [("initial", "年初预算数"), ("executed", "1-6月执行数"), ("forecast", "全年预计执行数")]
    funds(page, case, heads)
    page.line("年度总体目标", None, "推进黄石矿冶工业遗产申报世界文化遗产工作。")
    top = page.row
    labels = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "半年度执行情况",
        "偏差原因",
        "完成目标可能性",
        "相关建议或举措",
    )
    page.put(top, 0, "绩效指标", down=3)
    for at, label in enumerate(labels):
        page.put(top, 1 + at, label)
    for r, row in enumerate(case["indicators"], top + 1):
        for at, value in enumerate(
            (
                row["level1"],
                row["level2"],
                row["level3"],
                row["target"],
                row["actual"],
                None,
                "确定能√ 有可能□ 不可能□",
                None,
            )
        ):
            page.put(r, 1 + at, value)
    page.row = top + 1 + len(case["indicators"])
    page.line("备注：1.偏差原因：未达到序时进度的说明原因；2.完成目标可能性：分确定能、有可能、不可能三级。")
    return page


def target(case: Case) -> Page:
    page = Page()
    title = {
        "T01": "绩效目标申报表（基础设施建设类）", "T03": "项目支出绩效目标批复表",
        "T06": "省级部门预算项目支出绩效目标表",
        "T07": "专项绩效目标申报表", "T09": "项目支出目标申报表", "T11": "市直部门预算项目支出绩效目标表",
        "T12": "项目支出预算绩效目标申报表", "T13": "项目支出绩效目标申报表",
    }[case["id"]]  # fmt: skip
    head(page, case, title, 9)
    if case["id"] in ("T07", "T12"):
        page.put(page.row, 0, f"填报单位：{case['department']}", right=4)
        page.put(page.row, 6, "单位：万元", right=3)
        page.row += 1
    names(page, case, 9, "项目单位" if case["id"] == "T03" else "实施单位")
    attribute = {"T07": "R新增项目 □延续项目", "T12": "√延续项目 □新增项目"}.get(case["id"], "延续项目")
    page.line("项目属性", None, attribute, None, "项目期", f"{case['year']}年")
    target_money(page, case)
    page.put(page.row, 0, "年度绩效目标", right=2)
    page.put(page.row, 2, f"完成{case['project']}年度任务。", right=7)
    page.row += 1
    if case["indicators"]:
        target_indicators(page, case)
    page.line("填报人：", None, None, "联系电话：")
    return page


def target_money(page: Page, case: Case) -> None:
    top = page.row
    unit = "（万元）"
    rows: list[tuple[Any, ...]]
    if case["id"] == "T01":
        raw = "（高标准农田建设400万元，示范建设295万元，畅通工程159万元）"
        rows = [("年度资金总额：", f"854万{raw}"), ("其中：财政拨款", f"854万854万{raw}")]
    elif case["id"] == "T03":
        rows, unit = [("项目金额", "164万元"), ("其中：当年市级财政资金", "132万元")], ""
    elif case["id"] == "T06":
        rows = [("项目总投资", 20), ("中央补助安排", 0), ("省级财政安排", 0), ("其他资金", 20)]
    elif case["id"] == "T07":
        rows = [("本年度预计投入", 7), ("中央", 0), ("省级", 7), ("市级", 0), ("本级", 0)]
    elif case["id"] == "T09":
        rows = [("资金总额", 438.768), ("财政拨款", 438.768)]
    elif case["id"] == "T11":
        rows = [("保安服务费", 191), ("保洁服务费", 99), ("水电气、维修维护费", 524), ("合计", 814)]
    elif case["id"] == "T12":
        page.line("资金来源", "上年度安排资金", "本年度申请资金", at=2)
        rows = [("合计", 213.4, 259), ("县级资金", 213.4, 259)]
    else:
        rows = [("年度预算资金总额", 25)]
    for row in rows:
        page.line(row[0], *row[1:], at=2)
    page.put(top, 0, f"项目资金{unit}", down=page.row - top, right=2)


def target_indicators(page: Page, case: Case) -> None:
    if case["id"] == "T03":
        columns = [*LEVELS, ("last", "上年实际实现值"), ("target", "本年预期实现值")]
    elif case["id"] == "T06":
        columns = [*LEVELS, ("target", "指标值"), ("note", "指标解释")]
    else:
        columns = [*LEVELS, ("target", "指标值")]
    indicators(page, case, columns, corner="绩效指标")


def narrative(case: Case) -> Page:
    """A report in words that somebody pasted into a sheet."""
    page = Page()
    page.line(f"{case['department']}关于{case['project']}的绩效自评报告")
    page.line(
        f"一、项目基本情况：{case['project']}由{case['department']}组织实施，资金来源为上级专项补助，项目按批复的实施方案推进，年内已全部完工。"
    )
    for row in case["indicators"]:
        page.line(
            f"（{row['level2']}）{row['level3']}：年初设定的指标值为{row['target']}，"
            f"实际完成{row['actual'] or '情况良好'}，"
            "通过现场查看、查阅资料和问卷调查核实，项目实施情况与绩效目标基本一致。",
        )
    page.line(
        "二、存在的问题和下一步打算：项目前期工作准备不够充分，资金支付进度偏慢，下一步将加强调度，按时序推进，确保资金发挥效益。"
    )
    return page


def page_of(case: Case) -> Page:
    """The sheet of one case."""
    variant, kind = case["form_variant"], case["kind"]
    if kind == "target":
        return target(case)
    if kind == "monitoring":
        return monitoring(case)
    if kind == "self_eval_report_text":
        return narrative(case)
    if kind == "self_eval_department":
        return chongqing(case)
    for word, layout in (
        ("衔接", rural),
        ("Hubei", hubei),
        ("转移支付", transfer),
        ("Sichuan", sichuan),
        ("公开14表", yunnan),
        ("Zhejiang", zhejiang),
    ):
        if word in variant:
            return layout(case)
    return national(case)
