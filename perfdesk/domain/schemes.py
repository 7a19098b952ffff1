"""Which weights a sheet has: those written, completed from level-1 labels and a scheme (W1-W8, 财预〔2020〕10号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.indicators import Indicator
    from perfdesk.domain.settings import Scheme, Settings

MOST_EXECUTION = 3000
"""An execution weight above this (hundredths of a point) is a slip, such as 100 for 10."""

_KINDS = (levels.OUTPUT, levels.BENEFIT, levels.SATISFACTION, levels.COST)


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights that count, hundredths of a point.

    `scheme` is the scheme that agrees with them or filled them, None where the sheet has its own division; `lines` goes
    with the scored rows in order; `derived` tells which of them the sheet did not write.
    """

    scheme: Scheme | None
    execution: int
    execution_derived: bool
    lines: tuple[int, ...]
    derived: tuple[bool, ...]

    @property
    def total(self) -> int:
        """The sum of all weights; 10000 where the sheet is right."""
        return self.execution + sum(self.lines)


def spread(total: int, count: int) -> list[int]:
    """`total` hundredths over `count` rows, each rounded to 0.01, the remainder on the last row."""
    if count == 0:
        return []
    each = (2 * total + count) // (2 * count)
    if each * (count - 1) > total:
        each = total // count
    return [each] * (count - 1) + [total - each * (count - 1)]


def _shares(scheme: Scheme, present: set[str]) -> dict[str, int]:
    """A scheme's level-1 weights for the kinds that a sheet has; what is absent goes to its neighbour (101号)."""
    share = {
        levels.OUTPUT: scheme.output,
        levels.BENEFIT: scheme.benefit,
        levels.SATISFACTION: scheme.satisfaction,
        levels.COST: scheme.cost,
    }
    neighbours = (
        (levels.COST, (levels.OUTPUT, levels.BENEFIT, levels.SATISFACTION)),
        (levels.SATISFACTION, (levels.BENEFIT, levels.OUTPUT, levels.COST)),
        (levels.BENEFIT, (levels.OUTPUT, levels.SATISFACTION, levels.COST)),
        (levels.OUTPUT, (levels.BENEFIT, levels.SATISFACTION, levels.COST)),
    )
    for kind, heirs in neighbours:
        heir = next((other for other in heirs if other in present), None)
        if kind not in present and heir:
            share[heir] += share.pop(kind)
    return share


def _execution(rows: Sequence[Indicator], entered: int | None, score: int | None, settings: Settings) -> int | None:
    """The execution weight that a sheet says, or shows by its score or by what its indicators leave of 100.

    An impossible one (above MOST_EXECUTION) does not count; None where the sheet shows none.
    """
    if entered is not None:
        return entered if 0 <= entered <= MOST_EXECUTION else None
    if score is not None and 1000 < score <= 2000:
        return 2000
    given = [row.weight for row in rows if row.weight is not None]
    rest = 10_000 - sum(given)
    usual = {scheme.execution for scheme in settings.schemes.values()}
    return rest if given and len(given) == len(rows) and rest in usual else None


def _fitting(rows: Sequence[Indicator], execution: int | None, settings: Settings) -> Scheme:
    """The scheme that fills gaps: by the execution weight and the level-1 kinds that the sheet has."""
    present = {row.kind for row in rows}
    default = settings.schemes[settings.scoring.scheme]
    if execution == 2000 and default.execution != 2000:
        return settings.schemes.get("W6", default)
    if execution == 0 and default.execution != 0:
        return settings.schemes.get("W7", default)
    if default.key != "W1" or not present - {""}:
        return default
    by_kinds = {(True, True): "W2", (True, False): "W4", (False, True): "W1", (False, False): "W3"}
    cost = any(row.kind == levels.COST and levels.level1(row.level1) == levels.COST for row in rows)
    key = by_kinds[cost, levels.SATISFACTION in present]
    if levels.BENEFIT not in present and key == "W1":
        key = "W5"
    return settings.schemes.get(key, default)


def _agreeing(execution: int, sums: dict[str, int], settings: Settings) -> Scheme | None:
    """The scheme whose numbers are exactly those of the sheet."""
    for scheme in settings.schemes.values():
        wanted = (scheme.execution, scheme.output, scheme.benefit, scheme.satisfaction, scheme.cost)
        if wanted == (execution, *(sums.get(kind, 0) for kind in _KINDS)) and "" not in sums:
            return scheme
    return None


def _fill(rows: Sequence[Indicator], execution: int, shares: dict[str, int]) -> list[int]:
    """Every row's weight: as written, else the rest of its level-1 weight in equal parts."""
    groups: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(row.kind, []).append(index)
    found = [row.weight or 0 for row in rows]
    open_groups = [kind for kind, members in groups.items() if any(rows[index].weight is None for index in members)]
    closed = sum(found[index] for kind, members in groups.items() if kind not in open_groups for index in members)
    for kind in open_groups:
        members = groups[kind]
        given = sum(found[index] for index in members)
        label = next((weight for index in members if (weight := levels.label_weight(rows[index].level1))), None)
        rest = 10_000 - execution - closed
        if label is not None:
            whole = label
        elif len(open_groups) == 1 and rest >= given:
            whole = rest
        else:
            whole = shares.get(kind, 0) if kind else max(0, rest // len(open_groups))
        missing = [index for index in members if rows[index].weight is None]
        for index, weight in zip(missing, spread(max(0, whole - given), len(missing)), strict=True):
            found[index] = weight
    return found


def _proven(rows: Sequence[Indicator], total: int) -> list[int] | None:
    """Weights proven by scores: a sheet without weights whose scores add up to all that can be earned."""
    scores = [row.score for row in rows]
    bare = all(row.weight is None and levels.label_weight(row.level1) is None for row in rows)
    found = [score for score in scores if score is not None and score >= 0]
    return found if bare and len(found) == len(rows) and sum(found) == total else None


def weights(
    rows: Sequence[Indicator], execution: int | None, execution_score: int | None, settings: Settings
) -> Weights:
    """The weights of a sheet's scored rows.

    Args:
        rows: scored rows in order.
        execution: the execution weight as entered (hundredths), None where blank.
        execution_score: the execution score as entered; over 10.00 it shows a weight of 20.
        settings: schemes in force.
    """
    said = _execution(rows, execution, execution_score, settings)
    scheme = _fitting(rows, said, settings)
    counted = scheme.execution if said is None else said
    filled = _proven(rows, 10_000 - counted) or _fill(rows, counted, _shares(scheme, {row.kind for row in rows}))
    sums: dict[str, int] = {}
    for row, weight in zip(rows, filled, strict=True):
        sums[row.kind] = sums.get(row.kind, 0) + weight
    derived = tuple(row.weight is None for row in rows)
    agreeing = _agreeing(counted, sums, settings)
    if agreeing is None and any(derived):
        agreeing = scheme
    return Weights(agreeing, counted, said is None or said != execution, tuple(filled), derived)
