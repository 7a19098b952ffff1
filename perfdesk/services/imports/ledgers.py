"""Lists become ledger rows: units, projects with their funding lines, payments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perfdesk.domain.matching import plain, split_code
from perfdesk.domain.problem import ERROR, HINT, WARNING
from perfdesk.services.imports.context import SUPPLEMENT, guarded, problem, unknown
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.staging import Values

UNIT_KINDS = {"主管部门": "department", "预算单位": "unit", "乡镇街道": "township", "": "department"}
ACCOUNTS = {
    "一般公共预算": "general",
    "政府性基金预算": "fund",
    "国有资本经营预算": "capital",
    "社会保险基金预算": "social",
}
SOURCES = {
    "中央": "central",
    "省级": "province",
    "市级": "city",
    "县级": "county",
    "单位资金": "own_funds",
    "其他资金": "other",
}
ABOVE = {
    "county": frozenset({"central", "province", "city"}),
    "city": frozenset({"central", "province"}),
    "province": frozenset({"central"}),
}
OPEN = "未分"


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _amount(row: Row, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class Ledgers:
    """Promotes the three list forms of the ledger."""

    def __init__(self, context: Context) -> None:
        """One for an import."""
        self._context = context
        self._staging = context.staging
        self._lines: dict[str, list[str]] | None = None
        self._payments: dict[tuple[str, int], str] | None = None
        self._active: dict[tuple[str, int], str] | None = None

    # --- units -----------------------------------------------------------------------------------------------------

    def units(self, plan: FilePlan, reading: Reading) -> list[str]:
        """ledger.unit: departments first, so that the units below find their parent in the same sheet."""
        rows = reading.content.rows("units")
        order = sorted(range(len(rows)), key=lambda at: rows[at].get("kind") == "预算单位")
        outcomes = ["same"] * len(rows)
        for at in order:
            outcomes[at] = self._unit(plan, reading, rows[at], at)
        return outcomes

    def _unit(self, plan: FilePlan, reading: Reading, row: Row, at: int) -> str:
        glued, bare = split_code(_text(row, "name"))
        code = _text(row, "code") or glued
        if not code or not bare:
            message = f"第 {at + 1} 行缺单位代码或名称，不能入账"
            plan.problems.append(problem(reading, ERROR, "D29", message, f"units.{at}.code"))
            return "rejected"
        found = self._context.names.unit(f"{code}-{bare}")
        kind = UNIT_KINDS.get(_text(row, "kind"), "department")
        parent = None
        if kind == "unit":
            above = self._context.names.unit(_text(row, "parent"))
            if not above.id:
                unknown(plan, reading, above, f"units.{at}.parent")
                return "rejected"
            parent = above.id
        record = found.id if found.id and self._code(found.id) == code else ""
        values = {"code": code, "name": bare, "kind": kind, "parent": parent}
        values.update({name: _text(row, name) for name in ("leader", "finance", "clerk", "phone") if row.get(name)})
        if row.get("section"):
            values["section"] = self._section(_text(row, "section"))
        if record:
            values = guarded(self._context, plan, "unit", record, values, bare)
        else:
            record = new_id()
        outcome = self._staging.put("unit", record, values)
        if outcome == "new":
            self._context.names.add_unit({"id": record, **values})
        owes = row.get("owes_overall")
        overall = kind != "unit" if owes is None else bool(owes)
        year = reading.content.year or self._staging.store.year
        return self._unit_year(record, year, overall=overall, outcome=outcome)

    def _code(self, record: str) -> str:
        unit = self._staging.get("unit", record)
        return str(unit["code"]) if unit else ""

    def _section(self, name: str) -> str:
        for section in self._staging.values("section"):
            if section["name"] == name:
                return str(section["id"])
        record = new_id()
        self._staging.put("section", record, {"name": name})
        return record

    def _unit_year(self, unit: str, year: int, *, overall: bool, outcome: str) -> str:
        if self._active is None:
            self._active = {(row["unit"], row["year"]): row["id"] for row in self._staging.values("unit_year")}
        values = {"unit": unit, "year": year, "active": 1, "owes_overall": int(overall)}
        changed = self._staging.put("unit_year", self._active.setdefault((unit, year), new_id()), values)
        return "changed" if outcome == "same" and changed != "same" else outcome

    def new_unit(self, text: str, code: str, year: int, basis: str) -> str:
        """Add a department that the ledger lacks; without a code it gets 临001 …, which a person replaces."""
        glued, bare = split_code(text)
        taken = {row["code"] for row in self._staging.values("unit")}
        number = 1
        while not (code or glued) and f"临{number:03d}" in taken:
            number += 1
        values = {"code": code or glued or f"临{number:03d}", "name": bare, "kind": "department", "basis": basis}
        record = new_id()
        self._staging.put("unit", record, values)
        self._unit_year(record, year, overall=True, outcome="new")
        self._context.names.add_unit({"id": record, **values})
        return record

    # --- projects --------------------------------------------------------------------------------------------------

    def projects(self, plan: FilePlan, reading: Reading) -> list[str]:
        """ledger.project: one project a row; rows of the same project with other sources are its funding lines."""
        year = reading.content.year or self._staging.store.year
        outcomes: list[str] = []
        lines: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for at, row in enumerate(reading.content.rows("projects")):
            record, outcome = self._project_row(plan, reading, row, at, year)
            outcomes.append(outcome)
            if record:
                lines[record].append((at, row))
        for record, given in lines.items():
            if self._fund(plan, record, [row for _, row in given]):
                for at, _ in given:
                    outcomes[at] = "changed" if outcomes[at] == "same" else outcomes[at]
        return outcomes

    def _project_row(self, plan: FilePlan, reading: Reading, row: Row, at: int, year: int) -> tuple[str, str]:
        name = _text(row, "name")
        found_unit = self._context.names.unit(_text(row, "unit_code") or _text(row, "unit"))
        if not found_unit.id and _text(row, "unit_code"):
            found_unit = self._context.names.unit(_text(row, "unit"))
        unit = found_unit.id
        if not unit:
            if found_unit.close or not _text(row, "unit"):
                unknown(plan, reading, found_unit, f"projects.{at}.unit")
                return "", "rejected"
            basis = SUPPLEMENT if self._context.add_unknown else ""
            unit = self.new_unit(_text(row, "unit"), _text(row, "unit_code"), year, basis)
            message = f"单位“{_text(row, 'unit')}”台账里没有，已新增，请核对单位代码"
            plan.problems.append(problem(reading, HINT, "D30", message, f"projects.{at}.unit"))
        found = self._context.names.project(year, name, _text(row, "code"), unit)
        if not found.id and found.why.startswith(f"{year} 年本单位有"):
            unknown(plan, reading, found, f"projects.{at}.name", "D45")
            return "", "rejected"
        values: Values = {"name": plain(name), "unit": unit, "department": self.department(unit), "year": year}
        if row.get("code"):
            values["code"] = _text(row, "code")
        for column in ("category", "attribute", "tag"):
            if row.get(column):
                values[column] = _text(row, column)
        if row.get("classified") is not None:
            values["classified"] = int(bool(row["classified"]))
        if row.get("class"):
            values["class"] = "superior" if row["class"] == "上级" else "own"
        if found.id:
            return found.id, self._staging.put(
                "project", found.id, guarded(self._context, plan, "project", found.id, values, name)
            )
        if self._context.add_unknown:
            values["basis"] = SUPPLEMENT
        return self.new_project(values), "new"

    def department(self, unit: str) -> str:
        """The department that answers for a unit (itself where it is one)."""
        row = self._staging.get("unit", unit)
        return str(row["parent"]) if row and row["parent"] else unit

    def new_project(self, values: Values) -> str:
        """Stage a project-year; its series begins with it."""
        record = new_id()
        self._staging.put("project", record, {"series": record, **values})
        self._context.names.add_project({"code": "", "id": record, **values})
        return record

    def lines_of(self, project: str) -> list[str]:
        """Ids of a project's funding lines."""
        if self._lines is None:
            self._lines = defaultdict(list)
            for line in self._staging.values("funding"):
                self._lines[line["project"]].append(line["id"])
        return self._lines[project]

    def add_line(self, project: str, values: Values) -> str:
        """Stage a funding line."""
        record = new_id()
        self.lines_of(project).append(record)
        self._staging.put("funding", record, {"account": OPEN, "source": OPEN, **values, "project": project})
        return record

    def _fund(self, plan: FilePlan, project: str, rows: list[Row]) -> bool:
        changed = False
        held = {self._line_key(line): line for line in self.lines_of(project)}
        for row in rows:
            key = (
                ACCOUNTS.get(_text(row, "account"), OPEN),
                SOURCES.get(_text(row, "source"), OPEN),
                "carryover" if row.get("nature") == "结转" else "current",
                _text(row, "document"),
            )
            values: Values = dict(zip(("account", "source", "nature", "document"), key, strict=True))
            values["initial"] = _amount(row, "initial")
            values["adjusted"] = _amount(row, "adjusted") if row.get("adjusted") is not None else values["initial"]
            line = held.get(key)
            if line is None:
                line = self.add_line(project, values)
                changed = True
            else:
                values = guarded(self._context, plan, "funding", line, values, self._context.names.shown(project))
                changed |= self._staging.put("funding", line, values) != "same"
            executed = _amount(row, "executed")
            if executed is not None:
                year = (self._staging.get("project", project) or {}).get("year", 0)
                changed |= self._pay(line, project, year, 12, executed, "项目台账") != "same"
        if not any(row.get("class") for row in rows):
            changed |= self._classify(project)
        return changed

    def _line_key(self, line: str) -> tuple[str, str, str, str]:
        row = self._staging.get("funding", line) or {}
        return (row["account"], row["source"], row["nature"], row["document"])

    def _classify(self, project: str) -> bool:
        """Default class: superior when lines from above the office's level exceed half of the adjusted budget."""
        above = whole = 0
        for line in self.lines_of(project):
            row = self._staging.get("funding", line) or {}
            whole += row["adjusted"] or 0
            above += (row["adjusted"] or 0) if row["source"] in ABOVE[self._context.level] else 0
        held = self._staging.get("project", project) or {}
        if "class" in held.get("hand", "").split(","):
            return False
        return self._staging.put("project", project, {"class": "superior" if 2 * above > whole else "own"}) == "changed"

    # --- payments --------------------------------------------------------------------------------------------------

    def payments(self, plan: FilePlan, reading: Reading) -> list[str]:
        """ledger.execution: cumulative payments fill the executed amount of the funding line at the month's end."""
        year = reading.content.year or self._staging.store.year
        sums: dict[tuple[str, str, int], int] = defaultdict(int)
        rows_of: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        outcomes: list[str] = []
        for at, row in enumerate(reading.content.rows("lines")):
            place = self._payment(plan, reading, row, at, year)
            outcomes.append("rejected" if place is None else "same")
            executed = _amount(row, "executed")
            if place is not None and executed is not None:
                sums[place] += executed
                rows_of[place].append(at)
        for (line, project, month), executed in sums.items():
            outcome = self._pay(line, project, year, month, executed, "国库支付")
            for at in rows_of[line, project, month]:
                outcomes[at] = outcome
        return outcomes

    def _payment(self, plan: FilePlan, reading: Reading, row: Row, at: int, year: int) -> tuple[str, str, int] | None:
        path = f"lines.{at}"
        month = _amount(row, "month") or reading.content.month
        if not month or not 1 <= month <= 12:
            message = f"第 {at + 1} 行看不出截止月份，请在表头写明“截至 N 月”或填“截止月份”列"
            plan.problems.append(problem(reading, ERROR, "D46", message, f"{path}.month"))
            return None
        unit = self._context.names.unit(_text(row, "unit")).id if row.get("unit") else ""
        found = self._context.names.project(year, _text(row, "name"), _text(row, "code"), unit)
        if not found.id:
            unknown(plan, reading, found, f"{path}.name", "D31")
            return None
        wanted = {
            "account": ACCOUNTS.get(_text(row, "account"), ""),
            "source": SOURCES.get(_text(row, "source"), ""),
            "document": _text(row, "document"),
        }
        fits = []
        for line in self.lines_of(found.id):
            held = self._staging.get("funding", line) or {}
            if all(not value or held[column] in {value, OPEN, ""} for column, value in wanted.items()):
                fits.append(line)
        if len(fits) != 1:
            message = (
                f"“{_text(row, 'name')}”在台账里有 {len(fits)} 条资金能对上这笔支付，"
                "请在表中写明账本、资金来源或指标文号"
            )
            plan.problems.append(problem(reading, WARNING, "D45", message, f"{path}.executed"))
            return None
        return fits[0], found.id, month

    def _pay(self, line: str, project: str, year: int, month: int, executed: int, origin: str) -> str:
        if self._payments is None:
            self._payments = {(row["funding"], row["month"]): row["id"] for row in self._staging.values("execution")}
        record = self._payments.setdefault((line, month), new_id())
        held = self._staging.get("execution", record)
        if held and "executed" in held["hand"].split(","):
            return "same"
        values = {"funding": line, "project": project, "year": year, "month": month}
        return self._staging.put("execution", record, {**values, "executed": executed, "origin": origin})
