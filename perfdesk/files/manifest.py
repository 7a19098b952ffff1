"""The manifest of a package as an object: every field has its type, or the package is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from perfdesk.domain.package import FORMAT, KINDS, SEQ_LIMIT, VERSION, Refused

_HEX = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9A-Za-z]{1,20}")
_LEVELS = ("county", "city", "province")


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as the sender computed it; `value` as printed, None where nothing is filled."""

    key: str
    scope: str
    value: str | None
    top: int | None
    bottom: int | None
    expected: int
    filled: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself.

    `digest` is the SHA-256 of its bytes, `prev` that of the package before it in the same series, `to` the code of the
    office it is meant for ("" where the sender has not entered its superior). `sums` are 分 by "table.column".
    """

    digest: str
    office: str
    name: str
    level: str
    to: str
    year: int
    kind: str
    month: int | None
    seq: int
    prev: str
    program: str
    editions: dict[str, str]
    journal_seq: int
    journal_head: str
    rows: dict[str, int]
    sums: dict[str, int]
    facts_sha256: str
    facts_size: int
    claims: tuple[Claim, ...]
    files: dict[str, dict[str, Any]]


def _whole(value: object, low: int = 0, high: int = 2**62) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"whole number wanted: {value!r}")
    return value


def _maybe(value: object) -> int | None:
    return None if value is None else _whole(value, -(2**62))


def _text(value: object, most: int = 200) -> str:
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise ValueError("text wanted")
    return value


def _match(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ValueError("wrong form")
    return value


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("object wanted")
    return value


def _file(given: object) -> dict[str, Any]:
    entry = _dict(given)
    if set(entry) != {"size", "sha256", "sm3"}:
        raise ValueError("unknown field of a file")
    return {"size": _whole(entry["size"]), **{name: _match(_HEX, entry[name]) for name in ("sha256", "sm3")}}


def _claim(given: object) -> Claim:
    entry = _dict(given)
    if entry["scope"] != "own":
        raise ValueError("only the sender's own level is claimed")
    value = None if entry["value"] is None else _text(entry["value"])
    fraction = (_maybe(entry["top"]), _maybe(entry["bottom"]))
    return Claim(_text(entry["key"]), "own", value, *fraction, _whole(entry["expected"]), _whole(entry["filled"]))


def _month(kind: str, given: object) -> int | None:
    if (kind == "monitor") != (given is not None):
        raise ValueError("a month belongs to a monitor package only")
    return None if given is None else _whole(given, 1, 12)


def _read(document: dict[str, Any], digest: str) -> Manifest:
    office, journal, facts = _dict(document["office"]), _dict(document["journal"]), _dict(document["facts"])
    kind = document["kind"]
    if kind not in KINDS or office["level"] not in _LEVELS:
        raise ValueError("unknown kind or level")
    if not isinstance(document["claims"], list):
        raise TypeError("list wanted")
    claims = tuple(_claim(entry) for entry in document["claims"])
    if len({claim.key for claim in claims}) != len(claims):
        raise ValueError("a figure is claimed twice")
    return Manifest(
        digest=digest,
        office=_match(_CODE, office["code"]),
        name=_text(office["name"]),
        level=office["level"],
        to="" if document["to"] == "" else _match(_CODE, document["to"]),
        year=_whole(document["year"], 1990, 2200),
        kind=kind,
        month=_month(kind, document["month"]),
        seq=_whole(document["seq"], 1, SEQ_LIMIT),
        prev=_match(_HEX, document["prev"]),
        program=_text(document["program"]),
        editions={_text(key): _match(_HEX, value) for key, value in _dict(document["editions"]).items()},
        journal_seq=_whole(journal["seq"]),
        journal_head=_match(_HEX, journal["head"]),
        rows={_text(key): _whole(value) for key, value in _dict(document["rows"]).items()},
        sums={_text(key): _whole(value, -(2**80), 2**80) for key, value in _dict(document["sums"]).items()},
        facts_sha256=_match(_HEX, facts["sha256"]),
        facts_size=_whole(facts["size"]),
        claims=claims,
        files={key: _file(value) for key, value in _dict(document["files"]).items()},
    )


def shaped(document: dict[str, Any], digest: str) -> Manifest:
    """The manifest, if it is of this version and every field is what it must be. Unknown fields are passed over.

    Raises:
        Refused: E_VERSION or E_MANIFEST.
    """
    version = document.get("version")
    if document.get("format") != FORMAT or type(version) is not int:
        raise Refused("E_MANIFEST", "版本", "这不是 perfdesk 的上报包", "manifest.json")
    if version != VERSION:
        raise Refused("E_VERSION", "版本", f"请升级程序（包版本 {version}）", "manifest.json")
    try:
        return _read(document, digest)
    except (ValueError, TypeError, KeyError):
        raise Refused("E_MANIFEST", "清单", "清单缺少项目，或有的项目不是规定的写法", "manifest.json") from None
