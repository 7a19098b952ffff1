"""The ledgers as the window shows and edits them: columns as data, rows by SQL, every write one action."""

from perfdesk.services.ledgers.columns import LEDGERS, NUMBERS, Column, Ledger
from perfdesk.services.ledgers.edits import Change, Edit, apply, preview
from perfdesk.services.ledgers.export import Table, Written, collect, save
from perfdesk.services.ledgers.keys import same as same_keys
from perfdesk.services.ledgers.quick import Names, bare, names, plain
from perfdesk.services.ledgers.record import Event, Fact, Record, record
from perfdesk.services.ledgers.tree import Node, tree
from perfdesk.services.ledgers.view import (
    PAGE,
    Line,
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
from perfdesk.services.ledgers.words import parse, shown, stripped
from perfdesk.store.ledgers import Narrow

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
    "Names",
    "Narrow",
    "Node",
    "Opened",
    "Record",
    "Sum",
    "Table",
    "View",
    "Written",
    "apply",
    "bare",
    "block",
    "collect",
    "distinct",
    "keys",
    "months",
    "names",
    "opened",
    "page",
    "parse",
    "places",
    "plain",
    "prefix",
    "preview",
    "record",
    "same_keys",
    "save",
    "selected",
    "shown",
    "stripped",
    "totals",
    "tree",
]
