"""A block's labels become a plan: each label of a form is matched once, in its own region, or a doubt is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfdesk.files.recognise.heads import FAR, Head, find_rows, match, norms
from perfdesk.files.recognise.labels import TOTALS
from perfdesk.files.recognise.matrices import read_matrix
from perfdesk.files.recognise.plan import Area, Doubt, FieldPlace, Hit, Plan, TablePlace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form, Slot, Table
    from perfdesk.files.recognise.block import Block


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
        read_matrix(plan, matrix, block, body, heads)
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
    plain = not plan.doubts and all(
        texts & set(norms(slot.labels)[:2]) for slot in plan.form.fields if not slot.optional
    )
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
        elif hit.column <= limit and text != "§unit" and (text in stops or text in others or text == "§title"):
            end = hit.row
    skip = {row for row in skip if end is None or row < end}
    return TablePlace(table, tuple(head.columns), head.last + 1, end, frozenset(skip | totals), frozenset(totals),
                      (head.first, head.last))  # fmt: skip


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
