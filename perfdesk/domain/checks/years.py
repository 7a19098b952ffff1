"""R047, R063, R067-R069: the sets of one budget year; equal budget years only (handbook chapter 11.1)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain.checks.base import B10, B13, B88, B136, Head, Mark
from perfdesk.domain.checks.inputs import YEARS, Year
from perfdesk.domain.points import percent
from perfdesk.domain.problem import ERROR, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ALL: tuple[str, ...] = ()


@YEARS.add(
    Head("R047", WARNING, "不应全部满分", "部门“{right}”的 {left} 个项目自评全部是 100 分，请抽查核实", B10, _ALL)
)
def not_all_full(year: Year) -> Iterator[Mark]:
    """A department whose projects (two or more) all claim 100 points."""
    by_department: dict[str, list[int]] = {}
    for subject, total in year.totals.items():
        known = year.subjects.get(subject)
        if known and known.department:
            by_department.setdefault(known.department, []).append(total)
    for department, totals in sorted(by_department.items()):
        if len(totals) >= 2 and all(total == 10_000 for total in totals):
            name = year.subjects[department].name if department in year.subjects else department
            yield Mark("total", str(len(totals)), name, subject=department)


@YEARS.add(
    Head(
        "R063", WARNING, "数量年度变动过大", "{0}本年 {left} 个，上年 {right} 个，变动 {1}，请说明口径或原因", B13, _ALL
    )
)
def counts_do_not_jump(year: Year) -> Iterator[Mark]:
    """A count that moved by more than the office's limit against the year before."""
    for name, (now, before) in sorted(year.counts.items()):
        if before > 0 and now > 0 and abs(now - before) * 100 > year.settings.thresholds.count_jump * before:
            yield Mark("count", str(now), str(before), (name, percent(Fraction(abs(now - before), before))))


def _difference(year: Year, wanted: frozenset[str], given: Mapping[int, frozenset[str]], what: str) -> Iterator[Mark]:
    """Each ordinary period's sheets against the approved targets, subject by subject, with the known reason."""
    for month, found in sorted(given.items()):
        for subject in sorted(wanted - found):
            yield _mark(year, subject, month, f"有批复的{what}", f"没有 1-{month} 月监控表")
        for subject in sorted(found - wanted):
            yield _mark(year, subject, month, f"有 1-{month} 月监控表", f"没有批复的{what}")


def _mark(year: Year, subject: str, month: int | None, left: str, right: str) -> Mark:
    reason = year.reasons.get(subject, "")
    name = year.subjects[subject].name if subject in year.subjects else subject
    return Mark("", left, right, (name, f"（{reason}）" if reason else ""), month=month, subject=subject)


@YEARS.add(Head("R067", WARNING, "监控项目与目标项目一致", "项目“{0}”{left}，{right}{1}", B136, _ALL))
def monitored_projects_have_targets(year: Year) -> Iterator[Mark]:
    """The monitored projects of a period are those with an approved target; each difference is listed."""
    yield from _difference(year, year.targets, year.monitored, "绩效目标")


@YEARS.add(Head("R068", WARNING, "监控部门与目标部门一致", "部门“{0}”{left}，{right}{1}", B136, _ALL))
def monitored_departments_have_targets(year: Year) -> Iterator[Mark]:
    """The monitored departments of a period are those with an approved overall target."""
    yield from _difference(year, year.overall, year.monitored_overall, "整体绩效目标")


@YEARS.add(Head("R069", ERROR, "有预算或执行的项目都要自评", "项目“{0}”{left}，{right}{1}", B10 + "；" + B88, _ALL))
def every_project_is_evaluated(year: Year) -> Iterator[Mark]:
    """Once self-evaluation of a year has begun, every project with money is in it, and none without a target.

    A year that was taken over without any target is not asked for them.
    """
    if not year.evaluated:
        return
    for subject in sorted(year.owed - year.evaluated):
        yield _mark(year, subject, None, "当年有预算或执行", "没有自评表")
    for subject in sorted(year.evaluated - year.targets) if year.targets else ():
        if not year.reasons.get(subject):
            yield _mark(year, subject, None, "有自评表", "没有批复的绩效目标，也不是追加项目")
