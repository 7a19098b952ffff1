"""What a city holds of the offices below: receipts, keys, and the money they executed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_BELOW = """
SELECT o.office, o.name FROM office AS o WHERE o.superior = ? AND o.own = 0
UNION
SELECT r.code, r.name FROM roster AS r WHERE r.office = ? AND r.revoked_from IS NULL
  AND NOT EXISTS (SELECT 1 FROM office AS o WHERE o.office = r.code)
ORDER BY 1
"""
_RECEIPTS = """
SELECT id, sender, sender_name, kind, month, seq, received_at, rows, differences, warnings, facts
FROM receipt WHERE office = ? AND year = ? ORDER BY seq, id
"""
_KEYS = """
SELECT code, fingerprint, enrolled_on, revoked_from FROM roster WHERE office = ? ORDER BY code, id
"""
# The last month for which anything was executed, and the rate at it: Σ executed / Σ adjusted of the same projects.
_EXECUTION = """
WITH last(month) AS (SELECT MAX(month) FROM execution WHERE office = :office AND year = :year),
spent(project, executed) AS (
    SELECT e.project, SUM(e.executed) FROM execution AS e
    WHERE e.office = :office AND e.year = :year AND e.month = (SELECT month FROM last) GROUP BY e.project)
SELECT (SELECT month FROM last), SUM(s.executed),
    SUM((SELECT SUM(f.adjusted) FROM funding AS f WHERE f.office = :office AND f.project = s.project))
FROM spent AS s
"""
# Money of the counties that comes from this office, how much of it bears a 指标文号 that this office's own lines bear.
_PASSED_ON = """
WITH own(document) AS MATERIALIZED (
    SELECT DISTINCT f.document FROM funding AS f JOIN project AS p ON p.office = f.office AND p.id = f.project
    WHERE f.office = :office AND p.year = :year AND f.document <> '')
SELECT COUNT(*), COALESCE(SUM(f.adjusted), 0), COUNT(*) FILTER (WHERE f.document IN (SELECT document FROM own))
FROM office AS o
JOIN project AS p ON p.office = o.office AND p.year = :year AND p.state = 'admitted'
JOIN funding AS f ON f.office = p.office AND f.project = p.id AND f.source = 'city'
WHERE o.superior = :office AND o.own = 0
"""
_ACTION = """
SELECT MAX(b.seq) FROM before_image AS b JOIN action AS a ON a.seq = b.seq
WHERE b.tbl = 'receipt' AND b.office = ? AND b.id = ? AND b.row IS NULL AND a.kind IN ('change', 'revert')
"""


@dataclass(frozen=True, slots=True)
class Received:
    """One receipt. `at` is local time; `differences` are (figure, claimed, computed) as printed."""

    id: str
    sender: str
    name: str
    kind: str
    month: int | None
    seq: int
    at: str
    rows: int
    differences: tuple[tuple[str, str | None, str | None], ...]
    warnings: tuple[str, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A key on the roster."""

    code: str
    fingerprint: str
    enrolled_on: str
    revoked_from: int | None


def below(store: Store) -> list[tuple[str, str]]:
    """Code and name of each office right below, received or only enrolled."""
    return [(code, name) for code, name in store.rows(_BELOW, (store.office, store.office))]


def receipts(store: Store, year: int) -> list[Received]:
    """Every receipt of a working year, by number."""
    return [
        Received(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            sum(json.loads(row[7]).values()),
            tuple((key, claimed, computed) for key, claimed, computed in json.loads(row[8])),
            tuple(json.loads(row[9])),
            row[10],
        )
        for row in store.rows(_RECEIPTS, (store.office, year))
    ]


def enrolled(store: Store) -> list[Enrolled]:
    """Every key on the roster, by office and then by age."""
    return [Enrolled(*row) for row in store.rows(_KEYS, (store.office,))]


def executed(store: Store, office: str, year: int) -> tuple[int | None, int, int]:
    """The last month with executed amounts of an office, what was executed up to it and of how much budget, 分."""
    month, spent, budget = store.rows(_EXECUTION, {"office": office, "year": year})[0]
    return month, spent or 0, budget or 0


def passed_on(store: Store, year: int) -> tuple[int, int, int]:
    """The counties' funding lines of the city's money: how many, 分, how many with a document that the city has too."""
    lines, amount, matched = store.rows(_PASSED_ON, {"office": store.office, "year": year})[0]
    return int(lines), int(amount), int(matched)


def action_of(store: Store, receipt: str) -> int | None:
    """The number of the action that wrote a receipt."""
    found: int | None = store.rows(_ACTION, (store.office, receipt))[0][0]
    return found
