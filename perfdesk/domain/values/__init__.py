"""A delivered cell becomes a value of domain.content, with the repairs that were needed, or a problem in words."""

from perfdesk.domain.values.amount import amount
from perfdesk.domain.values.common import Parsed, Raw, Unclear, written
from perfdesk.domain.values.dates import day, last_day, year_of
from perfdesk.domain.values.percent import percent
from perfdesk.domain.values.score import FULL, score
from perfdesk.domain.values.target import Target, combine, relation, target
from perfdesk.domain.values.tick import tick, ticked
from perfdesk.domain.values.words import Named, choice, code, count, named, project, text

__all__ = [
    "FULL",
    "Named",
    "Parsed",
    "Raw",
    "Target",
    "Unclear",
    "amount",
    "choice",
    "code",
    "combine",
    "count",
    "day",
    "last_day",
    "named",
    "percent",
    "project",
    "relation",
    "score",
    "target",
    "text",
    "tick",
    "ticked",
    "written",
    "year_of",
]
