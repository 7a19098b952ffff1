"""A practice office: how many of what it holds, and the words from which its facts are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Projects of one class in the current year: how many, and their fiscal budget together in 分."""

    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Special:
    """The projects of a special fund, taken out of the superior class, with its own monitoring periods."""

    tag: str
    count: int
    amount: int
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Previous:
    """The year before, which is self-evaluated: departments, projects, its fiscal lines by level in 分."""

    departments: int
    count: int
    own: int
    superior: int
    indicators: int


@dataclass(frozen=True, slots=True)
class Key:
    """A project under key monitoring: its name, the department it belongs to, its class."""

    name: str
    department: str
    cls: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """What was evaluated and fed back: projects and departments.

    `recovered` of them gave money back, the others improved their management; `open` are not yet closed; `second` have
    a second responsible department.
    """

    projects: int
    departments: int
    recovered: int
    open: int
    second: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One practice office. `short` is the name before its departments' names, `number` the word of its 文号."""

    year: int
    code: str
    name: str
    short: str
    level: str
    kind: str
    superior: str
    superior_name: str
    number: str
    departments: int
    own: Group
    superior_class: Group
    special: Special | None
    months: tuple[int, ...]
    indicators: int
    previous: Previous
    key: tuple[Key, ...]
    findings: Subjects | None
    counties: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorSample:
    """One row of a kind's sample indicators; `values` are the target values to choose from."""

    level1: str
    level2: str
    name: str
    relation: str
    values: tuple[str, ...]
    measure: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of spending: name patterns with {topic}, and its sample indicators in printed order."""

    names: tuple[str, ...]
    rows: tuple[IndicatorSample, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of work: topics, the kinds of spending it has, names of superior funds, the word of their 指标文号."""

    topics: tuple[str, ...]
    classes: tuple[str, ...]
    superior: tuple[str, ...]
    document: str


@dataclass(frozen=True, slots=True)
class DepartmentSample:
    """A department: its name without the office's, its sector, its share of the projects, its second-level units."""

    name: str
    sector: str
    weight: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingSample:
    """A problem as an evaluation report words it."""

    category: str
    description: str
    advice: str
    demand: str
    measures: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of the practice offices."""

    kinds: dict[str, Kind]
    sectors: dict[str, Sector]
    departments: tuple[DepartmentSample, ...]
    townships: dict[str, tuple[DepartmentSample, ...]]
    surnames: tuple[str, ...]
    given: tuple[str, ...]
    phones: tuple[str, ...]
    findings: tuple[FindingSample, ...]
