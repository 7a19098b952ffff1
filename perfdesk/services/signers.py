"""Keys as the window shows them: whose keys are on the roster, and writing the own card with a given password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.services import enrolment
from perfdesk.services.opening import opened
from perfdesk.store import roster as rows

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.services.enrolment import Made
    from perfdesk.services.opening import Store


@dataclass(frozen=True, slots=True)
class Signer:
    """A key on the roster; `groups` are groups 1, 6 and 11 of its fingerprint."""

    code: str
    name: str
    enrolled_on: str
    groups: tuple[str, ...]
    revoked: bool


def roster(store: Store) -> tuple[Signer, ...]:
    """The enrolled keys, oldest first."""
    return tuple(
        Signer(
            one.code,
            one.name,
            one.enrolled_on,
            tuple(one.fingerprint.split()[at] for at in (0, 5, 10)),
            one.revoked_from is not None,
        )
        for one in rows.signers(store)
    )


def make_card(file: Path, folder: Path, password: str) -> Made:
    """Write the key card and the fingerprint sheet; the data file is only read.

    Raises:
        UserError: the folder or the profile cannot be written, or the password is wrong.
    """
    with opened(file, read_only=True) as store:
        return enrolment.make_card(store, folder, lambda _: password)
