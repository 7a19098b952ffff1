"""The head of a table: one to three rows whose cells are matched with the table's columns, each exactly once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.files.recognise.labels import normal
from perfdesk.files.recognise.plan import ColumnPlace, Doubt, Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perfdesk.domain.form import Slot, Table

FAR = 10_000


@dataclass(slots=True)
class Head:
    """A matched head: its rows, the columns found, the required ones that are missing and what is doubtful."""

    first: int
    last: int
    columns: list[ColumnPlace] = field(default_factory=list)
    missing: list[Slot] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    weak: bool = False


def norms(words: Iterable[str]) -> tuple[str, ...]:
    """The normalised forms of some printed words."""
    return tuple(dict.fromkeys(normal(word)[0] for word in words))


def find_rows(table: Table, hits: Sequence[Hit], used: set[int], least: int = 2) -> tuple[int, int] | None:
    """The rows of the head: the row with most of the table's columns and the rows beside it that hold more of them."""
    names = _names(table)
    by_row: dict[int, set[str]] = defaultdict(set)
    for hit in hits:
        if not hit.label.inline and hit.label.text in names and hit.row not in used:
            by_row[hit.row] |= names[hit.label.text]
    if not by_row:
        return None
    main = max(by_row, key=lambda row: (len(by_row[row]), -row))
    anchors = set(table.anchors)
    if len(by_row[main]) < least and not anchors & by_row[main]:
        return None
    first = last = main
    held = set(by_row[main])
    while first - 1 in by_row and len(by_row[first - 1] - held) >= _new(by_row[first - 1], held):
        first -= 1
        held |= by_row[first]
    while last + 1 in by_row and len(by_row[last + 1] - held) >= _new(by_row[last + 1], held) and last - first < 2:
        last += 1
        held |= by_row[last]
    if len(held) < least:
        return None
    groups = set(norms(word for slot in table.columns for word in slot.group))
    above = [hit for hit in hits if hit.row == first - 1 and hit.label.text in groups]
    if above and first - 1 not in used and len(above) == len([hit for hit in hits if hit.row == first - 1]):
        first -= 1
    return first, last


def _new(names: set[str], held: set[str]) -> int:
    return 1 if len(names - held) == len(names) and len(names) >= 2 else 2


def _names(table: Table) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for slot in table.columns:
        for word in norms(slot.labels):
            names[word].add(slot.name)
        for word in (*norms(slot.relation), *norms(slot.measure)):
            names[word].add(f"{slot.name}:{word}")
        names[f"§{slot.name}"].add(slot.name)
    return names


def match(table: Table, hits: Sequence[Hit], rows: tuple[int, int], edges: Sequence[int]) -> Head:
    """Match the cells of a head with the columns.

    `edges` are the columns of all cells of the head that are not blank, labels or not: a column reaches to the next.
    """
    head = Head(*rows)
    leaves, groups = _leaves([hit for hit in hits if rows[0] <= hit.row <= rows[1] and not hit.label.inline])
    taken: dict[Hit, Slot] = {}
    shared: dict[str, list[Slot]] = defaultdict(list)
    for slot in table.columns:
        for word in norms(slot.labels):
            shared[word].append(slot)
    chosen: dict[str, Hit] = {}
    for word, slots in shared.items():
        spots = [leaf for leaf in leaves if leaf.label.text == word]
        if len(slots) > 1 and len(spots) > 1:
            _in_order(slots, spots, chosen, taken)
    for slot in sorted(table.columns, key=lambda slot: slot.optional):
        if slot.name not in chosen:
            _choose(slot, leaves, groups, chosen, taken, head)
    ticks = _ticks(table, leaves, chosen, taken)
    parts = _parts(table, leaves, chosen, taken)
    head.missing = [slot for slot in table.columns if slot.name not in chosen and not slot.optional]
    for slot in table.columns:
        hit = chosen.get(slot.name)
        if hit is None:
            continue
        unit = hit.label.unit or next((group.label.unit for group in groups.get(hit, ()) if group.label.unit), "")
        right = min((edge for edge in edges if edge > hit.column), default=hit.column + 1) - 1
        sign, measure = parts.get(slot.name, (None, None))
        head.columns.append(ColumnPlace(slot, hit.column, right, unit, sign, measure, slot.name in ticks))
        head.weak = head.weak or hit.label.weak
    return head


