"""The indicator rows of a content, each read once: place, goal, actual, weight and score; headings are not scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain import levels
from perfdesk.domain.goals import Goal, goal
from perfdesk.domain.matching import plain

if TYPE_CHECKING:
    from perfdesk.domain.content import Content, Row
    from perfdesk.domain.settings import Settings

TABLE = "indicators"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row. `path` is its place in the content (indicators.3), `kind` its level-1 kind ("" where unknown).

    `name` is plain (no blanks, one width); `weight` and `score` are hundredths of a point, None where blank; `heading`
    is True for 指标1:, …… and 其中 rows without a weight.
    """

    path: str
    kind: str
    level1: str
    level2: str
    name: str
    relation: str
    value: str
    measure: str
    actual: str
    weight: int | None
    score: int | None
    reason: str
    heading: bool
    part: bool
    aim: Goal
    row: Row

    @property
    def target(self) -> str:
        """The target as printed: sign, value and measure."""
        sign = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}.get(self.relation, "")
        return f"{sign}{self.value}{self.measure}"


def text(row: Row, name: str) -> str:
    """A cell as text without blanks around it, "" where it is blank."""
    value = row.get(name)
    return "" if value is None else str(value).strip()


def number(row: Row, name: str) -> int | None:
    """A cell's whole number, None where it is blank or text."""
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_TEXTS = ("name", "level1", "level2", "relation", "value", "measure", "actual", "reason")


def _one(row: Row, index: int, year: int | None, settings: Settings) -> Indicator:
    said, level1, level2, relation, value, measure, actual, reason = [
        held.strip() if isinstance(held, str) else "" if held is None else str(held).strip()
        for held in map(row.get, _TEXTS)
    ]
    name = plain(said)
    weight, score = number(row, "weight"), number(row, "score")
    part = name.lstrip("★*").startswith("其中")
    empty = not value and not actual
    template = not name or (empty and settings.words.has("template", name))
    heading = weight is None and score is None and (part or template or not name)
    aim = goal(relation, value, measure, name=name, level2=level2, year=year, words=settings.words)
    return Indicator(
        path=f"{TABLE}.{index}",
        kind=levels.level1(level1) or levels.level1_of_level2(level2),
        level1=level1,
        level2=level2,
        name=name,
        relation=relation,
        value=value,
        measure=measure,
        actual=actual,
        weight=weight,
        score=score,
        reason=reason,
        heading=heading,
        part=part,
        aim=aim,
        row=row,
    )


def indicators(content: Content, settings: Settings) -> tuple[Indicator, ...]:
    """All indicator rows in printed order, headings included."""
    return tuple(_one(row, index, content.year, settings) for index, row in enumerate(content.rows(TABLE)))
