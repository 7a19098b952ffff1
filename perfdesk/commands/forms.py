"""template and export: the departments' workbooks to fill, and the official forms out of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.commands.output import progress, say

if TYPE_CHECKING:
    import argparse

    from perfdesk.services.exports import Selection, Written

KINDS = ("xlsx", "pdf", "both")


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands template and export."""
    template = sub.add_parser("template", help="给部门填报的工作簿，已预填，每个单位一个")
    _common(template)
    template.set_defaults(run=run_template)
    export = sub.add_parser("export", help="按官方表样导出台账里的表")
    _common(export)
    export.add_argument("--project", metavar="CODE", help="只要这个项目（项目代码）")
    export.add_argument("--as", dest="kind", choices=KINDS, default="xlsx", help="工作簿、PDF 或两者（默认 xlsx）")
    export.set_defaults(run=run_export)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="数据文件")
    parser.add_argument("--form", required=True, metavar="KEY", help="哪张表，如 monitoring.project")
    parser.add_argument("--unit", metavar="CODE", help="只要这个单位（单位代码）")
    parser.add_argument("--year", type=int, help="表上的预算年度（默认当前年度，自评表默认上一年度）")
    parser.add_argument("--month", type=int, choices=range(1, 13), metavar="MONTH", help="监控表的截止月份")
    parser.add_argument("--to", required=True, metavar="DIR", type=Path, help="写到哪个文件夹")


def run_template(args: argparse.Namespace) -> int:
    """Write the templates; 0 when done."""
    from perfdesk.services import exports, opening  # noqa: PLC0415 - the store only when it is needed

    with opening.opened(args.file, read_only=True) as store:
        written = exports.template(store, _wanted(args), args.to, progress=progress("生成填报模板"))
    return _report(written, args.to)


def run_export(args: argparse.Namespace) -> int:
    """Write the forms; 0 when done."""
    from perfdesk.services import exports, opening  # noqa: PLC0415 - the store only when it is needed

    with opening.opened(args.file, read_only=True) as store:
        wanted = _wanted(args)
        written = exports.export(store, wanted, args.to, kind=args.kind, progress=progress("导出"))
    return _report(written, args.to)


def _wanted(args: argparse.Namespace) -> Selection:
    from perfdesk.services.exports import Selection  # noqa: PLC0415 - the store only when it is needed

    return Selection(args.form, args.unit, getattr(args, "project", None), args.year, args.month)


def _report(written: Written, folder: Path) -> int:
    say(f"已写入 {len(written.paths)} 个文件，{written.sheets} 张表")
    if written.classified:
        say(f"涉密项目 {written.classified} 个，按规定没有写出")
    for char, sheet in written.missing.items():
        say(f"字体里没有“{char}”（U+{ord(char):04X}），首次出现在“{sheet}”，打印前请核对")
    print(folder)  # noqa: T201 - the command's result
    return 0
