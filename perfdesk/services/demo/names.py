"""Project names without end: topics by kinds of spending, shuffled once a department, then repeated in phases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from perfdesk.domain.practice import Plan, Sector, Vocabulary

_GIVERS = {"county": (("central", "中央财政"), ("province", "省级"), ("city", "市级")),
           "city": (("central", "中央财政"), ("province", "省级"))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Idea:
    """One project to be: name, kind of spending, topic, and for a superior one the main source."""

    name: str
    kind: str
    topic: str
    source: str


class Ideas:
    """The names of one department's projects of one class, in a fixed order; no name comes twice."""

    def __init__(self, plan: Plan, sector: Sector, words: Vocabulary, random: Random, cls: str) -> None:
        """Shuffle the department's list."""
        self._list = _own(sector, words) if cls == "own" else _superior(plan, sector)
        random.shuffle(self._list)

    def __getitem__(self, at: int) -> Idea:
        """The at-th idea."""
        idea = self._list[at % len(self._list)]
        phase = at // len(self._list)
        return replace(idea, name=f"{idea.name}（第{phase + 1}期）") if phase else idea


def _own(sector: Sector, words: Vocabulary) -> list[Idea]:
    return [
        Idea(pattern.format(topic=topic), kind, topic, "")
        for topic in sector.topics
        for kind in sector.classes
        for pattern in words.kinds[kind].names
    ]


def _superior(plan: Plan, sector: Sector) -> list[Idea]:
    givers = _GIVERS[plan.level]
    kinds = [kind for kind in ("subsidy", "construction", "purchase", "training") if kind in sector.classes] or [
        "subsidy"
    ]
    return [
        Idea(f"{giver}{fund}资金（{topic}）", kinds[(at + number) % len(kinds)], topic, source)
        for at, topic in enumerate(sector.topics)
        for number, fund in enumerate(sector.superior)
        for source, giver in (givers[(at + number) % len(givers)],)
    ]
