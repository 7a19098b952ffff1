"""What an indicator asks, read once from its target cells: a number, a range, a day, yes or no, or words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.domain.quantity import Quantity, only_number, parse, parse_day, split_sign, tidy

if TYPE_CHECKING:
    from datetime import date

    from perfdesk.domain.settings import Words

NUMBER, RANGE, DAY, YES_NO, TEXT, BLANK = "number", "range", "date", "yes_no", "text", "blank"
_ZERO, _ONE, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What an indicator asks; compared by identity.

    `relation` is >= <= = for a number, else by kind; `inferred` tells that the sign was not written; `factor` turns a
    bare number of the actual cell into the goal's base unit.
    """

    kind: str
    relation: str = ""
    low: Fraction = _ZERO
    high: Fraction = _ZERO
    unit: str = ""
    factor: Fraction = _ONE
    day: date | None = None
    inferred: bool = False
    text: str = ""
    measure: str = ""

    @property
    def printed(self) -> str:
        """The goal as a clerk writes it: sign, value and measure."""
        sign = {">=": "≥", "<=": "≤", "=": "＝"}.get(self.relation, "")
        measure = "" if self.measure and self.text.endswith(self.measure) else self.measure
        return f"{sign}{self.text}{measure}"


_DIRECTION = {">=": ">=", ">": ">=", "<=": "<=", "<": "<=", "=": "="}


def _is_day(relation: str, value: str, level2: str) -> bool:
    if relation == "date":
        return True
    if relation not in {"", "<=", "<", "=", "qualitative"} or value.isdecimal():
        return False
    plain = tidy(value)
    named = any(mark in plain for mark in ("月底", "月末", "日", "年底", "年末", "月前", "旬"))
    spoken = len(plain) <= 16 and parse(value) is None
    return spoken and (named or ("月" in plain and "时效" in level2))


@lru_cache(maxsize=32768)
def goal(
    relation: str, value: str, measure: str, *, name: str = "", level2: str = "", year: int | None, words: Words
) -> Goal:
    """What the target cells of a row ask; without a sign the direction follows from the indicator's name."""
    if value.isascii() and value.isdecimal():
        text = value
    else:
        text = tidy(split_sign(value)[1]) if parse(value) else tidy(value)
    if not text:
        return Goal(BLANK, relation)
    if _is_day(relation, value, level2):
        day = parse_day(value, year)
        if day:
            return Goal(DAY, "date", day=day, text=text)
    if relation == "qualitative":
        return Goal(YES_NO if text in {"是", "否"} else TEXT, text=text)
    found = parse(value, measure)
    if found is None:
        yes_no = text in {"是", "否"} or tidy(measure) in {"是/否", "是否"}
        return Goal(YES_NO if yes_no else TEXT, relation, text=text)
    if found.low != found.high:
        return Goal(RANGE, "range", found.low, found.high, found.unit, found.factor, text=text, measure=measure)
    written = _DIRECTION.get(relation or split_sign(value)[0], "")
    guess = "<=" if words.lower_is_better(name, level2) else "="
    return Goal(
        NUMBER, written or guess, found.low, found.low, found.unit, found.factor,
        inferred=not written, text=text, measure=measure,
    )  # fmt: skip


def actual_quantity(aim: Goal, actual: str) -> Quantity | None:
    """The actual value, in the unit of the goal where it writes none itself; 0.95 against a goal in % is 95 %."""
    found = parse(actual, aim.unit) or only_number(actual, aim.unit)
    if found is None or parse_unit(actual) or not parse(actual):
        return found
    factor = aim.factor
    if aim.unit == "%" and _ZERO < found.high <= 1 and aim.low >= 10:
        factor = _HUNDRED
    return Quantity(found.low * factor, found.high * factor, aim.unit, factor)


@lru_cache(maxsize=16384)
def parse_unit(text: str) -> str:
    """The base unit that a text itself writes, "" where it writes none."""
    found = parse(text)
    return found.unit if found else ""
