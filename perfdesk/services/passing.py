"""Review steps for many sheets: what can take the step, what is in the way of the rest, then one action for all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.matching import regions_of, without_region
from perfdesk.services import checks, reviews
from perfdesk.services.opening import opened
from perfdesk.services.returns import period
from perfdesk.store import reviews as rows
from perfdesk.store import snapshot

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from perfdesk.services.opening import Store
    from perfdesk.store.reviews import Record


@dataclass(frozen=True, slots=True)
class Scope:
    """The sheets of a stage and budget year (a monitoring period: up to `month`) of some subjects, by id."""

    stage: str
    year: int
    month: int | None
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How sheets stand before a step.

    `ready` are the ids of those that can take it, `blocked` the names of the others with their reasons, `done` counts
    those that took it already or a later one, `missing` the subjects without a sheet. Nothing stands in the way of
    解封: only what is sealed is meant. `behind` names the departments of what is blocked or missing, most first, each
    with how many (before 封存 alone).
    """

    step: str
    scope: Scope
    ready: tuple[str, ...]
    blocked: tuple[tuple[str, tuple[str, ...]], ...]
    done: int
    missing: int
    behind: tuple[tuple[str, int], ...] = ()


def whole(store: Store, stage: str, year: int, month: int | None) -> Scope:
    """All who owe a sheet of a stage's year (a monitoring period), or handed one in."""
    return Scope(stage, year, month, frozenset(rows.whole(store, stage, year, month)))


def sheets_of(store: Store, scope: Scope) -> list[Record]:
    """The sheets of the scope; of targets the newest version of each subject."""
    return [
        record
        for kind in ("project", "department")
        for record in rows.selected(
            store, scope.stage, kind, year=scope.year, month=scope.month, unit=None, project=None
        )
        if record.subject in scope.subjects
    ]


def standing(store: Store, scope: Scope, step: str = "pass") -> Standing:
    """What a step would do with the sheets of a scope."""
    allowed, after = reviews.STEPS[step]
    found = sheets_of(store, scope)
    waiting = [record for record in found if record.state in allowed]
    errors = checks.errors_by_record(store, scope.stage, [one.id for one in waiting]) if step == "pass" else {}
    blocked = [(one.name, tuple(errors[one.id])) for one in waiting if errors.get(one.id)]
    blocked += [
        (one.name, (f"现在是“{reviews.STATE_WORDS[one.state]}”",))
        for one in found
        if step != "unseal" and one.state not in allowed and not _beyond(one.state, after)
    ]
    missing = scope.subjects - {one.subject for one in found}
    late = {one.subject for one in found if one.state not in allowed and not _beyond(one.state, after)}
    return Standing(
        step,
        scope,
        tuple(one.id for one in waiting if not errors.get(one.id)),
        tuple(blocked),
        sum(one.state not in allowed and _beyond(one.state, after) for one in found),
        len(missing),
        _behind(store, scope, late | missing) if step == "seal" else (),
    )


def _behind(store: Store, scope: Scope, subjects: Collection[str]) -> tuple[tuple[str, int], ...]:
    """The departments of some subjects, by their names without the office's own area."""
    names, regions = rows.whole(store, scope.stage, scope.year, scope.month), regions_of(snapshot.own_name(store))
    found = Counter(without_region(names[one] or "", regions) for one in subjects if one in names)
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def standing_file(path: Path, scope: Scope, step: str = "pass") -> Standing:
    """The same over a file that is opened for reading alone: a county's period is checked for seconds."""
    with opened(path, read_only=True) as store:
        return standing(store, scope, step)


def _beyond(state: str, after: str) -> bool:
    """Whether a sheet took the step already, or a later one."""
    return state == after or (after == "passed" and state in {"approved", "sealed"})


def take(store: Store, scope: Scope, step: str, sheets: Collection[str], opinion: str = "") -> reviews.Result:
    """Let some sheets of the scope take the step, in one action with one undo.

    Raises:
        UserError: 解封 has no reason, or none of the sheets is there any more.
    """
    if step == "unseal" and not opinion.strip():
        raise UserError("解封要写明理由", "请写上为什么要改已经封存的表")
    wanted = frozenset(sheets)
    found = [record for record in sheets_of(store, scope) if record.id in wanted]
    if not found:
        raise UserError(f"没有可以{reviews.WORDS[step]}的表", "请刷新后重新选择")
    what = period(scope.stage, scope.year, scope.month)
    return reviews.take(store, scope.stage, found, step, opinion.strip(), what)
