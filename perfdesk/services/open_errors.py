"""How many errors of the checks stand open, and how many of them are new: the workbench's card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.services.workbench import Card

if TYPE_CHECKING:
    from perfdesk.domain.progress import Progress
    from perfdesk.services.opening import Store

# All rules load with the review centre; it is imported in the thread that counts.
# ruff: noqa: PLC0415

_PAGE, _ONLY = "review", (("level", "error"),)


@dataclass(frozen=True, slots=True)
class Errors:
    """What the checks find in a working year's two budget years, errors alone.

    `new` were not there at the last complete check, whose time is `since` (ISO, "" where there was none).
    """

    open: int
    new: int
    since: str


def count(path: str, year: int, progress: Progress | None = None) -> Errors:
    """How many errors stand open; takes seconds, so it runs beside the window's reading.

    Raises:
        UserError: the file cannot be read, or an own setting cannot be understood. Cancelled: nobody waits for it.
    """
    from perfdesk.services import review_center

    checked = review_center.check_file(Path(path), year, progress)
    found = [item for item in checked.items if item.level == "error"]
    return Errors(len(found), sum(item.new for item in found), checked.before)


def depends_on(store: Store, year: int) -> tuple[int, str]:
    """What the number of errors depends on: the last action, and the last complete check."""
    from perfdesk.services import review_center

    return store.head()[0], review_center.last_check(store, year)


def card(found: Errors | None, when: str = "") -> Card:
    """The card of the errors, None while they are counted; `when` is `since` as a person says it."""
    if found is None:
        return Card("errors", "审核错误", "…", "正在核对", _PAGE, filters=_ONLY)
    if not when:
        told = "清零后才能上报" if found.open else "没有错误，可以上报"
    else:
        told = f"比 {when} 全审新增 {found.new}" if found.new else f"比 {when} 全审无新增"
    return Card("errors", "审核错误", str(found.open), told, _PAGE, alarm=found.open > 0, filters=_ONLY)


def trouble(message: str) -> Card:
    """The card where they cannot be counted, which says why."""
    return Card("errors", "审核错误", "—", message, _PAGE, alarm=True, filters=_ONLY)
