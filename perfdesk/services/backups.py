"""Backups as the window shows them: which there are, when the last one was made, making one, going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.services.keeping import FOLDER, back_up, restore
from perfdesk.store import backup_list

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = ["Saved", "back_up", "restore", "saved", "when"]


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup. `at` is local time; `seq` the number of the last action in it; `size` in bytes.

    `noted`: its digest and head lie beside it, so that going back to it can prove that it is whole.
    """

    path: Path
    at: datetime
    office: str
    name: str
    year: int
    seq: int
    size: int
    noted: bool


def saved(file: Path, office: str = "") -> tuple[Saved, ...]:
    """The backups beside a data file and in its backup folder, newest first."""
    here = file.resolve().parent
    found = backup_list.listed([here / FOLDER, here], office)
    return tuple(
        Saved(
            one.path,
            datetime.fromtimestamp(one.at).astimezone(),
            one.office,
            one.name,
            one.year,
            one.seq,
            one.size,
            one.noted,
        )
        for one in found
    )


def when(at: datetime, today: date) -> str:
    """A moment as a person says it: 今天 09:12, 昨天 17:40, 3 天前, 2023-09-30."""
    days = (today - at.date()).days
    if days <= 1:
        return f"{'今天' if days <= 0 else '昨天'} {at:%H:%M}"
    return f"{days} 天前" if days < 30 else f"{at:%Y-%m-%d}"
