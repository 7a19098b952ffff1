"""Files appear whole or not at all: written beside under another name, synced, checked, then put in place."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_WINDOWS = os.name == "nt"
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)  # seconds; a virus scanner or Excel holds a file for moments on Windows
_HOUR = 3_600  # seconds
RESERVE = 200 * 1024 * 1024  # bytes that must stay free beside what a job needs
SIDES = ("-journal", "-wal", "-shm")


def temp_name(target: Path) -> Path:
    """A name beside `target` for what is not finished yet."""
    return target.with_name(f".~pd-{os.getpid()}-{secrets.token_hex(4)}.tmp")


def sweep(folder: Path) -> None:
    """Remove what killed programs left unfinished in a folder; nothing younger than an hour is touched."""
    for left in folder.glob(".~pd-*.tmp*"):
        with contextlib.suppress(OSError):  # another program is just removing it, or still has it open
            if time.time() - left.stat().st_mtime > _HOUR:
                left.unlink()


def stamp() -> str:
    """The local time for a file's name: 20260930-173015."""
    return dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")


def sync(path: Path) -> None:
    """Bring a file's bytes onto the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def move(source: Path, target: Path) -> None:
    """Rename within a folder, over an existing file if there is one, and make the renaming durable."""
    for wait in _WAITS:
        try:
            source.replace(target)
            break
        except PermissionError:
            if not _WINDOWS:
                raise
            time.sleep(wait)
    else:
        source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renamings in a folder durable (Windows does so by itself and cannot open folders)."""
    if _WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def need_space(folder: Path, size: int) -> None:
    """Refuse a job that would fill the disk: twice `size` bytes and a reserve must be free.

    Raises:
        UserError: E_FULL.
    """
    free = shutil.disk_usage(folder).free
    needed = 2 * size + RESERVE
    if free < needed:
        message = f"磁盘空间不够：{folder} 还剩 {free >> 20} MB，需要 {needed >> 20} MB"
        raise UserError(message, "请清出空间，或换一个磁盘", "E_FULL")


def copy_pages(conn: sqlite3.Connection, target: Path) -> None:
    """Copy all pages of an open file into a new one; where another program writes meanwhile, SQLite begins again."""
    with contextlib.closing(sqlite3.connect(target)) as copy:
        conn.backup(copy)


def side_files(path: Path) -> list[Path]:
    """The files that SQLite may have left beside a data file."""
    return [side for suffix in SIDES if (side := path.with_name(path.name + suffix)).exists()]
