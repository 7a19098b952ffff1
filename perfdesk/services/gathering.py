"""Receiving as the city's window shows it: who has reported what, what differs, what was refused, taking one back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.catalog import figures as catalog
from perfdesk.domain.errors import UserError
from perfdesk.domain.money import hundredths
from perfdesk.files import quarantine
from perfdesk.services import history, receiving, settings
from perfdesk.services.opening import opened
from perfdesk.store import figures as ledger
from perfdesk.store import gathering as rows
from perfdesk.store import offices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.services.opening import Store
    from perfdesk.services.receiving import Verdict

_SHOWN = ("target.department.count", "target.project.count", "target.project.amount")
_NAME = re.compile(
    r"(?:(?P<code>\d{6})-(?P<office>[^-/\\]+))?-(?P<year>\d{4})-(?P<kind>annual|target|monitor)(?:-(?P<month>\d{2}))?"
    r"-\d+\.pdpkg$"
)
_TITLES = {"target": "绩效目标", "annual": "全年数据", "monitor": "运行监控"}
SIGNED, ABSENT, REVOKED = "有效", "未登记", "已作废"


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of package that counties send in a year; `key` is kind:month."""

    key: str
    kind: str
    month: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that this office computes otherwise than the sender claims; blank is 未填报."""

    title: str
    claimed: str
    computed: str
    unit: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A package that was received: its slot, number, local time, rows, and what was odd about it."""

    id: str
    slot: str
    title: str
    seq: int
    at: str
    rows: int
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    facts: str

    @property
    def day(self) -> str:
        """Month and day."""
        return self.at[5:10]


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of one office or of several: counts, amount in 分, execution rate in hundredths of a percent."""

    departments: int | None = None
    projects: int | None = None
    amount: int | None = None
    rate: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """The city's money in the counties' rows: funding lines, 分, and lines whose 指标文号 the city's own rows bear too.

    As long as nothing says which transfers were passed on, nothing is eliminated: it is listed, never guessed.
    """

    lines: int = 0
    amount: int = 0
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A package in quarantine: when, whose it said to be, at which step and by which rule it was refused, and why.

    `path` is the kept file; `slot` and `year` are what it said to report, by the name of its file; "" and 0 where the
    name does not say. So is the office of a package that was refused before it could be asked.
    """

    path: Path
    at: str
    office: str
    code: str
    step: str
    rule: str
    reason: str
    source: str
    slot: str = ""
    year: int = 0
    moment: str = ""  # ISO, to the second


@dataclass(frozen=True, slots=True)
class Line:
    """One office below: the latest receipt of each slot, all receipts, and its key."""

    code: str
    name: str
    signature: str
    fingerprint: str
    latest: dict[str, Receipt]
    receipts: tuple[Receipt, ...]
    sums: Sums
    refused: tuple[Refusal, ...] = ()

    @property
    def differing(self) -> int:
        """How many figures differ in what counts now."""
        return sum(len(one.differences) for one in self.latest.values())


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the city's page shows of a working year."""

    year: int
    slots: tuple[Slot, ...] = ()
    lines: tuple[Line, ...] = ()
    below: Sums = field(default_factory=Sums)
    own: Sums = field(default_factory=Sums)
    own_name: str = ""
    refused: tuple[Refusal, ...] = ()
    whole: Sums = field(default_factory=Sums)
    passed_on: PassedOn = field(default_factory=PassedOn)

    def reported(self, slot: str) -> int:
        """How many offices have reported in a slot."""
        return sum(slot in line.latest for line in self.lines)

    def missing(self, slot: str) -> list[Line]:
        """The offices that have not."""
        return [line for line in self.lines if slot not in line.latest]

    @property
    def any_reported(self) -> int:
        """How many offices have reported anything."""
        return sum(bool(line.latest) for line in self.lines)


def summary(store: Store, year: int) -> Summary:
    """Where the reporting of a working year stands."""
    received = rows.receipts(store, year)
    slots = _slots(store, year, received)
    signers: dict[str, list[rows.Enrolled]] = {}
    for key in rows.enrolled(store):
        signers.setdefault(key.code, []).append(key)
    refused = refusals(store.path)
    lines = []
    for code, name in rows.below(store):
        mine = tuple(_receipt(one) for one in received if one.sender == code)
        latest = {one.slot: one for one in mine}
        signature, fingerprint = _signature(signers.get(code, []))
        again = max((_moment(one.at) for one in received if one.sender == code), default=0.0)
        mine_refused = tuple(
            one for one in refused if one.code == code and _moment(one.moment) > again and one.year in {0, year}
        )
        sums = _sums(store, code, year) if mine else Sums()
        lines.append(Line(code, name, signature, fingerprint, latest, mine, sums, mine_refused))
    own = offices.own(store)
    there = [line for line in lines if line.latest]
    below = _below(store, year, [line.sums for line in there], [line.code for line in there])
    here = _sums(store, own.code, year)
    passed = PassedOn(*rows.passed_on(store, year))
    return Summary(year, slots, tuple(lines), below, here, own.name, refused, _whole(here, below), passed)


