"""A target form becomes a version of the target; an approved version is never edited, a new one follows it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perfdesk.domain.matching import plain
from perfdesk.services.imports.context import guarded, locked
from perfdesk.services.imports.packing import dumps
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.domain.content import Content, Row
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.sheets import Keys
    from perfdesk.services.imports.staging import Values

MEASURED = frozenset({">=", "<=", "=", ">", "<", "range", "date"})


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def indicator(row: Row) -> Values:
    """The ledger's columns of one indicator row of a form."""
    relation = _text(row, "relation")
    weight = row.get("weight")
    return {
        "level1": _text(row, "level1"),
        "level2": _text(row, "level2"),
        "name": _text(row, "name"),
        "relation": relation,
        "value": _text(row, "value"),
        "measure": _text(row, "measure"),
        "quantitative": int(relation in MEASURED) if relation else None,
        "weight": weight if isinstance(weight, int) else None,
        "note": _text(row, "note"),
        "mid_relation": _text(row, "mid_relation"),
        "mid_value": _text(row, "mid_value"),
        "mid_measure": _text(row, "mid_measure"),
    }


class Targets:
    """Promotes target readings, and makes the versions that 期初建账 adds."""

    def __init__(self, context: Context, keys: Keys) -> None:
        """One for an import."""
        self._context = context
        self._staging = context.staging
        self._keys = keys

    def promote(self, plan: FilePlan, reading: Reading, kind: str, subject: str, statement: str) -> tuple[str, str]:
        """Stage the version and its indicators; outcome and why it was held, as for sheets."""
        content = reading.content
        year = content.year or 0
        shown = self._context.names.shown(subject)
        latest = self._keys.newest(kind, subject, year)
        if latest is not None and latest["state"] == "passed" and locked(plan, reading, "target", latest, shown):
            return "rejected", "已通过，保留原值"
        values = self._values(content, kind, subject)
        rows = [indicator(row) for row in content.rows("indicators")]
        if latest is not None and self._equal(latest, values, rows):
            return "same", ""
        values["statement"] = statement
        if latest is None or latest["state"] in {"approved", "withdrawn"}:
            return self._version(latest, values, rows), ""
        values["state"] = "submitted"
        values = guarded(self._context, plan, "target", latest["id"], values, shown)
        self._staging.put("target", latest["id"], values)
        self._indicators(plan, latest, rows, shown)
        return "changed", ""

    def supplement(self, content: Content, kind: str, subject: str, basis: str) -> None:
        """期初建账: hold the indicators of a later stage's form as the approved target, marked 补录 with its basis."""
        values = self._values(content, kind, subject)
        values.update(state="approved", current=1, basis=basis, approved_on=f"{content.year}-01-01")
        self._version(None, values, [indicator(row) for row in content.rows("indicators")])

    def _values(self, content: Content, kind: str, subject: str) -> Values:
        total = content.number("funds", "total", "amount")
        values: Values = {
            "subject_kind": kind,
            "subject": subject,
            "year": content.year,
            "goal": content.text("goal"),
            "goal_mid": content.text("goal_mid"),
            "tasks": dumps(content.rows("tasks")),
        }
        if kind == "project" and total is not None:
            values["submitted_amount"] = total
        return values

    def _version(self, latest: Values | None, values: Values, rows: list[Values]) -> str:
        record = new_id()
        version = {**values, "version": 1, "replaces": None}
        version.setdefault("state", "submitted")
        if latest is not None:
            version.update(version=latest["version"] + 1, replaces=latest["id"])
        self._staging.put("target", record, version)
        self._write(record, latest, {}, rows, None, "")
        return "new" if latest is None else "changed"

    def _indicators(self, plan: FilePlan, latest: Values, rows: list[Values], shown: str) -> None:
        old = {row["key"]: row["id"] for row in self._keys.indicators(latest)}
        self._write(latest["id"], latest, old, rows, plan, shown)

    def _write(
        self,
        record: str,
        latest: Values | None,
        old: dict[str, str],
        rows: list[Values],
        plan: FilePlan | None,
        shown: str,
    ) -> None:
        known = self._keys.of(latest)
        used: dict[tuple[str, str], int] = defaultdict(int)
        kept: list[str] = []
        for ordinal, row in enumerate(rows, 1):
            name = (row["level2"], plain(row["name"]))
            nth = used[name]
            used[name] += 1
            keys = known.get(name, [])
            key = keys[nth] if nth < len(keys) else new_id()
            fresh = {**row, "target": record, "key": key, "ordinal": ordinal}
            at = old.pop(key, None)
            if at is not None and plan is not None:
                fresh = guarded(self._context, plan, "indicator", at, fresh, f"{shown} {row['name']}")
            kept.append(at or new_id())
            self._staging.put("indicator", kept[-1], fresh)
        for at in old.values():
            self._staging.drop("indicator", at)
        target = self._staging.get("target", record)
        if target is not None:
            self._keys.staged(target, kept)

    def _equal(self, latest: Values, values: Values, rows: list[Values]) -> bool:
        hand = set(latest["hand"].split(","))
        if any(latest[column] != value for column, value in values.items() if column not in hand):
            return False
        held = self._keys.indicators(latest)
        if len(held) != len(rows):
            return False
        return all(
            old[column] == value
            for old, new in zip(held, rows, strict=True)
            for column, value in new.items()
            if column not in old["hand"].split(",")
        )
