"""A city with two small counties and their packages, made by the services themselves; for tests and pictures."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.services import package_offices as make

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class SmallCity:
    """The city's file; by the code of each county its key card, its three groups, and packages by kind."""

    path: Path
    cards: dict[str, tuple[Path, str]]
    packages: dict[str, dict[str, Path]]


@contextmanager
def account(folder: Path):
    """Keys lie in `folder` meanwhile."""
    before = os.environ.get("PERFDESK_PROFILE")
    os.environ["PERFDESK_PROFILE"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("PERFDESK_PROFILE")
        if before is not None:
            os.environ["PERFDESK_PROFILE"] = before


def build(folder: Path) -> SmallCity:
    """Two counties, each with a key card, an annual package, a second one, and one of a monitoring period."""
    from perfdesk.services import enrolment  # noqa: PLC0415 - only who needs it pays for it

    cards, packages = {}, {}
    with account(folder / "账户"):
        for code in (make.COUNTY, make.OTHER):
            with make.office(folder, code) as store:
                make.fill(store, departments=2, each=2)
                made = enrolment.make_card(store, folder / "卡", make.no_password)
                cards[code] = (made.card, " ".join(made.groups[at] for at in (0, 5, 10)))
                packages[code] = {
                    "annual": make.pack(store, folder / "包").path,
                    "monitor": make.pack(store, folder / "包", "monitor", 9).path,
                    "again": make.pack(store, folder / "包").path,
                }
        make.office(folder, make.CITY).close()
    return SmallCity(folder / f"{make.CITY}.perfdesk", cards, packages)
