"""The ledger's rows of a budget year turned back into contents: what the office holds true, in the form's own shape.

Where a form was imported, its statement gives what the ledger has no column for; everything else comes from the
ledger, so that a hand correction counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfdesk.domain.content import Content, Row
from perfdesk.services.forms.sheets import CAUSES, LIKELY
from perfdesk.store import check_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Filed:
    """One sheet or target version of the ledger.

    `stage` is target, monitoring or selfeval; `newest` is False for the version in force that a newer one follows;
    `raws` are the raw texts that differ from their value, by path.
    """

    id: str
    stage: str
    kind: str
    subject: str
    state: str
    content: Content
    month: int | None = None
    special: str = ""
    current: bool = False
    newest: bool = True
    raws: dict[str, str] = field(default_factory=dict)


def _json(text: str | None) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(text) if text and text != "{}" else {}


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _total(money: dict[str, Row], **columns: int | None) -> dict[str, Row]:
    """The funds with the ledger's own columns in the total row; a blank column leaves what the form said."""
    given = {name: value for name, value in columns.items() if value is not None}
    if given:
        money = {**money, "total": {**money.get("total", {}), **given}}
    return money


def _row(columns: tuple[Any, ...]) -> Row:
    """One observation as a form's row."""
    names = ("level1", "level2", "name", "relation", "value", "measure", "actual", "forecast")
    row: Row = dict(zip(names, columns[2:10], strict=True))
    row.update(reason=columns[11], note=columns[13], weight=columns[14], score=columns[15])
    for cause in filter(None, columns[10].split(",")):
        row[CAUSES[cause]] = True
    for likely in filter(None, columns[12].split(",")):
        row[LIKELY[likely]] = True
    return row


def targets(store: Store, year: int, subjects: Collection[str] | None = None) -> list[Filed]:
    """The newest target of each subject and the one in force where that is another."""
    names = ("level1", "level2", "name", "relation", "value", "measure", "weight", "note")
    rows = _grouped(check_rows.indicators(store, year, subjects))
    found: list[Filed] = []
    for (
        id_,
        kind,
        subject,
        state,
        current,
        newest,
        goal,
        goal_mid,
        amount,
        tasks,
        form,
        said,
        matrices,
        raws,
    ) in check_rows.targets(store, year, subjects):
        funds: dict[str, dict[str, Row]] = _json(matrices)
        if kind == "project" and amount is not None:
            funds = {**funds, "funds": _total(funds.get("funds", {}), amount=amount)}
        content = Content(
            form=form or f"target.{kind}",
            year=year,
            fields={**_json(said), "goal": goal, "goal_mid": goal_mid},
            matrices=funds,
            tables={
                "indicators": [dict(zip(names, row[2:], strict=True)) for row in rows.get(id_, ())],
                "tasks": json.loads(tasks),
            },
        )
        found.append(
            Filed(id_, "target", kind, subject, state, content, None, "", bool(current), bool(newest), _json(raws))
        )
    return found


def monitoring(store: Store, year: int, subjects: Collection[str] | None = None) -> list[Filed]:
    """The monitoring sheets of a year, by month."""
    rows = _grouped(check_rows.observations(store, "monitoring", year, subjects))
    found: list[Filed] = []
    for (
        id_,
        kind,
        subject,
        state,
        month,
        special,
        goal,
        initial,
        executed,
        forecast,
        money,
        form,
        said,
        _,
        raws,
    ) in check_rows.monitoring(store, year, subjects):
        funds = _total(_json(money), initial=initial, executed=executed, forecast=forecast)
        content = Content(
            form=form or f"monitoring.{kind}",
            year=year,
            month=month,
            fields={**_json(said), "goal": goal},
            matrices={"funds": funds},
            tables={"indicators": [_row(row) for row in rows.get(id_, ())]},
        )
        found.append(Filed(id_, "monitoring", kind, subject, state, content, month, special, raws=_json(raws)))
    return found


def selfevals(store: Store, year: int, subjects: Collection[str] | None = None) -> list[Filed]:
    """The self-evaluations of a budget year."""
    rows = _grouped(check_rows.observations(store, "selfeval", year, subjects))
    return [_selfeval(given, year, rows.get(given[0], [])) for given in check_rows.selfevals(store, year, subjects)]


def _selfeval(given: tuple[Any, ...], year: int, rows: list[tuple[Any, ...]]) -> Filed:
    id_, kind, subject, state, layout, goal, actual_goal, other, grade, total, weight, score = given[:12]
    initial, adjusted, executed, money, details, form, said, matrices, raws = given[12:]
    extra = _json(details)
    whole: Row = {**_json(matrices).get("total", {}).get("total", {}), "score": total}
    funds = _total(_json(money), initial=initial, adjusted=adjusted, executed=executed, weight=weight, score=score)
    content = Content(
        form=form or layout or f"selfeval.{kind}",
        year=year,
        fields={
            **_json(said),
            "goal": goal,
            "actual_goal": actual_goal,
            "other": other,
            "grade": grade,
        },
        matrices={"funds": funds, "total": {"total": whole}},
        tables={
            "indicators": [_row(row) for row in rows],
            "tasks": extra.get("tasks", []),
            "years": extra.get("years", []),
        },
    )
    return Filed(id_, "selfeval", kind, subject, state, content, raws=_json(raws))
