"""The ledgers as the window shows and edits them: columns as data, rows by SQL, every write one action."""

from perfdesk.services.ledgers.columns import LEDGERS, NUMBERS, Column, Ledger
from perfdesk.services.ledgers.edits import Change, Edit, apply, preview
from perfdesk.services.ledgers.export import Written, write
from perfdesk.services.ledgers.record import Event, Fact, Record, record
from perfdesk.services.ledgers.tree import Node, tree
from perfdesk.services.ledgers.view import (
    PAGE,
    Line,
    Narrow,
    Opened,
    Sum,
    View,
    block,
    distinct,
    keys,
    months,
    opened,
    page,
    places,
    prefix,
    selected,
    totals,
)
from perfdesk.services.ledgers.words import parse

__all__ = [
    "LEDGERS",
    "NUMBERS",
    "PAGE",
    "Change",
    "Column",
    "Edit",
    "Event",
    "Fact",
    "Ledger",
    "Line",
    "Narrow",
    "Node",
    "Opened",
    "Record",
    "Sum",
    "View",
    "Written",
    "apply",
    "block",
    "distinct",
    "keys",
    "months",
    "opened",
    "page",
    "parse",
    "places",
    "prefix",
    "preview",
    "record",
    "selected",
    "totals",
    "tree",
    "write",
]
