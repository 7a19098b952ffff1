"""The cells of a matrix: its rows are found by their labels, its columns by the nearest head above, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.files.recognise.heads import norms
from perfdesk.files.recognise.plan import Doubt, MatrixPlace, Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Matrix, Slot, Table
    from perfdesk.files.recognise.block import Block
    from perfdesk.files.recognise.heads import Head
    from perfdesk.files.recognise.plan import Hit, Plan


def read_matrix(plan: Plan, matrix: Matrix, block: Block, body: set[int], heads: Sequence[tuple[Table, Head]]) -> None:
    """Place the cells of one matrix on the plan, with what is missing or doubtful about them."""
    columns = {word: slot for slot in matrix.columns for word in norms(slot.labels)}
    corner = set(norms(matrix.corner))
    corner_unit = next((hit.label.unit for hit in block.hits if hit.label.text in corner and hit.label.unit), "")
    region = _region(matrix, block, heads, columns)
    found: dict[str, Hit] = {}
    for slot in matrix.rows:
        hit = _row(plan, matrix, slot, block, body, found, region)
        if hit is not None:
            found[slot.name] = hit
        elif not slot.optional:
            plan.missing.append(f"{matrix.name}.{slot.name}")
            if any(not column.optional for column in matrix.columns):
                words = f"没有找到“{slot.labels[0]}”一行"
                plan.doubts.append(Doubt("warning", "D33", words, *plan.anchor, f"{matrix.name}.{slot.name}"))
    seen: set[str] = set()
    for name, hit in found.items():
        places = _crossings(plan, matrix, name, hit, block, columns, corner_unit)
        plan.cells += places
        seen |= {place.slot.name for place in places}
    plan.weight += len(found) + len(seen)
    if not _is_total(matrix) and not any(head.first <= region[0] <= head.last for _, head in heads):
        _remember(plan, matrix, block, found, region, columns)
    if found:
        plan.missing += [f"{matrix.name}.{c.name}" for c in matrix.columns if c.name not in seen and not c.optional]


def _region(
    matrix: Matrix, block: Block, heads: Sequence[tuple[Table, Head]], columns: dict[str, Slot]
) -> tuple[int, int]:
    """The rows in which a matrix's row labels are looked for: below its own column labels, above the next table."""
    if not columns:
        return block.top, min((head.first for _, head in heads), default=block.end)
    counts: dict[int, set[str]] = {}
    for hit in block.hits:
        if hit.label.text in columns:
            counts.setdefault(hit.row, set()).add(columns[hit.label.text].name)
    best = max(counts, key=lambda row: (len(counts[row]), -row), default=block.top)
    if _is_total(matrix):
        return best + 1, block.end
    return best, min((head.first for _, head in heads if head.first > best), default=block.end)


def _is_total(matrix: Matrix) -> bool:
    return any("总分" in row.labels for row in matrix.rows)


def _remember(
    plan: Plan, matrix: Matrix, block: Block, found: dict[str, Hit], region: tuple[int, int], columns: dict[str, Slot]
) -> None:
    """Keep the rows of the region that nobody reads, so that a number in them is told."""
    heads = sorted({hit.column for hit in block.hits if hit.row == region[0] and hit.label.text in columns})
    first, last = region[0] + 1, region[1]
    if not heads:
        corner = [hit for hit in block.hits if hit.label.text in norms(matrix.corner) and hit.row >= region[0]]
        beside = [cell for cell in plan.cells if cell.matrix != matrix.name] if _rivals(plan, matrix) else []
        if not corner or not found or beside:
            return
        first, last = corner[0].row, max(hit.row for hit in found.values()) + 1
        heads = sorted({hit.column + 1 for hit in found.values()})
    busy = {hit.row for hit in found.values()}
    for row in range(first, last):
        named = [hit for hit in block.hits if hit.row == row and hit.label.text not in columns]
        if row not in busy and row > first and any(hit.label.text not in norms(matrix.corner) for hit in named):
            last = row
            break
    rows = tuple(row for row in range(first, last) if row not in busy)
    if rows:
        plan.regions.append(Region(matrix.name, rows, tuple(heads)))


