"""运行监控: the monitoring sheets of one period, those that are owed included."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class MonitoringPage(LedgerPage):
    """The ledger `monitoring` as a page."""

    key = "monitoring"
    title = "运行监控"
    ledger = "monitoring"
    reads = LEDGERS["monitoring"].tables
