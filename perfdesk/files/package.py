"""A package: manifest, signature, facts, optional documents. Verified before it is parsed, the first failure stops.

Order of a verification: container, size of the manifest, signature over its raw bytes, (signer and sequence, which the
caller knows), version, shape, listed members, their sizes and hashes, columns, rows, sums. Nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from perfdesk.domain import package as spec
from perfdesk.domain.errors import UserError
from perfdesk.domain.package import Refused
from perfdesk.files import canonical, container, facts, keys
from perfdesk.files.manifest import Manifest, shaped
from perfdesk.files.row_rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from perfdesk.domain.package import Table

MAX_MANIFEST = 1024 * 1024
_SMALL = 1 << 18  # bytes that are hashed sooner than threads are started
_SIGNED = b"perfdesk-manifest-v1\0"
_FIRST = ("manifest.json", "manifest.sig")
_RANKS = ("data", "forms", "report", "tables", "attachments")

README = """这是什么
　　{office}（{code}）{what}上报包，第 {seq} 号，由 perfdesk 生成并签名。

如何核对
　　1. 在 perfdesk 中：perfdesk verify 本文件（加 --file 数据文件 可核对签名人是否在名册上）。
　　2. 不用 perfdesk 时：本文件是不压缩的 zip。manifest.json 的 files 列出每个成员的大小、SHA-256 和 SM3，可逐个核对；
　　   manifest.sig 是 Ed25519 签名，签的是 "perfdesk-manifest-v1" 加一个零字节加 manifest.json 的全部字节；
　　   公钥的 SHA-256 应与盖章的指纹单一致。
　　3. data 下每个 .jsonl.gz 解压后第一行是列名，以后每行一条记录；金额单位是分，日期为 ISO 格式。
　　   依次解压、首尾相接后的 SHA-256 即 manifest.json 中 facts 的 sha256。

请勿打开后另存、改名成员或重新压缩：改动任何一个字节，接收方都会拒收。
"""


def order(name: str) -> tuple[int, int, str]:
    """Where a member stands: manifest, signature, data in the order of the tables, documents, README."""
    if name in _FIRST:
        return (0, _FIRST.index(name), "")
    folder, _, rest = name.partition("/")
    if folder not in _RANKS:
        return (2 + len(_RANKS), 0, name)
    tables = [facts.member(table) for table in spec.tables()]
    place = tables.index(name) if name in tables else len(tables)
    return (1 + _RANKS.index(folder), place if folder == "data" else 0, rest)


def listing(members: Mapping[str, bytes | memoryview]) -> dict[str, dict[str, Any]]:
    """Size, SHA-256 and SM3 of each member; both digests run beside each other."""

    def one(item: tuple[str, bytes | memoryview]) -> tuple[str, dict[str, Any]]:
        name, data = item
        hashes = {"sha256": hashlib.sha256(data).hexdigest(), "sm3": hashlib.new("sm3", data).hexdigest()}
        return name, {"size": len(data), **hashes}

    if sum(map(len, members.values())) < _SMALL:
        return dict(map(one, members.items()))
    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, members.items()))


def build(manifest: dict[str, Any], members: Mapping[str, bytes], key: keys.Key) -> tuple[bytes, str]:
    """Complete the manifest with `files`, sign it, put the package together and read it back.

    The rows are not parsed again: the data file's own types and constraints, and the statements that select them, are
    the rules of rows (tests hold them equal), and parsing costs as much as all the rest.

    Returns:
        The package's bytes and the SHA-256 of its manifest.

    Raises:
        UserError: what was put together does not verify, or is too large.
    """
    raw = canonical.dump({**manifest, "files": listing(members)})
    signature = canonical.dump({"alg": "ed25519", "key": key.public.hex(), "sig": key.sign(_SIGNED + raw).hex()})
    everything = {"manifest.json": raw, "manifest.sig": signature, **members}
    out = io.BytesIO()
    try:
        container.write(out, ((name, everything[name]) for name in sorted(everything, key=order)))
        package = Package(out.getvalue())
        package.seal()
    except Refused as error:
        message = f"生成的上报包没有通过自检（{error.step} {error.member}）：{error.message}"
        raise UserError(message, "请核对附带的文件后重试；仍不成功请与维护人员联系", error.code) from error
    return out.getvalue(), package.digest


def readme(manifest: Mapping[str, Any]) -> bytes:
    """The README.txt of a package, in Chinese."""
    office = manifest["office"]
    what = spec.period(manifest["kind"], manifest["year"], manifest["month"])
    text = README.format(office=office["name"], code=office["code"], what=what, seq=manifest["seq"])
    return text.encode("utf-8-sig")


def read_bytes(path: Path) -> bytes:
    """The bytes of a package file.

    Raises:
        Refused: it is too large (E_TOO_LARGE). UserError: it is missing or cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(container.MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"无法读取上报包 {path}：{reason}", "请核对文件名和路径", "E_IO") from error
    if len(data) > container.MAX_BYTES:
        raise Refused("E_TOO_LARGE", container.STEP, f"文件大于 {container.MAX_BYTES // 1024 // 1024} MB")
    return data


