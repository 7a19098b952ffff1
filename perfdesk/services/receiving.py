"""Verifying and receiving: what is not sound goes into quarantine, what is sound replaces its part in one action."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdesk.catalog.editions import editions
from perfdesk.domain import package as spec
from perfdesk.domain.errors import UserError
from perfdesk.domain.package import Refused
from perfdesk.domain.progress import Silent
from perfdesk.files import keys, quarantine
from perfdesk.files import package as files
from perfdesk.services import packages
from perfdesk.store import packages as ledger
from perfdesk.store import receipts, roster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.progress import Progress
    from perfdesk.files.manifest import Manifest
    from perfdesk.store.file import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the receiver computes otherwise than the sender claims; texts as printed, None where not filled."""

    figure: str
    claimed: str | None
    computed: str | None


@dataclass(slots=True)
class Verdict:
    """What became of one package.

    `verdict` is ok|refused, `signer` known|unknown|none, `status` received|already|quarantined, "" where it was only
    verified. `rows` counts the rows of each table in the package, `changes` what receiving did to the tables (new,
    changed, same, deleted). A refused package names `code`, `step` and `member`.
    """

    path: Path
    verdict: str = "refused"
    reason: str = ""
    signer: str = "none"
    status: str = ""
    code: str = ""
    step: str = ""
    member: str = ""
    office: str | None = None
    office_code: str | None = None
    year: int | None = None
    kind: str | None = None
    month: int | None = None
    seq: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def take(self, manifest: Manifest) -> None:
        """Enter what the manifest says of itself."""
        self.office, self.office_code = manifest.name, manifest.office
        self.year, self.kind, self.month, self.seq = manifest.year, manifest.kind, manifest.month, manifest.seq
        self.rows = dict(manifest.rows)

    def refuse(self, error: Refused) -> None:
        """Enter why it is refused."""
        self.verdict, self.reason = "refused", str(error)
        self.code, self.step, self.member = error.code, error.step, error.member


def verify(paths: Sequence[Path], store: Store | None = None, progress: Progress | None = None) -> list[Verdict]:
    """Judge packages; nothing is written. Without `store` there is no roster: a sound package has signer unknown.

    Raises:
        UserError: a file is missing or cannot be read.
    """
    found = []
    _present(paths)
    for at, path in enumerate(paths):
        (progress or Silent()).step(at, len(paths), path.name)
        verdict = Verdict(path)
        try:
            _, known = _examined(verdict, store)
            verdict.status = "already" if known else ""
        except Refused as error:
            verdict.refuse(error)
        found.append(verdict)
    return found


def receive(store: Store, paths: Sequence[Path], progress: Progress | None = None) -> list[Verdict]:
    """Receive packages, each in one action of its own; a refused one is copied into FILE.quarantine with a note.

    Raises:
        UserError: a file is missing, or the data file cannot be written. Packages received before that stay received.
    """
    found = []
    _present(paths)
    for at, path in enumerate(paths):
        (progress or Silent()).step(at, len(paths), path.name)
        verdict = Verdict(path)
        try:
            package, known = _examined(verdict, store)
        except Refused as error:
            verdict.refuse(error)
            verdict.status = "quarantined"
            quarantine.keep(store.path, path, _note(verdict))
        else:
            verdict.status = "already" if known else "received"
            if not known:
                _receive(store, package, verdict)
        found.append(verdict)
    return found


