"""Refused packages are kept beside the data file, each with a note; they are never opened again by the program."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from perfdesk.files import container
from perfdesk.files.atomic import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1 << 20


def folder(data_file: Path) -> Path:
    """The quarantine of a data file: FILE.quarantine."""
    return data_file.with_name(data_file.name + ".quarantine")


def keep(data_file: Path, package: Path, note: str) -> Path:
    """Copy a refused package into the quarantine with its note; the same bytes are kept once.

    A file larger than a package may be is not copied, only noted.

    Raises:
        UserError: the quarantine cannot be written. OSError: the package cannot be read any more.
    """
    place = folder(data_file)
    place.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with package.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    stem = "".join(char if char.isalnum() or char in "-_." else "_" for char in package.stem)[:80]
    kept = place / f"{digest.hexdigest()[:12]}-{stem}.pdpkg"
    if package.stat().st_size <= container.MAX_BYTES and not kept.exists():
        atomic_write(kept, package.read_bytes())
    atomic_write(kept.with_suffix(".txt"), note.encode("utf-8-sig"))
    return kept


def notes(data_file: Path) -> list[tuple[Path, str]]:
    """Every refused package with its note, newest first; none where nothing was ever refused.

    Raises:
        OSError: the quarantine cannot be read.
    """
    place = folder(data_file)
    if not place.is_dir():
        return []
    found = sorted(place.glob("*.txt"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [(path.with_suffix(".pdpkg"), path.read_text(encoding="utf-8-sig")) for path in found]
