"""What the ledger holds for printing forms: units, projects with money, targets, sheets and findings of one year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from perfdesk.store.file import Store


class Unit(NamedTuple):
    """A department, unit or township; `owes` says whether it owes overall targets in the year."""

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    section: str
    leader: str
    finance: str
    clerk: str
    phone: str
    active: int
    owes: int


class Project(NamedTuple):
    """A project of one budget year."""

    id: str
    code: str
    name: str
    unit: str
    department: str
    cls: str
    category: str
    attribute: str
    tag: str
    classified: int
    term: str
    needs_target: int
    owes_selfeval: int


class Line(NamedTuple):
    """A funding line; money in 分."""

    id: str
    project: str
    account: str
    source: str
    nature: str
    document: str
    initial: int | None
    adjusted: int | None


class Paid(NamedTuple):
    """What a funding line had executed at the end of a month, cumulative, in 分."""

    funding: str
    month: int
    executed: int | None


class Target(NamedTuple):
    """A target version; `funds_mid` is the matrix of mid-term money as its form said it, JSON, "" where none."""

    id: str
    subject: str
    goal: str
    goal_mid: str
    tasks: str
    funds_mid: str


class Indicator(NamedTuple):
    """One indicator of a target version, in printed order."""

    target: str
    level1: str
    level2: str
    name: str
    relation: str
    value: str
    measure: str
    mid_relation: str
    mid_value: str
    mid_measure: str
    weight: int | None
    note: str


class Observation(NamedTuple):
    """One indicator row of a monitoring or self-evaluation sheet, in printed order."""

    sheet: str
    level1: str
    level2: str
    name: str
    relation: str
    value: str
    measure: str
    actual: str
    forecast: str
    causes: str
    reason: str
    likelihood: str
    note: str
    weight: int | None
    score: int | None


class Monitored(NamedTuple):
    """A monitoring sheet; `money` is the funds matrix as JSON."""

    id: str
    subject: str
    initial: int | None
    executed: int | None
    forecast: int | None
    money: str
    goal: str


class Evaluated(NamedTuple):
    """A self-evaluation sheet; `details` are the department form's tables as JSON."""

    id: str
    subject: str
    initial: int | None
    adjusted: int | None
    executed: int | None
    money: str
    execution_weight: int | None
    execution_score: int | None
    total: int | None
    grade: str
    goal: str
    actual_goal: str
    other: str
    details: str


class Finding(NamedTuple):
    """A finding with its responsible units, the first one leading."""

    number: str
    year: int
    source: str
    subject_kind: str
    subject_name: str
    project_code: str
    category: str
    description: str
    amount: int | None
    clause: str
    section: str
    advice: str
    demand: str
    kind: str
    deadline: str | None
    sent_on: str | None
    replied_on: str | None
    measures: str
    outcome: str
    recovered: int | None
    evidence: str
    verifier: str
    verdict: str
    state: str
    closed_on: str | None
    units: str
    persons: str
    departments: str
    classified: int


def units(store: Store, year: int) -> list[Unit]:
    """The office's own units by code; a unit without a row of the year counts as active."""
    found = store.rows(
        """SELECT u.id, u.code, u.name, u.kind, u.parent, coalesce(s.name, ''), u.leader, u.finance, u.clerk, u.phone,
                  coalesce(y.active, 1), coalesce(y.owes_overall, u.kind <> 'unit')
           FROM unit AS u
           LEFT JOIN section AS s ON s.office = u.office AND s.id = u.section
           LEFT JOIN unit_year AS y ON y.office = u.office AND y.unit = u.id AND y.year = :year
           WHERE u.office = :office ORDER BY u.code""",
        _scope(store, year),
    )
    return [Unit(*row) for row in found]


def projects(store: Store, year: int, project: str | None = None) -> list[Project]:
    """The office's projects of a budget year that were not rejected or withdrawn, by code and name."""
    found = store.rows(
        f"""SELECT id, code, name, unit, department, class, category, attribute, tag, classified, term, needs_target,
                  owes_selfeval
           FROM project WHERE office = :office AND year = :year AND state NOT IN ('rejected', 'withdrawn')
           {_only(project, "id")} ORDER BY code, name, id""",
        _scope(store, year, project),
    )
    return [Project(*row) for row in found]


def lines(store: Store, year: int, project: str | None = None) -> list[Line]:
    """The funding lines of a year's projects."""
    found = store.rows(
        f"""SELECT f.id, f.project, f.account, f.source, f.nature, f.document, f.initial, f.adjusted
           FROM funding AS f JOIN project AS p ON p.office = f.office AND p.id = f.project
           WHERE f.office = :office AND p.year = :year {_only(project, "f.project")}
           ORDER BY f.project, f.id""",
        _scope(store, year, project),
    )
    return [Line(*row) for row in found]


def paid(store: Store, year: int, month: int) -> list[Paid]:
    """The newest executed amount of each funding line up to a month."""
    found = store.rows(
        """SELECT funding, max(month), executed FROM execution
           WHERE office = :office AND year = :year AND month <= :month GROUP BY funding""",
        _scope(store, year) | {"month": month},
    )
    return [Paid(*row) for row in found]