def _present(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.is_file():
            raise UserError(f"找不到上报包 {path}", "请核对文件名和路径；其他包也没有处理", "E_MISSING_FILE")


def _examined(verdict: Verdict, store: Store | None) -> tuple[files.Package, bool]:
    """All steps of a verification in their order; second: whether this very package was received before."""
    package = files.Package(files.read_bytes(verdict.path))
    verdict.signer = "unknown"
    revoked = _signer(package, store, verdict) if store else None
    manifest = package.manifest
    verdict.take(manifest)
    known = False
    if store is not None:
        if revoked is not None and manifest.seq >= revoked:
            message = f"签名密钥自第 {revoked} 号起已作废"
            raise Refused("E_REVOKED", "签名人", message, "manifest.sig", "请与报送单位联系，登记新的密钥")
        _addressed(store, manifest)
        known = _numbered(store, manifest, verdict)
    package.check()
    _editions(manifest, verdict)
    verdict.verdict = "ok"
    return package, known


def _signer(package: files.Package, store: Store, verdict: Verdict) -> int | None:
    """Check the signer against the roster; the number from which the key is revoked, None where it is not."""
    fingerprint = " ".join(keys.groups(package.key))
    hint = f"请向报送单位索取密钥卡和盖章的指纹单，用 enrol 登记。指纹：{fingerprint}"
    for one in roster.signers(store):
        if one.key == package.key.hex():
            if one.code != package.office:
                message = f"签名密钥属于 {one.name}（{one.code}），包却是 {package.office[:20]} 的"
                raise Refused("E_SIGNER", "签名人", message, "manifest.sig", hint)
            verdict.signer = "known"
            return one.revoked_from
    raise Refused("E_SIGNER", "签名人", "签名人不在名册上", "manifest.sig", hint)


def _addressed(store: Store, manifest: Manifest) -> None:
    if manifest.office == store.office:
        raise Refused("E_SELF", "收件单位", "这是本单位自己的上报包", "manifest.json", "自己的数据以本文件为准")
    below = receipts.known_offices(store)
    if manifest.to and manifest.to != store.office and manifest.to not in below:
        hint = "请核对是否送错单位；若报送单位的上级填错了，请其改正后重新生成"
        raise Refused("E_ADDRESSEE", "收件单位", f"此包是报给 {manifest.to} 的", "manifest.json", hint)


def _series(manifest: Manifest) -> tuple[str, int, int | None]:
    return (manifest.kind, manifest.year, manifest.month)


def _numbered(store: Store, manifest: Manifest, verdict: Verdict) -> bool:
    """Number and predecessor in the series; whether this very package was received before."""
    every = receipts.received(store, store.office, manifest.office)
    series = [receipt for receipt in every if receipt[:3] == _series(manifest)]
    if any(receipt.manifest == manifest.digest for receipt in series):
        return True
    step, member = "序号", "manifest.json"
    last = max(series, key=lambda receipt: receipt.seq, default=None)
    number = last.seq if last else 0
    if last and manifest.seq == last.seq:
        message = f"第 {last.seq} 号已接收过，内容与此包不同"
        raise Refused("E_FORK", step, message, member, "请与报送单位核对：可能在两台电脑上各生成了一次")
    if manifest.seq < number:
        message = f"已接收第 {number} 号，此包为第 {manifest.seq} 号"
        raise Refused("E_ROLLBACK", step, message, member, "请索取最新的上报包")
    before = last.manifest if last else spec.NO_PREVIOUS
    if manifest.seq == number + 1 and manifest.prev != before:
        message = f"第 {manifest.seq} 号包所接的上一号与本机接收的不同"
        raise Refused("E_PREV", step, message, member, "请与报送单位核对，由其重新生成")
    if manifest.seq > number + 1:
        missing = f"第 {number + 1} 至 {manifest.seq - 1} 号" if manifest.seq > number + 2 else f"第 {number + 1} 号"
        verdict.warnings.append(f"{missing}没有收到（上报包是完整快照，不影响本次接收）")
    _journal(every, last, manifest, verdict)
    return False


def _journal(
    every: list[receipts.Receipt], last: receipts.Receipt | None, manifest: Manifest, verdict: Verdict
) -> None:
    """Say where the sender's journal does not continue what was seen of it."""
    same = [receipt for receipt in every if receipt.journal_seq == manifest.journal_seq]
    if any(receipt.journal_head != manifest.journal_head for receipt in same):
        verdict.warnings.append(f"报送单位的操作日志第 {manifest.journal_seq} 步与以前报来的不同，历史可能被改写")
    elif last and last.journal_seq > manifest.journal_seq:
        message = f"报送单位的操作日志比上次少 {last.journal_seq - manifest.journal_seq} 步，可能从备份恢复过"
        verdict.warnings.append(message)


def _editions(manifest: Manifest, verdict: Verdict) -> None:
    """Figures are only comparable where both sides count by the same files."""
    mine = editions()
    shared = mine.keys() & manifest.editions.keys()
    odd = sorted(key for key in shared if key.startswith("figures/") and mine[key] != manifest.editions[key])
    if odd:
        names = "、".join(Path(key).stem for key in odd[:5])
        verdict.warnings.append(f"{len(odd)} 个统计数的口径版本与本机不同（{names}）")


def _receive(store: Store, package: files.Package, verdict: Verdict) -> None:
    """Lay the package over the rows of its office, recompute its figures, write the receipt: one action."""
    manifest = package.manifest
    sender = receipts.Sender(manifest.office, manifest.name)
    mine = receipts.Receipt(
        *_series(manifest), manifest.seq, manifest.digest, manifest.journal_seq, manifest.journal_head
    )
    title = f"接收 {manifest.name} {spec.period(*_series(manifest))}上报包第 {manifest.seq} 号"
    _, own_name, _, _ = ledger.office(store)
    with store.change(title) as change:
        wanted = receipts.plan(change, store.office, sender.code, mine)
        if wanted.skipped:
            verdict.warnings.append("该单位已收到操作日志更新的其他上报包，两包共有的部分以更新的为准")
        laying = receipts.Laying(change, sender, package.rows, wanted)
        laying.lay(store.office, own_name)
        claimed = [
            (claim.key, claim.scope, claim.value, claim.top, claim.bottom, claim.expected, claim.filled)
            for claim in manifest.claims
        ]
        receipts.claim(change, sender.code, mine, claimed)
        verdict.changes = {
            name: {"new": count.new, "changed": count.changed, "same": count.same, "deleted": count.deleted}
            for name, count in change.counts.items()
            if name in verdict.rows
        }
        verdict.differences = _recomputed(store, manifest)
        more: dict[str, Any] = {
            "facts": manifest.facts_sha256,
            "received_at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "rows": verdict.rows,
            "differences": [[one.figure, one.claimed, one.computed] for one in verdict.differences],
            "warnings": verdict.warnings,
            "kept": laying.kept,
        }
        receipts.note(change, store.office, sender, mine, more)


def _recomputed(store: Store, manifest: Manifest) -> list[Difference]:
    """Every claimed figure beside the same SQL over the rows that were received, of this office alone."""
    asked = packages.Wanted(manifest.kind, manifest.year, manifest.month)
    computed = {found["key"]: found for found in packages.claims(store, manifest.office, asked)}
    differences = []
    for claim in manifest.claims:
        mine = computed.get(claim.key, {"value": None, "top": None, "bottom": None})
        if (claim.value, claim.top, claim.bottom) == (mine["value"], mine["top"], mine["bottom"]):
            continue
        texts = [claim.value, mine["value"]]
        if texts[0] == texts[1]:
            texts = [
                f"{claim.value}（{claim.top}/{claim.bottom}）",
                f"{mine['value']}（{mine['top']}/{mine['bottom']}）",
            ]
        differences.append(Difference(claim.key, *texts))
    return differences


def _note(verdict: Verdict) -> str:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    lines = [
        f"拒收时间：{now}",
        f"原文件：{verdict.path}",
        f"单位：{verdict.office or '未知'}（{verdict.office_code or '未知'}）",
        f"规则：{verdict.code}",
        f"步骤：{verdict.step}",
        f"成员：{verdict.member or '无'}",
        f"原因：{verdict.reason}",
    ]
    return "\n".join(lines) + "\n"
