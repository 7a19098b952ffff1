"""A delivered file's way inside one child: guard, grids, recogniser; out comes what it says, or why it was refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from perfdesk.domain.problem import ERROR, HINT, Problem
from perfdesk.domain.reading import FileReading
from perfdesk.files import spreadsheet, suspects, text_table, word_tables
from perfdesk.files.guard import Refused, admit

if TYPE_CHECKING:
    from collections.abc import Container

    from perfdesk.domain.reading import Reading
    from perfdesk.files.grid import Grid
    from perfdesk.files.guard import Admitted
    from perfdesk.files.sources import Opener, Source


class Recogniser(Protocol):
    """What turns grids into readings; it must be importable by name, for it travels to the children."""

    def __call__(self, grids: list[Grid], identity: str, *, path: str) -> tuple[list[Reading], list[Problem]]:
        """The readings on the grids of one file and the problems that belong to no reading."""


def grids_of(data: bytes, name: str, *, merges: bool = False) -> tuple[list[Grid], Admitted]:
    """Let a file in and read its visible sheets.

    Raises:
        Refused: with the E_ code, the place and the step to take.
    """
    admitted = admit(data, name)
    if admitted.kind == "csv":
        grids = [text_table.grid(data, name)]
    elif admitted.kind == "docx":
        grids = [word_tables.grid(admitted.data)]
    else:
        grids = spreadsheet.grids(admitted, merges=merges)
    if admitted.controls or admitted.kind in ("csv", "xls"):
        admitted.problems += suspects.controls(grids)
    admitted.data = b""
    return grids, admitted


def deliver(source: Source, opener: Opener, recogniser: Recogniser, known: Container[str] = ()) -> FileReading:
    """Read one source; a refusal is a result like any other.

    `known` holds the SHA-256 of files that were imported before; they are not read again.
    """
    result = FileReading(source.path, "", source.status, member=source.member)
    if source.problem is not None:
        result.problems.append(source.problem)
        return result
    try:
        data = opener.read(source)
        result.sha256 = hashlib.sha256(data).hexdigest()
        if result.sha256 in known:
            result.status = "skipped"
            result.problems.append(Problem(HINT, "W_KNOWN", f"{source.shown} 已经导入过，内容没有变化，已跳过"))
            return result
        grids, admitted = grids_of(data, source.member or source.path)
    except Refused as refused:
        result.status = "rejected"
        result.problems += [replace(found, message=f"{source.shown}：{found.message}") for found in refused.problems]
        return result
    result.problems += admitted.problems
    if not grids:
        words = "所有工作表都是隐藏的，没有可以导入的内容；请取消隐藏，保存后重新导入"
        result.problems.append(Problem(ERROR, "D03", words))
        return result
    result.readings, problems = recogniser(grids, admitted.identity, path=source.member or source.path)
    result.problems += problems
    result.problems += suspects.text_numbers(grids, {reading.sheet for reading in result.readings})
    return result
