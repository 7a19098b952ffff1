"""A block's labels become a plan: each label of a form is matched once, in its own region, or a doubt is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfdesk.files.recognise.heads import FAR, Head, find_rows, match, norms
from perfdesk.files.recognise.labels import TOTALS
from perfdesk.files.recognise.plan import Area, Doubt, FieldPlace, Hit, MatrixPlace, Plan, Region, TablePlace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form, Matrix, Slot, Table
    from perfdesk.files.grid import Value


NOTES = frozenset(["注", "备注", "说明"])


class Block:
    """One form's part of a sheet: its rows and its labels."""

    def __init__(self, rows: Sequence[Sequence[Value]], hits: list[Hit], top: int, bottom: int | None) -> None:
        """`top` and `bottom` (exclusive, None: open) are rows of the grid; `hits` the labels within."""
        self.rows = rows
        self.hits = _without_notes(hits)
        self.top = top
        self.bottom = bottom
        self.width = max((len(row) for row in rows), default=0)
        self.end = len(rows) if bottom is None else bottom

    def edges(self, first: int, last: int) -> list[int]:
        """The columns of all cells that are not blank in some rows."""
        return sorted({c for r in range(first, last + 1) for c, v in enumerate(self.rows[r]) if v not in (None, "")})

    def next_in_row(self, row: int, column: int) -> int:
        """The column of the next label right of a place, FAR where there is none."""
        return min((h.column for h in self.hits if h.row == row and h.column > column), default=FAR)

    def next_row(self, row: int) -> int:
        """The next row below that holds any label, or the block's end."""
        return min((h.row for h in self.hits if h.row > row), default=self.end)


def _without_notes(hits: list[Hit]) -> list[Hit]:
    """The labels without the words that a form's notes begin with (3.自评等级:90(含)-100分为优…), D34."""
    note = next((hit.row for hit in hits if hit.label.inline and hit.label.text in NOTES), None)
    if note is None:
        return hits
    return [hit for hit in hits if hit.row <= note or not hit.label.inline]


def compile_plan(form: Form, block: Block) -> Plan:
    """Match one form with one block; whether it fits is told by `missing` and `weight`."""
    titles = [hit for hit in block.hits if hit.label.text == "§title"]
    titled = any(form.key in hit.label.forms for hit in titles)
    anchor = (titles[0].row, titles[0].column) if titles else (block.top, 0)
    plan = Plan(form, "", block.top, block.bottom, anchor, titled, width=block.width)
    used: set[int] = set()
    heads: list[tuple[Table, Head]] = []
    for table in sorted(form.tables, key=lambda table: -len(table.columns)):
        rows = find_rows(table, block.hits, used)
        if rows is None:
            _lack(plan, table.columns, table.anchors)
            continue
        used |= set(range(rows[0], rows[1] + 1))
        heads.append((table, match(table, block.hits, rows, block.edges(*rows))))
    heads.sort(key=lambda pair: pair[1].first)
    plan.unit = next((hit.label.unit for hit in block.hits if hit.label.text == "§unit"), "")
    body: set[int] = set()
    for table, head in heads:
        place = _table(form, table, head, heads, block)
        plan.tables.append(place)
        plan.doubts += head.doubts
        plan.missing += [slot.name for slot in head.missing]
        plan.confident = plan.confident and not head.weak
        _missing_columns(plan, table, head)
        plan.doubts += _strangers(table, head, block)
        plan.weight += len(head.columns)
        body |= set(range(place.first, place.stop or block.end))
    for matrix in form.matrices:
        _matrix(plan, matrix, block, body, heads)
    for slot in form.fields:
        _field(plan, slot, block, used, body)
    _finish(plan, block, titles)
    return plan


def _lack(plan: Plan, columns: Sequence[Slot], anchors: Sequence[str]) -> None:
    names = [slot.name for slot in columns if not slot.optional]
    plan.missing += [*names, *[name for name in anchors if name not in names]]


def _finish(plan: Plan, block: Block, titles: list[Hit]) -> None:
    months = {hit.label.month for hit in block.hits if hit.label.month}
    heads = {hit.label.month for hit in block.hits if hit.label.month and hit.label.text != "§title"}
    chosen = heads or months
    if len(chosen) == 1:
        plan.month = next(iter(chosen))
    elif len(chosen) > 1 and plan.form.period:
        spot = next(hit for hit in block.hits if hit.label.month)
        words = f"表里写了几个不同的月份（{'、'.join(str(month) for month in sorted(chosen))}），看不出监控到几月"
        plan.doubts.append(Doubt("error", "D46", words, spot.row, spot.column))
    _units(plan, block)
    first = min((hit.row for hit in block.hits if not hit.label.text.startswith("§")), default=block.top)
    plan.year_rows = (block.top, max(first, (titles[-1].row if titles else block.top) + 1) + 1)
    texts = {hit.label.text for hit in block.hits}
    plain = not plan.doubts and all(texts & set(norms(slot.labels)[:2]) for slot in plan.form.fields if not slot.optional)
    plan.layout = plan.form.edition if plain else f"{plan.form.edition}~"
    plan.weight += 6 * plan.titled - 2 * len(set(plan.missing))
    if titles and not plan.titled:
        plan.weight -= 8


def _units(plan: Plan, block: Block) -> None:
    """Two money units on one sheet are a question; each label's own unit is used (D15)."""
    corners = {word for matrix in plan.form.matrices for word in norms(matrix.corner)}
    spots = [hit for hit in block.hits if hit.label.unit and (hit.label.text == "§unit" or hit.label.text in corners)]
    if len({hit.label.unit for hit in spots}) > 1:
        told = "、".join(dict.fromkeys(hit.label.unit for hit in spots))
        words = f"表上写了不同的金额单位（{told}），各按自己的栏目读取，请核对"
        plan.doubts.append(Doubt("warning", "D15", words, spots[-1].row, spots[-1].column))


