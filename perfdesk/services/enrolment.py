"""Keys of offices: the own one is made and handed over on a card, others are put on the roster by their paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from perfdesk.catalog.resources import root
from perfdesk.domain.errors import UserError
from perfdesk.files import keycard, keys
from perfdesk.files.atomic import atomic_write
from perfdesk.files.names import file_name
from perfdesk.store import packages, roster

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Made:
    """A key card that was written, with its fingerprint sheet; `new` says that the key was made just now."""

    card: Path
    sheets: tuple[Path, ...]
    groups: tuple[str, ...]
    protection: str
    new: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A signer on the roster; `already` says that the same key was there before, `others` counts further valid keys."""

    code: str
    name: str
    groups: tuple[str, ...]
    already: bool
    others: int


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The office's own key from outside: its fingerprint, how it is kept, whether it asks for a password."""

    groups: tuple[str, ...]
    protection: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A sound key card before it is enrolled: whose it says to be. Its fingerprint is read from the paper alone."""

    code: str
    name: str
    level: str


def key_state(store: Store) -> OwnKey | None:
    """The office's own key; None where this profile has none yet.

    Raises:
        UserError: the key's file is damaged.
    """
    found = keys.look(store.office)
    return OwnKey(keys.groups(found.public), found.words, found.locked) if found else None


def new_key_asks() -> bool:
    """Whether the clerk may choose a password for a new key (on Windows the account protects it)."""
    return keys.asks_for_new()


def offered(path: Path) -> Offered:
    """Read a key card.

    Raises:
        UserError: it cannot be read, or it is not sound.
    """
    card = keycard.read(path)
    return Offered(card.code, card.name, card.level)


def own_key(store: Store, ask: Callable[[bool], str]) -> tuple[keys.Key, bool]:
    """The office's key, made where this profile has none; second: whether it is new.

    `ask(new)` returns the password: a new one ("" where the clerk declines) or the one that opens the key.

    Raises:
        UserError: the key's file is damaged, or the password is wrong.
    """
    if keys.exists(store.office):
        return keys.load(store.office, lambda: ask(False)), False  # noqa: FBT003 - not a new password
    return keys.create(store.office, lambda: ask(True)), True  # noqa: FBT003 - a new one


def make_card(store: Store, folder: Path, ask: Callable[[bool], str]) -> Made:
    """Write the key card and the fingerprint sheet (text and PDF) into `folder`; the data file is not touched.

    Raises:
        UserError: the folder or the profile cannot be written, or the password is wrong.
    """
    key, new = own_key(store, ask)
    code, name, level, _ = packages.office(store)
    card = keycard.Card(code, name, level, key.public)
    stem = f"{code}-{file_name(name)}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.pdkey"
    text = keycard.sheet(card, datetime.now().astimezone().date().isoformat(), path.name)
    plain, printed = folder / f"{stem}-指纹单.txt", folder / f"{stem}-指纹单.pdf"
    atomic_write(path, keycard.write(card, key))
    atomic_write(plain, text.encode("utf-8-sig"))
    atomic_write(printed, keycard.sheet_pdf(text, root() / "fonts" / "PerfdeskSong.ttf"))
    return Made(path, (plain, printed), keys.groups(key.public), key.words, new)


def enrol(store: Store, path: Path, typed: str) -> Enrolled:
    """Put the key of a card on the roster, if `typed` gives groups 1, 6 and 11 of the paper fingerprint.

    Raises:
        UserError: the card is not sound, the groups differ (E_FINGERPRINT), the key stands under another office.
    """
    card = keycard.read(path)
    if not keys.confirmed(card.public, typed):
        message = f"录入的三组指纹与密钥卡 {path.name} 不符，没有登记"
        hint = "请照盖章的指纹单依次录入第 1、6、11 组；仍不符则说明密钥卡不是该单位制作的，请与对方联系"
        raise UserError(message, hint, "E_FINGERPRINT")
    if card.code == store.office:
        raise UserError("这是本单位自己的密钥卡，不需要登记", "请登记下级财政局的密钥卡", "E_SELF")
    held = roster.signers(store)
    same = [one for one in held if one.key == card.public.hex()]
    foreign = [one for one in same if one.code != card.code]
    if foreign:
        message = f"这把密钥已登记为 {foreign[0].name}（{foreign[0].code}）"
        raise UserError(message, "一把密钥只能属于一个单位，请与对方联系", "E_SIGNER")
    others = sum(one.code == card.code and one.key != card.public.hex() and one.revoked_from is None for one in held)
    groups = keys.groups(card.public)
    if not same:
        today = datetime.now().astimezone().date().isoformat()
        signer = roster.Signer(card.code, card.name, card.level, card.public.hex(), " ".join(groups), today)
        roster.enrol(store, signer)
    return Enrolled(card.code, card.name, groups, already=bool(same), others=others)