class Package:
    """An opened package whose signature is valid; `key` is the signer's public key, `office` the code it speaks for.

    Raises:
        Refused: container, manifest or signature are not sound.
    """

    def __init__(self, data: bytes) -> None:
        """Check the container, the size of the manifest, the signature over its raw bytes; then parse it."""
        self.members = container.read(data)
        for name in _FIRST:
            if name not in self.members:
                raise Refused("E_MISSING", "清单", f"缺成员 {name}", name)
        if len(self.members["manifest.json"]) > MAX_MANIFEST:
            raise Refused("E_TOO_LARGE", "清单", "清单大于 1 MB", "manifest.json")
        raw = bytes(self.members["manifest.json"])
        self.digest = hashlib.sha256(raw).hexdigest()
        self.key = self._signer(raw, bytes(self.members["manifest.sig"]))
        try:
            self._document = canonical.load(raw)
        except ValueError:
            raise Refused("E_MANIFEST", "清单", "清单不是规定的写法", "manifest.json") from None
        office = self._document.get("office")
        code = office.get("code") if isinstance(office, dict) else None
        self.office = code if isinstance(code, str) else ""
        self._manifest: Manifest | None = None

    @staticmethod
    def _signer(raw: bytes, signature: bytes) -> bytes:
        try:
            given = canonical.load(signature) if len(signature) < 1000 else {}
            texts = [given["alg"], given["key"], given["sig"]]
            public, sig = (bytes.fromhex(texts[1]), bytes.fromhex(texts[2]))
            sound = (
                len(given) == 3
                and texts == ["ed25519", public.hex(), sig.hex()]
                and keys.verify(public, sig, _SIGNED + raw)
            )
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise Refused("E_SIGNATURE", "签名", "签名无效：清单在签名之后被改动，或签名损坏", "manifest.sig")
        return public

    @property
    def manifest(self) -> Manifest:
        """The manifest, after its version and shape were checked.

        Raises:
            Refused: E_VERSION or E_MANIFEST.
        """
        if self._manifest is None:
            self._manifest = shaped(self._document, self.digest)
        return self._manifest

    def check(self) -> Manifest:
        """All that follows the signature and needs no data file: version, shape, members, hashes, columns, rows, sums.

        Raises:
            Refused: with the step, the member and the code.
        """
        manifest = self.seal()
        self._rows(manifest)
        return manifest

    def seal(self) -> Manifest:
        """The part of `check` that does not look into the rows: version, shape, members and their hashes.

        Raises:
            Refused: with the step, the member and the code.
        """
        manifest = self.manifest
        self._listed(manifest)
        self._hashes(manifest)
        return manifest

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of one table in pieces, after `check`."""
        return facts.rows(table, self.members[facts.member(table.name)])

    def _listed(self, manifest: Manifest) -> None:
        listed, present = set(manifest.files), set(self.members) - set(_FIRST)
        wanted = {facts.member(table.name) for table in spec.carried(manifest.kind)} | {"README.txt"}
        if present - listed:
            name = min(present - listed)
            raise Refused("E_UNLISTED", "清单", f"清单外成员 {name}", name)
        if (listed | wanted) - present:
            name = min((listed | wanted) - present)
            raise Refused("E_MISSING", "清单", f"缺成员 {container.shown(name)}", container.shown(name))
        strange = {name for name in present if name.startswith("data/")} - wanted
        if strange:
            raise Refused("E_UNLISTED", "清单", f"这种上报包不含 {min(strange)}", min(strange))
        if list(self.members) != sorted(self.members, key=order):
            raise Refused("E_CONTAINER", "清单", "成员的先后次序不对")

    def _hashes(self, manifest: Manifest) -> None:
        for name, found in listing({name: self.members[name] for name in manifest.files}).items():
            if found != manifest.files[name]:
                raise Refused("E_HASH", "成员", f"{name} 与清单不符", name, "包在签名之后被改动，请报送单位重新报送")

    def _rows(self, manifest: Manifest) -> None:
        rules = Rules(manifest.office, spec.parts(manifest.kind, manifest.year, manifest.month))
        digest, size = hashlib.sha256(), 0
        for table in spec.carried(manifest.kind):
            name = facts.member(table.name)
            rules.begin(table)
            first = True
            for piece in facts.lines(name, self.members[name], facts.MAX_PLAIN - size):
                digest.update(piece)
                size += len(piece)
                rest = facts.head(name, piece, table) if first else piece
                first = False
                if rest:
                    rules.feed(table, facts.parse(name, rest))
            if first:
                raise Refused("E_COLUMNS", facts.STEP, "没有列名行", name)
        self._sums(manifest, rules)
        if (digest.hexdigest(), size) != (manifest.facts_sha256, manifest.facts_size):
            raise Refused("E_FACTS", "合计", "数据的总摘要与清单不符", "manifest.json")

    @staticmethod
    def _sums(manifest: Manifest, rules: Rules) -> None:
        for what, claimed, found in (("行数", manifest.rows, rules.counts), ("合计", manifest.sums, rules.sums)):
            wrong = sorted(key for key in claimed.keys() | found.keys() if claimed.get(key) != found.get(key))
            if wrong:
                message = f"{wrong[0]} 的{what}与清单不符（清单 {claimed.get(wrong[0])}，实际 {found.get(wrong[0])}）"
                raise Refused("E_SUM", "合计", message, facts.member(wrong[0].split(".")[0]))
        if rules.counts["office"] != 1:
            raise Refused("E_OFFICE", "数据行", "包内没有报送单位的资料", facts.member("office"))
