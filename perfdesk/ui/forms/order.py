"""How keys walk over the cells of a form: Tab along the rows, Enter down the columns, arrows by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.form_view import FormCell


def along(cells: Sequence[FormCell]) -> list[FormCell]:
    """The cells to fill, row by row."""
    return sorted((cell for cell in cells if cell.editable), key=lambda cell: (cell.row, cell.col))


def down(cells: Sequence[FormCell]) -> list[FormCell]:
    """The cells to fill as Enter visits them: down a column of a table, then the next column, then the next table."""
    regions: dict[str, list[FormCell]] = {}
    for cell in along(cells):
        regions.setdefault(cell.region, []).append(cell)
    ordered: list[FormCell] = []
    for region in regions.values():
        ordered += sorted(region, key=lambda cell: (cell.col, cell.row))
    return ordered


def step(ordered: Sequence[FormCell], current: FormCell | None, by: int) -> FormCell | None:
    """The cell `by` steps on, None at the end; from a cell that is not in the order the nearest one that way."""
    if not ordered:
        return None
    if current is None:
        return ordered[0 if by > 0 else -1]
    paths = [cell.path for cell in ordered]
    if current.path in paths:
        at = paths.index(current.path) + by
        return ordered[at] if 0 <= at < len(ordered) else None
    here = (current.row, current.col)
    if by > 0:
        return next((cell for cell in ordered if (cell.row, cell.col) > here), None)
    return next((cell for cell in reversed(ordered) if (cell.row, cell.col) < here), None)


def beside(cells: Sequence[FormCell], current: FormCell, across: int, downward: int) -> FormCell | None:
    """The nearest cell with a value in a direction of the arrow keys."""
    best: tuple[float, FormCell] | None = None
    x, y = current.x + current.width / 2, current.y + current.height / 2
    for cell in cells:
        if not cell.path or cell is current:
            continue
        if across:
            gap = cell.x - (current.x + current.width) if across > 0 else current.x - (cell.x + cell.width)
            aside = max(0.0, cell.y - y, y - (cell.y + cell.height))
        else:
            gap = cell.y - (current.y + current.height) if downward > 0 else current.y - (cell.y + cell.height)
            aside = max(0.0, cell.x - x, x - (cell.x + cell.width))
        if gap < -0.5 or (across and aside > 0):
            continue
        far = gap + 4 * aside
        if best is None or far < best[0]:
            best = (far, cell)
    return best[1] if best else None
