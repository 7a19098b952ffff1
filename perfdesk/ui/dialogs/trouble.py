"""A data file that cannot be opened: who has it, what is wrong with it, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.ui.dialogs.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from perfdesk.domain.errors import UserError

LOCKED = frozenset({"E_LOCKED", "E_READONLY", "E_OLDER"})
DAMAGED = frozenset({"E_CORRUPT", "E_NOTADB", "E_EMPTY", "E_SCHEMA", "E_RECOVER", "E_IO", "E_JOURNAL", "E_SIDE"})
_BACK = "请恢复到最近的备份；现在的文件不会删除，改名留在原处。"
_TITLES = {
    "E_LOCKED": "文件正被使用",
    "E_READONLY": "文件不能写入",
    "E_MISSING": "找不到文件",
    "E_NEWER": "文件来自较新的版本",
}


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be done next."""

    retry: Callable[[], object]
    read_only: Callable[[], object]
    restore: Callable[[], object]
    other: Callable[[], object]


def show(parent: QWidget | None, problem: UserError, ways: Ways) -> Message:
    """Say why a file was not opened and offer the ways that fit."""
    title = _TITLES.get(problem.code, "文件有问题" if problem.code in DAMAGED else "没有打开")
    hint = _BACK if problem.code in DAMAGED else problem.hint
    made = Message(parent, title, problem.message, hint)
    made.add("换一个文件…", ways.other)
    if problem.code in DAMAGED:
        made.add("再试一次", ways.retry)
        made.add("恢复到备份…", ways.restore, "primary")
    elif problem.code in LOCKED:
        made.add("再试一次", ways.retry)
        made.add("以只读方式打开", ways.read_only, "primary")
    elif problem.code != "E_NEWER":
        made.add("再试一次", ways.retry, "primary")
    made.open()
    return made
