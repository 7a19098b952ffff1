"""Ticks: the marks of print, of Wingdings and of words become true or false; anything else is a question."""

from __future__ import annotations

import re
from datetime import date, time

from perfdesk.domain.values.common import DASHES, Parsed, Raw, Unclear, refused, tidy, written

_TRUE = frozenset(
    ["√", "✓", "✔", "☑", "■", "☒", "●", "◆", "R", "V", "v", "对", "是", "1", "Y", "y", "TRUE", "有", "勾", "涉密"]
)
_FALSE = frozenset(["□", "☐", "○", "◇", "×", "✗", "✘", "否", "0", "N", "n", "FALSE", "无", "/", "非", "不是", "非涉密"])
_PRINTED = frozenset(["√", "是", "否", "□"])
_BOX = re.compile(r"[√✓✔☑■☒●R]\s*([^\s□☐○√✓✔☑■☒●]+)|([^\s□☐○√✓✔☑■☒●]+)\s*[√✓✔☑■☒]")


def tick(raw: Raw) -> Parsed[bool]:
    """Read a cell that holds a tick or nothing (D39)."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, bool):
        return Parsed(raw)
    if isinstance(raw, date | time):
        return refused(raw, Unclear("D39", f"打勾的单元格里是“{written(raw)}”"))
    text, _ = tidy(written(raw))
    if not text or text in DASHES:
        return Parsed(None)
    if text in _TRUE or text in _FALSE:
        value = text in _TRUE
        return Parsed(value) if text in _PRINTED else Parsed(value, ("D39",), "√" if value else "□", written(raw))
    if set(text) <= set("√✓✔☑"):
        return Parsed(value=True, rules=("D39",), shown="√", raw=written(raw))
    return refused(raw, Unclear("D39", f"打勾的单元格里写着“{text}”，看不出勾没勾", "warning"))


def ticked(text: str) -> list[str]:
    """The ticked choices of one cell that prints them all: 确定能√ 有可能□ 不可能□ gives 确定能."""
    return [first or second for first, second in _BOX.findall(text)]
