"""Every problem of a working year as the review centre lists it, and which of them were not there at the last check.

A working year looks at two budget years at once: its own, and the one before, whose self-evaluations it judges. What a
complete check found is kept in the file as a short mark a problem, outside the journal.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from perfdesk.catalog.short_names import short
from perfdesk.domain.checks import heads
from perfdesk.domain.checks.inputs import YEARS
from perfdesk.domain.problem import ERROR, HINT, WARNING
from perfdesk.domain.progress import Silent
from perfdesk.services import check_ledger, checks, explanations, window_state
from perfdesk.services.opening import opened
from perfdesk.store import check_places, workbench

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.services.checks import Found
    from perfdesk.services.opening import Store

LEVELS = (ERROR, WARNING, HINT)
LEVEL_WORDS = {ERROR: "错误", WARNING: "警告", HINT: "提示"}
STAGES = {"target": "绩效目标", "monitoring": "运行监控", "selfeval": "绩效自评", "": "台账整体"}
_NUMBERS = re.compile(r"(“[^”]*”)|[0-9.,]+")  # what is quoted is a name, its numbers stay
_MARK = 10  # hex digits: a thousand problems are told apart


@dataclass(frozen=True, slots=True)
class Item:
    """One problem: its budget year, the rule's title, and whether the last complete check did not have it."""

    year: int
    title: str
    found: Found
    new: bool = False

    @property
    def rule(self) -> str:
        """The rule's number."""
        return self.found.problem.rule

    @property
    def level(self) -> str:
        """error, warning or hint; an explained problem is a hint."""
        return self.found.problem.level

    @property
    def unit(self) -> str:
        """The unit, 本级整体 where the problem is the whole ledger's."""
        return self.found.problem.unit or "本级整体"

    @property
    def explained(self) -> bool:
        """Whether somebody wrote why it may stand."""
        return bool(self.found.note)

    @property
    def stage(self) -> str:
        """target, monitoring, selfeval, or "" where it stands on no form."""
        return self.found.problem.form.partition(".")[0]

    @property
    def mark(self) -> str:
        """What tells this problem from every other, whatever its numbers are now.

        Only its words tell two problems of a rule at one place apart (没有产出指标, 没有效益指标).
        """
        problem = self.found.problem
        words = _NUMBERS.sub(_named, problem.message)
        place = (str(self.year), problem.rule, self.found.record, problem.field, problem.unit, problem.project, words)
        return sha256("\n".join(place).encode()).hexdigest()[:_MARK]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a working year found.

    `at` is when the last complete check was made, `before` the one it is compared with; local, "" where there was none.
    `empty`: there is no department and no project in either year, so that nothing could be checked.
    """

    year: int
    items: tuple[Item, ...]
    at: str
    before: str = ""
    complete: bool = False
    empty: bool = False

    def count(self, level: str) -> int:
        """How many problems have a level."""
        return sum(item.level == level for item in self.items)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a problem is mended: page (targets, monitoring, selfeval, projects, units) and the id of the record."""

    page: str
    record: str
    form: str = ""


def check(store: Store, year: int, progress: Progress | None = None, *, complete: bool = True) -> Checked:
    """Check a working year; a `complete` one is compared with the last complete check, and is to be kept afterwards.

    One that is not complete (a list brought up to date) is compared with the check before the last one, so that what
    was new stays marked.

    Raises:
        UserError: an own setting cannot be understood. Cancelled: the person gave up.
    """
    steps = progress or Silent()
    items: list[Item] = []
    for at, budget in enumerate((year, year - 1)):
        items += _items(budget, checks.run(store, budget, progress=_Half(steps, at)).found)
    empty = not any(any(workbench.sizes(store, one)) for one in (year, year - 1))
    last, earlier = _kept(store, year)
    before, marks = last if complete else earlier
    now = datetime.now().astimezone().isoformat(timespec="minutes")
    return Checked(year, _marked(items, before, marks), now if complete else last[0], before, complete, empty)


def check_file(path: Path, year: int, progress: Progress | None = None, *, complete: bool = True) -> Checked:
    """The same over a file that is opened for reading alone: it may run for seconds beside all other work."""
    with opened(path, read_only=True) as store:
        return check(store, year, progress, complete=complete)


def recheck_file(path: Path, before: Checked, *, rule: str = "", unit: str = "") -> Checked:
    """Check one rule or one unit again and put the result in place of what was found of it before.

    Raises:
        UserError: an own setting cannot be understood.
    """
    with opened(path, read_only=True) as store:
        items: list[Item] = []
        for budget in (before.year, before.year - 1):
            subjects = None
            if unit:
                known = check_ledger.read(store, budget, None).names
                subjects = {name for name, one in known.items() if one.unit == unit}
            items += _items(budget, checks.run(store, budget, rule=rule, subjects=subjects).found)
        at, marks = _kept(store, before.year)[1]
    kept = [item for item in before.items if not _again(item, rule, unit)]
    return replace(before, items=_marked([*kept, *items], at, marks))


