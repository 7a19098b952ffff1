"""The sheets and target versions that a review step speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Record:
    """One sheet or target version with what a step needs to know; `name` is its subject's, `department` a name too."""

    office: str
    id: str
    subject: str
    name: str
    state: str
    returns: int
    replaces: str | None
    project_state: str
    layout: str
    form: str
    department: str


_EXTRA = {
    "target": "r.replaces, '', r.version = (SELECT max(n.version) FROM target AS n WHERE n.office = r.office"
    " AND n.subject_kind = r.subject_kind AND n.subject = r.subject AND n.year = r.year)",
    "monitoring": "NULL, '', 1",
    "selfeval": "NULL, r.layout, 1",
}


def selected(
    store: Store,
    stage: str,
    kind: str,
    *,
    year: int,
    month: int | None,
    unit: str | None,
    project: str | None,
) -> list[Record]:
    """The records of one stage (target, monitoring, selfeval) in a budget year; of targets only the newest version."""
    period = "AND (:month IS NULL OR r.month = :month)" if stage == "monitoring" else ""
    sql = f"""
        SELECT r.office, r.id, r.subject, coalesce(p.name, u.name), r.state, r.returns, coalesce(p.state, ''),
               d.name, {_EXTRA[stage]}
        FROM {stage} AS r
        LEFT JOIN project AS p ON p.office = r.office AND p.id = r.subject AND r.subject_kind = 'project'
        LEFT JOIN unit AS u ON u.office = r.office
             AND u.id = CASE r.subject_kind WHEN 'project' THEN p.unit ELSE r.subject END
        LEFT JOIN unit AS d ON d.office = r.office AND d.id = coalesce(p.department, r.subject)
        WHERE r.office = :office AND r.subject_kind = :kind AND r.year = :year {period}
          AND (:unit IS NULL OR u.code = :unit OR d.code = :unit)
          AND (:project IS NULL OR p.code = :project)
        ORDER BY d.code, u.code, p.code, p.name
    """
    given = {"office": store.office, "kind": kind, "year": year, "month": month, "unit": unit, "project": project}
    if stage != "monitoring":
        del given["month"]
    rows = store.rows(sql, given)
    form = f"{stage}.{kind}"
    return [
        Record(office, record, subject, name, state, returns, replaces, project_state, layout, form, department or name)
        for office, record, subject, name, state, returns, project_state, department, replaces, layout, newest in rows
        if newest
    ]


# Who owes a sheet of a stage, or handed one in: what a whole period means.
_OWES = {"target": "needs_target", "monitoring": "needs_target", "selfeval": "owes_selfeval"}
_WHOLE = """
SELECT p.id, d.name FROM project AS p LEFT JOIN unit AS d ON d.office = p.office AND d.id = p.department
WHERE p.office = :office AND p.year = :year AND (
    (p.state IN ('draft', 'admitted') AND p.{owes} = 1)
    OR EXISTS (SELECT 1 FROM {stage} AS s WHERE {sheet} AND s.subject_kind = 'project' AND s.subject = p.id))
UNION ALL
SELECT u.id, coalesce(d.name, u.name) FROM unit AS u LEFT JOIN unit AS d ON d.office = u.office AND d.id = u.parent
WHERE u.office = :office AND (
    EXISTS (SELECT 1 FROM unit_year AS y WHERE y.office = u.office AND y.unit = u.id AND y.year = :year
            AND y.active = 1 AND y.owes_overall = 1)
    OR EXISTS (SELECT 1 FROM {stage} AS s WHERE {sheet} AND s.subject_kind = 'department' AND s.subject = u.id))
"""


def whole(store: Store, stage: str, year: int, month: int | None) -> dict[str, str]:
    """All projects and departments of a stage's year (a monitoring period) by id, with the names of the departments."""
    sheet = "s.office = :office AND s.year = :year"
    given = {"office": store.office, "year": year}
    if stage == "monitoring":
        sheet += " AND s.month = :month"
        given["month"] = month or 0
    return dict(store.rows(_WHOLE.format(owes=_OWES[stage], stage=stage, sheet=sheet), given))
