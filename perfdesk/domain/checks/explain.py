"""Which rule explains that an entered score is not the computed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfdesk.domain.problem import Problem
    from perfdesk.domain.scoring import Line, Score

_SCORING = frozenset(f"R{number:03d}" for number in (4, 8, 11, 12, *range(31, 47), 48))
_TOTAL = frozenset(("R031", "R032", "R034", "R035", "R036", "R042", "R044"))


def line_rules(line: Line, problems: Iterable[Problem]) -> tuple[str, ...]:
    """The rules that explain one line's difference, () where entered and computed agree or nothing was entered.

    A difference too small for a warning is still one of R035 (execution) or R036 (indicators).
    """
    if line.entered is None or line.entered == line.computed:
        return ()
    near = {problem.rule for problem in problems if problem.field.startswith(f"{line.path}.")} & _SCORING
    plain = "R035" if line.path == "funds.total" else "R036"
    return tuple(sorted(near)) if near & {plain, "R033", "R042", "R044"} else tuple(sorted({*near, plain}))


def total_rules(score: Score, problems: Iterable[Problem]) -> tuple[str, ...]:
    """The rules that explain why the entered total is not the computed one; () where they agree."""
    if score.entered is None or score.entered == score.computed:
        return ()
    found = list(problems)
    lines = {rule for line in score.all_lines for rule in line_rules(line, found)}
    return tuple(sorted((lines | {problem.rule for problem in found}) & _TOTAL | (lines & _TOTAL)))
