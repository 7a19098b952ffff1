"""Texts that are being typed into a form: saved every two seconds, found again after a crash, gone when committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.store import drafts

if TYPE_CHECKING:
    from perfdesk.services.opening import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was not committed: the path of its value in the form, and when it was kept (HH:MM)."""

    path: str
    text: str
    at: str


def save(store: Store, form: str, record: str, path: str, text: str) -> None:
    """Keep what is being typed into one cell; nothing is kept in a file that is only read.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    if not store.read_only:
        drafts.save(store, _key(form, record, path), text)


def drop(store: Store, form: str, record: str, path: str) -> None:
    """Forget the text of one cell: it was committed or thrown away."""
    if not store.read_only:
        drafts.drop(store, _key(form, record, path))


def held(store: Store, form: str, record: str) -> tuple[Draft, ...]:
    """What was typed into a form and not committed, oldest first."""
    prefix = _key(form, record, "")
    return tuple(Draft(key.removeprefix(prefix), text, at[11:16]) for key, text, at in drafts.held(store, prefix))


def _key(form: str, record: str, path: str) -> str:
    return f"form/{form}/{record}/{path}"
