r"""The office's signing key: in the user's profile, encrypted, never in the data file; beside it the issued numbers.

Ed25519. The folder is named by PERFDESK_PROFILE, else %APPDATA%\perfdesk or ~/.local/share/perfdesk. On Windows the
key is under DPAPI; elsewhere under scrypt and AES-GCM with a password or, where the clerk declines one, under the
file's permissions alone, which is said plainly. A data file that was restored from a backup has forgotten numbers; the
record beside the key has not.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.domain.errors import UserError
from perfdesk.files import canonical
from perfdesk.files.atomic import atomic_write
from perfdesk.files.profile import profile as profile  # noqa: PLC0414 - its place is known by this name too

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_COST, _MOST_COST = 2**17, 2**18
_WORDS = {
    "dpapi": "私钥由 Windows 账户保护（DPAPI），换电脑或换账户后不能使用",
    "scrypt": "私钥已用口令加密，忘记口令就只能重新制作密钥",
    "file": "私钥没有口令，只靠文件权限保护：能读取该账户文件的人就能冒名签名",
}


@dataclass(frozen=True, slots=True)
class Key:
    """An opened signing key: `public` is the raw public key (32 bytes), `words` how the private one is protected."""

    office: str
    public: bytes
    words: str
    _sign: Callable[[bytes], bytes]

    def sign(self, data: bytes) -> bytes:
        """The signature of `data`, 64 bytes."""
        return self._sign(data)


def groups(public: bytes) -> tuple[str, ...]:
    """The fingerprint: SHA-256 of the raw public key as sixteen groups of four hex digits."""
    digest = hashlib.sha256(public).hexdigest()
    return tuple(digest[at : at + 4] for at in range(0, 64, 4))


def confirmed(public: bytes, typed: str) -> bool:
    """Whether `typed` gives groups 1, 6 and 11 of the fingerprint, in this order (case and extra spaces are free)."""
    paper = groups(public)
    return typed.casefold().split() == [paper[0], paper[5], paper[10]]


def _path(office: str) -> Path:
    return profile() / "keys" / f"{office}.key"


def _keep(path: Path, document: dict[str, Any]) -> None:
    """Write a file into a folder that only this account may enter."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
    except OSError as error:
        raise UserError(f"无法使用个人文件夹 {path.parent}：{error.strerror}", "请检查该文件夹的权限") from error
    atomic_write(path, canonical.dump(document))


def exists(office: str) -> bool:
    """Whether this profile holds a key of that office."""
    return _path(office).exists()


@dataclass(frozen=True, slots=True)
class Look:
    """A key from outside, without opening it: raw public key, how the private one is kept, whether it asks."""

    public: bytes
    words: str
    locked: bool


def look(office: str) -> Look | None:
    """The key of that office as its file describes it; None where this profile has none.

    Raises:
        UserError: its file is damaged.
    """
    path = _path(office)
    try:
        document = canonical.load(path.read_bytes())
        protection = document["protection"]
        return Look(bytes.fromhex(document["public"]), _WORDS[protection], protection == "scrypt")
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserError(f"签名密钥文件 {path} 损坏或不能在本机使用", "请从备份恢复，或重新制作密钥") from error


def asks_for_new() -> bool:
    """Whether a new key is made with a password of the clerk's choice; on Windows the account protects it."""
    return sys.platform != "win32"


