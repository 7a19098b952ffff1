"""Names that differ only in writing are equal; names that are merely similar are offered, never taken."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANK = re.compile(r"\s+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "－": "-", "〔": "[", "〕": "]"})
_CODE_FIRST = re.compile(r"^[\[【(]?(\d{3,21}[A-Z]?\d*)[\]】)]?[-_\s:]*(?=[^\d\s])")
_CODE_LAST = re.compile(r"[(\[]?(?:代码|编码)?[:]?(\d{3,21})[)\]]?$")
_NAME_TAIL = re.compile(r"(?<=[局委办院会处所校厅室园馆站队社府])部门$")


def plain(text: str) -> str:
    """The name without what writing adds: width, blanks, line breaks, kinds of brackets, quotes and dashes."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text  # nearly every name: letters and digits that are plain already
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)


def split_code(text: str) -> tuple[str, str]:
    """A cell that glues a code to a name (D29), as (code, plain name); the code is "" where there is none."""
    name = plain(text)
    first = _CODE_FIRST.match(name)
    if first:
        return first.group(1), _NAME_TAIL.sub("", name[first.end() :])
    last = _CODE_LAST.search(name)
    if last and last.start() > 0 and ("代码" in last.group() or last.group().startswith(("(", "["))):
        return last.group(1), _NAME_TAIL.sub("", name[: last.start()])
    return "", _NAME_TAIL.sub("", name)


def without_region(name: str, regions: Iterable[str]) -> str:
    """The name without the office's own region in front (红塔区水利局 -> 水利局)."""
    for region in regions:
        at = name.find(region) if region else -1
        # Also behind the region above it: 玉溪市红塔区水利局 in an office that calls itself 红塔区财政局.
        if 0 <= at <= len(region) + 2 and len(name) > at + len(region) + 1:
            return name[at + len(region) :]
    return name


def regions_of(office_name: str) -> tuple[str, ...]:
    """The region prefixes that an office's own departments may carry, longest first (玉溪市红塔区, 红塔区, 玉溪市)."""
    name = plain(office_name).removesuffix("财政局")
    parts = re.findall(r".+?(?:自治县|自治州|市|区|县|州|省)", name)
    found = {name, *parts}
    return tuple(sorted((part for part in found if part), key=len, reverse=True))


def close(name: str, among: Iterable[str]) -> bool:
    """Whether a name looks so much like another that it is probably a slip of the pen."""
    return bool(difflib.get_close_matches(name, list(among), n=1, cutoff=0.8))


def near(name: str, among: Iterable[str], most: int = 3) -> list[str]:
    """The names that look most like `name`, best first."""
    return difflib.get_close_matches(name, list(among), n=most, cutoff=0.5)
