"""What the lists of the receiving page say: counties by kinds, receipts, differences, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.ui.listing import Cell, Column

if TYPE_CHECKING:
    from perfdesk.services.gathering import Difference, Receipt, Refusal, Summary, Sums


class Sum:
    """A row that adds up."""

    def __init__(self, title: str, told: str, sums: Sums) -> None:
        """`told` stands where a county's kinds stand."""
        self.title, self.told, self.sums = title, told, sums


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
        Column(f"金额（{unit}）", 120, numbers=True),
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
