"""Reviewing: 通过, 批复, 退回, 封存 and 解封 are steps; an R error blocks 通过 until mended or explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from perfdesk.catalog import forms
from perfdesk.domain.errors import UserError
from perfdesk.services import checks
from perfdesk.store import reviews
from perfdesk.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from perfdesk.store.file import Store

WORDS = {"pass": "审核通过", "approve": "批复", "return": "退回", "seal": "封存", "unseal": "解封"}
# From which states a step may be taken, and the state it leads to; targets know 批复, sheets end with 通过.
STEPS = {
    "pass": (frozenset({"submitted"}), "passed"),
    "approve": (frozenset({"passed"}), "approved"),
    "return": (frozenset({"submitted", "passed"}), "returned"),
    "seal": (frozenset({"passed"}), "sealed"),
    "unseal": (frozenset({"sealed"}), "passed"),
}
_SHORT = 24  # characters of a reason that a title shows
STATE_WORDS = {
    "draft": "草稿",
    "submitted": "待审",
    "returned": "已退回",
    "passed": "已通过",
    "approved": "已批复",
    "sealed": "已封存",
    "withdrawn": "已撤销",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is reviewed: a form key, narrowed to a unit, a project, a budget year, a period, and ids of sheets."""

    form: str
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    month: int | None = None
    records: frozenset[str] | None = None


@dataclass(slots=True)
class Result:
    """How many sheets took the step, and which did not, with the reasons."""

    step: str
    done: int = 0
    blocked: list[tuple[str, list[str]]] = field(default_factory=list)


def review(store: Store, wanted: Selection, step: str, opinion: str = "") -> Result:
    """Take one step over every selected sheet in one action.

    Raises:
        UserError: the form has no review, the step does not fit it, or nothing was selected.
    """
    if wanted.form not in set(forms.keys()) or forms.form(wanted.form).stage not in {
        "target",
        "monitoring",
        "selfeval",
    }:
        raise UserError(f"“{wanted.form}”不是可以审核的表", "可审核的是绩效目标、运行监控和绩效自评各表")
    form = forms.form(wanted.form)
    if step == "approve" and form.stage != "target":
        raise UserError("只有绩效目标需要批复", "监控表和自评表审核通过即可")
    if step in {"seal", "unseal"} and form.stage == "target":
        raise UserError("绩效目标没有封存这一步", "可以封存的是监控表和自评表；目标以批复为准")
    if step == "return" and not opinion.strip():
        raise UserError("退回要写明意见", "请在 --return 后写上需要修改的内容")
    if step == "unseal" and not opinion.strip():
        raise UserError("解封要写明理由", "请在 --unseal 后写上为什么要改")
    year = wanted.year or store.year
    records = reviews.selected(
        store, form.stage, form.subject, year=year, month=wanted.month, unit=wanted.unit, project=wanted.project
    )
    if wanted.records is not None:
        records = [record for record in records if record.id in wanted.records]
    if form.stage == "selfeval":
        records = [record for record in records if record.layout in {"", form.key}]
    if not records:
        raise UserError(f"{year} 年没有符合条件的《{form.titles[0]}》", "请核对年度、月份、单位代码和项目代码")
    what = f"{year} 年度{f' 1-{wanted.month}月' if wanted.month else ''}《{form.titles[0]}》"
    return take(store, form.stage, records, step, opinion, what)


def take(
    store: Store, stage: str, records: Sequence[reviews.Record], step: str, opinion: str = "", what: str = ""
) -> Result:
    """Take one step over sheets of one stage in one action; those that cannot are told with the reasons.

    `what` names the period's sheets; the journal says it of 封存 and 解封.
    """
    result = Result(step)
    allowed, after = STEPS[step]
    errors = checks.errors_by_record(store, stage, [record.id for record in records]) if step == "pass" else {}
    ready = []
    for record in records:
        if record.state not in allowed:
            # A sheet that already took the step is not in anybody's way.
            if record.state != after:
                result.blocked.append((record.name, [f"现在是“{STATE_WORDS[record.state]}”，不能{WORDS[step]}"]))
        elif errors.get(record.id):
            result.blocked.append((record.name, errors[record.id]))
        else:
            ready.append(record)
    now = datetime.now(UTC)
    with store.change(_title(ready, step, opinion, what)) as change:
        sheets, history, projects, replaced = [], [], [], []
        for record in ready:
            result.done += 1
            sheets.append((record.office, record.id, after, record.returns + (step == "return")))
            step_row = (record.office, new_id(), record.form, record.id, step, opinion, record.returns + 1)
            history.append((*step_row, now.isoformat(timespec="seconds"), store.operator))
            if step == "approve":
                if record.replaces:
                    replaced.append((record.office, record.replaces, 0))
                if record.project_state == "draft":
                    projects.append((record.office, record.subject, "admitted"))
        change.put(stage, ("office", "id", "state", "returns"), sheets)
        if step == "approve":
            # The version in force gives way before its successor takes its place: one current version a subject.
            change.put("target", ("office", "id", "current"), replaced)
            today = now.astimezone().date().isoformat()
            change.put(
                "target",
                ("office", "id", "current", "approved_on"),
                [(office, record, 1, today) for office, record, _, _ in sheets],
            )
            change.put("project", ("office", "id", "state"), projects)
        change.put("review", ("office", "id", "form", "record", "step", "opinion", "round", "at", "operator"), history)
    return result


def _title(records: Sequence[reviews.Record], step: str, opinion: str, what: str) -> str:
    """封存：2023 年度 1-9月监控表 1,980 份（61 个部门）; what opens again says why."""
    if step not in {"seal", "unseal"}:
        return f"{WORDS[step]}：{len(records)} 份"
    departments = len({record.department for record in records})
    why = " ".join(opinion.split())
    why = f"，理由：{why if len(why) <= _SHORT else why[:_SHORT] + '…'}" if step == "unseal" else ""
    return f"{WORDS[step]}：{what} {len(records):,} 份（{departments} 个部门）{why}"


def give_back(store: Store, stage: str, year: int, month: int | None, records: Collection[str], opinion: str) -> Result:
    """Return some sheets or target versions, by id, in one action.

    Args:
        store: the open file.
        stage: target, monitoring or selfeval.
        year: their budget year.
        month: the cut-off month of monitoring sheets.
        records: the ids.
        opinion: what has to be changed; it must not be blank.

    Raises:
        UserError: there is no opinion, or nothing that could be returned.
    """
    if not opinion.strip():
        raise UserError("退回要写明意见", "请写上需要修改的内容")
    wanted = set(records)
    found = [
        record
        for kind in ("project", "department")
        for record in reviews.selected(store, stage, kind, year=year, month=month, unit=None, project=None)
        if record.id in wanted
    ]
    if not found:
        raise UserError("要退回的表已经不在了", "请刷新后重新选择")
    return take(store, stage, found, "return", opinion)
