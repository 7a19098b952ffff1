"""项目库: the projects of a budget year with money, lights and reports."""

from perfdesk.services.ledgers import LEDGERS
from perfdesk.ui.grid.page import LedgerPage


class ProjectsPage(LedgerPage):
    """The ledger `projects` as a page."""

    key = "projects"
    title = "项目库"
    ledger = "projects"
    reads = LEDGERS["projects"].tables
