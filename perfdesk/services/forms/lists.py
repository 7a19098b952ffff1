"""The contents of the list forms (one object a row): units, projects, payments, findings."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perfdesk.domain.content import Content
from perfdesk.store import form_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from perfdesk.domain.content import Row
    from perfdesk.store.file import Store
    from perfdesk.store.form_rows import Project, Unit

KINDS = {"department": "主管部门", "unit": "预算单位", "township": "乡镇街道"}
ACCOUNTS = {
    "general": "一般公共预算",
    "fund": "政府性基金预算",
    "capital": "国有资本经营预算",
    "social": "社会保险基金预算",
    "未分": "未分",
}
SOURCES = {
    "central": "中央",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "own_funds": "单位资金",
    "other": "其他资金",
    "未分": "未分",
}
CLASSES = {"own": "本级", "superior": "上级"}
NATURES = {"current": "当年", "carryover": "结转"}
SUBJECTS = {"project": "项目", "department": "部门整体"}


def _filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None and value != ""}


class Lists:
    """Makes the rows of one list form; `units` and `projects` are those that may be printed."""

    def __init__(self, store: Store, year: int, month: int, units: list[Unit], projects: list[Project]) -> None:
        """Prepare; the ledger is read when a list is asked for."""
        self._store, self._year, self._month = store, year, month
        self._units = {unit.id: unit for unit in units}
        self._projects = projects

    def rows(self, key: str, chosen: Collection[str]) -> list[Row]:
        """The rows of list form `key` that belong to the `chosen` units' ids."""
        makers: dict[str, Callable[[Collection[str]], list[Row]]] = {
            "ledger.unit": self._unit_rows,
            "ledger.project": self._project_rows,
            "ledger.execution": self._execution_rows,
            "rectify.ledger": self._finding_rows,
        }
        return makers[key](chosen)

    def _name(self, unit: str | None) -> str:
        found = self._units.get(unit or "")
        return found.name if found else ""

    def _unit_rows(self, chosen: Collection[str]) -> list[Row]:
        return [
            _filled({
                "code": unit.code, "name": unit.name, "kind": KINDS[unit.kind], "parent": self._name(unit.parent),
                "section": unit.section, "leader": unit.leader, "finance": unit.finance, "clerk": unit.clerk,
                "phone": unit.phone, "owes_overall": bool(unit.owes),
            })
            for unit in self._units.values()
            if unit.active and unit.id in chosen
        ]  # fmt: skip

    def _money(self) -> dict[str, list[tuple[form_rows.Line, int | None]]]:
        paid = {row.funding: row.executed for row in form_rows.paid(self._store, self._year, self._month)}
        found: dict[str, list[tuple[form_rows.Line, int | None]]] = defaultdict(list)
        for line in form_rows.lines(self._store, self._year):
            found[line.project].append((line, paid.get(line.id)))
        return found

    def _project_rows(self, chosen: Collection[str]) -> list[Row]:
        money = self._money()
        goals = {row.subject: row.goal for row in form_rows.targets(self._store, "project", self._year, newest=False)}
        found: list[Row] = []
        for project in self._projects:
            if project.unit not in chosen and project.department not in chosen:
                continue
            unit = self._units.get(project.unit)
            head: Row = {
                "code": project.code, "name": project.name, "unit_code": unit.code if unit else "",
                "unit": self._name(project.unit), "department": self._name(project.department),
                "class": CLASSES[project.cls], "category": project.category, "attribute": project.attribute,
                "tag": project.tag, "classified": bool(project.classified) or None, "goal": goals.get(project.id, ""),
            }  # fmt: skip
            if not money[project.id]:
                found.append(_filled(head))
            for line, executed in money[project.id]:
                one: Row = {
                    "account": ACCOUNTS[line.account], "source": SOURCES[line.source],
                    "nature": NATURES[line.nature], "document": line.document, "initial": line.initial,
                    "adjusted": line.adjusted, "executed": executed,
                }  # fmt: skip
                found.append(_filled(head | one))
        return found

    def _execution_rows(self, chosen: Collection[str]) -> list[Row]:
        money = self._money()
        found: list[Row] = []
        for project in self._projects:
            if project.unit not in chosen and project.department not in chosen:
                continue
            for line, executed in money[project.id]:
                row: Row = {
                    "code": project.code, "name": project.name, "unit": self._name(project.unit),
                    "account": ACCOUNTS[line.account], "source": SOURCES[line.source], "document": line.document,
                    "adjusted": line.adjusted, "executed": executed,
                    "month": None if executed is None else self._month,
                }  # fmt: skip
                found.append(_filled(row))
        return found

    def _finding_rows(self, chosen: Collection[str]) -> list[Row]:
        found: list[Row] = []
        for one in form_rows.findings(self._store, self._year):
            answer = one.departments.split()
            if answer and not any(unit in chosen for unit in answer):
                continue
            row: Row = {name: value for name, value in one._asdict().items() if name not in _APART}
            lead = self._units.get(answer[0]) if answer else None
            while lead is not None and lead.kind == "unit" and lead.parent in self._units:
                lead = self._units[lead.parent or ""]
            row |= {
                "subject": one.subject_name, "subject_kind": SUBJECTS[one.subject_kind], "person": one.persons,
                "department": lead.name if lead else "",
            }  # fmt: skip
            if one.classified:
                # As in a package: what was found counts, what it was about stays in the ledger.
                row |= {"subject": CLASSIFIED, **dict.fromkeys(_SECRET, "")}
            found.append(_filled(row))
        return found


CLASSIFIED = "涉密项目"
_SECRET = ("project_code", "description", "clause", "advice", "demand", "measures", "evidence", "verdict")
_APART = frozenset(["subject_name", "subject_kind", "persons", "departments", "classified"])


def content(key: str, table: str, year: int, rows: list[Row]) -> Content:
    """A list form with these rows."""
    return Content(key, year, None, {}, {}, {table: rows})
