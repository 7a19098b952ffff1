"""resources/words/short_names.toml -> what people call a department; names it does not know stay as they are."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.catalog.resources import root

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _words() -> tuple[Mapping[str, str], Mapping[str, str]]:
    path = root() / "words" / "short_names.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(given) != {"whole", "ending"}:
        raise ValueError(f"{path.name}: the tables are whole and ending")
    return given["whole"], given["ending"]


def short(name: str, area: str) -> str:
    """A unit's name as people say it: without the area (红塔区) before it, and shortened as usual."""
    cut = (name.rpartition(area)[2] if area else name) or name
    whole, ending = _words()
    if cut == "委员会办公室":
        return f"{area[-1:]}委办"
    if cut in whole:
        return whole[cut]
    for long, brief in ending.items():
        if cut.endswith(long) and cut != long:
            return cut.removesuffix(long) + brief
    return cut
