"""The roster: whose key may sign packages of which office. Enrolling is journalled and never undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Signer:
    """One enrolled key (hex) of one office; packages from `revoked_from` on are refused (None: never revoked)."""

    code: str
    name: str
    level: str
    key: str
    fingerprint: str
    enrolled_on: str
    revoked_from: int | None = None


_COLUMNS = ("code", "name", "level", "key", "fingerprint", "enrolled_on", "revoked_from")


def signers(store: Store) -> list[Signer]:
    """All enrolled keys, oldest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM roster WHERE office = ? ORDER BY id"
    return [Signer(*row) for row in store.rows(sql, (store.office,))]


def enrol(store: Store, signer: Signer) -> None:
    """Put a key on the roster, and the office among those below this one, if it is not yet there."""
    values = tuple(getattr(signer, name) for name in _COLUMNS)
    with store.change(f"登记签名人：{signer.name}（{signer.code}）", undoable=False) as change:
        change.put("roster", ("office", "id", *_COLUMNS), [(store.office, new_id(), *values)])
        if not change.rows("SELECT 1 FROM office WHERE office = ?", (signer.code,)):
            name = change.rows("SELECT name FROM office WHERE own = 1")[0][0]
            columns = ("office", "id", "code", "name", "level", "superior", "superior_name", "own", "year")
            row = (signer.code,) * 3 + (signer.name, signer.level, store.office, name, 0, store.year)
            change.put("office", columns, [row])
