"""The backups that lie in a folder and whose they are; which automatic ones may go. Proving one is `backup.check`."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.store import connection, journal
from perfdesk.store.failures import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LATEST, DAYS, WEEKS, MONTHS = 20, 14, 8, 24  # kept: the latest, and the last one of so many days, weeks, months
FEWEST = 5  # stay however much room they take
_STAMP = re.compile(r"-(\d{8}-\d{6})-")
_OWN = "SELECT code, name, year FROM office WHERE own = 1"


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup: `at` seconds since 1970, `seq` and `head` of the last action in it, `size` in bytes.

    `noted`: the note beside it says all that, and its size is as noted; else the backup itself was asked.
    """

    path: Path
    at: float
    office: str
    name: str
    year: int
    seq: int
    head: str
    size: int
    noted: bool


def listed(folders: Iterable[Path], office: str = "", stem: str = "") -> list[Listed]:
    """The backups in some folders, newest first: those of an office, or (where that is not known) of a file's name."""
    found = {}
    for folder in folders:
        for path in folder.glob("*.pdbak") if folder.is_dir() else ():
            one = _listed(path)
            if one is not None and (one.office == office if office else path.name.startswith(f"{stem}-")):
                found[path.resolve()] = one
    return sorted(found.values(), key=lambda one: (one.at, one.seq), reverse=True)


def office_of(path: Path) -> str:
    """The code of the office whose data file or backup this is; "" where it cannot be read."""
    found = _asked(path)
    return found[0] if found else ""


def superfluous(found: Iterable[Listed], now: float, most: int) -> tuple[list[Listed], list[Listed]]:
    """Which of the automatic backups of one file may go: by their age, and for the room they take (`most` bytes).

    The latest are told by their number as well as by the clock, which may have been set wrong; what has no note, or
    comes from the future, stays.
    """
    mine = sorted((one for one in found if one.noted and one.at <= now), key=lambda one: one.at, reverse=True)
    kept = {one.path for one in mine[:LATEST]}
    kept |= {one.path for one in sorted(mine, key=lambda one: (one.seq, one.at), reverse=True)[:LATEST]}
    for count, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):  # day, ISO week, month
        kept |= _last_of_each(mine, count, period)
    old = [one for one in mine if one.path not in kept]
    left = [one for one in mine if one.path in kept]
    room = sum(one.size for one in left)
    heavy: list[Listed] = []
    while room > most and len(left) > FEWEST:
        heavy.append(left.pop())
        room -= heavy[-1].size
    return old, heavy


def remove(one: Listed) -> None:
    """Take a backup and its note away; where another program holds it, it goes the next time."""
    with contextlib.suppress(OSError):
        one.path.unlink(missing_ok=True)
        _note(one.path).unlink(missing_ok=True)


def _last_of_each(mine: list[Listed], count: int, period: str) -> set[Path]:
    """The newest of each of the last `count` periods (of the calendar, by a format of strftime) that have one."""
    newest: dict[str, Path] = {}
    for one in mine:
        newest.setdefault(datetime.fromtimestamp(one.at).astimezone().strftime(period), one.path)
        if len(newest) == count:
            break
    return set(newest.values())


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _listed(path: Path) -> Listed | None:
    try:
        stat = path.stat()
    except OSError:
        return None  # it went away while we looked
    at = _moment(path.name) or stat.st_mtime
    try:
        note = json.loads(_note(path).read_bytes())
        told = (str(note["office"]), str(note["name"]), int(note["year"]), int(note["seq"]), str(note["head"]))
        whole = int(note["size"]) == stat.st_size
    except (OSError, ValueError, KeyError, TypeError):
        inside = _asked(path)
        return Listed(path, at, *inside, stat.st_size, noted=False) if inside else None
    return Listed(path, at, *told, stat.st_size, noted=whole)


def _moment(name: str) -> float | None:
    """When it was made, by its name: a copy from a stick has the time of the copying."""
    told = _STAMP.search(name)
    try:
        return datetime.strptime(told[1], "%Y%m%d-%H%M%S").astimezone().timestamp() if told else None
    except ValueError:
        return None


def _asked(path: Path) -> tuple[str, str, int, int, str] | None:
    """What a backup says of itself; None where it cannot be read: such a one is offered to nobody."""
    try:
        application, _ = connection.read_header(path)
        if not connection.belongs(application):
            return None
        conn = connection.connect(path, read_only=True)
        with contextlib.closing(conn), in_words(path):
            rows = conn.execute(_OWN).fetchall()
            seq, head = journal.head(conn)
    except UserError:
        return None
    return (str(rows[0][0]), str(rows[0][1]), int(rows[0][2]), seq, head) if len(rows) == 1 else None
