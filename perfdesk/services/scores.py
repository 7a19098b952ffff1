"""The scores that the rules give the self-evaluations of a budget year, beside what was entered; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perfdesk.domain.checks import Context, Sheet, check_sheet
from perfdesk.domain.checks.explain import line_rules, total_rules
from perfdesk.services import contents
from perfdesk.services import settings as office_settings
from perfdesk.store import check_rows

if TYPE_CHECKING:
    from perfdesk.domain.scoring import Line
    from perfdesk.domain.settings import Settings
    from perfdesk.services.contents import Filed
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """One line with the rules that explain its difference, () where there is none."""

    line: Line
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One self-evaluation; scores in hundredths, None where nothing was entered. `project` is "" for a department's."""

    record: str
    project: str
    unit: str
    scheme: str
    entered: int | None
    computed: int
    grade_entered: str
    grade_computed: str
    lines: tuple[ScoredLine, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All self-evaluations of a budget year, by unit and project."""

    year: int
    items: tuple[Item, ...]


def compute(store: Store, year: int | None = None) -> Scores:
    """Score the self-evaluations of a budget year.

    Raises:
        UserError: an own setting cannot be understood.
    """
    year = year or store.year
    settings = replace(office_settings.of_year(store, year), rules={})  # why a score is what it is, not how grave
    units = {row[0]: (row[1], row[2]) for row in check_rows.units(store)}
    projects = {row[0]: (row[3], *units.get(row[4], ("", ""))) for row in check_rows.projects(store, year)}
    found: list[tuple[tuple[str, str], Item]] = []
    for filed in contents.selfevals(store, year):
        if filed.kind == "project":
            name, code, unit = projects.get(filed.subject, ("", "", ""))
        else:
            name, (code, unit) = "", units.get(filed.subject, ("", ""))
        found.append(((code, name), _item(filed, name, unit, settings)))
    return Scores(year, tuple(item for _, item in sorted(found, key=lambda one: one[0])))


def _item(filed: Filed, project: str, unit: str, settings: Settings) -> Item:
    content = filed.content
    sheet = Sheet(content, Context(settings))
    result, problems = sheet.score, check_sheet(sheet)
    return Item(
        record=filed.id,
        project=project,
        unit=unit,
        scheme=result.scheme.key if result.scheme else "",
        entered=result.entered,
        computed=result.computed,
        grade_entered=content.text("grade"),
        grade_computed=result.grade_computed,
        lines=tuple(ScoredLine(line, line_rules(line, problems)) for line in result.all_lines),
        rules=total_rules(result, problems),
    )
