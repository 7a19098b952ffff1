"""One form of the ledger opened on the official sheet: the cells, what may be edited, the score, the checks, the past.

The content is the one that the exporter prints, so that screen and paper say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.catalog import forms, resources
from perfdesk.domain import scoring
from perfdesk.domain.errors import UserError
from perfdesk.domain.grades import grade
from perfdesk.files import paper, workbook
from perfdesk.files.grid import address
from perfdesk.services import checks, drafts, form_values
from perfdesk.services import settings as office_settings
from perfdesk.services.form_past import beside
from perfdesk.services.form_view import FormCell, FormProblem, FormScore, FormView, ScoreLine
from perfdesk.services.forms.sheets import Sheets, Subject
from perfdesk.services.reviews import STATE_WORDS, STEPS
from perfdesk.store import form_rows, form_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.content import Content
    from perfdesk.domain.form import Form, Slot
    from perfdesk.files.pdf.draw import Fonts
    from perfdesk.files.sheet import Cell, Sheet
    from perfdesk.store.file import Store
    from perfdesk.store.form_view import Record

OPEN = frozenset({"draft", "submitted", "returned"})
IDENTITY = frozenset({"project_name", "project_code", "department", "unit"})
TABLES = frozenset({"indicators", "years", "tasks"})
_LOCKED = {
    "passed": "这张表已审核通过，不能再改；要改请先“退回修改”",
    "approved": "目标已经批复，不能再改；要改请走年中调整",
    "sealed": "这张表已封存，不能再改；要改请先“解封…”并写明理由",
    "withdrawn": "这个目标已经撤销，不能再改",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One form as the ledger holds it: its record, content and sheet; `count` rows of indicators are stored."""

    form: Form
    record: Record
    content: Content
    sheet: Sheet
    count: int


class Ask(NamedTuple):
    """Which form: its key, the id of the sheet (or of its project or department), budget year and month."""

    form: str
    record: str
    year: int | None = None
    month: int | None = None


def load(store: Store, ask: Ask) -> Held | None:
    """Read one form; None where the subject has handed in nothing.

    Raises:
        UserError: there is no such form.
    """
    form = _form(ask.form)
    found = form_view.record(store, form.stage, form.subject, ask.record, ask.year, ask.month)
    if found is None:
        return None
    if found.layout and found.layout != form.key:
        form = _form(found.layout)
    project = None
    if form.subject == "project":
        project = next(iter(form_rows.projects(store, found.year, found.subject)), None)
    subject = Subject(found.subject, found.name, found.unit, found.department, project)
    maker = Sheets(store, form.key, found.year, found.month, entry=False, subject=found.subject)
    content = maker.content(subject)
    if content is None:
        return None
    if project is None and form.subject == "project":
        content.fields |= {"project_name": found.name, "unit": found.unit}
    return Held(form, found, content, workbook.sheet(form, content), len(content.rows("indicators")))


def open_form(store: Store, ask: Ask) -> FormView:
    """The view of one form; without a record where nothing was handed in.

    Raises:
        UserError: there is no such form.
    """
    held = load(store, ask)
    if held is None:
        return _missing(store, ask)
    form, record = held.form, held.record
    locked = _LOCKED.get(record.state, "")
    return FormView(
        form=form.key,
        title=form.titles[0],
        record=record.id,
        stage=form.stage,
        kind=form.subject,
        subject=record.subject,
        year=record.year,
        month=record.month,
        period=f"1-{record.month}月" if record.month else "",
        name=record.name,
        unit=record.unit,
        department=record.department,
        money=form.money,
        state=record.state,
        state_word=STATE_WORDS.get(record.state, record.state),
        round=record.round,
        returns=record.returns,
        locked=locked,
        steps=_steps(form.stage, record.state),
        classified=bool(record.classified),
        source=record.file,
        width=sum(held.sheet.columns),
        height=sum(held.sheet.heights),
        cells=tuple(cells(held, locked)),
        strokes=paper.strokes(held.sheet.boxes()),
        beside=beside(store, held.form, held.record, held.content),
        score=_score(store, held),
        drafts=drafts.held(store, form.key, record.id),
    )


