"""A file appears whole or not at all: written beside its place, flushed to the disk, then renamed over it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # a virus scanner lets go of a new file within about a second


def atomic_write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data` to `path`; an older file there stays whole until the new one is.

    Raises:
        UserError: the folder cannot be written, the disk is full, or the file is open in another program.
    """
    beside = path.with_name(f".{path.name[:60]}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            for piece in [data] if isinstance(data, bytes) else data:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        _replace(beside, path)
    except OSError as error:
        raise UserError(f"无法写入文件“{path}”：{_reason(error)}", _hint(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _replace(beside: Path, path: Path) -> None:
    for wait in _WAITS:
        try:
            beside.replace(path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    beside.replace(path)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "文件正被其他程序打开，或没有写入权限"
    if isinstance(error, FileNotFoundError):
        return "文件夹不存在"
    return error.strerror or "系统错误"


def _hint(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "请关闭 WPS 或 Excel 中打开的同名文件后重试"
    return "请检查磁盘空间和文件夹后重试"
