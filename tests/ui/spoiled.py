"""A practice office with mistakes in it: what a clerk meets on a day on which departments have filled in wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.store.file import open_store

if TYPE_CHECKING:
    from pathlib import Path


def spoil(path: Path, count: int = 9, *, since: int = 0) -> None:
    """Make mistakes in `count` sheets of two kinds, from the one at `since` on: totals and grades that do not agree."""
    with open_store(path, operator="张三") as store:
        found = store.rows(
            "SELECT id, total FROM selfeval WHERE office = ? AND subject_kind = 'project' AND total > 9000 "
            "ORDER BY id LIMIT ? OFFSET ?",
            (store.office, count, since),
        )
        over = store.rows(
            "SELECT id FROM monitoring WHERE office = ? AND subject_kind = 'project' AND month = 9 AND initial > 0 "
            "ORDER BY id LIMIT ? OFFSET ?",
            (store.office, count, since),
        )
        with store.change(f"导入 {count} 个部门的更正表") as change:
            totals = [(store.office, id_, total - 500, "差") for id_, total in found]
            change.put("selfeval", ("office", "id", "total", "grade"), totals)
            change.put("monitoring", ("office", "id", "forecast"), [(store.office, id_, 1) for (id_,) in over])
