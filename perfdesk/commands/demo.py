"""demo: a complete practice office with invented units and projects, whose totals are those of a published report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.commands.output import progress, say

if TYPE_CHECKING:
    import argparse

OFFICES = ("hongta-2023", "yuxi-2020")


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command demo."""
    parser = sub.add_parser("demo", help="建立练习机构：单位和项目均为虚构")
    parser.add_argument("file", metavar="FILE", type=Path, help="要新建的数据文件")
    parser.add_argument("--office", choices=OFFICES, default=OFFICES[0], help="练习机构（默认 hongta-2023）")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="随机种子：相同种子得到相同的内容")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the office; 0 when done."""
    from perfdesk.services import demo  # noqa: PLC0415 - the store only when it is needed

    for made in demo.build(args.file, args.office, args.seed, progress("建立练习机构")):
        say(f"{made.name}：{made.departments} 个部门，当年 {made.projects} 个项目，上年自评 {made.evaluated} 个项目")
    print(args.file)  # noqa: T201 - the command's result
    return 0
