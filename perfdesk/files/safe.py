"""A file is either the old one or the whole new one: temporary name in the same folder, fsync, then one rename."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)  # a virus scanner or Excel lets go of a file after a while


def _rename(source: Path, target: Path) -> None:
    for wait in (*_WAITS, None):
        try:
            source.replace(target)
        except PermissionError:
            if wait is None:
                message = f"无法写入 {target}：文件正被其他程序打开，或文件夹不允许写入"
                raise UserError(message, "请关闭打开它的程序（Excel、WPS）后重试") from None
            time.sleep(wait)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def replacing(target: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file to write into; at the end of the block it takes the place of `target`, or on an exception disappears.

    `private`: only the owner may read it (posix permissions; on Windows the profile's own).

    Raises:
        UserError: the folder cannot be written, the disk is full, or another program holds the old file.
    """
    temporary = target.with_name(f".~pd-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(temporary, flags, 0o600 if private else 0o666), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _rename(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"无法写入 {target}：{reason}", "请检查磁盘空间和文件夹权限，或换一个位置") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
