"""Sources become readings: in two child processes, a bad file stopping nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from perfdesk.catalog import forms as catalogue
from perfdesk.domain.content import Content
from perfdesk.domain.reading import FileReading, Reading
from perfdesk.services.imports.packing import pack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from perfdesk.domain.content import Row
    from perfdesk.domain.form import Form
    from perfdesk.domain.problem import Problem
    from perfdesk.domain.progress import Progress
    from perfdesk.files.grid import Grid
    from perfdesk.files.reading_pool import ReadingPool
    from perfdesk.files.sources import Source
    from perfdesk.services.imports.checking import Checking
    from perfdesk.services.imports.preview import Options


def read(
    sources: Sequence[Path],
    options: Options,
    progress: Progress,
    aliases: Mapping[str, str] | None = None,
    checking: Checking | None = None,
    known: Collection[str] = (),
) -> Iterator[FileReading]:
    """Read every file; with a named form only that form is looked for.

    The children start at once, so that they are ready when the caller is; what is given back must be used up or closed.
    `aliases` maps column texts that mean the same for every sender to columns; without `checking` no R rule is judged;
    files whose SHA-256 is in `known` are skipped unread.
    """
    # The reading machinery starts processes; only who reads a file pays for it.
    from perfdesk.files.reading_pool import ReadingPool  # noqa: PLC0415 - only who needs it pays for it
    from perfdesk.files.sources import expand  # noqa: PLC0415

    every = expand(sources)
    pool = ReadingPool(partial(recognised, forms=_described(options), aliases=aliases, checking=checking))
    pool.start(len(every))
    return _read(pool, every, progress, known)


def _read(
    pool: ReadingPool, every: Sequence[Source], progress: Progress, known: Collection[str]
) -> Iterator[FileReading]:
    with pool:
        yield from pool.read(every, progress, known)


def read_again(
    known: Sequence[FileReading],
    columns: Mapping[int, Mapping[str, str]],
    options: Options,
    progress: Progress,
    checking: Checking | None = None,
) -> dict[int, FileReading]:
    """Read some files of an import once more with what a sender calls the columns, by their place in `known`."""
    from perfdesk.files.reading_pool import ReadingPool  # noqa: PLC0415 - only who reads a file pays for it

    described = _described(options)
    found: dict[int, FileReading] = {}
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for index, words in columns.items():
        groups.setdefault(tuple(sorted(words.items())), []).append(index)
    for learned, indexes in groups.items():
        recogniser = partial(recognised, forms=described, aliases=dict(learned), checking=checking)
        with ReadingPool(recogniser, children=min(2, len(indexes))) as pool:
            results = pool.read([_source(known[index]) for index in indexes], progress)
            found |= dict(zip(indexes, results, strict=True))
    return found


def look(reading: FileReading, progress: Progress) -> FileReading:
    """The first rows of a file's sheets as text, a Reading of no form each, for a person to look at."""
    from perfdesk.files.reading_pool import ReadingPool  # noqa: PLC0415 - only who reads a file pays for it

    with ReadingPool(looked_at, children=1) as pool:
        return next(iter(pool.read([_source(reading)], progress)))


def _source(reading: FileReading) -> Source:
    from perfdesk.files.sources import expand  # noqa: PLC0415 - with the reading machinery

    every = expand([reading.path])
    return next((one for one in every if one.member == reading.member), every[0])


def _described(options: Options) -> tuple[Form, ...]:
    wanted = catalogue.keys() if options.form == "auto" else (options.form,)
    return tuple(catalogue.form(key) for key in wanted)


LOOKED_AT = 40  # rows of a sheet that a person is shown


def looked_at(grids: list[Grid], identity: str, *, path: str) -> tuple[list[Reading], list[Problem]]:
    """In a child: the first rows of each sheet as text, under the column's number."""
    del identity, path
    readings = []
    for grid in grids:
        rows: list[Row] = [
            {str(at): " ".join(str(value).split())[:60] for at, value in enumerate(line) if value not in (None, "")}
            for line in grid.rows[:LOOKED_AT]
        ]
        readings.append(Reading("", "", grid.name, "A1", Content("", tables={"rows": rows})))
    return readings, []


def recognised(
    grids: list[Grid],
    identity: str,
    *,
    path: str,
    forms: tuple[Form, ...],
    aliases: Mapping[str, str] | None = None,
    checking: Checking | None = None,
) -> tuple[list[Reading], list[Problem]]:
    """In a child: recognise a file's sheets, check each form and make the readings ready for the ledger."""
    from perfdesk.files.recognise import recognise  # noqa: PLC0415 - only the children recognise

    readings, problems = recognise(grids, identity, path=path, forms=forms, aliases=aliases)
    for reading in readings:
        if checking is not None:
            reading.problems += checking.problems(reading)
        pack(reading)
    return readings, problems
