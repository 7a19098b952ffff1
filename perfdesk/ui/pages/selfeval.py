"""绩效自评: the self-evaluations of last year's budget."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class SelfEvaluationsPage(LedgerPage):
    """The ledger `selfeval` as a page."""

    key = "selfeval"
    title = "绩效自评"
    ledger = "selfeval"
    reads = LEDGERS["selfeval"].tables
