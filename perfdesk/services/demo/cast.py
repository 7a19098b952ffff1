"""The units of a practice office: departments and townships with their second-level units, sections and contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.services.demo.values import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.practice import DepartmentSample, Plan, Vocabulary
    from perfdesk.services.demo.ids import Draws

    Row = tuple[object, ...]

UNIT = columns("office id code name kind parent section leader finance clerk phone basis hand")
UNIT_YEAR = columns("office id unit year active owes_overall")
SECTION = columns("office id name performance")
DUTY = columns("office id section unit since until")
_SECTIONS = ("预算绩效管理股", "教科文股", "社会保障股", "农业农村股", "经济建设股", "行政政法股")
_SECTORS = (  # of the sections above; what stands nowhere belongs to the last one
    (),
    ("education", "culture"),
    ("health", "welfare", "employment"),
    ("agriculture", "water", "forestry", "township"),
    ("construction", "transport", "land", "industry", "environment"),
)
_BY_SECTOR = {sector: at for at, sectors in enumerate(_SECTORS) for sector in sectors}


@dataclass(slots=True)
class Department:
    """A department and who carries out its projects; `runners` are (unit id, name), the department itself first."""

    id: str
    code: str
    name: str
    sample: DepartmentSample
    kind: str
    section: int
    runners: list[tuple[str, str]] = field(default_factory=list)
    units: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """All departments in order; the first `earlier` of them existed the year before."""

    departments: list[Department]
    sections: list[tuple[str, str]]
    earlier: int


def cast(plan: Plan, words: Vocabulary, draws: Draws) -> Cast:
    """Invent the units of an office: exactly `plan.departments` departments and townships."""
    townships = words.townships.get(plan.code, ()) if plan.level == "county" else ()
    samples = [(sample, "department") for sample in words.departments[: plan.departments - len(townships)]]
    samples += [(sample, "township") for sample in townships]
    word = "股" if plan.level == "county" else "科"
    sections = [(draws.id(), name[:-1] + word) for name in _SECTIONS]
    departments = []
    for at, (sample, kind) in enumerate(samples, start=101):
        name = f"{_prefix(plan, sample, kind)}{sample.name}"
        one = Department(draws.id(), str(at), name, sample, kind, _BY_SECTOR.get(sample.sector, 5))
        one.runners.append((one.id, name))
        for number, unit in enumerate(sample.units, start=1):
            title = (
                f"{name.removesuffix('人民政府').removesuffix('办事处')}{unit}"
                if kind == "township"
                else plan.short + unit
            )
            one.units.append((draws.id(), f"{one.code}{number:03d}", title))
            one.runners.append((one.units[-1][0], title))
        departments.append(one)
    return Cast(departments, sections, plan.previous.departments)


def _prefix(plan: Plan, sample: DepartmentSample, kind: str) -> str:
    """Party bodies stand under the committee, the others under the government."""
    party = kind == "department" and sample.name.startswith(("委员会", "纪律检查"))
    return f"中共{plan.short}" if party else plan.short


def unit_rows(plan: Plan, found: Cast, words: Vocabulary, draws: Draws) -> Iterator[Row]:
    """Rows of the table unit: a department before its second-level units."""
    for one in found.departments:
        section = found.sections[one.section][0]
        who = (_person(words, draws), _person(words, draws), _person(words, draws), _phone(words, draws))
        yield (plan.code, one.id, one.code, one.name, one.kind, None, section, *who, "", "")
        for at, code, title in one.units:
            who = (_person(words, draws), _person(words, draws), _person(words, draws), _phone(words, draws))
            yield (plan.code, at, code, title, "unit", one.id, section, *who, "", "")


def unit_year_rows(plan: Plan, found: Cast, year: int, draws: Draws) -> Iterator[Row]:
    """Rows of unit_year: every department owes an overall target, its second-level units do not."""
    existing = found.departments if year == plan.year else found.departments[: found.earlier]
    for one in existing:
        yield (plan.code, draws.id(), one.id, year, 1, 1)
        for at, _, _ in one.units:
            yield (plan.code, draws.id(), at, year, 1, 0)


def section_rows(plan: Plan, found: Cast) -> Iterator[Row]:
    """Rows of section; the first is the performance section."""
    for at, (key, name) in enumerate(found.sections):
        yield (plan.code, key, name, int(at == 0))


def duty_rows(plan: Plan, found: Cast, draws: Draws) -> Iterator[Row]:
    """Rows of duty: which section answers for a department."""
    for one in found.departments:
        yield (plan.code, draws.id(), found.sections[one.section][0], one.id, f"{plan.year - 1}-01-01", None)


def _person(words: Vocabulary, draws: Draws) -> str:
    return draws.random.choice(words.surnames) + draws.random.choice(words.given)


def _phone(words: Vocabulary, draws: Draws) -> str:
    return f"{draws.random.choice(words.phones)}{draws.random.randrange(10_000, 100_000)}"
