"""A monitoring or self-evaluation form becomes the subject's sheet of that period and one observation an indicator."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from perfdesk.domain.matching import plain
from perfdesk.services.imports.context import alike, guarded, locked
from perfdesk.services.imports.packing import OBSERVED, dumps
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.domain.content import Row
    from perfdesk.domain.reading import Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.staging import Staging, Values


class Keys:
    """Targets of a year and their indicators, by (level2, normalised name, n-th); kept in step with what is staged."""

    def __init__(self, staging: Staging) -> None:
        """Index lazily, one year at a time."""
        self._staging = staging
        self._rows: dict[int, dict[str, list[str]]] = {}
        self._names: dict[str, dict[tuple[str, str], list[str]]] = {}
        self._targets: dict[int, dict[tuple[str, str], tuple[str, str]]] = {}

    def target(self, kind: str, subject: str, year: int) -> Values | None:
        """The version in force, else the newest one; None where the subject has no target."""
        found = self._versions(year).get((kind, subject))
        return self._staging.get("target", found[0]) if found else None

    def newest(self, kind: str, subject: str, year: int) -> Values | None:
        """The version with the highest number, in force or not; None where the subject has no target."""
        found = self._versions(year).get((kind, subject))
        return self._staging.get("target", found[1]) if found else None

    def _versions(self, year: int) -> dict[tuple[str, str], tuple[str, str]]:
        if year not in self._targets:
            self._targets[year] = {}
            for row in self._staging.values("target"):
                if row["year"] == year:
                    self._version(row)
        return self._targets[year]

    def _version(self, row: Values) -> None:
        best = self._targets[row["year"]]
        key = (row["subject_kind"], row["subject"])
        if key not in best:
            best[key] = (row["id"], row["id"])
            return
        force, newest = (self._staging.get("target", record) or row for record in best[key])
        if (row["current"], row["version"]) > (force["current"], force["version"]):
            force = row
        best[key] = (force["id"], row["id"] if row["version"] > newest["version"] else newest["id"])

    def indicators(self, target: Values) -> list[Values]:
        """The indicator rows of a target version in printed order."""
        found = (
            self._staging.get("indicator", record) for record in self._of_year(target["year"]).get(target["id"], ())
        )
        return [row for row in found if row is not None]

    def _of_year(self, year: int) -> dict[str, list[str]]:
        if year not in self._rows:
            self._staging.need("indicator", year)
            rows = self._rows[year] = defaultdict(list)
            every = self._staging.columns("indicator", None, ("ordinal", "target", "id", "level2", "name", "key"))
            names: dict[str, dict[tuple[str, str], list[str]]] = {}
            for _, target, record, level2, name, key in sorted(every):
                rows[target].append(record)
                names.setdefault(target, {}).setdefault((level2, plain(name)), []).append(key)
            self._names = names | self._names
        return self._rows[year]

    def of(self, target: Values | None) -> dict[tuple[str, str], list[str]]:
        """Keys of a target's indicators, in order, under their name."""
        if target is None:
            return {}
        rows = self._of_year(target["year"])
        found = self._names.get(target["id"])
        if found is None:
            found = self._names[target["id"]] = {}
            records = rows.get(target["id"], ())
            for level2, name, key in self._staging.columns("indicator", records, ("level2", "name", "key")):
                found.setdefault((level2, plain(name)), []).append(key)
        return found

    def staged(self, target: Values, indicators: list[str]) -> None:
        """Take note of a version that was just staged, with the ids of its indicators in order."""
        self._versions(target["year"])
        self._version(target)
        self._of_year(target["year"])[target["id"]] = indicators
        self._names.pop(target["id"], None)


