"""The journal as a person sees it: what was done, and taking the last steps back or doing them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.services.opening import opened

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.journal import ActionInfo


def log(file: Path, since: str | None = None) -> list[ActionInfo]:
    """The actions of a file, newest first; `since` is an ISO date. The file is only read.

    Raises:
        UserError: the file cannot be opened.
    """
    with opened(file, read_only=True) as store:
        return store.actions(since)


def undo(file: Path, steps: int) -> list[ActionInfo]:
    """Take back the last steps, all or none; returns what was taken back, last first.

    Raises:
        UserError: there are not so many, or one of them cannot be undone; nothing is changed then.
    """
    with opened(file) as store:
        return store.undo(steps)


def redo(file: Path, steps: int) -> list[ActionInfo]:
    """Do the last undone steps again, all or none; returns them in that order.

    Raises:
        UserError: there are not so many; nothing is changed then.
    """
    with opened(file) as store:
        return store.redo(steps)
