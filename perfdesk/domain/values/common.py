"""What every parser of a cell returns, and how text is brought to a form in which it can be read exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Generic, TypeVar

Raw = str | int | float | bool | date | datetime | time | None
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

ERRORS = frozenset(["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!"])
"""The texts of cells whose formula failed."""

DASHES = frozenset(["-", "--", "---", "—", "——", "———", "–", "－", "―", "─", "━", "一一", "－－", "ー"])
NONE_WORDS = frozenset(
    ["/", "\\", "／", "无", "暂无", "不适用", "不涉及", "未发生", "没有", "无此项", "N/A", "n/a", "NA"]
)

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): ord("¥"),
    ord("−"): ord("-"),
    ord("﹣"): ord("-"),
    ord("﹪"): ord("%"),
    ord("、"): ord("、"),
}
_BLANKS = re.compile(r"[\s\u00a0\u3000\u200b-\u200f\u2028-\u202f\u2060\ufeff\u2000-\u200a]+")
_APOSTROPHE = re.compile(r"^['’‘`]+")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """One cell, read.

    `value` is None for a blank and where the cell could not be read. `rules` are the repairs (D codes) that led to it,
    `shown` is the value as the clerk would write it, `raw` the delivered text where it differs from the value (else
    None). `problem` says in words why the cell could not be read, or what is doubtful about it; `rule` and `level` are
    the problem's.
    """

    value: T_co | None
    rules: tuple[str, ...] = ()
    shown: str = ""
    raw: str | None = None
    problem: str = ""
    rule: str = ""
    level: str = "error"


class Unclear(ValueError):  # noqa: N818 - what a cell is, not an error of the program
    """A cell that says nothing exact; carries the rule, the words for the clerk and the level of the problem."""

    def __init__(self, rule: str, words: str, level: str = "error") -> None:
        """`words` is what the clerk reads."""
        super().__init__(words)
        self.rule = rule
        self.words = words
        self.level = level


def written(raw: Raw) -> str:
    """The cell as the clerk sees it: floats with 15 digits as Excel shows them, dates ISO, truth values TRUE/FALSE."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{decimal(raw)}"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ")
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def decimal(number: float) -> Decimal:
    """The number that Excel shows: 15 significant digits, so that 0.30000000000000004 is 0.3."""
    shortest = Decimal(repr(number))
    return shortest if len(shortest.as_tuple().digits) <= 15 else Decimal(f"{number:.15g}")


def tidy(text: str) -> tuple[str, list[str]]:
    """Half-width characters, no blanks, no leading apostrophe; with the rules that were needed (D11, D12)."""
    rules: list[str] = []
    bare = _BLANKS.sub("", text)
    cut = _APOSTROPHE.sub("", bare)
    if cut != text:
        rules.append("D11")
    narrow = cut.translate(_WIDE)
    if narrow != cut:
        rules.append("D12")
    return narrow, rules


def refused(raw: Raw, trouble: Unclear) -> Parsed[T]:
    """The result for a cell that says nothing exact."""
    return Parsed(None, raw=written(raw), problem=trouble.words, rule=trouble.rule, level=trouble.level)
