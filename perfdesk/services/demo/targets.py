"""Approved targets of a practice office: one version for each project and department, with its indicators."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from perfdesk.services.demo import values
from perfdesk.services.demo.values import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfdesk.domain.practice import IndicatorSample, Plan, Vocabulary
    from perfdesk.services.demo.cast import Department
    from perfdesk.services.demo.ids import Draws
    from perfdesk.services.demo.projects import Project

    Row = tuple[object, ...]

TARGET = columns(
    "office id subject_kind subject year version state current approved_on goal returns submitted_amount "
    "approved_amount tasks"
)
INDICATOR = columns("office id target key ordinal level1 level2 name relation value measure quantitative weight")


class Indicators:
    """The indicator rows of the targets drawn so far; sheets of later stages look their keys up here."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        """None drawn yet."""
        self._plan, self._draws = plan, draws
        self.rows: list[Row] = []
        self.of: dict[str, list[tuple[str, IndicatorSample, str, int]]] = {}
        self.goals: dict[str, str] = {}

    def add(self, target: str, chosen: list[tuple[IndicatorSample, str]]) -> None:
        """Draw the indicators of a target; (key, sample, value, weight) of each is kept under the target."""
        points = values.weights([sample.level1 for sample, _ in chosen])
        office, draw = self._plan.code, self._draws.id
        held = self.of[target] = []
        for ordinal, ((sample, value), weight) in enumerate(zip(chosen, points, strict=True), start=1):
            key = draw()
            held.append((key, sample, value, weight))
            self.rows.append(
                (office, key, target, key, ordinal, sample.level1, sample.level2, sample.name, sample.relation, value,
                 sample.measure, int(sample.relation != "qualitative"), weight)
            )  # fmt: skip


def project_rows(plan: Plan, projects: Sequence[Project], found: Indicators, draws: Draws) -> Iterator[Row]:
    """Rows of target for projects; some were sent back once, some lost money in the review."""
    random = draws.random
    for one in projects:
        one.target = draws.id()
        found.add(one.target, one.rows)
        amount = one.adjusted
        asked = amount + (amount // 10_000 * random.randrange(5, 30) // 100 * 10_000 if random.random() < 0.1 else 0)
        head = (plan.code, one.target, "project", one.id, one.year, 1, "approved", 1, _approved_on(one.year, draws))
        found.goals[one.target] = _goal(one)
        yield (*head, found.goals[one.target], int(random.random() < 0.12), asked, amount, "[]")


def department_rows(
    plan: Plan, by_department: Sequence[tuple[Department, list[Project]]], year: int, words: Vocabulary,
    found: Indicators, draws: Draws,
) -> Iterator[tuple[Row, str]]:  # fmt: skip
    """Rows of target for departments, each with the department's id; 年度主要任务 add up to their projects."""
    for one, projects in by_department:
        target = draws.id()
        chosen = [(sample, draws.random.choice(sample.values)) for sample in words.kinds["overall"].rows]
        found.add(target, chosen)
        fields = "、".join(words.sectors[one.sample.sector].topics[:4])
        goal = f"{year}年围绕{fields}等重点工作，统筹安排预算资金，按期完成年度任务，"
        goal += f"提高资金使用效益，服务对象满意度达到{chosen[-1][1]}%以上。"
        found.goals[target] = goal
        amount = sum(project.adjusted for project in projects)
        head = (plan.code, target, "department", one.id, year, 1, "approved", 1, _approved_on(year, draws))
        yield (*head, goal, 0, amount, amount, tasks(projects)), one.id


def tasks(projects: Sequence[Project], *, month: int | None = None) -> str:
    """A department's main tasks by class of project, as the form's table in JSON; amounts in 分."""
    rows = []
    for cls, name in (("own", "本级预算项目实施"), ("superior", "上级专项转移支付项目实施")):
        lines = [line for one in projects if one.cls == cls for line in one.lines]
        if not lines:
            continue
        other = sum(line.adjusted for line in lines if line.source in {"own_funds", "other"})
        total = sum(line.adjusted for line in lines)
        names = "、".join(one.name for one in projects if one.cls == cls)[:80]
        row: dict[str, object] = {"name": name, "content": f"组织实施{names}等项目。"}
        row |= {"total": total, "fiscal": total - other, "other": other}
        if month is not None:
            spent = sum(executed(one, line.adjusted, month) for one in projects if one.cls == cls for line in one.lines)
            row |= {"executed": spent, "rate": values.share(10_000, spent, total)}
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def executed(one: Project, amount: int, month: int) -> int:
    """What of `amount` 分 a project has spent by the end of `month`, in whole 元."""
    return amount * pace(one, month) // 100_000 * 100


def pace(one: Project, month: int) -> int:
    """The share spent by a month, in thousandths."""
    if month <= 6:
        return one.pace * (55 + one.pace % 13) // 100
    if month <= 9:
        return one.pace
    if month == 10:
        return one.pace + (1000 - one.pace) * 2 // 5
    return 1000 if one.pace >= 900 else min(1000, one.pace + 60)


def _approved_on(year: int, draws: Draws) -> str:
    return f"{year}-02-{draws.random.randrange(1, 21):02d}"


def _goal(one: Project) -> str:
    parts = [
        f"{sample.name}达到{value}{sample.measure}"
        if sample.relation == ">="
        else f"{sample.name}为{value}{sample.measure}"
        for sample, value in (one.rows[0], one.rows[2])
        if sample.relation != "qualitative"
    ]
    last, value = one.rows[-1]
    aim = f"通过实施{one.name}，推进{one.idea.topic}各项任务落实，全年{'，'.join(parts)}"
    return f"{aim}，{last.name}不低于{value}{last.measure}。"
