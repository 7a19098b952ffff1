"""What stands in the way of reporting: sums of sheets beside the ledger's, and the packages that were issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_ISSUED = """
SELECT i.scope, i.number, i.digest, i.at FROM issued AS i
WHERE i.office = ? AND i.kind = 'package' AND i.year = ? ORDER BY i.id DESC
"""
# One row a project: what its sheet says and what the ledger holds. A sheet without the amount claims nothing.
_PAIRS = {
    "monitoring": """
        SELECT m.subject, m.executed AS said,
            (SELECT SUM(e.executed) FROM execution AS e
             WHERE e.office = m.office AND e.project = m.subject AND e.month = m.month) AS held
        FROM monitoring AS m WHERE m.office = :office AND m.year = :year AND m.month = :month
          AND m.subject_kind = 'project' AND m.state <> 'draft' AND m.executed IS NOT NULL""",
    "selfeval": """
        SELECT s.subject, s.adjusted AS said,
            (SELECT SUM(f.adjusted) FROM funding AS f WHERE f.office = s.office AND f.project = s.subject) AS held
        FROM selfeval AS s WHERE s.office = :office AND s.year = :year
          AND s.subject_kind = 'project' AND s.state <> 'draft' AND s.adjusted IS NOT NULL""",
}
_SUMS = """
SELECT COUNT(*), SUM(said), SUM(held), COUNT(*) FILTER (WHERE ABS(said - COALESCE(held, 0)) > :least) FROM ({pairs})
"""
_SEALED = """
SELECT count(*) FILTER (WHERE state = 'sealed'), count(*) FROM {stage}
WHERE office = :office AND year = :year AND state <> 'draft' {period}
"""
_MONTHS = """
SELECT DISTINCT month FROM monitoring WHERE office = ? AND year = ? AND special = '' ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sheets of a stage beside the ledger, 分: how many, both sums, and how many sheets differ."""

    sheets: int
    said: int
    held: int
    differing: int


@dataclass(frozen=True, slots=True)
class Issued:
    """A package that was issued: scope annual, target or monitor:MM, its number, the manifest's digest, when (UTC)."""

    scope: str
    number: int
    digest: str
    at: str


def sums(store: Store, stage: str, year: int, month: int | None, least: int) -> Sums:
    """What the sheets of a stage (monitoring, selfeval) add up to beside the ledger; `least` 分 may differ."""
    sql = _SUMS.format(pairs=_PAIRS[stage])
    given = {"office": store.office, "year": year, "month": month, "least": least}
    count, said, held, differing = store.rows(sql, given)[0]
    return Sums(count, said or 0, held or 0, differing)


def issued(store: Store, year: int) -> list[Issued]:
    """Every package of a working year, newest first."""
    return [Issued(*row) for row in store.rows(_ISSUED, (store.office, year))]


def sealed(store: Store, stage: str, year: int, month: int | None) -> tuple[int, int]:
    """How many sheets of an ordinary monitoring period, or self-evaluations of a year, are sealed; and how many are."""
    given, period = {"office": store.office, "year": year}, ""
    if stage == "monitoring":
        given["month"], period = month or 0, "AND month = :month AND special = ''"
    ((found, every),) = store.rows(_SEALED.format(stage=stage, period=period), given)
    return found, every


def months(store: Store, year: int) -> list[int]:
    """The ordinary monitoring periods that have sheets in any state."""
    return [month for (month,) in store.rows(_MONTHS, (store.office, year))]
