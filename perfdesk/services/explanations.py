"""Explaining: a problem that cannot be mended gets a note with a name and a day, and no longer blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import HINT
from perfdesk.services import checks
from perfdesk.store import explanations
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfdesk.services.checks import Found
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Which problems: a rule, narrowed to a unit or project (its code or name), a budget year and a period."""

    rule: str
    unit: str = ""
    project: str = ""
    year: int | None = None
    month: int | None = None


def select(store: Store, wanted: Selection) -> list[Found]:
    """The problems that are neither mended nor explained yet.

    Raises:
        UserError: there is no such rule.
    """
    found = checks.run(store, wanted.year, month=wanted.month, rule=wanted.rule).found
    units = {wanted.unit, *explanations.names(store, wanted.unit)}
    projects = {wanted.project, *explanations.names(store, wanted.project)}
    return [
        one
        for one in found
        if one.record
        and one.problem.level != HINT
        and (not wanted.unit or one.problem.unit in units)
        and (not wanted.project or one.problem.project in projects)
    ]


def explain(store: Store, found: Iterable[Found], note: str) -> int:
    """Write one note for many problems, as one action; returns how many.

    Raises:
        UserError: the note is blank, or there is nothing to explain.
    """
    if not note.strip():
        raise UserError("说明不能是空的", "请写明为什么可以放行")
    held = explanations.held(store)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = {
        (one.problem.rule, one.record, one.problem.field): (note.strip(), store.operator, now)
        for one in found
        if one.record
    }
    if not rows:
        raise UserError("没有需要说明的问题", "请用 perfdesk check 查看还有哪些问题，并核对规则编号、单位和项目")
    with store.change(f"说明审核问题 {len(rows)} 处") as change:
        columns = ("office", "id", "rule", "record", "field", "note", "operator", "at")
        change.put(
            "explanation",
            columns,
            [(store.office, held.get(key) or new_id(), *key, *told) for key, told in rows.items()],
        )
    return len(rows)
