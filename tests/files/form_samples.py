"""One believable filled form of every kind; amounts in 分, scores and rates in hundredths."""

from perfdesk.domain.content import Content

GOAL = (
    "完成不稳定斜坡治理1处，消除46户172人地质灾害隐患，汛期前完成主体工程；建立群测群防体系，落实监测责任人，"
    "组织应急演练2次，群众防灾减灾意识显著提升。"
)
WAN = 1_000_000
AIMS = [
    ("产出指标", "数量指标", "治理斜坡处数", ">=", "1", "处"),
    ("产出指标", "质量指标", "工程验收合格率", "=", "100", "%"),
    ("产出指标", "时效指标", "主体工程完工时间", "date", "2023-06-30", ""),
    ("产出指标", "成本指标", "概算控制率", "<=", "100", "%"),
    ("效益指标", "社会效益指标", "受益群众人数", ">=", "172", "人"),
    ("效益指标", "可持续影响指标", "地质灾害防治长效机制健全程度", "qualitative", "持续健全", ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", ">=", "90", "%"),
]
HEAD = {"project_name": "大密罗社区不稳定斜坡治理", "department": "大营街街道办事处", "unit": "大密罗社区居委会"}


def aims(count=7, **more):
    names = ("level1", "level2", "name", "relation", "value", "measure")
    return [dict(zip(names, AIMS[at % 7], strict=True)) | more for at in range(count)]


def monitoring(count=7, goal=GOAL):
    money = {"initial": 286_400_000, "executed": 35_800_000, "rate": 1250, "forecast": 200 * WAN}
    rows = aims(count, actual="0", forecast="1", cause_other=True, reason="8月重新招标", likely_possible=True)
    funds = {"total": money, "fiscal": dict(money), "other": {"initial": 0, "executed": 0, "forecast": 0}}
    return Content("monitoring.project", 2023, 9, {**HEAD, "goal": goal}, {"funds": funds}, {"indicators": rows})


def target(count=7, goal=GOAL):
    rows = aims(count)
    for row in rows:
        row |= {"mid_" + name: row[name] for name in ("level2", "name", "relation", "value", "measure")}
    fields = {**HEAD, "attribute": "新增项目", "term": "2023-2025年/3年", "goal_mid": goal, "goal": goal}
    year = {"total": {"amount": 286_400_000}, "fiscal": {"amount": 286_400_000}, "other": {"amount": 0}}
    middle = {"total": {"amount": 600 * WAN}, "fiscal": {"amount": 500 * WAN}, "other": {"amount": 100 * WAN}}
    return Content("target.project", 2023, None, fields, {"funds_mid": middle, "funds": year}, {"indicators": rows})


def selfeval(key="selfeval.project.yunnan", count=7):
    money = {"initial": 286_400_000, "adjusted": 286_400_000, "executed": 250 * WAN, "rate": 8729}
    funds = {"total": money | {"weight": 1000, "score": 873}, "fiscal": money}
    fields = {**HEAD, "goal": GOAL, "actual_goal": "斜坡已治理，隐患已消除。"}
    if key.endswith("yunnan"):
        fields |= {"other": "无", "grade": "优"}
    rows = aims(count, actual="1", weight=1000, score=950, reason="招标流标一次")
    whole = {"total": {"weight": 10_000, "score": 9573}}
    return Content(key, 2022, None, fields, {"funds": funds, "total": whole}, {"indicators": rows})


def of_department(key):
    tasks = [
        {"name": f"任务{at}", "content": "改造供水工程", "total": 400 * WAN, "fiscal": 300 * WAN, "other": 100 * WAN}
        for at in range(1, 5)
    ]
    fields = {"department": "水利局", "goal": GOAL}
    if key == "monitoring.department":
        like = monitoring()
        return Content(key, 2023, 9, fields, like.matrices, like.tables)
    if key == "target.department":
        sums = {"tasks_total": {"total": {"total": 1600 * WAN, "fiscal": 1200 * WAN, "other": 400 * WAN}}}
        return Content(key, 2023, None, fields, sums, {"tasks": tasks, "indicators": aims()})
    done = [row | {"executed": 380 * WAN, "rate": 9500} for row in tasks]
    years = [{"year": 2022, "goal": GOAL, "actual": GOAL}, {"year": 2023, "goal": "巩固提升"}]
    fields |= {"duties": "负责全区水资源保护与合理利用。", "other": "无"}
    return Content(key, 2022, None, fields, {}, {"years": years, "tasks": done, "indicators": aims(actual="1")})


def listed(key, count=12):
    project = {"code": "530402210000000012345", "name": "大密罗社区不稳定斜坡治理", "unit": "大密罗社区居委会"}
    money = {"account": "一般公共预算", "source": "县级", "document": "玉红财预〔2023〕12号", "adjusted": 286_400_000}
    rows = {
        "ledger.unit": {"code": "347", "name": "水利局", "kind": "主管部门", "phone": "2012345", "owes_overall": True},
        "ledger.execution": {**project, **money, "executed": 35_800_000, "month": 9},
        "ledger.project": {**project, **money, "unit_code": "347001", "class": "本级", "initial": 286_400_000},
        "rectify.ledger": {
            "number": "2023-001", "year": 2023, "source": "财政评价", "subject": "斜坡治理", "department": "水利局",
            "category": "资金管理", "description": "支付进度缓慢。", "amount": 250_600_000, "demand": "限期支付",
            "kind": "限期", "deadline": "2023-12-31", "sent_on": "2023-10", "state": "整改中",
        },
    }  # fmt: skip
    table = {"ledger.unit": "units", "ledger.execution": "lines", "ledger.project": "projects"}.get(key, "findings")
    return Content(key, 2023, None, {}, {}, {table: [dict(rows[key]) for _ in range(count)]})


def sample(key):
    """The filled form of that key."""
    if key == "monitoring.project":
        return monitoring()
    if key == "target.project":
        return target()
    if key.startswith("selfeval.project"):
        return selfeval(key)
    return of_department(key) if key.endswith(".department") else listed(key)
