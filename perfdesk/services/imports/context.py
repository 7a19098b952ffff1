"""What every stage of promotion needs: the staged rows, the names, the settings of this import."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.domain.problem import ERROR, WARNING, Problem
from perfdesk.services.imports.model import Conflict, Question

if TYPE_CHECKING:
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.identify import Found, Names
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.staging import Staging, Values

SUPPLEMENT = "期初建账补录"
_TOTALS = frozenset({"initial", "adjusted", "executed", "forecast"})  # columns that repeat the money's total row
LOCKED = {"passed": "已通过", "sealed": "已封存", "approved": "已批复"}


@dataclass(slots=True)
class Context:
    """One import.

    `take` holds the conflicts that the clerk decided to take; `rounds` the number of earlier deliveries; `seen` the
    subjects that this batch already spoke of, with their place, to find one sent twice (D45).
    """

    staging: Staging
    names: Names
    level: str
    add_unknown: bool
    take: frozenset[tuple[str, str, str]]
    rounds: dict[tuple[str, str, int | None, int | None], int]
    ordinary_months: frozenset[int]
    seen: dict[tuple[str, str, int | None, int | None], tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Promotion:
    """What became of one reading: its subject, its outcome per subject, and why it was held where it was."""

    subject_kind: str = ""
    subject: str = ""
    outcomes: list[str] = field(default_factory=list)
    held: str = ""


def problem(reading: Reading, level: str, rule: str, message: str, path: str = "") -> Problem:
    """A problem at the cell of a path of the reading (or at its anchor)."""
    return Problem(level, rule, message, sheet=reading.sheet, cell=reading.cell(path), field=path, form=reading.form)


def unknown(plan: FilePlan, reading: Reading, found: Found, path: str, rule: str = "D30") -> None:
    """List a unit or project that was not found, with the near matches as the next step."""
    near = "；相近的有：" + "、".join(found.near) if found.near else ""
    told = problem(reading, ERROR, rule, f"{found.why}{near}。请核对名称，或在台账中先建立，或确认为别名", path)
    plan.problems.append(told)
    asked = found.asked
    if asked is not None and asked.text:
        plan.questions.append(
            Question(asked.kind, asked.text, asked.owner, asked.year, asked.near, found.why, told.sheet, told.cell)
        )


def guarded(context: Context, plan: FilePlan, table: str, record: str, values: Values, subject: str) -> Values:
    """The values that may be written: a column corrected by hand keeps its value unless the clerk took the new one.

    The amounts of a sheet are decided as one: a total that went without its parts would contradict them.
    """
    row = context.staging.get(table, record)
    if row is None or not row.get("hand"):
        return values
    kept = dict(values)
    hand = set(row["hand"].split(","))
    columns = hand & set(values)
    if "money" in columns:
        columns -= _TOTALS
    for column in sorted(columns):
        if alike(column, row[column], values[column]):
            continue
        parts = {"money", *_TOTALS} & set(values) if column == "money" else {column}
        conflict = Conflict(table, record, column, str(row[column]), str(values[column]), "手工更正", subject)
        if conflict.key in context.take:
            hand -= parts
            kept["hand"] = ",".join(sorted(hand))
            plan.taken.append(conflict)
        else:
            for part in parts:
                del kept[part]
            plan.conflicts.append(conflict)
    return kept


def alike(column: str, held: object, given: object) -> bool:
    """Whether two values of a corrected column say the same; of money only the amounts count, the rates follow them."""
    return amounts(held) == amounts(given) if column == "money" else held == given


def amounts(money: object) -> dict[tuple[str, str], object]:
    """The amounts of a sheet's money by row and column of the funds matrix, without blanks and rates."""
    return {
        (row, column): value
        for row, columns in json.loads(str(money) or "{}").items()
        for column, value in columns.items()
        if value is not None and column != "rate"
    }


def locked(plan: FilePlan, reading: Reading, table: str, row: Values, subject: str) -> bool:
    """Whether the sheet is passed or sealed; then the delivery is kept as a statement and shown as a conflict."""
    why = LOCKED.get(row["state"])
    if why is None:
        return False
    plan.conflicts.append(Conflict(table, row["id"], "", why, "新报送", why, subject))
    message = f"“{subject}”{why}，本次报送只留存、不覆盖；如要采用，请先退回"
    plan.problems.append(problem(reading, WARNING, "D45", message))
    return True
