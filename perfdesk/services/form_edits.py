"""Typing into an open form: texts are read, sums follow, and one action of the journal writes what changed.

Every corrected column is named in its row's `hand`, so that an import asks before it overwrites it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfdesk.domain.errors import UserError
from perfdesk.domain.values import Target
from perfdesk.services import form_sheet, form_values
from perfdesk.services.form_sheet import OPEN, Ask, Held
from perfdesk.services.forms.sheets import CAUSES, LIKELY
from perfdesk.services.reviews import STATE_WORDS
from perfdesk.store import form_view
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perfdesk.domain.content import Content, Scalar
    from perfdesk.services.form_view import FormCell, FormView
    from perfdesk.store.file import Store
    from perfdesk.store.form_view import RowInfo

_TICKS = {name: ("causes", word) for word, name in CAUSES.items()} | {
    name: ("likelihood", word) for word, name in LIKELY.items()
}
_FUNDS = {  # a column of the funds' total row -> the record's own column
    "monitoring": {"executed": "executed", "forecast": "forecast"},
    "selfeval": {
        "initial": "initial", "adjusted": "adjusted", "executed": "executed",
        "weight": "execution_weight", "score": "execution_score",
    },
}  # fmt: skip
_SUMMED = frozenset({"initial", "adjusted", "executed", "forecast"})
_OF_PROJECT = frozenset({"attribute", "term"})
_NUMBERS = frozenset({"weight", "score"})
_WORDS = {"target": "绩效目标", "monitoring": "监控表", "selfeval": "自评表"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A text that cannot stand in its cell, with the reason."""

    path: str
    label: str
    text: str
    why: str


def check(view: FormView, cell: FormCell, text: str) -> str:
    """Why a text cannot stand in a cell, in words; "" where it can. Needs no store: the window asks at once."""
    if not cell.editable:
        return cell.why or view.locked or "这一格不能填写"
    read = form_values.typed(text, cell.kind, view.money, view.year, choices=_only(cell), multiline=cell.multiline)
    return read.problem


def _only(cell: FormCell) -> tuple[str, ...]:
    return cell.choices if cell.kind == "choice" else ()


@dataclass
class _Writes:
    """What an action is going to write, by table."""

    own: dict[str, Any] = field(default_factory=dict)
    project: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    money: dict[str, dict[str, Any]] | None = None
    details: dict[str, Any] | None = None


def write(store: Store, ask: Ask, edits: Sequence[tuple[str, str]], what: str = "修改") -> int:
    """Write texts into cells as one action of the journal; how many cells got another value.

    Args:
        store: the open file.
        ask: the form.
        edits: (path of the value, text) in the order of typing.
        what: how it came, for the journal (修改, 粘贴, 清空).

    Raises:
        UserError: the form is gone or may not be changed, or a text cannot stand in its cell; nothing is written.
    """
    held = _open(store, ask)
    cells = {cell.path: cell for cell in form_sheet.cells(held) if cell.path}
    before = deepcopy(held.content)
    writes = _Writes()
    changed: list[tuple[FormCell, str]] = []
    for path, text in edits:
        cell = cells.get(path)
        if cell is None or not cell.editable:
            raise UserError(f"{cell.label if cell else path} 不能在这里填写", cell.why if cell else "请刷新后再试")
        read = form_values.typed(
            text, cell.kind, held.form.money, held.record.year, choices=_only(cell), multiline=cell.multiline
        )
        if read.problem:
            raise UserError(f"{cell.label}：{read.problem}", "请改正后再填")
        if _put(held, cell, read.value, writes):
            changed.append((cell, text))
    if not changed:
        return 0
    _sums(held, before, cells, writes)
    with store.change(_title(held, changed, what)) as change:
        _store(store, held, writes, change)
    return len(changed)


