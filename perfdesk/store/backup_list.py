"""The backups that lie in a folder, as the notes beside them say; proving one is `backup.check`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup as its note says: `at` seconds since 1970, `seq` the last action in it, `size` in bytes."""

    path: Path
    at: float
    office: str
    name: str
    year: int
    seq: int
    size: int
    noted: bool


def listed(folders: list[Path], office: str = "") -> list[Listed]:
    """The backups in some folders, newest first; with `office` only that office's (one without a note may be its)."""
    found = {}
    for folder in folders:
        for path in folder.glob("*.pdbak") if folder.is_dir() else ():
            one = _listed(path)
            if one is not None and (not office or one.office in {"", office}):
                found[path.resolve()] = one
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


def _listed(path: Path) -> Listed | None:
    try:
        stat = path.stat()
    except OSError:
        return None  # it went away while we looked
    try:
        note = json.loads(path.with_name(path.name + ".json").read_bytes())
        told = (str(note["office"]), str(note["name"]), int(note["year"]), int(note["seq"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Listed(path, stat.st_mtime, "", "", 0, 0, stat.st_size, noted=False)
    return Listed(path, stat.st_mtime, *told, stat.st_size, noted=True)
