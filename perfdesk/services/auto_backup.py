"""Backups that nobody asks for: made where something changed since the last one, thinned out, never in anybody's way.

When: soon after a file is opened, every half hour of work, before an import or a receipt. A failure is told in words
and stops no work; nothing is written where the newest backup holds the same state.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.services import backup_places
from perfdesk.services.opening import opened
from perfdesk.store import backup, backup_list

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.services.opening import Store

MOST = 5_000_000_000  # bytes that the automatic backups of one file may take


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `path` where one was made; `trouble` in words where it was not as it should be."""

    path: Path | None = None
    trouble: str = ""


def make_file(path: Path) -> Outcome:
    """Back a data file up that is opened for reading alone."""
    try:
        with opened(path, read_only=True) as store:
            return make(store)
    except UserError as problem:
        return Outcome(trouble=_words(problem))


def make(store: Store) -> Outcome:
    """Back an open file up where it changed since its newest backup; it never raises what a person could act on."""
    try:
        return _made(store)
    except UserError as problem:
        return Outcome(trouble=_words(problem))
    except OSError as error:  # a stick that is pulled while its folder is read
        return Outcome(trouble=f"备份文件夹读不了（{error.strerror or error}），请检查 U 盘和磁盘")


def _made(store: Store) -> Outcome:
    seq, head = store.head()
    known = backup_list.listed(backup_places.folders(store.path), store.office)
    if any(one.noted and (one.seq, one.head) == (seq, head) for one in known):
        return Outcome()
    wanted = backup_places.main(store.path)
    spare = backup_places.beside(store.path)
    try:
        made = _written(store, wanted, must_exist=wanted != spare)
        trouble = ""
    except UserError as problem:
        trouble = _words(problem)
        if wanted == spare:
            return Outcome(trouble=trouble)
        try:
            made = _written(store, spare, must_exist=False)
        except UserError as second:
            return Outcome(trouble=f"{trouble}；{_words(second)}")
        trouble = f"{trouble}；这一次备份在数据文件旁边"
    gone = _thinned(store, made.parent)
    if gone:
        told = f"自动备份已满 {MOST // 1_000_000_000} GB，删去了较早的 {gone} 份，需要久存的请“备份到 U 盘”"
        trouble = "；".join(filter(None, (trouble, told)))
    return Outcome(made, trouble)


def _written(store: Store, folder: Path, *, must_exist: bool) -> Path:
    if must_exist and not folder.is_dir():
        raise UserError(f"备份文件夹 {folder} 不在", "请插好 U 盘，或在“设置与数据—备份”里另选文件夹", "E_MISSING")
    return backup.back_up(store, folder / backup_places.AUTOMATIC).path


def _thinned(store: Store, folder: Path) -> int:
    """Take away what is no longer needed; how many went for their size alone."""
    stem = f"{store.path.stem}-"
    mine = [one for one in backup_list.listed([folder], store.office) if one.path.name.startswith(stem)]
    old, heavy = backup_list.superfluous(mine, time.time() + 60, MOST)
    for one in (*old, *heavy):
        backup_list.remove(one)
    return len(heavy)


def _words(problem: UserError) -> str:
    return f"{problem.message}，{problem.hint}" if problem.hint else problem.message
