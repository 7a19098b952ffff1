"""Packing: the facts of a kind and period, the figures claimed, signed; its number is issued once and never again.

The number is remembered beside the key first, then journalled, then the package appears: whatever stops the work in
between costs a number (a gap is a warning), but two packages never carry the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from perfdesk import __version__
from perfdesk.catalog.editions import editions
from perfdesk.domain import package as spec
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR
from perfdesk.files import facts, keys
from perfdesk.files import package as files
from perfdesk.files.atomic import atomic_write
from perfdesk.files.names import file_name
from perfdesk.services import checks, figures
from perfdesk.services.enrolment import own_key
from perfdesk.store import packages
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.store.file import Store

# The figures whose rows travel; an office's subordinates and the like do not.
CLAIMED = {
    "target": ("target",),
    "monitor": ("target", "monitor"),
    "annual": ("target", "monitor", "selfeval", "rectify"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is packed: a kind of KINDS, the working year, and for monitor the cut-off month."""

    kind: str
    year: int
    month: int | None = None

    @property
    def series(self) -> str:
        """The series in which packages of this kind are numbered within a year."""
        return f"{self.kind}:{self.month:02d}" if self.month else self.kind


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written; `facts` is the digest of the uncompressed facts, `new_key` says a key was made."""

    path: Path
    wanted: Wanted
    seq: int
    manifest: str
    facts: str
    facts_size: int
    rows: dict[str, int]
    protection: str
    new_key: bool


def wanted(store: Store, kind: str, year: int | None = None, month: int | None = None) -> Wanted:
    """What a command asks for: the current year, and for monitor the last period with sheets, where none is named.

    Raises:
        UserError: no such month, or no monitoring sheets in the year.
    """
    year = year or store.year
    if kind != "monitor":
        return Wanted(kind, year)
    month = month or packages.last_month(store, year)
    if month is None:
        raise UserError(f"{year} 年还没有绩效运行监控表", "请先导入监控表，或用 --month 指明期间")
    if not 1 <= month <= 12:
        raise UserError(f"月份 {month} 不对", "监控期间用截止月份表示，填 1 到 12")
    return Wanted(kind, year, month)


def facts_digest(store: Store, asked: Wanted) -> str:
    """The digest of the uncompressed facts that a package would carry now; nothing is written."""
    return facts.pack(packages.lines(store, asked.kind, asked.year, asked.month)).sha256


def claims(store: Store, office: str, asked: Wanted) -> list[dict[str, Any]]:
    """The figures that a package of that kind claims, computed from the rows of one office alone."""
    groups = CLAIMED[asked.kind]
    return [
        {
            "key": value.figure.key,
            "scope": "own",
            "value": value.text,
            "top": value.top,
            "bottom": value.bottom,
            "expected": value.expected,
            "filled": value.filled,
        }
        for value in figures.of_office(store, office, asked.year, asked.month)
        if value.figure.key.split(".")[0] in groups
    ]


def pack(
    store: Store,
    asked: Wanted,
    folder: Path,
    ask: Callable[[bool], str],
    documents: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
) -> Packed:
    """Check, then write a signed package into `folder` and issue its number.

    `documents` are optional members (forms/…, report/…, tables/…, attachments/…) by their names. `ask` see own_key.

    Raises:
        UserError: R errors are neither mended nor explained (E_CHECK), the key cannot be opened, the folder cannot be
            written, the file is open read-only.
    """
    errors = blocking(store, asked, progress)
    if errors:
        shown = "；".join(errors[:5])
        message = f"{spec.period(asked.kind, asked.year, asked.month)}还有 {len(errors)} 个审核错误，不能上报：{shown}"
        hint = "请运行 perfdesk check 查看全部，改正或作出说明后再上报"
        raise UserError(message, hint, "E_CHECK")
    return write(store, asked, folder, ask, documents)


def blocking(store: Store, asked: Wanted, progress: Progress | None = None) -> list[str]:
    """The R errors in what a package would carry that are neither mended nor explained (data.md, two kinds of table).

    target looks at targets, monitor also at the sheets of its month, annual at the whole year and at the
    self-evaluations of the year before.
    """
    stages = {"target": ("target",), "monitor": ("target", "monitoring"), "annual": checks.STAGES}[asked.kind]
    found = checks.run(store, asked.year, month=asked.month, stages=stages, progress=progress).found
    if asked.kind == "annual":
        found += checks.run(store, asked.year - 1, stages=("selfeval",), progress=progress).found
    return [
        " ".join(filter(None, (one.problem.rule, one.problem.unit, one.problem.project, one.problem.message)))
        for one in found
        if one.problem.level == ERROR
    ]


def write(
    store: Store,
    asked: Wanted,
    folder: Path,
    ask: Callable[[bool], str],
    documents: Mapping[str, bytes] | None = None,
) -> Packed:
    """Write the package whatever the checks say; see `pack`.

    Raises:
        UserError: the key cannot be opened, the folder cannot be written, the file is open read-only.
    """
    if store.read_only:
        raise UserError(f"{store.path.name} 是只读打开的，不能发放上报编号", "请关闭正在使用该文件的程序后重试")
    key, new_key = own_key(store, ask)
    code, name, level, superior = packages.office(store)
    seq, prev = _next(store, asked)
    packed = facts.pack(packages.lines(store, asked.kind, asked.year, asked.month))
    rows, sums = packages.totals(store, asked.kind, asked.year, asked.month)
    journal_seq, journal_head = store.head()
    manifest: dict[str, Any] = {
        "format": spec.FORMAT,
        "version": spec.VERSION,
        "program": __version__,
        "office": {"code": code, "name": name, "level": level},
        "to": superior,
        "year": asked.year,
        "kind": asked.kind,
        "month": asked.month,
        "seq": seq,
        "prev": prev,
        "editions": editions(),
        "journal": {"seq": journal_seq, "head": journal_head},
        "rows": rows,
        "sums": sums,
        "facts": {"sha256": packed.sha256, "size": packed.size},
        "claims": claims(store, store.office, asked),
    }
    members = {**packed.members, **(documents or {}), "README.txt": files.readme(manifest)}
    data, digest = files.build(manifest, members, key)
    span = f"{asked.year}-{asked.kind}" + (f"-{asked.month:02d}" if asked.month else "")
    path = folder / f"{code}-{file_name(name)}-{span}-{seq:04d}.pdpkg"
    _writable(folder)
    _issue(store, asked, keys.Issued(seq, digest))
    atomic_write(path, data)
    if path.read_bytes() != data:
        path.unlink()
        raise UserError(f"{path} 写入后读回不一致，磁盘可能有故障", "请换一个磁盘重新生成", "E_IO")
    return Packed(path, asked, seq, digest, packed.sha256, packed.size, rows, key.words, new_key)


def _series(asked: Wanted) -> str:
    return f"package:{asked.year}:{asked.series}"


def _next(store: Store, asked: Wanted) -> tuple[int, str]:
    """The next number of a series and the digest of the package before: from the file or, if higher, the profile."""
    in_file = keys.Issued(*packages.last_issued(store, asked.year, asked.series))
    beside_key = keys.issued(store.office, _series(asked))
    last = max(in_file, beside_key, key=lambda issued: issued.number)
    if last.number >= spec.SEQ_LIMIT:
        raise UserError("本年度这种上报包的编号已用完", "请与上级财政局联系")
    return last.number + 1, last.digest or spec.NO_PREVIOUS


def _issue(store: Store, asked: Wanted, last: keys.Issued) -> None:
    keys.remember(store.office, _series(asked), last)
    title = f"生成{spec.period(asked.kind, asked.year, asked.month)}上报包第 {last.number} 号"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with store.change(title, undoable=False) as change:
        columns = ("office", "id", "kind", "year", "scope", "number", "digest", "at")
        row = (store.office, new_id(), "package", asked.year, asked.series, last.number, last.digest, now)
        change.put("issued", columns, [row])


def _writable(folder: Path) -> None:
    """Make the folder and try it before a number is spent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"无法使用文件夹 {folder}：{error.strerror}", "请换一个位置") from error
    probe = folder / f".{new_id()}.tmp"
    atomic_write(probe, b"")
    probe.unlink()
