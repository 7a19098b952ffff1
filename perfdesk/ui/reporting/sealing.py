"""封存 and 解封 of a whole period from the checklist of 上报: how many, who is behind, what it means, one action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from perfdesk.services.submission import SEAL
from perfdesk.ui.place import Place

if TYPE_CHECKING:
    from perfdesk.services.opening import Store
    from perfdesk.services.passing import Scope
    from perfdesk.services.submission import Check, State
    from perfdesk.ui.page import Page

# ruff: noqa: PLC0415 - what a dialog needs is loaded when it is asked for


class Sealing(QObject):
    """For one page; a check of the list names the stage, the year and the month."""

    def __init__(self, page: Page) -> None:
        """For one page."""
        super().__init__(page)
        self._page = page

    def ask_first(self, state: State | None) -> None:
        """The period that the checklist speaks of first."""
        check = next((one for one in state.checks if one.page == SEAL), None) if state else None
        if check is not None:
            self.ask(check)
        else:
            self._page.say.emit("本期没有可以封存的监控表、自评表")

    def ask(self, check: Check) -> None:
        """Find out whose sheets the period has, and open the dialog."""
        which = dict(check.filters)
        month = int(which["month"]) if "month" in which else None

        def read(store: Store) -> Scope:
            from perfdesk.services import passing

            return passing.whole(store, which["stage"], int(which["year"]), month)

        self._page.desk.runner.read("submission.seal", read, partial(self._open, which["step"]))

    def _open(self, step: str, scope: Scope) -> None:
        from perfdesk.services.returns import period
        from perfdesk.ui.dialogs.message import tell
        from perfdesk.ui.grid.passing import Passing

        page = self._page
        dialog = Passing(page, page.desk, scope, period(scope.stage, scope.year, scope.month), step)
        dialog.told.connect(page.say)
        dialog.refused.connect(lambda problem: tell(page.window(), "没有封存", problem))
        dialog.errors.connect(lambda _: page.go.emit(Place("review", (("level", "error"),))))
        dialog.open()
