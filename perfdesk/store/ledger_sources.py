"""The SQL of the ledgers: where the rows of each come from and which expression stands behind each column.

Every text may use :office, :year, :month, :red and :green. A row's key is the id of its subject (a project, a unit, a
finding), so that one that owes a sheet stands there before the sheet does. Joins are LEFT and by unique keys: SQLite
leaves out those that a question does not need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TARGET_STATES = {
    "draft": "草稿",
    "submitted": "待审",
    "returned": "已退回",
    "passed": "已通过",
    "approved": "已批复",
    "withdrawn": "已撤销",
}
SHEET_STATES = {
    "draft": "草稿",
    "submitted": "待审",
    "returned": "已退回",
    "passed": "已通过",
    "sealed": "已封存",
}
PROJECT_STATES = {"draft": "草稿", "admitted": "已入库", "rejected": "不予入库", "withdrawn": "已撤销"}
UNIT_KINDS = {"department": "预算部门", "unit": "下属单位", "township": "乡镇街道"}
SUBJECT_KINDS = {"project": "项目", "department": "部门整体", "transfer": "转移支付"}
CLASSES = {"own": "本级", "superior": "上级"}
MISSING = "未报"
_AUDITED, _AGREED = "'passed', 'sealed'", "'passed', 'approved'"


@dataclass(frozen=True, slots=True)
class Source:
    """One ledger: its FROM and WHERE, the key, who answers for a row, how far it is, and its columns by key.

    `mark` is 0 owes nothing, 1 missing or returned, 2 waits, 3 done; `record` is the id of the row's sheet or target.
    """

    tables: str
    where: str
    key: str
    order: str
    department: str
    unit: str
    mark: str
    columns: dict[str, str]
    record: str = "''"
    classified: str = "0"
    hand: str = "''"
    alone: str = ""  # the FROM that is enough where none of `joined` is asked for
    joined: str = ""  # the aliases of the other tables


def joins(source: Source, text: str) -> bool:
    """Whether a text asks for more than the ledger's own table."""
    return not source.alone or re.search(rf"\b[{source.joined}]\.", text) is not None


def case(expression: str, words: dict[str, str], otherwise: str = "NULL") -> str:
    """A CASE that turns codes into the words on the screen."""
    pairs = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words.items())
    return f"CASE {expression} {pairs} ELSE {otherwise} END"


def _yes(expression: str) -> str:
    return f"CASE {expression} WHEN 1 THEN '是' WHEN 0 THEN '否' END"


def _money(column: str, project: str) -> str:
    return (
        f"(SELECT sum(f.{column}) FROM funding AS f INDEXED BY funding_project"
        f" WHERE f.office = {project}.office AND f.project = {project}.id)"
    )


def _executed(project: str, month: str) -> str:
    return (
        f"(SELECT sum(x.executed) FROM execution AS x WHERE x.office = {project}.office"
        f" AND x.project = {project}.id AND x.month = {month})"
    )


def _rate(top: str, bottom: str) -> str:
    """In hundredths of a percent, half up; blank where there is no budget."""
    return f"CASE WHEN {bottom} > 0 THEN (20000 * {top} + {bottom}) / (2 * {bottom}) END"


def _money_light(top: str, bottom: str) -> str:
    """`:months` are those gone by, twelve where the light looks at the rate alone."""
    done, due = f"{top} * 1200", f"{bottom} * :months"
    return (
        f"CASE WHEN {bottom} > 0 AND {top} IS NOT NULL THEN"
        f" CASE WHEN {done} >= {due} * :green THEN '绿' WHEN {done} >= {due} * :red THEN '黄' ELSE '红' END END"
    )


def _target_light(sheet: str) -> str:
    return (
        "(SELECT CASE WHEN max(o.likelihood = '完全不可能') THEN '红' WHEN max(o.likelihood = '有可能') THEN '黄'"
        " WHEN max(o.likelihood = '确定能') THEN '绿' END FROM observation AS o INDEXED BY observation_sheet"
        f" WHERE o.office = {sheet}.office AND o.sheet = {sheet}.id AND o.stage = 'monitoring')"
    )


def _round(sheet: str, missing: str = MISSING) -> str:
    return (
        f"CASE WHEN {sheet}.id IS NULL THEN '{missing}' WHEN {sheet}.round > 1 THEN '第' || {sheet}.round || '次'"
        " ELSE '已报' END"
    )


def _mark(state: str, done: str) -> str:
    return f"CASE WHEN {state} IS NULL OR {state} = 'returned' THEN 1 WHEN {state} IN ({done}) THEN 3 ELSE 2 END"


