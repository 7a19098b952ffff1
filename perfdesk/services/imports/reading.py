"""Sources become readings: in two child processes, a bad file stopping nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from perfdesk.catalog import forms as catalogue
from perfdesk.services.imports.packing import pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from perfdesk.domain.form import Form
    from perfdesk.domain.problem import Problem
    from perfdesk.domain.progress import Progress
    from perfdesk.domain.reading import FileReading, Reading
    from perfdesk.files.grid import Grid
    from perfdesk.services.imports.preview import Options


def read(sources: Sequence[Path], options: Options, progress: Progress) -> Iterator[FileReading]:
    """Read every file; with a named form only that form is looked for."""
    # The reading machinery starts processes; only who reads a file pays for it.
    from perfdesk.files.reading_pool import read_files  # noqa: PLC0415

    wanted = catalogue.keys() if options.form == "auto" else (options.form,)
    described = tuple(catalogue.form(key) for key in wanted)
    yield from read_files(sources, progress, recogniser=partial(recognised, forms=described))


def recognised(
    grids: list[Grid], identity: str, *, path: str, forms: tuple[Form, ...]
) -> tuple[list[Reading], list[Problem]]:
    """In a child: recognise a file's sheets and make the readings ready for the ledger."""
    from perfdesk.files.recognise import recognise  # noqa: PLC0415 - only the children recognise

    readings, problems = recognise(grids, identity, path=path, forms=forms)
    for reading in readings:
        pack(reading)
    return readings, problems