def problems(store: Store, view: FormView) -> tuple[FormProblem, ...]:
    """What the checks find on an open form, errors first."""
    if not view.record:
        return ()
    found = checks.of_record(store, view.record, view.subject, view.year)
    order = {"error": 0, "warning": 1, "hint": 2}
    made = [
        FormProblem(said.level, said.rule, said.message, said.basis, said.field, one.note)
        for one, said in ((one, one.problem) for one in found)
    ]
    return tuple(sorted(made, key=lambda one: order[one.level]))


def _form(key: str) -> Form:
    if key not in forms.keys() or forms.form(key).shape != "sheet":  # noqa: SIM118 - a function of that name
        raise UserError(f"没有可以打开的表“{key}”", "可以打开的是绩效目标、运行监控和绩效自评各表")
    return forms.form(key)


def _missing(store: Store, ask: Ask) -> FormView:
    form = _form(ask.form)
    return FormView(
        form=form.key,
        title=form.titles[0],
        record="",
        stage=form.stage,
        kind=form.subject,
        subject=ask.record,
        year=ask.year or store.year,
        month=ask.month,
        period=f"1-{ask.month}月" if ask.month and form.period else "",
        name=form_view.subject_name(store, form.subject, ask.record),
        unit="",
        department="",
        money=form.money,
        state_word="未报",
    )


def _steps(stage: str, state: str) -> tuple[str, ...]:
    return tuple(
        step for step, (allowed, _) in STEPS.items() if state in allowed and (step != "approve" or stage == "target")
    )


# --- cells ---------------------------------------------------------------------------------------------------------


def cells(held: Held, locked: str = "") -> Iterator[FormCell]:
    """Every cell of the sheet with its texts; `locked` says why nothing may be edited."""
    measures = _fonts()
    slots = _slots(held.form)
    for cell, x, y, width, height in held.sheet.boxes():
        slot = slots.get(_column(cell.path)) if cell.path else None
        why = _why(held, cell, slot) if cell.path else ""
        fill = bool(cell.path) and not why
        framed = bool(cell.style.top or cell.style.left or cell.style.fill)
        yield FormCell(
            row=cell.row,
            col=cell.col,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            x=x,
            y=y,
            width=width,
            height=height,
            address=address(cell.row, cell.col),
            text=cell.text,
            texts=paper.texts(cell, (x, y, width, height), measures),
            font="fang" if "仿宋" in cell.style.font else "song",
            size=cell.style.size,
            horizontal=cell.style.horizontal,
            head=framed and not cell.path,
            path=cell.path,
            kind=cell.kind,
            label=_label(held, cell, slot) if cell.path else "",
            edit=_edit(held, cell) if cell.path else "",
            fill=fill,
            editable=fill and not locked,
            why=why or (locked if cell.path else ""),
            choices=_choices(cell, slot),
            multiline=bool(slot and slot.multiline) or (cell.kind == "text" and cell.path.count(".") == 2),
            calendar=_calendar(held, cell),
        )


@cache
def _fonts() -> Fonts:
    return paper.fonts(resources.root() / "fonts")


@cache
def _slots(form: Form) -> dict[str, Slot]:
    """Slots by a value's path without its row: goal, funds.executed, indicators.actual."""
    found = {slot.name: slot for slot in form.fields}
    for matrix in form.matrices:
        found |= {f"{matrix.name}.{slot.name}": slot for slot in matrix.columns}
    for table in form.tables:
        found |= {f"{table.name}.{slot.name}": slot for slot in table.columns}
    return found


def _column(path: str) -> str:
    parts = path.split(".")
    return path if len(parts) == 1 else f"{parts[0]}.{parts[-1]}"


