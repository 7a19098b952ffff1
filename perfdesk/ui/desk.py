"""What every page is handed: the runner, the office, and how the person at the desk looks at it (year, money unit)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from perfdesk.domain.money import FEN_PER

if TYPE_CHECKING:
    from perfdesk.services.desk import Facts
    from perfdesk.ui.runner import Runner

UNITS = ("万元", "元")


class Desk(QObject):
    """One open data file as the pages see it.

    `moved` carries "year", "money" or "facts" when the person chose another working year or money unit, or when the
    office's own facts changed; every page is then stale.
    """

    moved = Signal(object)

    def __init__(self, runner: Runner, facts: Facts, parent: QObject | None = None) -> None:
        """Begin at the office's current working year, in 万元."""
        super().__init__(parent)
        self.runner, self.facts = runner, facts
        self._year, self._unit = facts.year, UNITS[0]

    @property
    def year(self) -> int:
        """The working year that is shown."""
        return self._year

    @year.setter
    def year(self, year: int) -> None:
        if year != self._year:
            self._year = year
            self.moved.emit("year")

    @property
    def unit(self) -> str:
        """The unit in which money is shown and typed, 万元 or 元."""
        return self._unit

    @unit.setter
    def unit(self, unit: str) -> None:
        if unit != self._unit and unit in UNITS:
            self._unit = unit
            self.moved.emit("money")

    def renew(self, facts: Facts) -> None:
        """Take over the office's facts after they changed."""
        if facts != self.facts:
            if self._year == self.facts.year:
                self._year = facts.year  # who looks at the working year goes on with it
            self.facts = facts
            self.moved.emit("facts")

    def money(self, amount: int | None, blank: str = "") -> str:
        """`amount` 分 in the shown unit, two decimals, thousands apart; `blank` for a blank."""
        if amount is None:
            return blank
        exact = (Decimal(amount) / FEN_PER[self._unit]).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return f"{exact:,}"
