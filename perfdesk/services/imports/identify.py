"""Which unit and project a form speaks of: by our template's id, by code, by name; what is similar is asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.matching import close, near, plain, regions_of, split_code, without_region

if TYPE_CHECKING:
    from perfdesk.services.imports.staging import Staging, Values

Candidate = list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that was not found: `kind` unit or project, `owner` the unit it was looked for under, `near` ids."""

    kind: str
    text: str
    owner: str = ""
    year: int = 0
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: one id, or none with the reason and the near matches as they would be shown."""

    id: str = ""
    why: str = ""
    near: tuple[str, ...] = ()
    close: bool = False  # a near match so close that nothing may be added beside it
    rule: str = ""
    asked: Asked | None = None  # where none was found: what was looked for, for the clerk to answer


class Names:
    """Units and projects of the ledger under all the names they are known by."""

    def __init__(self, staging: Staging, office_name: str) -> None:
        """Index the ledger's units and projects; rows added later are announced by add_unit and add_project."""
        self._regions = regions_of(office_name)
        self._unit_code: dict[str, str] = {}
        self._unit_name: dict[str, set[str]] = defaultdict(set)
        self._unit_short: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, str] = {}
        self._projects: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._project_name: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._alias: dict[tuple[str, str, str], str] = {}
        self._years: dict[str, int] = {}
        for unit in staging.values("unit"):
            self.add_unit(unit)
        for project in staging.values("project"):
            self.add_project(project)
        for alias in staging.values("alias"):
            self._alias[alias["kind"], alias["sender"], plain(alias["text"])] = alias["means"]

    def add_unit(self, unit: Values) -> None:
        """Make a unit findable."""
        name = plain(unit["name"])
        self._unit_code[unit["code"]] = unit["id"]
        self._unit_name[name].add(unit["id"])
        self._unit_short[without_region(name, self._regions)].add(unit["id"])
        self._shown[unit["id"]] = unit["name"]

    def add_project(self, project: Values) -> None:
        """Make a project-year findable."""
        year, name = project["year"], plain(project["name"])
        if project["code"]:
            self._projects[year][project["code"]].add(project["id"])
        self._projects[year][f"{project['unit']}|{name}"].add(project["id"])
        if project["department"] != project["unit"]:
            self._projects[year][f"{project['department']}|{name}"].add(project["id"])
        self._project_name[year, name].add(project["id"])
        self._shown[project["id"]] = project["name"]
        self._years[project["id"]] = year

    def unit(self, text: str, sender: str = "", known: str = "") -> Found:
        """The unit that a cell names; `known` is an id from our own template."""
        if known in self._shown:
            return Found(known)
        code, name = split_code(text)
        if not name and not code:
            return Found(why="没有写单位名称")
        if code in self._unit_code:
            return Found(self._unit_code[code], rule="D29" if name else "")
        for owner in (sender, ""):
            if ("unit", owner, plain(text)) in self._alias:
                return Found(self._alias["unit", owner, plain(text)], rule="D30")
        exact = self._unit_name.get(name) or self._unit_name.get(plain(text), set())
        if len(exact) == 1:
            return Found(next(iter(exact)))
        short = self._unit_short.get(without_region(name, self._regions), set())
        if not exact and len(short) == 1:
            return Found(next(iter(short)), rule="D30")
        if exact or short:
            why = f"有 {len(exact or short)} 个单位都叫“{name}”，请写单位代码"
            return Found(why=why, asked=Asked("unit", text, near=tuple(sorted(exact or short))))
        # What every unit of a county begins with says nothing about which one is meant.
        like = near(without_region(name, self._regions), self._unit_short)
        ids = tuple(one for other in like for one in sorted(self._unit_short[other]))
        return Found(
            why=f"台账里没有单位“{name or code}”",
            near=tuple(self._shown[one] for one in ids),
            close=close(without_region(name, self._regions), self._unit_short),
            asked=Asked("unit", text, near=ids),
        )

    def is_project(self, record: str, year: int) -> bool:
        """Whether an id out of our own template is a project of that year."""
        return bool(record) and self._years.get(record) == year

    def project(self, year: int, name: str, code: str, unit: str) -> Found:
        """The project-year that a form names; `unit` is the id of its unit or department, "" where unknown."""
        glued, bare = split_code(name)
        named = self._projects[year]
        for given in (code, glued if len(glued) == 21 else ""):
            if given and len(named.get(given, ())) == 1:
                return Found(next(iter(named[given])))
        bare_names = {plain(name), bare}
        for owner in (unit, ""):
            means = self._alias.get(("project", owner, plain(name)))
            if means and self._years.get(means) == year:
                return Found(means, rule="D31")
        hits: set[str] = set()
        for bare_name in bare_names:
            hits |= (
                named.get(f"{unit}|{bare_name}", set()) if unit else self._project_name.get((year, bare_name), set())
            )
        if len(hits) == 1:
            return Found(next(iter(hits)))
        if hits:
            why = f"{year} 年本单位有 {len(hits)} 个项目同名“{plain(name)}”，请填 21 位项目代码"
            return Found(why=why, asked=Asked("project", name, unit, year, tuple(sorted(hits))))
        same_year = [key.partition("|")[2] for key in named if key.startswith(f"{unit}|")] if unit else []
        like = near(plain(name), same_year)
        ids = tuple(one for other in like for one in sorted(named[f"{unit}|{other}"]))
        return Found(
            why=f"台账里没有 {year} 年的项目“{plain(name)}”",
            near=tuple(self._shown[one] for one in ids),
            close=close(plain(name), same_year),
            asked=Asked("project", name, unit, year, ids),
        )

    def shown(self, record: str) -> str:
        """The name of a unit or project as the ledger writes it."""
        return self._shown.get(record, "")
