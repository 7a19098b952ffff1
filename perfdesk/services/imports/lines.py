"""What an import would do, line by line: repairs, conflicts, changed cells and problems, as a clerk reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.catalog import import_words
from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.services.imports import labels
from perfdesk.services.imports.context import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.reading import FileReading
    from perfdesk.services.imports.model import Conflict, Decisions, FilePlan
    from perfdesk.services.imports.staging import Staging, Values

AUTO, ASK, CONFLICT, CHANGE, PROBLEM = "auto", "ask", "conflict", "change", "problem"
MOST = 3_000  # changed cells that are listed of one file
_DEFAULTS = frozenset(["", "year", "month"])  # what a whole form was given; there is no cell to leave blank
_SHEETS = ("monitoring", "selfeval", "target")

Key = int | tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    `key` names what can be decided (the number of a repair, the key of a conflict), None where nothing can; `done`
    says that the clerk decided against the default: a repair refused, a conflict taken.
    """

    kind: str
    tone: str
    place: str
    label: str
    raw: str
    value: str
    why: str
    key: Key | None = None
    done: bool = False


def names_of(staging: Staging) -> dict[str, str]:
    """Names of units and projects as they will stand, by id."""
    found = dict(staging.columns("unit", None, ("id", "name")))
    found.update(dict(staging.columns("project", None, ("id", "name"))))
    return found


def lines(
    index: int,
    plan: FilePlan,
    reading: FileReading,
    staging: Staging,
    decisions: Decisions,
    unit: str,
    names: dict[str, str],
) -> tuple[Line, ...]:
    """The lines of one file: conflicts first, then what must be confirmed, errors, repairs, changes, hints."""
    repairs = list(_repairs(index, plan, reading, decisions))
    found = [_conflict(one, unit, names, taken=False) for one in plan.conflicts]
    found += [_conflict(one, unit, names, taken=True) for one in plan.taken]
    found += [line for line in repairs if line.kind == ASK]
    told = list(_problems(plan))
    found += [line for line in told if line.tone != "grey"]
    found += list(_changes(plan, staging, unit, names))
    found += [line for line in repairs if line.kind == AUTO]
    found += [line for line in told if line.tone == "grey"]
    return tuple(found)


def place(sheet: str, cell: str) -> str:
    """Sheet and cell as Excel writes them."""
    return f"{sheet}!{cell}" if sheet and cell else sheet or cell


def _repairs(index: int, plan: FilePlan, reading: FileReading, decisions: Decisions) -> Iterator[Line]:
    """One line a cell, whatever was mended in it; refusing one of its repairs leaves the cell blank."""
    form_of = {id(repair): one.form for one in reading.readings for repair in one.repairs}
    cells: dict[tuple[str, str, str, str, str], list[int]] = {}
    for at, repair in enumerate(plan.repairs):
        cells.setdefault((repair.sheet, repair.cell, repair.field, repair.raw, repair.value), []).append(at)
    for numbers in cells.values():
        repair = plan.repairs[numbers[0]]
        can = repair.field not in _DEFAULTS and id(repair) in form_of
        rules = dict.fromkeys(plan.repairs[at].rule for at in numbers)
        ask = can and any(import_words.asks(rule) for rule in rules)
        label = labels.of_path(form_of.get(id(repair), ""), repair.field)
        yield Line(
            ASK if ask else AUTO,
            "yellow" if ask else "green",
            place(repair.sheet, repair.cell),
            label or {"year": "年度", "month": "月份", "": "整张表"}.get(repair.field, repair.field),
            repair.raw,
            f"{repair.value} {repair.unit}".strip(),
            "；".join(import_words.why(rule) for rule in rules),
            numbers[0] if can else None,
            any((index, at) in decisions.refuse for at in numbers),
        )


