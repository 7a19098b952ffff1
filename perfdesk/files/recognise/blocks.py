"""Several forms on a sheet, one below the other: a block begins at a title, or where its first field stands again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.files.recognise.block import Block
from perfdesk.files.recognise.heads import norms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form
    from perfdesk.files.grid import Value
    from perfdesk.files.recognise.plan import Hit


def blocks_of(rows: Sequence[Sequence[Value]], hits: list[Hit], forms: Sequence[Form]) -> list[Block]:
    """Cut a sheet into blocks, in order."""
    if not hits:
        return []
    projects = {word for form in forms if form.shape == "sheet" for slot in form.fields if slot.name == "project_name"
                for word in norms(slot.labels)}  # fmt: skip
    departments = {word for form in forms if form.shape == "sheet" and form.subject == "department"
                   for word in norms(form.fields[0].labels)}  # fmt: skip
    by_row: dict[int, list[Hit]] = {}
    for hit in hits:
        by_row.setdefault(hit.row, []).append(hit)
    starts: list[int] = []
    seen_first = seen_any = False
    sheet_has_projects = any(_is_first(row, projects, rows) for row in by_row.values())
    firsts = projects if sheet_has_projects else departments
    for r in sorted(by_row):
        row = by_row[r]
        titled = any(hit.label.text == "§title" for hit in row)
        first = _is_first(row, firsts, rows)
        if not starts or (titled and seen_any) or (first and seen_first):
            starts.append(r)
            seen_first = seen_any = False
        seen_first = seen_first or first
        seen_any = seen_any or any(not hit.label.text.startswith("§") for hit in row if len(row) > 1 or first)
    starts[0] = 0
    ends = [*starts[1:], None]
    return [
        Block(rows, [hit for hit in hits if hit.row >= start and (end is None or hit.row < end)], start, end)
        for start, end in zip(starts, ends, strict=True)
    ]


def _is_first(row: list[Hit], words: set[str], rows: Sequence[Sequence[Value]]) -> bool:
    """Whether the row opens a form: it begins with the label of a first field, and it is not the head of a list.

    A word of that label behind other cells is a value (the kind 主管部门 in a list of units).
    """
    if row[0].label.text not in words or len([hit for hit in row if not hit.label.inline]) > 4:
        return False
    return all(value in (None, "") for value in rows[row[0].row][: row[0].column])