_UNITS = """
    LEFT JOIN unit AS u ON u.office = {0}.office AND u.id = {0}.unit
    LEFT JOIN unit AS d ON d.office = {0}.office AND d.id = {0}.department
    LEFT JOIN section AS s ON s.office = d.office AND s.id = d.section"""

_PROJECT_MONEY = {"initial": _money("initial", "p"), "adjusted": _money("adjusted", "p")}
_PAID = _executed("p", ":month")
_EXEMPT = "p.state <> 'admitted' OR p.needs_target = 0"

PROJECTS = Source(
    tables=f"""project AS p {_UNITS.format("p")}
    LEFT JOIN monitoring AS m ON m.office = p.office AND m.subject_kind = 'project' AND m.subject = p.id
         AND m.year = p.year AND m.month = :month""",
    where="p.office = :office AND p.year = :year",
    key="p.id",
    order="p.id",  # as they were put in: the table's own order, no sorting
    department="p.department",
    unit="p.unit",
    mark=f"CASE WHEN {_EXEMPT} THEN 0 ELSE {_mark('m.state', _AUDITED)} END",
    record="m.id",
    classified="p.classified",
    hand="p.hand",
    alone="project AS p",
    joined="udsm",
    columns={
        "name": "p.name",
        "code": "p.code",
        "department": "d.name",
        "unit": "u.name",
        "section": "s.name",
        "class": case("p.class", CLASSES),
        **_PROJECT_MONEY,
        "executed": _PAID,
        "rate": _rate(_PAID, _PROJECT_MONEY["adjusted"]),
        "light": _money_light(_PAID, _PROJECT_MONEY["adjusted"]),
        "target_light": _target_light("m"),
        "round": f"CASE WHEN {_EXEMPT} THEN '' ELSE {_round('m')} END",
        "review": case("m.state", SHEET_STATES),
        "year_executed": _executed("p", "12"),
        "state": case("p.state", PROJECT_STATES),
        "attribute": "p.attribute",
        "category": "p.category",
        "tag": "p.tag",
        "term": "p.term",
        "manager": "p.manager",
        "target": "(SELECT " + case("t.state", TARGET_STATES) + " FROM target AS t WHERE t.office = p.office"
        " AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year ORDER BY t.version DESC LIMIT 1)",
        "total": "(SELECT e.total FROM selfeval AS e WHERE e.office = p.office AND e.subject_kind = 'project'"
        " AND e.subject = p.id AND e.year = p.year)",
        "grade": "(SELECT nullif(e.grade, '') FROM selfeval AS e WHERE e.office = p.office"
        " AND e.subject_kind = 'project' AND e.subject = p.id AND e.year = p.year)",
        "needs_target": _yes("p.needs_target"),
        "classified": _yes("p.classified"),
        "basis": "p.basis",
    },
)

_HERE = "y.active IS NULL OR y.active = 1"
UNITS = Source(
    tables="""unit AS u
    LEFT JOIN unit AS d ON d.office = u.office AND d.id = coalesce(u.parent, u.id)
    LEFT JOIN section AS s ON s.office = u.office AND s.id = u.section
    LEFT JOIN unit_year AS y ON y.office = u.office AND y.unit = u.id AND y.year = :year""",
    where="u.office = :office",
    key="u.id",
    order="u.code, u.id",
    department="coalesce(u.parent, u.id)",
    unit="u.id",
    mark="CASE WHEN u.clerk <> '' AND u.phone <> '' THEN 3 ELSE 2 END",
    hand="u.hand",
    columns={
        "name": "u.name",
        "code": "u.code",
        "kind": case("u.kind", UNIT_KINDS),
        "department": "CASE WHEN u.parent IS NULL THEN '' ELSE d.name END",
        "section": "s.name",
        "leader": "u.leader",
        "finance": "u.finance",
        "clerk": "u.clerk",
        "phone": "u.phone",
        "projects": "(SELECT count(*) FROM project AS p WHERE p.office = u.office AND p.year = :year"
        " AND p.unit = u.id AND p.state NOT IN ('rejected', 'withdrawn'))",
        "adjusted": "(SELECT sum(f.adjusted) FROM project AS p CROSS JOIN funding AS f"
        " ON f.office = p.office AND f.project = p.id WHERE p.office = u.office AND p.year = :year AND p.unit = u.id)",
        "active": f"CASE WHEN {_HERE} THEN '是' ELSE '否' END",
        "owes": "CASE WHEN coalesce(y.owes_overall, u.kind <> 'unit') THEN '是' ELSE '否' END",
        "basis": "u.basis",
    },
)


