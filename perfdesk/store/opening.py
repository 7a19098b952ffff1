"""What must be true of a file before its rows are read: whole, ours, of this shape, nothing foreign lying beside it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.store import connection, disk, migrations, proof, shape
from perfdesk.store.failures import in_words
from perfdesk.store.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.wall import Walled

_HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # how a journal begins that may have to be rolled back


def opened(path: Path, *, read_only: bool) -> Walled:
    """Open a data file whose lock is held (not needed for reading) and make sure of it.

    Raises:
        UserError: it is missing, empty, foreign, damaged, from a newer or (for reading) an older program.
    """
    application, version = connection.read_header(path)
    if connection.belongs(application):
        connection.refuse_newer(path, version)
    _move_foreign_log(path)
    if read_only:
        roll_back_for_reader(path)
    elif has_hot_journal(path):
        roll_back(path)
    conn = connection.connect(path, read_only=read_only)
    try:
        with in_words(path):
            if connection.belongs(application) and version < migrations.version():
                _upgrade(conn, path, version, read_only=read_only)
            refuse_shape(conn, path, belongs=connection.belongs(application))
        conn.raise_wall()
    except BaseException:
        conn.close()
        raise
    return conn


def refuse_shape(conn: sqlite3.Connection, path: Path, *, belongs: bool = True) -> None:
    """Refuse a file that has more or less in it than a data file, naming what.

    Raises:
        UserError: E_SCHEMA.
    """
    odd = shape.differences(conn)
    if odd or not belongs:
        message = f"{path.name} 不是本程序的数据文件" + (f"（{odd}）" if odd else "")
        raise UserError(message, "请核对文件；若数据文件被别的程序改过，请用最近的备份恢复", "E_SCHEMA")


def has_hot_journal(path: Path) -> bool:
    """Whether a crashed or a working writer left something to roll back beside the file."""
    try:
        with path.with_name(path.name + "-journal").open("rb") as file:
            return file.read(len(_HOT)) == _HOT
    except FileNotFoundError:
        return False


def roll_back_for_reader(path: Path) -> None:
    """Roll a crashed writer's transaction back before reading; a working writer's is left alone."""
    if not has_hot_journal(path):
        return
    try:
        lock = Lock(path, "")
    except UserError as error:
        if error.code == "E_LOCKED":
            return  # its writer lives
        message = f"{path.name} 上次没有正常结束，而这里不能写入，无法恢复到上次保存的状态"
        hint = "请把它连同旁边的 -journal 文件一起复制到可以写的文件夹再打开"
        raise UserError(message, hint, "E_READONLY") from error
    try:
        roll_back(path)
    finally:
        lock.release()


def roll_back(path: Path) -> None:
    """Let SQLite roll back what a crash left; the lock is held.

    A journal that belongs to another file would ruin this one. So both are copied aside first; where the result
    does not hold, the file gets its bytes back.

    Raises:
        UserError: E_RECOVER; the file is as it was.
    """
    journal = path.with_name(path.name + "-journal")
    aside = path.with_name(f"{path.name}.回退前")
    aside_journal = aside.with_name(aside.name + "-journal")
    disk.need_space(path.parent, path.stat().st_size)
    shutil.copy2(journal, aside_journal)
    shutil.copy2(path, aside)
    disk.sync(aside)
    trouble = _rolled_back(path)
    if trouble:
        disk.move(aside, path)
        disk.move(aside_journal, journal)
        message = f"{path.name} 上次没有正常结束，退回到上次保存的状态时出错：{trouble}"
        hint = f"{journal.name} 可能属于别的文件。两个文件都没有改动；请用最近的备份恢复"
        raise UserError(message, hint, "E_RECOVER")
    aside.unlink()
    aside_journal.unlink()


def _rolled_back(path: Path) -> str:
    try:
        conn = connection.connect(path, read_only=False)
        with contextlib.closing(conn):
            (verdict,) = conn.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                return str(verdict)
            application, version = connection.read_header(path)
            if not connection.belongs(application) or version != migrations.version():
                return ""  # an older or foreign file is judged by those who open it
            odd = shape.differences(conn)
            fault = None if odd else proof.verify(conn)
            return odd or (fault.words if fault else "")
    except (sqlite3.DatabaseError, UserError) as error:
        return str(error)


def _move_foreign_log(path: Path) -> None:
    """Put a -wal or -shm aside: ours never has one, and SQLite would read another file's pages from it."""
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            aside = side.with_name(f"{side.name}.不属于本文件-{disk.stamp()}")
            try:
                side.rename(aside)
            except OSError as error:
                message = f"{path.name} 旁边有一个不属于它的文件 {side.name}"
                raise UserError(message, "请把它移到别处再打开", "E_SIDE") from error


def _upgrade(conn: Walled, path: Path, version: int, *, read_only: bool) -> None:
    if read_only:
        message = f"{path.name} 由较旧版本的程序保存（格式 {version}）"
        raise UserError(message, "请先以可以写入的方式打开一次，程序会先备份再升级", "E_OLDER")
    disk.need_space(path.parent, path.stat().st_size)
    target = path.with_name(f"{path.stem}-{disk.stamp()}-升级前-v{version}.pdbak")
    temp = disk.temp_name(target)
    try:
        disk.copy_pages(conn, temp)
        with contextlib.closing(sqlite3.connect(temp)) as copy:
            verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise UserError(f"{path.name} 已损坏，没有升级（{verdict}）", "请用最近的备份恢复", "E_CORRUPT")
        disk.sync(temp)
        disk.move(temp, target)
    finally:
        temp.unlink(missing_ok=True)
    migrations.migrate(conn)
