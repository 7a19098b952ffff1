"""A check is a function with a head; it looks at one typed input and says where two sides disagree, raising nothing.

Three registries by input: SHEETS (one form), SERIES (one subject over its stages and periods), YEARS (sets of a year).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from perfdesk.domain.problem import OFF, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from perfdesk.domain.settings import RuleLevel

T = TypeVar("T")

B88 = "财预〔2015〕88号 绩效目标管理办法"
B136 = "财预〔2019〕136号 绩效运行监控管理办法"
B10 = "财预〔2020〕10号 项目支出绩效评价管理办法"
B101 = "财预〔2021〕101号 绩效指标框架体系"
B13 = "《预算法》第十三条、预算法实施条例"

_AS_THEY_ARE: Mapping[str, RuleLevel] = MappingProxyType({})

TARGETS = ("target.project", "target.department")
MONITORING = ("monitoring.project", "monitoring.department")
SELFEVAL = ("selfeval.project", "selfeval.project.yunnan", "selfeval.department")


@dataclass(frozen=True, slots=True)
class Head:
    """What a check is: its number, level, title, message pattern, legal basis and the forms it looks at.

    The pattern names {left} and {right}, the two sides that disagree, and {0} {1} … for further words.
    """

    rule: str
    level: str
    title: str
    message: str
    basis: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place where a check fired.

    `field` is the path in the content; `level` overrides the head's; `form` and `month` name the sheet where the input
    holds several; `subject` is the id of the project or department where it holds many.
    """

    field: str
    left: str = ""
    right: str = ""
    words: tuple[str, ...] = ()
    level: str = ""
    form: str = ""
    month: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem that was found, with the sheet's month and the subject where the input held several."""

    problem: Problem
    month: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """A head and the function that looks."""

    head: Head
    find: Callable[[T], Iterable[Mark]]

    def hits(self, given: T, form: str) -> Iterator[Hit]:
        """Run the function and turn its marks into problems."""
        head = self.head
        for mark in self.find(given):
            yield Hit(
                Problem(
                    level=mark.level or head.level,
                    rule=head.rule,
                    message=head.message.format(*mark.words, left=mark.left, right=mark.right),
                    field=mark.field,
                    form=mark.form or form,
                    basis=head.basis,
                    left=mark.left,
                    right=mark.right,
                ),
                mark.month,
                mark.subject,
            )


class Registry(Generic[T]):
    """All checks over one kind of input, by number."""

    def __init__(self) -> None:
        """Begin empty; the modules of this package fill it when they are imported."""
        self.checks: dict[str, Check[T]] = {}
        self._by_form: dict[str, list[Check[T]]] = {}

    def add(self, head: Head) -> Callable[[Callable[[T], Iterable[Mark]]], Callable[[T], Iterable[Mark]]]:
        """Register a function under a head."""

        def register(find: Callable[[T], Iterable[Mark]]) -> Callable[[T], Iterable[Mark]]:
            check = Check(head, find)
            self.checks[head.rule] = check
            for form in head.forms:
                self._by_form.setdefault(form, []).append(check)
            return find

        return register

    def run(
        self,
        given: T,
        form: str = "",
        only: str = "",
        without: Container[str] = (),
        levels: Mapping[str, RuleLevel] = _AS_THEY_ARE,
    ) -> list[Hit]:
        """Everything that is wrong with an input, in the order of the rules.

        Args:
            given: the input.
            form: checks of that form alone; "" runs all of them.
            only: one rule's number, "" for all.
            without: rules that are left out.
            levels: rules whose level the office has set; one that is off is not asked.
        """
        chosen = self._by_form.get(form, []) if form else list(self.checks.values())
        asked = [check for check in chosen if only in {"", check.head.rule} and check.head.rule not in without]
        if not levels:
            return [hit for check in asked for hit in check.hits(given, form)]
        found: list[Hit] = []
        for check in asked:
            own = levels.get(check.head.rule)
            if own is None:
                found += check.hits(given, form)
            elif own.level != OFF:
                found += (
                    replace(hit, problem=replace(hit.problem, level=own.level)) for hit in check.hits(given, form)
                )
        return found
