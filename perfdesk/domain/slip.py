"""A return slip: what a unit handed in, what is wrong with it and where, and what it is asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to mend: the sheet and cell of the delivered workbook (A1, "" where unknown), and what is wrong."""

    sheet: str
    cell: str
    what: str
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Slip:
    """One unit's slip. `times` is how often this was returned, with this time (0: never counted); dates ISO."""

    office: str
    unit: str
    clerk: str
    phone: str
    what: str
    times: int
    opinion: str
    items: tuple[Item, ...]
    operator: str
    on: str
    deadline: str = ""
