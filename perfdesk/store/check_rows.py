"""What checks and scores read from the ledger, one budget year at a time; each query is one pass, never one a subject.

`subjects` narrows to some subject ids; None is all of the office's own. Many ids are not worth narrowing by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from perfdesk.store.file import Store

Rows = list[tuple[Any, ...]]

_SAID = (
    "s.form, json_extract(s.content, '$.fields'), json_extract(s.content, '$.matrices'),"
    " json_extract(s.origin, '$.raws')"
)
_STATEMENT = "LEFT JOIN statement AS s ON s.office = t.office AND s.id = t.statement"
_FEW = 200


def _asked(store: Store, sql: str, year: int, subjects: Collection[str] | None) -> Rows:
    """Run a query that holds /*mine*/ in its WHERE; the wall allows no table-valued function, so ids are parameters.

    Of a few subjects the sheets come first in a join that holds /*first*/, whatever the planner guesses.
    """
    given: dict[str, Any] = {"office": store.office, "year": year}
    mine = ""
    if subjects is not None and len(subjects) <= _FEW:
        names = {f"subject{at}": subject for at, subject in enumerate(subjects)}
        given |= names
        sql = sql.replace("/*first*/", "CROSS")
        mine = f"AND t.subject IN ({', '.join(f':{name}' for name in names)})"
    return store.rows(sql.replace("/*mine*/", mine), given)


def targets(store: Store, year: int, subjects: Collection[str] | None = None) -> Rows:
    """The newest version of each subject's target and the one in force, without drafts and withdrawn ones.

    Columns: id, subject_kind, subject, state, current, newest, goal, goal_mid, submitted_amount, tasks, then form,
    fields, matrices and raw texts of the statement (JSON, None where it was typed in).
    """
    sql = f"""
        SELECT t.id, t.subject_kind, t.subject, t.state, t.current,
               t.version = max(t.version) OVER (PARTITION BY t.subject_kind, t.subject) AS newest,
               t.goal, t.goal_mid, t.submitted_amount, t.tasks, {_SAID}
        FROM target AS t {_STATEMENT}
        WHERE t.office = :office AND t.year = :year AND t.state NOT IN ('draft', 'withdrawn')
          AND t.subject_kind IN ('project', 'department') /*mine*/
    """
    return [row for row in _asked(store, sql, year, subjects) if row[4] or row[5]]


def indicators(store: Store, year: int, subjects: Collection[str] | None = None) -> Rows:
    """The indicator rows of a year's targets: target, id, then the form's columns; by target and ordinal."""
    sql = """
        SELECT i.target, i.id, i.level1, i.level2, i.name, i.relation, i.value, i.measure, i.weight, i.note
        FROM target AS t /*first*/ JOIN indicator AS i ON i.office = t.office AND i.target = t.id
        WHERE t.office = :office AND t.year = :year AND t.state NOT IN ('draft', 'withdrawn') /*mine*/
        ORDER BY i.target, i.ordinal
    """
    return _asked(store, sql, year, subjects)


def monitoring(store: Store, year: int, subjects: Collection[str] | None = None) -> Rows:
    """A year's monitoring sheets.

    Columns: id, subject_kind, subject, state, month, special, goal, initial, executed, forecast, money, then form,
    fields, matrices and raw texts of the statement.
    """
    sql = f"""
        SELECT t.id, t.subject_kind, t.subject, t.state, t.month, t.special, t.goal,
               t.initial, t.executed, t.forecast, t.money, {_SAID}
        FROM monitoring AS t {_STATEMENT}
        WHERE t.office = :office AND t.year = :year AND t.state <> 'draft' /*mine*/
        ORDER BY t.month
    """
    return _asked(store, sql, year, subjects)


def selfevals(store: Store, year: int, subjects: Collection[str] | None = None) -> Rows:
    """A budget year's self-evaluations.

    Columns: id, subject_kind, subject, state, layout, goal, actual_goal, other, grade, total, execution_weight,
    execution_score, initial, adjusted, executed, money, details, then form, fields, matrices and raw texts.
    """
    sql = f"""
        SELECT t.id, t.subject_kind, t.subject, t.state, t.layout, t.goal, t.actual_goal, t.other, t.grade, t.total,
               t.execution_weight, t.execution_score, t.initial, t.adjusted, t.executed, t.money, t.details, {_SAID}
        FROM selfeval AS t {_STATEMENT}
        WHERE t.office = :office AND t.year = :year AND t.state <> 'draft' /*mine*/
    """
    return _asked(store, sql, year, subjects)


def observations(store: Store, stage: str, year: int, subjects: Collection[str] | None = None) -> Rows:
    """The indicator rows of a year's sheets of a stage (monitoring, selfeval), by sheet and ordinal.

    Columns: sheet, id, level1, level2, name, relation, value, measure, actual, forecast, causes, reason, likelihood,
    note, weight, score.
    """
    if stage not in {"monitoring", "selfeval"}:
        raise ValueError(stage)
    sql = f"""
        SELECT o.sheet, o.id, o.level1, o.level2, o.name, o.relation, o.value, o.measure, o.actual, o.forecast,
               o.causes, o.reason, o.likelihood, o.note, o.weight, o.score
        FROM {stage} AS t
        /*first*/ JOIN observation AS o ON o.office = t.office AND o.sheet = t.id AND o.stage = '{stage}'
        WHERE t.office = :office AND t.year = :year AND t.state <> 'draft' /*mine*/
        ORDER BY o.sheet, o.ordinal
    """
    return _asked(store, sql, year, subjects)


def projects(store: Store, year: int) -> Rows:
    """All of a year's projects that were not turned down, with what their funding lines add up to.

    Columns: id, series, code, name, unit, department, state, tag, basis, needs_target, owes_selfeval,
    late_target_until, initial, adjusted (分, None where no line has one).
    """
    sql = """
        SELECT p.id, p.series, p.code, p.name, p.unit, p.department, p.state, p.tag, p.basis, p.needs_target,
               p.owes_selfeval, p.late_target_until, f.initial, f.adjusted
        FROM project AS p
        LEFT JOIN (
            SELECT project, sum(initial) AS initial, sum(adjusted) AS adjusted
            FROM funding WHERE office = :office GROUP BY project
        ) AS f ON f.project = p.id
        WHERE p.office = :office AND p.year = :year AND p.state <> 'rejected'
    """
    return store.rows(sql, {"office": store.office, "year": year})


def executions(store: Store, year: int) -> Rows:
    """Executed amounts: project, funding line, month, cumulative amount; by month."""
    sql = """
        SELECT e.project, e.funding, e.month, e.executed FROM execution AS e
        WHERE e.office = :office AND e.year = :year AND e.executed IS NOT NULL ORDER BY e.month
    """
    return store.rows(sql, {"office": store.office, "year": year})


def units(store: Store) -> Rows:
    """All units: id, code, name, kind, department (its own id where it is one)."""
    sql = "SELECT id, code, name, kind, coalesce(parent, id) FROM unit WHERE office = ?"
    return store.rows(sql, (store.office,))


def identities(store: Store, year: int) -> Rows:
    """What projects with a code of this year were called up to it: code, year, name, unit's name; oldest first."""
    sql = """
        SELECT q.code, q.year, q.name, u.name
        FROM project AS q LEFT JOIN unit AS u ON u.office = q.office AND u.id = q.unit
        WHERE q.office = :office AND q.year <= :year AND q.code <> '' AND q.state <> 'rejected'
          AND q.code IN (
              SELECT p.code FROM project AS p WHERE p.office = :office AND p.year <= :year AND p.code <> ''
              GROUP BY p.code HAVING count(*) > 1 AND max(p.year) = :year)
        ORDER BY q.code, q.year
    """
    return store.rows(sql, {"office": store.office, "year": year})


