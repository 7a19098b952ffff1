"""What an office reports: the figures of a working year in the scopes own (本级) and sub (下级)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.catalog import figures as catalog
from perfdesk.catalog.settings import year_settings
from perfdesk.domain.errors import UserError
from perfdesk.domain.figure import SCOPES
from perfdesk.files import figure_table
from perfdesk.store import figures as ledger
from perfdesk.store.file import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.domain.figure import FigureValue
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures to compute: None means the file's year, the last ordinary period, both scopes, all figures."""

    year: int | None = None
    month: int | None = None
    scope: str | None = None
    key: str | None = None
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures of one office and working year."""

    office: str
    year: int
    values: tuple[FigureValue, ...]


def answer(path: Path, question: Question) -> Answer:
    """Open the file for reading and compute what was asked.

    Raises:
        UserError: the file cannot be read, no figure has that key, or the month is not one.
    """
    with open_store(path, read_only=True) as store:
        return compute(store, question)


def compute(store: Store, question: Question) -> Answer:
    """Compute what was asked from an open file.

    Raises:
        UserError: no figure has that key, or the month is not one.
    """
    if question.month is not None and not 1 <= question.month <= 12:
        raise UserError(f"月份 {question.month} 不对", "监控期间用截止月份表示，填 1 到 12")
    figures = [catalog.figure(key) for key in _keys(question.key)]
    year = question.year or store.year
    values: list[FigureValue] = []
    for scope in [question.scope] if question.scope else SCOPES:
        values += ledger.compute(
            store, figures, scope, year, question.month, notice=_notice(store, year), rows=question.rows
        )
    return Answer(ledger.office_name(store), year, tuple(values))


def of_office(store: Store, code: str, year: int, month: int | None = None) -> tuple[FigureValue, ...]:
    """All figures of one office's own level, from its rows alone: what the receiver of a package recomputes."""
    figures = catalog.all_figures()
    return tuple(ledger.compute(store, figures, "own", year, month, notice=_notice(store, year), only=code))


def _notice(store: Store, year: int) -> dict[int, int]:
    """The notice line of each period in that year."""
    return year_settings(year, ledger.own_settings(store)).thresholds.notice


def _keys(key: str | None) -> tuple[str, ...]:
    every = catalog.keys()
    if key is None:
        return every
    if key not in every:
        near = [other for other in every if other.split(".")[0] == key.split(".")[0]]
        hint = "相近的有：" + "、".join(near) if near else "不写 --key 时列出全部代号"
        raise UserError(f"没有统计数 {key}", hint)
    return (key,)


def write_table(path: Path, found: Answer) -> None:
    """Write the figures, and the rows behind them where they were asked for, as a workbook.

    Raises:
        UserError: the workbook cannot be written there.
    """
    figure_table.write(path, f"{found.office} {found.year} 年度预算绩效管理统计数", found.values)
