"""A city's workbench: the counties in place of departments — who has reported, the figures of all, what waits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from perfdesk.services import gathering, settings, workbench
from perfdesk.services.workbench import (
    DIFFERING,
    DONE,
    LATER,
    LOWEST,
    MISSING,
    NOW,
    OWN,
    PENDING,
    RECEIVED,
    SUB,
    Bar,
    Board,
    Card,
    Cell,
    Execution,
    Stage,
    Summary,
    Wait,
    area,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.services.gathering import Line, Receipt, Slot
    from perfdesk.services.opening import Store

_PAGE = "receiving"
_AUTONOMOUS = re.compile(r"^(..)(?:.{1,4}族)+自治([县旗])$")


def summary(store: Store, year: int, scope: str = SUB, today: date | None = None) -> Summary:
    """The workbench of an office with others below it: about them (sub), or about its own departments (own).

    An office that has none below it sees its own whatever was asked.
    """
    day = today or date.today()  # noqa: DTZ011 - a deadline is a day of the office's own calendar
    own = workbench.summary(store, year, day)
    found = gathering.summary(store, year)
    whole = len(found.lines)
    if not whole or scope == OWN:
        return replace(own, offices=whole)
    boards = tuple(_board(found, slot) for slot in found.slots)
    stages = tuple(_stage(found, slot) for slot in found.slots)
    execution = _execution(store, found)
    waits = (*_waits(found), *own.waits)
    ordered = tuple(sorted(waits, key=lambda wait: ("red", "yellow", "grey").index(wait.tone)))
    return Summary(
        year, stages, boards, _current(stages), _cards(found, execution), execution, ordered, scope=SUB, offices=whole
    )


def name(line: Line) -> str:
    """A county as people say it: 元江哈尼族彝族傣族自治县财政局 -> 元江县."""
    return _AUTONOMOUS.sub(r"\1\2", area(line.name))


def _board(found: gathering.Summary, slot: Slot) -> Board:
    cells = tuple(_cell(line, slot) for line in found.lines)
    made = Board(slot.key, f"{slot.title}（县区）", _PAGE, found.year, slot.month, cells)
    parts = [f"{found.reported(slot.key)} / {len(cells)} 已收"]
    parts += [f"{count} {state}" for state in (PENDING, DIFFERING) if (count := made.count(state))]
    return replace(made, told=" · ".join(parts))


def _cell(line: Line, slot: Slot) -> Cell:
    receipt = line.latest.get(slot.key)
    refused = next((one for one in line.refused if one.slot == slot.key), None)
    if refused is not None:
        state, detail = PENDING, f"{refused.at} 送来的包被拒收（{refused.step}）：{refused.reason}"
    elif receipt is None:
        state = MISSING
        detail = "还没有收到上报包" + ("" if line.fingerprint else "，签名密钥也还没有登记")
    elif receipt.differences:
        state, detail = DIFFERING, f"{_received(receipt)}，{len(receipt.differences)} 个统计数与复算不符"
    else:
        state, detail = RECEIVED, f"{_received(receipt)}，复算全部一致"
    return Cell(
        line.code, name(line), name(line), state, state, detail, lines=_lines(line, receipt), amount=_amount(line)
    )


def _received(receipt: Receipt) -> str:
    return f"第 {receipt.seq} 号，{receipt.at} 接收"


def _amount(line: Line) -> int | None:
    return line.sums.amount if line.latest else None


def _lines(line: Line, receipt: Receipt | None) -> tuple[str, ...]:
    """What stands below the name: the package, then what the county's rows come to."""
    packed = f"第 {receipt.seq} 号 · {receipt.day}" if receipt else "—"
    if receipt is not None and receipt.differences:
        packed += f" · {len(receipt.differences)} 处不符"
    if not line.latest or line.sums.projects is None:
        return packed, "还没有数"
    rate = "" if line.sums.rate is None else f" · 执行 {line.sums.rate / 100:.1f}%"
    return packed, f"{line.sums.projects:,} 个项目{rate}"


