"""One writer a file: FILE.lock says in JSON who has it since when, and an OS lock on that file is the truth.

A lock file without an OS lock was left by a process that died and is taken over, unless another machine wrote it: then
nobody here can know whether that one still runs.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _FAR = 0x7FFFFFF0  # the locked byte lies beyond the text, which others must be able to read

    def _try_lock(fd: int) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


# Another program has it. 0: some C run-times of Windows refuse without saying why.
_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK, *([0] if os.name == "nt" else [])})
_LONGEST = 4_096  # bytes of a lock file that are read


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file open for writing; `since` is local time, ISO."""

    host: str
    pid: int
    operator: str
    since: str


class Lock:
    """The held lock; `release` gives it back and removes the lock file."""

    def __init__(self, path: Path, operator: str) -> None:
        """Take the lock of the data file at `path`.

        Raises:
            UserError: E_LOCKED with the holder; E_READONLY where no lock file can be written.
        """
        self.path = lock_path(path)
        while True:
            self._fd = self._open(path)
            try:
                _try_lock(self._fd)
            except OSError as error:
                os.close(self._fd)
                if error.errno not in _HELD:
                    message = f"{path.name} 所在的磁盘不支持文件锁（{error.strerror}）"
                    raise UserError(message, "请把文件复制到本机硬盘再打开", "E_LOCKED") from error
                raise _refusal(path, holder(path)) from None
            if self._is_current():
                break
            os.close(self._fd)  # the former holder removed it between our opening and locking
        os.lseek(self._fd, 0, os.SEEK_SET)
        left = _parse(os.read(self._fd, _LONGEST))
        if left is not None and left.host != socket.gethostname():
            os.close(self._fd)
            raise _refusal(path, left, foreign=True)
        self._write(operator)

    def release(self) -> None:
        """Give the lock back."""
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self._fd)
            with contextlib.suppress(OSError):  # somebody has just opened it to ask or to wait
                self.path.unlink()
        else:
            with contextlib.suppress(OSError):  # the folder became read-only: an unlocked file is taken over
                self.path.unlink()
            os.close(self._fd)

    def _open(self, path: Path) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            message = f"{path.name} 所在的文件夹不能写入（{error.strerror}）"
            raise UserError(message, "请以只读方式打开，或把文件复制到可以写的文件夹", "E_READONLY") from error

    def _is_current(self) -> bool:
        try:
            there, ours = self.path.stat(), os.fstat(self._fd)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, ours)

    def _write(self, operator: str) -> None:
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        me = Holder(socket.gethostname(), os.getpid(), operator, since)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.ftruncate(self._fd, 0)
        os.write(self._fd, json.dumps(asdict(me), ensure_ascii=False).encode())


def lock_path(path: Path) -> Path:
    """The lock file of a data file."""
    return path.with_name(path.name + ".lock")


def holder(path: Path) -> Holder | None:
    """Who wrote the lock file of the data file at `path`; None where there is none or it cannot be understood."""
    try:
        return _parse(lock_path(path).read_bytes())
    except OSError:
        return None


def _parse(text: bytes) -> Holder | None:
    try:
        raw = json.loads(text)
        return Holder(str(raw["host"]), int(raw["pid"]), str(raw["operator"]), str(raw["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _refusal(path: Path, who: Holder | None, *, foreign: bool = False) -> UserError:
    if who is None:
        return UserError(f"{path.name} 正被另一个程序打开", "请稍后再试，或以只读方式打开", "E_LOCKED")
    since = who.since.replace("T", " ")[:19]
    message = f"{path.name} 正由 {who.operator or '他人'} 打开（电脑 {who.host}，进程 {who.pid}，自 {since}）"
    hint = "请等其关闭后再试，或以只读方式打开"
    if foreign:
        hint += f"；确认那台电脑已不再使用时，删除 {lock_path(path).name} 后再打开"
    return UserError(message, hint, "E_LOCKED")
