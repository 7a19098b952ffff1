"""What a path of a form and a column of the ledger are called, and how their values are written."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from perfdesk.catalog import forms, import_words
from perfdesk.domain.money import FEN_PER

if TYPE_CHECKING:
    from perfdesk.domain.form import Slot

MONEY = frozenset(
    ["initial", "adjusted", "executed", "forecast", "submitted_amount", "approved_amount", "amount", "recovered"]
)
_POINTS = frozenset(["weight", "score", "total", "execution_weight", "execution_score"])
_FLAGS = frozenset(["classified", "active", "owes_overall", "needs_target", "owes_selfeval", "quantitative"])
_CLASSES = {"own": "本级", "superior": "上级", "department": "主管部门", "unit": "预算单位", "township": "乡镇街道"}


@cache
def of_path(form: str, path: str) -> str:
    """A path (`funds.total.executed`, `indicators.3.actual`) in the words of the form's sheet."""
    if not path or form not in forms.keys():  # noqa: SIM118 - a function of that name
        return ""
    described = forms.form(form)
    parts = path.split(".")
    if len(parts) == 1:
        return next((_word(slot) for slot in described.fields if slot.name == path), "")
    for table in described.tables:
        if table.name == parts[0]:
            word = next((_word(slot) for slot in table.columns if slot.name == parts[-1]), "")
            return f"{word}（第 {int(parts[1]) + 1} 行）" if word and parts[1].isdigit() else word
    for matrix in described.matrices:
        if matrix.name == parts[0]:
            column = next((_word(slot) for slot in matrix.columns if slot.name == parts[-1]), "")
            row = next((_word(slot) for slot in matrix.rows if slot.name == parts[1]), "")
            return "·".join(word for word in (row, column) if word)
    return ""


def _word(slot: Slot) -> str:
    return slot.labels[0] if slot.labels else ""


def shown(table: str, column: str, value: object, unit: str, names: dict[str, str]) -> str:
    """A value of the ledger as a clerk reads it: money in `unit`, ids as names; "（空）" for a blank."""
    if value in (None, ""):
        return "（空）"
    if column in MONEY and table != "observation":
        return money(value, unit)
    if column in _POINTS and _whole(value) is not None:
        number = _whole(value) or 0
        return f"{number // 100}.{number % 100:02d}".rstrip("0").rstrip(".")
    if column in _FLAGS:
        return "是" if str(value) not in ("0", "False") else "否"
    text = str(value)
    return names.get(text) or _CLASSES.get(text, text)


def money(value: object, unit: str) -> str:
    """An amount in 分 (also as text) with its unit, thousands apart; other text as it is."""
    fen = _whole(value)
    if fen is None:
        return "（空）" if value in (None, "", "None") else str(value)
    per = FEN_PER[unit]
    places = len(str(per)) - 1
    whole, rest = divmod(abs(fen), per)
    digits = f"{rest:0{places}d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{digits} {unit}"


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else None


def cells(text: str) -> dict[tuple[str, str], Any]:
    """The funds matrix of a sheet, by row and column."""
    given = json.loads(text or "{}")
    return {(row, column): value for row, columns in given.items() for column, value in columns.items()}


def of_funds(form: str, row: str, column: str) -> str:
    """A cell of the funds matrix in the words of the form."""
    return of_path(form, f"funds.{row}.{column}") or import_words.column("*", column)
