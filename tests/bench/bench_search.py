"""A keystroke of the search field beside a bare find over the same joined string: units and projects of a county.

The county has 580 units and 53,260 project names. What is typed are parts, initials and codes, found and not found, one
letter more at a time, as they are typed. The bare find looks for the typed text once through the whole string.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.harness import Harness

UNITS, PROJECTS = 580, 53_260
TYPED = ("slj", "水利局维修", "jytyj", "gbznt", "53040201", "绝无此名", "qqqqq", "zxzj", "农村饮水", "xmk")
MOST = 40


def run(harness: Harness) -> None:
    """Time every keystroke of the typed words, one pass for each word."""
    from perfdesk.catalog import practice  # noqa: PLC0415 - only who needs it pays for it
    from perfdesk.domain.finder import Entry, Finder  # noqa: PLC0415
    from perfdesk.services.search import readings  # noqa: PLC0415

    words = practice.vocabulary()
    dice = random.Random(1)  # noqa: S311 - the same names every time
    parts = [department.name for department in words.departments]
    tails = ("维修养护", "配套资金", "工作经费", "补助项目", "建设工程", "农村饮水安全巩固提升", "高标准农田管护")
    entries = [Entry("unit", str(at), f"{101 + at}", f"玉溪市红塔区{dice.choice(parts)}{at}") for at in range(UNITS)]
    entries += [
        Entry("project", str(at), f"530402{at:015d}", f"{dice.choice(parts)}{dice.choice(tails)}（{at}）")
        for at in range(PROJECTS)
    ]
    finder = Finder(entries, readings())
    joined = finder.joined
    harness.note(f"{len(entries):,} 个名称，连接后 {len(joined) / 1e6:.1f} 兆字符，多读音的 {len(finder._many)} 个")
    keys = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
    for typed in keys:
        bare = joined.find(typed) >= 0
        harness_found = bool(finder.find(typed, 1))
        if bare and not harness_found:
            raise AssertionError(f"{typed} stands in the string and was not found")
    at = {"perfdesk": 0, "find": 0}

    def following(name: str) -> str:
        at[name] += 1
        return keys[at[name] % len(keys)]

    times = harness.turns(
        {
            "perfdesk": (lambda: following("perfdesk"), lambda typed: finder.find(typed, MOST)),
            "find": (lambda: following("find"), joined.find),
        },
        passes=6 * len(keys),
        warm=len(keys),
    )
    harness.row("搜索一次击键 p99", times, "perfdesk", "find", at_most=2.0, percent=99)