def _why(held: Held, cell: Cell, slot: Slot | None) -> str:
    """Why the office does not type into a cell; "" where it does."""
    stage, parts = held.form.stage, cell.path.split(".")
    if cell.path in IDENTITY:
        return "名称由台账带出，请在项目库或预算单位里改"
    if parts[0] in TABLES and parts[1].isdigit() and (why := _why_row(held, parts)):
        return why
    if parts[-1] == "rate" and parts[0] != "tasks":
        return "执行率由执行数和预算数算出"
    if cell.path == "total.total.weight" or parts[0] == "tasks_total":
        return "合计由各行算出"
    if stage == "target" and parts[0] == "funds":
        return "金额由项目库的资金带出，请在项目库里改"
    if stage == "target" and parts[0] == "funds_mid":
        return "中期资金以部门报送的为准，请退回部门修改后重新导入"
    if parts[0] == "funds" and parts[1] != "total" and parts[-1] in {"weight", "score"}:
        return "分值和得分只填总额一行"
    if slot is not None and not slot.fill:
        return "由批复的绩效目标和预算带出" if stage == "monitoring" else "由台账带出"
    return ""


def _why_row(held: Held, parts: list[str]) -> str:
    """Why a cell of a repeating row is not filled: rows are filled from the top, an indicator begins with its name."""
    row, count = int(parts[1]), len(held.content.rows(parts[0]))
    if held.form.stage == "monitoring" and row >= count:
        return "监控表的指标由批复的绩效目标带出"
    if row > count:
        return "请先填写上面一行"
    if parts[0] == "indicators" and row == count and parts[2] not in {"level1", "level2", "name"}:
        return "请先填写三级指标的名称"
    return "中期指标的名称与年度指标相同" if parts[-1] in {"mid_level2", "mid_name"} else ""


def _label(held: Held, cell: Cell, slot: Slot | None) -> str:
    """The cell in words: column and row."""
    parts = cell.path.split(".")
    column = slot.labels[0] if slot and slot.labels else parts[-1]
    column = column.replace("1-N月", f"1-{held.record.month}月") if held.record.month else column
    if len(parts) == 1:
        return column
    if parts[1].isdigit():
        rows = held.content.rows(parts[0])
        row = rows[int(parts[1])] if int(parts[1]) < len(rows) else {}
        name = str(row.get("name") or row.get("year") or "")
        return f"{name} · {column}" if name and parts[-1] != "name" else f"{column}（第 {int(parts[1]) + 1} 行）"
    rows_of = next((matrix.rows for matrix in held.form.matrices if matrix.name == parts[0]), ())
    label = next((slot.labels[0] for slot in rows_of if slot.name == parts[1] and slot.labels), "")
    label = label.removeprefix("其中:")
    return f"{label} · {column}" if slot and slot.labels else label


def _edit(held: Held, cell: Cell) -> str:
    if cell.kind == "target":
        table, row, name = cell.path.split(".")
        rows = held.content.rows(table)
        at = int(row)
        return form_values.target_text(rows[at], name.removesuffix("target")) if at < len(rows) else ""
    return form_values.edit_text(held.content.get(cell.path), cell.kind, held.form.money)


def _choices(cell: Cell, slot: Slot | None) -> tuple[str, ...]:
    if cell.kind == "relation":
        return form_values.RELATIONS
    return slot.choices if slot else ()


def _calendar(held: Held, cell: Cell) -> bool:
    if cell.kind == "date":
        return True
    parts = cell.path.split(".")
    if parts[0] != "indicators" or parts[-1] not in {"actual", "forecast"}:
        return False
    rows = held.content.rows("indicators")
    return int(parts[1]) < len(rows) and rows[int(parts[1])].get("relation") == "date"


# --- the score -----------------------------------------------------------------------------------------------------


def _score(store: Store, held: Held) -> FormScore | None:
    if held.form.stage != "selfeval":
        return None
    settings = office_settings.of_year(store, held.record.year)
    found = scoring.score(held.content, settings)
    lines = tuple(
        ScoreLine(line.path, line.name, line.weight, line.entered, line.computed, line.least, line.most, line.why)
        for line in found.all_lines
    )
    entered = found.grade_entered or (grade(found.entered, settings.grades) if found.entered is not None else "")
    scheme = found.scheme.title if found.scheme else ""
    return FormScore(scheme, found.entered, found.computed, entered, found.grade_computed, lines)
