"""How grave a check is for this office: set from a budget year on, with the reason, undone like everything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from perfdesk.domain.checks import heads
from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, HINT, OFF, WARNING
from perfdesk.services import settings
from perfdesk.store import office_settings as rows

if TYPE_CHECKING:
    from perfdesk.services.opening import Store

WORDS = {ERROR: "错误", WARNING: "警告", HINT: "提示", OFF: "停用"}
_LONGEST = 200  # characters of a reason


def set_level(store: Store, rule: str, level: str, reason: str, year: int) -> None:
    """Make a rule an error, a warning, a hint, or set it aside, from a budget year on, as one action.

    Raises:
        UserError: there is no such rule or level, or the reason is blank or too long; nothing was changed.
    """
    if rule not in heads():
        raise UserError(f"没有编号为 {rule} 的审核规则", f"现有规则 {min(heads())} 至 {max(heads())}")
    if level not in WORDS:
        raise UserError(f"没有级别“{level}”", f"可选：{'、'.join(WORDS.values())}")
    why = " ".join(reason.split())
    if not why:
        raise UserError("调整级别要写明理由", "例如：市局通知本年只作提示；理由会显示在规则的说明里")
    if len(why) > _LONGEST:
        raise UserError(f"理由有 {len(why)} 个字，最多 {_LONGEST} 个", "请写得短一些")
    value = json.dumps({"level": level, "reason": why}, ensure_ascii=False)
    title = f"审核规则 {rule} 调为{WORDS[level]}（{year} 年度起）：{why}"
    rows.put(store, title[:120], f"rule.{rule}", f"{year:04d}-01-01", value)


def reset_level(store: Store, rule: str) -> None:
    """Give a rule the program's own level again for all years, as one action."""
    rows.drop(store, f"审核规则 {rule} 恢复默认级别", f"rule.{rule}")


def told(store: Store, year: int) -> str:
    """What the office changed of the rules for a budget year, in one sentence; "" where nothing.

    Raises:
        UserError: an own setting cannot be understood.
    """
    own = settings.of_year(store, year).rules
    parts = [f"{rule} {WORDS[one.level]}（{one.reason}）" for rule, one in sorted(own.items())]
    return f"本单位调整了审核规则的级别：{'；'.join(parts)}" if parts else ""
