"""Widths of text and the lines it breaks into: one table of advances, so that workbook and PDF agree on heights."""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil

# A Latin letter of 宋体 and 仿宋 is half an em; of the open fonts some are wider. The larger width is taken, so
# that a line which fits here fits in each of them.
_WIDE = dict.fromkeys("MW@%mw&", 0.86) | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ<>=+~#", 0.68)
_NARROW = {chr(code): _WIDE.get(chr(code), 0.52) for code in range(0x20, 0x7F)}
# These may not begin a line (the first group) or end one (the second).
_NO_START = frozenset("，。、；：？！）》〉」』】〕”’…—%‰℃,.;:?!)]}·")
_NO_END = frozenset("（《〈「『【〔“‘([{¥￥")
LINE = 1.36  # height of a line in ems: the tallest of the fonts that a form may meet
PADDING_X = 5.0  # points left and right together that a cell keeps free
PADDING_Y = 3.0


# Text of nothing but Han characters, which may break anywhere: its lines are counted, not made.
_FREE = re.compile(f"[^\\x00-\\x7f{re.escape(''.join(sorted(_NO_START | _NO_END)))}]+")
_CLUSTER = re.compile(f"[{re.escape(''.join(sorted(_NO_START | _NO_END)))}]{{3}}")
_NOT_LATIN = re.compile(r"[^\x00-\x7f]+")
_LATIN_RUN = re.compile(r"[!-~]+")


def advance(text: str, size: float) -> float:
    """The width of one line of text in points."""
    latin = text if text.isascii() else _NOT_LATIN.sub("", text)
    wide = len(text) - len(latin)
    return size * (wide + sum([_NARROW.get(char, 0.0) for char in latin])) if latin else size * wide


def _words(line: str) -> list[str]:
    """Pieces that may not be broken: a Latin word or number, or one Han character with its clinging marks."""
    pieces: list[str] = []
    glue = False
    for char in line:
        latin = char.isascii() and char != " "
        joins = bool(pieces) and (
            glue or char in _NO_START or (latin and pieces[-1][-1].isascii() and pieces[-1][-1] != " ")
        )
        if joins:
            pieces[-1] += char
        else:
            pieces.append(char)
        glue = char in _NO_END
    return pieces


def _break(line: str, size: float, width: float) -> list[str]:
    lines: list[str] = []
    current, used = "", 0.0
    for piece in _words(line):
        wide = advance(piece, size)
        if used + wide <= width:
            current += piece
            used += wide
            continue
        if current.strip():
            lines.append(current.rstrip(" "))
            current, used = "", 0.0
        if wide <= width:
            current, used = piece.lstrip(" "), wide
            continue
        for char in piece:  # longer than a line: broken anywhere
            step = advance(char, size)
            if current and used + step > width:
                lines.append(current)
                current, used = "", 0.0
            current += char
            used += step
    lines.append(current.rstrip(" "))
    return lines


@lru_cache(maxsize=20_000)
def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """The lines of `text` in a column of `width` points (the padding already taken off); at least one."""
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) * size <= width or advance(line, size) <= width:
            lines.append(line)
        else:
            lines.extend(_break(line, size, width))
    return tuple(lines)


def _count(line: str, size: float, width: float) -> int:
    """The number of lines that one paragraph breaks into."""
    if len(line) * size <= width:
        return 1
    if width >= size and _FREE.fullmatch(line):
        return ceil(len(line) / int(width / size))
    wide = advance(line, size)
    if wide <= width:
        return 1
    # No line leaves more free than the longest piece that may not be broken: often that already tells the number.
    longest = max(map(len, _LATIN_RUN.findall(line)), default=0)
    piece = (longest * 0.86 + 5) * size
    least = ceil(wide / width)
    if piece < width and ceil(wide / (width - piece)) == least and not _CLUSTER.search(line):
        return least
    return len(wrap(line, size, width))


def height(text: str, size: float, width: float) -> float:
    """The height in points that a cell of `width` points (padding included) needs for `text`."""
    inner = width - PADDING_X
    lines = sum([_count(line, size, inner) for line in text.split("\n")]) if "\n" in text else _count(text, size, inner)
    return lines * size * LINE + PADDING_Y
