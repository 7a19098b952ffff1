"""Texts that deceive the eye: hidden characters, and numbers typed as text on sheets that nobody recognised."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from perfdesk.domain.problem import WARNING, Problem
from perfdesk.domain.values import amount, written
from perfdesk.files.grid import address
from perfdesk.files.guard.limits import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perfdesk.files.grid import Grid

_HIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff"
    "\\ud800-\\udfff]|_x[dD][89a-fA-F][0-9a-fA-F]{2}_"
)
_LIKE_NUMBER = re.compile(
    r"[¥￥$(\[+-]*[0-9][0-9,. ]*(?:[eE]\d+)?[)\]-]*(?:%|‰|亿元|万元|千元|元|亿|万)?"
    r"|[零一二三四五六七八九十百千万亿两]{2,}"
)


def controls(grids: Iterable[Grid]) -> Iterator[Problem]:
    """Name every cell whose text holds a hidden or control character; the recogniser removes them."""
    count = 0
    for grid in grids:
        for row, column, text in _texts(grid):
            if _HIDDEN.search(text) is None:
                continue
            count += 1
            if count > LISTED:
                continue
            shown = _HIDDEN.sub("", text)
            cell = address(row, column)
            words = f"{grid.name}!{cell} 有看不见的控制字符，去除后是“{shown[:60]}”，请核对"
            yield Problem(WARNING, "W_CTRL", words, grid.name, cell)
    if count > LISTED:
        yield Problem(WARNING, "W_CTRL", f"另有 {count - LISTED} 个单元格有看不见的控制字符，请核对")


def text_numbers(grids: Iterable[Grid], known: set[str]) -> Iterator[Problem]:
    """Name the cells that hold a number typed as text, on sheets not in `known` (there the fields tell)."""
    count = 0
    for grid in grids:
        if grid.name in known:
            continue
        for row, column, text in _texts(grid):
            plain = unicodedata.normalize("NFKC", text).replace("—", "-").strip()
            if _LIKE_NUMBER.fullmatch(plain) is None:
                continue
            count += 1
            if count <= LISTED:
                cell = address(row, column)
                yield Problem(WARNING, "W_TEXT_NUMBER", f"{grid.name}!{cell} {_verdict(text)}", grid.name, cell)
    if count > LISTED:
        yield Problem(WARNING, "W_TEXT_NUMBER", f"另有 {count - LISTED} 个单元格是文本形式的数字")


def _verdict(text: str) -> str:
    parsed = amount(text, "元")
    if parsed.value is None:
        return f"是文本“{text}”，看不出是什么数，没有读入；请改为数字"
    return f"是文本“{text}”，会按 {written(parsed.value / 100)} 读入；请改为数字"


def _texts(grid: Grid) -> Iterator[tuple[int, int, str]]:
    for r, row in enumerate(grid.rows, grid.top):
        for c, value in enumerate(row, grid.left):
            if isinstance(value, str) and value:
                yield r, c, value
