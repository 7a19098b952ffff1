"""A total divided over weights in whole parts: exact, and no single part takes the rounding of all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """`total` in whole parts by `weights`, each at least `least`, by the largest remainders (first ones win ties).

    Raises:
        ValueError: `total` is too small for the least parts, or there is nothing to divide it over.
    """
    rest = total - least * len(weights)
    whole = sum(weights)
    if rest < 0 or (rest and not whole) or any(weight < 0 for weight in weights):
        raise ValueError(f"{total} cannot be divided over {len(weights)} parts of at least {least}")
    if not whole:
        return [least] * len(weights)
    parts = [least + rest * weight // whole for weight in weights]
    missing = total - sum(parts)
    by_rest = sorted(range(len(weights)), key=lambda at: -(rest * weights[at] % whole))
    for at in by_rest[:missing]:
        parts[at] += 1
    return parts
