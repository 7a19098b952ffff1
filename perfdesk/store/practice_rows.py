"""A practice office in the middle of its last monitoring period: some sheets missing, some waiting, some returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.store.file import Store

_PERIOD = "SELECT MAX(month) FROM monitoring WHERE office = ? AND year = ? AND special = '' AND state = 'passed'"
_SHEETS = """
SELECT CASE m.subject_kind WHEN 'project' THEN p.department ELSE m.subject END AS department, m.id
FROM monitoring AS m LEFT JOIN project AS p ON p.office = m.office AND p.id = m.subject
WHERE m.office = ? AND m.year = ? AND m.month = ? ORDER BY m.id
"""
_OBSERVED = "SELECT office, id FROM observation WHERE office = ? AND sheet = ? AND stage = 'monitoring'"
_OWNERS = "SELECT id FROM unit WHERE office = ? AND kind IN ('department', 'township') ORDER BY code"


def open_work(store: Store, title: str) -> int:
    """Take some departments' sheets of the last period back into work, as one action; the period's month."""
    month = int(store.rows(_PERIOD, (store.office, store.year))[0][0])
    owners = [owner for (owner,) in store.rows(_OWNERS, (store.office,))]
    sheets: dict[str, list[str]] = {}
    for owner, sheet in store.rows(_SHEETS, (store.office, store.year, month)):
        sheets.setdefault(owner, []).append(sheet)
    gone: list[str] = []
    states: list[tuple[str, str, str, int]] = []
    for number, owner in enumerate(owners):
        own = sheets.get(owner, [])
        if number % 10 == 3:
            gone += own
        elif number % 10 == 5:
            states += [(store.office, sheet, "submitted", 0) for sheet in own]
        elif number % 10 == 8:
            states += [(store.office, sheet, "returned" if at < 2 else "submitted", int(at < 2)) for at, sheet in
                       enumerate(own)]  # fmt: skip
    with store.change(title) as change:
        for sheet in gone:
            change.delete("observation", change.rows(_OBSERVED, (store.office, sheet)))
        change.delete("monitoring", [(store.office, sheet) for sheet in gone])
        change.put("monitoring", ("office", "id", "state", "returns"), states)
    return month
