"""退回: one page for the unit, and the workbook with the cells to mend marked; from an import or from the review."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.catalog import forms, import_words
from perfdesk.catalog.resources import root
from perfdesk.domain.errors import UserError
from perfdesk.domain.matching import regions_of, without_region
from perfdesk.domain.problem import ERROR, HINT
from perfdesk.domain.progress import Silent
from perfdesk.domain.slip import Item, Slip
from perfdesk.files.names import distinct, file_name
from perfdesk.services import checks, reviews
from perfdesk.store import form_rows, returning, snapshot

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from perfdesk.domain.problem import Problem
    from perfdesk.domain.progress import Progress
    from perfdesk.services.imports import FilePlan, Kept
    from perfdesk.services.imports.shown import FileRow, Shown
    from perfdesk.services.opening import Store
    from perfdesk.store.returning import Handed

STAGES = {"target": "绩效目标", "monitoring": "监控表", "selfeval": "自评表"}


@dataclass(slots=True)
class Written:
    """What stands on the disk: the folder, the files, and in words what could not be written beside a slip."""

    folder: str
    paths: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Back:
    """A department whose sheets can be returned.

    `times` is how often the most returned of them was, so far; `short` is its name without the office's own area.
    """

    unit: str
    name: str
    short: str
    clerk: str
    phone: str
    sheets: tuple[str, ...]
    subjects: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Return:
    """What is returned: the sheets of some departments (all where `records` is empty), why, and until when."""

    stage: str
    year: int
    month: int | None
    units: frozenset[str]
    opinion: str
    deadline: str = ""
    records: frozenset[str] = frozenset()


def period(stage: str, year: int, month: int | None) -> str:
    """A stage's sheets in words: 2023 年度 1-9月监控表."""
    return f"{year} 年度{f' 1-{month}月' if month else ''}{STAGES[stage]}"


def backs(store: Store, stage: str, year: int, month: int | None) -> tuple[Back, ...]:
    """The departments that handed in sheets of a stage which can be returned, in the order of their codes."""
    regions = regions_of(snapshot.own_name(store))
    groups: dict[str, list[Handed]] = defaultdict(list)
    for one in returning.handed(store, stage, year, month):
        groups[one.department].append(one)
    return tuple(
        Back(
            unit,
            here[0].department_name,
            without_region(here[0].department_name, regions),
            here[0].clerk,
            here[0].phone,
            tuple(one.id for one in here),
            tuple("部门整体" if one.subject == unit else one.subject_name for one in here),
            max(one.returns for one in here),
        )
        for unit, here in groups.items()
    )


def give_back(store: Store, what: Return) -> reviews.Result:
    """Take the step 退回 in one action.

    Raises:
        UserError: there is no opinion, or nothing to return.
    """
    records = [one.id for one in _wanted(store, what)]
    return reviews.give_back(store, what.stage, what.year, what.month, records, what.opinion)


def write_returned(path: str, what: Return, folder: str, progress: Progress | None = None) -> Written:
    """Write slip and marked workbook of each department, before the step is taken.

    Raises:
        UserError: the data file cannot be read, or the folder cannot be written; what was written stays.
    """
    from perfdesk.services.opening import opened  # noqa: PLC0415 - only who returns opens a file of its own

    steps, written = progress or Silent(), Written(folder)
    with opened(path, read_only=True) as store:
        chosen = _wanted(store, what)
        if not chosen:
            raise UserError("要退回的表已经不在了", "请刷新后重新选择")
        subjects = {one.subject for one in chosen}
        report = checks.run(store, what.year, month=what.month, subjects=subjects, progress=steps)
        problems: dict[str, list[Problem]] = defaultdict(list)
        for found in report.found:
            if found.problem.level != HINT:
                problems[found.record].append(found.problem)
        groups: dict[str, list[Handed]] = defaultdict(list)
        for one in chosen:
            groups[one.department].append(one)
        office, made = form_rows.office_name(store), []
        for here in groups.values():
            books = _books(store, what, here, problems)
            items = tuple(item for _, _, items in books for item in items)
            times = max(one.returns for one in here) + 1
            first = here[0]
            words = period(what.stage, what.year, what.month)
            slip = Slip(
                office, first.department_name, first.clerk, first.phone, f"{words}（{len(here)} 份）", times,
                what.opinion, items, store.operator, _today(), what.deadline,
            )  # fmt: skip
            made.append((slip, books))
    stems = distinct(file_name(f"{slip.unit}_{words}".replace(" ", ""), 100) for slip, _ in made)
    for at, ((slip, books), stem) in enumerate(zip(made, stems, strict=True), 1):
        _write_slip(Path(folder), stem, slip, written)
        _write_books(Path(folder), stem, books, written)
        steps.step(at, len(made), slip.unit)
    return written


_Book = tuple[str, list[tuple[str, "object", str]], list[Item]]


def _wanted(store: Store, what: Return) -> list[Handed]:
    every = returning.handed(store, what.stage, what.year, what.month)
    return [one for one in every if one.department in what.units and (not what.records or one.id in what.records)]