def add_row(store: Store, ask: Ask, path: str) -> None:
    """Add an empty row below the row of `path`, as one action; an indicator begins with the levels of the row above.

    Raises:
        UserError: the form may not be changed, or the place is no row of its own.
    """
    held, table, at = _row_of(store, ask, path)
    title = f"增加一行：“{_short(held.record.name)}”{_WORDS[held.form.stage]}第 {at + 2} 行"
    with store.change(title) as change:
        if table == "indicators":
            known = form_view.rows(store, held.form.stage, held.record.id)
            _number(store, held, known[at + 1 :], at + 3, change)
            above = held.content.rows(table)[at]
            levels = {name: above.get(name) or "" for name in ("level1", "level2")}
            _store_row(store, held, (at + 1, []), levels | {"name": ""}, change)
        else:
            rows = held.content.tables[table]
            _store_rows(store, held, table, [*rows[: at + 1], {}, *rows[at + 1 :]], change)


def drop_row(store: Store, ask: Ask, path: str) -> None:
    """Take the row of `path` away, as one action.

    Raises:
        UserError: the form may not be changed, or the place is no row of its own.
    """
    held, table, at = _row_of(store, ask, path)
    name = str(held.content.rows(table)[at].get("name") or f"第 {at + 1} 行")
    with store.change(f"删除一行：“{_short(held.record.name)}”{_WORDS[held.form.stage]}的{_short(name)}") as change:
        if table == "indicators":
            known = form_view.rows(store, held.form.stage, held.record.id)
            change.delete("indicator" if held.form.stage == "target" else "observation", [(store.office, known[at].id)])
            _number(store, held, known[at + 1 :], at + 1, change)
        else:
            rows = held.content.tables[table]
            _store_rows(store, held, table, [*rows[:at], *rows[at + 1 :]], change)


def _row_of(store: Store, ask: Ask, path: str) -> tuple[Held, str, int]:
    """The form, table and row of a path, where rows may come and go."""
    held = _open(store, ask)
    parts = path.split(".")
    if len(parts) < 3 or not parts[1].isdigit() or int(parts[1]) >= len(held.content.rows(parts[0])):
        raise UserError("这里不是表中的一行", "请先选中指标（或任务）的一行")
    if held.form.stage == "monitoring":
        raise UserError("监控表的指标与批复的绩效目标一致，不能增减", "要增减指标请调整绩效目标")
    return held, parts[0], int(parts[1])


def _number(store: Store, held: Held, rows: Sequence[RowInfo], first: int, change: Any) -> None:  # noqa: ANN401 - open
    """Number rows on from `first`."""
    table = "indicator" if held.form.stage == "target" else "observation"
    change.put(table, ("office", "id", "ordinal"), [(store.office, row.id, first + at) for at, row in enumerate(rows)])


def _store_rows(store: Store, held: Held, table: str, rows: list[Any], change: Any) -> None:  # noqa: ANN401 - the open change
    writes = _Writes()
    _details(held, writes)[table] = rows
    _store(store, held, writes, change)


def _open(store: Store, ask: Ask) -> Held:
    held = form_sheet.load(store, ask)
    if held is None:
        raise UserError("这张表已经不在台账里", "可能刚刚被撤销，请返回列表刷新")
    if held.record.state not in OPEN:
        state = STATE_WORDS.get(held.record.state, held.record.state)
        raise UserError(f"这张表{state}，不能改", "要改请先退回")
    return held


# --- into the working copy of the content


def _put(held: Held, cell: FormCell, value: Scalar | Target, writes: _Writes) -> bool:
    """Put a value into the content and note what to write; False where it stands there already."""
    parts = cell.path.split(".")
    if len(parts) == 1:
        return _put_field(held, parts[0], value, writes)
    if parts[1].isdigit():
        if parts[0] == "indicators":
            return _put_indicator(held, cell, value, writes)
        return _put_row(held, parts, value, writes)
    return _put_number(held, parts, value, writes)


def _put_field(held: Held, name: str, value: Any, writes: _Writes) -> bool:  # noqa: ANN401 - a value
    if _same(held.content.fields.get(name), value):
        return False
    held.content.fields[name] = value
    if held.form.stage == "target" and name in _OF_PROJECT:
        writes.project[name] = value or ""
    elif name == "duties":
        _details(held, writes)["duties"] = value or ""
    else:
        writes.own[name] = value or ""
    return True


