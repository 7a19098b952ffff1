"""A grade follows from the total by a ladder; other words for a grade are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.quantity import tidy

if TYPE_CHECKING:
    from perfdesk.domain.settings import Ladder


def grade(total: int, ladder: Ladder) -> str:
    """The grade of a total (hundredths of a point): the first step whose limit it reaches."""
    return next((name for name, least in ladder.steps if total >= least * 100), ladder.steps[-1][0])


def said(text: str, ladder: Ladder) -> str:
    """The grade that a cell means (优 良, 优秀, 自评等级:优), "" where it means none of the ladder's."""
    plain = tidy(text).rsplit(":", maxsplit=1)[-1].removesuffix("级").strip("()")
    names = {name for name, _ in ladder.steps}
    return plain if plain in names else ladder.synonyms.get(plain, "")
