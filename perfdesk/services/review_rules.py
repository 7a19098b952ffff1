"""The rules of the checks as the review centre shows them: title, level, legal basis, and the limits in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.checks import heads
from perfdesk.domain.money import wan
from perfdesk.services import settings
from perfdesk.services.rule_levels import WORDS

if TYPE_CHECKING:
    from perfdesk.domain.checks import Head
    from perfdesk.domain.settings import Settings
    from perfdesk.services.opening import Store


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its level in force, and `limits`, (words, value) of the settings that it looks at.

    `default` is the program's own level. Where the office has set another, `since` is from when (ISO) and `reason` why.
    """

    rule: str
    title: str
    level: str
    basis: str
    limits: tuple[tuple[str, str], ...] = ()
    default: str = ""
    since: str = ""
    reason: str = ""

    @property
    def grave(self) -> str:
        """How grave it is, in words."""
        word = WORDS[self.level]
        if not self.since:
            return f"{word}级规则"
        start = f"{self.since[:4]} 年度起" if self.since.endswith("-01-01") else f"{self.since} 起"
        return f"本单位自 {start}由{WORDS[self.default]}调为{word}：{self.reason}"


# Which settings a rule compares with: (words, block, field, how it is written).
_LEAST = ("允许的最小差", "thresholds", "money_least", "money")
_BASE = ("执行率分母", "scoring", "rate_base", "base")
_LIMITS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "R001": (("每个加总行允许的尾差", "thresholds", "money_line", "money"), _LEAST),
    "R002": (("每个加总行允许的尾差", "thresholds", "money_line", "money"), _LEAST),
    "R003": (_LEAST,),
    "R006": (_LEAST,),
    "R007": (_LEAST,),
    "R008": (_BASE,),
    "R009": (("须说明原因的执行率", "thresholds", "execution_reason", "below"),),
    "R010": (("疑似填错的倍数", "thresholds", "money_jump", "times"), _LEAST),
    "R012": (_BASE, _LEAST),
    "R013": (_LEAST,),
    "R019": (
        ("三级指标最少", "thresholds", "count_least", "count"),
        ("三级指标最多", "thresholds", "count_most", "count"),
    ),
    "R025": (("定性指标占比上限", "thresholds", "qualitative_share", "percent"),),
    "R028": (
        ("指标值偏低", "thresholds", "low_target", "below"),
        ("指标值偏高", "thresholds", "high_target", "above"),
    ),
    "R029": (("总体目标最少字数", "thresholds", "goal_length", "count"),),
    "R035": (_BASE, ("作为错误的分差", "thresholds", "execution_gap", "points")),
    "R036": (
        ("允许的分差", "thresholds", "score_gap", "points"),
        ("或分值的", "thresholds", "score_gap_share", "percent"),
    ),
    "R040": (("超额须说明的完成率", "scoring", "over_flag", "above"),),
    "R045": (
        ("总分", "thresholds", "high_total", "least"),
        ("执行率", "thresholds", "low_execution", "below"),
    ),
    "R053": (_LEAST,),
    "R054": (("截止月份不晚于", "thresholds", "half_year", "month"),),
    "R055": (("完成进度低于时间进度的", "thresholds", "behind", "percent"),),
    "R056": (("通报线", "thresholds", "notice", "notice"),),
    "R057": (("一般监控期", "thresholds", "periods", "months"),),
    "R058": (_LEAST,),
    "R060": (("预计与实际相差", "thresholds", "forecast_gap", "above"),),
    "R063": (("年度变动", "thresholds", "count_jump", "above"),),
    "R071": (_LEAST,),
}
_BASES = {"adjusted": "全年预算数", "initial": "年初预算数"}


def rules(store: Store, year: int) -> dict[str, Rule]:
    """Every rule by its number, with the limits in force for a budget year.

    Raises:
        UserError: an own setting cannot be understood.
    """
    given = settings.of_year(store, year)
    return {head.rule: _rule(head, given) for head in heads().values()}


def _rule(head: Head, given: Settings) -> Rule:
    own = given.rules.get(head.rule)
    level, since, reason = (own.level, own.since, own.reason) if own else (head.level, "", "")
    limits = _limits(head.rule, given)
    return Rule(head.rule, head.title, level, head.basis, limits, head.level, since, reason)


def _limits(rule: str, given: Settings) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words, _written(getattr(getattr(given, block), field), how))
        for words, block, field, how in _LIMITS.get(rule, ())
    )


def _written(value: object, how: str) -> str:
    if how == "notice" and isinstance(value, dict):
        return "，".join(f"1-{month}月 {line}%" for month, line in sorted(value.items()))
    if how == "months" and isinstance(value, tuple):
        return "、".join(f"1-{month}月" for month in value)
    if how == "base":
        return _BASES[str(value)]
    if not isinstance(value, int):
        raise TypeError(f"{how}: {value!r}")
    if how == "money":
        return f"{wan(value)} 万元"
    if how == "points":
        return f"{value / 100:g} 分"
    units = {"percent": f"{value}%", "below": f"低于 {value}%", "above": f"超过 {value}%", "times": f"{value} 倍"}
    more = {"count": str(value), "least": f"不低于 {value}", "month": f"{value} 月"}
    return (units | more)[how]
