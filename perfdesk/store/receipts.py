"""Received packages: what was received of whom, and how a verified one is laid over the rows of its office.

A package replaces, part by part, what its kind owns; what a package of another kind with a higher journal number has
brought already stays. So the rows that result do not depend on the order in which packages arrive.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdesk.domain import package as spec
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from perfdesk.domain.package import Part, Table
    from perfdesk.store.change import Change
    from perfdesk.store.file import Store

    Source = Callable[[Table], Iterator[list[Any]]]


class Receipt(NamedTuple):
    """A received package: its series (kind, year, month), number, digest of its manifest, the sender's journal."""

    kind: str
    year: int
    month: int | None
    seq: int
    manifest: str
    journal_seq: int
    journal_head: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The office that sent, as it is entered among the offices of the receiver."""

    code: str
    name: str


@dataclass(slots=True)
class Plan:
    """Which parts of a package are laid over the rows, and which rows of last year a newer package has brought."""

    parts: tuple[Part, ...]
    skipped: tuple[Part, ...]
    guarded: dict[str, set[str]] = field(default_factory=dict)

    def years(self, group: str, *, added: bool = False) -> list[int]:
        """The years of a group that are replaced (or, `added`, only added to)."""
        return sorted({part.year for part in self.parts if part.group == group and part.added == added})

    def periods(self, group: str) -> list[int]:
        """The periods of a group as year * 100 + month."""
        return sorted(part.year * 100 + part.month for part in self.parts if part.group == group)


def received(store: Store | Change, own: str, sender: str) -> list[Receipt]:
    """Every package that was received of an office, oldest number first."""
    sql = (
        "SELECT kind, year, month, seq, manifest, journal_seq, journal_head FROM receipt "
        "WHERE office = ? AND sender = ? ORDER BY seq, id"
    )
    return [Receipt(*row) for row in store.rows(sql, (own, sender))]


def known_offices(store: Store) -> dict[str, str]:
    """Code -> name of the offices below that the file knows (received or enrolled)."""
    return dict(store.rows("SELECT code, name FROM office WHERE own = 0"))


def plan(change: Change, own: str, sender: str, mine: Receipt) -> Plan:
    """What of a package counts beside what was received in other series with a higher journal number."""
    newer = [
        other
        for other in received(change, own, sender)
        if other[:3] != mine[:3] and other.journal_seq > mine.journal_seq
    ]
    taken = {part[:3] for other in newer for part in spec.parts(*other[:3]) if not part.added}
    every = spec.parts(*mine[:3])
    found = Plan(
        tuple(part for part in every if part[:3] not in taken),
        tuple(part for part in every if part[:3] in taken),
    )
    for other in newer:
        if other.kind == "annual" and other.year - 1 in found.years("project"):
            for name, ids in _kept(change, own, other).items():
                found.guarded.setdefault(name, set()).update(ids)
    return found


def _kept(change: Change, own: str, of: Receipt) -> dict[str, list[str]]:
    """The ids of last year's rows that a package added."""
    text = change.rows("SELECT kept FROM receipt WHERE office = ? AND manifest = ?", (own, of.manifest))[0][0]
    found: dict[str, list[str]] = json.loads(zlib.decompress(base64.b64decode(text))) if text else {}
    return found


