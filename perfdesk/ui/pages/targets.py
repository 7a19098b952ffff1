"""绩效目标: the newest target of every project and department."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class TargetsPage(LedgerPage):
    """The ledger `targets` as a page."""

    key = "targets"
    title = "绩效目标"
    ledger = "targets"
    reads = LEDGERS["targets"].tables
