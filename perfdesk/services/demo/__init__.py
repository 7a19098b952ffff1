"""Practice offices: complete data files with invented facts whose totals are those of published reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.catalog import practice
from perfdesk.domain.errors import UserError
from perfdesk.domain.progress import Silent
from perfdesk.services.demo import city
from perfdesk.services.demo.office import Builder, Made
from perfdesk.store.file import create

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.domain.practice import Plan
    from perfdesk.domain.progress import Progress

__all__ = ["OPERATOR", "Made", "build", "names"]

OPERATOR = "练习"
names = practice.names


def build(path: Path, name: str, seed: int = 1, progress: Progress | None = None) -> list[Made]:
    """Make the practice office `name` at `path`, a city with the packages of its counties received.

    The same seed gives the same facts. A file that was begun and not finished is taken away again.

    Raises:
        UserError: there is no such practice office, or the file exists or cannot be written.
    """
    if name not in practice.names():
        raise UserError(f"没有练习机构 {name}", "可用的有：" + "、".join(practice.names()))
    plan = practice.plan(name)
    steps, total = progress or Silent(), len(plan.counties) + 1
    there = path.exists()
    try:
        steps.step(0, total, plan.name)
        made = [_office(path, plan, seed)]
        if plan.counties:
            made += city.counties(path, plan, seed, steps, _office)
        steps.step(total, total, plan.name)
    except BaseException:
        if not there:
            path.unlink(missing_ok=True)
        raise
    return made


def _office(path: Path, plan: Plan, seed: int) -> Made:
    facts = {"code": plan.code, "name": plan.name, "level": plan.level, "kind": plan.kind}
    above = {"superior": plan.superior, "superior_name": plan.superior_name}
    with create(path, **facts, **above, year=plan.year, operator=OPERATOR) as store:
        return Builder(plan, practice.vocabulary(), seed).write(store)
