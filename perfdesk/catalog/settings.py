"""resources/settings/*.toml and an office's own dated settings -> Settings on a day; strict, the latest one wins."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from perfdesk.catalog.resources import root
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, HINT, OFF, WARNING
from perfdesk.domain.settings import (
    Disclosure,
    Ladder,
    Lights,
    RuleLevel,
    Scheme,
    Scoring,
    Settings,
    Thresholds,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Own = tuple[str, str, Any]  # name (scoring.rate_base, scheme.W9), since (ISO), value as JSON gives it
    Maker = Callable[[dict[str, Any]], Any]

T = TypeVar("T")
_POINTS = ("execution", "output", "benefit", "satisfaction", "cost")
_BLOCKS = ("scoring", "grades", "thresholds", "lights", "disclosure", "words")
FIRST_YEAR = 2015  # the program's own settings begin with 财预〔2015〕88号
_LEVELS = frozenset({ERROR, WARNING, HINT, OFF})
_RULE = re.compile(r"R\d{3}")
_LONGEST = 12  # characters of a table's number: there is no more room in the corner of the sheet


class SettingError(ValueError):
    """A settings file breaks its own grammar; carries the file and what is wrong."""


@cache
def _read(name: str) -> dict[str, Any]:
    """A file of settings, read once; nobody changes what it says."""
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


def _lights(given: dict[str, Any], where: str) -> Lights:
    made = _plain(Lights, given, where)
    if made.rule not in {"schedule", "plain"}:
        raise SettingError(f"{where}: rule is schedule|plain")
    if not 0 < made.red <= made.green <= 100:
        raise SettingError("资金灯：红灯界限应大于 0、不高于绿灯界限，绿灯界限不高于 100%")
    return made


def _disclosure(given: dict[str, Any], where: str) -> Disclosure:
    made = _plain(Disclosure, given, where)
    if any(len(part) > _LONGEST or "\n" in part for part in (made.department, made.project)):
        raise SettingError(f"公开表号不超过 {_LONGEST} 个字，写成一行")
    return made


def _words(given: dict[str, Any], where: str) -> Words:
    return _plain(Words, given, where)


_MAKERS: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "scoring": _scoring, "grades": _ladder, "thresholds": _thresholds, "lights": _lights, "disclosure": _disclosure,
    "words": _words,
}  # fmt: skip


def _edition(name: str, day: str) -> dict[str, Any]:
    """The block of a file that is in force on a day, without its date."""
    latest = dict(_latest(name, day))
    del latest["since"]
    return latest


def _latest(name: str, day: str) -> dict[str, Any]:
    given = _read(name)
    _exact_keys(given, {"edition"}, f"{name}.toml")
    in_force = [block for block in given["edition"] if block["since"] <= day]
    if not in_force:
        raise SettingError(f"{name}.toml: nothing is in force on {day}")
    latest: dict[str, Any] = max(in_force, key=lambda block: block["since"])
    return latest


def _schemes(day: str) -> dict[str, dict[str, Any]]:
    given = _read("schemes")
    _exact_keys(given, {"scheme"}, "schemes.toml")
    found: dict[str, dict[str, Any]] = {}
    for block in sorted(given["scheme"], key=lambda block: block["since"]):
        if block["since"] <= day:
            found[block["key"]] = {name: value for name, value in block.items() if name != "since"}
    return found


def _level(name: str, since: str, value: object) -> RuleLevel:
    """What an office made of a rule: {"level": …, "reason": …}."""
    if not (_RULE.fullmatch(name) and isinstance(value, dict) and set(value) == {"level", "reason"}):
        raise SettingError(f"规则 {name} 的级别无法识别")
    if value["level"] not in _LEVELS or not isinstance(value["reason"], str):
        raise SettingError(f"规则 {name} 没有级别“{value['level']}”")
    return RuleLevel(value["level"], value["reason"], since)


def _built(
    blocks: dict[str, dict[str, Any]],
    schemes: dict[str, dict[str, Any]],
    day: str,
    levels: Iterable[Own] = (),
) -> Settings:
    made = {name: _MAKERS[name](blocks[name], name) for name in _BLOCKS}
    known = {key: _scheme(block, f"scheme.{key}") for key, block in schemes.items()}
    if made["scoring"].scheme not in known:
        raise SettingError(f"scoring: there is no scheme {made['scoring'].scheme}")
    rules = {name: _level(name, since, value) for name, since, value in levels}
    return Settings(day=day, schemes=known, rules=rules, **made)


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
    levels: list[Own] = []
    for name, since, value in mine:
        block, _, key = name.partition(".")
        if block == "disclosure" and since < _latest(block, day)["since"]:
            continue  # the province has numbered its tables anew since
        if block == "rule":
            levels.append((key, since, value))
        elif block == "scheme" and key and isinstance(value, dict):
            schemes[key] = {"key": key, "title": key, "basis": "本机构设置", **value}
        elif block in blocks and type(value) is type(blocks[block].get(key)):
            blocks[block][key] = value
        elif block in {"scheme", *_BLOCKS}:
            raise UserError(f"本机构设置“{name}”的名称或取值无法识别", "请在设置中删除或改正它")
    try:
        return _built(blocks, schemes, day, levels)
    except (SettingError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        raise UserError(f"本机构的评分或审核设置有误：{error}", "请在设置中改正") from error


def year_settings(year: int, own: Iterable[Own] = ()) -> Settings:
    """The settings of a budget year: those in force on its last day."""
    return settings(f"{year:04d}-12-31", own)
