"""The workbench: where the year's work stands, the figures that matter, who has handed in what, and what waits.

A working year Y is at work on several budget years at once: targets of Y+1 are declared, Y is monitored, Y-1 judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from perfdesk.catalog import figures as catalog
from perfdesk.catalog.short_names import short
from perfdesk.services import settings
from perfdesk.store import figures as ledger
from perfdesk.store import workbench as rows

if TYPE_CHECKING:
    from perfdesk.domain.figure import FigureValue
    from perfdesk.services.opening import Store

DONE, NOW, LATER = "done", "now", "later"
MISSING, PART, RETURNED, SUBMITTED, PASSED = "未报", "未齐", "退回", "待审", "通过"
PENDING, RECEIVED, DIFFERING = "待收", "已收", "有差异"
TONES = {
    MISSING: "red",
    PART: "red",
    RETURNED: "yellow",
    SUBMITTED: "blue",
    PASSED: "green",
    PENDING: "blue",
    RECEIVED: "green",
    DIFFERING: "yellow",
}
OWN, SUB = "own", "sub"  # what the workbench is about: the office's own departments, or the offices below it
CHASE = "@chase"  # no page: the reminders over the page that is in front
LOWEST = 9  # bars of the departments that execute least


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the year's work. `key` names its board ("" where it has none), `page` where it is worked on."""

    key: str
    page: str
    title: str
    budget_year: int
    state: str
    told: str
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A department or office on the board; `told` is what the cell says beside its name, `detail` the whole sentence.

    An office says below it how far it is (`lines`), with its money (分) at the end of the last one.
    """

    unit: str
    name: str
    short: str
    state: str
    told: str
    detail: str
    phone: str = ""
    clerk: str = ""
    lines: tuple[str, ...] = ()
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Who has handed in what in one stage."""

    stage: str
    title: str
    page: str
    budget_year: int
    month: int | None
    cells: tuple[Cell, ...]
    told: str = ""

    def count(self, *states: str) -> int:
        """How many departments are in one of these states."""
        return sum(cell.state in states for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Bar:
    """A department's execution: `rate` in hundredths of a percent; `low`: below the line."""

    unit: str
    name: str
    rate: int
    low: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """Execution at a month by department, the lowest first; `line` is the notice line in whole percents or None."""

    month: int | None = None
    line: int | None = None
    bars: tuple[Bar, ...] = ()
    total: int = 0
    rate: int | None = None
    low_projects: int = 0
    low_units: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A figure that matters and the place behind it.

    The page writes money (分) in its unit: `amount` after the sentence, `money` in place of the value, and `parts`
    (word, amount) as the sentence.
    """

    key: str
    title: str
    value: str
    told: str
    page: str
    alarm: bool = False
    amount: int | None = None
    filters: tuple[tuple[str, str], ...] = ()
    money: int | None = None
    parts: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits: `tone` red before yellow, `act` the word on its button, and the page with filters."""

    tone: str
    text: str
    act: str
    page: str
    filters: tuple[tuple[str, str], ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the workbench shows; `scope` own, or sub where it is about the `offices` below."""

    year: int
    stages: tuple[Stage, ...] = ()
    boards: tuple[Board, ...] = ()
    current: str = ""
    cards: tuple[Card, ...] = ()
    execution: Execution = field(default_factory=Execution)
    waits: tuple[Wait, ...] = ()
    empty: bool = False
    scope: str = OWN
    offices: int = 0


def summary(store: Store, year: int, today: date | None = None) -> Summary:
    """Where the work of a year stands; `today` decides what is overdue."""
    day = (today or date.today()).isoformat()  # noqa: DTZ011 - a deadline is a day of the office's own calendar
    units, projects = rows.sizes(store, year)
    earlier = rows.sizes(store, year - 1)
    if not (units or projects or any(earlier)):
        return Summary(year, empty=True)
    place = area(ledger.office_name(store))
    months = _months(store, year)
    asked: list[tuple[str, int, int | None]] = [("target", year + 1, None), ("target", year, None)]
    asked += [("monitoring", year, month) for month in months]
    asked += [("selfeval", year - 1, None)]
    boards = tuple(_board(stage, budget, month, rows.board(store, stage, budget, month), place)
                   for stage, budget, month in asked)  # fmt: skip
    findings = rows.findings(store, year, day)
    stages = tuple(_stage(board) for board in boards if board.cells or board.stage != f"target-{year + 1}")
    stages += (_rectification(year, findings), _report(store, year))
    current = _current(stages)
    month = max((board.month or 0 for board in boards if _begun(board)), default=0) or None
    execution = _execution(store, year, month)
    cards = _cards(store, year, execution, findings)
    waits = _waits(store, boards, execution, rows.overdue(store, year, day))
    return Summary(year, stages, boards, current, cards, execution, waits)


def area(office: str) -> str:
    """The area in an office's name: 红塔区财政局 -> 红塔区."""
    return office.removesuffix("财政局").removesuffix("财政厅")


def _months(store: Store, year: int) -> list[int]:
    """The ordinary periods to show: those with sheets, and those the settings name (half a year is 6 or 7)."""
    there = set(rows.months(store, year))
    usual = set(settings.of_year(store, year).thresholds.periods)
    half = {6, 7} & there or {6}
    return sorted((usual | there) - ({6, 7} - half))


def _board(stage: str, year: int, month: int | None, found: list[rows.Department], place: str) -> Board:
    titles = {
        "target": f"{year} 年度绩效目标",
        "monitoring": f"1-{month}月监控表",
        "selfeval": f"{year} 年度绩效自评",
    }
    pages = {"target": "targets", "monitoring": "monitoring", "selfeval": "selfeval"}
    key = f"{stage}-{month}" if month else f"{stage}-{year}"
    cells = tuple(_cell(one, place) for one in found)
    made = Board(key, titles[stage], pages[stage], year, month, cells)
    handed = len(cells) - made.count(MISSING, PART)
    return replace(made, told=f"{handed} / {len(cells)} 已报 · {made.count(PASSED)} 通过")


def _cell(one: rows.Department, place: str) -> Cell:
    if not one.handed:
        state, told = MISSING, MISSING
    elif one.returned:
        state, told = RETURNED, RETURNED
    elif one.handed < one.owed:
        state, told = PART, f"差 {one.owed - one.handed}"
    elif one.submitted:
        state, told = SUBMITTED, SUBMITTED
    else:
        state, told = PASSED, PASSED
    parts = [f"应报 {one.owed} 份，已报 {one.handed} 份"]
    parts += [f"{word} {number} 份" for word, number in
              (("通过", one.passed), ("待审", one.submitted), ("退回", one.returned)) if number]  # fmt: skip
    return Cell(one.id, one.name, short(one.name, place), state, told, "，".join(parts), one.phone, one.clerk)


def _begun(board: Board) -> bool:
    return any(cell.state != MISSING for cell in board.cells)


def _stage(board: Board) -> Stage:
    kind = board.stage.partition("-")[0]
    titles = {"target": "目标申报批复", "monitoring": f"1-{board.month}月监控", "selfeval": "绩效自评"}
    passed, whole = board.count(PASSED), len(board.cells)
    if not _begun(board):
        state, told = LATER, "未开始"
    else:
        state = DONE if passed == whole else NOW
        handed = whole - board.count(MISSING, PART)
        back = board.count(RETURNED)
        told = f"{handed}/{whole} 单位" + (f" · {back} 退回" if back else "")
    return Stage(board.stage, board.page, titles[kind], board.budget_year, state, told, board.month)


def _rectification(year: int, findings: tuple[int, int, int]) -> Stage:
    total, unclosed, _ = findings
    state = LATER if not total else NOW if unclosed else DONE
    told = "无问题" if not total else f"{unclosed} 未销号" if unclosed else f"{total} 个已销号"
    return Stage("", "findings", "反馈整改", year - 1, state, told)


def _report(store: Store, year: int) -> Stage:
    number, at = rows.issued(store, year, "annual")
    told = f"第 {number} 次 · {at[5:10]}" if number else "未上报"
    return Stage("", "packages", "年度上报", year, DONE if number else LATER, told)


def _current(stages: tuple[Stage, ...]) -> str:
    """The board to show first: the latest stage of Y that is under way, else any, else the last that is done."""
    for state in (NOW, DONE):
        found = [stage for stage in stages if stage.key and stage.state == state]
        watched = [stage for stage in found if stage.month] or found
        if watched:
            return watched[-1].key
    return next((stage.key for stage in stages if stage.key), "")


def _execution(store: Store, year: int, month: int | None) -> Execution:
    if month is None:
        return Execution()
    line = settings.of_year(store, year).thresholds.notice.get(month)
    place = area(ledger.office_name(store))
    found = rows.execution(store, year, month, line or 0)
    bars = [Bar(one.id, short(one.name, place), one.executed * 10_000 // one.adjusted,
                bool(line) and one.executed * 100 < one.adjusted * (line or 0)) for one in found]  # fmt: skip
    bars.sort(key=lambda bar: (bar.rate, bar.name))
    executed, adjusted = sum(one.executed for one in found), sum(one.adjusted for one in found)
    return Execution(
        month=month,
        line=line,
        bars=tuple(bars[:LOWEST]),
        total=len(bars),
        rate=(executed * 20_000 + adjusted) // (2 * adjusted) if adjusted else None,
        low_projects=sum(one.below for one in found) if line else 0,
        low_units=sum(one.below > 0 for one in found) if line else 0,
    )


def _cards(store: Store, year: int, execution: Execution, findings: tuple[int, int, int]) -> tuple[Card, ...]:
    keys = ("target.project.count", "target.project.amount", "selfeval.project.count")
    known = set(catalog.keys())
    asked = [catalog.figure(key) for key in keys if key in known]
    values = {value.figure.key: value for value in ledger.compute(store, asked, "own", year)}
    count, amount = values["target.project.count"], values["target.project.amount"]
    cards = [Card("targets", "纳入目标管理项目", _number(count), "个", "targets", amount=amount.number)]
    if execution.rate is not None:
        told = f"1-{execution.month}月执行 ÷ 全年预算"
        cards.append(Card("rate", f"1-{execution.month}月执行率", _percent(execution.rate), told, "monitoring"))
    else:
        judged = _number(values["selfeval.project.count"])
        cards.append(Card("selfeval", f"{year - 1} 年度自评项目", judged, "个", "selfeval"))
    if execution.line:
        cards.append(
            Card(
                "below",
                f"低于 {execution.line}% 通报线",
                str(execution.low_projects),
                f"个项目 · {execution.low_units} 个单位",
                "monitoring",
                alarm=execution.low_projects > 0,
                filters=(("month", str(execution.month)), ("rate", f"<{execution.line}")),
            )
        )
    _, unclosed, overdue = findings
    told = f"其中逾期 {overdue}" if overdue else "没有逾期" if unclosed else "没有待整改的问题"
    cards.append(Card("findings", "未销号问题", str(unclosed), told, "findings", alarm=overdue > 0))
    return tuple(cards)


def _number(value: FigureValue) -> str:
    return "—" if value.number is None else f"{value.number:,}"


def _percent(rate: int) -> str:
    """Hundredths of a percent with one decimal, half up."""
    tenths = (rate + 5) // 10
    return f"{tenths // 10}.{tenths % 10}%"


def _waits(
    store: Store,
    boards: tuple[Board, ...],
    execution: Execution,
    late: list[tuple[str, str, str]],
) -> tuple[Wait, ...]:
    found: list[Wait] = []
    for board in boards:
        if not _begun(board) or (board.month and board.month != execution.month):
            continue
        found += _of_board(board)
    if len(late) == 1:
        number, subject, deadline = late[0]
        found.append(Wait("red", f"{subject} 整改逾期（限 {deadline}）", "打开", "findings", record=number))
    elif late:
        text = f"{len(late)} 个问题整改逾期，最早的限 {late[0][2]}"
        found.append(Wait("red", text, "查看", "findings", (("state", "overdue"),)))
    if execution.low_units:
        text = f"{execution.low_units} 个单位有项目执行率低于 {execution.line}%"
        filters = (("month", str(execution.month)), ("rate", f"<{execution.line}"))
        found.append(Wait("yellow", text, "查看", "monitoring", filters))
    held = rows.held(store)
    if held:
        found.append(Wait("yellow", f"{held} 份来文有冲突或未对上项目，没有采用", "裁定", "imports"))
    return tuple(sorted(found, key=lambda wait: ("red", "yellow", "grey").index(wait.tone)))


def _of_board(board: Board) -> list[Wait]:
    where = (("year", str(board.budget_year)), ("month", str(board.month or "")))
    found = []
    for tone, states, words, act, name in (
        ("red", (MISSING, PART), "个单位没有报齐", "催报", "missing"),
        ("yellow", (SUBMITTED,), "个单位等待审核：", "审核", "submitted"),
        ("yellow", (RETURNED,), "个单位退回后还没有重报：", "查看", "returned"),
    ):
        number = board.count(*states)
        if number:
            text = f"{number} {words}{board.title}"
            page = CHASE if name == "missing" else board.page
            found.append(Wait(tone, text, act, page, (*where, ("state", name))))
    return found
