"""预算单位: the office's units with their contacts."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class UnitsPage(LedgerPage):
    """The ledger `units` as a page."""

    key = "units"
    title = "预算单位"
    ledger = "units"
    reads = LEDGERS["units"].tables
