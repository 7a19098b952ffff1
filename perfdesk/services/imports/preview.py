"""Every file is read in a child, recognised, matched with the ledger and staged; nothing is written."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.catalog import forms
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR
from perfdesk.domain.progress import Silent
from perfdesk.services.imports.context import Context
from perfdesk.services.imports.identify import Names
from perfdesk.services.imports.model import Decisions, FilePlan, Preview
from perfdesk.services.imports.plan import Planner
from perfdesk.services.imports.reading import read
from perfdesk.services.imports.staging import Staging
from perfdesk.store import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.domain.reading import FileReading
    from perfdesk.store.file import Store

ORDINARY_MONTHS = frozenset({6, 7, 9})


@dataclass(frozen=True, slots=True)
class Options:
    """What the clerk says about the whole import.

    `form` is a form key or auto; `year` and `month` are taken where a sheet prints none (a sheet's own year wins);
    `add_unknown` is 期初建账.
    """

    form: str = "auto"
    year: int | None = None
    month: int | None = None
    add_unknown: bool = False
    decisions: Decisions = field(default_factory=Decisions)


def preview(
    store: Store, sources: Sequence[Path], options: Options | None = None, progress: Progress | None = None
) -> Preview:
    """Read all sources (files, folders, .zip) and show what they would change.

    Raises:
        UserError: the form key is unknown, or a source does not exist.
    """
    options = options or Options()
    if options.form != "auto" and options.form not in set(forms.keys()):
        raise UserError(f"没有“{options.form}”这种表", "可用的表：" + "、".join(forms.keys()))
    started = time.perf_counter()
    result = plan_readings(store, read(sources, options, progress or Silent()), options)
    result.seconds = time.perf_counter() - started
    return result


def plan_readings(store: Store, readings: Iterable[FileReading], options: Options) -> Preview:
    """Compare what was read with the ledger and stage it."""
    staging = Staging(store)
    context = Context(
        staging=staging,
        names=Names(staging, snapshot.own_name(store)),
        level=store.level,
        add_unknown=options.add_unknown,
        take=options.decisions.take,
        rounds=snapshot.rounds(store),
        ordinary_months=ORDINARY_MONTHS,
    )
    planner = Planner(context, options, snapshot.imported_shas(store))
    basis = snapshot.last_action(store)
    plans: list[FilePlan] = []
    # Lists found the ledger on which the other forms stand, whatever order the files came in.
    waiting: list[tuple[int, FileReading]] = []
    for at, reading in enumerate(readings):
        plans.append(FilePlan(reading.path, reading.sha256, reading.status))
        if planner.waits(reading):
            waiting.append((at, reading))
        else:
            planner.file(plans[at], reading, at)
    for at, reading in sorted(waiting, key=lambda pair: planner.order(pair[1])):
        planner.file(plans[at], reading, at)
    if any(plan.status == "imported" for plan in plans):
        planner.batch(plans)
    return Preview(plans, staging, basis)


def has_errors(plan: FilePlan) -> bool:
    """Whether anything in the file was rejected."""
    return plan.status == "rejected" or any(found.level == ERROR for found in plan.problems)