def _subjects(owed: str, sheet: str) -> str:
    """Projects and departments that owe a sheet or have one; `owed` is the project's condition."""
    return f"""(
        SELECT p.office, p.id, 'project' AS kind, p.code, p.name, p.unit, p.department, p.classified,
               p.state = 'admitted' AND {owed} AS owes
        FROM project AS p WHERE p.office = :office AND p.year = :year
             AND (p.state = 'admitted' AND {owed} OR EXISTS ({sheet.format("project", "p.id")}))
        UNION ALL
        SELECT w.office, w.id, 'department', w.code, w.name, w.id, w.id, 0,
               coalesce(y.active, 1) = 1 AND coalesce(y.owes_overall, 1) = 1
        FROM unit AS w LEFT JOIN unit_year AS y ON y.office = w.office AND y.unit = w.id AND y.year = :year
        WHERE w.office = :office AND w.kind <> 'unit'
             AND (coalesce(y.active, 1) = 1 AND coalesce(y.owes_overall, 1) = 1
                  OR EXISTS ({sheet.format("department", "w.id")}))
    ) AS r {_UNITS.format("r")}"""


def _has(table: str, more: str = "") -> str:
    return (
        f"SELECT 1 FROM {table} AS h WHERE h.office = :office AND h.subject_kind = '{{0}}' AND h.subject = {{1}}"
        f" AND h.year = :year {more}"
    )


def _one(table: str, alias: str, more: str = "") -> str:
    return (
        f"LEFT JOIN {table} AS {alias} ON {alias}.office = r.office AND {alias}.subject_kind = r.kind"
        f" AND {alias}.subject = r.id AND {alias}.year = :year {more}"
    )


_SUBJECT = {
    "name": "r.name",
    "code": "r.code",
    "kind": case("r.kind", SUBJECT_KINDS),
    "department": "d.name",
    "unit": "u.name",
    "section": "s.name",
}
_LAST = (
    "LEFT JOIN target AS t ON t.office = r.office AND t.id = (SELECT n.id FROM target AS n WHERE n.office = r.office"
    " AND n.subject_kind = r.kind AND n.subject = r.id AND n.year = :year ORDER BY n.version DESC LIMIT 1)"
)

TARGETS = Source(
    tables=f"{_subjects('p.needs_target = 1', _has('target'))} {_LAST}",
    where="1",
    key="r.id",
    order="d.code, r.kind, r.code, r.name, r.id",
    department="r.department",
    unit="r.unit",
    mark=f"CASE WHEN t.id IS NULL AND NOT r.owes THEN 0 ELSE {_mark('t.state', _AGREED)} END",
    record="t.id",
    classified="r.classified",
    hand="t.hand",
    columns=_SUBJECT
    | {
        "state": f"coalesce({case('t.state', TARGET_STATES)}, '{MISSING}')",
        "version": "t.version",
        "current": "CASE WHEN t.id IS NULL THEN NULL WHEN EXISTS (SELECT 1 FROM target AS c WHERE c.office = r.office"
        " AND c.subject_kind = r.kind AND c.subject = r.id AND c.year = :year AND c.current = 1) THEN '是'"
        " ELSE '否' END",
        "approved_on": "t.approved_on",
        "goal": "t.goal",
        "indicators": "(SELECT count(*) FROM indicator AS i WHERE i.office = t.office AND i.target = t.id"
        " AND t.id IS NOT NULL)",
        "submitted_amount": "t.submitted_amount",
        "approved_amount": "t.approved_amount",
        "returns": "t.returns",
        "basis": "t.basis",
    },
)

_M_PAID, _M_BUDGET = _executed("r", ":month"), _money("adjusted", "r")
MONITORING = Source(
    tables=f"{_subjects('p.needs_target = 1', _has('monitoring', 'AND h.month = :month'))}"
    f" {_one('monitoring', 'm', 'AND m.month = :month')}",
    where="1",
    key="r.id",
    order="d.code, r.kind, r.code, r.name, r.id",
    department="r.department",
    unit="r.unit",
    mark=f"CASE WHEN m.id IS NULL AND NOT r.owes THEN 0 ELSE {_mark('m.state', _AUDITED)} END",
    record="m.id",
    classified="r.classified",
    hand="m.hand",
    columns=_SUBJECT
    | {
        "round": _round("m"),
        "review": f"coalesce({case('m.state', SHEET_STATES)}, '{MISSING}')",
        "initial": "m.initial",
        "executed": "m.executed",
        "forecast": "m.forecast",
        "rate": _rate("m.executed", "m.initial"),
        "adjusted": f"CASE r.kind WHEN 'project' THEN {_M_BUDGET} END",
        "ledger_executed": f"CASE r.kind WHEN 'project' THEN {_M_PAID} END",
        "ledger_rate": _rate(_M_PAID, _M_BUDGET),
        "light": _money_light(f"coalesce({_M_PAID}, m.executed)", f"coalesce({_M_BUDGET}, m.initial)"),
        "target_light": _target_light("m"),
        "deviations": "(SELECT nullif(sum(o.likelihood IN ('有可能', '完全不可能')), 0)"
        " FROM observation AS o INDEXED BY observation_sheet WHERE o.office = m.office"
        " AND o.sheet = m.id AND o.stage = 'monitoring')",
        "goal": "m.goal",
        "returns": "m.returns",
        "special": "nullif(m.special, '')",
        "key_monitoring": _yes("m.key_monitoring"),
        "report_on": "m.report_on",
        "report_number": "m.report_number",
        "basis": "m.basis",
    },
)

