"""催报: who has not delivered, whom to call, what to write into the group, and what was answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.matching import regions_of, without_region
from perfdesk.services.returns import period
from perfdesk.store import chasing, form_rows, workbench
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.opening import Store

WAYS = ("电话", "工作群", "当面", "其他")
_NAMED = 3  # missing sheets that are named one by one


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: when (local time to the minute), by whom, how, and what was answered."""

    at: str
    operator: str
    way: str
    answer: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """A department that owes sheets: how many of how many, which ones, whom to call, and how often it was reminded.

    `returned` counts sheets that were returned and did not come again.
    """

    unit: str
    code: str
    name: str
    short: str
    owed: int
    handed: int
    returned: int
    missing: tuple[str, ...]
    clerk: str
    finance: str
    phone: str
    reminders: tuple[Reminder, ...]

    @property
    def lacks(self) -> int:
        """How many sheets are still to come, for the first time or again."""
        return len(self.missing) + self.returned

    @property
    def words(self) -> str:
        """What is still to come, in words."""
        parts = []
        if self.missing:
            named = "、".join(self.missing[:_NAMED])
            several = f"等 {len(self.missing)} 份" if len(self.missing) > _NAMED else ""
            parts.append("全部未报" if not self.handed else f"差 {named}{several}")
        if self.returned:
            parts.append(f"退回未重报 {self.returned} 份")
        return "；".join(parts)


@dataclass(frozen=True, slots=True)
class Due:
    """A stage and period that can be chased, in words."""

    stage: str
    year: int
    month: int | None
    title: str


def dues(store: Store, year: int) -> tuple[Due, ...]:
    """What can be chased in a working year, the monitoring periods first."""
    months = sorted({*workbench.months(store, year), 6, 9}, reverse=True)
    found = [Due("monitoring", year, month, period("monitoring", year, month)) for month in months]
    for stage, budget in (("selfeval", year - 1), ("target", year), ("target", year + 1)):
        found.append(Due(stage, budget, None, period(stage, budget, None)))
    return tuple(found)


def debtors(store: Store, due: Due) -> tuple[Debtor, ...]:
    """The departments that still owe sheets, in the order of the board."""
    missing: dict[str, list[str]] = defaultdict(list)
    for unit, name in chasing.missing(store, due.stage, due.year, due.month):
        missing[unit].append(name)
    reminded: dict[str, list[Reminder]] = defaultdict(list)
    for unit, at, operator, way, answer in chasing.reminders(store, due.stage, due.year, due.month):
        reminded[unit].append(Reminder(_local(at), operator, way, answer))
    people = chasing.people(store)
    regions = regions_of(form_rows.office_name(store))
    found = []
    for one in workbench.board(store, due.stage, due.year, due.month):
        if one.handed < one.owed or one.returned:
            _, finance, clerk, phone = people.get(one.id, ("", "", "", ""))
            found.append(
                Debtor(
                    unit=one.id,
                    code=one.code,
                    name=one.name,
                    short=without_region(one.name, regions),
                    owed=one.owed,
                    handed=one.handed,
                    returned=one.returned,
                    missing=tuple(missing.get(one.id, ())),
                    clerk=clerk,
                    finance=finance,
                    phone=phone,
                    reminders=tuple(reminded.get(one.id, ())),
                )
            )
    return tuple(found)


def message(office: str, due: Due, chosen: Sequence[Debtor], deadline: str = "") -> str:
    """The text for the working group; it names units and sheets, never telephone numbers or people."""
    until = f"请于{deadline}前报送" if deadline else "请尽快报送"
    lines = [f"【催报】{due.title}", f"以下 {len(chosen)} 个单位尚未报齐，{until}："]
    lines += [f"{number}. {one.short}：{one.words}" for number, one in enumerate(chosen, 1)]
    lines.append("已报送的请忽略；有困难请回复。")
    lines.append(office)
    return "\n".join(lines)


def calls(chosen: Sequence[Debtor]) -> str:
    """The call list as tab separated text, for a sheet or a printer."""
    rows = ["单位\t经办人\t电话\t还差\t上次催报"]
    for one in chosen:
        last = one.reminders[-1] if one.reminders else None
        told = f"{last.at} {last.way} {last.answer}".strip() if last else ""
        rows.append(f"{one.name}\t{one.clerk}\t{one.phone}\t{one.words}\t{told}")
    return "\n".join(rows)


def office_name(store: Store) -> str:
    """The office that signs the message."""
    return form_rows.office_name(store)


def log(store: Store, due: Due, answers: Sequence[tuple[str, str]], way: str) -> int:
    """Note that some units were reminded: (id of the unit, answer); how many. One action.

    Raises:
        UserError: nobody was chosen, or the file cannot be written.
    """
    if not answers:
        raise UserError("没有选择单位", "请先勾选催了哪些单位")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        (store.office, new_id(), unit, due.stage, due.year, due.month, now, store.operator, way, answer.strip())
        for unit, answer in answers
    ]
    chasing.remind(store, f"催报 {len(rows)} 个单位（{due.title}）", rows)
    return len(rows)


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%m-%d %H:%M")
