"""Which problems are shown, and how they are gathered under a rule or a unit; no Qt, so that it is quick to prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.problem import ERROR, HINT, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perfdesk.services.review_center import Item

ALL, NEW, NOTED = "all", "new", "noted"


@dataclass(frozen=True, slots=True)
class Narrow:
    """A filter: `level` error, warning, hint, new, noted or all; "" and 0 stand for no limit."""

    level: str = ALL
    stage: str = ""
    year: int = 0
    words: str = ""

    @property
    def plain(self) -> bool:
        """Whether everything is shown."""
        return self == Narrow()

    def takes(self, item: Item) -> bool:
        """Whether a problem is shown."""
        return (
            self.takes_level(item)
            and self.stage in {"", item.stage or "-"}
            and self.year in {0, item.year}
            and (not self.words or self._has_words(item))
        )

    def takes_level(self, item: Item) -> bool:
        """Whether the level lets it pass."""
        return (
            self.level in {ALL, item.level}
            or (self.level == NEW and item.new)
            or (self.level == NOTED and item.explained)
        )

    def _has_words(self, item: Item) -> bool:
        problem = item.found.problem
        text = f"{item.rule} {item.title} {item.unit} {problem.project} {problem.message}".casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class Group:
    """Problems under one rule or unit; the first group of all has no key."""

    key: str
    title: str
    errors: int
    warnings: int
    hints: int
    new: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.hints


def groups(items: Sequence[Item], by: str) -> list[Group]:
    """All problems, then a group a rule (`by` rule) or a unit (`by` unit), those with most errors first."""
    held: dict[str, list[Item]] = {}
    for item in items:
        held.setdefault(item.rule if by == "rule" else item.unit, []).append(item)
    titles = {item.rule: f"{item.rule} {item.title}" for item in items}
    found = [_group(key, titles.get(key, key) if by == "rule" else key, part) for key, part in held.items()]
    found.sort(key=lambda one: (-one.errors, -one.warnings, -one.hints, one.key))
    return [_group("", "全部问题", items), *found]


def _group(key: str, title: str, items: Iterable[Item]) -> Group:
    counts = {ERROR: 0, WARNING: 0, HINT: 0}
    new = 0
    for item in items:
        counts[item.level] += 1
        new += item.new
    return Group(key, title, counts[ERROR], counts[WARNING], counts[HINT], new)
