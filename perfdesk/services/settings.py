"""The settings in force for an office: what the programme brings along, with the office's own dated ones."""

from __future__ import annotations

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
    return year_settings(year, figures.own_settings(store))
