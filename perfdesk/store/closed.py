"""What an older action may not touch any more: rows inside passed or sealed sheets and inside agreed targets.

Passing a sheet changes its own row alone, so its indicators look untouched since they were typed; taking such a typing
back would change a sheet that nobody may change. A sealed sheet opens by 解封 with its reason, and by nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.store.shape import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.store.writer import Writer

_INSIDE = (
    ("observation", "sheet", "monitoring"),
    ("observation", "sheet", "selfeval"),
    ("indicator", "target", "target"),
)
_CLOSED = "('passed', 'approved', 'sealed')"
# Sheets of other offices are as their packages said; a receipt is taken back whole.
_OWN = "JOIN office AS f ON f.office = b.office AND f.own = 1"
_NAMES = """
SELECT coalesce(p.name, u.name, s.subject), s.state FROM {sheet} AS s
LEFT JOIN project AS p ON p.office = s.office AND p.id = s.subject AND s.subject_kind = 'project'
LEFT JOIN unit AS u ON u.office = s.office AND u.id = s.subject
WHERE (s.office, s.id) IN ({keys}) ORDER BY 1
"""
_OF_ROWS = """
SELECT x.office, x.id FROM before_image AS b {own}
LEFT JOIN {inner} AS c ON c.office = b.office AND c.id = b.id
JOIN {sheet} AS x ON x.office = b.office AND x.id = coalesce(c.{link}, json_extract(b.row, '$[{at}]'))
WHERE b.seq = :seq AND b.tbl = '{inner}' AND x.state IN {closed} AND NOT EXISTS (
    SELECT 1 FROM before_image AS o WHERE o.seq = b.seq AND o.tbl = '{sheet}' AND o.office = x.office AND o.id = x.id)
"""
_SEALED = """
SELECT x.office, x.id FROM before_image AS b {own}
JOIN {sheet} AS x ON x.office = b.office AND x.id = b.id
WHERE b.seq = :seq AND b.tbl = '{sheet}' AND x.state = 'sealed'
"""


def closed_to(writer: Writer, seq: int) -> list[tuple[str, str]]:
    """The (name of the subject, state) of own sheets and targets that taking back action `seq` would change wrongly."""
    return list(dict.fromkeys(_found(writer, seq)))


def _found(writer: Writer, seq: int) -> Iterator[tuple[str, str]]:
    for inner, link, sheet in _INSIDE:
        at = table(inner).columns.index(link)
        keys = _OF_ROWS.format(own=_OWN, inner=inner, sheet=sheet, link=link, at=at, closed=_CLOSED)
        yield from writer.conn.execute(_NAMES.format(sheet=sheet, keys=keys), {"seq": seq}).fetchall()
        if sheet != "target":
            keys = _SEALED.format(own=_OWN, sheet=sheet)
            yield from writer.conn.execute(_NAMES.format(sheet=sheet, keys=keys), {"seq": seq}).fetchall()
