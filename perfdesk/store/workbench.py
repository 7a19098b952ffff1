"""Where the year's work stands: what each department owes and has handed in a stage, and how it executes its budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

# One row a sheet that was handed in: its department, kind of subject and state. `:month` is used by monitoring alone.
_HANDED = {
    "target": """
        SELECT t.subject, t.subject_kind, t.state, t.returns FROM target AS t
        WHERE t.office = :office AND t.year = :year AND t.subject_kind IN ('project', 'department')
          AND t.state NOT IN ('draft', 'withdrawn') AND t.version = (
            SELECT MAX(v.version) FROM target AS v WHERE v.office = t.office AND v.subject_kind = t.subject_kind
              AND v.subject = t.subject AND v.year = t.year AND v.state NOT IN ('draft', 'withdrawn'))""",
    "monitoring": """
        SELECT m.subject, m.subject_kind, m.state, m.returns FROM monitoring AS m
        WHERE m.office = :office AND m.year = :year AND m.month = :month AND m.state <> 'draft'""",
    "selfeval": """
        SELECT s.subject, s.subject_kind, s.state, s.returns FROM selfeval AS s
        WHERE s.office = :office AND s.year = :year AND s.state <> 'draft'""",
}
_OWES = {"target": "p.needs_target", "monitoring": "p.needs_target", "selfeval": "p.owes_selfeval"}

_PROJECT = "p.year = :year AND p.state IN ('draft', 'admitted') AND {owes} = 1"
_OVERALL = "y.year = :year AND y.active = 1 AND y.owes_overall = 1"
_BOARD = """
WITH handed(subject, subject_kind, state, returns) AS MATERIALIZED ({handed}),
sheets(department, owed, handed, state, returns) AS (
    SELECT p.department, 1, 0, '', 0 FROM project AS p WHERE p.office = :office AND {project}
    UNION ALL
    SELECT y.unit, 1, 0, '', 0 FROM unit_year AS y WHERE y.office = :office AND {overall}
    UNION ALL
    SELECT p.department, 0, 1, h.state, h.returns FROM handed AS h
    JOIN project AS p ON p.office = :office AND p.id = h.subject AND {project} WHERE h.subject_kind = 'project'
    UNION ALL
    SELECT y.unit, 0, 1, h.state, h.returns FROM handed AS h
    JOIN unit_year AS y ON y.office = :office AND y.unit = h.subject AND {overall} WHERE h.subject_kind = 'department'
)
SELECT u.id, u.code, u.name, u.kind, u.phone, u.clerk, SUM(s.owed), SUM(s.handed),
    COUNT(*) FILTER (WHERE s.state = 'returned'),
    COUNT(*) FILTER (WHERE s.state = 'submitted'),
    COUNT(*) FILTER (WHERE s.state = 'submitted' AND s.returns > 0),
    COUNT(*) FILTER (WHERE s.state IN ('passed', 'approved', 'sealed'))
FROM sheets AS s
JOIN unit AS u ON u.office = :office AND u.id = s.department AND u.kind IN ('department', 'township')
GROUP BY u.id ORDER BY u.kind = 'township', u.code
"""

_WAITING = """
SELECT COUNT(*) FILTER (WHERE state = 'submitted'), COUNT(*) FROM ({handed})
WHERE subject_kind IN ('project', 'department')
"""

_MONTHS = """
SELECT month, COUNT(*) FROM monitoring WHERE office = :office AND year = :year AND special = '' AND state <> 'draft'
GROUP BY month ORDER BY month
"""

_EXECUTION = """
SELECT u.id, u.name, SUM(d.executed), SUM(d.adjusted), COUNT(*) FILTER (WHERE d.executed * 100 < d.adjusted * :line)
FROM (
    SELECT p.department,
        (SELECT SUM(e.executed) FROM execution AS e
         WHERE e.office = p.office AND e.project = p.id AND e.month = :month) AS executed,
        (SELECT SUM(f.adjusted) FROM funding AS f WHERE f.office = p.office AND f.project = p.id) AS adjusted
    FROM project AS p
    WHERE p.office = :office AND p.year = :year AND p.state = 'admitted'
) AS d
JOIN unit AS u ON u.office = :office AND u.id = d.department
WHERE d.adjusted > 0 AND d.executed IS NOT NULL
GROUP BY u.id
"""

_FINDINGS = """
SELECT COUNT(*) FILTER (WHERE year >= :year - 1), COUNT(*) FILTER (WHERE state <> '销号'),
    COUNT(*) FILTER (WHERE state <> '销号' AND deadline < :today)
