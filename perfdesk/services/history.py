"""Undo, redo and the journal for the open file, in words; the work is the store's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from perfdesk.services.opening import Store
    from perfdesk.store.journal import ActionInfo

__all__ = ["Ahead", "Entry", "ahead", "entries", "redo", "revert", "undo"]

_STATES = {"undo": "撤销", "redo": "重做", "revert": "收回"}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What undo and redo would do: the title of the action, "" where there is none; `stop` is what undo stops at."""

    undo: str = ""
    redo: str = ""
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the operation log. `at` is local time to the second; `rows` how many rows it touched."""

    seq: int
    at: str
    operator: str
    kind: str
    title: str
    rows: int
    state: str
    can_revert: bool


def ahead(store: Store) -> Ahead:
    """What the next undo and the next redo would do."""
    return _ahead(store.actions())


def _ahead(actions: list[ActionInfo]) -> Ahead:
    done: list[ActionInfo] = []
    undone: list[ActionInfo] = []
    for action in reversed(actions):
        if action.kind == "undo":
            undone.append(done.pop())
        elif action.kind == "redo":
            done.append(undone.pop())
        else:
            undone.clear()
            done.append(action)
    last = done[-1] if done else None
    if last is not None and not last.undoable:
        return Ahead("", undone[-1].title if undone else "", last.title)
    return Ahead(last.title if last else "", undone[-1].title if undone else "")


def undo(store: Store) -> str:
    """Take back the last action; its title.

    Raises:
        UserError: there is none, or it cannot be undone.
    """
    return store.undo()[0].title


def redo(store: Store) -> str:
    """Do the last undone action again; its title.

    Raises:
        UserError: there is none.
    """
    return store.redo()[0].title


def revert(store: Store, seq: int) -> str:
    """Take an older action back as a new one, whole; its title.

    Raises:
        UserError: rows of it were changed later, or it cannot be taken back.
    """
    return store.revert(seq).title


def undo_to(store: Store, seq: int) -> int:
    """Undo, last first, up to and with action `seq`, all or none; how many actions that were.

    Raises:
        UserError: the action does not stand any more, or one on the way cannot be undone.
    """
    standing = [action for action in store.actions() if action.kind in {"change", "revert"} and not action.undone]
    steps = [number for number, action in enumerate(standing, 1) if action.seq == seq]
    if not steps:
        raise UserError(f"第 {seq} 号操作已经撤销", "请刷新操作日志", "E_UNDO")
    store.undo(steps[0])
    return steps[0]


def entries(store: Store, limit: int | None = None) -> tuple[Entry, ...]:
    """The operation log, newest first."""
    return tuple(_entry(action) for action in store.actions(limit=limit))


def _entry(action: ActionInfo) -> Entry:
    rows = sum(counts.new + counts.changed + counts.deleted for counts in action.counts.values())
    plain = action.kind in {"change", "revert"}
    state = "已撤销" if action.undone else "" if action.undoable else "不可撤销"
    return Entry(
        seq=action.seq,
        at=action.at[:19].replace("T", " "),
        operator=action.operator,
        kind=_STATES.get(action.kind, "操作"),
        title=action.title,
        rows=rows,
        state=state if plain else "",
        can_revert=plain and action.undoable and not action.undone,
    )
