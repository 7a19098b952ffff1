"""Open an office's data file for one piece of work, under the name of the person at the machine."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.store.file import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Store", "opened", "operator"]


def operator() -> str:
    """The name under which actions enter the journal: the account of the machine."""
    try:
        return getpass.getuser()
    except OSError:
        return "操作员"


@contextmanager
def opened(path: str | Path, *, read_only: bool = False) -> Iterator[Store]:
    """The open file, closed at the end of the block.

    Raises:
        UserError: the file is missing, locked by somebody else, damaged or newer than the program.
    """
    store = open_store(Path(path), read_only=read_only, operator=operator())
    try:
        yield store
    finally:
        store.close()
