"""Plain numbers in text, read exactly or refused: separators, signs, brackets; nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal

from perfdesk.domain.values.common import Unclear

_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SHORTEST = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_BRACKETED = re.compile(r"\((.+)\)")
_APPROXIMATE = re.compile(r"约|大约|左右|近|余|多|上下|不到|超过|以上|以内|以下")
_CHINESE = re.compile(r"[零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两]")
_RANGE = re.compile(r"\d\s*(?:-|~|～|—|–|至|到)\s*\d")


_MOST = 24
"""Longer texts are no number of this trade, and would not multiply exactly."""


def number(text: str) -> tuple[Decimal, list[str]]:
    """Read a tidy text (see common.tidy) as a number; with the rules D13 (separators) and D50 (negative forms).

    Raises:
        Unclear: it is no number, or more than one reading is possible.
    """
    rules: list[str] = []
    body, negative = text, False
    bracketed = _BRACKETED.fullmatch(body)
    if bracketed:
        body, negative = bracketed.group(1), True
        rules.append("D50")
    elif len(body) > 1 and body[-1] == "-" and body[0] != "-":
        body, negative = body[:-1], True
        rules.append("D50")
    if body[:1] in "+-" and body[1:]:
        if negative:
            raise Unclear("D50", f"“{text}”有两个负号写法")
        negative, body = body[0] == "-", body[1:]
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
        rules.append("D13")
    elif not _PLAIN.fullmatch(body):
        _refuse(text, body)
    if len(body) > _MOST:
        raise Unclear("D28", f"“{text[:_MOST]}…”位数太多，不是一个数")
    value = Decimal(body)
    return (-value if negative else value), rules


def _refuse(text: str, body: str) -> None:
    if "," in body and set(body) <= set("0123456789,."):
        raise Unclear("D13", f"“{text}”的千分位不对，看不出是多少，请改成不带逗号的数")
    if body.count(".") > 1 and set(body) <= set("0123456789."):
        raise Unclear("D13", f"“{text}”有两个小数点，看不出是多少")
    if _SHORTEST.fullmatch(body):
        raise Unclear("D28", f"“{text}”是科学计数法，后面的数字已经丢失，请按原数重新填写")
    if _RANGE.search(body):
        raise Unclear("D27", f"“{text}”是一个范围，这里要一个准数")
    if _APPROXIMATE.search(body):
        raise Unclear("D27", f"“{text}”是约数，这里要一个准数")
    if _CHINESE.search(body) and not any(char.isdigit() for char in body):
        raise Unclear("D12", f"“{text}”是中文数字，请改成阿拉伯数字")
    if set(body) & set("OolIZS") and re.search(r"\d", body) and re.fullmatch(r"[\dOolIZS.,]+", body):
        raise Unclear("D21", f"“{text}”里混有字母（像是扫描识别的错字），请核对后改成数字")
    raise Unclear("D14", f"“{text}”不是一个数")
