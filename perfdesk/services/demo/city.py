"""The counties of a practice city: each a data file with a key of its own, packed, enrolled and received."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.services import enrolment, packages, receiving
from perfdesk.store.file import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfdesk.domain.practice import Plan
    from perfdesk.domain.progress import Progress
    from perfdesk.services.demo.office import Made
    from perfdesk.store.file import Store

PROFILE = "PERFDESK_PROFILE"  # where keys live; the environment names another place than the person's own


def counties(
    path: Path, plan: Plan, seed: int, progress: Progress, office: Callable[[Path, Plan, int], Made]
) -> list[Made]:
    """Make the counties' files in a temporary folder and receive their annual packages into the city's file.

    Raises:
        UserError: a package was refused, or a file cannot be written.
    """
    made: list[Made] = []
    with TemporaryDirectory(prefix="perfdesk-demo-") as name, _profile(Path(name) / "profile"):
        folder = Path(name)
        with open_store(path, operator="练习") as city:
            for at, county in enumerate(plan.counties, start=1):
                progress.step(at, len(plan.counties) + 1, county.name)
                file = folder / f"{county.code}.perfdesk"
                made.append(office(file, county, seed))
                _receive(city, file, folder)
                file.unlink()
    return made


def _receive(city: Store, file: Path, folder: Path) -> None:
    """The way of a real package: key card, enrolment by the paper fingerprint, pack, receive."""
    with open_store(file, operator="练习") as county:
        card = enrolment.make_card(county, folder / "card", _no_password)
        packed = packages.pack(county, packages.wanted(county, "annual"), folder / "out", _no_password)
    enrolment.enrol(city, card.card, " ".join(card.groups[at] for at in (0, 5, 10)))
    verdict = receiving.receive(city, [packed.path])[0]
    if verdict.status != "received" or verdict.differences:
        reason = verdict.reason or f"{len(verdict.differences)} 个统计数与复算不一致"
        raise UserError(f"练习机构 {packed.path.name} 没有被接收：{reason}", "请重新生成练习机构；仍不行请报告程序错误")


def _no_password(_new: bool) -> str:  # noqa: FBT001 - the shape that enrolment asks for
    return ""


@contextmanager
def _profile(folder: Path) -> Iterator[None]:
    """Keys are made in `folder` meanwhile: a practice key never comes near the person's own ones."""
    before = os.environ.get(PROFILE)
    os.environ[PROFILE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[PROFILE]
        else:
            os.environ[PROFILE] = before
