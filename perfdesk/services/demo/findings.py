"""What last year's evaluations found, fed back to the departments in the working year and rectified there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.services.demo.values import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfdesk.domain.practice import Plan, Subjects, Vocabulary
    from perfdesk.services.demo.cast import Department
    from perfdesk.services.demo.ids import Draws
    from perfdesk.services.demo.projects import Project

    Row = tuple[object, ...]

FINDING = columns(
    "office id number year subject_kind subject subject_name source category description amount clause "
    "section advice demand kind sent_on deadline replied_on measures outcome recovered verifier verdict "
    "closed_on state evidence"
)
FINDING_UNIT = columns("office id finding unit person replied_on")
_RECOVERED, _IMPROVED = "收回资金", "完善政策改进管理"
_SECTION = "预算绩效管理股"
WAN = 1_000_000  # 分


@dataclass(frozen=True, slots=True)
class Subject:
    """What was evaluated: a project or a department as a whole, and who answers."""

    kind: str
    id: str
    name: str
    amount: int
    departments: tuple[str, ...]


def subjects(plan: Subjects, projects: Sequence[Project], departments: Sequence[Department]) -> list[Subject]:
    """The largest project of as many departments, then departments as a whole; every subject has its own department."""
    largest: dict[str, Project] = {}
    for one in projects:
        if one.department.id not in largest or one.adjusted > largest[one.department.id].adjusted:
            largest[one.department.id] = one
    chosen = sorted(largest.values(), key=lambda one: (-one.adjusted, one.id))[: plan.projects]
    taken = {one.department.id for one in chosen}
    spare = iter([one for one in departments if one.id not in taken])
    whole = [next(spare) for _ in range(plan.departments)]
    found = []
    for at, one in enumerate(chosen):
        also = (next(spare).id,) if at < plan.second else ()
        found.append(Subject("project", one.id, one.name, one.adjusted, (one.department.id, *also)))
    found += [Subject("department", one.id, f"{one.name}部门整体支出", 0, (one.id,)) for one in whole]
    return found


def rows(plan: Plan, evaluated: Sequence[Subject], words: Vocabulary, draws: Draws) -> Iterator[tuple[Row, list[Row]]]:
    """Each finding with its responsible departments: one to three problems a subject."""
    wanted = plan.findings
    if wanted is None:
        return
    number = 0
    for at, one in enumerate(evaluated):
        back = at < wanted.recovered
        still_open = at >= len(evaluated) - wanted.open
        replied = None if still_open else f"{plan.year}-01-{20 + at % 9:02d}"
        for problem in range(1 if back else 1 + at % 3):
            number += 1
            sample = words.findings[-1] if back else words.findings[(at + problem) % (len(words.findings) - 1)]
            amount = one.amount // 20 // WAN * WAN if one.amount else None
            head: Row = (plan.code, draws.id(), f"{plan.year}-{number:03d}", plan.year - 1, one.kind, one.id, one.name)
            said: Row = ("财政评价", sample.category, sample.description, amount, "财预〔2020〕10号", _SECTION)
            asked: Row = (sample.advice, sample.demand, "限期", f"{plan.year}-01-08", f"{plan.year}-03-31", replied)
            end: Row = ("", "", None, "", "", None, "整改中", "")
            if not still_open:
                outcome, recovered = (_RECOVERED, amount) if back else (_IMPROVED, None)
                closed = f"{plan.year}-06-{10 + at:02d}"
                end = (sample.measures, outcome, recovered, _SECTION, "整改到位，予以销号", closed, "销号", "整改报告")
            units: list[Row] = [(plan.code, draws.id(), head[1], unit, "", replied) for unit in one.departments]
            yield (*head, *said, *asked, *end), units
