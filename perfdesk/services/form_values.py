"""A typed text becomes a value of a form's cell, or the words why not; and the text that an editor begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.domain import values
from perfdesk.files import show

if TYPE_CHECKING:
    from perfdesk.domain.content import Row, Scalar
    from perfdesk.domain.values import Parsed, Target

RELATIONS = ("≥", "≤", "=", ">", "<", "定性")
_MOST_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text says. `value` is that of domain.content (a Target for kind target); `problem` refuses it in words."""

    value: Scalar | Target
    problem: str = ""


def typed(
    text: str,
    kind: str,
    money: str,
    year: int | None,
    *,
    choices: tuple[str, ...] = (),
    multiline: bool = False,
) -> Typed:
    """Read what was typed into a cell of `kind`; amounts in `money` (万元 or 元)."""
    if not text.strip():
        return Typed(None)
    found = _parsed(text, kind, money, year, choices, multiline=multiline)
    if found.problem and (found.value is None or found.level == "error" or kind in {"amount", "percent", "score"}):
        return Typed(None, found.problem)
    value = found.value
    if kind == "amount" and isinstance(value, int) and value < 0:
        return Typed(None, f"金额不能是负数：“{text.strip()}”")
    if kind == "score":
        if value == values.FULL:
            return Typed(None, "请填具体的分数，不写“满分”")
        if isinstance(value, int) and not 0 <= value <= _MOST_POINTS:
            return Typed(None, f"分数应在 0 到 100 之间：“{text.strip()}”")
    if kind == "choice" and choices and value is not None and value not in choices:
        return Typed(None, f"只能填：{'、'.join(choices)}")
    return Typed(value)


def _parsed(
    text: str, kind: str, money: str, year: int | None, choices: tuple[str, ...], *, multiline: bool
) -> Parsed[Any]:
    if kind == "amount":
        return values.amount(text, money)
    if kind == "percent":
        return values.percent(text)
    if kind == "score":
        return values.score(text)
    if kind == "count":
        return values.count(text)
    if kind == "tick":
        return values.tick(text)
    if kind == "date":
        return values.day(text, year)
    if kind == "relation":
        return values.relation(text)
    if kind == "target":
        return values.target(text, year)
    if kind == "choice":
        return values.choice(text, choices)
    if kind == "code":
        return values.code(text)
    return values.text(text, multiline=multiline)


def edit_text(value: Scalar, kind: str, money: str) -> str:
    """The exact text of a value, as one would type it: every decimal of an amount, points without padding."""
    if value is None or value == "":
        return ""
    if kind in show.NUMBERS and isinstance(value, int):
        if kind == "percent":
            return show.plain(value, 2) + "%"
        return show.plain(value, show.scale(kind, money))
    return show.text(value, kind, money)


def shown(value: Scalar, kind: str, money: str) -> str:
    """A value for a side panel: amounts with two decimals and their unit, the rest as printed."""
    if kind == "amount" and isinstance(value, int):
        return show.number(value, show.scale(kind, money), "#,##0.00")
    if kind == "percent" and isinstance(value, int):
        return show.number(value, 4, "0.00%")
    return edit_text(value, kind, money)


def target_text(row: Row, prefix: str = "") -> str:
    """A target of a row in one cell."""
    return show.target(row, prefix)
