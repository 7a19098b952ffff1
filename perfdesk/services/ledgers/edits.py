"""Editing cells: what each would become, why some are refused, and the one action that writes the rest.

Everything goes through `store.change`; a corrected column is named in the row's `hand`, so that an import asks before
it overwrites it. A sum over several funding lines cannot be typed over, an approved target or a passed sheet neither.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from perfdesk.domain.errors import UserError
from perfdesk.services.ledgers.view import full
from perfdesk.services.ledgers.words import parse
from perfdesk.store import ledger_edits as writing
from perfdesk.store import ledgers as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers.columns import Column
    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store

_FUNDING = ("initial", "adjusted")
_OPEN = {"草稿", "待审", "已退回"}  # states in which a sheet or target may still be changed
_OFFICE_OWN = {"key_monitoring", "report_on", "report_number"}  # the office's own notes beside a sheet
_YES = {"是": 1, "否": 0}
_NULL = frozenset({"money", "date", "score"})  # kinds whose blank is NULL


@dataclass(frozen=True, slots=True)
class Edit:
    """A text for one cell."""

    id: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit would do: the row's name, the column's title, the cell before and after; `problem` refuses it."""

    id: str
    key: str
    name: str
    title: str
    before: str
    after: str
    problem: str = ""

    @property
    def same(self) -> bool:
        """Nothing would change."""
        return not self.problem and self.before == self.after


@dataclass(slots=True)
class _Row:
    """What is known of a row before it is edited."""

    name: str
    record: str
    hand: str
    values: dict[str, Any]
    state: str = ""


def preview(store: Store, view: View, edits: Sequence[Edit]) -> list[Change]:
    """What each edit would do, in their order; nothing is written."""
    return [change for change, _, _ in _checked(store, view, edits)]


def apply(store: Store, view: View, edits: Sequence[Edit], what: str) -> int:
    """Write the edits as one action of the journal; `what` says how they came (修改, 粘贴). How many cells changed.

    Raises:
        UserError: one of them is refused; nothing is written.
    """
    checked = _checked(store, view, edits)
    for change, _, _ in checked:
        if change.problem:
            raise UserError(f"{change.name}，{change.title}：{change.problem}", "请改正后再写入，其他各格没有改动")
    wanted = [(change, value, row) for change, value, row in checked if not change.same]
    if wanted:
        _write(store, view, wanted, _title(what, [change for change, _, _ in wanted], view))
    return len(wanted)


def _checked(store: Store, view: View, edits: Sequence[Edit]) -> list[tuple[Change, Any, _Row | None]]:
    found = _rows(store, view, edits)
    money = [edit.id for edit in edits if view.ledger == "projects" and _paid(view, edit.key) is not None]
    money += [edit.id for edit in edits if view.ledger == "projects" and edit.key in _FUNDING]
    lines = writing.funding(store, list(dict.fromkeys(money)), view.budget_year, view.month) if money else {}
    codes = writing.codes(store) if view.ledger == "units" and any(edit.key == "code" for edit in edits) else {}
    checked: list[tuple[Change, Any, _Row | None]] = []
    for edit in edits:
        column = view.kind.column(edit.key)
        row = found.get(edit.id)
        if row is None:
            gone = Change(
                edit.id, edit.key, "（已不在台账中）", view.title(column), "", edit.text, "这一行已经删除或撤销"
            )
            checked.append((gone, None, None))
            continue
        before = full(view, column, row.values[edit.key])
        value, problem = parse(column, edit.text, view.unit, view.budget_year)
        after = edit.text if problem else full(view, column, value)
        if not problem and after != before:
            problem = _refusal(view, column, row, value, len(lines.get(edit.id, ())))
            if edit.key == "code" and not problem and view.ledger == "units":
                problem = _code(codes, edit.id, str(value))
        elif problem and edit.text == before:
            problem, after = "", before
        checked.append((Change(edit.id, edit.key, row.name, view.title(column), before, after, problem), value, row))
    return checked


