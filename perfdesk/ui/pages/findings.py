"""整改落实: findings and how far their rectification is."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class FindingsPage(LedgerPage):
    """The ledger `findings` as a page."""

    key = "findings"
    title = "整改落实"
    ledger = "findings"
    reads = LEDGERS["findings"].tables