def _books(store: Store, what: Return, here: Sequence[Handed], problems: dict[str, list[Problem]]) -> list[_Book]:
    """The sheets by form, with what is to be mended at the cells of the workbook that goes back."""
    from perfdesk.files import workbook  # noqa: PLC0415 - only who returns compiles a form
    from perfdesk.files.grid import address  # noqa: PLC0415
    from perfdesk.files.names import sheet_names  # noqa: PLC0415
    from perfdesk.services.forms.sheets import Sheets, Subject  # noqa: PLC0415

    units = {unit.id: unit.name for unit in form_rows.units(store, what.year)}
    projects = {project.id: project for project in form_rows.projects(store, what.year)}
    by_form: dict[str, list[Handed]] = defaultdict(list)
    for one in here:
        by_form[one.form].append(one)
    books: list[_Book] = []
    for key, handed in by_form.items():
        form = forms.form(key)
        maker = Sheets(store, key, what.year, what.month, entry=False)
        names = sheet_names([one.subject_name for one in handed])
        pages: list[tuple[str, object, str]] = []
        items: list[Item] = []
        for name, one in zip(names, handed, strict=True):
            project = projects.get(one.subject)
            unit = units.get(project.unit, "") if project else one.department_name
            content = maker.content(Subject(one.subject, one.subject_name, unit, one.department_name, project))
            if content is None or (project is not None and project.classified):
                continue
            pages.append((one.subject_name, content, one.subject))
            cells = {
                cell.path: address(cell.row, cell.col) for cell in workbook.sheet(form, content).cells if cell.path
            }
            items += [
                Item(name, cells.get(found.field, ""), found.message, found.level == ERROR)
                for found in problems.get(one.id, ())
            ]
        if pages:
            books.append((key, pages, items))
    return books


def _write_books(folder: Path, stem: str, books: Sequence[_Book], written: Written) -> None:
    from perfdesk.files import marking, workbook  # noqa: PLC0415 - only who returns writes workbooks here

    for key, pages, items in books:
        word = f"_{import_words.form(key)}" if len(books) > 1 else ""
        path = folder / f"{stem}{word}_标注.xlsx"
        filled = [workbook.Filled(name, content, subject) for name, content, subject in pages]  # type: ignore[arg-type]
        workbook.write_workbook(path, forms.form(key), filled)
        marking.mark_workbook(path, items)
        written.paths.append(path)


def write_of_files(
    path: str, kept: Kept, shown: Shown, rows: Collection[FileRow], folder: str, progress: Progress | None = None
) -> Written:
    """Write slip and marked workbook for files of an import that cannot be taken as they are.

    Raises:
        UserError: the data file cannot be read, or the folder cannot be written; what was written stays.
    """
    from perfdesk.files import marking  # noqa: PLC0415 - only who returns marks workbooks
    from perfdesk.services.opening import opened  # noqa: PLC0415

    steps, written = progress or Silent(), Written(folder)
    with opened(path, read_only=True) as store:
        office, operator = form_rows.office_name(store), store.operator
        people = {unit.id: unit for unit in form_rows.units(store, store.year)}
        names = dict(snapshot.unit_names(store))
    stems = distinct(file_name(f"{names.get(row.sender, '')}_{_stem(row.name)}", 100) for row in rows)
    for at, (row, stem) in enumerate(zip(rows, stems, strict=True), 1):
        plan = shown.preview.files[row.index]
        person = people.get(row.sender)
        slip = Slip(
            office, names.get(row.sender, "报送单位"), person.clerk if person else "", person.phone if person else "",
            f"“{row.name}”", 0, "", _items(plan), operator, _today(),
        )  # fmt: skip
        _write_slip(Path(folder), stem.lstrip("_"), slip, written)
        target = Path(folder) / f"{stem.lstrip('_')}_标注.xlsx"
        reading = kept.readings[row.index]
        try:
            marking.marked(reading.path, reading.member, slip.items, target)
            written.paths.append(target)
        except UserError as problem:
            if not problem.code:  # the folder cannot be written; the others say what is wrong with the source
                raise
            written.notes.append(f"{row.name} 没有附标注的工作簿：{problem.message}")
        steps.step(at, len(rows), row.name)
    return written


def _items(plan: FilePlan) -> tuple[Item, ...]:
    """What is to be mended: errors first, then what was doubtful."""
    found = [problem for problem in plan.problems if problem.level != HINT]
    found.sort(key=lambda problem: problem.level != ERROR)
    return tuple(Item(one.sheet, one.cell, one.message, one.level == ERROR) for one in found)


def _write_slip(folder: Path, stem: str, slip: Slip, written: Written) -> None:
    from perfdesk.files import slip as paper  # noqa: PLC0415 - only who prints pays for the library
    from perfdesk.files.pdf import write_pdf  # noqa: PLC0415

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"无法建立文件夹“{folder}”", "请换一个可以写入的位置") from error
    path = folder / f"{stem}_退回单.pdf"
    write_pdf(path, [("退回单", paper.sheet(slip))], root() / "fonts", "退回单")
    written.paths.append(path)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - a slip carries the office's own calendar day