def packages_in(paths: Sequence[Path]) -> list[Path]:
    """The files that were given, and of each folder (a stick, say) the packages right in it.

    Raises:
        UserError: a folder holds no package.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.pdpkg")) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"文件夹 {path} 里没有上报包（.pdpkg）", "请核对 U 盘，或选择上报包所在的文件夹")
        found += inside
    return found


def verify_file(path: Path, packages: Sequence[Path], progress: Progress | None = None) -> list[Verdict]:
    """Judge packages against the roster of a file that is opened for reading alone.

    Raises:
        UserError: a package is missing or cannot be read. Cancelled: the person gave up.
    """
    with opened(path, read_only=True) as store:
        return receiving.verify(packages, store, progress)


def take_back(store: Store, receipt: str) -> str:
    """Take the receipt of a package back, whole; the title of what was taken back.

    Raises:
        UserError: it is not there any more, or rows of it were changed since.
    """
    action = rows.action_of(store, receipt)
    if action is None:
        raise UserError("这次接收已经不在台账里", "请刷新后再看", "E_UNDO")
    newest = next((one for one in store.actions(limit=1)), None)
    if newest is not None and newest.seq == action and newest.undoable and not newest.undone:
        return history.undo(store)
    return history.revert(store, action)


def refusals(file: Path) -> tuple[Refusal, ...]:
    """Every package in the quarantine of a data file, newest first."""
    found = []
    for path, note in quarantine.notes(file):
        said = dict(line.partition("：")[::2] for line in note.splitlines())
        office, _, code = said.get("单位", "").rstrip("）").partition("（")
        source = said.get("原文件", "")
        told = _NAME.search(source)
        if told is not None and told["code"] and not code.isdigit():
            office, code = told["office"], told["code"]
        found.append(
            Refusal(
                path,
                said.get("拒收时间", "")[:16].replace("T", " "),
                office,
                code,
                said.get("步骤", ""),
                said.get("规则", ""),
                said.get("原因", ""),
                source,
                _slot(told),
                int(told["year"]) if told else 0,
                said.get("拒收时间", ""),
            )
        )
    return tuple(found)


def _moment(at: str) -> float:
    """Seconds since 1970 of an ISO time; 0.0 where a note does not hold one."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return 0.0


def _slot(told: re.Match[str] | None) -> str:
    if told is None:
        return ""
    return f"monitor:{int(told['month'])}" if told["month"] else told["kind"]


def reminder(found: Summary, slot: Slot, day: str) -> str:
    """The text that reminds the offices which have not reported, for a group chat or a telephone list."""
    names = "、".join(line.name for line in found.missing(slot.key))
    return (
        f"截至 {day}，{found.year} 年度{slot.title}上报包已收到 {found.reported(slot.key)} / {len(found.lines)}，"
        f"尚未收到：{names}。请尽快生成并报送。"
    )


def _slots(store: Store, year: int, received: Sequence[rows.Received]) -> tuple[Slot, ...]:
    """The kinds of a year: targets, the ordinary periods (half a year is 6 or 7), others received, the whole year."""
    there = {one.month for one in received if one.kind == "monitor" and one.month}
    usual = set(settings.of_year(store, year).thresholds.periods)
    half = {6, 7} & there or {6}
    months = sorted((usual | there) - ({6, 7} - half))
    found = [Slot("target", "target", None, "绩效目标")]
    found += [Slot(f"monitor:{month}", "monitor", month, f"1-{month}月监控") for month in months]
    return (*found, Slot("annual", "annual", None, "全年数据"))


def _receipt(one: rows.Received) -> Receipt:
    at = datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M")
    slot = f"{one.kind}:{one.month}" if one.month else one.kind
    differences = tuple(_difference(*row) for row in one.differences)
    title = f"1-{one.month}月监控" if one.month else _TITLES[one.kind]
    return Receipt(one.id, slot, title, one.seq, at, one.rows, differences, one.warnings, one.facts)


def _difference(key: str, claimed: str | None, computed: str | None) -> Difference:
    known = key in catalog.keys()  # noqa: SIM118 - a function of that name
    title, unit = (catalog.figure(key).title, catalog.figure(key).unit) if known else (key, "")
    return Difference(title, claimed or "未填报", computed or "未填报", unit)


def _signature(keys: Sequence[rows.Enrolled]) -> tuple[str, str]:
    valid = [key for key in keys if key.revoked_from is None]
    if valid:
        return SIGNED, valid[-1].fingerprint
    return (REVOKED, keys[-1].fingerprint) if keys else (ABSENT, "")


def _sums(store: Store, code: str, year: int) -> Sums:
    asked = [catalog.figure(key) for key in _SHOWN]
    values = [value.number for value in ledger.compute(store, asked, "own", year, only=code)]
    month, spent, budget = rows.executed(store, code, year)
    return Sums(values[0], values[1], values[2], hundredths(spent * 100, budget) if budget else None, month)


def _whole(own: Sums, below: Sums) -> Sums:
    """本级 + 下级; no rate, the offices stand at different months."""
    return Sums(
        _total([own.departments, below.departments]),
        _total([own.projects, below.projects]),
        _total([own.amount, below.amount]),
    )


def _total(values: Sequence[int | None]) -> int | None:
    """Blank is not zero: the sum of those that are filled."""
    there = [value for value in values if value is not None]
    return sum(there) if there else None


def _below(store: Store, year: int, parts: Sequence[Sums], codes: Sequence[str]) -> Sums:
    if not parts:
        return Sums()
    spent = [rows.executed(store, code, year) for code in codes]
    budget = sum(one[2] for one in spent)

    return Sums(
        _total([one.departments for one in parts]),
        _total([one.projects for one in parts]),
        _total([one.amount for one in parts]),
        hundredths(sum(one[1] for one in spent) * 100, budget) if budget else None,
    )
