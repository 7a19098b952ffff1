"""The sheets of a stage by department, as they are returned: who, which subject, how often before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from perfdesk.store.file import Store


class Handed(NamedTuple):
    """One sheet or target version that was handed in and can be returned."""

    id: str
    form: str
    department: str
    department_name: str
    clerk: str
    phone: str
    subject: str
    subject_name: str
    state: str
    returns: int


_HANDED = """
SELECT r.id, {form}, d.id, d.name, d.clerk, d.phone, r.subject, coalesce(p.name, u.name), r.state, r.returns
FROM {stage} AS r
LEFT JOIN project AS p ON p.office = r.office AND p.id = r.subject AND r.subject_kind = 'project'
LEFT JOIN unit AS u ON u.office = r.office AND u.id = r.subject AND r.subject_kind = 'department'
JOIN unit AS d ON d.office = r.office AND d.id = coalesce(p.department, u.id)
WHERE r.office = :office AND r.year = :year AND r.state IN ('submitted', 'passed') {more}
ORDER BY d.code, r.subject_kind, p.code, p.name
"""
_MORE = {
    "target": "AND r.version = (SELECT max(n.version) FROM target AS n WHERE n.office = r.office"
    " AND n.subject_kind = r.subject_kind AND n.subject = r.subject AND n.year = r.year)",
    "monitoring": "AND r.month = :month",
    "selfeval": "",
}


def handed(store: Store, stage: str, year: int, month: int | None) -> list[Handed]:
    """What was handed in of a stage (target, monitoring, selfeval) and can be returned."""
    form = "CASE r.layout WHEN '' THEN 'selfeval.' || r.subject_kind ELSE r.layout END"
    if stage != "selfeval":
        form = f"'{stage}.' || r.subject_kind"
    sql = _HANDED.format(form=form, stage=stage, more=_MORE[stage])
    given: dict[str, object] = {"office": store.office, "year": year}
    if stage == "monitoring":
        given["month"] = month
    return [Handed(*row) for row in store.rows(sql, given)]
