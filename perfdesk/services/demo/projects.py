"""The projects of a practice office with their funding lines: exact totals from amounts spread over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from perfdesk.domain.spread import spread
from perfdesk.services.demo.names import Ideas
from perfdesk.services.demo.values import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from perfdesk.domain.practice import IndicatorSample, Plan, Vocabulary
    from perfdesk.services.demo.cast import Cast, Department
    from perfdesk.services.demo.ids import Draws
    from perfdesk.services.demo.names import Idea

    Row = tuple[object, ...]

PROJECT = columns(
    "office id year series code name unit department class needs_target classified state attribute "
    "category tag term manager basis late_target_until owes_selfeval hand"
)
FUNDING = columns("office id project account source nature initial adjusted document hand")
STEP = 10_000  # amounts are multiples of 0.01 万元, in 分
LEAST = 30  # 0.30 万元
FISCAL = frozenset({"central", "province", "city", "county"})


@dataclass(slots=True)
class Line:
    """One funding line, amounts in 分."""

    id: str
    account: str
    source: str
    nature: str
    initial: int
    adjusted: int
    document: str


@dataclass(slots=True)
class Project:
    """A project-year while it is invented.

    `rows` are its indicators with the chosen target value; `pace` is the share of the budget spent by September, in
    thousandths, from which the other months follow.
    """

    id: str
    series: str
    code: str
    year: int
    idea: Idea
    name: str
    unit: str
    department: Department
    cls: str
    tag: str
    started: int
    lines: list[Line]
    rows: list[tuple[IndicatorSample, str]]
    pace: int
    manager: str
    target: str = ""

    @property
    def adjusted(self) -> int:
        """All lines, 分."""
        return sum(line.adjusted for line in self.lines)

    @property
    def initial(self) -> int:
        """All lines, 分."""
        return sum(line.initial for line in self.lines)


class Library:
    """Invents the projects of one office; names and series are shared by both years, so that projects continue."""

    def __init__(self, plan: Plan, words: Vocabulary, found: Cast, draws: Draws) -> None:
        """Begin with last year's draws; the caller hands over this year's in between."""
        self.plan, self.words, self.draws = plan, words, draws
        self.departments = found.departments
        self.earlier = found.earlier
        self.own_source = "county" if plan.level == "county" else "city"
        self.above = ("central", "province", "city") if plan.level == "county" else ("central", "province")
        self._ideas: dict[tuple[str, str], Ideas] = {}
        self._series: dict[tuple[str, str, int], tuple[str, str, int]] = {}
        self._serial = 0

    def this_year(self) -> list[Project]:
        """The current year's projects: exactly the plan's counts and amounts of each class."""
        plan, special = self.plan, self.plan.special
        projects = self._group(plan.own.count, plan.own.amount, "own", plan.year, "")
        rest, amount = plan.superior_class.count, plan.superior_class.amount
        if special:
            projects += self._group(special.count, special.amount, "superior", plan.year, special.tag)
            rest, amount = rest - special.count, amount - special.amount
        projects += self._group(rest, amount, "superior", plan.year, "")
        self._name_key(projects)
        return projects

    def last_year(self) -> list[Project]:
        """Last year's projects: exact totals of the lines from above and of those of the own level."""
        plan, random = self.plan, self.draws.random
        before, year = plan.previous, plan.year - 1
        superior = before.count * 3 // 10
        projects = [
            *self._places(before.count - superior, "own", year, ""),
            *self._places(superior, "superior", year, ""),
        ]
        weights = [_weight(random) for _ in projects]
        parts: dict[bool, list[tuple[int, int]]] = {True: [], False: []}  # from above -> (project, weight)
        for at, (project, weight) in enumerate(zip(projects, weights, strict=True)):
            main = project.cls == "superior"
            parts[main].append((at, weight))
            if random.random() < 0.12:
                parts[not main].append((at, weight * random.randrange(10, 40) // 100))
        for from_above, total in ((True, before.superior), (False, before.own)):
            amounts = spread(total // STEP, [weight for _, weight in parts[from_above]], LEAST)
            for (at, _), amount in zip(parts[from_above], amounts, strict=True):
                self._line(projects[at], amount * STEP, from_above=from_above)
        for project in projects:
            above = sum(line.adjusted for line in project.lines if line.source in self.above)
            project.cls = "superior" if above * 2 > project.adjusted else "own"
            self._other(project)
        return projects

    def _group(self, count: int, amount: int, cls: str, year: int, tag: str) -> list[Project]:
        random = self.draws.random
        projects = self._places(count, cls, year, tag)
        amounts = spread(amount // STEP, [_weight(random) for _ in projects], LEAST)
        for project, total in zip(projects, amounts, strict=True):
            main = cls == "superior"
            minor = total * random.randrange(5, 40) // 100 if random.random() < 0.12 and not tag else 0
            self._line(project, (total - minor) * STEP, from_above=main)
            if minor:
                self._line(project, minor * STEP, from_above=not main)
            self._other(project)
        return projects

    def _places(self, count: int, cls: str, year: int, tag: str) -> list[Project]:
        """`count` projects over the departments by weight, without money."""
        current = year == self.plan.year
        departments = self.departments if current else self.departments[: self.earlier]
        if tag:
            departments = [one for one in departments if one.sample.sector in {"health", "water", "construction"}]
        weights = [one.sample.weight * self.draws.random.randrange(80, 121) for one in departments]
        counts = spread(count, weights, 1 if count >= len(departments) else 0)
        projects = []
        for one, many in zip(departments, counts, strict=True):
            skip = many // 5 if current else 0  # a fifth of last year's names ended
            projects += [self._project(one, cls, skip + at, year, tag) for at in range(many)]
        return projects

    def _project(self, one: Department, cls: str, at: int, year: int, tag: str) -> Project:
        draws, random = self.draws, self.draws.random
        ideas = self._ideas.get((one.id, cls))
        if ideas is None:
            sector = self.words.sectors[one.sample.sector]
            ideas = self._ideas[one.id, cls] = Ideas(self.plan, sector, self.words, random, cls)
        idea = ideas[at]
        key = draws.id()
        series, code, started = self._series.setdefault((one.id, cls + tag, at), (key, self._code(year), year))
        name = f"{tag}{idea.topic}项目（第{at + 1}批）" if tag else idea.name
        rows = self._rows(one, idea, year)
        manager = random.choice(self.words.surnames) + random.choice(self.words.given)
        pace = random.randrange(800, 985) if random.random() < 0.85 else random.randrange(380, 800)
        unit = one.runners[at % len(one.runners)][0]
        return Project(key, series, code, year, idea, name, unit, one, cls, tag, started, [], rows, pace, manager)

    def _rows(self, one: Department, idea: Idea, year: int) -> list[tuple[IndicatorSample, str]]:
        """The indicators of a project: all eight samples or seven, last year five that cover every level."""
        samples = self.words.kinds[idea.kind].rows
        places = list(range(len(samples)))
        if year < self.plan.year and self.plan.previous.indicators < len(samples):
            places = [0, 2, 3, 5, 7]
        elif self.draws.random.random() < 0.2:
            del places[4]
        same = crc32(f"{idea.name} {one.code}".encode())  # a project that goes on keeps its targets from year to year
        rows = [(samples[at], samples[at].values[(same >> at) % len(samples[at].values)]) for at in places]
        if same % 12:  # the others copied their indicators from somewhere, as happens
            rows[0] = (replace(rows[0][0], name=f"{idea.topic}{rows[0][0].name}"), rows[0][1])
        return rows

    def _code(self, year: int) -> str:
        self._serial += 1
        return f"{self.plan.code}{year % 100:02d}T{self._serial:012d}"

    def _line(self, project: Project, amount: int, *, from_above: bool) -> None:
        """Add `amount` 分 from above or from the own level, sometimes in two lines."""
        random = self.draws.random
        account = self._account(project, random, from_above=from_above)
        if from_above:
            source = project.idea.source or random.choice(self.above)
            self._add(project, account, source, "current", 0, amount)
            return
        carried = amount // STEP * random.randrange(10, 35) // 100 * STEP if random.random() < 0.08 else 0
        current = amount - carried
        initial = current
        if random.random() < 0.15:
            initial = max(STEP, current // STEP * 100 // random.randrange(85, 125) * STEP)
        self._add(project, account, self.own_source, "current", initial, current)
        if carried:
            self._add(project, account, self.own_source, "carryover", carried, carried)

    def _account(self, project: Project, random: Random, *, from_above: bool) -> str:
        sector = project.department.sample.sector
        if project.tag:
            return "fund"
        if sector in {"employment", "health"} and random.random() < 0.15:
            return "social"
        if sector in {"construction", "land"} and random.random() < 0.35:
            return "fund"
        if sector in {"finance", "industry"} and not from_above and random.random() < 0.12:
            return "capital"
        return "general"

    def _other(self, project: Project) -> None:
        """Now and then a unit adds money of its own, which no fiscal figure counts."""
        random = self.draws.random
        if not project.tag and random.random() < 0.06:
            amount = max(STEP, project.adjusted // STEP * random.randrange(5, 25) // 100 * STEP)
            source = "own_funds" if project.unit != project.department.id else "other"
            self._add(project, "general", source, "current", amount, amount)

    def _add(self, project: Project, account: str, source: str, nature: str, initial: int, adjusted: int) -> None:
        document = ""
        if source in self.above:
            who = {"central": "财", "province": "云财", "city": "玉财"}[source]
            word = self.words.sectors[project.department.sample.sector].document
            document = f"{who}{word}〔{project.year}〕{self.draws.random.randrange(3, 320)}号"
        project.lines.append(Line(self.draws.id(), account, source, nature, initial, adjusted, document))

    def _name_key(self, projects: Sequence[Project]) -> None:
        """Put new projects with the published names in the place of some of their departments' ones."""
        for key in self.plan.key:
            at = next(one for one in projects if one.department.sample.name == key.department and one.cls == key.cls)
            at.name, at.series, at.code, at.started = key.name, at.id, self._code(at.year), at.year


def _weight(random: Random) -> int:
    """Log-normal: most projects are small, a few are large."""
    return max(1, int(random.lognormvariate(0.0, 1.15) * 100_000))


def project_rows(plan: Plan, projects: Sequence[Project]) -> Iterator[Row]:
    """Rows of the table project."""
    for one in projects:
        attribute = "新增项目" if one.started == one.year else "延续项目"
        term = f"{one.started}年" if one.started == one.year else f"{one.started}-{one.year}年"
        category = "特定目标类" if one.cls == "superior" else "其他运转类"
        head = (plan.code, one.id, one.year, one.series, one.code, one.name, one.unit, one.department.id, one.cls, 1, 0)
        yield (*head, "admitted", attribute, category, one.tag, term, one.manager, "", None, 1, "")


def funding_rows(plan: Plan, projects: Sequence[Project]) -> Iterator[Row]:
    """Rows of the table funding."""
    for one in projects:
        for line in one.lines:
            amounts = (line.initial, line.adjusted)
            yield (plan.code, line.id, one.id, line.account, line.source, line.nature, *amounts, line.document, "")
