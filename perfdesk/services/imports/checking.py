"""What a form says against itself is told when it is imported; what only the ledger can judge is left to the checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.catalog.settings import year_settings
from perfdesk.domain.checks import Context, check_reading
from perfdesk.services import settings
from perfdesk.store import figures

if TYPE_CHECKING:
    from perfdesk.domain.problem import Problem
    from perfdesk.domain.reading import Reading
    from perfdesk.domain.settings import Settings
    from perfdesk.services.imports.preview import Options
    from perfdesk.store.file import Store

_LEDGERS = frozenset({"R053", "R056"})
"""These compare with the adjusted budget, which a monitoring form does not print and the ledger knows."""


@dataclass(frozen=True, slots=True)
class Checking:
    """What the children need to check a form; it travels to them.

    `settings` are those of the office's `year`, `own` the office's own dated ones for other years; `given` is the
    year and month that stand in where a form prints none.
    """

    settings: Settings
    year: int
    own: tuple[tuple[str, str, Any], ...]
    given: tuple[int, int | None]

    def problems(self, reading: Reading) -> list[Problem]:
        """The R problems of a reading, each at its cell."""
        content = reading.content
        printed = content.year, content.month
        content.year = content.year or self.given[0]
        content.month = content.month or self.given[1]
        try:
            context = Context(self._of(content.year))
            found = check_reading(reading, context, without=_LEDGERS)
            tagged = {month for months in context.settings.thresholds.special_periods.values() for month in months}
            own_period = content.month is None or content.month in tagged
        finally:
            content.year, content.month = printed
        return [one for one in found if not (one.rule == "R057" and own_period)]

    def _of(self, year: int) -> Settings:
        if year == self.year:
            return self.settings
        key = (year, repr(self.own))
        if key not in _OTHERS:
            _OTHERS[key] = year_settings(year, self.own)
        return _OTHERS[key]


_OTHERS: dict[tuple[int, str], Settings] = {}
"""Settings of other years than the office's, once a child."""


def checking(store: Store, options: Options) -> Checking:
    """What forms are checked with.

    Raises:
        UserError: an own setting cannot be understood.
    """
    own = tuple(figures.own_settings(store))
    given = (options.year or store.year, options.month)
    return Checking(settings.of_year(store, store.year), store.year, own, given)
