"""What the lists of the receiving page say: counties by kinds, receipts, differences, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.services.gathering import Sums
from perfdesk.ui.listing import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.services.gathering import Difference, Receipt, Refusal, Summary


class Sum:
    """A row that adds up."""

    def __init__(self, title: str, told: str, sums: Sums, *, alarm: bool = False) -> None:
        """`told` stands where a county's kinds stand, red for `alarm`."""
        self.title, self.told, self.sums, self.alarm = title, told, sums, alarm
        self.tip = told


def sums_of(found: Summary, money: Callable[[int], str]) -> list[Sum]:
    """县区小计, 市本级, 抵销 and 全市; `money` writes an amount with its unit."""
    if not found.lines:
        return []
    whole, here, passed = len(found.lines), found.any_reported, found.passed_on
    partly = here < whole
    if not passed.lines:
        told = "县区数据里没有市级资金，没有可抵销的"
    else:
        told = f"未登记对下转移支付，不抵销；县区市级资金 {passed.lines} 笔 {money(passed.amount)}"
    city = f"未满 {here}/{whole}，报告中须标“截至”" if partly else f"{here}/{whole} 全部报齐"
    if passed.lines:
        city += "；未扣对下转移支付"
    out = Sum("抵销", told, Sums())
    if passed.lines:
        same = f"其中 {passed.matched} 笔指标文号与市本级相同" if passed.matched else "指标文号都与市本级不同"
        out.tip = f"{told}，{same}。按指标文号对上的转下达才抵销，对不上的不猜。"
    return [
        Sum("县区小计", f"{here} / {whole} 个县区" + ("，数为截至今日" if partly else ""), found.below),
        Sum("市本级", found.own_name, found.own),
        out,
        Sum("全市", city, found.whole, alarm=partly),
    ]


RECEIPTS = (
    Column("内容", 110, stretches=True),
    Column("号", 34, numbers=True),
    Column("接收时间", 94),
    Column("行数", 58, numbers=True),
    Column("不符", 44, numbers=True),
)
DIFFERENCES = (
    Column("复算不符的统计数", 140, stretches=True),
    Column("上报", 84, numbers=True),
    Column("复算", 84, numbers=True),
)
REFUSED = (Column("时间", 94), Column("单位", 110, stretches=True), Column("哪一步", 96))


def matrix_columns(found: Summary, unit: str) -> tuple[Column, ...]:
    """The columns of the matrix: a kind each with how many have reported, then key and figures."""
    whole = len(found.lines)
    counts = {slot.key: found.reported(slot.key) for slot in found.slots}
    slots = [Column(f"{one.title} {counts[one.key]}/{whole}", 124 if counts[one.key] else 103) for one in found.slots]
    return (
        Column("县（市、区）", 150, stretches=True),
        *slots,
        Column("签名", 78),
        Column("部门数", 62, numbers=True),
        Column("项目数", 66, numbers=True),
        Column(f"金额（{unit}）", 120 if unit == "万元" else 142, numbers=True),
        Column("执行率", 64, numbers=True),
        Column("不符", 48, numbers=True, tip="上报数与复算数不符的统计数"),
    )


def state(receipt: Receipt | None, refused: Refusal | None, *, begun: bool) -> Cell:
    """Where an office stands in a kind; `begun`: some office has reported in it."""
    if receipt is None:
        if refused is not None:
            return Cell(f"拒收：{refused.step}", tone="red", tip=f"{refused.at} {refused.reason}")
        return Cell("未报", tone="red") if begun else Cell("—", ink="muted", tip="还没有一个县（市、区）报送")
    if receipt.differences:
        words = f"{len(receipt.differences)} 处不符"
        return Cell(f"第{receipt.seq}号 {words}", tone="yellow", tip=f"第 {receipt.seq} 号 {receipt.at} {words}")
    return Cell(f"第{receipt.seq}号 {receipt.day}", tone="green", tip=f"第 {receipt.seq} 号，{receipt.at} 接收")


def receipt_cells(one: Receipt) -> tuple[Cell, ...]:
    """The cells of a receipt."""
    odd = len(one.differences)
    return (
        Cell(one.title, tone="yellow" if odd or one.warnings else "green", tip="；".join(one.warnings) or one.title),
        Cell(str(one.seq)),
        Cell(one.at[5:], tip=one.at),
        Cell(f"{one.rows:,}"),
        Cell(str(odd), ink="red" if odd else ""),
    )


def difference_cells(one: Difference) -> tuple[Cell, ...]:
    """The cells of a figure that differs."""
    unit = f" {one.unit}" if one.unit else ""
    return (
        Cell(one.title),
        Cell(one.claimed, tip=f"上报 {one.claimed}{unit}"),
        Cell(one.computed, ink="red", tip=f"复算 {one.computed}{unit}"),
    )


def refused_cells(one: Refusal) -> tuple[Cell, ...]:
    """The cells of a refused package."""
    return (
        Cell(one.at[5:16], tip=one.at),
        Cell(one.office or "未知", tip=one.source),
        Cell(one.step, tone="red", tip=one.reason),
    )


def count(number: int | None) -> str:
    """A number, a dash where there is none."""
    return "—" if number is None else f"{number:,}"
