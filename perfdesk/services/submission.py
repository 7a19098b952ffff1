"""Reporting as the county's window shows it: what is ready, what is not, packing, and the packages issued so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.services import backups, enrolment, packages, settings, window_state
from perfdesk.services.opening import opened
from perfdesk.services.packages import Wanted
from perfdesk.services.reviews import STATE_WORDS
from perfdesk.store import offices, submission, workbench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.services.enrolment import Made, OwnKey
    from perfdesk.services.opening import Store
    from perfdesk.services.packages import Packed

__all__ = ["Wanted"]

GOOD, LOOK, STOP, OPEN = "green", "yellow", "red", "grey"
KIND_WORDS = {"annual": "全年数据", "monitor": "运行监控", "target": "绩效目标"}
_FOLDER = "submission.folder"
SEAL = "seal"  # what a check's page says where the period is sealed on the spot; its filters: stage, year, month
_PAGES = {"target": "targets", "monitoring": "monitoring", "selfeval": "selfeval"}
_STATE = {"target": "state", "monitoring": "review", "selfeval": "review"}  # the ledgers' columns of states
# The stages that stand in a package of each kind, with the budget year counted from the working year.
_STAGES = {
    "target": (("target", 0),),
    "monitor": (("monitoring", 0),),
    "annual": (("target", 0), ("monitoring", 0), ("selfeval", -1)),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: `tone` green, yellow (may be reported), red (must be mended), grey (not known yet).

    `page` with `filters` is where it is mended, `act` the word on the button there ("" where nothing is to be done).
    """

    key: str
    tone: str
    title: str
    told: str
    act: str = ""
    page: str = ""
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that was issued: what it reports, its number in its series, when (local), the manifest's digest."""

    wanted: Wanted
    title: str
    number: int
    at: str
    digest: str


