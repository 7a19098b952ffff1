"""What an office sets for itself: its own facts, and the dated limits and schemes that differ from the program's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfdesk.catalog.settings import FIRST_YEAR, year_settings
from perfdesk.domain.errors import UserError
from perfdesk.store import figures
from perfdesk.store import office_settings as rows

if TYPE_CHECKING:
    from datetime import date

    from perfdesk.domain.settings import Settings
    from perfdesk.services.opening import Store

FIELDS = {
    "name": "财政局名称",
    "kind": "机构类别",
    "superior_name": "上级财政局",
    "superior": "上级区划代码",
    "year": "工作年度",
}
KINDS = ("县区", "市", "省", "开发区")

_NOTICE = "thresholds.notice"
# name of a setting, its title, its unit; the months of the notice line are written thresholds.notice.9
_RULES = (
    ("thresholds.notice.6", "1-6月执行率通报线", "%"),
    ("thresholds.notice.9", "1-9月执行率通报线", "%"),
    ("thresholds.notice.10", "1-10月执行率通报线", "%"),
    ("thresholds.notice.11", "1-11月执行率通报线", "%"),
    ("thresholds.notice.12", "全年执行率通报线", "%"),
    ("thresholds.execution_reason", "执行率低于多少须说明原因", "%"),
    ("thresholds.behind", "完成进度低于时间进度的多少算滞后", "%"),
    ("thresholds.execution_gap", "执行率得分相差多少算错误", "0.01 分"),
    ("thresholds.score_gap", "指标得分相差多少算错误", "0.01 分"),
    ("thresholds.high_total", "总分不低于多少算高分", "分"),
    ("thresholds.low_execution", "高分而执行率低于多少须核实", "%"),
    ("thresholds.count_least", "三级指标至少", "个"),
    ("thresholds.count_most", "三级指标至多", "个"),
    ("thresholds.qualitative_share", "定性指标占比上限", "%"),
    ("thresholds.goal_length", "年度总体目标最少字数", "字"),
    ("thresholds.low_target", "目标值低于上年实际的多少算偏低", "%"),
    ("thresholds.high_target", "目标值高于上年实际的多少算偏高", "%"),
    ("lights.rule", "资金灯按什么亮", ""),
    ("lights.red", "资金灯低于多少为红", "%"),
    ("lights.green", "资金灯不低于多少为绿", "%"),
    ("scoring.scheme", "自评分值方案", ""),
    ("scoring.rate_base", "执行率的分母", ""),
    ("disclosure.department", "部门整体自评表的公开表号", ""),
    ("disclosure.project", "项目自评表的公开表号", ""),
)
_CHOICES = {
    "scoring.rate_base": {"adjusted": "全年（调整后）预算数", "initial": "年初预算数"},
    "lights.rule": {"schedule": "执行率 ÷ 时间进度（月数 ÷ 12）", "plain": "执行率本身"},
}
_TEXTS = "disclosure."


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit: its value in words, the program's own, since when the office's holds ("" where it has none).

    `choices` are (value, words) where only those can be chosen; else a text is typed where `text`, or a whole number.
    """

    name: str
    title: str
    unit: str
    value: str
    default: str
    since: str
    choices: tuple[tuple[str, str], ...] = ()
    text: bool = False


def change_office(store: Store, field: str, typed: str) -> None:
    """Change one fact of the office that keeps the file, as an action that can be undone.

    Raises:
        UserError: the value is blank or cannot be.
    """
    value: str | int = typed.strip()
    if field in {"name", "year"} and not value:
        raise UserError(f"{FIELDS[field]}不能是空的", "原来的值没有改动")
    if field == "year":
        if not (str(value).isdigit() and 2010 <= int(value) <= 2099):
            raise UserError(f"工作年度是 4 位数字，不能是“{typed}”", "例如 2023")
        value = int(value)
    if field == "superior" and value and not (len(str(value)) == 6 and str(value).isdigit()):
        raise UserError(f"上级区划代码是 6 位数字，不能是“{typed}”", "例如 530400")
    if field == "kind" and value not in KINDS:
        raise UserError(f"没有“{typed}”这种机构类别", f"可选：{'、'.join(KINDS)}")
    with store.change(f"修改{FIELDS[field]}：{value}") as change:
        change.put("office", ("office", "id", field), [(store.office, store.office, value)])


