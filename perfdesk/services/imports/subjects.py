"""The subject of a form: its project or department in the ledger, new where the form may bring it, held where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.services.imports.context import SUPPLEMENT, problem, unknown
from perfdesk.services.imports.known import Known

if TYPE_CHECKING:
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.ledgers import Ledgers
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.staging import Values
    from perfdesk.services.imports.targets import Targets

NOT_APPROVED = "目标未批复"


class Subjects:
    """Finds, and where the rules allow it adds, what a form speaks of."""

    def __init__(self, context: Context, ledgers: Ledgers, targets: Targets) -> None:
        """One for an import."""
        self._context = context
        self._ledgers = ledgers
        self._targets = targets

    def department(self, kind: str, subject: str) -> str:
        """The department of a subject: the sender of its form."""
        if kind == "department":
            return subject
        project = self._context.staging.get("project", subject)
        return str(project["department"]) if project else ""

    def of(self, plan: FilePlan, reading: Reading, stage: str) -> tuple[str, str]:
        """The subject's id, or "" with the reason why its form is held."""
        if reading.form.startswith(("target.department", "monitoring.department", "selfeval.department")):
            return self._department(plan, reading)
        return self._project(plan, reading, stage)

    def _department(self, plan: FilePlan, reading: Reading) -> tuple[str, str]:
        known = Known.of(reading)
        text = reading.content.text("department")
        found = self._context.names.unit(text, plan.sender, known.subject)
        if found.id:
            return found.id, ""
        if self._context.add_unknown and not found.close and text:
            return self._ledgers.new_unit(text, "", reading.content.year or 0, SUPPLEMENT), ""
        unknown(plan, reading, found, "department")
        return "", "单位未识别"

    def _unit(self, plan: FilePlan, reading: Reading) -> str:
        """The unit that carries out the project; its department stands in where the unit is not in the ledger."""
        known = Known.of(reading)
        content, names = reading.content, self._context.names
        unit = names.unit(content.text("unit"), plan.sender, known.unit)
        if unit.id:
            return unit.id
        department = names.unit(content.text("department"), plan.sender)
        if department.id:
            return department.id
        shown = unit if content.text("unit") else department
        if self._context.add_unknown and not (unit.close or department.close):
            text = content.text("department") or content.text("unit")
            if text:
                return self._ledgers.new_unit(text, "", content.year or 0, SUPPLEMENT)
        unknown(plan, reading, shown, "unit" if content.text("unit") else "department")
        return ""

    def _project(self, plan: FilePlan, reading: Reading, stage: str) -> tuple[str, str]:
        known = Known.of(reading)
        content, names = reading.content, self._context.names
        name, code, year = content.text("project_name"), content.text("project_code"), content.year or 0
        if names.is_project(known.subject, year):
            return known.subject, ""
        if not name:
            plan.problems.append(problem(reading, ERROR, "D31", "没有写项目名称，不知道是哪个项目的表", "project_name"))
            return "", "没有项目名称"
        unit = self._unit(plan, reading)
        if not unit:
            return "", "单位未识别"
        found = names.project(year, name, code, unit)
        if not found.id and unit != self._ledgers.department(unit):
            found = names.project(year, name, code, self._ledgers.department(unit))
        if found.id:
            return found.id, ""
        if "同名" in found.why:
            unknown(plan, reading, found, "project_name", "D45")
            return "", "项目重名"
        if stage == "target":
            return self._new(reading, unit, "", "draft"), ""
        if self._context.add_unknown:
            if found.close:
                like = "、".join(found.near)
                message = f"已补录项目“{name}”，本单位另有名称相近的项目：{like}，请核对是不是同一个"
                plan.problems.append(problem(reading, WARNING, "D31", message, "project_name"))
            basis = f"{SUPPLEMENT}：据{year}年度{'监控表' if stage == 'monitoring' else '自评表'}"
            project = self._new(reading, unit, basis, "admitted")
            self._targets.supplement(reading.whole(), "project", project, basis)
            return project, ""
        unknown(plan, reading, found, "project_name", "D31")
        return "", NOT_APPROVED

    def _new(self, reading: Reading, unit: str, basis: str, state: str) -> str:
        """A project that a target form (or 期初建账) brings, with funding lines whose account and source are 未分."""
        content = reading.content
        values: Values = {
            "year": content.year,
            "code": content.text("project_code"),
            "name": content.text("project_name"),
            "unit": unit,
            "department": self._ledgers.department(unit),
            "attribute": content.text("attribute") if content.text("attribute") in {"新增项目", "延续项目"} else "",
            "term": content.text("term"),
            "basis": basis,
            "state": state,
        }
        project = self._ledgers.new_project(values)
        for row, source in (("total", "未分"), ("other", "other")):
            initial, adjusted = self._money(reading, row)
            if row == "total":
                other = self._money(reading, "other")
                initial = None if initial is None else initial - (other[0] or 0)
                adjusted = None if adjusted is None else adjusted - (other[1] or 0)
            if adjusted or (row == "total" and adjusted is not None):
                self._ledgers.add_line(project, {"source": source, "initial": initial, "adjusted": adjusted})
        return project

    def _money(self, reading: Reading, row: str) -> tuple[int | None, int | None]:
        content = reading.content
        if reading.form.startswith("target"):
            amount = content.number("funds", row, "amount")
            return amount, amount
        initial = content.number("funds", row, "initial")
        adjusted = content.number("funds", row, "adjusted")
        return initial, initial if adjusted is None else adjusted