def _row(
    plan: Plan,
    matrix: Matrix,
    slot: Slot,
    block: Block,
    body: set[int],
    found: dict[str, Hit],
    region: tuple[int, int],
) -> Hit | None:
    anchor = found.get(matrix.rows[0].name)
    if anchor is None and slot is not matrix.rows[0] and _rivals(plan, matrix):
        return None
    for word in norms(slot.labels):
        spots = [
            hit
            for hit in block.hits
            if hit.label.text == word and hit.row not in body and region[0] <= hit.row < region[1]
            and not (hit.label.inline and len(matrix.columns) > 1)
        ]  # fmt: skip
        if anchor is not None:
            spots = [
                hit for hit in spots if hit.row > anchor.row or (hit.row == anchor.row and hit.column > anchor.column)
            ]
            spots = _same_half(plan, matrix, anchor, spots)
        if len(spots) == 1:
            return spots[0]
        if len(spots) > 1:
            words = f"“{slot.labels[0]}”出现了 {len(spots)} 次，看不出用哪一行"
            name = f"{matrix.name}.{slot.name}"
            plan.doubts.append(Doubt("error", "D33", words, spots[1].row, spots[1].column, name))
            return None
    return None


def _same_half(plan: Plan, matrix: Matrix, anchor: Hit, spots: list[Hit]) -> list[Hit]:
    """Two matrices side by side print the same row labels: each takes those nearest below its own first label."""
    if len(spots) < 2 or not _rivals(plan, matrix):
        return spots
    near = min(abs(hit.column - anchor.column) for hit in spots)
    return [hit for hit in spots if abs(hit.column - anchor.column) == near]


def _rivals(plan: Plan, matrix: Matrix) -> bool:
    return any(other is not matrix and set(other.corner) & set(matrix.corner) for other in plan.form.matrices)


def _crossings(
    plan: Plan, matrix: Matrix, name: str, hit: Hit, block: Block, columns: dict[str, Slot], corner_unit: str
) -> list[MatrixPlace]:
    head_row = max(
        (h.row for h in block.hits if h.row <= hit.row and h.column > hit.column and h.label.text in columns),
        default=None,
    )
    if head_row is None:
        if len(matrix.columns) > 1:
            return []
        slot = matrix.columns[0]
        unit = hit.label.unit or corner_unit or plan.unit
        right = min(block.next_in_row(hit.row, hit.column), block.width) - 1
        return [MatrixPlace(matrix.name, name, slot, hit.row, hit.column + 1, right, unit, hit.label.inline, free=True)]
    rows = range(head_row, min(head_row + 2, hit.row + 1))
    edges = block.edges(head_row, head_row)
    places: list[MatrixPlace] = []
    for slot in matrix.columns:
        place = None
        for word in norms(slot.labels):
            spots = [h for h in block.hits if h.row in rows and h.label.text == word and h.column > hit.column]
            if len(spots) == 1:
                place = spots[0]
                break
            if len(spots) > 1:
                words = f"表头“{slot.labels[0]}”出现了 {len(spots)} 次，看不出用哪一列"
                doubt = Doubt("error", "D42", words, spots[1].row, spots[1].column, f"{matrix.name}.{slot.name}")
                if doubt not in plan.doubts:
                    plan.doubts.append(doubt)
                break
        if place is None or any(other.column == place.column for other in places):
            continue
        right = min((edge for edge in edges if edge > place.column), default=place.column + 1) - 1
        heading = next((c.unit for t in plan.tables for c in t.columns if c.column == place.column and c.unit), "")
        unit = place.label.unit or hit.label.unit or heading or corner_unit or plan.unit
        places.append(MatrixPlace(matrix.name, name, slot, hit.row, place.column, right, unit))
    return places