def _conflict(conflict: Conflict, unit: str, names: dict[str, str], *, taken: bool) -> Line:
    table, column = conflict.table, conflict.field
    if not column:
        why = f"台账里{conflict.why}，来文只留存；如要采用，请先退回"
        return Line(CONFLICT, "red", conflict.subject, "整张表", conflict.why, "新报送", why)
    if column == "money":
        label, kept, offered = _amounts(conflict, unit)
    else:
        kept, offered = (
            labels.shown(table, column, None if value == "None" else value, unit, names)
            for value in (conflict.kept, conflict.offered)
        )
        label = import_words.column(table, column) or column
    why = "与手工更正冲突：" + ("采用来文" if taken else "默认保留台账")
    raw = f"台账 {kept}（{conflict.why}）"
    return Line(CONFLICT, "red", conflict.subject, label, raw, f"来文 {offered}", why, conflict.key, taken)


def _amounts(conflict: Conflict, unit: str) -> tuple[str, str, str]:
    """What differs in the funds of a sheet: its label, what the ledger says, what was sent; each cell with its name."""
    held, sent = amounts(conflict.kept), amounts(conflict.offered)
    odd = [at for at in dict.fromkeys((*held, *sent)) if held.get(at) != sent.get(at)]
    words = {at: labels.of_funds(f"{conflict.table}.project", *at).replace("：", "") for at in odd}
    if len(odd) == 1:
        return words[odd[0]], labels.money(held.get(odd[0]), unit), labels.money(sent.get(odd[0]), unit)
    kept, offered = (
        "；".join(f"{words[at]} {labels.money(side.get(at), unit)}" for at in odd) for side in (held, sent)
    )
    return "资金", kept, offered


def _problems(plan: FilePlan) -> Iterator[Line]:
    for found in plan.problems:
        tone = {ERROR: "red", WARNING: "yellow"}.get(found.level, "grey")
        label = labels.of_path(found.form, found.field)
        yield Line(PROBLEM, tone, place(found.sheet, found.cell), label, found.left, found.right, found.message)


def _changes(plan: FilePlan, staging: Staging, unit: str, names: dict[str, str]) -> Iterator[Line]:
    count = 0
    for table, part in plan.staged.items():
        if table in ("statement", "import_file", "import_batch", "refusal", "alias"):
            continue
        for row, before in staging.slice(table, part):
            if before is None:
                continue
            for label, old, new in _cells(table, row, before, unit, names):
                count += 1
                if count <= MOST:
                    yield Line(CHANGE, "blue", _subject(table, row, staging, names), label, old, new, "来文与台账不同")
    if count > MOST:
        yield Line(CHANGE, "blue", "", "", "", "", f"还有 {count - MOST} 处变化没有列出")


def _cells(table: str, row: Values, before: Values, unit: str, names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for column, value in row.items():
        old = before[column]
        if value == old:
            continue
        if column == "money":
            yield from _funds(table, row, str(old), str(value), unit)
            continue
        label = import_words.column(table, column)
        if label and column not in ("tasks", "details"):
            yield label, labels.shown(table, column, old, unit, names), labels.shown(table, column, value, unit, names)
        elif label:
            yield label, "", "内容有变化"


def _funds(table: str, row: Values, old: str, new: str, unit: str) -> Iterator[tuple[str, str, str]]:
    """The cells of the funds matrix; the total row stands in columns of its own."""
    was, now = labels.cells(old), labels.cells(new)
    form = f"{table}.{row['subject_kind']}"
    for at in dict.fromkeys((*was, *now)):
        if was.get(at) != now.get(at) and at[0] != "total" and at[1] in labels.MONEY:
            yield labels.of_funds(form, *at), labels.money(was.get(at, ""), unit), labels.money(now.get(at, ""), unit)


def _subject(table: str, row: Values, staging: Staging, names: dict[str, str]) -> str:
    if table in ("unit", "project"):
        return str(row["name"])
    if table == "unit_year":
        return names.get(row["unit"], "")
    if table in ("funding", "execution"):
        return names.get(row["project"], "")
    if table in ("observation", "indicator"):
        return _whose(row, staging, names)
    return names.get(str(row.get("subject")), "") or str(row.get("number", ""))


def _whose(row: Values, staging: Staging, names: dict[str, str]) -> str:
    """The subject of an indicator's row, and the indicator."""
    sheet: Any = row.get("sheet") or row.get("target")
    for table in _SHEETS:
        held = staging.get(table, sheet)
        if held is not None:
            return f"{names.get(held['subject'], '')} · {row['name']}"
    return str(row["name"])
