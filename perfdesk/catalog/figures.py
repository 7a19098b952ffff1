"""resources/figures/<key>.sql -> Figure, strictly: a complete head in comments without unknown keys, one SELECT."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from perfdesk.catalog.resources import root
from perfdesk.domain.figure import AGGREGATES, BUDGET_YEARS, SUBJECTS, Figure

if TYPE_CHECKING:
    from pathlib import Path

_REQUIRED = ("key", "title", "unit", "aggregate", "budget_year", "filled", "definition", "basis")
_CHOICES = {
    "aggregate": AGGREGATES,
    "budget_year": BUDGET_YEARS,
    "filled": SUBJECTS,
    "distinct": ("id", "office, id"),
}
_HEAD = re.compile(r"-- ([a-z_]+): (\S.*)")
_MORE = re.compile(r"--   (\S.*)")
_PARAMETER = re.compile(r":([a-z]+)")


class FigureError(ValueError):
    """A figure's file breaks its own grammar; the message carries file and line."""


def _head(path: Path, lines: list[str]) -> tuple[dict[str, str], int]:
    """The head's keys with their text, and the number of lines it takes."""
    head: dict[str, str] = {}
    last = ""
    for number, line in enumerate(lines, start=1):
        if not line.startswith("--"):
            return head, number - 1
        where = f"{path.name}:{number}"
        if more := _MORE.fullmatch(line):
            if not last:
                raise FigureError(f"{where}: a continuation without a key before it")
            head[last] += more[1]
            continue
        found = _HEAD.fullmatch(line)
        if found is None:
            raise FigureError(f"{where}: not a line of the head (-- key: text)")
        last = found[1]
        if last not in _REQUIRED and last != "distinct":
            raise FigureError(f"{where}: unknown key {last}")
        if last in head:
            raise FigureError(f"{where}: {last} stands twice")
        if last in _CHOICES and found[2] not in _CHOICES[last]:
            raise FigureError(f"{where}: {last} is one of {'|'.join(_CHOICES[last])}, not {found[2]}")
        head[last] = found[2]
    return head, len(lines)


def load(path: Path) -> Figure:
    """Read one figure.

    Raises:
        FigureError: the head lacks a key, has an unknown one or a wrong choice, or the body is not one SELECT over
            in_scope with :year, :month and :line alone.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    head, taken = _head(path, lines)
    end = f"{path.name}:{taken + 1}"
    if missing := [key for key in _REQUIRED if key not in head]:
        raise FigureError(f"{end}: the head lacks {', '.join(missing)}")
    if head["key"] != path.stem:
        raise FigureError(f"{path.name}:1: the key {head['key']} is not the file's name")
    if ("distinct" in head) > (head["aggregate"] == "distinct"):
        raise FigureError(f"{end}: only a distinct figure says what it counts")
    body = "\n".join(lines[taken:]).strip()
    if not body.startswith(("SELECT", "WITH")) or ";" in body:
        raise FigureError(f"{end}: the body is one SELECT without a semicolon")
    if "in_scope" not in body:
        raise FigureError(f"{end}: the body does not look at in_scope")
    if strange := set(_PARAMETER.findall(body)) - {"year", "month", "line"}:
        raise FigureError(f"{end}: unknown parameter :{', :'.join(sorted(strange))}")
    return Figure(
        key=head["key"],
        title=head["title"],
        unit=head["unit"],
        aggregate=head["aggregate"],
        budget_year=head["budget_year"],
        filled=head["filled"],
        distinct=head.get("distinct", "office, id"),
        definition=head["definition"],
        basis=head["basis"],
        sql=body,
    )


def _order(key: str) -> tuple[int, str]:
    """Figures stand in the order of the year's work, then by key."""
    work = ("office", "target", "monitor", "selfeval", "rectify")
    group = key.split(".", 1)[0]
    return (work.index(group) if group in work else len(work), key)


@cache
def keys() -> tuple[str, ...]:
    """The keys of all figures, in the order of the year's work."""
    return tuple(sorted((path.stem for path in (root() / "figures").glob("*.sql")), key=_order))


def all_figures() -> tuple[Figure, ...]:
    """All figures, in that order."""
    return tuple(figure(key) for key in keys())


@cache
def figure(key: str) -> Figure:
    """The figure of that key.

    Raises:
        KeyError: there is no such figure.
    """
    path = root() / "figures" / f"{key}.sql"
    if not path.is_file():
        raise KeyError(key)
    return load(path)
