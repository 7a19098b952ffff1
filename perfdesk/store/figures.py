"""Figures from the ledger: the body of a figure wrapped in its aggregate, over the offices that filled it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from perfdesk.domain.figure import FigureRow, FigureValue, Sums, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perfdesk.domain.figure import Figure
    from perfdesk.store.file import Store

# All offices below, at any depth: their superior chain leads here. The roster adds those that are still awaited.
_BELOW = """
WITH RECURSIVE below(code) AS (
    SELECT o.office FROM office AS o WHERE o.superior = :own
    UNION
    SELECT o.office FROM office AS o JOIN below AS b ON o.superior = b.code
)
SELECT code FROM below WHERE code <> :own ORDER BY code
"""
_AWAITED = "SELECT r.code FROM roster AS r WHERE r.office = :own AND r.revoked_from IS NULL AND r.code <> :own"

_SCOPE = """in_scope(office, level) AS MATERIALIZED (
    SELECT o.office, o.level FROM office AS o WHERE o.office IN ({offices})
)"""

_SUMS = """SELECT COUNT(*), {distinct}, COUNT(amount), SUM(amount), SUM(top), SUM(bottom) FROM (
{body}
)"""
_ROWS = """SELECT office, id, label, amount, top, bottom FROM (
{body}
) ORDER BY office, label, id"""

# Which offices handed in something of the kind a figure counts, in any state but draft.
_FILLED = {
    "target": "target AS r WHERE r.year = :year AND r.subject_kind = :kind AND r.state <> 'draft'",
    "monitor": (
        "monitoring AS r WHERE r.year = :year AND r.month = :month AND r.subject_kind = :kind AND r.state <> 'draft'"
    ),
    "selfeval": "selfeval AS r WHERE r.year = :year - 1 AND r.subject_kind = :kind AND r.state <> 'draft'",
    "finding": "finding AS r WHERE r.year <= :year",
}
_HELD = """
SELECT o.office FROM office AS o
WHERE o.office IN ({offices}) AND EXISTS (SELECT 1 FROM {body} AND r.office = o.office)
ORDER BY o.office
"""
_LAST_MONTH = """
SELECT MAX(m.month) FROM monitoring AS m
WHERE m.office IN ({offices}) AND m.year = :year AND m.special = '' AND m.state <> 'draft'
"""


def scope_offices(store: Store, scope: str) -> tuple[list[str], int]:
    """The offices of a scope whose rows are here, and how many are expected.

    own is the file's own office; sub are all received offices below at any depth, expected with those of the roster.
    """
    if scope == "own":
        return [store.office], 1
    own = {"own": store.office}
    held = [code for (code,) in store.rows(_BELOW, own)]
    awaited = {code for (code,) in store.rows(_AWAITED, own)}
    return held, len(awaited.union(held))


def period(store: Store, offices: Sequence[str], year: int, month: int | None) -> int | None:
    """The monitoring period to look at: the named month, else the year's last ordinary one with sheets handed in."""
    if month is not None:
        return month
    marks, given = _bound(offices)
    found = store.rows(_LAST_MONTH.format(offices=marks), {**given, "year": year})
    last: int | None = found[0][0]
    return last


def filled(store: Store, subject: str, offices: Sequence[str], year: int, month: int | None) -> list[str]:
    """The offices among `offices` that handed in something of `subject` (one of SUBJECTS) for that year and period."""
    if subject == "office":
        return list(offices)
    stage, _, kind = subject.partition(".")
    marks, given = _bound(offices)
    sql = _HELD.format(offices=marks, body=_FILLED[stage])
    return [code for (code,) in store.rows(sql, {**given, "year": year, "month": month, "kind": kind})]


def compute(  # noqa: PLR0913 - the parts of one question
    store: Store,
    figures: Sequence[Figure],
    scope: str,
    year: int,
    month: int | None = None,
    *,
    notice: Mapping[int, int] | None = None,
    rows: bool = False,
    only: str | None = None,
) -> list[FigureValue]:
    """The values of `figures` for working year `year` in `scope` (own|sub).

    `month` names the monitoring period; `notice` maps a period to its notice line (whole percents). With `rows` each
    value carries the rows behind it. `only` is the code of one office, received or own: its own level is computed from
    its rows alone, as the receiver of its package does.
    """
    offices, expected = ([only], 1) if only else scope_offices(store, scope)
    last = period(store, offices, year, month)
    line = (notice or {}).get(last) if last is not None else None
    found: dict[str, list[str]] = {}
    values: list[FigureValue] = []
    for figure in figures:
        if figure.filled not in found:
            found[figure.filled] = filled(store, figure.filled, offices, year, last)
        here = found[figure.filled] if line is not None or not figure.needs_line else []
        ask = _Ask(store, here, {"year": year, "month": last, "line": line})
        sums = Sums(*ask.rows(sums_sql(figure))[0]) if here else None
        values.append(
            FigureValue(
                figure=figure,
                scope=scope,
                number=value_of(figure, sums) if sums else None,
                top=sums.top if sums else None,
                bottom=sums.bottom if sums else None,
                expected=expected,
                filled=len(here),
                month=last if figure.monitors else None,
                rows=tuple(FigureRow(*row) for row in ask.rows(_ROWS.format(body=figure.sql))) if rows and here else (),
            )
        )
    return values


def sums_sql(figure: Figure) -> str:
    """The statement behind a figure's value, without the definition of in_scope (the bench runs it elsewhere too)."""
    keys = "id" if figure.distinct == "id" else "office || ' ' || id"
    distinct = f"COUNT(DISTINCT {keys})" if figure.aggregate == "distinct" else "0"
    return _SUMS.format(distinct=distinct, body=figure.sql)


class _Ask:
    """One statement over the offices that filled a figure."""

    def __init__(self, store: Store, offices: Sequence[str], given: dict[str, int | None]) -> None:
        marks, bound = _bound(offices)
        self._store, self._scope, self._given = store, _SCOPE.format(offices=marks), {**bound, **given}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of `sql`, which looks at in_scope."""
        return self._store.rows(f"WITH {self._scope}\n{sql}", self._given)


def _bound(offices: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Office codes as named parameters (table-valued functions would need the write gate)."""
    given = {f"office{at}": code for at, code in enumerate(offices)}
    return ", ".join(f":{name}" for name in given), given


def own_settings(store: Store) -> list[tuple[str, str, Any]]:
    """The office's own dated settings: name, since, value."""
    found = store.rows("SELECT s.name, s.since, s.value FROM setting AS s WHERE s.office = ?", (store.office,))
    return [(name, since, json.loads(value)) for name, since, value in found]


def office_name(store: Store) -> str:
    """The name of the office that keeps the file."""
    name: str = store.rows("SELECT o.name FROM office AS o WHERE o.office = ? AND o.id = ?", (store.office,) * 2)[0][0]
    return name
