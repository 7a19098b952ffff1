"""How the file is opened: its header is read first, every pragma is set and read back, then the wall goes up."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from perfdesk.domain.errors import UserError
from perfdesk.store.failures import in_words
from perfdesk.store.migrations import APPLICATION_ID
from perfdesk.store.migrations import version as newest
from perfdesk.store.wall import Walled

if TYPE_CHECKING:
    from pathlib import Path

_OLDEST = (3, 40, 0)
_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_PRAGMAS: dict[str, int | str] = {  # measured: TRUNCATE/FULL lost no state in 1,000 simulated power cuts
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,  # memory
    "busy_timeout": 10_000,  # milliseconds; the COMMIT of a change is retried for as long
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "synchronous": 2,  # full
    "secure_delete": 1,
    "cache_size": -16_000,  # KiB
}


def read_header(path: Path) -> tuple[int, int]:
    """The application_id and user_version that a file carries, read without SQLite.

    Raises:
        UserError: there is no such file (E_MISSING), it is empty (E_EMPTY), or no SQLite database (E_NOTADB).
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError:
        raise UserError(f"找不到文件 {path}", "请核对路径；新建用 perfdesk new", "E_MISSING") from None
    except OSError as error:
        raise UserError(f"读不了文件 {path.name}（{error.strerror}）", "请检查路径和权限", "E_CANTOPEN") from error
    if not head:
        message = f"{path.name} 是空文件（0 字节），不是数据文件"
        raise UserError(message, "文件可能在复制时中断，请用备份恢复", "E_EMPTY")
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        message = f"{path.name} 不是本程序的数据文件，或文件头已损坏"
        raise UserError(
            message, "请核对文件；若是损坏，请用最近的备份恢复：perfdesk restore 备份 --to 新文件", "E_NOTADB"
        )
    if head[18] != 1 or head[19] != 1:
        message = f"{path.name} 被别的程序改成了 WAL 方式"
        raise UserError(message, "请不要用别的数据库程序打开数据文件；请用最近的备份恢复", "E_SCHEMA")
    return int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")


def refuse_newer(path: Path, version: int) -> None:
    """Refuse a file that a newer program wrote.

    Raises:
        UserError: E_NEWER.
    """
    if version > newest():
        message = f"{path.name} 由较新版本的程序保存（格式 {version}，本程序认识到 {newest()}）"
        raise UserError(message, "请先升级本程序；文件没有改动", "E_NEWER")


def connect(path: Path, *, read_only: bool) -> Walled:
    """Open the file with the pragmas of the house, each read back; the wall is not up yet.

    Raises:
        UserError: the file cannot be opened, or a pragma did not take (a network drive may refuse).
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        message = f"本机 Python 自带的 SQLite {sqlite3.sqlite_version} 太旧"
        raise UserError(message, "请安装 Python 3.11.9 或更新的版本", "E_SQLITE")
    mode = "ro" if read_only else "rw"
    with in_words(path):
        conn = sqlite3.connect(
            f"{_uri(path)}?mode={mode}",
            uri=True,
            isolation_level=None,
            cached_statements=256,
            factory=Walled,
        )
        try:
            settings = _PRAGMAS if read_only else {**_PRAGMAS, "journal_mode": "truncate"}
            for name, value in settings.items():
                conn.execute(f"PRAGMA {name}={value}")
            took = {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in settings}
            _refuse_pragmas(path, [name for name in settings if took[name] != settings[name]])
        except BaseException:
            conn.close()
            raise
    return conn


def _uri(path: Path) -> str:
    """A file: URI with an empty authority, also for a Windows share (SQLite knows no other)."""
    plain = path.absolute().as_posix()
    return "file://" + ("" if plain.startswith("/") else "/") + quote(plain)


def _refuse_pragmas(path: Path, odd: list[str]) -> None:
    if odd:
        message = f"{path.name} 所在的磁盘不支持安全写入（{'、'.join(odd)}）"
        raise UserError(message, "请把文件复制到本机硬盘再打开", "E_PRAGMA")


def belongs(application: int) -> bool:
    """Whether an application_id is that of a data file."""
    return application == APPLICATION_ID


def pragmas() -> dict[str, int | str]:
    """The pragmas of a writing connection and the values that must be read back."""
    return {**_PRAGMAS, "journal_mode": "truncate"}
