"""What commands say: one JSON document on standard output, words on standard error, progress on a terminal only."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from perfdesk.domain.progress import Silent

if TYPE_CHECKING:
    from perfdesk.domain.progress import Progress

_PAUSE = 0.1  # seconds between two drawings of the progress line


def use_utf8() -> None:
    """Write UTF-8 whatever the code page of a pipe or console is; a lone surrogate of a file name is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit_json(document: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """Print one JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print a line for the person at the keyboard, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def progress(title: str) -> Progress:
    """A progress line on standard error; nothing at all where that is no terminal."""
    return _Line(title) if sys.stderr.isatty() else Silent()


class _Line:
    """One line that is drawn over again, at most ten times a second, and ended by the last step."""

    def __init__(self, title: str) -> None:
        self._title, self._drawn = title, 0.0

    def step(self, done: int, total: int, text: str = "") -> None:
        """Draw "title done/total text"; the last step always shows and ends the line."""
        last = done >= total
        now = time.monotonic()
        if not last and now - self._drawn < _PAUSE:
            return
        self._drawn = now
        with contextlib.suppress(OSError):  # a terminal that went away must not stop the work
            sys.stderr.write(f"\r\033[K{self._title} {done}/{total} {text}" + ("\n" if last else ""))
            sys.stderr.flush()