def _number(row: Row, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _same(column: str, held: object, given: object) -> bool:
    """Whether two values say the same; money is JSON whose keys may stand in any order."""
    return held == given or (column == "money" and json.loads(str(held)) == json.loads(str(given)))


class Sheets:
    """Promotes monitoring and self-evaluation readings."""

    def __init__(self, context: Context) -> None:
        """One for an import."""
        self._context = context
        self._staging = context.staging
        self.keys = Keys(context.staging)
        self._office = context.staging.office
        self._by_subject: dict[tuple[str, int, int], dict[tuple[str, str], str]] = {}
        self._by_sheet: dict[str, dict[str, str]] = {}

    def _sheet(self, table: str, kind: str, subject: str, year: int, month: int) -> str | None:
        scope = (table, year, month)
        if scope not in self._by_subject:
            narrow = (year, month) if table == "monitoring" else (year,)
            self._staging.need(table, *narrow)
            self._by_subject[scope] = {
                (row["subject_kind"], row["subject"]): row["id"]
                for row in self._staging.values(table)
                if row["year"] == year and (table != "monitoring" or row["month"] == month)
            }
            self._staging.need("observation", table, *narrow)
            for row in self._staging.values("observation"):
                self._by_sheet.setdefault(row["sheet"], {})[row["key"]] = row["id"]
        return self._by_subject[scope].get((kind, subject))

    def promote(
        self, plan: FilePlan, reading: Reading, kind: str, subject: str, statement: str, stage: str
    ) -> tuple[str, str]:
        """Stage the sheet and its observations.

        Returns:
            the outcome (new, changed, same, rejected) and why it was held ("" where it was promoted).
        """
        content = reading.content
        year, month = content.year or 0, content.month or 0
        record = self._sheet(stage, kind, subject, year, month)
        shown = self._context.names.shown(subject)
        row = self._staging.get(stage, record) if record else None
        if row is not None and locked(plan, reading, stage, row, shown):
            return "rejected", "已通过或封存，保留原值"
        target = self.keys.target(kind, subject, year)
        values = self._values(reading, stage, kind, subject, target)
        if row is not None and row["state"] == "submitted" and self._equal(row, values, reading, target):
            return "same", ""
        values["statement"] = statement
        values["state"] = "submitted"
        values["round"] = 1 if row is None else row["round"] + 1
        if row is None:
            record = new_id()
            self._by_subject[stage, year, month][kind, subject] = record
        values = guarded(self._context, plan, stage, str(record), values, shown)
        outcome = self._staging.put(stage, str(record), values)
        changed = self._observations(plan, stage, str(record), reading, target, shown)
        return ("changed" if outcome == "same" and changed else outcome), ""

    def _values(self, reading: Reading, stage: str, kind: str, subject: str, target: Values | None) -> Values:
        content = reading.content
        funds = content.matrices.get("funds", {})
        total = funds.get("total", {})
        values: Values = {
            "subject_kind": kind,
            "subject": subject,
            "year": content.year,
            "target": target["id"] if target else None,
            "initial": _number(total, "initial"),
            "executed": _number(total, "executed"),
            "money": reading.packed.money if reading.packed else "{}",
            "goal": content.text("goal"),
        }
        if stage == "monitoring":
            values["month"] = content.month
            values["forecast"] = _number(total, "forecast")
            values["special"] = self._special(kind, subject, content.month or 0)
            return values
        whole = content.matrices.get("total", {}).get("total", {})
        values["layout"] = content.form
        values["adjusted"] = _number(total, "adjusted")
        values["execution_weight"] = _number(total, "weight")
        values["execution_score"] = _number(total, "score")
        values["total"] = _number(whole, "score")
        values["grade"] = content.text("grade")
        values["actual_goal"] = content.text("actual_goal")
        values["other"] = content.text("other")
        details = {"duties": content.text("duties"), "years": content.rows("years"), "tasks": content.rows("tasks")}
        values["details"] = dumps({name: value for name, value in details.items() if value})
        return values

    def _special(self, kind: str, subject: str, month: int) -> str:
        """The tag of a special fund's own period; an ordinary month is nobody's special period."""
        if kind != "project" or month in self._context.ordinary_months:
            return ""
        project = self._staging.get("project", subject)
        return str(project["tag"]) if project else ""

    def _keyed(self, reading: Reading, target: Values | None) -> list[tuple[str, bool, tuple[Any, ...]]]:
        known = self.keys.of(target)
        used: dict[tuple[str, str], int] = {}
        keyed: list[tuple[str, bool, tuple[Any, ...]]] = []
        for level2, name, row in reading.packed.observed if reading.packed else ():
            at = (level2, name)
            nth = used.get(at, 0)
            used[at] = nth + 1
            keys = known.get(at, ())
            if nth < len(keys):
                keyed.append((keys[nth], False, row))
            else:
                # A row that the target lacks (R062) keeps a key of its own that the next delivery finds again.
                keyed.append((f"~{level2}|{name}|{nth}", True, row))
        return keyed

    def _observations(
        self, plan: FilePlan, stage: str, record: str, reading: Reading, target: Values | None, shown: str
    ) -> bool:
        keyed = self._keyed(reading, target)
        old = self._by_sheet.get(record)
        if old is None:
            self._by_sheet[record] = fresh_ids = {}
            for ordinal, (key, alone, row) in enumerate(keyed, 1):
                at = fresh_ids[key] = new_id()
                self._staging.add(
                    "observation", at, (self._office, at, stage, record, key, ordinal, *row, int(alone), "")
                )
            return bool(keyed)
        changed = False
        kept: set[str] = set()
        for ordinal, (key, alone, row) in enumerate(keyed, 1):
            fresh: Values = dict(zip(OBSERVED, row, strict=True))
            fresh |= {"stage": stage, "sheet": record, "key": key, "ordinal": ordinal, "stage_only": int(alone)}
            at = old.get(key, "")
            if at:
                fresh = guarded(self._context, plan, "observation", at, fresh, f"{shown} {row[2]}")
            else:
                at = old[key] = new_id()
            kept.add(key)
            changed |= self._staging.put("observation", at, fresh) != "same"
        for key in [key for key in old if key not in kept]:
            self._staging.drop("observation", old.pop(key))
            changed = True
        return changed

    def _equal(self, row: Values, values: Values, reading: Reading, target: Values | None) -> bool:
        """Whether the delivery says what the ledger holds; what differs from a hand correction is a conflict."""
        hand = set(row["hand"].split(","))
        for column, value in values.items():
            if not (alike if column in hand else _same)(column, row[column], value):
                return False
        old = self._by_sheet.get(row["id"], {})
        keyed = self._keyed(reading, target)
        if len(keyed) != len(old):
            return False
        for ordinal, (key, _, fresh) in enumerate(keyed, 1):
            held = self._staging.get("observation", old.get(key, ""))
            if held is None or held["ordinal"] != ordinal:
                return False
            if any(held[column] != value for column, value in zip(OBSERVED, fresh, strict=True)):
                return False
        return True
