"""An import as the window shows it: a row a file with its lines, and the totals of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.catalog import forms, import_words
from perfdesk.domain.matching import regions_of, without_region
from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.services.imports.kept import plan, sender_of
from perfdesk.services.imports.lines import ASK, AUTO, CONFLICT, Line, lines, names_of
from perfdesk.store import snapshot

if TYPE_CHECKING:
    from perfdesk.domain.progress import Progress
    from perfdesk.services.imports.kept import Kept
    from perfdesk.services.imports.model import Delivery, FilePlan, Preview
    from perfdesk.services.imports.preview import Options
    from perfdesk.store.file import Store

READY, LOOK, REFUSED, LEFT = "green", "yellow", "red", "grey"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. `sender` is the id of the unit that sent it ("" where unknown), `unit` what is shown for it."""

    index: int
    name: str
    path: str
    tone: str
    state: str
    sender: str
    unit: str
    period: str
    forms: str
    compared: str
    checked: str
    lines: tuple[Line, ...]
    errors: int
    mappable: bool

    def count(self, kind: str) -> int:
        """How many lines of a kind the file has."""
        return sum(line.kind == kind for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview with its rows.

    `changes` counts the subjects that would be new or changed; `names` are those of units and projects by id, without
    the office's own area in front.
    """

    preview: Preview
    files: tuple[FileRow, ...]
    ready: int
    changes: int
    names: dict[str, str]


def show(store: Store, kept: Kept, options: Options, unit: str = "万元", progress: Progress | None = None) -> Shown:
    """Plan what is kept and put it into words; nothing is written. `unit` is that of the amounts, 万元 or 元."""
    preview = plan(store, kept, options, progress)
    units = snapshot.unit_names(store)
    regions = regions_of(snapshot.own_name(store))
    names = {one: without_region(name, regions) for one, name in names_of(preview.staging).items()}
    rows = []
    for index, one in enumerate(preview.files):
        told = lines(index, one, kept.readings[index], preview.staging, options.decisions, unit, names)
        sender = sender_of(one, units, regions)
        rows.append(_row(index, one, told, sender, names))
    good = [one for one in preview.files if one.status == "imported"]
    return Shown(preview, tuple(rows), len(good), sum(one.counts.new + one.counts.changed for one in good), names)


def _row(index: int, one: FilePlan, told: tuple[Line, ...], sender: str, names: dict[str, str]) -> FileRow:
    path = one.member or one.path
    errors = sum(found.level == ERROR for found in one.problems)
    kinds = Counter(line.kind for line in told)
    doubtful = kinds[ASK] or kinds[CONFLICT] or any(found.level == WARNING for found in one.problems)
    if one.status == "rejected":
        tone, state = REFUSED, "不导入"
    elif one.status == "skipped":
        tone, state = LEFT, "已跳过"
    elif one.counts.rejected and not (one.counts.new or one.counts.changed or one.counts.same):
        tone, state = REFUSED, "只留存"
    elif errors or doubtful:
        tone, state = LOOK, "将导入"
    else:
        tone, state = READY, "将导入"
    return FileRow(
        index=index,
        name=path.replace("\\", "/").rpartition("/")[2],
        path=one.path + (f" / {one.member}" if one.member else ""),
        tone=tone,
        state=state,
        sender=sender,
        unit=_unit(one, sender, names),
        period=_period(one.deliveries),
        forms=_forms(one),
        compared=_compared(one),
        checked=_checked(kinds, errors, sum(found.level == WARNING for found in one.problems)),
        lines=told,
        errors=errors,
        mappable=any(found.rule in ("D33", "D42") and found.sheet for found in one.problems),
    )


def _unit(one: FilePlan, sender: str, names: dict[str, str]) -> str:
    senders = {found.sender for found in one.deliveries if found.sender}
    if len(senders) > 1 or any(forms.form(key).shape == "list" for key in one.forms):
        return "（多单位）"
    name = names.get(sender, "")
    if name and not senders:
        return f"{name}？"
    return name or "？"


def _period(deliveries: list[Delivery]) -> str:
    if not deliveries:
        return "？"
    words = []
    for found in deliveries:
        word = f"1-{found.month}月" if found.month else f"{found.year} 年度" if found.year else "？"
        if word not in words:
            words.append(word)
    rounds = sorted({found.round for found in deliveries if found.subject})
    text = "、".join(words[:3])
    if not rounds:
        return text
    return f"{text} · 第{rounds[0]}次" if len(rounds) == 1 else f"{text} · 第{rounds[0]}-{rounds[-1]}次"


def _forms(one: FilePlan) -> str:
    counted = Counter(found.form for found in one.deliveries)
    parts = []
    for key in one.forms:
        word = import_words.form(key)
        if forms.form(key).shape == "list":
            total = one.counts
            parts.append(f"{word} {total.new + total.changed + total.same + total.rejected} 行" if counted else word)
        else:
            parts.append(f"{word} ×{counted[key]}" if counted[key] else word)
    if parts:
        return "、".join(parts)
    sheets = [found.sheet for found in one.problems if found.sheet]
    return f"“{sheets[0]}”不认识" if sheets and one.status == "rejected" else "—"


def _compared(one: FilePlan) -> str:
    counts = one.counts
    parts = [
        f"{number} {word}"
        for number, word in (
            (counts.new, "新增"),
            (counts.changed, "更新"),
            (counts.same, "相同"),
            (len(one.conflicts) + len(one.taken), "冲突"),
            (counts.rejected, "未采用"),
        )
        if number
    ]
    return " · ".join(parts) or "—"


def _checked(kinds: Counter[str], errors: int, warnings: int) -> str:
    parts = [f"错误 {errors}"] if errors else []
    if kinds[ASK]:
        parts.append(f"需确认 {kinds[ASK]}")
    if warnings:
        parts.append(f"疑问 {warnings}")
    if kinds[AUTO]:
        parts.append(f"{kinds[AUTO]} 处自动规范")
    return " · ".join(parts) or "没有问题"
