"""Sheets: their labels, the blocks of forms on them, the form that fits each block, layouts remembered."""

from __future__ import annotations

from itertools import chain, compress
from typing import TYPE_CHECKING

from perfdesk.domain.problem import Problem
from perfdesk.files.recognise.blocks import blocks_of
from perfdesk.files.recognise.choose import choose
from perfdesk.files.recognise.labels import Vocabulary
from perfdesk.files.recognise.period import period_of
from perfdesk.files.recognise.plan import Hit, Plan
from perfdesk.files.recognise.read import read
from perfdesk.files.recognise.refuse import notes_of_grid, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perfdesk.domain.form import Form
    from perfdesk.domain.reading import Reading
    from perfdesk.files.grid import Grid, Value

_LAYOUTS = 5_000


def recognise(
    grids: Sequence[Grid],
    identity: str = "",
    *,
    forms: Sequence[Form],
    path: str = "",
    year_hint: int | None = None,
    aliases: Mapping[str, str] | None = None,
) -> tuple[list[Reading], list[Problem]]:
    """Read every form on every sheet.

    `identity` is the custom property of our own templates and is passed through. `year_hint` is the office's current
    year, taken and told where neither the sheet nor the file's name prints one. `aliases` maps column texts that the
    clerk assigned for this sender to slot names. The problems are those of the file: sheets that are no form.
    """
    recogniser = _recogniser(forms, aliases)
    readings: list[Reading] = []
    problems: list[Problem] = []
    strange: list[tuple[Grid, Problem]] = []
    for grid in grids:
        found, trouble = recogniser.sheet(grid, identity, path, year_hint)
        readings += found
        if found:
            problems += notes_of_grid(grid)
        elif trouble is not None:
            strange.append((grid, trouble))
    if readings:
        problems += [
            Problem("hint", trouble.rule, f"工作表“{grid.name}”没有读取：{trouble.message}", grid.name, trouble.cell)
            for grid, trouble in strange
        ]
    elif strange:
        problems += [trouble for _, trouble in strange]
    else:
        problems.append(Problem("error", "D54", "文件里没有任何内容"))
    return readings, problems


_KNOWN: dict[tuple[object, ...], Recogniser] = {}


def _recogniser(forms: Sequence[Form], aliases: Mapping[str, str] | None) -> Recogniser:
    """The recogniser of these forms; the same objects are found by identity, equal ones by comparing once."""
    learned = tuple(sorted(aliases.items())) if aliases else ()
    key = (*map(id, forms), learned)
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) > 64:
            _KNOWN.clear()
        given = tuple(forms)
        equal = (other for other in _KNOWN.values() if other.forms == given and other.learned == learned)
        known = _KNOWN[key] = Recogniser(given, learned, next(equal, None))
    return known


class Recogniser:
    """The words of some forms and the layouts met so far.

    A layout is known by its fingerprint: which labels stand where. On a sheet with the same labels at the same places
    (and the same texts in the heads of its tables) only values are parsed.
    """

    def __init__(
        self, forms: tuple[Form, ...], learned: tuple[tuple[str, str], ...], equal: Recogniser | None = None
    ) -> None:
        """Learn the words of the forms, or share what an `equal` one knows."""
        self.forms = forms
        self.learned = learned
        self._vocabulary: Vocabulary = equal._vocabulary if equal else Vocabulary(forms, dict(learned))  # noqa: SLF001 - same class
        self._layouts: _Layouts = equal._layouts if equal else {}  # noqa: SLF001 - same class

    def sheet(
        self, grid: Grid, identity: str, path: str, year_hint: int | None
    ) -> tuple[list[Reading], Problem | None]:
        """The readings of one sheet; without any, the problem that says why (None for a blank sheet)."""
        rows = _even(grid.rows)
        numbers = [*map(self._vocabulary.memo.numbers.__getitem__, chain.from_iterable(rows))]
        places = tuple(compress(range(len(numbers)), numbers))
        plans = self._plans(rows, (len(rows[0]) if rows else 0, places, tuple(filter(None, numbers))))
        if not plans:
            return [], refusal(grid, rows, self._hits(rows), self.forms)
        return [read(plan, grid, rows, period_of(plan, rows, path, year_hint), identity) for plan in plans], None

    def _hits(self, rows: list[list[Value]]) -> list[Hit]:
        memo = self._vocabulary.memo
        return [Hit(r, c, label) for r, row in enumerate(rows) for c, value in enumerate(row) if (label := memo[value])]

    def _plans(self, rows: list[list[Value]], mark: _Mark) -> list[Plan]:
        for heads, plans in self._layouts.get(mark, ()):
            if all(r < len(rows) and rows[r] == row for r, row in heads):
                return plans
        plans = [plan for block in blocks_of(rows, self._hits(rows), self.forms) if (plan := choose(self.forms, block))]
        heads = [(r, list(rows[r])) for plan in plans for r in _head_rows(plan)]
        if len(self._layouts) > _LAYOUTS:
            self._layouts.clear()
        self._layouts.setdefault(mark, []).append((heads, plans))
        return plans


_Heads = list[tuple[int, list["Value"]]]
_Mark = tuple[int, tuple[int, ...], tuple[int, ...]]
"""A sheet's width, where its labels stand (counted through), and which they are."""
_Layouts = dict[_Mark, list[tuple[_Heads, list["Plan"]]]]


def _head_rows(plan: Plan) -> list[int]:
    return [row for table in plan.tables for row in range(table.head[0], table.head[1] + 1)]


def _even(rows: list[list[Value]]) -> list[list[Value]]:
    """Rows of one width."""
    width = max(map(len, rows), default=0)
    if all(len(row) == width for row in rows):
        return rows
    return [row if len(row) == width else row + [None] * (width - len(row)) for row in rows]
