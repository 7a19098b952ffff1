"""What the program remembers of the person, beside the keys in the profile: recent files, appearance, window place.

It is read before the first paint, hence the named tuples: each dataclass made would cost that most of a millisecond.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdesk.domain.errors import UserError
from perfdesk.files.profile import profile

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "window.json"
_RECENT = 8
APPEARANCES = ("system", "light", "dark")


class Recent(NamedTuple):
    """A data file that was open: enough to show the window before the file itself is read."""

    path: str
    name: str
    level: str
    year: int


class Remembered(NamedTuple):
    """`geometry` is Qt's own text (base64); `unit` 万元 or 元; `recent` newest first."""

    appearance: str = "system"
    geometry: str = ""
    unit: str = "万元"
    recent: tuple[Recent, ...] = ()

    def opened(self, file: Recent) -> Remembered:
        """The same after a file was opened."""
        others = tuple(one for one in self.recent if one.path != file.path)
        return self._replace(recent=(file, *others)[:_RECENT])

    def without(self, path: str) -> Remembered:
        """The same without a file that is gone."""
        return self._replace(recent=tuple(one for one in self.recent if one.path != path))


def load() -> Remembered:
    """What was remembered; the defaults where nothing was, or where it cannot be understood."""
    try:
        raw = json.loads((profile() / _FILE).read_bytes())
    except (OSError, ValueError):
        return Remembered()
    return _understood(raw)


def _understood(raw: Any) -> Remembered:  # noqa: ANN401 - whatever a file may hold
    if not isinstance(raw, dict):
        return Remembered()
    recent = []
    for one in raw.get("recent", []) if isinstance(raw.get("recent"), list) else []:
        try:
            recent.append(Recent(str(one["path"]), str(one["name"]), str(one["level"]), int(one["year"])))
        except (KeyError, TypeError, ValueError):
            continue
    appearance, unit = str(raw.get("appearance", "")), str(raw.get("unit", ""))
    return Remembered(
        appearance=appearance if appearance in APPEARANCES else "system",
        geometry=str(raw.get("geometry", "")),
        unit=unit if unit in {"万元", "元"} else "万元",
        recent=tuple(recent[:_RECENT]),
    )


def save(what: Remembered) -> bool:
    """Remember; False where the profile cannot be written: nothing of the office's is lost by that."""
    from perfdesk.files.atomic import atomic_write  # noqa: PLC0415 - the window only reads before its first paint

    plain = what._asdict() | {"recent": [one._asdict() for one in what.recent]}
    try:
        profile().mkdir(parents=True, exist_ok=True)
        atomic_write(profile() / _FILE, json.dumps(plain, ensure_ascii=False, indent=1).encode())
    except (OSError, UserError):
        return False
    return True


def practice_file(name: str) -> Path:
    """Where the practice office of a name is kept."""
    return profile() / "练习" / f"{name}.perfdesk"


def log_file() -> Path:
    """Where bugs are logged."""
    return profile() / "perfdesk.log"
