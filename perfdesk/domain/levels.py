"""The official places of an indicator: four level-1 kinds and the level-2 kinds that belong to each."""

from __future__ import annotations

import re
from functools import lru_cache

from perfdesk.domain.matching import plain

OUTPUT, BENEFIT, SATISFACTION, COST = "output", "benefit", "satisfaction", "cost"
TITLES = {OUTPUT: "产出指标", BENEFIT: "效益指标", SATISFACTION: "满意度指标", COST: "成本指标"}
QUANTITY, QUALITY, TIMELINESS = "数量", "质量", "时效"

_LEVEL1 = ((SATISFACTION, ("满意",)), (OUTPUT, ("产出", "过程")), (BENEFIT, ("效益", "效果")), (COST, ("成本",)))
_LEVEL2 = (
    (COST, ("经济成本", "社会成本", "生态环境成本", "生态成本", "环境成本")),
    (SATISFACTION, ("满意",)),
    (BENEFIT, ("经济效益", "社会效益", "生态效益", "环境效益", "可持续")),
    (OUTPUT, (QUANTITY, QUALITY, TIMELINESS, "进度", "成本")),
)
_POINTS = re.compile(r"[(（]?(\d{1,3}(?:\.\d{1,2})?)分?[)）]?$")


@lru_cache(maxsize=1024)
def level1(text: str) -> str:
    """The kind of a printed level-1 label (产出指标(50分) is output), "" where it is none of the four."""
    name = plain(text)
    return next((kind for kind, words in _LEVEL1 if any(word in name for word in words)), "")


@lru_cache(maxsize=1024)
def level1_of_level2(text: str) -> str:
    """The level-1 kind that a level-2 label belongs to, "" where the label is not an official one."""
    name = plain(text)
    return next((kind for kind, words in _LEVEL2 if any(word in name for word in words)), "")


@lru_cache(maxsize=1024)
def output_kind(text: str) -> str:
    """数量, 质量 or 时效 (进度 is 时效) of a level-2 label, else ""."""
    name = plain(text)
    if "进度" in name:
        return TIMELINESS
    return next((kind for kind in (QUANTITY, QUALITY, TIMELINESS) if kind in name), "")


@lru_cache(maxsize=1024)
def label_weight(text: str) -> int | None:
    """The weight printed in a level-1 label (产出指标(50分) -> 5000 hundredths), None where none is printed."""
    found = _POINTS.search(plain(text))
    if found is None or not level1(text):
        return None
    whole, _, part = found.group(1).partition(".")
    return int(whole) * 100 + int((part + "00")[:2])
