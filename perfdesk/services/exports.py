"""Official forms and departments' templates written to a folder: one file a unit, one sheet a project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from perfdesk.catalog import forms, resources
from perfdesk.domain.errors import UserError
from perfdesk.domain.identity import Identity
from perfdesk.domain.progress import Silent
from perfdesk.files import workbook
from perfdesk.files.names import distinct, file_name
from perfdesk.services.forms.lists import Lists
from perfdesk.services.forms.lists import content as list_content
from perfdesk.services.forms.sheets import Sheets, Subject
from perfdesk.store import form_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfdesk.domain.content import Row
    from perfdesk.domain.form import Form
    from perfdesk.domain.progress import Progress
    from perfdesk.store.file import Store
    from perfdesk.store.form_rows import Project, Unit

SPARE_ROWS = 20  # blank rows that a list to fill offers


@dataclass(frozen=True, slots=True)
class Selection:
    """What is written: a form key, narrowed to a unit or a project; budget year and month as the form prints them."""

    form: str
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    month: int | None = None


@dataclass(slots=True)
class Written:
    """What stands on the disk: the files, how many sheets they hold, and what was left out.

    `classified` counts 涉密 projects, which are never printed; `missing` maps a character that no font has to the first
    sheet it stands on.
    """

    paths: list[Path] = field(default_factory=list)
    sheets: int = 0
    classified: int = 0
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The ledger narrowed to what was asked for."""

    form: Form
    year: int
    month: int | None
    entry: bool
    units: list[Unit]
    chosen: frozenset[str]
    projects: list[Project]
    classified: int


def export(
    store: Store, wanted: Selection, folder: Path, *, kind: str = "xlsx", progress: Progress | None = None
) -> Written:
    """Write the filled forms that the ledger holds.

    Args:
        store: the office's file, only read.
        wanted: which forms.
        folder: where to; made when it is missing.
        kind: xlsx, pdf or both.
        progress: told after every unit.

    Raises:
        UserError: the form, unit or project is unknown, nothing is held, or a file cannot be written.
    """
    return _write(store, _scope(store, wanted, entry=False), folder, kind, progress or Silent())


def template(store: Store, wanted: Selection, folder: Path, *, progress: Progress | None = None) -> Written:
    """Write the prefilled workbooks that the departments fill, one a unit.

    Raises:
        UserError: as export; or a monitoring form without its month.
    """
    return _write(store, _scope(store, wanted, entry=True), folder, "xlsx", progress or Silent())


def _scope(store: Store, wanted: Selection, *, entry: bool) -> _Scope:
    if wanted.form not in forms.keys():  # noqa: SIM118 - a function of that name
        raise UserError(f"没有表“{wanted.form}”", f"可用的表：{'、'.join(forms.keys())}")
    form = forms.form(wanted.form)
    year = wanted.year or (store.year - 1 if form.stage == "selfeval" else store.year)
    month = _month(store, form, year, wanted.month, entry=entry)
    units = form_rows.units(store, year)
    chosen = frozenset(unit.id for unit in units)
    if wanted.unit is not None:
        found = next((unit for unit in units if unit.code == wanted.unit), None)
        if found is None:
            raise UserError(f"没有代码为“{wanted.unit}”的单位", "请核对预算单位台账中的单位代码")
        chosen = frozenset(unit.id for unit in units if found.id in (unit.id, unit.parent))
    every = form_rows.projects(store, year)
    projects = [one for one in every if one.department in chosen or one.unit in chosen]
    if wanted.project is not None:
        projects = [one for one in projects if one.code == wanted.project]
        if not projects:
            raise UserError(f"{year} 年没有代码为“{wanted.project}”的项目", "请核对项目代码和年度")
    opened = [one for one in projects if not one.classified]
    return _Scope(form, year, month, entry, units, chosen, opened, len(projects) - len(opened))


def _month(store: Store, form: Form, year: int, given: int | None, *, entry: bool) -> int | None:
    if form.stage in ("execution", "project"):
        return given or 12
    if not form.period:
        return None
    if given is not None or not entry:
        held = [given] if given is not None else form_rows.months(store, form.subject, year)
        if held:
            return held[-1]
        raise UserError(f"{year} 年还没有监控表", "请先导入监控表，或用 --year 选其他年度")
    raise UserError("监控表要写明截止月份", "例如加上 --month 9")