def _put_number(held: Held, parts: list[str], value: Any, writes: _Writes) -> bool:  # noqa: ANN401 - a value
    matrix, row, column = parts
    cells = held.content.matrices.setdefault(matrix, {}).setdefault(row, {})
    if cells.get(column) == value:
        return False
    cells[column] = value
    if matrix == "total":
        writes.own["total"] = value
        return True
    money = _money(held, writes)
    stored = money.setdefault(row, {})
    stored.pop("rate", None)
    if value is None:
        stored.pop(column, None)
    else:
        stored[column] = value
    own = _FUNDS[held.form.stage].get(column)
    if row == "total" and own:
        writes.own[own] = value
    return True


def _money(held: Held, writes: _Writes) -> dict[str, dict[str, Any]]:
    if writes.money is None:
        writes.money = json.loads(held.record.money)
    return writes.money


def _details(held: Held, writes: _Writes) -> dict[str, Any]:
    if writes.details is None:
        writes.details = (
            {"tasks": json.loads(held.record.tasks)} if held.form.stage == "target" else json.loads(held.record.details)
        )
    return writes.details


def _put_row(held: Held, parts: list[str], value: Any, writes: _Writes) -> bool:  # noqa: ANN401 - a value
    """A row of 年度目标 or 重点工作任务, which are kept as one JSON list."""
    table, at, column = parts[0], int(parts[1]), parts[2]
    rows = held.content.tables.setdefault(table, [])
    while len(rows) <= at:
        rows.append({})
    if rows[at].get(column) == value:
        return False
    rows[at] = {**rows[at], column: value}
    if value is None:
        del rows[at][column]
    _details(held, writes)[table] = rows
    return True


def _put_indicator(held: Held, cell: FormCell, value: Any, writes: _Writes) -> bool:  # noqa: ANN401 - a value
    _, number, column = cell.path.split(".")
    at, rows = int(number), held.content.tables.setdefault("indicators", [])
    if at == len(rows):
        rows.append({})
    last = at
    if column in {"level1", "level2"}:  # merged downwards: one cell speaks for all its rows
        while (
            last + 1 < len(rows) and last + 1 < at + cell.rowspan and rows[last + 1].get(column) == rows[at].get(column)
        ):
            last += 1
    changed = False
    for row in range(at, last + 1):
        for name, part in _parts(column, value).items():
            old = rows[row].get(name)
            if _same(old, part):
                continue
            changed = True
            rows[row][name] = part
            _note(writes.rows[row], rows[row], name, part)
    return changed


def _same(old: Any, new: Any) -> bool:  # noqa: ANN401 - values of the content
    """Whether two values say the same: a missing one, an empty text and an open tick are all blank, 0 is not."""
    blanks = [value is None or value == "" or value is False for value in (old, new)]
    return all(blanks) or (not any(blanks) and old == new)


