"""What one open form needs of the ledger: its record, its rows with their ids, and the same subject's other sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from perfdesk.store.file import Store

STAGES = ("target", "monitoring", "selfeval")
_OWN = {  # month, 第几次报送, layout, money, tasks, details
    "target": "NULL, t.version, '', '{}', t.tasks, '{}'",
    "monitoring": "t.month, t.round, '', t.money, '[]', '{}'",
    "selfeval": "NULL, t.round, t.layout, t.money, '[]', t.details",
}
_ORDER = {"target": "t.version", "monitoring": "t.month", "selfeval": "t.round"}


class Record(NamedTuple):
    """One sheet or target version with the names around it. `round` is 第几次报送 (a target's version).

    `money`, `tasks` and `details` are JSON as stored; `file` names the file that it came in, "" where it did not.
    """

    id: str
    kind: str
    subject: str
    year: int
    state: str
    returns: int
    hand: str
    month: int | None
    round: int
    layout: str
    money: str
    tasks: str
    details: str
    name: str
    unit: str
    department: str
    department_id: str
    classified: int
    file: str


class RowInfo(NamedTuple):
    """One stored indicator row, in printed order; causes and likelihood comma separated."""

    id: str
    key: str
    hand: str
    causes: str = ""
    likelihood: str = ""


class Near(NamedTuple):
    """Another sheet of the subject, this year's or last year's (then of last year's project of the same series)."""

    stage: str
    subject: str
    year: int
    month: int | None
    layout: str


def record(store: Store, stage: str, kind: str, given: str, year: int | None, month: int | None) -> Record | None:
    """The record `given` by its own id, else the newest one of that subject in a budget year and period; None if none.

    Of a target's versions always the newest.
    """
    chosen = _resolve(store, stage, kind, given, year, month)
    if not chosen:
        return None
    found = store.rows(
        f"""SELECT t.id, t.subject_kind, t.subject, t.year, t.state, t.returns, t.hand, {_OWN[stage]},
                   coalesce(p.name, u.name, ''), coalesce(u.name, ''), coalesce(d.name, ''), coalesce(d.id, ''),
                   coalesce(p.classified, 0), coalesce(f.path, '')
            FROM {stage} AS t
            LEFT JOIN project AS p ON t.subject_kind = 'project' AND p.office = t.office AND p.id = t.subject
            LEFT JOIN unit AS u ON u.office = t.office
                 AND u.id = CASE t.subject_kind WHEN 'project' THEN p.unit ELSE t.subject END
            LEFT JOIN unit AS d ON d.office = t.office AND d.id = coalesce(p.department, t.subject)
            LEFT JOIN statement AS s ON s.office = t.office AND s.id = t.statement
            LEFT JOIN import_file AS f ON f.office = s.office AND f.id = s.file
            WHERE t.office = ? AND t.id = ?""",
        (store.office, chosen),
    )
    return Record(*found[0]) if found else None


def _resolve(store: Store, stage: str, kind: str, given: str, year: int | None, month: int | None) -> str:
    if stage not in STAGES:
        raise ValueError(stage)
    own = store.rows(
        f"SELECT subject, year FROM {stage} WHERE office = ? AND id = ? AND subject_kind = ?",
        (store.office, given, kind),
    )
    if own and stage != "target":
        return given
    subject, wanted = own[0] if own else (given, year)
    narrow = {"office": store.office, "kind": kind, "subject": subject, "year": wanted}
    period = ""
    if stage == "monitoring" and month is not None:
        period, narrow = "AND t.month = :month", narrow | {"month": month}
    found = store.rows(
        f"""SELECT t.id FROM {stage} AS t
            WHERE t.office = :office AND t.subject_kind = :kind AND t.subject = :subject
              AND (:year IS NULL OR t.year = :year) {period} AND t.state <> 'withdrawn'
            ORDER BY t.year DESC, {_ORDER[stage]} DESC LIMIT 1""",
        narrow,
    )
    return str(found[0][0]) if found else ""


def subject_name(store: Store, kind: str, subject: str) -> str:
    """The name of a project or department, "" where the ledger has none."""
    table = "project" if kind == "project" else "unit"
    found = store.rows(f"SELECT name FROM {table} WHERE office = ? AND id = ?", (store.office, subject))
    return str(found[0][0]) if found else ""


def rows(store: Store, stage: str, record: str) -> list[RowInfo]:
    """The stored indicator rows of a record, in printed order."""
    if stage == "target":
        sql = "SELECT id, key, hand FROM indicator WHERE office = ? AND target = ? ORDER BY ordinal"
        return [RowInfo(*row) for row in store.rows(sql, (store.office, record))]
    sql = """SELECT id, key, hand, causes, likelihood FROM observation
             WHERE office = ? AND sheet = ? AND stage = ? ORDER BY ordinal"""
    return [RowInfo(*row) for row in store.rows(sql, (store.office, record, stage))]


def project_hand(store: Store, project: str) -> str:
    """Which columns of a project were corrected by hand, comma separated."""
    found = store.rows("SELECT hand FROM project WHERE office = ? AND id = ?", (store.office, project))
    return str(found[0][0]) if found else ""


def near(store: Store, kind: str, subject: str, year: int) -> list[Near]:
    """The sheets of a subject in a year and the year before, newest first; drafts and withdrawn ones left out."""
    before = [subject]
    if kind == "project":
        sql = """SELECT q.id FROM project AS p JOIN project AS q ON q.office = p.office AND q.series = p.series
                 WHERE p.office = ? AND p.id = ? AND q.year = p.year - 1"""
        before = [row[0] for row in store.rows(sql, (store.office, subject))]
    found: list[Near] = []
    for when, subjects in ((year, [subject]), (year - 1, before)):
        for one in subjects:
            for stage in STAGES:
                month = "month" if stage == "monitoring" else "NULL"
                layout = "layout" if stage == "selfeval" else "''"
                sql = f"""SELECT DISTINCT {month}, {layout} FROM {stage}
                          WHERE office = ? AND subject_kind = ? AND subject = ? AND year = ?
                            AND state NOT IN ('draft', 'withdrawn') ORDER BY 1 DESC"""
                held = store.rows(sql, (store.office, kind, one, when))
                found += [Near(stage, one, when, *row) for row in held]
    return found