def _write(store: Store, scope: _Scope, folder: Path, kind: str, progress: Progress) -> Written:
    jobs = list(_lists(store, scope) if scope.form.shape == "list" else _sheets(store, scope))
    if not jobs:
        raise UserError(f"没有可以写出的“{scope.form.titles[0]}”（{scope.year} 年）", "请核对年度、月份、单位和项目")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"无法建立文件夹“{folder}”", "请换一个可以写入的位置") from error
    stems = distinct(_stem(unit, scope) for unit, _ in jobs)
    written = Written(classified=scope.classified, sheets=sum(len(sheets) for _, sheets in jobs))
    rounds = {"xlsx": 1, "pdf": 1, "both": 2}[kind]
    done = 0
    if kind != "pdf":
        books = [
            workbook.Job(folder / f"{stem}.xlsx", sheets, _identity(store, scope, unit))
            for stem, (unit, sheets) in zip(stems, jobs, strict=True)
        ]
        for path in workbook.write_workbooks(scope.form, books, entry=scope.entry):
            written.paths.append(path)
            done += 1
            progress.step(done, len(jobs) * rounds, path.name)
    if kind != "xlsx":
        for stem, (_, sheets) in zip(stems, jobs, strict=True):
            path = folder / f"{stem}.pdf"
            written.missing |= _print(path, scope.form, sheets)
            written.paths.append(path)
            done += 1
            progress.step(done, len(jobs) * rounds, path.name)
    return written


def _print(path: Path, form: Form, sheets: list[workbook.Filled]) -> dict[str, str]:
    from perfdesk.files.pdf import write_pdf  # noqa: PLC0415 - only who prints pays for the library

    pages = ((filled.name, workbook.sheet(form, filled.content)) for filled in sheets)
    return write_pdf(path, pages, resources.root() / "fonts", form.titles[0]).missing


def _stem(unit: Unit, scope: _Scope) -> str:
    period = f"_1-{scope.month}月" if scope.form.period else ""
    return file_name(f"{unit.code}_{unit.name}_{scope.form.titles[0]}_{scope.year}{period}", 120)


def _identity(store: Store, scope: _Scope, unit: Unit) -> Identity:
    known = any(unit.id == one.id for one in scope.units)
    return Identity(store.office, scope.form.key, scope.year, scope.month, unit.id if known else "")


def _sheets(store: Store, scope: _Scope) -> Iterator[tuple[Unit, list[workbook.Filled]]]:
    """Every top unit with the sheets of its projects, or with its own."""
    maker = Sheets(store, scope.form.key, scope.year, scope.month, entry=scope.entry)
    names = {unit.id: unit.name for unit in scope.units}
    by_department: dict[str, list[Project]] = defaultdict(list)
    for project in scope.projects:
        if not scope.entry or _owed(project, scope.form):
            by_department[project.department].append(project)
    for unit in scope.units:
        if scope.form.subject == "department":
            owes = unit.id in scope.chosen and unit.kind != "unit" and (unit.owes or not scope.entry)
            subjects = [Subject(unit.id, unit.name, unit.name, unit.name)] if owes else []
        else:
            subjects = [
                Subject(one.id, one.name, names.get(one.unit, ""), names.get(one.department, ""), one)
                for one in by_department[unit.id]
            ]
        sheets = []
        for subject in subjects:
            content = maker.content(subject)
            if content is not None:
                sheets.append(workbook.Filled(subject.name, content, subject.id))
        if sheets:
            yield unit, sheets


def _owed(project: Project, form: Form) -> bool:
    return bool(project.owes_selfeval if form.stage == "selfeval" else project.needs_target)


def _lists(store: Store, scope: _Scope) -> Iterator[tuple[Unit, list[workbook.Filled]]]:
    """One workbook for the office, or to be filled one a top unit."""
    maker = Lists(store, scope.year, scope.month or 12, scope.units, scope.projects)
    table = scope.form.tables[0].name
    office = _office(store, scope)
    below: dict[str, set[str]] = defaultdict(set)
    for unit in scope.units:
        if unit.id in scope.chosen:
            below[unit.parent if unit.parent in scope.chosen and unit.parent else unit.id].add(unit.id)
    groups = [(office, scope.chosen)]
    if scope.entry or len(below) == 1:
        groups = [(unit, frozenset(below[unit.id])) for unit in scope.units if unit.id in below]
    for unit, chosen in groups:
        rows = maker.rows(scope.form.key, chosen)
        if rows or scope.entry:
            spare: list[Row] = [{} for _ in range(SPARE_ROWS)] if scope.entry else []
            content = list_content(scope.form.key, table, scope.year, [*rows, *spare])
            content = replace(content, month=scope.month)
            yield unit, [workbook.Filled(scope.form.titles[0], content)]


def _office(store: Store, scope: _Scope) -> Unit:
    """The office itself as the owner of a file."""
    name = form_rows.office_name(store)
    return scope.units[0]._replace(id="", code=store.office, name=name) if scope.units else _nobody(store.office, name)


def _nobody(code: str, name: str) -> Unit:
    return form_rows.Unit("", code, name, "department", None, "", "", "", "", "", 1, 1)