def rules(store: Store, year: int) -> tuple[Rule, ...]:
    """The limits in force for a budget year beside the program's own."""
    own = figures.own_settings(store)
    ours, theirs = year_settings(year, own), year_settings(year)
    day = f"{year:04d}-12-31"
    since = {name: max(at for other, at, _ in own if other == name and at <= day)
             for name in {other for other, at, _ in own if at <= day}}  # fmt: skip
    return tuple(_rule(name, title, unit, ours, theirs, since) for name, title, unit in _RULES)


def _rule(name: str, title: str, unit: str, ours: Settings, theirs: Settings, since: dict[str, str]) -> Rule:
    choices: tuple[tuple[str, str], ...] = ()
    if name == "scoring.scheme":
        choices = tuple((key, f"{key}　{scheme.title}") for key, scheme in sorted(ours.schemes.items()))
    elif name in _CHOICES:
        choices = tuple(_CHOICES[name].items())
    words = dict(choices)
    mine, default = (_value(part, name) for part in (ours, theirs))
    stored = _NOTICE if name.startswith(_NOTICE) else name
    differs = mine != default
    return Rule(name, title, unit, words.get(mine, mine), words.get(default, default),
                since.get(stored, "") if differs else "", choices, name.startswith(_TEXTS))  # fmt: skip


def _value(settings: Settings, name: str) -> str:
    block, _, key = name.partition(".")
    if name.startswith(_NOTICE):
        found = settings.thresholds.notice.get(int(name.rpartition(".")[2]))
        return "" if found is None else str(found)
    return str(getattr(getattr(settings, block), key))


def set_rule(store: Store, name: str, typed: str, since: date) -> None:
    """Set a limit from a day on, as an action that can be undone.

    Raises:
        UserError: the value cannot be; nothing was changed.
    """
    title = next(title for own, title, _ in _RULES if own == name)
    typed = typed.strip()
    if not name.startswith(_TEXTS):
        typed = typed.removesuffix("%").strip()
    value: Any
    if name.startswith(("scoring.", _TEXTS)) or name in _CHOICES:
        value = typed
    elif typed.isascii() and typed.isdigit() and int(typed) <= 10_000:
        value = int(typed)
    elif name.startswith(_NOTICE) and not typed:
        value = None
    else:
        raise UserError(f"“{title}”要填不小于 0 的整数，不能是“{typed}”", "原来的值没有改动")
    stored = name
    own = figures.own_settings(store)
    if name.startswith(_NOTICE):
        month = int(name.rpartition(".")[2])
        line = dict(year_settings(since.year, own).thresholds.notice)
        line.pop(month, None)
        if value is not None:
            if value > 100:
                raise UserError(f"通报线不能高于 100%，不能是“{typed}”", "原来的值没有改动")
            line[month] = value
        stored, value = _NOTICE, {str(at): rate for at, rate in sorted(line.items())}
    day = since.isoformat()
    others = [row for row in own if (row[0], row[1]) != (stored, day)]
    for year in {max(since.year, FIRST_YEAR), max(since.year, store.year)}:
        year_settings(year, [*others, (stored, day, value)])  # refuses what cannot be
    rows.put(store, f"设置“{title}”：{typed or '不设'}", stored, day, json.dumps(value, ensure_ascii=False))


def reset_rule(store: Store, name: str) -> None:
    """Take the office's own values of a limit away, as an action that can be undone."""
    title = next(title for own, title, _ in _RULES if own == name)
    rows.drop(store, f"恢复默认“{title}”", _NOTICE if name.startswith(_NOTICE) else name)