def create(office: str, ask: Callable[[], str]) -> Key:
    """Make a new key and keep it. `ask` returns a password, "" where the clerk declines; not called on Windows.

    Raises:
        UserError: there is a key of this office already, or the profile cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - slow to import

    path = _path(office)
    if path.exists():
        raise UserError(f"本机已有 {office} 的签名密钥", f"密钥文件：{path}")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    document: dict[str, Any] = {"format": "perfdesk-key", "office": office, "public": public.hex()}
    document |= _closed(private.private_bytes_raw(), public, ask)
    _keep(path, document)
    return Key(office, public, _WORDS[document["protection"]], private.sign)


def load(office: str, ask: Callable[[], str]) -> Key:
    """Open the key of that office; `ask` is called where it is under a password.

    Raises:
        UserError: there is none, its file is damaged, or the password is wrong.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - slow to import

    path = _path(office)
    try:
        document = canonical.load(path.read_bytes())
        public, words = bytes.fromhex(document["public"]), _WORDS[document["protection"]]
        private = Ed25519PrivateKey.from_private_bytes(_opened(document, public, ask))
        sound = document["office"] == office and private.public_key().public_bytes_raw() == public
    except FileNotFoundError:
        raise UserError(f"本机没有 {office} 的签名密钥", "请先运行 keycard 制作密钥") from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserError(f"签名密钥文件 {path} 损坏或不能在本机使用", "请从备份恢复，或重新制作密钥") from error
    if not sound:
        raise UserError(f"签名密钥文件 {path} 不是 {office} 的密钥", "请从备份恢复，或重新制作密钥")
    return Key(office, public, words, private.sign)


def _cipher(password: str, salt: bytes, cost: int) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 - slow to import

    return AESGCM(Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(password.encode()))


def _closed(secret: bytes, public: bytes, ask: Callable[[], str]) -> dict[str, Any]:
    if sys.platform == "win32":
        from perfdesk.files.dpapi import protect  # noqa: PLC0415 - exists on Windows only

        return {"protection": "dpapi", "secret": protect(secret).hex()}
    password = ask()
    if not password:
        return {"protection": "file", "secret": secret.hex()}
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _cipher(password, salt, _COST).encrypt(nonce, secret, public)
    return {"protection": "scrypt", "cost": _COST, "salt": salt.hex(), "nonce": nonce.hex(), "secret": sealed.hex()}


def _opened(document: dict[str, Any], public: bytes, ask: Callable[[], str]) -> bytes:
    secret, protection = bytes.fromhex(document["secret"]), document["protection"]
    if protection == "file":
        return secret
    if protection == "dpapi" and sys.platform == "win32":
        from perfdesk.files.dpapi import unprotect  # noqa: PLC0415 - exists on Windows only

        return unprotect(secret)
    if protection != "scrypt" or not 2**14 <= document["cost"] <= _MOST_COST:
        raise ValueError(f"protection {protection}")
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - slow to import

    try:
        cipher = _cipher(ask(), bytes.fromhex(document["salt"]), document["cost"])
        return cipher.decrypt(bytes.fromhex(document["nonce"]), secret, public)
    except InvalidTag:
        raise UserError("签名密钥的口令不对", "请重新输入；口令区分大小写") from None


@dataclass(frozen=True, slots=True)
class Issued:
    """The last number issued of one series, and the digest of what carried it."""

    number: int = 0
    digest: str = ""


def _record(office: str) -> Path:
    return profile() / "keys" / f"{office}.issued"


def _records(office: str) -> dict[str, Any]:
    path = _record(office)
    try:
        return canonical.load(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise UserError(f"已发编号记录 {path} 损坏", "请从备份恢复该文件，否则可能重复使用编号") from error


def issued(office: str, series: str) -> Issued:
    """The last number of `series` that this profile issued (number 0 where none was).

    Raises:
        UserError: the record is damaged.
    """
    found = _records(office).get(series)
    try:
        return Issued() if found is None else Issued(int(found["number"]), str(found["digest"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"已发编号记录 {_record(office)} 损坏", "请从备份恢复该文件") from error


def remember(office: str, series: str, last: Issued) -> None:
    """Keep the last number of `series`, on the disk before this returns."""
    records = _records(office)
    records[series] = {"number": last.number, "digest": last.digest}
    _keep(_record(office), records)


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` was made with the private half of `public`; False for keys of a wrong shape."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - slow to import

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
