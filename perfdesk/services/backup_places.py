"""Where the backups of a data file are kept on this computer: beside the keys in the profile, not in the file.

The file may be damaged or travel to another computer; where its backups lie must still be known here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from perfdesk.domain.errors import UserError
from perfdesk.files.atomic import atomic_write
from perfdesk.files.profile import profile
from perfdesk.services.keeping import FOLDER

AUTOMATIC = "自动"  # below the folder of the backups: these alone are ever taken away again
_FILE = "backups.json"


class Places(NamedTuple):
    """`folder` the person chose ("" beside the file); `elsewhere` the last one that went to another place, and when."""

    folder: str = ""
    elsewhere: str = ""
    elsewhere_at: str = ""


def places(file: Path) -> Places:
    """What is known of a data file; the defaults where nothing is, or where it cannot be understood."""
    one = _all().get(str(file.resolve()))
    if not isinstance(one, dict):
        return Places()
    return Places(*(str(one.get(name, "")) for name in Places._fields))


def keep(file: Path, **known: str) -> None:
    """Remember (fields of Places) of a data file.

    Raises:
        UserError: the profile cannot be written.
    """
    every = _all()
    every[str(file.resolve())] = places(file)._replace(**known)._asdict()
    try:
        profile().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能建立文件夹 {profile()}（{error.strerror}）", "请检查磁盘和权限", "E_READONLY") from error
    atomic_write(profile() / _FILE, json.dumps(every, ensure_ascii=False, indent=1).encode())


def beside(file: Path) -> Path:
    """The folder beside a data file."""
    return file.resolve().parent / FOLDER


def main(file: Path) -> Path:
    """The folder that backups are written to."""
    chosen = places(file).folder
    return Path(chosen) if chosen else beside(file)


def folders(file: Path) -> list[Path]:
    """Every folder where backups of a data file may lie."""
    here = beside(file)
    return list(dict.fromkeys((main(file), main(file) / AUTOMATIC, here, here / AUTOMATIC, here.parent)))


def _all() -> dict[str, Any]:
    try:
        raw = json.loads((profile() / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}
