"""What SQLite and the disk report becomes a sentence that a clerk can act on; everything else stays a bug."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIMARY = 0xFF  # the primary result code stands in the low byte of an extended one

_WORDS = {
    sqlite3.SQLITE_FULL: ("E_FULL", "磁盘已满，{name} 没有改动", "请清出空间后再做一次，或另存到别的磁盘"),
    sqlite3.SQLITE_BUSY: (
        "E_BUSY",
        "{name} 正被别的程序占用，等了 10 秒仍不能写入，没有改动",
        "请关闭正在读它的程序后再试",
    ),
    sqlite3.SQLITE_LOCKED: ("E_BUSY", "{name} 正被占用，没有改动", "请关闭正在读它的程序后再试"),
    sqlite3.SQLITE_READONLY: (
        "E_READONLY",
        "{name} 是只读的，不能写入",
        "请取消文件和文件夹的只读属性，或复制到本机再打开",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "E_CANTOPEN",
        "打不开 {name}",
        "请检查路径和权限；若在移动硬盘或网络盘上，请先复制到本机",
    ),
    sqlite3.SQLITE_IOERR: (
        "E_IO",
        "读写 {name} 时磁盘出错",
        "请检查磁盘或U盘是否接好；文件若打不开，请用最近的备份恢复",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "E_CORRUPT",
        "{name} 已损坏",
        "请不要再写入，用最近的备份恢复：perfdesk restore 备份 --to 新文件",
    ),
    sqlite3.SQLITE_NOTADB: (
        "E_NOTADB",
        "{name} 不是本程序的数据文件，或文件头已损坏",
        "请核对文件；若是损坏，请用最近的备份恢复",
    ),
    sqlite3.SQLITE_PERM: ("E_READONLY", "没有权限读写 {name}", "请联系管理员取得该文件夹的权限"),
}


def user_error(error: sqlite3.Error, path: Path) -> UserError | None:
    """The words for a failure of SQLite; None where it is a bug and no clerk can mend it."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and "Could not decode" in str(error):  # Python's own: a damaged text, which SQLite takes as it is
        code = sqlite3.SQLITE_CORRUPT
    words = _WORDS.get(code & _PRIMARY) if code is not None else None
    if words is None:
        return None
    return UserError(words[1].format(name=path.name), words[2], words[0])


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's failures about the file at `path` into a UserError.

    Raises:
        UserError: the disk is full, the file is busy, read-only, damaged or no data file.
    """
    try:
        yield
    except sqlite3.Error as error:
        words = user_error(error, path)
        if words is None:
            raise
        raise words from error
