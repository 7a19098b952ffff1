"""The practice office as a clerk meets it: complete, and in the middle of the work of its last monitoring period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.services import demo
from perfdesk.services.remembered import practice_file
from perfdesk.store import practice_rows
from perfdesk.store.file import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.domain.progress import Progress

COUNTY = "hongta-2023"


def prepared(progress: Progress) -> Path:
    """The practice office's file in the profile, built where it is not there yet (about five seconds).

    Raises:
        UserError: the profile cannot be written.
    """
    path = practice_file(COUNTY)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        build(path, progress)
    return path


def build(path: Path, progress: Progress | None = None) -> None:
    """Build a county's practice office at `path`, in the middle of its work.

    Raises:
        UserError: the file exists or cannot be written.
    """
    demo.build(path, COUNTY, progress=progress)
    with open_store(path, operator=demo.OPERATOR) as store:
        practice_rows.open_work(store, "练习：1-9月监控正在审核")
