"""resources/demo/*.toml -> the practice offices and their words, strictly: a missing or unknown key fails."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from perfdesk.catalog.resources import root
from perfdesk.domain.money import fen
from perfdesk.domain.practice import (
    DepartmentSample,
    FindingSample,
    Group,
    IndicatorSample,
    Key,
    Kind,
    Plan,
    Previous,
    Sector,
    Special,
    Subjects,
    Vocabulary,
)

T = TypeVar("T")
_INHERITED = ("year", "months", "indicators")  # what a county takes from its city's plan
_COUNTY: dict[str, Any] = {
    "level": "county",
    "kind": "县区",
    "special": None,
    "key": [],
    "findings": None,
    "counties": [],
}
_MONEY = {Group: ("amount",), Special: ("amount",), Previous: ("own", "superior")}


class PracticeError(ValueError):
    """A file of the practice offices breaks its own grammar; carries the file and what is wrong."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((root() / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def _made(kind: type[T], given: dict[str, Any], where: str) -> T:
    wanted = {part.name for part in fields(kind)}  # type: ignore[arg-type]
    if wrong := wanted ^ set(given):
        raise PracticeError(f"{where}: unknown or missing key {', '.join(sorted(wrong))}")
    values: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in given.items()}
    for name in _MONEY.get(kind, ()):
        values[name] = fen(values[name], "万元")
    return kind(**values)


def _plan(given: dict[str, Any], where: str) -> Plan:
    values = dict(given)
    parts: dict[str, type[Any]] = {"own": Group, "superior_class": Group, "previous": Previous}
    for name, kind in (parts | {"special": Special, "findings": Subjects}).items():
        absent = name not in parts and not given.get(name)
        values[name] = None if absent else _made(kind, given[name], f"{where}.{name}")
    values["key"] = [
        _made(Key, {"cls" if name == "class" else name: value for name, value in key.items()}, f"{where}.key")
        for key in given["key"]
    ]
    inherited = {name: given[name] for name in _INHERITED}
    above = {"superior": given["code"], "superior_name": given["name"]}
    values["counties"] = [
        _plan({**_COUNTY, **inherited, **above, **county}, f"{where}.{county.get('code')}")
        for county in given.get("counties", [])
    ]
    return _made(Plan, values, where)


@cache
def plan(name: str) -> Plan:
    """The practice office of that name (hongta-2023, yuxi-2020).

    Raises:
        KeyError: there is none.
        PracticeError: the description is wrong.
    """
    return _plan(_read("offices")[name], f"offices.toml: {name}")


@cache
def names() -> tuple[str, ...]:
    """The names of all practice offices."""
    return tuple(_read("offices"))


def _level1(level2: str) -> str:
    if "满意" in level2:
        return "满意度指标"
    return "效益指标" if level2[:2] in {"经济", "社会", "生态", "可持"} else "产出指标"


def _kind(given: dict[str, Any]) -> Kind:
    rows = [
        IndicatorSample(_level1(level2), level2, name, relation, tuple(values), measure)
        for level2, name, relation, values, measure in given["rows"]
    ]
    return Kind(tuple(given["names"]), tuple(rows))


@cache
def vocabulary() -> Vocabulary:
    """The words of all practice offices.

    Raises:
        PracticeError: a sector names a kind that does not exist, or a key is wrong.
    """
    kinds = {name: _kind(given) for name, given in _read("indicators").items()}
    sectors = {name: _made(Sector, given, f"sectors.toml: {name}") for name, given in _read("sectors").items()}
    for name, sector in sectors.items():
        if strange := set(sector.classes) - set(kinds):
            raise PracticeError(f"sectors.toml: {name}: unknown kind {', '.join(sorted(strange))}")
    listed = _read("departments")
    departments = [_made(DepartmentSample, given, "departments.toml") for given in listed["department"]]
    if strange := {one.sector for one in departments} - set(sectors):
        raise PracticeError(f"departments.toml: unknown sector {', '.join(sorted(strange))}")
    townships = {
        code: tuple(_made(DepartmentSample, {**listed["township"], "name": name}, "departments.toml") for name in given)
        for code, given in listed["townships"].items()
    }
    people = _read("people")
    findings = [_made(FindingSample, given, "findings.toml") for given in _read("findings")["finding"]]
    return Vocabulary(
        kinds=kinds,
        sectors=sectors,
        departments=tuple(departments),
        townships=townships,
        surnames=tuple(people["surnames"]),
        given=tuple(people["given"]),
        phones=tuple(people["phones"]),
        findings=tuple(findings),
    )
