"""A bug is written into the log beside the keys, with the version and the system; never any of the office's data."""

from __future__ import annotations

import platform
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk import __version__
from perfdesk.services.remembered import log_file

if TYPE_CHECKING:
    from pathlib import Path


def record(title: str, trace: str) -> Path | None:
    """Append one bug; where it was written, None where nothing can be written there."""
    path = log_file()
    head = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {__version__} {platform.platform()} {title}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{head}\n{trace}\n")
    except OSError:
        return None
    return path
