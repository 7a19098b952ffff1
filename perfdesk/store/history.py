"""Undo and redo go last-first, also after a restart; from the log an older action is taken back whole or not at all.

Taking back is a new action that restores before-images through the same change: redo is the undo of the undo. A new
action clears what could be redone. An action that is not undoable (issued numbers, keys, a new file) stops undo.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.store import generated, journal
from perfdesk.store.closed import closed_to
from perfdesk.store.failures import in_words
from perfdesk.store.journal import ActionInfo
from perfdesk.store.shape import table, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from perfdesk.store.change import Change
    from perfdesk.store.writer import Writer

_COLUMNS = "seq, kind, title, operator, at, of, undoable, counts, hash"
_BATCH = 1_000
_SHOWN = 10  # rows named in a refusal
_STATES = {"passed": "已通过", "approved": "已批复", "sealed": "已封存"}


@dataclass(slots=True)
class _Stacks:
    """Sequence numbers of what stands (`done`) and of the undo actions that can be redone (`undone`).

    `origin` leads from an undo or redo to the action that was first done.
    """

    done: list[int]
    undone: list[int]
    origin: dict[int, int]


def _stacks(writer: Writer) -> _Stacks:
    stacks = _Stacks([], [], {})
    for seq, kind, of in writer.conn.execute("SELECT seq, kind, of FROM action ORDER BY seq").fetchall():
        stacks.origin[seq] = stacks.origin.get(of, seq) if kind in {"undo", "redo"} else seq
        if kind in {"undo", "redo"}:
            source, target = (stacks.done, stacks.undone) if kind == "undo" else (stacks.undone, stacks.done)
            if not source or source.pop() != of:
                raise UserError(f"操作日志在第 {seq} 号操作处接不上", "请运行 perfdesk doctor 查看", "E_JOURNAL")
            target.append(seq)
        else:
            stacks.undone.clear()
            stacks.done.append(seq)
    return stacks


def actions(writer: Writer, since: str | None = None, limit: int | None = None) -> list[ActionInfo]:
    """The journal, newest first. `since` is an ISO date or time; `limit` the number of actions at most."""
    stacks = _stacks(writer)
    undone = {stacks.origin[seq] for seq in stacks.origin} - {stacks.origin[seq] for seq in stacks.done}
    rows = writer.conn.execute(
        f"SELECT {_COLUMNS} FROM action WHERE ? IS NULL OR at >= ? ORDER BY seq DESC LIMIT ?",
        (since, since, -1 if limit is None else limit),
    ).fetchall()
    return [_info(row, undone=row[0] in undone) for row in rows]


def _one(writer: Writer, seq: int) -> ActionInfo | None:
    row = writer.conn.execute(f"SELECT {_COLUMNS} FROM action WHERE seq = ?", (seq,)).fetchone()
    return None if row is None else _info(row, undone=False)


def _info(row: tuple[Any, ...], *, undone: bool) -> ActionInfo:
    seq, kind, title, operator, at, of, undoable, counts, digest = row
    return ActionInfo(seq, kind, title, operator, at, of, bool(undoable), undone, journal.counts_of(counts), digest)


def undo(writer: Writer, steps: int = 1) -> list[ActionInfo]:
    """Take back the last `steps` actions, all or none; returns the actions taken back, last first.

    Raises:
        UserError: E_UNDO where there are not so many, or one of them cannot be undone.
    """
    taken: list[ActionInfo] = []
    with writer.transaction():
        for _ in range(_positive(steps)):
            stacks = _stacks(writer)
            last = _one(writer, stacks.done[-1]) if stacks.done else None
            if last is None:
                raise UserError("没有可以撤销的操作", f"最多可以撤销 {len(taken)} 步", "E_UNDO")
            if not last.undoable:
                raise UserError(
                    f"“{last.title}”（第 {last.seq} 号操作）不能撤销：已编的号、密钥和建账是不收回的",
                    f"在它之后可以撤销 {len(taken)} 步，这次没有撤销"
                    if taken
                    else "它之前的操作可以在操作日志中单独收回",
                    "E_UNDO",
                )
            first = _one(writer, stacks.origin[last.seq]) or last
            with writer.action("undo", f"撤销：{first.title}", of=last.seq) as change:
                _restore(writer, change, last.seq)
            taken.append(first)
    return taken


def redo(writer: Writer, steps: int = 1) -> list[ActionInfo]:
    """Do again the last `steps` actions that were undone, all or none; returns them as they came back.

    Raises:
        UserError: E_REDO where there are not so many.
    """
    taken: list[ActionInfo] = []
    with writer.transaction():
        for _ in range(_positive(steps)):
            stacks = _stacks(writer)
            if not stacks.undone:
                raise UserError("没有可以重做的操作", f"最多可以重做 {len(taken)} 步", "E_REDO")
            last = stacks.undone[-1]
            first = _one(writer, stacks.origin[last])
            if first is None:
                raise RuntimeError(f"action {stacks.origin[last]} is not in the journal")
            with writer.action("redo", f"重做：{first.title}", of=last) as change:
                _restore(writer, change, last)
            taken.append(first)
    return taken


def revert(writer: Writer, seq: int) -> ActionInfo:
    """Take back an older action as a new action, whole; refused with the rows that were changed since.

    Raises:
        UserError: E_REVERT: there is no such action, it is undone or final, rows were changed later, or it would
            change a passed or sealed sheet or an agreed target.
    """
    with writer.transaction():
        found = _one(writer, seq)
        if found is None or found.kind in {"undo", "redo"}:
            raise UserError(f"操作日志里没有可以收回的第 {seq} 号操作", "请用 perfdesk log 查看编号", "E_REVERT")
        stacks = _stacks(writer)
        if seq not in {stacks.origin[done] for done in stacks.done}:
            raise UserError(f"第 {seq} 号操作“{found.title}”已经撤销", "不必再收回", "E_REVERT")
        if not found.undoable:
            raise UserError(f"第 {seq} 号操作“{found.title}”不能收回", "已编的号、密钥和建账是不收回的", "E_REVERT")
        later = changed_later(writer, seq)
        if later:
            names = "、".join(f"{tbl} {key}（第 {by} 号操作）" for tbl, key, by in later[:_SHOWN])
            more = f" 等 {len(later)} 行" if len(later) > _SHOWN else ""
            message = f"第 {seq} 号操作“{found.title}”之后，这些行又被改过：{names}{more}"
            raise UserError(message, "请先收回后面的操作，或直接修改", "E_REVERT")
        closed = closed_to(writer, seq)
        if closed:
            names = "、".join(f"“{name}”{_STATES[state]}" for name, state in closed[:_SHOWN])
            more = f" 等 {len(closed)} 份" if len(closed) > _SHOWN else ""
            hint = "已封存的请先解封（写明理由），已通过的请先退回，已批复的目标走年中调整"
            raise UserError(f"第 {seq} 号操作“{found.title}”不能收回：{names}{more}", hint, "E_REVERT")
        with writer.action("revert", f"收回：{found.title}", of=seq) as change:
            _restore(writer, change, seq)
    return found


def changed_later(writer: Writer, seq: int) -> list[tuple[str, str, int]]:
    """Rows that no longer are as action `seq` left them: (table, id, the first action that changed them since)."""
    later: list[tuple[str, str, int]] = []
    for name in _touched(writer, seq):
        sql = (  # beside min() SQLite takes the other columns from the row that holds the minimum
            f"SELECT '{name}', x.id, x.next FROM (SELECT n.office, n.id, min(n.seq) AS next, n.row "
            "FROM before_image n CROSS JOIN before_image b "
            "ON b.seq = ? AND b.tbl = n.tbl AND b.office = n.office AND b.id = n.id "
            f"WHERE n.seq > ? AND n.tbl = '{name}' GROUP BY n.office, n.id) x "
            f"LEFT JOIN {name} t ON t.office = x.office AND t.id = x.id "
            f"WHERE x.row IS NOT CASE WHEN t.id IS NOT NULL THEN {generated.image(name, 't')} END "
            "ORDER BY x.next, x.id"
        )
        later += writer.conn.execute(sql, (seq, seq)).fetchall()
    return later


def _restore(writer: Writer, change: Change, seq: int) -> None:
    """Put every row that action `seq` touched back to its before-image."""
    for name in _touched(writer, seq):
        keys = "SELECT office, id FROM before_image WHERE seq = ? AND tbl = ? AND row IS NULL"
        change.delete(name, writer.conn.execute(keys, (seq, name)).fetchall())
        change.put(name, table(name).columns, _images(writer, seq, name))


def _images(writer: Writer, seq: int, name: str) -> Iterator[list[Any]]:
    after = ("", "")
    while True:
        rows = writer.conn.execute(
            "SELECT office, id, row FROM before_image WHERE seq = ? AND tbl = ? AND (office, id) > (?, ?) "
            f"AND row IS NOT NULL ORDER BY office, id LIMIT {_BATCH}",
            (seq, name, *after),
        ).fetchall()
        for _, _, text in rows:
            yield json.loads(text)
        if len(rows) < _BATCH:
            return
        after = rows[-1][:2]


def _touched(writer: Writer, seq: int) -> list[str]:
    with in_words(writer.path):
        found = {name for (name,) in writer.conn.execute("SELECT DISTINCT tbl FROM before_image WHERE seq = ?", (seq,))}
    return [name for name in tables() if name in found]


def _positive(steps: int) -> int:
    if steps < 1:
        raise UserError("步数至少是 1", "请写 --steps 1 或更大的数", "E_USAGE")
    return steps