@dataclass(frozen=True, slots=True)
class State:
    """All that the page shows for one choice of kind and period."""

    wanted: Wanted
    title: str
    number: int
    to: str
    checks: tuple[Check, ...]
    history: tuple[Sent, ...]
    months: tuple[int, ...]
    key: OwnKey | None
    folder: str
    rows: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What the checks say of a package before it is made: the errors that block it, in words."""

    wanted: Wanted
    errors: tuple[str, ...]

    @property
    def check(self) -> Check:
        """As a line of the checklist."""
        if not self.errors:
            return Check("errors", GOOD, "审核错误", "0 个，可以上报")
        told = f"{len(self.errors)} 个，须改正或作出说明"
        return Check("errors", STOP, "审核错误", told, "查看", "review", (("level", "error"),))


def state(
    store: Store, year: int, kind: str, month: int | None = None, *, writable: bool = True, today: date | None = None
) -> State:
    """What stands for a package of a kind; for monitor of the last period with sheets where no month is named.

    `writable` says whether the file may be changed (the store that reads it never may).
    """
    months = submission.months(store, year)
    chosen = (month if month in months else max(months, default=None)) if kind == "monitor" else None
    asked = Wanted(kind, year, chosen)
    own = offices.own(store)
    history = tuple(_sent(year, one) for one in submission.issued(store, year))
    key = enrolment.key_state(store)
    number = max((one.number for one in history if one.wanted == asked), default=0) + 1
    day = today or date.today()  # noqa: DTZ011 - a day of the office's own calendar
    checks = (*_stages(store, asked, months), *_keeping(store, key, day, writable=writable), _addressee(own))
    return State(
        asked,
        title_of(kind, year, chosen),
        number,
        own.superior_name or own.superior,
        checks,
        history,
        tuple(months),
        key,
        window_state.load(store).get(_FOLDER, ""),
        workbench.sizes(store, year)[1],
    )


def trial_file(path: Path, asked: Wanted, progress: Progress | None = None) -> Trial:
    """The checks that packing makes, beforehand; the file is opened for reading alone.

    Raises:
        UserError: an own setting cannot be understood. Cancelled: the person gave up.
    """
    with opened(path, read_only=True) as store:
        return Trial(asked, tuple(packages.blocking(store, asked, progress)))


def pack(store: Store, asked: Wanted, folder: Path, password: str, progress: Progress | None = None) -> Packed:
    """Check, sign and write a package; `password` opens the key or protects a new one ("" for none).

    Raises:
        UserError: as packages.pack; where a number was spent before the disk failed, the words say so.
    """
    before = _numbers(store, asked)
    try:
        return packages.pack(store, asked, folder, lambda _new: password, progress=progress)
    except UserError as problem:
        spent = _numbers(store, asked) - before
        if not spent:
            raise
        words = (
            f"台账没有受影响，什么都没有丢。第 {max(spent)} 号已经用掉，请插好 U 盘或另选文件夹后再生成一次，"
            "会用下一号（少一号不影响上级接收）"
        )
        raise UserError(problem.message, f"{problem.hint}；{words}" if problem.hint else words, problem.code) from None


def keep_folder(store: Store, folder: str) -> None:
    """Remember where packages are written to.

    Raises:
        UserError: the disk is full or the file is busy.
    """
    window_state.save(store, {_FOLDER: folder})


def card(path: Path, folder: Path, password: str) -> Made:
    """Write key card and fingerprint sheet; the key is made where there is none.

    Raises:
        UserError: the folder or the profile cannot be written, or the password is wrong.
    """
    with opened(path, read_only=True) as store:
        return enrolment.make_card(store, folder, lambda _new: password)


def _numbers(store: Store, asked: Wanted) -> set[int]:
    return {one.number for one in submission.issued(store, asked.year) if one.scope == asked.series}


def title_of(kind: str, year: int, month: int | None) -> str:
    """What a package reports, in words: 2023 年度1-9月运行监控."""
    return f"{year} 年度{f'1-{month}月' if month else ''}{KIND_WORDS[kind]}"


def _sent(year: int, one: submission.Issued) -> Sent:
    kind, _, month = one.scope.partition(":")
    asked = Wanted(kind, year, int(month) if month else None)
    at = datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M")
    return Sent(asked, title_of(kind, year, asked.month), one.number, at, one.digest)


def _stages(store: Store, asked: Wanted, months: list[int]) -> Iterator[Check]:
    """Who has reported, what waits for review, and whether the sums agree, a stage at a time."""
    for stage, ago in _STAGES[asked.kind]:
        year = asked.year + ago
        month = (asked.month or max(months, default=None)) if stage == "monitoring" else None
        words = {
            "target": f"{year} 年度绩效目标",
            "monitoring": f"1-{month}月监控表" if month else "监控表",
            "selfeval": f"{year} 年度自评",
        }[stage]
        if stage == "monitoring" and month is None:
            yield Check(f"{stage}-there", STOP if asked.kind == "monitor" else LOOK, words, f"{year} 年还没有监控表")
            continue
        yield from _stage(store, stage, year, month, words)


def _stage(store: Store, stage: str, year: int, month: int | None, words: str) -> Iterator[Check]:
    where = (("year", str(year)), *((("month", str(month)),) if month else ()))
    state = _STATE[stage]
    board = workbench.board(store, stage, year, month)
    whole = sum(one.handed >= one.owed for one in board)
    if not board:
        yield Check(f"{stage}-there", LOOK, words, "没有应报的部门")
        return
    told = f"{whole} / {len(board)} 个部门已报齐"
    if whole < len(board):
        missing = (*where, (state, "未报"))
        yield Check(f"{stage}-units", LOOK, words, told, "催报", _PAGES[stage], missing)
    else:
        yield Check(f"{stage}-units", GOOD, words, told)
    waiting, back = sum(one.submitted for one in board), sum(one.returned for one in board)
    if waiting or back:
        parts = [f"{number} 份{word}" for number, word in ((waiting, "待审"), (back, "退回未重报")) if number]
        which = (*where, (state, STATE_WORDS["submitted" if waiting else "returned"]))
        yield Check(f"{stage}-states", LOOK, f"{words}审核", "，".join(parts), "审核", _PAGES[stage], which)
    if stage != "target":
        yield _sealed(stage, words, *submission.sealed(store, stage, year, month), where)
    least = settings.of_year(store, year).thresholds.money_least
    if stage != "target":
        yield _sums(stage, words, submission.sums(store, stage, year, month, least), where)


def _sealed(stage: str, words: str, sealed: int, sheets: int, where: tuple[tuple[str, str], ...]) -> Check:
    """Whether the period is sealed; it need not be before it is reported."""
    key, title = f"{stage}-sealed", f"{words}封存"
    if sheets == 0:
        return Check(key, OPEN, title, "还没有报来的表")
    which = (("stage", stage), *where)
    if sealed == sheets:
        return Check(key, GOOD, title, f"本期已封存，{sheets:,} 份", "解封…", SEAL, (*which, ("step", "unseal")))
    some = f"已封存 {sealed:,} 份，" if sealed else ""
    told = f"{some}还有 {sheets - sealed:,} 份没有封存，上报后可能再被改动"
    return Check(key, LOOK, title, told, "封存…", SEAL, (*which, ("step", "seal")))


def _sums(stage: str, words: str, found: submission.Sums, where: tuple[tuple[str, str], ...]) -> Check:
    amount = {"monitoring": "执行数", "selfeval": "全年预算数"}[stage]
    title = f"{words}合计"
    if not found.differing:
        return Check(f"{stage}-sums", GOOD, title, f"{found.sheets:,} 份表的{amount}与台账相符")
    told = f"{found.differing} 份表的{amount}与台账不符"
    return Check(f"{stage}-sums", LOOK, title, told, "查看", _PAGES[stage], where)


def _keeping(store: Store, key: OwnKey | None, today: date, *, writable: bool) -> Iterator[Check]:
    if key is None:
        yield Check("key", OPEN, "签名密钥", "本机还没有，第一次生成时制作", "制作", "key")
    else:
        yield Check("key", GOOD, "签名密钥", "在本机，可以签名")
    if not writable:
        yield Check("file", STOP, "数据文件", "以只读方式打开，不能发放编号")
    # Only a backup that names its office counts: others in the folder may be another file's.
    last = next((one.at for one in backups.saved(store.path, store.office) if one.noted), None)
    if last is not None and last.date() >= today:
        yield Check("backup", GOOD, "今天备份", backups.when(last, today))
    else:
        told = f"最近一次 {backups.when(last, today)}" if last else "还没有备份"
        yield Check("backup", LOOK, "今天备份", told, "备份", "backup")


def _addressee(own: offices.Own) -> Check:
    name = own.superior_name or own.superior
    if name:
        return Check("to", GOOD, "报给", name)
    return Check("to", LOOK, "报给", "没有填写上级财政局，任何上级都能接收", "填写", "settings")
