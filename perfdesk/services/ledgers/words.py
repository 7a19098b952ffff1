"""Values of a ledger as texts and back: one rule a kind; what cannot be read is said in words and kept as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfdesk.domain.money import FEN_PER
from perfdesk.domain.values import amount, day, score

if TYPE_CHECKING:
    from perfdesk.services.ledgers.columns import Column

LONGEST = 4000  # characters of a text
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def shown(kind: str, value: Any, unit: str) -> str:  # noqa: ANN401 - a value of SQLite
    """A value as the grid shows it: money with two decimals and thousands, rates with two decimals; "" for blank."""
    if value is None:
        return ""
    if kind == "money":
        return _decimals(value, FEN_PER[unit] // 100)
    if kind == "percent":
        return f"{_decimals(value, 1)}%"
    if kind == "score":
        return _decimals(value, 1)
    return str(value)


def number(value: int | None, unit: str) -> str:
    """Money with all its digits (at least two decimals), thousands apart."""
    if value is None:
        return ""
    per = FEN_PER[unit]
    if value % (per // 100) == 0:
        return _decimals(value, per // 100)
    whole, rest = divmod(abs(value), per)
    digits = f"{rest:0{len(str(per)) - 1}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole:,}.{digits}"


def stripped(text: str, prefix: str) -> str:
    """A unit's name without what the names of the place have in common (中共红塔区委 keeps 中共), in a list each."""
    if not prefix or prefix not in text:
        return text
    return "、".join(name.replace(prefix, "", 1) or name for name in text.split("、"))


def parse(column: Column, text: str, unit: str, year: int) -> tuple[Any, str]:
    """What a typed or pasted text means for a column, and in words why it means nothing.

    Blank is None (for texts ""); an amount without a unit of its own is in `unit`.
    """
    kind = column.kind
    if column.choices:
        return _choice(column, text)
    if kind == "money":
        found = amount(text, unit)
        return found.value, found.problem
    if kind == "date":
        read = day(text, year)
        return read.value, read.problem
    if kind == "score":
        points = score(text)
        return points.value, points.problem
    tidy = text.replace("\r\n", "\n").strip()
    if kind == "code":
        tidy = "".join(tidy.translate(_WIDE).split())
    elif kind != "long":
        tidy = " ".join(tidy.split())
    if kind == "name" and not tidy:
        return None, f"“{column.title}”不能为空"
    if len(tidy) > LONGEST:
        return None, f"文字有 {len(tidy)} 个字，最多 {LONGEST} 个"
    return tidy, ""


def _choice(column: Column, text: str) -> tuple[str | None, str]:
    tidy = "".join(text.translate(_WIDE).split())
    if tidy in column.choices:
        return tidy, ""
    known = "、".join(choice for choice in column.choices if choice)
    return (
        None,
        f"“{text.strip()}”不在可选范围内，请从 {known} 中选" if tidy else f"“{column.title}”不能为空，可选 {known}",
    )


def _decimals(value: int, per: int) -> str:
    """An integer of 1/(100 * per) with two decimals, half up, thousands apart."""
    size = (2 * abs(value) + per) // (2 * per)
    whole, rest = divmod(size, 100)
    return f"{'-' if value < 0 and size else ''}{whole:,}.{rest:02d}"
