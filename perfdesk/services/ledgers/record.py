"""One row in full for the inspector: its facts, the year as a timeline, and the form behind it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from perfdesk.domain.money import hundredths
from perfdesk.services.ledgers.words import shown
from perfdesk.services.reviews import STATE_WORDS
from perfdesk.store import ledger_events as events
from perfdesk.store import ledgers as rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.services.ledgers.view import View
    from perfdesk.store.file import Store

_FACTS = {
    "units": ("code", "department", "section", "leader", "finance", "clerk", "phone", "projects", "adjusted", "owes"),
    "projects": (
        *("code", "adjusted", "executed", "rate", "light", "target_light", "round", "review", "target"),
        *("class", "attribute", "term", "manager"),
    ),
    "targets": (
        "state",
        "version",
        "approved_on",
        "submitted_amount",
        "approved_amount",
        "indicators",
        "returns",
        "goal",
    ),
    "monitoring": (
        *("round", "review", "initial", "executed", "rate", "forecast", "ledger_rate", "light", "target_light"),
        *("deviations", "goal"),
    ),
    "selfeval": (
        "round",
        "review",
        "adjusted",
        "executed",
        "rate",
        "execution_score",
        "total",
        "grade",
        "unmet",
        "other",
    ),
    "findings": (
        *("state", "source", "category", "amount", "sent_on", "deadline", "overdue", "replied_on", "closed_on"),
        *("description", "demand", "measures"),
    ),
}
_SUBTITLE = {
    "units": ("kind", "section"),
    "projects": ("department", "attribute", "class"),
    "findings": ("number", "units"),
}
_TONES = {"returned": "red", "passed": "green", "approved": "green", "sealed": "grey", "submitted": "blue"}
_STEPS = {
    "submit": ("报送", "blue"),
    "pass": ("审核通过", "green"),
    "approve": ("批复", "green"),
    "return": ("退回", "red"),
    "reject": ("不予通过", "red"),
    "seal": ("封存", "grey"),
    "unseal": ("解封", "yellow"),
}
_LOW, _NOTICE = 6000, 8000  # hundredths of a percent, for the tone of a line of the timeline


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value; `tone` colours it where it is a state, `long` says that it needs lines of its own."""

    label: str
    value: str
    tone: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; `day` is ISO or "" where it is not known."""

    day: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a ledger in full; `form` is the key of the form behind it ("" for none), `month` its period."""

    id: str
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    events: tuple[Event, ...]
    form: str = ""
    month: int = 0


def record(store: Store, view: View, key: str) -> Record | None:
    """A row by its key, None where it is gone."""
    ledger, wanted = view.kind, replace(view, prefix="").wanted(store)
    columns = list(dict.fromkeys(["name", *_SUBTITLE.get(ledger.key, ("department", "kind")), *_FACTS[ledger.key]]))
    extra = ["kind"] if ledger.key in ("targets", "monitoring", "selfeval") else []
    found = rows.values(store, wanted, [*columns, *extra], [key]).get(key)
    if found is None:
        return None
    values = dict(zip([*columns, *extra], found[3:], strict=True))
    subtitle = [str(values[one]) for one in _SUBTITLE.get(ledger.key, ("department", "kind")) if values[one]]
    facts = []
    for one in _FACTS[ledger.key]:
        column = ledger.column(one)
        text = shown(column.kind, values[one], view.unit)
        facts.append(Fact(view.title(column), text, column.tones.get(text, ""), column.kind == "long"))
    about = "department" if values.get("kind") == "部门整体" else "project"
    form = f"{ledger.stage}.{about}" if ledger.stage else ""
    month = view.month if ledger.periods else 0
    line = () if ledger.key == "units" else tuple(sorted(_events(store, view, key), key=lambda one: one.day or "9999"))
    return Record(key, str(values["name"]), " · ".join(subtitle), tuple(facts), line, form, month)


def _events(store: Store, view: View, key: str) -> Iterator[Event]:
    year = view.budget_year
    if view.ledger != "findings":
        yield from _arrivals(store, key, year)
        yield from _targets(store, key, year)
        yield from _monitored(store, key, year)
        for state, total, grade in events.selfeval(store, key, year):
            points = f" {shown('score', total, view.unit)} 分" if total is not None else ""
            yield Event(
                f"{year + 1}-03-31", _TONES.get(state, "grey"), f"自评{STATE_WORDS[state]}{points} {grade}".rstrip()
            )
        for form, month, step, opinion, at, _operator in events.reviews(store, key, year):
            word, tone = _STEPS[step]
            note = f"：{opinion}" if opinion else ""
            yield Event(at[:10], tone, f"{_form(form, month)}{word}{note}")
    yield from _found(store, key)


def _arrivals(store: Store, key: str, year: int) -> Iterator[Event]:
    for form, month, at, path, times in events.arrivals(store, key, year):
        again = f"（第 {times} 次）" if times > 1 else ""
        yield Event(at[:10], "blue", f"导入{_form(form, month)}{again}：{PurePath(path).name}")


def _targets(store: Store, key: str, year: int) -> Iterator[Event]:
    for version, state, approved, _current in events.targets(store, key, year):
        again = f"第 {version} 版" if version > 1 else ""
        yield Event(approved or "", _TONES.get(state, "grey"), f"目标{again}{STATE_WORDS[state]}")


def _monitored(store: Store, key: str, year: int) -> Iterator[Event]:
    for month, state, initial, executed, times in events.monitoring(store, key, year):
        rate = hundredths(executed * 100, initial) if initial and executed is not None else None
        due = None if rate is None else rate * 12 // month
        tone = "grey" if due is None else "red" if due < _LOW else "yellow" if due < _NOTICE else "green"
        said = "" if rate is None else f" {rate // 100}.{rate % 100 // 10}%"
        again = f"，第 {times} 次" if times > 1 else ""
        day = f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
        yield Event(day, tone, f"1-{month}月监控{said}（{STATE_WORDS[state]}{again}）")


def _found(store: Store, key: str) -> Iterator[Event]:
    for number, category, source, sent, deadline, replied, closed, _state in events.findings(store, key):
        if sent:
            yield Event(sent, "red", f"{source}发现问题 {number}：{category or '未分类'}")
        if replied:
            late = bool(deadline) and replied > deadline
            yield Event(replied, "yellow" if late else "blue", f"整改回复 {number}{'（逾期）' if late else ''}")
        if closed:
            yield Event(closed, "green", f"销号 {number}")
        elif deadline:
            yield Event(deadline, "yellow", f"整改限期 {number}")


def _form(form: str, month: int) -> str:
    stage = form.partition(".")[0]
    period = f"1-{month}月" if month else ""
    return period + {"target": "目标", "monitoring": "监控表", "selfeval": "自评表"}.get(stage, "表")