def counts(store: Store, year: int) -> dict[str, int]:
    """How many subjects each stage of a budget year has: 目标项目, 监控项目 and so on."""
    sql = """
        SELECT '目标' || CASE subject_kind WHEN 'project' THEN '项目' ELSE '部门' END, count(*)
        FROM target WHERE office = :office AND year = :year AND current = 1 AND subject_kind <> 'transfer' GROUP BY 1
        UNION ALL
        SELECT '监控' || CASE subject_kind WHEN 'project' THEN '项目' ELSE '部门' END, count(DISTINCT subject)
        FROM monitoring WHERE office = :office AND year = :year AND state <> 'draft' GROUP BY 1
        UNION ALL
        SELECT '自评' || CASE subject_kind WHEN 'project' THEN '项目' ELSE '部门' END, count(*)
        FROM selfeval WHERE office = :office AND year = :year AND state <> 'draft' GROUP BY 1
    """
    return dict(store.rows(sql, {"office": store.office, "year": year}))


def explanations(store: Store) -> Rows:
    """Notes that let a problem pass: rule, record, field ("" for any), note."""
    return store.rows("SELECT rule, record, field, note FROM explanation WHERE office = ? ORDER BY at", (store.office,))


def subjects_of(store: Store, stage: str, records: Collection[str]) -> dict[int, set[str]]:
    """Budget year -> subjects of some sheets of a stage (target, monitoring, selfeval)."""
    if stage not in {"target", "monitoring", "selfeval"}:
        raise ValueError(stage)
    found: dict[int, set[str]] = {}
    sql = f"SELECT id, year, subject FROM {stage} WHERE office = ?"
    for record, year, subject in store.rows(sql, (store.office,)):
        if record in records:
            found.setdefault(year, set()).add(subject)
    return found
