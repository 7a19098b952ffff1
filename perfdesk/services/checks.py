"""Run the checks over the ledger of a budget year, over one form before it is stored, and over what is reviewed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perfdesk.domain.checks import (
    Identity,
    LedgerMoney,
    Series,
    Sheet,
    Year,
    check_series,
    check_sheet,
    check_year,
    heads,
)
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, HINT, Problem
from perfdesk.domain.progress import Silent
from perfdesk.services import contents
from perfdesk.services.check_ledger import Ledger, read
from perfdesk.store import check_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from perfdesk.domain.content import Content
    from perfdesk.domain.progress import Progress
    from perfdesk.services.contents import Filed
    from perfdesk.store.file import Store

STAGES = ("target", "monitoring", "selfeval")
_DELIVERED = frozenset({"submitted", "passed", "sealed"})


@dataclass(frozen=True, slots=True)
class Found:
    """One problem of the ledger: its sheet or target (between sets: its subject) and the note that explains it."""

    problem: Problem
    record: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong in a budget year; an explained problem counts as a hint."""

    year: int
    found: tuple[Found, ...]

    def count(self, level: str) -> int:
        """How many problems have a level."""
        return sum(found.problem.level == level for found in self.found)


def run(
    store: Store,
    year: int | None = None,
    *,
    month: int | None = None,
    rule: str = "",
    stages: Collection[str] = STAGES,
    subjects: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check the office's own ledger of a budget year.

    Args:
        store: the open file; nothing is written.
        year: the budget year, the file's current one by default.
        month: of the monitoring sheets only those of this cut-off month.
        rule: one rule's number, "" for all.
        stages: only sheets of these stages (target, monitoring, selfeval); without all three, nothing between sheets
            and nothing between sets is checked.
        subjects: ids of projects and departments, None for all; of some alone nothing between sets is checked.
        progress: told how far it is.

    Raises:
        UserError: there is no such rule, or an own setting cannot be understood.
    """
    if rule and rule not in heads():
        raise UserError(f"没有编号为 {rule} 的审核规则", f"现有规则 {min(heads())} 至 {max(heads())}，写法如 R031")
    year = year or store.year
    ledger = read(store, year, subjects)
    filed = [one for one in _filed(store, year, subjects, stages) if subjects is None or one.subject in subjects]
    if month is not None:
        filed = [one for one in filed if one.stage != "monitoring" or one.month == month]
    found = list(_subjects(ledger, filed, rule, progress or Silent(), series=set(stages) == set(STAGES)))
    if set(stages) == set(STAGES) and subjects is None:
        found += _sets(ledger, filed, rule)
    return Report(year, tuple(sorted(_explained(store, found), key=_order)))


def _filed(store: Store, year: int, subjects: Collection[str] | None, stages: Collection[str] = STAGES) -> list[Filed]:
    readers = {"target": contents.targets, "monitoring": contents.monitoring, "selfeval": contents.selfevals}
    return [one for stage, reader in readers.items() if stage in stages for one in reader(store, year, subjects)]


def _order(found: Found) -> tuple[str, str, str, str, str]:
    problem = found.problem
    return problem.unit, problem.project, problem.form, problem.rule, problem.field


def _named(ledger: Ledger, problem: Problem, subject: str) -> Problem:
    name = ledger.names.get(subject)
    if name is None:
        return problem
    return replace(problem, unit=name.unit, project="" if name.id == name.department else name.name)


def _subjects(
    ledger: Ledger, filed: list[Filed], rule: str, progress: Progress, *, series: bool = True
) -> Iterator[Found]:
    """Each subject's sheets by themselves and against each other."""
    last = _last_year(ledger) if rule in {"", "R010", "R028"} else {}
    identities = _identities(ledger)
    grouped: dict[str, list[Filed]] = {}
    for one in filed:
        grouped.setdefault(one.subject, []).append(one)
    for subject, code in ledger.codes.items():
        if code in identities and (ledger.subjects is None or subject in ledger.subjects):
            grouped.setdefault(subject, [])
    for at, (subject, together) in enumerate(grouped.items()):
        if at % 50 == 0:
            progress.step(at, len(grouped))
        before = last.get(ledger.series.get(subject, subject))
        sheets = {one.id: Sheet(one.content, ledger.context(one, before)) for one in together}
        for one in together:
            if one.newest:
                for problem in check_sheet(sheets[one.id], rule):
                    yield Found(_named(ledger, problem, subject), one.id)
        if not series:
            continue
        places = {(one.content.form, one.month): one.id for one in together if one.newest}
        known = tuple(identities.get(ledger.codes.get(subject, ""), ())[-2:])
        for hit in check_series(_series(ledger, subject, together, sheets, known), rule):
            yield Found(_named(ledger, hit.problem, subject), places.get((hit.problem.form, hit.month), subject))
    progress.step(len(grouped), len(grouped))


def _identities(ledger: Ledger) -> dict[str, list[Identity]]:
    """What projects were called up to this year, by code, where a code stands for more than one."""
    found: dict[str, list[Identity]] = {}
    for code, year, name, unit in check_rows.identities(ledger.store, ledger.year):
        found.setdefault(code, []).append(Identity(year, code, name, unit or ""))
    return found


def _last_year(ledger: Ledger) -> dict[str, Content]:
    """Last year's self-evaluations by the series of their project (departments by their own id)."""
    series = {row[0]: row[1] for row in check_rows.projects(ledger.store, ledger.year - 1)}
    narrow = ledger.subjects
    if narrow is not None:
        wanted = {ledger.series.get(subject, subject) for subject in narrow}
        narrow = {*narrow, *(subject for subject, one in series.items() if one in wanted)}
    before = contents.selfevals(ledger.store, ledger.year - 1, narrow)
    return {series.get(filed.subject, filed.subject): filed.content for filed in before}


def _series(
    ledger: Ledger, subject: str, filed: list[Filed], sheets: dict[str, Sheet], known: tuple[Identity, ...]
) -> Series:
    """A subject's sheets as one; the target is the version in force."""

    def of(stage: str) -> tuple[Sheet, ...]:
        return tuple(sheets[one.id] for one in filed if one.stage == stage)

    target = next((sheets[one.id] for one in filed if one.current), None)
    money = ledger.money.get(subject, LedgerMoney())
    return Series(ledger.settings, target, of("monitoring"), next(iter(of("selfeval")), None), money, known)


def _sets(ledger: Ledger, sheets: list[Filed], rule: str) -> Iterator[Found]:
    for hit in check_year(_year(ledger, sheets), rule):
        yield Found(_named(ledger, hit.problem, hit.subject), hit.subject)


def _year(ledger: Ledger, sheets: list[Filed]) -> Year:
    now, before = (check_rows.counts(ledger.store, year) for year in (ledger.year, ledger.year - 1))
    periods = {filed.month for filed in sheets if filed.stage == "monitoring" and not filed.special and filed.month}
    delivered = [filed for filed in sheets if filed.state in _DELIVERED and not filed.special]

    def monitored(kind: str) -> dict[int, frozenset[str]]:
        return {
            month: frozenset(filed.subject for filed in delivered if filed.month == month and filed.kind == kind)
            for month in periods
        }

    def subjects(stage: str, kind: str, among: Iterable[Filed]) -> frozenset[str]:
        return frozenset(filed.subject for filed in among if filed.stage == stage and filed.kind == kind)

    current = [filed for filed in sheets if filed.current]
    totals = {
        filed.subject: total
        for filed in sheets
        if filed.stage == "selfeval"
        and filed.kind == "project"
        and (total := filed.content.number("total", "total", "score")) is not None
    }
    return Year(
        ledger.settings,
        ledger.year,
        ledger.names,
        subjects("target", "project", current),
        subjects("target", "department", current),
        monitored("project"),
        monitored("department"),
        subjects("selfeval", "project", sheets),
        frozenset(ledger.owed),
        ledger.reasons,
        totals,
        {name: (count, before.get(name, 0)) for name, count in now.items()},
    )


def _explained(store: Store, found: Iterable[Found]) -> Iterator[Found]:
    """An error or warning that somebody explained is a hint, with the note."""
    notes = {(rule, record, place): note for rule, record, place, note in check_rows.explanations(store)}
    for one in found:
        problem = one.problem
        note = notes.get((problem.rule, one.record, problem.field)) or notes.get((problem.rule, one.record, ""))
        if note and one.record:
            told = replace(problem, level=HINT, message=f"{problem.message}（已说明：{note}）")
            yield Found(told, one.record, note)
        else:
            yield one


def check_content(ledger: Ledger, content: Content, subject: str = "") -> list[Problem]:
    """Check one form that is not stored yet, as far as it goes by itself and against the ledger of its subject.

    Args:
        ledger: the form's budget year (check_ledger.read), read once for many forms.
        content: the form.
        subject: id of its project or department where it is known.
    """
    stage, _, kind = content.form.partition(".")
    kind = "department" if kind.startswith("department") else "project"
    filed = contents.Filed("", stage, kind, subject, "draft", content, content.month)
    sheet = Sheet(content, ledger.context(filed, None))
    return [_named(ledger, problem, subject) for problem in check_sheet(sheet)]


def of_record(store: Store, record: str, subject: str, year: int) -> list[Found]:
    """What is wrong with one sheet or target, by itself and against the others of its subject; in the rules' order.

    Args:
        store: the open file; nothing is written.
        record: id of the sheet; one in draft has no problems yet.
        subject: id of its project or department.
        year: its budget year.
    """
    ledger = read(store, year, {subject})
    found = _explained(store, _subjects(ledger, _filed(store, year, {subject}), "", Silent()))
    return sorted((one for one in found if one.record == record), key=_order)


def errors_by_record(store: Store, stage: str, records: Collection[str]) -> dict[str, list[str]]:
    """The unexplained errors of sheets that stand to be passed.

    Args:
        store: the open file.
        stage: target, monitoring or selfeval.
        records: ids of the sheets.

    Returns:
        id -> messages (rule and words) of the sheets that have errors.
    """
    wanted = set(records)
    found: dict[str, list[str]] = {}
    for year, subjects in check_rows.subjects_of(store, stage, wanted).items():
        ledger = read(store, year, subjects)
        filed = [one for one in _filed(store, year, subjects) if one.subject in subjects]
        hits = _subjects(ledger, filed, "", Silent())
        for one in _explained(store, hits):
            if one.record in wanted and one.problem.level == ERROR:
                found.setdefault(one.record, []).append(f"{one.problem.rule} {one.problem.message}")
    return found
