"""What departments still owe of a stage, and the reminders they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.store.file import Store

REMINDER = ("office", "id", "unit", "stage", "year", "month", "at", "operator", "way", "answer")
_OWES = {"target": "p.needs_target", "monitoring": "p.needs_target", "selfeval": "p.owes_selfeval"}
_STATES = "t.state NOT IN ('draft', 'withdrawn')"
_MISSING = """
SELECT p.department, p.name FROM project AS p
WHERE p.office = :office AND p.year = :year AND p.state IN ('draft', 'admitted') AND {owes} = 1 AND p.classified = 0
  AND NOT EXISTS (SELECT 1 FROM {stage} AS t WHERE t.office = p.office AND t.subject_kind = 'project'
                  AND t.subject = p.id AND t.year = :year {month} AND {states})
UNION ALL
SELECT y.unit, '部门整体' FROM unit_year AS y
WHERE y.office = :office AND y.year = :year AND y.active = 1 AND y.owes_overall = 1
  AND NOT EXISTS (SELECT 1 FROM {stage} AS t WHERE t.office = y.office AND t.subject_kind = 'department'
                  AND t.subject = y.unit AND t.year = :year {month} AND {states})
"""
_PEOPLE = "SELECT id, leader, finance, clerk, phone FROM unit WHERE office = :office"
_REMINDERS = """
SELECT unit, at, operator, way, answer FROM reminder
WHERE office = :office AND stage = :stage AND year = :year AND month IS :month ORDER BY at, id
"""


def missing(store: Store, stage: str, year: int, month: int | None) -> list[tuple[str, str]]:
    """Department and name of every sheet of a stage that was not handed in; 涉密 projects are not named."""
    narrow = "AND t.month = :month" if stage == "monitoring" else ""
    sql = _MISSING.format(owes=_OWES[stage], stage=stage, month=narrow, states=_STATES)
    given: dict[str, object] = {"office": store.office, "year": year}
    if narrow:
        given["month"] = month
    return [(unit, name) for unit, name in store.rows(sql, given)]


def people(store: Store) -> dict[str, tuple[str, str, str, str]]:
    """Leader, finance officer, clerk and telephone of every unit, by id."""
    found = store.rows(_PEOPLE, {"office": store.office})
    return {unit: (leader, finance, clerk, phone) for unit, leader, finance, clerk, phone in found}


def reminders(store: Store, stage: str, year: int, month: int | None) -> list[tuple[str, str, str, str, str]]:
    """Unit, time, operator, way and answer of every reminder of a stage and period, oldest first."""
    given = {"office": store.office, "stage": stage, "year": year, "month": month}
    return [(unit, at, who, way, answer) for unit, at, who, way, answer in store.rows(_REMINDERS, given)]


def remind(store: Store, title: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Write reminders (columns REMINDER) as one action."""
    with store.change(title) as change:
        change.put("reminder", REMINDER, rows)
