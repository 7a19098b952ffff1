"""Money is integer 分. Text in 元 or 万元 becomes 分 exactly or not at all; a rate is a pair, divided once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FEN_PER = {"分": 1, "元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}


def fen(number: Decimal | int | str, unit: str) -> int:
    """Turn a number of `unit` (元, 千元, 万元, 亿元) into 分.

    Raises:
        ValueError: the number has a part smaller than one 分.
    """
    exact = Decimal(number) * FEN_PER[unit]
    whole = int(exact)
    if whole != exact:
        msg = f"{number}{unit} 不足一分的部分无法入账"
        raise ValueError(msg)
    return whole


def rounded_fen(number: Decimal, unit: str) -> int:
    """The same, rounded half up to a whole 分; for numbers that carry a binary tail (0.30000000000000004)."""
    return int((number * FEN_PER[unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def wan(amount: int | None, least: int = 2) -> str:
    """`amount` 分 as 万元, exact, with `least` to six decimals; "" for a blank."""
    if amount is None:
        return ""
    text = f"{Decimal(amount) / 1_000_000:.6f}"
    cut = text.rstrip("0")
    decimals = max(least, len(cut) - cut.index(".") - 1)
    return text[: len(text) - 6 + decimals]


def wan2(amount: int) -> str:
    """`amount` 分 as 万元 with two decimals, half up: what figures print."""
    return str((Decimal(amount) / 1_000_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def hundredths(top: int, bottom: int) -> int:
    """Divide top by bottom, in hundredths of the result's unit, half up, exact (a rate in 0.01 %: top * 100)."""
    return int((Decimal(top * 100) / Decimal(bottom)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
