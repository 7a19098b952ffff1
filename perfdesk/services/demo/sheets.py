"""Passed monitoring and self-evaluation sheets of a practice office, with their observations and executed amounts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from perfdesk.services.demo import values
from perfdesk.services.demo.targets import executed, pace, tasks
from perfdesk.services.demo.values import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfdesk.domain.practice import IndicatorSample, Plan
    from perfdesk.services.demo.cast import Department
    from perfdesk.services.demo.ids import Draws
    from perfdesk.services.demo.projects import Line, Project
    from perfdesk.services.demo.targets import Indicators

    Row = tuple[object, ...]
    Money = dict[str, dict[str, int]]

EXECUTION = columns("office id funding project year month executed origin")
MONITORING = columns(
    "office id subject_kind subject year month special state target initial executed forecast money goal "
    "key_monitoring report_on report_number"
)
SELFEVAL = columns(
    "office id subject_kind subject year state target layout initial adjusted executed money "
    "execution_weight execution_score total grade goal actual_goal other details"
)
OBSERVATION = columns(
    "office id stage sheet key ordinal level1 level2 name relation value measure actual forecast causes "
    "reason likelihood note weight score"
)
_LATE = "受上级资金下达较晚和项目前期手续影响，未能全部支付，剩余资金按规定结转使用。"
_ADJUSTED = "年中根据上级下达的指标文件和项目实际调整预算。"
_BEHIND = "受前期手续办理影响，进度略慢于计划。"


class Sheets:
    """Draws the sheets of one office; observations gather in `observations`."""

    def __init__(self, plan: Plan, found: Indicators, draws: Draws) -> None:
        """Sheets of the targets in `found`."""
        self._plan, self._found, self._draws = plan, found, draws
        self.observations: list[Row] = []

    def execution(self, projects: Sequence[Project], month: int) -> Iterator[Row]:
        """Payments of each funding line up to a month."""
        office, draw = self._plan.code, self._draws.id
        for one in projects:
            for line in one.lines:
                yield (
                    office,
                    draw(),
                    line.id,
                    one.id,
                    one.year,
                    month,
                    executed(one, line.adjusted, month),
                    "国库支付",
                )

    def monitoring(self, projects: Sequence[Project], month: int, special: str = "") -> Iterator[Row]:
        """The passed monitoring sheets of projects for a month; key ones have their report."""
        plan, names = self._plan, {key.name for key in self._plan.key}
        number = 0
        for one in projects:
            sheet = self._draws.id()
            money = _money([(line, executed(one, line.adjusted, month)) for line in one.lines])
            total = money["total"]
            total["forecast"] = sum(executed(one, line.adjusted, 12) for line in one.lines)
            report: tuple[object, ...] = (0, None, "")
            if one.name in names and month == plan.months[-1]:
                number += 1
                report = (
                    1,
                    f"{plan.year}-{month + 1:02d}-{10 + number}",
                    f"{plan.number}〔{plan.year}〕{30 + number}号",
                )
            goal = self._found.goals[one.target]
            head = (plan.code, sheet, "project", one.id, one.year, month, special, "passed", one.target)
            yield (*head, total["initial"], total["executed"], total["forecast"], _monitored(money), goal, *report)
            self._watch(sheet, one.target, month)

    def monitoring_departments(
        self, by_department: Sequence[tuple[Department, list[Project]]], targets: dict[str, str], month: int
    ) -> Iterator[Row]:
        """The passed monitoring sheets of departments: the sum of their projects."""
        plan = self._plan
        for one, projects in by_department:
            sheet = self._draws.id()
            spent = [(line, executed(project, line.adjusted, month)) for project in projects for line in project.lines]
            money = _money(spent)
            total = money["total"]
            total["forecast"] = sum(
                executed(project, line.adjusted, 12) for project in projects for line in project.lines
            )
            goal = self._found.goals[targets[one.id]]
            head = (plan.code, sheet, "department", one.id, plan.year, month, "", "passed", targets[one.id])
            yield (*head, total["initial"], total["executed"], total["forecast"], _monitored(money), goal, 0, None, "")
            self._watch(sheet, targets[one.id], month)

    def selfeval(self, projects: Sequence[Project]) -> Iterator[Row]:
        """The passed self-evaluations of last year's projects, scored by the rules."""
        for one in projects:
            sheet = self._draws.id()
            lines = [(line, executed(one, line.adjusted, 12)) for line in one.lines]
            told = one.adjusted != one.initial and self._draws.random.random() < 0.8
            other = (_ADJUSTED if told else "") + ("" if pace(one, 12) >= 900 else _LATE)
            rest, unmet = self._judge(sheet, one.target)
            done = f"全年按计划实施{one.name}，" + (
                "各项绩效目标均已完成。" if not unmet else f"{unmet}项指标未完全达到预期，其余目标均已完成。"
            )
            goal = self._found.goals[one.target]
            yield self._selfeval(
                sheet, ("project", one.id, one.year), one.target, lines, rest, (goal, done, other, "{}")
            )

    def selfeval_departments(
        self, by_department: Sequence[tuple[Department, list[Project]]], targets: dict[str, str], year: int
    ) -> Iterator[Row]:
        """The passed overall self-evaluations of departments."""
        for one, projects in by_department:
            sheet = self._draws.id()
            lines = [(line, executed(project, line.adjusted, 12)) for project in projects for line in project.lines]
            rest, _ = self._judge(sheet, targets[one.id])
            details = {"duties": f"负责{one.name}职能范围内的行政管理和公共服务工作。"}
            shown = json.dumps(details, ensure_ascii=False)[:-1] + f',"tasks":{tasks(projects, month=12)}}}'
            goal = self._found.goals[targets[one.id]]
            texts = (goal, "年度重点工作任务按计划完成，预算执行总体良好。", _ADJUSTED, shown)
            yield self._selfeval(sheet, ("department", one.id, year), targets[one.id], lines, rest, texts)

    def _selfeval(
        self, sheet: str, subject: tuple[str, str, int], target: str, lines: list[tuple[Line, int]], rest: int,
        texts: tuple[str, str, str, str],
    ) -> Row:  # fmt: skip
        money = _money(lines)
        total = money["total"]
        score = min(1000, values.share(1000, total["executed"], total["adjusted"])) if total["adjusted"] else 0
        total |= {"weight": 1000, "score": score}
        if total["adjusted"]:
            total["rate"] = values.share(10_000, total["executed"], total["adjusted"])
        points = score + rest
        grade = "优" if points >= 9000 else "良" if points >= 8000 else "中" if points >= 6000 else "差"
        goal, done, other, details = texts
        return (self._plan.code, sheet, *subject, "passed", target, f"selfeval.{subject[0]}", total["initial"],
                total["adjusted"], total["executed"], _dumps(money), 1000, score, points, grade, goal, done, other,
                details)  # fmt: skip

    def _watch(self, sheet: str, target: str, month: int) -> None:
        """Observations of a monitoring sheet; progress keeps to one pace, so that later months never fall back."""
        office, draw, random = self._plan.code, self._draws.id, self._draws.random
        for ordinal, (key, sample, value, _) in enumerate(self._found.of[target], start=1):
            speed = int(key[-4:], 16) % 26 + 72  # of the year's plan in hundredths, the same in every period
            actual = _progress(sample, value, min(100, speed * month // 9))
            slow = random.random() < 0.05
            causes, reason, likely = ("制度保障", _BEHIND, "有可能") if slow else ("", "", "确定能")
            note = "已明确责任人，倒排工期加快推进。" if slow else ""
            self.observations.append(
                (office, draw(), "monitoring", sheet, key, ordinal, sample.level1, sample.level2, sample.name,
                 sample.relation, value, sample.measure, actual, value + sample.measure, causes, reason, likely, note,
                 None, None)
            )  # fmt: skip

    def _judge(self, sheet: str, target: str) -> tuple[int, int]:
        """Observations of a self-evaluation; returns the points of all indicators and how many were not met."""
        office, draw, random = self._plan.code, self._draws.id, self._draws.random
        points = unmet = 0
        for ordinal, (key, sample, value, weight) in enumerate(self._found.of[target], start=1):
            actual, score = _final(sample, value, weight, random.random())
            reason = "" if score == weight else "受项目实施进度影响未完全达到预期，下年度将加快推进并加强跟踪。"
            points, unmet = points + score, unmet + (score < weight)
            self.observations.append(
                (office, draw(), "selfeval", sheet, key, ordinal, sample.level1, sample.level2, sample.name,
                 sample.relation, value, sample.measure, actual, "", "", reason, "", "", weight, score)
            )  # fmt: skip
        return points, unmet


def _progress(sample: IndicatorSample, value: str, percent: int) -> str:
    """What is done of a target part of the way through the year."""
    if sample.relation == "qualitative":
        return "按计划有序推进"
    aim = values.hundredths(value)
    if sample.measure in {"%", "‰"} or sample.relation == "<=" or aim == 0:
        return value + sample.measure
    done = aim * percent // 100
    return values.text(done, whole=aim % 100 == 0) + sample.measure


def _final(sample: IndicatorSample, value: str, weight: int, chance: float) -> tuple[str, int]:
    """(what was reached in the year, the points it earns): mostly met, now and then short of the target."""
    if sample.relation == "qualitative":
        return "达成预期指标", weight
    aim = values.hundredths(value)
    whole = aim % 100 == 0
    if sample.relation == "<=":
        done = aim * (90 + int(chance * 10)) // 100 if chance < 0.5 else aim
        return values.text(done, whole=False) + sample.measure, weight
    if sample.relation == "=" or chance < 0.8:
        return value + sample.measure, weight
    if chance < 0.9:
        more = aim * (101 + int(chance * 100) % 12) // 100
        more = min(more, 10_000) if sample.measure == "%" else more
        return values.text(more, whole=whole) + sample.measure, weight
    less = aim * (80 + int(chance * 1000) % 17) // 100
    less = less // 100 * 100 if whole else less
    return values.text(less, whole=whole) + sample.measure, min(weight, values.share(weight, less, aim))


def _money(spent: Sequence[tuple[Line, int]]) -> Money:
    """The funds matrix of a form from (line, executed): all of them, and of them fiscal, carried over, others."""
    found: Money = {}
    for line, amount in spent:
        row = (
            "other"
            if line.source in {"own_funds", "other"}
            else "carryover"
            if line.nature == "carryover"
            else "fiscal"
        )
        for name in ("total", row):
            cells = found.setdefault(name, {"initial": 0, "adjusted": 0, "executed": 0})
            cells["initial"] += line.initial
            cells["adjusted"] += line.adjusted
            cells["executed"] += amount
    return found or {"total": {"initial": 0, "adjusted": 0, "executed": 0}}


def _monitored(money: Money) -> str:
    """The funds matrix of the monitoring form: the rate ÷ 年初预算数, money carried over stands with the fiscal."""
    shown: Money = {}
    for name, cells in money.items():
        row = shown.setdefault("fiscal" if name == "carryover" else name, {"initial": 0, "executed": 0})
        row["initial"] += cells["initial"]
        row["executed"] += cells["executed"]
    shown["total"]["forecast"] = money["total"]["forecast"]
    for row in shown.values():
        if row["initial"]:
            row["rate"] = values.share(10_000, row["executed"], row["initial"])
    return _dumps(shown)


def _dumps(money: Money) -> str:
    return json.dumps(money, ensure_ascii=False, separators=(",", ":"))
