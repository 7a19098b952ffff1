"""Sources become readings: in two child processes, a bad file stopping nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from perfdesk.catalog import forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.domain.reading import FileReading
    from perfdesk.services.imports.preview import Options


def read(sources: Sequence[Path], options: Options, progress: Progress) -> Iterator[FileReading]:
    """Read every file; with a named form only that form is looked for."""
    # The reading machinery starts processes; only who reads a file pays for it.
    from perfdesk.files.reading_pool import read_files  # noqa: PLC0415
    from perfdesk.files.recognise import recognise  # noqa: PLC0415

    wanted = forms.keys() if options.form == "auto" else (options.form,)
    described = tuple(forms.form(key) for key in wanted)
    yield from read_files(sources, progress, recogniser=partial(recognise, forms=described))
