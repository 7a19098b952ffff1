"""The rectification ledger: one finding a row, with its subject, its source and the departments that answer for it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from perfdesk.domain.matching import plain
from perfdesk.domain.problem import WARNING
from perfdesk.services.imports.context import guarded, problem, unknown
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.staging import Values

TEXTS = (
    *("source", "category", "description", "clause", "section", "advice", "demand", "kind", "deadline", "sent_on"),
    *("replied_on", "measures", "outcome", "evidence", "verifier", "verdict", "closed_on", "state"),
)
DATES = frozenset({"deadline", "sent_on", "replied_on", "closed_on"})
_SEVERAL = re.compile(r"[、,;\n]|(?<=[局委办院处会])和")


def _state(values: Values) -> str:
    """The state that the dates tell, where the ledger's own column is blank."""
    if values["closed_on"]:
        return "销号"
    if values["replied_on"]:
        return "已回复"
    return "已反馈" if values["sent_on"] else "待反馈"


class Findings:
    """Promotes rectify.ledger."""

    def __init__(self, context: Context) -> None:
        """One for an import."""
        self._context = context
        self._staging = context.staging
        self._lines: dict[str, dict[str, str]] = {}

    def promote(self, plan: FilePlan, reading: Reading, statement: str) -> list[str]:
        """Outcome of each row."""
        held = {(row["year"], row["number"]): row["id"] for row in self._staging.values("finding")}
        self._lines = defaultdict(dict)
        for line in self._staging.values("finding_unit"):
            self._lines[line["finding"]][line["unit"]] = line["id"]
        outcomes = []
        for at, row in enumerate(reading.content.rows("findings")):
            outcomes.append(self._row(plan, reading, row, at, held, statement))
        return outcomes

    def _row(
        self, plan: FilePlan, reading: Reading, row: Row, at: int, held: dict[tuple[int, str], str], statement: str
    ) -> str:
        names = self._context.names
        path = f"findings.{at}"
        department = names.unit(str(row.get("department") or ""))
        if not department.id:
            unknown(plan, reading, department, f"{path}.department")
            return "rejected"
        given_year = row.get("year")
        year = given_year if isinstance(given_year, int) else (reading.content.year or self._staging.store.year)
        subject_name = str(row.get("subject") or "")
        overall = row.get("subject_kind") == "部门整体" or "整体支出" in subject_name
        subject = department.id if overall else self._project(year, subject_name, row, department.id)
        if not subject:
            message = f"被评对象“{subject_name}”在项目库里没有对上，先按名称记账"
            plan.problems.append(problem(reading, WARNING, "D31", message, f"{path}.subject"))
        values: Values = {name: ("" if row.get(name) is None else str(row[name])) for name in TEXTS}
        for name in DATES:
            values[name] = values[name] or None
        values["state"] = values["state"] or _state(values)
        number = str(row.get("number") or at + 1)
        values |= {
            "number": number,
            "year": year,
            "subject_kind": "department" if overall else "project",
            "subject": subject or None,
            "subject_name": plain(subject_name) or names.shown(department.id),
            "amount": row.get("amount"),
            "recovered": row.get("recovered"),
            "source": values["source"] or "财政评价",
            "statement": statement,
        }
        record = held.get((year, number))
        if record is not None:
            values = guarded(self._context, plan, "finding", record, values, f"问题 {number}")
            old = self._staging.get("finding", record) or {}
            if all(old[name] == value for name, value in values.items() if name != "statement"):
                del values["statement"]
        else:
            record = held[year, number] = new_id()
        outcome = self._staging.put("finding", record, values)
        changed = self._units(plan, reading, record, row, at, department.id)
        return "changed" if changed and outcome == "same" else outcome

    def _project(self, year: int, name: str, row: Row, department: str) -> str:
        """A finding of year Y judges a project of Y or of the year before."""
        for of in (year - 1, year):
            found = self._context.names.project(of, name, str(row.get("project_code") or ""), department)
            if found.id:
                return found.id
        return ""

    def _units(self, plan: FilePlan, reading: Reading, record: str, row: Row, at: int, department: str) -> bool:
        wanted: dict[str, None] = {}
        for text in _SEVERAL.split(str(row.get("units") or "")):
            if not plain(text):
                continue
            found = self._context.names.unit(text)
            if found.id:
                wanted[found.id] = None
            else:
                unknown(plan, reading, found, f"findings.{at}.units")
        wanted = wanted or {department: None}
        lines, left = self._lines[record], dict(self._lines[record])
        changed = False
        values = {"person": str(row.get("person") or ""), "replied_on": row.get("replied_on")}
        for unit in wanted:
            left.pop(unit, None)
            line = lines.setdefault(unit, new_id())
            changed |= self._staging.put("finding_unit", line, {**values, "finding": record, "unit": unit}) != "same"
        for unit, line in left.items():
            self._staging.drop("finding_unit", line)
            del lines[unit]
            changed = True
        return changed
