"""Backups as the window shows them: which there are, when the last one was made, making one, going back to one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.services import backup_places, keeping
from perfdesk.services.auto_backup import Outcome
from perfdesk.services.auto_backup import make_file as automatic
from perfdesk.services.keeping import restore
from perfdesk.store import backup_list

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from perfdesk.store.backup import Backup

__all__ = [
    "Outcome",
    "Saved",
    "Standing",
    "automatic",
    "back_up",
    "choose_folder",
    "restore",
    "saved",
    "sentence",
    "standing",
    "when",
]


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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a data file is backed up: when last, and when last at another place (local times); `folder` is in words.

    `chosen` is the folder that the person chose, "" where backups lie beside the data file.
    """

    last: datetime | None
    elsewhere: datetime | None
    elsewhere_folder: str
    folder: str
    chosen: str


def saved(file: Path, office: str = "") -> tuple[Saved, ...]:
    """The backups of a data file wherever they are kept, newest first; another office's are not among them.

    Without `office` the file is asked; where it cannot be read (it is damaged), backups that bear its name are its.
    """
    code = office or (backup_list.office_of(file) if file.is_file() else "")
    found = backup_list.listed(backup_places.folders(file), code, file.stem)
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


def standing(file: Path, office: str) -> Standing:
    """When a data file was last backed up, and where to; only backups with a note count, the others are not proved."""
    known = backup_places.places(file)
    last = next((one.at for one in saved(file, office) if one.noted), None)
    away = datetime.fromisoformat(known.elsewhere_at) if known.elsewhere_at else None
    return Standing(last, away, known.elsewhere, str(backup_places.main(file)), known.folder)


def sentence(standing: Standing, today: date) -> str:
    """When the last backup was made, and the last at another place, in one line; "" where there is none."""
    if standing.last is None:
        return ""
    told = f"上次备份 {when(standing.last, today)}"
    return told if standing.elsewhere is None else f"{told}（异地备份 {when(standing.elsewhere, today)}）"


def back_up(file: Path, folder: Path | None = None) -> Backup:
    """Write a proved backup; with `folder` to another place, which is remembered.

    Raises:
        UserError: the file does not hold, or the backup cannot be written.
    """
    known = backup_places.main(file)
    if folder is None and known != backup_places.beside(file) and not known.is_dir():
        raise UserError(f"备份文件夹 {known} 不在", "请插好 U 盘，或在“设置与数据—备份”里另选文件夹", "E_MISSING")
    made = keeping.back_up(file, folder or known)
    if folder is not None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        backup_places.keep(file, elsewhere=str(folder), elsewhere_at=now)
    return made


def choose_folder(file: Path, folder: Path | None) -> None:
    """Where backups of a data file are written from now on; None is beside the file.

    Raises:
        UserError: nothing can be written there; the former folder stays.
    """
    if folder is not None:
        probe = folder / f".~pd-{os.getpid()}-probe.tmp"
        try:
            probe.write_bytes(b"x")
            probe.unlink()
        except OSError as error:
            raise UserError(f"不能写入文件夹 {folder}（{error.strerror}）", "请换一个文件夹", "E_READONLY") from error
    backup_places.keep(file, folder=str(folder) if folder else "")


def when(at: datetime, today: date) -> str:
    """A moment as a person says it: 今天 09:12, 昨天 17:40, 3 天前, 2023-09-30."""
    days = (today - at.date()).days
    if days <= 1:
        return f"{'今天' if days <= 0 else '昨天'} {at:%H:%M}"
    return f"{days} 天前" if days < 30 else f"{at:%Y-%m-%d}"
