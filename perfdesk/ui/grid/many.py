"""Review steps over many rows of a ledger: the selected rows where there are several, else all that are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from perfdesk.services import passing
from perfdesk.services.passing import Scope
from perfdesk.ui.place import Place

if TYPE_CHECKING:
    from perfdesk.ui.grid.page import LedgerPage

_LEDGERS = frozenset({"targets", "monitoring", "selfeval"})


class Many(QObject):
    """What a ledger page does with the sheets of many rows; dialogs are made when they are asked for."""

    def __init__(self, page: LedgerPage) -> None:
        """For one page."""
        super().__init__(page)
        self._page = page

    def offers(self, step: str) -> bool:
        """Whether the ledger's sheets know a step."""
        return self._page.ledger in (_LEDGERS - {"targets"} if step == "seal" else _LEDGERS)

    def let_pass(self) -> None:
        """Ask before all ready sheets pass."""
        self._ask("pass")

    def seal(self) -> None:
        """Ask before all passed sheets are sealed; 解封 stands beside it."""
        self._ask("seal")

    def _ask(self, step: str) -> None:
        from perfdesk.ui.grid.passing import Passing  # noqa: PLC0415 - when it is asked for

        scope, words = self._scope()
        if not scope.subjects:
            self._page.say.emit("这里没有可以审核的行")
            return
        dialog = Passing(self._page, self._page.desk, scope, words, step)
        dialog.told.connect(self._page.say)
        dialog.refused.connect(self._page.deeds.refused)
        dialog.errors.connect(lambda _: self._page.go.emit(Place("review", (("level", "error"),))))
        dialog.open()

    def give_back(self) -> None:
        """Return the sheets of the rows, with slips."""
        scope, _ = self._scope()
        self._page.desk.runner.read(
            "grid.return", lambda store: [one.id for one in passing.sheets_of(store, scope)], self._ask_return
        )

    def _ask_return(self, records: list[str]) -> None:
        from perfdesk.ui.dialogs.returning import Returning  # noqa: PLC0415 - when it is asked for

        scope, _ = self._scope()
        if not records:
            self._page.say.emit("选中的行还没有报表，没有可以退回的")
            return
        page = self._page
        Returning(page, page.desk, scope.stage, scope.year, scope.month, records=records).open()

    def _scope(self) -> tuple[Scope, str]:
        page = self._page
        chosen, _ = page.grid.blocks()
        ids = page.model.ids
        several = len(chosen) > 1
        rows = [ids[row] for row in chosen if row < len(ids)] if several else list(ids)
        month = page.view.month if page.kind.periods else None
        scope = Scope(page.kind.stage, page.view.budget_year, month, frozenset(rows))
        return scope, f"选中的 {len(rows):,} 行" if several else f"列出的 {len(rows):,} 行"