def _rows(store: Store, view: View, edits: Sequence[Edit]) -> dict[str, _Row]:
    keys = list(dict.fromkeys(["name", *(edit.key for edit in edits)]))
    state = {"targets": "state", "monitoring": "review", "selfeval": "review"}.get(view.ledger)
    asked = [*keys, state] if state else keys
    ids = list(dict.fromkeys(edit.id for edit in edits))
    plain = replace(view, prefix="").wanted(store)
    return {
        id_: _Row(
            str(row[3]), row[2] or "", row[1] or "", dict(zip(asked, row[3:], strict=True)), row[-1] if state else ""
        )
        for id_, row in rows.values(store, plain, asked, ids).items()
    }


def _refusal(view: View, column: Column, row: _Row, value: Any, lines: int) -> str:  # noqa: ANN401 - values of any kind
    """Why a value that can be read may not stand in this cell; "" where it may."""
    if not column.editable:
        return "这一列由程序计算或由表单带出，不能在这里改"
    if column.kind == "money" and value is not None and value < 0:
        return "金额不能为负数（R005）"
    if view.ledger == "projects" and column.kind == "money":
        if lines > 1:
            return f"这个项目有 {lines} 条资金来源，合计数不能直接改；请在资金台账里逐条修改后导入"
        if lines == 0:
            return "这个项目还没有资金来源；请先导入项目资金"
    if view.ledger in ("targets", "monitoring", "selfeval"):
        if not row.record:
            return "还没有报送，没有可改的表"
        if row.state == "已封存":
            return "这份表已封存，要改请先解封"
        if column.key not in _OFFICE_OWN and row.state not in _OPEN:
            return (
                f"这份表{row.state}，要改请先退回"
                if view.ledger != "targets"
                else f"目标{row.state}，要改请先退回或做年中调整"
            )
    return ""


def _code(codes: dict[str, str], unit: str, code: str) -> str:
    if not code:
        return "单位代码不能为空"
    return f"代码 {code} 已经是别的单位的" if codes.get(code, unit) != unit else ""


def _paid(view: View, key: str) -> int | None:
    """The month that an executed amount stands for."""
    return {"executed": view.month, "year_executed": 12}.get(key)


def _write(store: Store, view: View, wanted: list[tuple[Change, Any, _Row | None]], title: str) -> None:
    own: list[writing.Write] = []
    funds: list[writing.Write] = []
    paid: dict[int, list[tuple[writing.Funding, int | None]]] = defaultdict(list)
    projects = view.ledger == "projects"
    ids = list(dict.fromkeys(change.id for change, _, _ in wanted))
    lines = (
        {month: writing.funding(store, ids, view.budget_year, month) for month in (view.month, 12)} if projects else {}
    )
    for change, value, row in wanted:
        if row is None:
            continue
        month = _paid(view, change.key) if projects else None
        stored = _stored(view.kind.column(change.key), value)
        if month is not None:
            paid[month].append((lines[month][change.id][0], stored))
        elif projects and change.key in _FUNDING:
            line = lines[view.month][change.id][0]
            funds.append(writing.Write(line.id, change.key, stored, line.hand))
        else:
            record = row.record if view.kind.key in ("targets", "monitoring", "selfeval") else change.id
            own.append(writing.Write(record, change.key, stored, row.hand))
    writing.write(store, title, view.ledger, own, funds, paid, view.budget_year)


def _stored(column: Column, value: Any) -> Any:  # noqa: ANN401 - a value for SQLite
    if column.choices == ("是", "否"):
        return _YES[value]
    return value if value is not None or column.kind in _NULL else ""


def _title(what: str, changes: list[Change], view: View) -> str:
    first = changes[0]
    if len(changes) == 1:
        cell = f"“{_short(first.name)}”的{first.title}"
        return f"{what}{cell}：{_short(first.before) or '空'} → {_short(first.after) or '空'}"
    count = len({change.id for change in changes})
    return f"{what} {len(changes)} 格（{view.kind.title}，{count} 行）"


def _short(text: str, most: int = 24) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"
