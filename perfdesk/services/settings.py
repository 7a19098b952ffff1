"""The settings in force for an office: what the programme brings along, with the office's own dated ones."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdesk.catalog.settings import year_settings
from perfdesk.store import figures

if TYPE_CHECKING:
    from perfdesk.domain.settings import Settings
    from perfdesk.store.file import Store


def of_year(store: Store, year: int) -> Settings:
    """The settings of a budget year.

    Raises:
        UserError: an own setting cannot be understood.
    """
    own = figures.own_settings(store)
    return _of(year, json.dumps(own)) if own else year_settings(year)


@lru_cache(maxsize=32)
def _of(year: int, own: str) -> Settings:
    """Remembered: a grid asks for each page of its rows."""
    return year_settings(year, [(name, since, value) for name, since, value in json.loads(own)])