def _leaves(hits: list[Hit]) -> tuple[list[Hit], dict[Hit, tuple[Hit, ...]]]:
    """The lowest labels of a head, and the headings that stand above each."""
    leaves: list[Hit] = []
    above: dict[Hit, list[Hit]] = defaultdict(list)
    for hit in hits:
        right = min((other.column for other in hits if other.row == hit.row and other.column > hit.column), default=FAR)
        under = [other for other in hits if other.row > hit.row and hit.column <= other.column < right]
        if under:
            for other in under:
                above[other].append(hit)
        else:
            leaves.append(hit)
    leaves.sort(key=lambda hit: (hit.column, hit.row))
    return leaves, {hit: tuple(headings) for hit, headings in above.items()}


def _in_order(slots: list[Slot], spots: list[Hit], chosen: dict[str, Hit], taken: dict[Hit, Slot]) -> None:
    """Several slots print the same word: they take the columns from left to right, optional ones only if all stand."""
    free = [slot for slot in slots if slot.name not in chosen]
    open_spots = [spot for spot in spots if spot not in taken]
    if len(open_spots) < len(free):
        free = [slot for slot in free if not slot.optional]
    if len(open_spots) != len(free):
        return
    for slot, spot in zip(free, open_spots, strict=True):
        chosen[slot.name] = spot
        taken[spot] = slot


def _choose(
    slot: Slot,
    leaves: list[Hit],
    groups: dict[Hit, tuple[Hit, ...]],
    chosen: dict[str, Hit],
    taken: dict[Hit, Slot],
    head: Head,
) -> None:
    wanted = set(norms(slot.group))
    standing = {heading.label.text for headings in groups.values() for heading in headings} & wanted
    for word in (*norms(slot.labels), f"§{slot.name}"):
        spots = [leaf for leaf in leaves if leaf.label.text == word and leaf not in taken]
        if standing:
            under = [spot for spot in spots if any(heading.label.text in wanted for heading in groups.get(spot, ()))]
            spots = under or [spot for spot in spots if spot.label.text in wanted]
        if len(spots) == 1:
            chosen[slot.name] = spots[0]
            taken[spots[0]] = slot
            return
        if len(spots) > 1:
            words = f"表头“{slot.labels[0]}”出现了 {len(spots)} 次，看不出用哪一列"
            head.doubts.append(Doubt("error", "D42", words, spots[1].row, spots[1].column, slot.name))
            return


def _ticks(table: Table, leaves: list[Hit], chosen: dict[str, Hit], taken: dict[Hit, Slot]) -> set[str]:
    """Tick columns that a layout prints in one cell under their common heading."""
    found: set[str] = set()
    for words in dict.fromkeys(slot.group for slot in table.columns if slot.kind == "tick" and slot.group):
        slots = [slot for slot in table.columns if slot.group == words and slot.kind == "tick"]
        spots = [leaf for leaf in leaves if leaf.label.text in norms(words) and leaf not in taken]
        if len(spots) == 1 and not any(slot.name in chosen for slot in slots):
            for slot in slots:
                chosen[slot.name] = spots[0]
                taken[spots[0]] = slot
                found.add(slot.name)
    return found


def _parts(
    table: Table, leaves: list[Hit], chosen: dict[str, Hit], taken: dict[Hit, Slot]
) -> dict[str, tuple[int | None, int | None]]:
    """The sign and unit columns beside a target; a lone sign or unit column serves the only target of the table."""
    found: dict[str, tuple[int | None, int | None]] = {}
    for slot in table.columns:
        if slot.kind != "target" or slot.name not in chosen:
            continue
        columns: list[int | None] = []
        for words in (norms(slot.relation), norms(slot.measure)):
            spots = [leaf for leaf in leaves if leaf.label.text in words and leaf not in taken]
            spot = spots[0] if len(spots) == 1 else None
            if spot is not None:
                taken[spot] = slot
            columns.append(None if spot is None else spot.column)
        found[slot.name] = (columns[0], columns[1])
    return found
