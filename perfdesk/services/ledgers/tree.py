"""The unit tree beside a ledger: sections, departments and units, each with how many rows are done of those owed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perfdesk.services.ledgers.words import stripped
from perfdesk.store import ledgers as rows

if TYPE_CHECKING:
    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store

NONE, MISSING, WAITING, DONE = range(4)


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree, depth 0 for all. `units` are the ids that it narrows to (none: everything)."""

    key: str
    name: str
    full: str
    depth: int
    units: tuple[str, ...]
    rows: int
    done: int
    waiting: int
    missing: int

    @property
    def owed(self) -> int:
        """How many rows should be done."""
        return self.done + self.waiting + self.missing

    @property
    def tone(self) -> str:
        """The colour of the state mark."""
        if not self.owed:
            return "grey"
        return "red" if self.missing else "yellow" if self.waiting else "green"


def tree(store: Store, view: View, *, sections: bool = True) -> tuple[Node, ...]:
    """The tree of a ledger, filters apart; with `sections` grouped by 归口股室, else departments by code."""
    bare = replace(view, filters=(), units=(), text="", marks=())
    counts: dict[str, Counter[int]] = {}
    for _, unit, mark, count in rows.marks(store, bare.wanted(store)):
        counts.setdefault(unit, Counter())[mark] += count
    units = rows.units(store)
    below: dict[str, list[str]] = {}
    for unit, _, _, _, parent, *_ in units:
        below.setdefault(parent or unit, []).append(unit)
    names = {unit: name for unit, _, name, *_ in units}
    home = {unit: (section, title) for unit, _, _, _, parent, section, title in units if parent is None}
    groups: dict[tuple[str, str], list[str]] = {}
    tops = [unit for unit, _, _, _, parent, *_ in units if parent is None]
    for unit in tops if sections else sorted(tops, key=lambda one: next(row[1] for row in units if row[0] == one)):
        groups.setdefault(home[unit] if sections else ("", ""), []).append(unit)
    made = [_node("", "全部", 0, (), counts, list(counts))]
    for (section, title), departments in groups.items():
        depth = 1
        if sections:
            inside = [unit for department in departments for unit in below.get(department, [department])]
            key, words = f"section:{section}", title or "未归口"
            made.append(_node(key, words, 1, tuple(departments), counts, inside))
            depth = 2
        for department in departments:
            inside = below.get(department, [department])
            node = _node(department, names[department], depth, (department,), counts, inside)
            if not node.rows:
                continue
            made.append(replace(node, name=stripped(node.full, view.prefix)))
            if len(inside) > 1:
                for unit in inside:
                    child = _node(unit, names[unit], depth + 1, (unit,), counts, [unit])
                    if child.rows and unit != department:
                        made.append(replace(child, name=stripped(child.full, view.prefix)))
    return tuple(node for node in made if node.rows or not node.depth)


def _node(
    key: str, name: str, depth: int, units: tuple[str, ...], counts: dict[str, Counter[int]], inside: list[str]
) -> Node:
    total: Counter[int] = Counter()
    for unit in inside:
        total += counts.get(unit, Counter())
    return Node(key, name, name, depth, units, total.total(), total[DONE], total[WAITING], total[MISSING])