class Laying:
    """One package being laid over the rows of its office, inside an open change."""

    def __init__(self, change: Change, sender: Sender, source: Source, wanted: Plan) -> None:
        """`source` gives the rows of a table in pieces, as often as it is asked."""
        self._change, self._sender, self._source, self._plan = change, sender, source, wanted
        self._tables = spec.tables()
        self.kept: dict[str, list[str]] = {}

    def lay(self, own: str, own_name: str) -> None:
        """Replace part by part; children before their parents, whose present rows say which children go."""
        groups = {part.group for part in self._plan.parts}
        if "base" in groups:
            self._replace("unit", self._list("unit"), "true")
            self._office(own, own_name)
        if "execution" in groups:
            self._periods("execution")
        if "project" in groups:
            self._projects()
        if "target" in groups:
            where = "t.target IN (SELECT g.id FROM target AS g WHERE g.office = :office AND g.year IN {years})"
            years = self._plan.years("target")
            self._replace("indicator", self._rows("indicator"), where, years=years)
            self._replace("target", self._list("target"), "t.year IN {years}", years=years)
        if groups & {"monitoring", "selfeval"}:
            self._sheets()
        if "finding" in groups:
            self._replace("finding_unit", self._rows("finding_unit"), "true")
            self._replace("finding", self._rows("finding"), "true")

    def _rows(self, name: str) -> Iterator[list[Any]]:
        for piece in self._source(self._tables[name]):
            yield from piece

    def _list(self, name: str) -> list[list[Any]]:
        return list(self._rows(name))

    def _at(self, name: str, column: str) -> int:
        return self._tables[name].names.index(column)

    def _replace(self, name: str, rows: Iterable[list[Any]], where: str, **lists: Sequence[int | str]) -> None:
        """Replace the sender's rows that match `where`, in which {name} stands for a list given by that name."""
        marks = {key: f"(SELECT value FROM json_each(:{key}))" for key in lists}
        given = {key: json.dumps(list(values)) for key, values in lists.items()}
        table = self._tables[name]
        full = f"t.office = :office AND ({where.format(**marks)})"
        self._change.replace(name, table.names, rows, full, {"office": self._sender.code, **given})

    def _office(self, own: str, own_name: str) -> None:
        """The sender's own row: never the file's own office, and below it unless it is below another known one."""
        table = self._tables["office"]
        (row,) = self._rows("office")
        given = dict(zip(table.names, row, strict=True))
        known = self._change.rows("SELECT 1 FROM office WHERE code = ? AND own = 0", (given["superior"],))
        if not known or given["superior"] == self._sender.code:
            given |= {"superior": own, "superior_name": own_name}
        given["own"] = 0
        self._change.put("office", tuple(given), [tuple(given.values())])

    def _periods(self, name: str) -> None:
        year, month = self._at(name, "year"), self._at(name, "month")
        periods = self._plan.periods(name)
        wanted = set(periods)
        rows = (row for row in self._rows(name) if row[year] * 100 + row[month] in wanted)
        self._replace(name, rows, "t.year * 100 + t.month IN {periods}", periods=periods)

    def _projects(self) -> None:
        full, added = self._plan.years("project"), self._plan.years("project", added=True)
        guarded = {name: sorted(ids) for name, ids in self._plan.guarded.items()}
        chosen: dict[str, list[list[Any]]] = {}
        for name in ("unit_year", "project"):
            year, foreign = self._at(name, "year"), self._plan.guarded.get(name, set())
            rows = [row for row in self._rows(name) if row[year] in full or row[year] in added]
            chosen[name] = [row for row in rows if row[1] not in foreign]
            self.kept[name] = [row[1] for row in rows if row[year] in added]
        chosen["unit_year"] = self._unheld(chosen["unit_year"])
        mine = {row[1] for row in chosen["project"]}
        at = self._at("funding", "project")
        self._replace(
            "funding",
            (row for row in self._rows("funding") if row[at] in mine),
            "t.project IN {mine} OR t.project IN (SELECT p.id FROM project AS p WHERE p.office = :office "
            "AND p.year IN {full} AND p.id NOT IN {guarded})",
            mine=sorted(mine),
            full=full,
            guarded=guarded.get("project", []),
        )
        for name, rows in chosen.items():
            where = "t.year IN {full} AND t.id NOT IN {guarded}"
            self._replace(name, rows, where, full=full, guarded=guarded.get(name, []))

    def _unheld(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Without the unit years that a newer package holds under another id."""
        guarded = self._plan.guarded.get("unit_year", set())
        if not guarded:
            return rows
        unit, year = self._at("unit_year", "unit"), self._at("unit_year", "year")
        live = self._change.rows("SELECT id, unit, year FROM unit_year WHERE office = ?", (self._sender.code,))
        held = {(row[1], row[2]) for row in live if row[0] in guarded}
        return [row for row in rows if (row[unit], row[year]) not in held]

    def _sheets(self) -> None:
        periods, years = self._plan.periods("monitoring"), self._plan.years("selfeval")
        year, month = self._at("monitoring", "year"), self._at("monitoring", "month")
        wanted = set(periods)
        monitoring = [row for row in self._list_of("monitoring") if row[year] * 100 + row[month] in wanted]
        at = self._at("selfeval", "year")
        selfeval = [row for row in self._list_of("selfeval") if row[at] in years]
        mine = {row[1] for row in monitoring} | {row[1] for row in selfeval}
        sheet = self._at("observation", "sheet")
        self._replace(
            "observation",
            (row for row in self._rows("observation") if row[sheet] in mine),
            "t.sheet IN {mine} OR t.sheet IN (SELECT m.id FROM monitoring AS m WHERE m.office = :office "
            "AND m.year * 100 + m.month IN {periods}) OR t.sheet IN (SELECT e.id FROM selfeval AS e "
            "WHERE e.office = :office AND e.year IN {years})",
            mine=sorted(mine),
            periods=periods,
            years=years,
        )
        if periods:
            self._replace("monitoring", monitoring, "t.year * 100 + t.month IN {periods}", periods=periods)
        if years:
            self._replace("selfeval", selfeval, "t.year IN {years}", years=years)

    def _list_of(self, group: str) -> list[list[Any]]:
        """The rows of a table that a package may not carry at all."""
        return self._list(group) if any(part.group == group for part in self._plan.parts) else []


def claim(change: Change, sender: str, mine: Receipt, claims: Iterable[tuple[Any, ...]]) -> None:
    """Keep the claimed figures of a series: (key, scope, value, top, bottom, expected, filled)."""
    columns = ("key", "scope", "value", "top", "bottom", "expected", "filled")
    series = (mine.kind, mine.year, mine.month)
    rows = [(sender, f"{mine.kind}-{mine.year}-{mine.month or 0}-{row[0]}", *series, *row) for row in claims]
    change.replace(
        "claim",
        ("office", "id", "kind", "year", "month", *columns),
        rows,
        "t.office = :office AND t.kind = :kind AND t.year = :year AND t.month IS :month",
        {"office": sender, "kind": mine.kind, "year": mine.year, "month": mine.month},
    )


def note(change: Change, own: str, sender: Sender, mine: Receipt, more: dict[str, Any]) -> None:
    """Write the receipt; `more` gives facts, received_at, rows, differences, warnings and kept."""
    kept = more["kept"]
    packed = base64.b64encode(zlib.compress(json.dumps(kept).encode())).decode() if any(kept.values()) else ""
    texts = {name: json.dumps(more[name], ensure_ascii=False) for name in ("rows", "differences", "warnings")}
    given = {
        "office": own,
        "id": new_id(),
        "sender": sender.code,
        "sender_name": sender.name,
        **mine._asdict(),
        "facts": more["facts"],
        "received_at": more["received_at"],
        **texts,
        "kept": packed,
    }
    change.put("receipt", tuple(given), [tuple(given.values())])
