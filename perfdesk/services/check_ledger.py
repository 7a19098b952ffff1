"""What a budget year of the ledger tells the checks: names, units, money and why a project may be missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.domain.checks import Context, LedgerMoney, Subject
from perfdesk.services import settings as office_settings
from perfdesk.store import check_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from perfdesk.domain.content import Content
    from perfdesk.domain.settings import Settings
    from perfdesk.services.contents import Filed
    from perfdesk.store.file import Store


@dataclass
class Ledger:
    """A budget year of the ledger as the checks want it.

    By subject: `names`, `money`, special fund `tags`, `reasons` in one word, project `codes` and `series`; `budgets` is
    the adjusted budget by department (分); `owed` are the projects that should be self-evaluated.
    """

    store: Store
    year: int
    settings: Settings
    subjects: Collection[str] | None
    names: dict[str, Subject] = field(default_factory=dict)
    money: dict[str, LedgerMoney] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    budgets: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    series: dict[str, str] = field(default_factory=dict)

    def load(self) -> None:
        """Read units, projects and money; the sheets are read by whoever needs them."""
        unit_names = {}
        for id_, _code, name, kind, _department in check_rows.units(self.store):
            unit_names[id_] = name
            if kind != "unit":
                self.names[id_] = Subject(id_, name, name, id_)
        executed = self._executed()
        for row in check_rows.projects(self.store, self.year):
            id_, series, code, name, unit, department, state, tag, basis, needs, owes, late, initial, adjusted = row
            self.names[id_] = Subject(id_, name, unit_names.get(unit, ""), department)
            self.money[id_] = LedgerMoney(initial, adjusted, executed.get(id_, {}))
            self.tags[id_], self.codes[id_], self.series[id_] = tag, code, series
            self.budgets[department] += adjusted or 0
            self.reasons[id_] = _reason(state, basis, late, initial, adjusted)
            spent = any((executed.get(id_) or {0: 0}).values())
            if needs and owes and state == "admitted" and (adjusted or spent):
                self.owed.add(id_)

    def _executed(self) -> dict[str, dict[int, int]]:
        """Project -> month -> cumulative amount; a line without a number that month keeps its last one."""
        lines: dict[str, dict[str, int]] = {}
        found: dict[str, dict[int, int]] = {}
        for project, line, month, amount in check_rows.executions(self.store, self.year):
            lines.setdefault(project, {})[line] = amount
            found.setdefault(project, {})[month] = sum(lines[project].values())
        return found

    def context(self, filed: Filed, last_year: Content | None) -> Context:
        """What is known around one sheet."""
        name = self.names.get(filed.subject)
        budget = self.budgets.get(name.department) if name else None
        return Context(
            self.settings,
            filed.raws,
            budget or None,
            last_year,
            self.money.get(filed.subject, LedgerMoney()) if filed.kind == "project" else LedgerMoney(),
            self.tags.get(filed.subject, ""),
        )


def _reason(state: str, basis: str, late: str | None, initial: int | None, adjusted: int | None) -> str:
    """In one word why a project may be missing from a stage, or in it without a target."""
    if state == "withdrawn":
        return "撤销"
    if late:
        return "先下达后补目标"
    if basis:
        return "补录"
    return "追加" if adjusted and not initial else ""


def read(store: Store, year: int, subjects: Collection[str] | None) -> Ledger:
    """Read a budget year; `subjects` narrows what is checked, None is everything.

    Raises:
        UserError: an own setting cannot be understood.
    """
    ledger = Ledger(store, year, office_settings.of_year(store, year), subjects)
    ledger.load()
    return ledger
