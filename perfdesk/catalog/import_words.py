"""resources/words/imports.toml -> why a cell was read as it was, and what the ledger's columns are called."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from perfdesk.catalog.resources import root

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _words() -> Mapping[str, Any]:
    path = root() / "words" / "imports.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(given) != {"ask", "repairs", "forms", "columns"}:
        raise ValueError(f"{path.name}: the parts are ask, repairs, forms and columns")
    return given


def why(rule: str) -> str:
    """One sentence on a repair; the rule's number where the table has no words."""
    return str(_words()["repairs"].get(rule, f"按规则 {rule} 规范"))


def asks(rule: str) -> bool:
    """Whether a repair changes the meaning, so that a person must look at it."""
    return rule in _words()["ask"]


def form(key: str) -> str:
    """The short name of a form; the key itself where the table has none."""
    return str(_words()["forms"].get(key, key))


def column(table: str, name: str) -> str:
    """What the ledger's column is called, "" for one that only the program uses."""
    columns = _words()["columns"]
    return str(columns.get(table, {}).get(name) or columns["*"].get(name, ""))