def _parts(column: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a value
    """The content's keys that one cell stands for."""
    if column.endswith("target"):
        prefix = column.removesuffix("target")
        made = value if isinstance(value, Target) else Target()
        return {f"{prefix}relation": made.relation, f"{prefix}value": made.value, f"{prefix}measure": made.measure}
    if column in LIKELY.values() and value:
        return {name: name == column for name in LIKELY.values()}  # 三级综合判断: one of the three
    return {column: value}


def _note(writes: dict[str, Any], row: Mapping[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - a stored value
    if name in _TICKS:
        column = _TICKS[name][0]
        ticked = [word for key, (of, word) in _TICKS.items() if of == column and row.get(key) is True]
        writes[column] = ",".join(ticked)
    else:
        writes[name] = value if name in _NUMBERS else value or ""


# --- sums that follow


def _sums(held: Held, before: Content, cells: Mapping[str, FormCell], writes: _Writes) -> None:
    """Totals that were the sum of their parts (or blank) stay the sum; a total that said something else is left."""
    parts = [path.split(".") for path in cells if path.startswith("funds.")]
    rows = {row for _, row, _ in parts if row != "total"}
    for column in sorted({name for _, row, name in parts if row == "total" and name in _SUMMED}):
        had, has = (_total(content, rows, column) for content in (before, held.content))
        total = before.number("funds", "total", column)
        untouched = held.content.number("funds", "total", column) == total
        if untouched and had != has and total in (None, had):
            _put_number(held, ["funds", "total", column], has, writes)
    if "total.total.score" not in cells:
        return
    had, has = (_points(content) for content in (before, held.content))
    total = before.number("total", "total", "score")
    if held.content.number("total", "total", "score") == total and had != has and total in (None, had):
        _put_number(held, ["total", "total", "score"], has, writes)


def _total(content: Content, rows: set[str], column: str) -> int | None:
    found = [number for row in rows if (number := content.number("funds", row, column)) is not None]
    return sum(found) if found else None


def _points(content: Content) -> int | None:
    found = [row["score"] for row in content.rows("indicators") if isinstance(row.get("score"), int)]
    execution = content.number("funds", "total", "score")
    numbers = [number for number in (*found, execution) if isinstance(number, int)]
    return sum(numbers) if numbers else None


# --- into the ledger


def _store(store: Store, held: Held, writes: _Writes, change: Any) -> None:  # noqa: ANN401 - the open change
    stage, record, office = held.form.stage, held.record, store.office
    own = dict(writes.own)
    if writes.money is not None:
        own["money"] = json.dumps(writes.money, ensure_ascii=False, separators=(",", ":"))
    if writes.details is not None:
        whole = writes.details["tasks"] if stage == "target" else writes.details
        own["tasks" if stage == "target" else "details"] = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    if own:
        hand = _hand(record.hand, own)
        change.put(stage, ("office", "id", *own, "hand"), [(office, record.id, *own.values(), hand)])
    if writes.project:
        hand = _hand(form_view.project_hand(store, record.subject), writes.project)
        names = ("office", "id", *writes.project, "hand")
        change.put("project", names, [(office, record.subject, *writes.project.values(), hand)])
    if writes.rows:
        known = form_view.rows(store, stage, record.id)
        for at, values in sorted(writes.rows.items()):
            _store_row(store, held, (at, known), values, change)


def _store_row(store: Store, held: Held, place: tuple[int, list[RowInfo]], values: dict[str, Any], change: Any) -> None:  # noqa: ANN401 - the open change
    stage, office, (at, known) = held.form.stage, store.office, place
    table = "indicator" if stage == "target" else "observation"
    if at < len(known):
        info = known[at]
        names = ("office", "id", *values, "hand")
        change.put(table, names, [(office, info.id, *values.values(), _hand(info.hand, values))])
        return
    fresh = {"level1": "", "level2": "", "name": ""} | values
    if not fresh["level1"] and at:
        above = held.content.rows("indicators")[at - 1]
        fresh |= {name: above.get(name) or "" for name in ("level1", "level2") if not fresh[name]}
    fixed: dict[str, Any] = {"office": office, "id": new_id(), "ordinal": at + 1}
    if stage == "target":
        fixed |= {"target": held.record.id, "key": new_id()}
    else:
        key = f"~{fresh['level2']}|{fresh['name']}|{at}"
        fixed |= {"stage": stage, "sheet": held.record.id, "key": key, "stage_only": 1}
    row = fixed | fresh | {"hand": _hand("", fresh)}
    change.put(table, tuple(row), [tuple(row.values())])


def _hand(held: str, columns: Mapping[str, Any]) -> str:
    return ",".join(sorted({*filter(None, held.split(",")), *columns}))


def _title(held: Held, changed: Sequence[tuple[FormCell, str]], what: str) -> str:
    period = f" 1-{held.record.month}月" if held.record.month else f" {held.record.year} 年度"
    where = f"“{_short(held.record.name)}”{period}{_WORDS[held.form.stage]}"
    if len(changed) > 1:
        return f"{what}{where} {len(changed)} 格"
    cell, text = changed[0]
    if cell.kind == "tick":
        return f"{'取消' if cell.text else '勾选'}{where}：{_short(cell.label)}"
    return f"{what}{where}：{_short(cell.label)} {_short(cell.edit) or '空'} → {_short(text) or '空'}"


def _short(text: str, most: int = 20) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"