def _missing_columns(plan: Plan, table: Table, head: Head) -> None:
    for slot in head.missing:
        words = f"表头里没有“{slot.labels[0]}”一栏，这一栏没有读取"
        plan.doubts.append(
            Doubt("warning", "D42", words, head.last, head.columns[0].column, f"{table.name}.{slot.name}")
        )


def _strangers(table: Table, head: Head, block: Block) -> list[Doubt]:
    """Columns that no slot took: named, never read silently into another."""
    taken = {column.column for column in head.columns}
    taken |= {c for column in head.columns for c in (column.sign, column.measure) if c is not None}
    corner = set(norms(table.corner))
    known = {(hit.row, hit.column): hit for hit in block.hits}
    doubts = []
    start = min(taken)
    for row in range(head.first, head.last + 1):
        for column, value in enumerate(block.rows[row]):
            if not isinstance(value, str) or not value.strip() or column in taken or column < start:
                continue
            hit = known.get((row, column))
            right = min((c for r, c in known if r == row and c > column), default=FAR)
            if hit and (hit.label.text in corner or any(column <= c < right for c in taken)):
                continue
            if row < head.last and any(column <= c < right for c in taken):
                continue
            name = " ".join(value.split())
            doubts.append(
                Doubt("hint", "D42", f"表头“{name}”不是这张表的栏目，这一列没有读取", row, column, table.name)
            )
    return doubts


def _table(form: Form, table: Table, head: Head, heads: Sequence[tuple[Table, Head]], block: Block) -> TablePlace:
    """The data rows of a table: they end at a stop word, at another region or with the block."""
    limit = next((c.column for c in head.columns if c.slot.name in ("name", "subject")), head.columns[0].column)
    stops = set(norms(table.stop))
    others = {word for field in form.fields for word in norms(field.labels)}
    others |= {word for other in form.tables if other is not table for word in norms(other.corner)}
    others |= {word for matrix in form.matrices for row in matrix.rows for word in norms(row.labels)}
    others -= set(norms(table.corner))
    own = {(column.column, hit.label.text) for column in head.columns for hit in block.hits if hit.row <= head.last
           and hit.row >= head.first and hit.column == column.column}  # fmt: skip
    starts = [other.first for _, other in heads if other.first > head.last]
    end = min(starts, default=None if block.bottom is None else block.bottom)
    again = Counter(hit.row for hit in block.hits if (hit.column, hit.label.text) in own)
    skip, totals = set(), set()
    for hit in block.hits:
        if hit.row <= head.last or (end is not None and hit.row >= end):
            continue
        text = hit.label.text
        if again[hit.row] >= 2:
            skip.add(hit.row)
        elif form.shape == "list" and text in TOTALS and hit.column <= limit + 1:
            totals.add(hit.row)
        elif hit.column <= limit and (text in stops or text in others or text == "§title") and text not in ("§unit",):
            end = hit.row
    skip = {row for row in skip if end is None or row < end}
    return TablePlace(table, tuple(head.columns), head.last + 1, end, frozenset(skip | totals), frozenset(totals),
                      (head.first, head.last))  # fmt: skip


def _matrix(plan: Plan, matrix: Matrix, block: Block, body: set[int], heads: Sequence[tuple[Table, Head]]) -> None:
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


def _field(plan: Plan, slot: Slot, block: Block, used: set[int], body: set[int]) -> None:
    free = [hit for hit in block.hits if hit.row not in used and hit.row not in body]
    for inline in (False, True):
        for word in norms(slot.labels):
            spots = [hit for hit in free if hit.label.text == word and hit.label.inline == inline]
            if len(spots) == 1:
                plan.fields.append(_place(slot, _innermost(slot, spots[0], free), block))
                plan.weight += 1
                return
            if len(spots) > 1:
                words = f"“{slot.labels[0]}”出现了 {len(spots)} 次，看不出用哪一个"
                plan.doubts.append(Doubt("error", "D33", words, spots[1].row, spots[1].column, slot.name))
                return
    if not slot.optional:
        plan.missing.append(slot.name)
        plan.doubts.append(Doubt("warning", "D33", f"没有找到“{slot.labels[0]}”", *plan.anchor, slot.name))


def _innermost(slot: Slot, spot: Hit, free: list[Hit]) -> Hit:
    """年度总体目标 │ 总体目标 │ 实际完成情况: of two words for one field in a row the left one is a heading."""
    words = set(norms(slot.labels))
    row = [hit for hit in free if hit.row == spot.row and hit.label.text in words and hit.column >= spot.column]
    return max(row, key=lambda hit: hit.column)


def _place(slot: Slot, hit: Hit, block: Block) -> FieldPlace:
    """Right of the label up to the next one, or below it down to the next row with labels."""
    right = min(block.next_in_row(hit.row, hit.column), block.width) - 1
    low = block.next_row(hit.row) - 1
    beside = Area(hit.row, hit.column + 1, low if slot.multiline else hit.row, max(right, hit.column + 1))
    below = Area(hit.row + 1, hit.column, max(low, hit.row + 1), max(right, hit.column)) if low > hit.row else None
    if hit.label.inline:
        return FieldPlace(slot, Area(hit.row, hit.column, hit.row, hit.column), inline=True)
    if slot.below and below is not None:
        return FieldPlace(slot, below, other=Area(hit.row, hit.column + 1, hit.row, max(right, hit.column + 1)))
    return FieldPlace(slot, beside, other=below if slot.multiline else None)
