"""One file after the other is matched with the ledger and staged whole, or rejected whole with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from perfdesk.catalog import forms
from perfdesk.domain.problem import ERROR, HINT, WARNING, Problem, Repair
from perfdesk.services.imports.context import problem
from perfdesk.services.imports.findings import Findings
from perfdesk.services.imports.ledgers import Ledgers
from perfdesk.services.imports.model import Delivery
from perfdesk.services.imports.packing import changed, dumps, pack
from perfdesk.services.imports.sheets import Sheets
from perfdesk.services.imports.subjects import Subjects
from perfdesk.services.imports.targets import Targets
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.domain.content import Content
    from perfdesk.domain.reading import FileReading, Packed, Reading
    from perfdesk.services.imports.context import Context
    from perfdesk.services.imports.model import FilePlan
    from perfdesk.services.imports.preview import Options

ORDER = ("unit", "project", "execution", "target", "monitoring", "selfeval", "rectify")


def _refuses(found: Problem) -> bool:
    """Only D, E_ and identity problems reject; an R problem never does."""
    return found.level == ERROR and found.rule[:1] in {"D", "E"}


class Planner:
    """Stages the files of one import."""

    def __init__(self, context: Context, options: Options, imported: dict[str, str]) -> None:
        """`imported` maps the SHA-256 of every file that stands whole in the ledger to when it came."""
        self._context = context
        self.staging = context.staging
        self._given: list[tuple[Reading, int | None, int | None, Packed | None]] = []
        self._options = options
        self._imported = imported
        self._batch = new_id()
        self._at = datetime.now(UTC).isoformat(timespec="seconds")
        self._sheets = Sheets(context)
        self._targets = Targets(context, self._sheets.keys)
        self._ledgers = Ledgers(context)
        self._findings = Findings(context)
        self._subjects = Subjects(context, self._ledgers, self._targets)
        self._refused = {
            (row["sender"], row["form"], row["rule"], row["field"], row["raw"])
            for row in context.staging.values("refusal")
        }

    def order(self, reading: FileReading) -> int:
        """Rank of a file by the stage of its forms: units before projects before what speaks of them."""
        stages = [ORDER.index(forms.form(found.form).stage) for found in reading.readings]
        return min(stages, default=len(ORDER))

    def forget(self) -> None:
        """Give the readings back as they came: year, month and values that this planner set or blanked."""
        for reading, year, month, packed in self._given:
            reading.content.year, reading.content.month, reading.packed = year, month, packed

    def file(self, plan: FilePlan, reading: FileReading, index: int) -> None:
        """Stage one file, or reject it whole."""
        since = self._imported.get(reading.sha256)
        unread = since is not None and reading.status == "skipped"  # because it is known, which is told below
        if not unread:
            plan.problems.extend(reading.problems)
        plan.forms = list(dict.fromkeys(found.form for found in reading.readings))
        if reading.status != "read" and not unread:
            return
        if index in self._options.decisions.leave:
            plan.status = "skipped"
            plan.problems.append(Problem(HINT, "W_LEFT", "这份文件按您的选择不导入"))
            return
        if since is not None:
            plan.status = "skipped"
            message = f"这份文件已于 {since[:10]} 导入，内容一样，不再重复导入"
            plan.problems.append(Problem(HINT, "D45", message))
            return
        for found in reading.readings:
            plan.repairs.extend(found.repairs)
            plan.problems.extend(found.problems)
        if any(_refuses(found) for found in plan.problems):
            plan.status = "rejected"
            return
        plan.status = "imported"
        for found in reading.readings:
            if found.packed is None:
                pack(found)
            self._given.append((found, found.content.year, found.content.month, found.packed))
        record = new_id()
        before = self.staging.sizes()
        for found in sorted(reading.readings, key=lambda one: ORDER.index(forms.form(one.form).stage)):
            self._defaults(plan, found)
            self._refuse(plan, found, index)
            self._reading(plan, found, record)
        plan.staged = self.staging.since(before)
        self._import_file(plan, reading, record)

    def _defaults(self, plan: FilePlan, reading: Reading) -> None:
        """Year and month: the sheet's own win; where it prints none, the clerk's or the office's, as a repair."""
        content = reading.content
        options, office_year = self._options, self._context.staging.store.year
        if content.year is None:
            content.year = options.year or office_year
            text = f"{content.year}"
            plan.repairs.append(Repair(reading.sheet, reading.anchor, "year", "", text, "D46"))
        elif options.year is not None and content.year != options.year:
            message = f"表上写的是 {content.year} 年度，与指定的 {options.year} 年度不同，按表上的年度处理"
            plan.problems.append(problem(reading, WARNING, "D46", message, "year"))
        if not forms.form(reading.form).period:
            return
        if content.month is None and options.month is not None:
            content.month = options.month
            plan.repairs.append(Repair(reading.sheet, reading.anchor, "month", "", f"1-{content.month}月", "D46"))

    def _refuse(self, plan: FilePlan, reading: Reading, index: int) -> None:
        """Repairs that the clerk refuses, now or at an earlier import of this sender, leave the cell blank."""
        decided = {at for file, at in self._options.decisions.refuse if file == index}
        if not decided and not self._refused:
            return
        sender = plan.sender or self._sender(reading)
        own = {id(repair) for repair in reading.repairs}  # several forms may stand on one sheet
        for at, repair in enumerate(plan.repairs):
            key = (sender, reading.form, repair.rule, repair.field, repair.raw)
            if id(repair) not in own or (at not in decided and key not in self._refused):
                continue
            _blank(reading.whole(), repair.field)
            changed(reading)
            message = f"“{repair.raw}”读作“{repair.value}”的修正未被采用，该格留空"
            plan.problems.append(
                Problem(WARNING, repair.rule, message, reading.sheet, repair.cell, repair.field, reading.form)
            )
            if key not in self._refused:
                names = ("sender", "form", "rule", "field", "raw")
                self._context.staging.put("refusal", new_id(), dict(zip(names, key, strict=True)))
                self._refused.add(key)

    def _sender(self, reading: Reading) -> str:
        """The department that a form names, "" where it names none that the ledger knows."""
        content = reading.content
        found = self._context.names.unit(content.text("department") or content.text("unit"))
        return self._ledgers.department(found.id) if found.id else ""

    def _reading(self, plan: FilePlan, reading: Reading, file: str) -> None:
        form = forms.form(reading.form)
        statement = new_id()
        kind = subject = held = ""
        if form.shape == "list":
            outcomes = self._list(plan, reading, statement)
        elif form.period and reading.content.month is None:
            message = "看不出是几月的监控表，请在表题或表头写明“1-N月”"
            plan.problems.append(problem(reading, ERROR, "D46", message))
            outcomes, held = ["rejected"], "没有期间"
        else:
            kind = form.subject
            subject, held = self._subjects.of(plan, reading, form.stage)
            outcome = "rejected"
            if subject and not self._twice(plan, reading, subject):
                outcome, held = self._sheet(plan, reading, kind, subject, statement)
            outcomes = [outcome]
        for outcome in outcomes:
            plan.counts.add(outcome)
        if kind and not plan.sender:
            plan.sender = self._subjects.department(kind, subject) if subject else ""
        self._statement(plan, reading, file, statement, kind, subject, held)

    def _list(self, plan: FilePlan, reading: Reading, statement: str) -> list[str]:
        if reading.form == "ledger.unit":
            return self._ledgers.units(plan, reading)
        if reading.form == "ledger.project":
            return self._ledgers.projects(plan, reading)
        if reading.form == "ledger.execution":
            return self._ledgers.payments(plan, reading)
        return self._findings.promote(plan, reading, statement)

    def _sheet(self, plan: FilePlan, reading: Reading, kind: str, subject: str, statement: str) -> tuple[str, str]:
        stage = forms.form(reading.form).stage
        if stage == "target":
            return self._targets.promote(plan, reading, kind, subject, statement)
        return self._sheets.promote(plan, reading, kind, subject, statement, stage)

    def _twice(self, plan: FilePlan, reading: Reading, subject: str) -> bool:
        """The same subject twice in one import with different content is asked, not guessed (D45)."""
        content = reading.content
        key = (reading.form, subject, content.year, content.month)
        text = reading.packed.said if reading.packed else ""
        earlier = self._context.seen.get(key)
        if earlier is None:
            self._context.seen[key] = (f"{plan.path} {reading.sheet}!{reading.anchor}", text)
            return False
        if earlier[1] == text:
            return False
        shown = self._context.names.shown(subject)
        message = f"“{shown}”在这次导入里报了两份而且内容不同，另一份在 {earlier[0]}；先采用先读到的一份，请核对"
        plan.problems.append(problem(reading, ERROR, "D45", message))
        return True

    def _statement(
        self, plan: FilePlan, reading: Reading, file: str, statement: str, kind: str, subject: str, held: str
    ) -> None:
        content = reading.content
        key = (reading.form, subject, content.year, content.month)
        delivery = self._context.rounds.get(key, 0) + 1 if subject else 1
        if subject:
            self._context.rounds[key] = delivery
        values: dict[str, Any] = {
            "form": reading.form,
            "year": content.year,
            "month": content.month,
            "subject_kind": kind,
            "subject": subject,
            "sender": plan.sender,
            "round": delivery,
            "promoted": int(not held),
            "held": held,
            "file": file,
            "sheet": reading.sheet,
            "layout": reading.layout,
            "anchor": reading.anchor,
            "content": reading.packed.said if reading.packed else "",
            "origin": reading.packed.origin if reading.packed else "",
        }
        self._context.staging.put("statement", statement, values)
        plan.deliveries.append(
            Delivery(reading.form, content.year, content.month, subject, plan.sender, delivery, held, reading.sheet)
        )

    def _import_file(self, plan: FilePlan, reading: FileReading, record: str) -> None:
        repairs = [[r.sheet, r.cell, r.field, r.raw, r.value, r.rule, r.unit] for r in plan.repairs]
        problems = [[p.level, p.rule, p.message, p.sheet, p.cell, p.field] for p in plan.problems]
        values = {
            "batch": self._batch,
            "path": reading.path,
            "member": reading.member,
            "sha256": reading.sha256,
            "forms": ",".join(plan.forms),
            "sender": plan.sender,
            "repairs": dumps(repairs),
            "problems": dumps(problems),
        }
        self._context.staging.put("import_file", record, values)

    def batch(self, plans: list[FilePlan]) -> None:
        """Stage the record of the whole import."""
        count = sum(plan.status == "imported" for plan in plans)
        values = {"at": self._at, "operator": self._context.staging.store.operator, "title": f"导入 {count} 个文件"}
        self._context.staging.put("import_batch", self._batch, values)


def _blank(content: Content, path: str) -> None:
    parts = path.split(".")
    if len(parts) == 1:
        content.fields[path] = None
    elif parts[1].isdigit():
        rows = content.rows(parts[0])
        if int(parts[1]) < len(rows):
            rows[int(parts[1])][parts[2]] = None
    else:
        content.matrices.get(parts[0], {}).get(parts[1], {})[parts[2]] = None