def keep(store: Store, checked: Checked) -> None:
    """Remember what a complete check found, and what the one before had found.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    last, _ = _kept(store, checked.year)
    now = (checked.at, frozenset(item.mark for item in checked.items))
    values = {f"review.last.{checked.year}": _text(*now), f"review.before.{checked.year}": _text(*last)}
    window_state.save(store, values)


def last_check(store: Store, year: int) -> str:
    """When the last complete check of a working year was (ISO); "" where there was none."""
    return _kept(store, year)[0][0]


def explain(store: Store, items: Sequence[Item], note: str) -> int:
    """One note for many problems, as one action; how many.

    Raises:
        UserError: the note is blank, or there is nothing to explain.
    """
    return explanations.explain(store, [item.found for item in items], note)


def place(store: Store, item: Item) -> Spot | None:
    """Where a problem is mended; None where it stands on nothing that can be opened."""
    record = item.found.record
    table = check_places.table(store, record) if record else ""
    pages = {"target": "targets", "project": "projects", "unit": "units"}
    if not table:
        return None
    form = item.found.problem.form if table in {"target", "monitoring", "selfeval"} else ""
    return Spot(pages.get(table, table), record, form)


def export(path: Path, office: str, checked: Checked, items: Sequence[Item], words: Sequence[str] = ()) -> None:
    """Write the list as it is filtered to a workbook.

    Raises:
        UserError: there is nothing to write, or the file cannot be written.
    """
    from perfdesk.domain.errors import UserError  # noqa: PLC0415 - beside its one use
    from perfdesk.files.plain_table import Table, write_book  # noqa: PLC0415 - only who exports pays for it

    if not items:
        raise UserError("没有可以导出的问题", "请放宽筛选条件，或先按 Ctrl+F8 全审")
    told = [f"{office}　{checked.year} 年度　共 {len(items)} 个问题", *words]
    heads_ = (
        "级别", "规则", "规则名称", "预算年度", "单位", "项目", "环节", "问题", "左边的数", "右边的数", "依据",
        "说明", "上次以来新增",
    )  # fmt: skip
    widths = (36.0, 36.0, 120.0, 44.0, 150.0, 180.0, 60.0, 320.0, 80.0, 80.0, 190.0, 160.0, 60.0)
    rows = [
        (
            LEVEL_WORDS[item.level],
            item.rule,
            item.title,
            str(item.year),
            item.unit,
            item.found.problem.project,
            STAGES.get(item.stage, ""),
            item.found.problem.message,
            item.found.problem.left,
            item.found.problem.right,
            item.found.problem.basis,
            item.found.note,
            "新增" if item.new else "",
        )
        for item in items
    ]
    write_book(path, Table("审核问题清单", "　".join(told), heads_, ("text",) * len(heads_), widths, rows))


def brief(unit: str, office: str) -> str:
    """A unit's name as lists show it, without the area that all names of the office begin with."""
    area = office.removesuffix("财政局").removesuffix("财政厅")
    return short(unit, area) or unit


class _Half:
    """The progress of one of two checks."""

    def __init__(self, progress: Progress, at: int) -> None:
        self._progress, self._at = progress, at

    def step(self, done: int, total: int, text: str = "") -> None:
        self._progress.step(self._at * max(1, total) + done, 2 * max(1, total), text or ("本年", "上年")[self._at])


def _items(year: int, found: Iterable[Found]) -> list[Item]:
    titles = heads()
    return [Item(year, titles[one.problem.rule].title, one) for one in found]


def _named(found: re.Match[str]) -> str:
    return found[1] or ""


def _marked(items: Iterable[Item], at: str, marks: frozenset[str]) -> tuple[Item, ...]:
    """With the new ones marked; the first check of all has nothing to compare with."""
    order = {level: number for number, level in enumerate(LEVELS)}
    known = [replace(item, new=bool(at) and item.mark not in marks) for item in items]
    return tuple(sorted(known, key=lambda one: (order[one.level], one.rule, one.unit, one.found.problem.project)))


def _again(item: Item, rule: str, unit: str) -> bool:
    """Whether a recheck of this rule or unit would find the problem again."""
    if unit:
        return item.unit == unit and item.rule not in YEARS.checks
    return item.rule == rule


def _kept(store: Store, year: int) -> tuple[tuple[str, frozenset[str]], tuple[str, frozenset[str]]]:
    """Time and marks of the last complete check and of the one before."""
    held = window_state.load(store)
    last, before = (_read(held.get(f"review.{name}.{year}", "")) for name in ("last", "before"))
    return last, before


def _text(at: str, marks: frozenset[str]) -> str:
    return json.dumps([at, "".join(sorted(marks))])


def _read(text: str) -> tuple[str, frozenset[str]]:
    if not text:
        return "", frozenset()
    at, marks = json.loads(text)
    return at, frozenset(marks[start : start + _MARK] for start in range(0, len(marks), _MARK))