FROM finding WHERE office = :office AND year <= :year
"""
_OVERDUE = """
SELECT id, subject_name, deadline FROM finding
WHERE office = :office AND year <= :year AND state <> '销号' AND deadline < :today ORDER BY deadline, number
"""
_HELD = "SELECT COUNT(*) FROM statement WHERE office = :office AND held <> ''"
_ISSUED = """
SELECT MAX(number), MAX(at) FROM issued
WHERE office = :office AND kind = 'package' AND year = :year AND scope LIKE :kind
"""
_BELOW = """
SELECT o.office, o.name, r.received_at, r.journal_seq FROM office AS o
LEFT JOIN (SELECT sender, MAX(received_at) AS received_at, MAX(journal_seq) AS journal_seq FROM receipt
           WHERE office = :office AND year = :year GROUP BY sender) AS r ON r.sender = o.office
WHERE o.superior = :office AND o.own = 0 ORDER BY o.office
"""
_SIZES = """
SELECT (SELECT COUNT(*) FROM unit_year AS y JOIN unit AS u ON u.office = y.office AND u.id = y.unit
        WHERE y.office = :office AND y.year = :year AND y.active = 1 AND u.kind IN ('department', 'township')),
    (SELECT COUNT(*) FROM project WHERE office = :office AND year = :year AND state IN ('draft', 'admitted'))
"""


@dataclass(frozen=True, slots=True)
class Department:
    """What a department owes in a stage and has handed in, in sheets; `second` are 待二次审核 among the submitted."""

    id: str
    code: str
    name: str
    kind: str
    phone: str
    clerk: str
    owed: int
    handed: int
    returned: int
    submitted: int
    second: int
    passed: int


@dataclass(frozen=True, slots=True)
class Executed:
    """A department's executed and adjusted budget, 分, and how many of its projects lie below the line."""

    id: str
    name: str
    executed: int
    adjusted: int
    below: int


def board(store: Store, stage: str, year: int, month: int | None = None) -> list[Department]:
    """Every department that owes sheets of a stage (target, monitoring, selfeval) of a budget year."""
    project = _PROJECT.format(owes=_OWES[stage])
    sql = _BOARD.format(handed=_HANDED[stage], project=project, overall=_OVERALL)
    return [Department(*row) for row in store.rows(sql, {"office": store.office, "year": year, "month": month})]


def waiting(store: Store, stage: str, year: int, month: int | None = None) -> tuple[int, int]:
    """How many sheets of a stage wait for review, and how many were handed in."""
    sql = _WAITING.format(handed=_HANDED[stage])
    submitted, handed = store.rows(sql, {"office": store.office, "year": year, "month": month})[0]
    return int(submitted), int(handed)


def months(store: Store, year: int) -> dict[int, int]:
    """The ordinary monitoring periods that have sheets, with how many."""
    return dict(store.rows(_MONTHS, {"office": store.office, "year": year}))


def execution(store: Store, year: int, month: int, line: int) -> list[Executed]:
    """Execution by department at the end of a month; `line` in whole percents."""
    given = {"office": store.office, "year": year, "month": month, "line": line}
    return [Executed(*row) for row in store.rows(_EXECUTION, given)]


def findings(store: Store, year: int, today: str) -> tuple[int, int, int]:
    """How many findings of a working year and the one before there are; how many up to it are open, are overdue."""
    total, unclosed, overdue = store.rows(_FINDINGS, {"office": store.office, "year": year, "today": today})[0]
    return int(total), int(unclosed), int(overdue)


def overdue(store: Store, year: int, today: str) -> list[tuple[str, str, str]]:
    """Id, subject and deadline of the overdue findings, oldest first."""
    rows = store.rows(_OVERDUE, {"office": store.office, "year": year, "today": today})
    return [(row[0], row[1], row[2]) for row in rows]


def held(store: Store) -> int:
    """How many statements were kept and not promoted."""
    return int(store.rows(_HELD, {"office": store.office})[0][0])


def issued(store: Store, year: int, kind: str) -> tuple[int, str]:
    """The last number of a package of a kind (annual, monitor, target) and when; (0, "") where none was issued."""
    number, at = store.rows(_ISSUED, {"office": store.office, "year": year, "kind": f"{kind}%"})[0]
    return int(number or 0), str(at or "")


def below(store: Store, year: int) -> list[tuple[str, str, str]]:
    """Code, name and last receipt ("" where none) of each office below."""
    return [(row[0], row[1], row[2] or "") for row in store.rows(_BELOW, {"office": store.office, "year": year})]


def sizes(store: Store, year: int) -> tuple[int, int]:
    """How many departments and projects a year has."""
    departments, projects = store.rows(_SIZES, {"office": store.office, "year": year})[0]
    return int(departments), int(projects)