SELFEVAL = Source(
    tables=f"{_subjects('p.owes_selfeval = 1', _has('selfeval'))} {_one('selfeval', 'e')}",
    where="1",
    key="r.id",
    order="d.code, r.kind, r.code, r.name, r.id",
    department="r.department",
    unit="r.unit",
    mark=f"CASE WHEN e.id IS NULL AND NOT r.owes THEN 0 ELSE {_mark('e.state', _AUDITED)} END",
    record="e.id",
    classified="r.classified",
    hand="e.hand",
    columns=_SUBJECT
    | {
        "round": _round("e"),
        "review": f"coalesce({case('e.state', SHEET_STATES)}, '{MISSING}')",
        "initial": "e.initial",
        "adjusted": "e.adjusted",
        "executed": "e.executed",
        "rate": _rate("e.executed", "e.adjusted"),
        "execution_score": "e.execution_score",
        "total": "e.total",
        "grade": "nullif(e.grade, '')",
        "unmet": "(SELECT nullif(sum(o.score < o.weight), 0) FROM observation AS o INDEXED BY observation_sheet"
        " WHERE o.office = e.office AND o.sheet = e.id AND o.stage = 'selfeval')",
        "actual_goal": "e.actual_goal",
        "other": "e.other",
        "returns": "e.returns",
        "basis": "e.basis",
    },
)

_LEADS = "(SELECT r.unit FROM finding_unit AS r WHERE r.office = f.office AND r.finding = f.id ORDER BY r.id LIMIT 1)"
_LATE = "f.deadline IS NOT NULL AND f.state IN ('待反馈', '已反馈', '整改中') AND f.deadline < date('now', 'localtime')"
FINDINGS = Source(
    tables=f"""finding AS f LEFT JOIN unit AS u ON u.office = f.office AND u.id = {_LEADS}""",
    where="f.office = :office AND (f.year = :year OR substr(f.sent_on, 1, 4) = CAST(:year AS TEXT)"
    " OR f.year < :year AND f.state <> '销号')",
    key="f.id",
    order="f.number, f.id",
    department="coalesce(u.parent, u.id)",
    unit="u.id",
    mark=f"CASE WHEN f.state = '销号' THEN 3 WHEN {_LATE} THEN 1 ELSE 2 END",
    record="f.id",
    hand="f.hand",
    columns={
        "name": "f.subject_name",
        "number": "f.number",
        "year": "f.year",
        "kind": case("f.subject_kind", SUBJECT_KINDS),
        "source": "f.source",
        "units": "(SELECT group_concat(w.name, '、') FROM finding_unit AS r JOIN unit AS w ON w.office = r.office"
        " AND w.id = r.unit WHERE r.office = f.office AND r.finding = f.id)",
        "category": "f.category",
        "description": "f.description",
        "amount": "f.amount",
        "demand": "f.demand",
        "term": "f.kind",
        "sent_on": "f.sent_on",
        "deadline": "f.deadline",
        "overdue": f"CASE WHEN {_LATE} THEN '逾期' WHEN f.replied_on > f.deadline THEN '逾期回复' END",
        "replied_on": "f.replied_on",
        "measures": "f.measures",
        "outcome": "f.outcome",
        "recovered": "f.recovered",
        "verifier": "f.verifier",
        "verdict": "f.verdict",
        "closed_on": "f.closed_on",
        "state": "f.state",
        "section": "f.section",
        "clause": "f.clause",
        "advice": "f.advice",
        "evidence": "f.evidence",
    },
)

SOURCES = {
    "units": UNITS,
    "projects": PROJECTS,
    "targets": TARGETS,
    "monitoring": MONITORING,
    "selfeval": SELFEVAL,
    "findings": FINDINGS,
}
