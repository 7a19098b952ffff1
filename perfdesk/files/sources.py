"""What was given (files, folders, .zip) becomes single workbooks; nothing is unpacked onto the disk."""

from __future__ import annotations

import mmap
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from perfdesk.domain.problem import ERROR, HINT, Problem
from perfdesk.files.guard import Refused, archive, limits, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perfdesk.files.guard.archive import Member

_LITTER = {".ds_store", "thumbs.db", "desktop.ini", "__macosx"}
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2")
_MEMBERS = 20 * limits.PARTS
_AGAIN = "请确认文件还在原处、没有被别的程序占用，再重新导入"


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook to read, or a file that is not read and why.

    `member` is the path inside a .zip and `index` its place in the directory (-1 for a plain file). `status` is read,
    rejected or skipped, with `problem` in the two latter cases.
    """

    path: str
    member: str = ""
    index: int = -1
    status: str = "read"
    problem: Problem | None = None

    @property
    def shown(self) -> str:
        """The name that a clerk knows the file by."""
        return (self.member or self.path).replace("\\", "/").rpartition("/")[2]


def expand(paths: Iterable[Path | str]) -> list[Source]:
    """The workbooks in files, folders (all levels, links not followed) and .zip archives, in the order of their names.

    A file named by the clerk is always in the result; in folders and archives what system programs leave is left out
    and lock files of Excel (`~$…`) come as skipped.
    """
    found: list[Source] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for one in _walk(path):
                found += _one(one, walked=True)
        else:
            found += _one(path, walked=False)
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _litter(name))
        yield from (Path(place, name) for name in sorted(files) if not _litter(name))


def _litter(name: str) -> bool:
    low = name.lower()
    return low in _LITTER or (low.startswith(".") and low not in (".", ".."))


def _one(path: Path, *, walked: bool) -> list[Source]:
    if walked and path.name.startswith("~$"):
        return [_skipped(str(path), "", path.name)]
    if path.suffix.lower() != ".zip":
        return [Source(str(path))]
    try:
        return _members(path)
    except Refused as refused:
        return [Source(str(path), status="rejected", problem=_named(path.name, refused))]
    except OSError as error:
        return [Source(str(path), status="rejected", problem=_named(path.name, unreadable(error)))]


def _members(path: Path) -> list[Source]:
    with Archive(str(path)) as opened:
        names = {member.name.lower() for member in opened.members}
        if "[content_types].xml" in names:
            return [Source(str(path))]
        archive.bounded(opened.members, opened.size, limits.ARCHIVE)
        found = [
            _inside(str(path), index, member)
            for index, member in enumerate(opened.members)
            if not member.name.endswith("/") and not any(_litter(part) for part in member.name.split("/"))
        ]
    if not found:
        raise Refused("E_EMPTY", "压缩包里没有文件", "请向报送单位重新要一份")
    return sorted(found, key=lambda source: source.member)


def _inside(path: str, index: int, member: Member) -> Source:
    name = clean(member.name)
    base = name.rpartition("/")[2]
    if base.startswith("~$"):
        return _skipped(path, name, base)
    if base.lower().endswith(_PACKED):
        refused = Refused("E_TYPE", "是压缩包里的压缩包", "请先解压这一层，再导入解压出来的文件")
        return Source(path, name, index, "rejected", _named(base, refused))
    return Source(path, name, index)


def clean(name: str) -> str:
    """A member's name without characters that could forge a line or turn its direction on the screen."""
    return "".join(char if unicodedata.category(char)[0] != "C" else "�" for char in name)


def _skipped(path: str, member: str, base: str) -> Source:
    problem = Problem(HINT, "E_LOCKFILE", f"{base} 是 Excel 临时锁文件，已跳过；若原文件还开着，请保存并关闭后再导入")
    return Source(path, member, status="skipped", problem=problem)


def _named(base: str, refused: Refused) -> Problem:
    return Problem(ERROR, refused.code, f"{base}：{refused}")


class Archive:
    """A .zip that stays open while its members are read; mapped, so that its size costs no memory."""

    def __init__(self, path: str) -> None:
        """Open and check the directory.

        Raises:
            Refused: the container contradicts itself.
            OSError: the file cannot be opened.
        """
        self.path = path
        with Path(path).open("rb") as file:
            state = os.fstat(file.fileno())
            self.mark = (state.st_size, state.st_mtime_ns)
            self.size = state.st_size
            if not self.size:
                raise Refused("E_EMPTY", "是空文件（0 字节）", "请向报送单位重新要一份")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.members: list[Member] = []
        try:
            self.members = archive.members(self._map, _MEMBERS)
        except Refused:
            self.close()
            raise

    def read(self, source: Source) -> bytes:
        """The bytes of one member.

        Raises:
            Refused: damaged, encrypted, too large, or no longer what the directory said.
        """
        member = self.members[source.index] if source.index < len(self.members) else None
        if member is None or clean(member.name) != source.member:
            raise changed()
        if member.size > limits.FILE:
            raise too_large(member.size)
        return archive.inflate(self._map, member)

    def close(self) -> None:
        """Let the file go."""
        self._map.close()

    def __enter__(self) -> Self:
        """Use it and close it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class Opener:
    """Reads one source after the other; the last .zip stays open, for its members come one after the other."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._last: Archive | None = None

    def read(self, source: Source) -> bytes:
        """The bytes of a source as they are at one moment.

        Raises:
            Refused: E_IO, E_SIZE, E_CHANGED, or a refusal of the .zip.
        """
        try:
            return self._plain(source) if source.index < 0 else self._archive(source).read(source)
        except OSError as error:
            raise unreadable(error) from error

    @staticmethod
    def _plain(source: Source) -> bytes:
        with Path(source.path).open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > limits.FILE:
                raise too_large(before.st_size)
            data = file.read(limits.FILE + 1)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
            raise changed()
        return data

    def _archive(self, source: Source) -> Archive:
        state = Path(source.path).stat()
        mark = (state.st_size, state.st_mtime_ns)
        if self._last is not None and (self._last.path, self._last.mark) == (source.path, mark):
            return self._last
        if self._last is not None:
            self._last.close()
            self._last = None
        self._last = Archive(source.path)
        return self._last


def changed() -> Refused:
    """The refusal of a file that was written to while it was read."""
    return Refused("E_CHANGED", "文件在读取时被修改", "请先在 Excel 或 WPS 中保存并关闭，再重新导入")


def unreadable(error: OSError) -> Refused:
    """The refusal of a file that the system does not give."""
    if isinstance(error, FileNotFoundError):
        return Refused("E_IO", "文件不存在或已被移走", _AGAIN)
    if isinstance(error, PermissionError):
        return Refused("E_IO", "文件打不开，可能正被 Excel 或 WPS 占用，或没有权限", "请关闭它再重新导入")
    if isinstance(error, IsADirectoryError):
        return Refused("E_IO", "这是文件夹，不是文件", _AGAIN)
    return Refused("E_IO", f"文件读不出来（{error.strerror or error}）", _AGAIN)
