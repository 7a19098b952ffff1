"""What the tests of the data file share: an open file, rows to put, and what a file says as a plain dict."""

import pytest

from perfdesk.store.file import open_store
from perfdesk.store.shape import tables

OFFICE = "530402"
UNIT = ("office", "id", "code", "name", "kind")


@pytest.fixture
def store(empty_file):
    with open_store(empty_file, operator="张三") as opened:
        yield opened


@pytest.fixture
def units():
    """The rows of n departments with the columns of UNIT."""
    return lambda n, first=0: [
        (OFFICE, f"u{i:04}", f"{i:04}", f"第{i}单位", "department") for i in range(first, first + n)
    ]


@pytest.fixture
def content():
    """Every journalled row of an open file, table by table."""
    return lambda opened: {
        name: rows for name in tables() if (rows := opened.rows(f"SELECT * FROM {name} ORDER BY office, id"))
    }


@pytest.fixture
def columns():
    return UNIT
