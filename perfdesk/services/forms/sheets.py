"""The contents of the sheet forms (one object a form): targets, monitoring, self-evaluation."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdesk.domain.content import Content
from perfdesk.services import settings
from perfdesk.services.forms import money
from perfdesk.store import form_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from perfdesk.domain.content import Row
    from perfdesk.store.file import Store
    from perfdesk.store.form_rows import Evaluated, Indicator, Line, Monitored, Observation, Project, Target

CAUSES = {
    "经费保障": "cause_funding",
    "制度保障": "cause_system",
    "人员保障": "cause_staff",
    "硬件条件保障": "cause_hardware",
    "其他": "cause_other",
}
LIKELY = {"确定能": "likely_certain", "有可能": "likely_possible", "完全不可能": "likely_impossible"}
# The places of indicators that an empty target form offers (财预〔2015〕88号).
SKELETON = (
    *(("产出指标", level2) for level2 in ("数量指标", "数量指标", "质量指标", "时效指标", "成本指标")),
    *(("效益指标", level2) for level2 in ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", "服务对象满意度指标"),
)


class Subject(NamedTuple):
    """What a sheet is about, with the names that it prints. `project` is None for a department's own sheet."""

    id: str
    name: str
    unit: str
    department: str
    project: Project | None = None


def _dict(text: str) -> dict[str, Any]:
    value = json.loads(text or "{}")
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[Row]:
    return [dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _filled(row: Mapping[str, str | int | bool | None]) -> Row:
    """The row without blanks, as a reader gives it."""
    return {name: value for name, value in row.items() if value is not None and value != ""}


class Sheets:
    """Makes the contents of one form for one year; everything is read once, by subject."""

    def __init__(
        self, store: Store, key: str, year: int, month: int | None, *, entry: bool, subject: str | None = None
    ) -> None:
        """Read what form `key` needs, of one `subject` alone where it is given.

        With `entry` subjects without a sheet get one to fill.
        """
        self._key, self._year, self._month, self._entry = key, year, month, entry
        self._stage, self._kind = key.split(".")[:2]
        self._targets: dict[str, Target] = {}
        self._indicators: dict[str, list[Indicator]] = defaultdict(list)
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._monitored: dict[str, Monitored] = {}
        self._evaluated: dict[str, Evaluated] = {}
        self._observed: dict[str, list[Observation]] = defaultdict(list)
        self._disclosure = ""
        if entry or self._stage == "target":
            self._read_targets(store, subject)
            self._read_lines(store, subject)
        if self._stage == "monitoring":
            self._monitored = {
                row.subject: row for row in form_rows.monitored(store, self._kind, year, month or 0, subject)
            }
        elif self._stage == "selfeval":
            self._disclosure = getattr(settings.of_year(store, year).disclosure, self._kind)
            self._evaluated = {row.subject: row for row in form_rows.evaluated(store, self._kind, year, subject)}
        if self._stage != "target":
            for seen in form_rows.observations(store, self._stage, self._kind, year, month, subject):
                self._observed[seen.sheet].append(seen)

    def _read_targets(self, store: Store, subject: str | None) -> None:
        """The versions with their indicators: the newest to print a target, the one in force to make a sheet of it."""
        found = form_rows.targets(store, self._kind, self._year, newest=self._stage == "target", subject=subject)
        self._targets = {row.subject: row for row in found}
        wanted = {row.id for row in found}
        for one in form_rows.indicators(store, self._kind, self._year, subject):
            if one.target in wanted:
                self._indicators[one.target].append(one)

    def _read_lines(self, store: Store, subject: str | None) -> None:
        """The funding lines by the project, or by the department that they add up to."""
        owner: dict[str, str] = {}
        if self._kind == "department" and subject is not None and not self._entry:
            return  # a department's target prints the money of its tasks
        if self._kind == "department":
            owner = {project.id: project.department for project in form_rows.projects(store, self._year)}
        for line in form_rows.lines(store, self._year, None if owner else subject):
            self._lines[owner.get(line.project, line.project)].append(line)

    def content(self, subject: Subject) -> Content | None:
        """The form of one subject; None where the ledger holds none and none is asked for."""
        made = {"target": self._target, "monitoring": self._monitoring, "selfeval": self._selfeval}[self._stage](
            subject
        )
        if made is not None:
            head = {"department": subject.department}
            if subject.project is not None:
                head |= {"project_name": subject.name, "unit": subject.unit, "project_code": subject.project.code}
            made.fields = _filled({**head, **made.fields})
            made.disclosure = self._disclosure
        return made

    def _new(self, fields: Row, matrices: money.Matrix | None = None, rows: Iterable[Row] = ()) -> Content:
        content = Content(self._key, self._year, self._month, dict(fields))
        if matrices:
            content.matrices["funds"] = matrices
        content.tables["indicators"] = list(rows)
        return content

    # --- targets ---------------------------------------------------------------------------------------------------

    def _target(self, subject: Subject) -> Content | None:
        held = self._targets.get(subject.id)
        if held is None and not self._entry:
            return None
        rows = [_aim(row) for row in self._indicators[held.id]] if held else []
        if self._entry and not rows:
            rows = [{"level1": level1, "level2": level2} for level1, level2 in SKELETON]
        fields: Row = {"goal": held.goal, "goal_mid": held.goal_mid} if held else {}
        if subject.project is not None:
            fields |= {"attribute": subject.project.attribute, "term": subject.project.term}
            funds = money.matrix(self._lines.get(subject.id, []), {"amount": "adjusted"}, carryover=False)
            content = self._new(fields, funds, rows)
            if held and held.funds_mid:
                content.matrices["funds_mid"] = _dict(held.funds_mid)
            return content
        content = self._new(fields, None, rows)
        tasks = _rows(json.loads(held.tasks or "[]")) if held else []
        content.tables["tasks"] = tasks or ([{}] * 6 if self._entry else [])
        columns = ("total", "fiscal", "other")
        sums = {name: [row[name] for row in tasks if isinstance(row.get(name), int)] for name in columns}
        content.matrices["tasks_total"] = {
            "total": {name: sum(map(_int, sums[name])) for name in columns if sums[name]}
        }
        return content

    # --- monitoring ------------------------------------------------------------------------------------------------

    def _monitoring(self, subject: Subject) -> Content | None:
        held = self._monitored.get(subject.id)
        if held is None:
            return self._blank(subject, {"initial": "initial"}, carryover=False) if self._entry else None
        funds = _dict(held.money)
        total = {"initial": held.initial, "executed": held.executed, "forecast": held.forecast}
        funds["total"] = _filled({**funds.get("total", {}), **_filled(total)})
        rows = [_watched(row) for row in self._observed[held.id]]
        return self._new({"goal": held.goal}, money.rated(funds, "initial"), rows)

    # --- self-evaluation -------------------------------------------------------------------------------------------

    def _selfeval(self, subject: Subject) -> Content | None:
        held = self._evaluated.get(subject.id)
        if held is None:
            if not self._entry:
                return None
            content = self._blank(subject, {"initial": "initial", "adjusted": "adjusted"}, carryover=True)
            content.matrices.setdefault("funds", {}).setdefault("total", {})["weight"] = 1000
            if subject.project is None:
                content.tables |= {"years": [{"year": self._year + step} for step in range(3)], "tasks": [{}] * 6}
            return content
        funds = _dict(held.money)
        total = {name: getattr(held, name) for name in ("initial", "adjusted", "executed")}
        total |= {"weight": held.execution_weight, "score": held.execution_score}
        funds["total"] = _filled({**funds.get("total", {}), **_filled(total)})
        fields: Row = {name: getattr(held, name) for name in ("goal", "actual_goal", "other", "grade")}
        details = _dict(held.details)
        rows = [_judged(row) for row in self._observed[held.id]]
        content = self._new(fields, money.rated(funds, "adjusted"), rows)
        weights = [_int(row["weight"]) for row in rows if "weight" in row]
        whole = {"weight": sum(weights) + (held.execution_weight or 0) if weights else None, "score": held.total}
        content.matrices["total"] = {"total": _filled(whole)}
        if subject.project is None:
            content.fields["duties"] = details.get("duties", "")
            content.tables |= {"years": _rows(details.get("years")), "tasks": _rows(details.get("tasks"))}
        return content

    def _blank(self, subject: Subject, columns: dict[str, str], *, carryover: bool) -> Content:
        """A sheet to fill: goal, indicators and budget from the ledger, what was done left open."""
        held = self._targets.get(subject.id)
        rows = [_asked(row, weight=carryover) for row in self._indicators[held.id]] if held else []
        funds = money.matrix(self._lines.get(subject.id, []), columns, carryover=carryover)
        return self._new({"goal": held.goal} if held else {}, funds, rows)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _aim(row: Indicator) -> Row:
    made = _filled(row._asdict())
    made.pop("target")
    if row.mid_value or row.mid_relation:
        made |= {"mid_level2": row.level2, "mid_name": row.name}
    return made


def _asked(row: Indicator, *, weight: bool) -> Row:
    names = ("level1", "level2", "name", "relation", "value", "measure", *(["weight"] if weight else []))
    return _filled({name: getattr(row, name) for name in names})


def _watched(row: Observation) -> Row:
    made = _filled({name: value for name, value in row._asdict().items() if name not in _APART})
    made |= {CAUSES[word]: True for word in row.causes.split(",") if word in CAUSES}
    made |= {LIKELY[word]: True for word in row.likelihood.split(",") if word in LIKELY}
    return made


def _judged(row: Observation) -> Row:
    return _filled({name: value for name, value in row._asdict().items() if name not in _APART})


_APART = frozenset(["sheet", "causes", "likelihood"])