def targets(store: Store, kind: str, year: int, *, newest: bool, subject: str | None = None) -> list[Target]:
    """One version a subject: with `newest` the last one written, else the one in force (the last where none is)."""
    order = "version DESC" if newest else "current DESC, version DESC"
    found = store.rows(
        f"""SELECT t.id, t.subject, t.goal, t.goal_mid, t.tasks,
                   coalesce(json_extract(s.content, '$.matrices.funds_mid'), '')
            FROM (SELECT *, row_number() OVER (PARTITION BY subject ORDER BY {order}) AS place FROM target
                  WHERE office = :office AND subject_kind = :kind AND year = :year AND state <> 'withdrawn'
                  {_only(subject, "subject")}) AS t
            LEFT JOIN statement AS s ON s.office = t.office AND s.id = t.statement
            WHERE t.place = 1""",
        _scope(store, year, subject) | {"kind": kind},
    )
    return [Target(*row) for row in found]


def indicators(store: Store, kind: str, year: int, subject: str | None = None) -> list[Indicator]:
    """The indicators of every target version of a year."""
    found = store.rows(
        f"""SELECT i.target, i.level1, i.level2, i.name, i.relation, i.value, i.measure, i.mid_relation, i.mid_value,
                  i.mid_measure, i.weight, i.note
           FROM target AS t {_join(subject)} indicator AS i ON i.office = t.office AND i.target = t.id
           WHERE t.office = :office AND t.subject_kind = :kind AND t.year = :year {_only(subject, "t.subject")}
           ORDER BY i.target, i.ordinal""",
        _scope(store, year, subject) | {"kind": kind},
    )
    return [Indicator(*row) for row in found]


def monitored(store: Store, kind: str, year: int, month: int, subject: str | None = None) -> list[Monitored]:
    """The monitoring sheets of one period."""
    found = store.rows(
        f"""SELECT id, subject, initial, executed, forecast, money, goal FROM monitoring
           WHERE office = :office AND subject_kind = :kind AND year = :year AND month = :month
           {_only(subject, "subject")}""",
        _scope(store, year, subject) | {"kind": kind, "month": month},
    )
    return [Monitored(*row) for row in found]


def evaluated(store: Store, kind: str, year: int, subject: str | None = None) -> list[Evaluated]:
    """The self-evaluation sheets of a budget year."""
    found = store.rows(
        f"""SELECT id, subject, initial, adjusted, executed, money, execution_weight, execution_score, total, grade,
                  goal, actual_goal, other, details
           FROM selfeval WHERE office = :office AND subject_kind = :kind AND year = :year
           {_only(subject, "subject")}""",
        _scope(store, year, subject) | {"kind": kind},
    )
    return [Evaluated(*row) for row in found]


def observations(
    store: Store, stage: str, kind: str, year: int, month: int | None = None, subject: str | None = None
) -> list[Observation]:
    """The indicator rows of the sheets of a stage (monitoring, selfeval), year and month."""
    period = "AND s.month = :month" if stage == "monitoring" else ""
    found = store.rows(
        f"""SELECT o.sheet, o.level1, o.level2, o.name, o.relation, o.value, o.measure, o.actual, o.forecast, o.causes,
                   o.reason, o.likelihood, o.note, o.weight, o.score
            FROM {stage} AS s
            {_join(subject)} observation AS o ON o.office = s.office AND o.sheet = s.id AND o.stage = '{stage}'
            WHERE s.office = :office AND s.subject_kind = :kind AND s.year = :year {period}
            {_only(subject, "s.subject")} ORDER BY o.sheet, o.ordinal""",
        _scope(store, year, subject) | {"kind": kind} | ({"month": month} if period else {}),
    )
    return [Observation(*row) for row in found]


def months(store: Store, kind: str, year: int) -> list[int]:
    """The months that monitoring sheets of a year stand for."""
    found = store.rows(
        "SELECT DISTINCT month FROM monitoring WHERE office = :office AND subject_kind = :kind AND year = :year"
        " ORDER BY month",
        _scope(store, year) | {"kind": kind},
    )
    return [row[0] for row in found]


def findings(store: Store, year: int) -> list[Finding]:
    """The findings of a year by number."""
    found = store.rows(
        """SELECT f.number, f.year, f.source, f.subject_kind, f.subject_name, coalesce(p.code, ''), f.category,
                  f.description, f.amount, f.clause, f.section, f.advice, f.demand, f.kind, f.deadline, f.sent_on,
                  f.replied_on, f.measures, f.outcome, f.recovered, f.evidence, f.verifier, f.verdict, f.state,
                  f.closed_on, coalesce(group_concat(u.name, '、'), ''),
                  coalesce(group_concat(nullif(r.person, ''), '、'), ''), coalesce(group_concat(u.id, ' '), ''),
                  coalesce(p.classified, 0)
           FROM finding AS f
           LEFT JOIN project AS p ON p.office = f.office AND p.id = f.subject
           LEFT JOIN finding_unit AS r ON r.office = f.office AND r.finding = f.id
           LEFT JOIN unit AS u ON u.office = r.office AND u.id = r.unit
           WHERE f.office = :office AND f.year = :year GROUP BY f.id ORDER BY f.number""",
        _scope(store, year),
    )
    return [Finding(*row) for row in found]


def office_name(store: Store) -> str:
    """The name of the office that keeps the file."""
    found = store.rows("SELECT name FROM office WHERE office = :office AND id = :office", {"office": store.office})
    return str(found[0][0]) if found else store.office


def _join(subject: str | None) -> str:
    """The join from sheets to their rows: of one subject the sheet comes first, whatever the planner guesses."""
    return "JOIN" if subject is None else "CROSS JOIN"


def _only(subject: str | None, column: str) -> str:
    """The condition that narrows a query to one subject."""
    return "" if subject is None else f"AND {column} = :subject"


def _scope(store: Store, year: int, subject: str | None = None) -> dict[str, Any]:
    given = {"office": store.office, "year": year}
    return given if subject is None else given | {"subject": subject}
