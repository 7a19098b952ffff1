"""One practice office written through the ordinary store, action by action as a year goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.services.demo import cast, findings, projects, sheets, targets
from perfdesk.services.demo.ids import Draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.practice import Plan, Vocabulary
    from perfdesk.services.demo.cast import Department
    from perfdesk.services.demo.projects import Project
    from perfdesk.store.change import Change
    from perfdesk.store.file import Store

    ByDepartment = list[tuple[Department, list[Project]]]


@dataclass(frozen=True, slots=True)
class Made:
    """What was put into an office."""

    name: str
    departments: int
    projects: int
    evaluated: int


class Builder:
    """Invents one office and writes it."""

    def __init__(self, plan: Plan, words: Vocabulary, seed: int) -> None:
        """Invent its units; the rest follows in `write`."""
        self._plan, self._words = plan, words
        self._before = Draws(seed, plan.code, plan.year - 1)  # last year's ids sort before this year's
        self._draws = Draws(seed, plan.code, plan.year)
        self._cast = cast.cast(plan, words, self._before)

    def write(self, store: Store) -> Made:
        """Write everything, one action a step of the year."""
        plan = self._plan
        library = projects.Library(plan, self._words, self._cast, self._before)
        last = library.last_year()
        library.draws = self._draws
        this = library.this_year()
        with store.change(f"期初建账：{plan.year - 1}、{plan.year} 年单位、项目和资金") as change:
            self._ledger(change, last, this)
        self._year_before(store, last)
        self._year(store, this)
        self._findings(store, last)
        return Made(plan.name, plan.departments, len(this), len(last))

    def _ledger(self, change: Change, last: list[Project], this: list[Project]) -> None:
        plan, words, found, draws = self._plan, self._words, self._cast, self._before
        change.put("section", cast.SECTION, cast.section_rows(plan, found))
        change.put("unit", cast.UNIT, cast.unit_rows(plan, found, words, draws))
        change.put("duty", cast.DUTY, cast.duty_rows(plan, found, draws))
        for year, rows, source in ((plan.year - 1, last, self._before), (plan.year, this, self._draws)):
            change.put("unit_year", cast.UNIT_YEAR, cast.unit_year_rows(plan, found, year, source))
            change.put("project", projects.PROJECT, projects.project_rows(plan, rows))
            change.put("funding", projects.FUNDING, projects.funding_rows(plan, rows))

    def _year_before(self, store: Store, last: list[Project]) -> None:
        plan, draws, year = self._plan, self._before, self._plan.year - 1
        grouped = self._grouped(last, self._cast.departments[: self._cast.earlier])
        found = targets.Indicators(plan, draws)
        with store.change(f"{year} 年绩效目标批复") as change:
            overall = self._targets(change, last, grouped, year, found, draws)
        drawn = sheets.Sheets(plan, found, draws)
        with store.change(f"{year} 年绩效自评") as change:
            change.put("execution", sheets.EXECUTION, drawn.execution(last, 12))
            change.put("selfeval", sheets.SELFEVAL, drawn.selfeval(last))
            change.put("selfeval", sheets.SELFEVAL, drawn.selfeval_departments(grouped, overall, year))
            change.put("observation", sheets.OBSERVATION, drawn.observations)

    def _year(self, store: Store, this: list[Project]) -> None:
        plan, draws = self._plan, self._draws
        grouped = self._grouped(this, self._cast.departments)
        found = targets.Indicators(plan, draws)
        with store.change(f"{plan.year} 年绩效目标批复") as change:
            overall = self._targets(change, this, grouped, plan.year, found, draws)
        for month in plan.months:
            drawn = sheets.Sheets(plan, found, draws)
            with store.change(f"{plan.year} 年 1-{month} 月绩效运行监控") as change:
                change.put("execution", sheets.EXECUTION, drawn.execution(this, month))
                change.put("monitoring", sheets.MONITORING, drawn.monitoring(this, month))
                change.put("monitoring", sheets.MONITORING, drawn.monitoring_departments(grouped, overall, month))
                change.put("observation", sheets.OBSERVATION, drawn.observations)
        if plan.special:
            self._special(store, [one for one in this if one.tag], found)

    def _special(self, store: Store, tagged: list[Project], found: targets.Indicators) -> None:
        """The special fund's own periods; a month that is an ordinary period too has its sheets already."""
        plan = self._plan
        special = plan.special
        for month in special.months if special else ():
            if special is None or month in plan.months:
                continue
            drawn = sheets.Sheets(plan, found, self._draws)
            with store.change(f"{plan.year} 年 1-{month} 月{special.tag}绩效运行监控") as change:
                change.put("execution", sheets.EXECUTION, drawn.execution(tagged, month))
                change.put("monitoring", sheets.MONITORING, drawn.monitoring(tagged, month, special.tag))
                change.put("observation", sheets.OBSERVATION, drawn.observations)

    def _targets(
        self,
        change: Change,
        made: list[Project],
        grouped: ByDepartment,
        year: int,
        found: targets.Indicators,
        draws: Draws,
    ) -> dict[str, str]:
        """Write the approved targets of a year; returns each department's target."""
        change.put("target", targets.TARGET, targets.project_rows(self._plan, made, found, draws))
        overall = list(targets.department_rows(self._plan, grouped, year, self._words, found, draws))
        change.put("target", targets.TARGET, [row for row, _ in overall])
        change.put("indicator", targets.INDICATOR, found.rows)
        return {department: str(row[1]) for row, department in overall}

    def _findings(self, store: Store, last: list[Project]) -> None:
        wanted = self._plan.findings
        if wanted is None:
            return
        evaluated = findings.subjects(wanted, last, self._cast.departments[: self._cast.earlier])
        drawn = list(findings.rows(self._plan, evaluated, self._words, self._draws))
        with store.change(f"{self._plan.year} 年财政评价问题反馈整改") as change:
            change.put("finding", findings.FINDING, [row for row, _ in drawn])
            change.put("finding_unit", findings.FINDING_UNIT, [unit for _, units in drawn for unit in units])

    def _grouped(self, made: Sequence[Project], departments: Sequence[Department]) -> ByDepartment:
        by_id: dict[str, list[Project]] = {one.id: [] for one in departments}
        for project in made:
            by_id[project.department.id].append(project)
        return [(one, by_id[one.id]) for one in departments]
