"""new, backup, restore, doctor: the data file itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.commands.output import emit_json, say

if TYPE_CHECKING:
    import argparse

    from perfdesk.store.doctor import Health

_LEVELS = {"error": "错误", "warning": "提醒"}


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands new, backup, restore and doctor."""
    new = sub.add_parser("new", help="新建数据文件")
    new.add_argument("file", metavar="FILE", help="新文件的名称，例如 红塔区.perfdesk")
    new.add_argument("--office", metavar="NAME", required=True, help="财政局名称")
    new.add_argument("--code", required=True, help="区划代码，6 位数字")
    new.add_argument("--level", choices=("county", "city"), required=True, help="county 县区，city 市")
    new.add_argument("--year", type=int, required=True, help="工作年度")
    new.add_argument("--superior", metavar="NAME", default="", help="上级财政局名称")
    new.set_defaults(run=run_new)
    backup = sub.add_parser("backup", help="备份数据文件（逐项核对后才算数）")
    backup.add_argument("file", metavar="FILE", help="数据文件")
    backup.add_argument("--to", metavar="DIR", type=Path, help="放到哪个文件夹（默认为旁边的“备份”）")
    backup.set_defaults(run=run_backup)
    restore = sub.add_parser("restore", help="用备份恢复（原来的文件改名保留）")
    restore.add_argument("backup", metavar="BACKUP", type=Path, help="备份文件")
    restore.add_argument("--to", metavar="FILE", type=Path, required=True, help="恢复成哪个文件")
    restore.set_defaults(run=run_restore)
    doctor = sub.add_parser("doctor", help="检查数据文件")
    doctor.add_argument("file", metavar="FILE", help="数据文件")
    doctor.add_argument("--json", action="store_true", help="结果写成 JSON")
    doctor.set_defaults(run=run_doctor)


def run_new(args: argparse.Namespace) -> int:
    """Make the file; 0."""
    from perfdesk.services import keeping  # noqa: PLC0415 - the store only when it is asked for

    facts = {"office": args.office, "code": args.code, "level": args.level, "superior": args.superior}
    keeping.new(Path(args.file), year=args.year, **facts)
    say(f"已建立 {args.file}")
    return 0


def run_backup(args: argparse.Namespace) -> int:
    """Write a proved backup and print its path; 0."""
    from perfdesk.services import keeping  # noqa: PLC0415 - the store only when it is asked for

    made = keeping.back_up(Path(args.file), args.to)
    print(made.path)  # noqa: T201 - the command's result
    say(f"已备份并核对：第 {made.seq} 号操作，校验 {made.head[:8]}，{made.size >> 10} KB")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Put the backup in place; 0."""
    from perfdesk.services import keeping  # noqa: PLC0415 - the store only when it is asked for

    made, kept = keeping.restore(args.backup, args.to)
    say(f"已恢复 {args.to}：{made.name}，到第 {made.seq} 号操作")
    if kept is not None:
        say(f"原来的文件保留为 {kept.name}")
    return 0


def run_doctor(args: argparse.Namespace) -> int:
    """Examine the file; 1 where something was found."""
    from perfdesk.services import keeping  # noqa: PLC0415 - the store only when it is asked for

    health = keeping.examine(Path(args.file))
    if args.json:
        emit_json(document(health))
    else:
        for ailment in health.ailments:
            print(f"{_LEVELS[ailment.level]}：{ailment.message}。{ailment.hint}")  # noqa: T201 - the command's result
        say(f"第 {health.seq} 号操作，校验 {health.head[:8]}，内容摘要 {health.digest[:8]}，{health.size >> 10} KB")
        say("没有发现问题" if not health.ailments else f"发现 {len(health.ailments)} 个问题")
    return 1 if health.ailments else 0


def document(health: Health) -> dict[str, object]:
    """The JSON document of an examination."""
    return {
        "ok": not health.ailments,
        "seq": health.seq,
        "head": health.head,
        "digest": health.digest,
        "size": health.size,
        "free": health.free,
        "sqlite": health.sqlite,
        "findings": [
            {"level": found.level, "what": found.what, "message": found.message, "hint": found.hint}
            for found in health.ailments
        ],
    }
