"""Making, saving, restoring and examining an office's data file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.services.opening import opened, operator
from perfdesk.store import backup, doctor
from perfdesk.store.file import create

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.backup import Backup
    from perfdesk.store.doctor import Health

FOLDER = "备份"  # beside the data file, where no other folder is named
_KINDS = {"county": "县区", "city": "市"}
_DIGITS = 6  # of the code of an administrative division, GB/T 2260


def new(file: Path, *, office: str, code: str, level: str, year: int, superior: str = "") -> None:
    """Make an office's data file. `level` is county or city, `superior` the name of the office it reports to.

    Raises:
        UserError: the code is no division's code, the name is blank, or the file exists or cannot be written.
    """
    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        raise UserError(f"区划代码 {code!r} 不对", "应为 6 位数字，例如 530402", "E_USAGE")
    if not office.strip():
        raise UserError("财政局名称是空的", "请写 --office 名称", "E_USAGE")
    facts = {"name": office.strip(), "level": level, "kind": _KINDS[level], "superior_name": superior.strip()}
    create(file, code=code, year=year, superior=superior_code(code, level), operator=operator(), **facts).close()


def superior_code(code: str, level: str) -> str:
    """The code of the office above by the division's code: 530402 -> 530400, 530400 -> 530000."""
    return f"{code[:4]}00" if level == "county" else f"{code[:2]}0000"


def back_up(file: Path, folder: Path | None = None) -> Backup:
    """Write a proved backup into a folder; the file is only read.

    Raises:
        UserError: the file does not hold, or the backup cannot be written.
    """
    with opened(file, read_only=True) as store:
        return backup.back_up(store, folder or file.resolve().parent / FOLDER)


def restore(source: Path, to: Path) -> tuple[Backup, Path | None]:
    """Put a backup in place of a file; the former file is kept under another name, which is returned.

    Raises:
        UserError: the backup does not hold, the file is in use, or the disk is full; the file is then as it was.
    """
    return backup.restore(source, to, operator())


def examine(file: Path) -> Health:
    """Examine a file whole; it is only read.

    Raises:
        UserError: it cannot be opened at all.
    """
    with opened(file, read_only=True) as store:
        return doctor.examine(store)