def _stage(found: gathering.Summary, slot: Slot) -> Stage:
    whole, here = len(found.lines), found.reported(slot.key)
    state = LATER if not here else DONE if here == whole else NOW
    told = f"{here}/{whole} 县区" if here else "未开始"
    return Stage(slot.key, _PAGE, slot.title, found.year, state, told, slot.month)


def _current(stages: tuple[Stage, ...]) -> str:
    """The latest that is under way, else the last that is done, else the first."""
    for state in (NOW, DONE):
        found = [stage.key for stage in stages if stage.state == state]
        if found:
            return found[-1]
    return stages[0].key


def _execution(store: Store, found: gathering.Summary) -> Execution:
    known = [(line, line.sums) for line in found.lines if line.sums.rate is not None]
    month = max((sums.month or 0 for _, sums in known), default=0) or None
    line = settings.of_year(store, found.year).thresholds.notice.get(month) if month else None
    bars = [
        Bar(one.code, name(one), sums.rate or 0, bool(line) and (sums.rate or 0) < 100 * (line or 0))
        for one, sums in known
    ]
    bars.sort(key=lambda bar: (bar.rate, bar.name))
    low = sum(bar.low for bar in bars)
    return Execution(month, line, tuple(bars[:LOWEST]), len(bars), found.below.rate, low_units=low)


def _cards(found: gathering.Summary, execution: Execution) -> tuple[Card, ...]:
    whole, here = len(found.lines), found.any_reported
    missing = [name(line) for line in found.lines if not line.latest]
    names = "、".join(missing[:3]) + (" 等" if len(missing) > 3 else "")
    told = f"未报：{names}" if missing else "都报过数"
    odd = [line for line in found.lines if line.differing]
    figures = sum(line.differing for line in odd)
    until = "" if here == whole else f"截至 {here}/{whole} · "
    cards = [
        Card("offices", "县区报送", f"{here}/{whole}", told, _PAGE, alarm=here < whole),
        Card(
            "projects",
            "全市目标管理项目",
            _count(found.whole.projects),
            f"{until}本级 {_count(found.own.projects)}，县区 {_count(found.below.projects)}",
            _PAGE,
        ),
        Card(
            "amount",
            "全市项目金额",
            "",
            until,
            _PAGE,
            money=found.whole.amount,
            parts=(("本级", found.own.amount), ("县区", found.below.amount)),
        ),
    ]
    if execution.rate is not None:
        low = f"{execution.low_units} 个县区低于 {execution.line}%" if execution.line else f"截至 {execution.month} 月"
        rate = f"{execution.rate / 100:.1f}%"
        cards.append(Card("rate", "县区执行率", rate, low, _PAGE))
    told = f"{figures} 个统计数与复算不符" if odd else "上报数与复算一致" if here else "还没有收到"
    where = (("office", odd[0].code),) if odd else ()
    cards.append(Card("differences", "有差异的县区", str(len(odd)), told, _PAGE, bool(odd), filters=where))
    return tuple(cards)


def _count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def _waits(found: gathering.Summary) -> Iterator[Wait]:
    """What the counties owe, what was refused, what differs, whose key is missing; each leads to its county."""
    for slot in found.slots:
        missing = found.missing(slot.key)
        if missing and found.reported(slot.key):
            yield Wait("red", f"{len(missing)} 个县区没有报{slot.title}", "查看", _PAGE, (("office", missing[0].code),))
    for line in found.lines:
        where = (("office", line.code),)
        if line.refused:
            last = line.refused[0]
            yield Wait("red", f"{name(line)}的包被拒收（{last.step}），待重新接收", "查看", _PAGE, where)
        if line.differing:
            yield Wait("yellow", f"{name(line)}有 {line.differing} 个统计数与复算不符", "核对", _PAGE, where)
    absent = [line for line in found.lines if line.signature != gathering.SIGNED]
    if absent:
        names = "、".join(name(line) for line in absent[:3]) + (" 等" if len(absent) > 3 else "")
        yield Wait(
            "grey", f"{names} {len(absent)} 个县区没有有效的签名密钥", "登记", _PAGE, (("office", absent[0].code),)
        )
