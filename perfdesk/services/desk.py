"""What the window's frame knows of an open file: the office, its years, what changed, what is waiting on each page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from perfdesk.store import offices, workbench

if TYPE_CHECKING:
    from perfdesk.services.opening import Store


@dataclass(frozen=True, slots=True)
class Facts:
    """The office that keeps the file. `year` is its working year, `years` those that can be looked at, newest first."""

    path: str
    code: str
    name: str
    level: str
    kind: str
    superior: str
    superior_name: str
    year: int
    years: tuple[int, ...]
    operator: str
    read_only: bool


def facts(store: Store) -> Facts:
    """The facts of the open file."""
    own = offices.own(store)
    years = {own.year, *offices.years(store)}
    return Facts(
        path=str(store.path),
        code=own.code,
        name=own.name,
        level=own.level,
        kind=own.kind,
        superior=own.superior,
        superior_name=own.superior_name,
        year=own.year,
        years=tuple(sorted(years, reverse=True)),
        operator=store.operator,
        read_only=store.read_only,
    )


def changed_since(store: Store, seq: int) -> frozenset[str]:
    """The tables that the actions after number `seq` changed rows of."""
    return offices.changed_since(store, seq)


@dataclass(frozen=True, slots=True)
class PageCount:
    """What stands beside a page in the navigation; `waiting`: it waits for the person; `tip` says what is counted."""

    text: str
    waiting: bool
    tip: str


def counts(store: Store, year: int) -> dict[str, PageCount]:
    """The counts of the navigation, by the key of the page, for a working year."""
    units, projects = workbench.sizes(store, year)
    found = {
        "units": PageCount(str(units), waiting=False, tip=f"{year} 年度 {units} 个部门和乡镇街道"),
        "projects": PageCount(str(projects), waiting=False, tip=f"{year} 年度 {projects} 个项目"),
    }
    months = workbench.months(store, year)
    month = max(months, default=None)
    asked: list[tuple[str, str, int, int | None]] = [
        ("targets", "target", year, None),
        ("selfeval", "selfeval", year - 1, None),
    ]
    if month:
        asked.append(("monitoring", "monitoring", year, month))
    for page, stage, budget, period in asked:
        waiting, handed = workbench.waiting(store, stage, budget, period)
        words = f"1-{period}月监控" if period else f"{budget} 年度"
        if waiting:
            found[page] = PageCount(str(waiting), waiting=True, tip=f"{words}：{waiting} 份待审")
        elif handed:
            found[page] = PageCount(str(handed), waiting=False, tip=f"{words}：{handed} 份")
    total, unclosed, overdue = workbench.findings(store, year, date.today().isoformat())  # noqa: DTZ011 - a calendar day
    if total:
        tip = f"{unclosed} 个问题未销号，其中逾期 {overdue} 个"
        found["findings"] = PageCount(str(unclosed), waiting=overdue > 0, tip=tip)
    below = workbench.below(store, year)
    if below:
        received = sum(bool(at) for _, _, at in below)
        text = f"{received}/{len(below)}"
        found["receiving"] = PageCount(text, waiting=received < len(below), tip=f"{text} 个下级财政局已报送")
    return {page: count for page, count in found.items() if count.text != "0"}
