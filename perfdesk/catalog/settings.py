"""resources/settings/*.toml and an office's own dated settings -> Settings on a day; strict, the latest one wins."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from perfdesk.catalog.resources import root
from perfdesk.domain.errors import UserError
from perfdesk.domain.settings import Ladder, Scheme, Scoring, Settings, Thresholds, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Own = tuple[str, str, Any]  # name (scoring.rate_base, scheme.W9), since (ISO), value as JSON gives it
    Maker = Callable[[dict[str, Any]], Any]

T = TypeVar("T")
_POINTS = ("execution", "output", "benefit", "satisfaction", "cost")
_BLOCKS = ("scoring", "grades", "thresholds", "words")


class SettingError(ValueError):
    """A settings file breaks its own grammar; carries the file and what is wrong."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((root() / "settings" / f"{name}.toml").read_text(encoding="utf-8"))


def _frozen(value: object) -> object:
    """Lists become tuples, all the way down."""
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return value


def _points(value: object, where: str) -> int:
    """Points (10, 22.5, "22.5") as hundredths."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise SettingError(f"{where}: {value!r} is no number of points")
    exact = Decimal(str(value)) * 100
    if exact != int(exact) or not 0 <= exact <= 10_000:
        raise SettingError(f"{where}: {value!r} is not between 0 and 100 with two decimals")
    return int(exact)


def _exact_keys(given: dict[str, Any], wanted: set[str], where: str) -> None:
    if set(given) != wanted:
        wrong = ", ".join(sorted(set(given) ^ wanted))
        raise SettingError(f"{where}: unknown or missing key {wrong}")


def _scheme(given: dict[str, Any], where: str) -> Scheme:
    _exact_keys(given, {"key", "title", "basis", *_POINTS}, where)
    points = {name: _points(given[name], f"{where}.{name}") for name in _POINTS}
    if sum(points.values()) != 10_000:
        raise SettingError(f"{where}: the points of {given['key']} do not add up to 100")
    return Scheme(key=given["key"], title=given["title"], basis=given["basis"], **points)


def _plain(kind: type[T], given: dict[str, Any], where: str) -> T:
    _exact_keys(given, {part.name for part in fields(kind)}, where)  # type: ignore[arg-type]
    return kind(**{name: _frozen(value) for name, value in given.items()})


def _scoring(given: dict[str, Any], where: str) -> Scoring:
    made = _plain(Scoring, given, where)
    if made.rate_base not in {"adjusted", "initial"} or made.late not in {"proportional", "zero"}:
        raise SettingError(f"{where}: rate_base is adjusted|initial, late is proportional|zero")
    if not 100 > made.bands[0] > made.bands[1] > 0:
        raise SettingError(f"{where}: bands must fall from below 100 to above 0")
    return made


def _ladder(given: dict[str, Any], where: str) -> Ladder:
    made = _plain(Ladder, given, where)
    least = [step[1] for step in made.steps]
    if least != sorted(least, reverse=True) or least[-1] != 0:
        raise SettingError(f"{where}: grades must fall to 0")
    return made


def _thresholds(given: dict[str, Any], where: str) -> Thresholds:
    given = {**given, "notice": {int(month): rate for month, rate in given.get("notice", {}).items()}}
    given["special_periods"] = {tag: tuple(months) for tag, months in given.get("special_periods", {}).items()}
    return _plain(Thresholds, given, where)


def _words(given: dict[str, Any], where: str) -> Words:
    return _plain(Words, given, where)


_MAKERS: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "scoring": _scoring, "grades": _ladder, "thresholds": _thresholds, "words": _words,
}  # fmt: skip


def _edition(name: str, day: str) -> dict[str, Any]:
    """The block of a file that is in force on a day, without its date."""
    given = _read(name)
    _exact_keys(given, {"edition"}, f"{name}.toml")
    in_force = [block for block in given["edition"] if block["since"] <= day]
    if not in_force:
        raise SettingError(f"{name}.toml: nothing is in force on {day}")
    latest = dict(max(in_force, key=lambda block: block["since"]))
    del latest["since"]
    return latest


def _schemes(day: str) -> dict[str, dict[str, Any]]:
    given = _read("schemes")
    _exact_keys(given, {"scheme"}, "schemes.toml")
    found: dict[str, dict[str, Any]] = {}
    for block in sorted(given["scheme"], key=lambda block: block["since"]):
        if block["since"] <= day:
            found[block["key"]] = {name: value for name, value in block.items() if name != "since"}
    return found


def _built(blocks: dict[str, dict[str, Any]], schemes: dict[str, dict[str, Any]], day: str) -> Settings:
    made = {name: _MAKERS[name](blocks[name], name) for name in _BLOCKS}
    known = {key: _scheme(block, f"scheme.{key}") for key, block in schemes.items()}
    if made["scoring"].scheme not in known:
        raise SettingError(f"scoring: there is no scheme {made['scoring'].scheme}")
    return Settings(day=day, schemes=known, **made)


@cache
def default_settings(day: str) -> Settings:
    """What the programme brings along for a day (ISO)."""
    return _built({name: _edition(name, day) for name in _BLOCKS}, _schemes(day), day)


def settings(day: str, own: Iterable[Own] = ()) -> Settings:
    """The settings in force on a day; the office's own ones win, the latest of a name first.

    Raises:
        UserError: an own setting has an unknown name or a value that cannot be.
    """
    mine = sorted((row for row in own if row[1] <= day), key=lambda row: row[1])
    if not mine:
        return default_settings(day)
    blocks = {name: _edition(name, day) for name in _BLOCKS}
    schemes = _schemes(day)
    for name, _since, value in mine:
        block, _, key = name.partition(".")
        if block == "scheme" and key and isinstance(value, dict):
            schemes[key] = {"key": key, "title": key, "basis": "本机构设置", **value}
        elif block in blocks and type(value) is type(blocks[block].get(key)):
            blocks[block][key] = value
        elif block in {"scheme", *_BLOCKS}:
            raise UserError(f"本机构设置“{name}”的名称或取值无法识别", "请在设置中删除或改正它")
    try:
        return _built(blocks, schemes, day)
    except (SettingError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        raise UserError(f"本机构的评分或审核设置有误：{error}", "请在设置中改正") from error


def year_settings(year: int, own: Iterable[Own] = ()) -> Settings:
    """The settings of a budget year: those in force on its last day."""
    return settings(f"{year:04d}-12-31", own)
