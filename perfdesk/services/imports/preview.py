"""Every file is read in a child, recognised, matched with the ledger and staged; nothing is written."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.catalog import forms
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR
from perfdesk.domain.progress import Silent
from perfdesk.services import settings
from perfdesk.services.imports.checking import checking
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
    check_form(options)
    started = time.perf_counter()
    words, known = _everybodys_words(store), snapshot.imported_shas(store)
    readings = read(sources, options, progress or Silent(), words, checking(store, options), known)
    result = plan_readings(store, readings, options)
    result.seconds = time.perf_counter() - started
    return result


def _everybodys_words(store: Store) -> dict[str, str]:
    """Column texts that were taught for every sender, and the columns they mean."""
    return {text: means for sender, text, means in snapshot.column_aliases(store) if not sender}


def check_form(options: Options) -> None:
    """Make sure that the form that was asked for exists.

    Raises:
        UserError: it does not.
    """
    if options.form != "auto" and options.form not in set(forms.keys()):
        raise UserError(f"没有“{options.form}”这种表", "可用的表：" + "、".join(forms.keys()))


def plan_readings(store: Store, readings: Iterable[FileReading], options: Options) -> Preview:
    """Compare what was read with the ledger and stage it.

    Files are planned while the others are still being read. Lists and targets must come before what speaks of them:
    when a file turns out to belong before one that was planned already, all is planned anew in the right order.
    """
    basis = snapshot.last_action(store)
    planner = _planner(store, options)
    every: list[FileReading] = []
    plans: list[FilePlan] = []
    rank, sorted_so_far = 0, True
    for at, reading in enumerate(readings):
        every.append(reading)
        order = planner.order(reading)
        sorted_so_far = sorted_so_far and order >= rank
        rank = max(rank, order if reading.readings else rank)
        plans.append(FilePlan(reading.path, reading.sha256, reading.status, member=reading.member))
        if sorted_so_far:
            planner.file(plans[at], reading, at)
    if not sorted_so_far:
        planner.forget()
        planner = _planner(store, options)
        plans = [FilePlan(reading.path, reading.sha256, reading.status, member=reading.member) for reading in every]
        for at in sorted(range(len(every)), key=lambda at: planner.order(every[at])):
            planner.file(plans[at], every[at], at)
    if any(plan.status == "imported" for plan in plans):
        planner.batch(plans)
    return Preview(plans, planner.staging, basis)


def _planner(store: Store, options: Options) -> Planner:
    staging = Staging(store)
    for one in options.decisions.learned:
        values = {"kind": one.kind, "sender": one.sender, "text": one.text, "means": one.means}
        staging.put("alias", one.id, values)
    context = Context(
        staging=staging,
        names=Names(staging, snapshot.own_name(store)),
        level=store.level,
        add_unknown=options.add_unknown,
        take=options.decisions.take,
        rounds=snapshot.rounds(store),
        ordinary_months=frozenset(settings.of_year(store, store.year).thresholds.periods),
    )
    return Planner(context, options, snapshot.imported_shas(store))


def has_errors(plan: FilePlan) -> bool:
    """Whether anything in the file was rejected; an R problem rejects nothing."""
    return (
        plan.status == "rejected"
        or plan.counts.rejected > 0
        or any(found.level == ERROR and not found.rule.startswith("R") for found in plan.problems)
    )
