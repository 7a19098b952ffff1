"""What the lists of the review centre say of a problem and of a group."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.services import backups, review_center
from perfdesk.services.review_center import LEVEL_WORDS, STAGES
from perfdesk.ui.listing import Cell, Column
from perfdesk.ui.review.detail import TONES

if TYPE_CHECKING:
    from perfdesk.services.review_center import Checked, Item
    from perfdesk.ui.review.narrow import Group

ITEM_COLUMNS = (
    Column("级别", 74),
    Column("规则", 58),
    Column("年度", 56),
    Column("单位", 132),
    Column("项目", 150),
    Column("问题", 300, stretches=True),
    Column("新增", 52, tip="上次全审以来新出现的"),
)


def item_cells(office: str, item: Item) -> tuple[Cell, ...]:
    """The cells of a problem in the list of an office."""
    problem = item.found.problem
    level = "已说明" if item.explained else LEVEL_WORDS[item.level]
    return (
        Cell(level, tone=TONES[item.level]),
        Cell(item.rule, tip=f"{item.rule} {item.title}"),
        Cell(str(item.year), ink="muted"),
        Cell(review_center.brief(item.unit, office), tip=item.unit),
        Cell(problem.project or STAGES[item.stage], ink="" if problem.project else "muted"),
        Cell(problem.message),
        Cell("新增" if item.new else "", ink="red"),
    )


def group_columns(by: str) -> tuple[Column, ...]:
    """The columns of the groups, by rule or by unit."""
    title = "规则" if by == "rule" else "单位"
    counts = [Column(words, 42, numbers=True) for words in ("错误", "警告", "提示", "新增")]
    return (Column(title, 140, stretches=True), *counts)


def group_cells(group: Group) -> tuple[Cell, ...]:
    """The cells of a group."""

    def count(number: int, ink: str = "") -> Cell:
        return Cell(str(number) if number else "", ink=ink)

    tip = f"{group.title}：错误 {group.errors}，警告 {group.warnings}，提示 {group.hints}，新增 {group.new}"
    return (
        Cell(group.title, bold=not group.key, tip=tip),
        count(group.errors, "red"),
        count(group.warnings),
        count(group.hints, "muted"),
        count(group.new, "red"),
    )


def counted(checked: Checked) -> str:
    """How many problems of each level, in words."""
    return "，".join(f"{words} {checked.count(level)} 个" for level, words in LEVEL_WORDS.items())


def when(at: str) -> str:
    """A moment as a person says it."""
    return backups.when(datetime.fromisoformat(at), datetime.now().astimezone().date())
