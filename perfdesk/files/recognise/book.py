"""What a reading collects while it is made: values with their cells, raw texts, repairs and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.problem import Problem, Repair
from perfdesk.domain.values import Target, written
from perfdesk.files.recognise.cells import settled, shown
from perfdesk.files.recognise.ready import name_of, part_of

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.form import Slot
    from perfdesk.domain.reading import Reading
    from perfdesk.domain.values import Parsed, Raw
    from perfdesk.files.grid import Grid


class Book:
    """The notes of one reading."""

    def __init__(self, reading: Reading, grid: Grid) -> None:
        """Keep the notes of `reading`, made from `grid`."""
        self.reading = reading
        self._grid = grid

    def at(self, row: int, column: int) -> str:
        """The A1 address of a place in the grid."""
        return name_of(self._grid.top + row, self._grid.left + column)

    def repair(self, row: int, column: int, path: str, raw: str, value: str, rule: str, unit: str = "") -> None:
        """Note a repair."""
        cell = self.at(row, column)
        self.reading.repairs.append(Repair(self.reading.sheet, cell, path, raw, value, rule, unit))

    def problem(self, level: str, rule: str, message: str, row: int, column: int, path: str = "") -> None:
        """Note a problem."""
        self.problem_at(level, rule, message, self.at(row, column), path)

    def problem_at(self, level: str, rule: str, message: str, cell: str, path: str = "") -> None:
        """Note a problem at an address."""
        reading = self.reading
        reading.problems.append(Problem(level, rule, message, reading.sheet, cell, path, reading.form))

    def take(
        self, row: Row, key: str, parsed: Parsed[object], slot: Slot, path: str, raw: Raw, place: tuple[int, int]
    ) -> None:
        """Put a parsed cell into `row`, and note its raw text, repairs and problem."""
        value = parsed.value
        if isinstance(value, Target):
            for part, said in zip(("relation", "value", "measure"), value, strict=True):
                row[part_of(key, part)] = said
        elif value is not None:
            row[key] = settled(value, raw, unit=slot.kind == "unit")  # type: ignore[assignment]
        if parsed.raw is not None:
            self.reading.raws[path] = parsed.raw
        if parsed.rules:
            text, unit = shown(slot, parsed)
            for rule in parsed.rules:
                self.repair(*place, path, written(raw), text, rule, unit)
        if parsed.problem:
            self.problem(parsed.level, parsed.rule, parsed.problem, *place, path)
