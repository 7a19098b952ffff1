"""keycard, enrol, pack, verify, receive: the way of the data from an office to its superior."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdesk.commands.output import emit_json, progress, say
from perfdesk.domain.package import KINDS, period

if TYPE_CHECKING:
    import argparse

    from perfdesk.services.receiving import Verdict

PASSWORD = "PERFDESK_KEY_PASSWORD"  # noqa: S105 - the name of a variable of the environment


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the five commands."""
    card = sub.add_parser("keycard", help="制作签名密钥卡和指纹单")
    card.add_argument("file", metavar="FILE", type=Path, help="数据文件")
    card.add_argument("--to", metavar="DIR", type=Path, required=True, help="写到哪个文件夹")
    card.set_defaults(run=keycard)

    enrolling = sub.add_parser("enrol", help="登记下级财政局的签名密钥")
    enrolling.add_argument("file", metavar="FILE", type=Path, help="数据文件")
    enrolling.add_argument("card", metavar="KEYCARD", type=Path, help="密钥卡（.pdkey）")
    enrolling.add_argument("--confirm", required=True, metavar='"g1 g2 g3"', help="纸质指纹单上的第 1、6、11 组")
    enrolling.set_defaults(run=enrol)

    packing = sub.add_parser("pack", help="生成签名的上报包")
    packing.add_argument("file", metavar="FILE", type=Path, help="数据文件")
    packing.add_argument(
        "--kind", choices=tuple(KINDS), required=True, help="annual 年度，monitor 监控，target 绩效目标"
    )
    packing.add_argument("--year", type=int, help="工作年度（默认为数据文件的当前年度）")
    packing.add_argument("--month", type=int, help="监控截止月份（默认为最后一个有监控表的期间）")
    packing.add_argument("--to", metavar="DIR", type=Path, required=True, help="写到哪个文件夹")
    packing.set_defaults(run=pack)

    verifying = sub.add_parser("verify", help="核对上报包，不写入任何文件")
    verifying.add_argument("packages", metavar="PACKAGE", type=Path, nargs="+", help="上报包（.pdpkg）")
    verifying.add_argument("--file", metavar="FILE", type=Path, help="数据文件：按其名册核对签名人和编号")
    verifying.add_argument("--json", action="store_true", help="结果写成 JSON")
    verifying.set_defaults(run=verify)

    receiving = sub.add_parser("receive", help="接收下级的上报包并复算统计数")
    receiving.add_argument("file", metavar="FILE", type=Path, help="数据文件")
    receiving.add_argument("packages", metavar="PACKAGE", type=Path, nargs="+", help="上报包（.pdpkg）")
    receiving.add_argument("--json", action="store_true", help="结果写成 JSON")
    receiving.set_defaults(run=receive)


def ask_password(new: bool) -> str:  # noqa: FBT001 - the shape that services ask for
    """The password of the key: from the environment, else from the person at the terminal, else none.

    A new one is asked twice; an empty answer declines it.
    """
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return ""
    if not new:
        return getpass.getpass("签名密钥的口令：")
    while True:
        first = getpass.getpass("给签名密钥设一个口令（直接回车表示不设）：")
        if not first or first == getpass.getpass("请再输入一次："):
            return first
        say("两次输入不同，请重来。")


def keycard(args: argparse.Namespace) -> int:
    """Make the card; 0 when done."""
    from perfdesk.services import enrolment  # noqa: PLC0415 - the store only when it is needed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    with opened(args.file, read_only=True) as store:
        made = enrolment.make_card(store, args.to, ask_password)
    if made.new:
        say(f"已制作新的签名密钥。{made.protection}。")
    groups = made.groups
    say("指纹：" + " ".join(groups))
    say(f"登记时录入第 1、6、11 组：{groups[0]} {groups[5]} {groups[10]}")
    say("请打印指纹单，签字盖章后连同密钥卡交上级财政局。")
    for path in (made.card, *made.sheets):
        print(path)  # noqa: T201 - the command's result
    return 0


def enrol(args: argparse.Namespace) -> int:
    """Put a signer on the roster; 0 when done."""
    from perfdesk.services import enrolment  # noqa: PLC0415 - the store only when it is needed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    with opened(args.file) as store:
        done = enrolment.enrol(store, args.card, args.confirm)
    word = "早已登记过，没有改动" if done.already else "已登记"
    say(f"{done.name}（{done.code}）的签名密钥{word}。指纹：{' '.join(done.groups)}")
    if done.others:
        say(f"注意：该单位另有 {done.others} 把密钥仍然有效。")
    return 0


def pack(args: argparse.Namespace) -> int:
    """Write a package; 0 when done."""
    from perfdesk.services import packages  # noqa: PLC0415 - the store only when it is needed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    with opened(args.file) as store:
        wanted = packages.wanted(store, args.kind, args.year, args.month)
        done = packages.pack(store, wanted, args.to, ask_password, progress=progress("审核"))
    asked = done.wanted
    if done.new_key:
        say(f"已制作新的签名密钥，请用 keycard 制作密钥卡交上级登记。{done.protection}。")
    say(f"{period(asked.kind, asked.year, asked.month)}上报包第 {done.seq} 号，{sum(done.rows.values())} 行数据。")
    say(f"数据摘要 {done.facts}")
    print(done.path)  # noqa: T201 - the command's result
    return 0


def verify(args: argparse.Namespace) -> int:
    """Judge packages; 0 when all are sound, 1 when one is refused."""
    from perfdesk.services import receiving  # noqa: PLC0415 - the store only when it is needed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    watch = progress("核对")
    if args.file is None:
        return _tell(receiving.verify(args.packages, progress=watch), as_json=args.json)
    with opened(args.file, read_only=True) as store:
        return _tell(receiving.verify(args.packages, store, watch), as_json=args.json)


def receive(args: argparse.Namespace) -> int:
    """Receive packages; 0 when all were received or were there already, 1 when one is refused."""
    from perfdesk.services import receiving  # noqa: PLC0415 - the store only when it is needed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    with opened(args.file) as store:
        return _tell(receiving.receive(store, args.packages, progress("接收")), as_json=args.json)


def _tell(verdicts: list[Verdict], *, as_json: bool) -> int:
    if as_json:
        emit_json({"packages": [document(verdict) for verdict in verdicts]})
    else:
        for verdict in verdicts:
            print("\n".join(_lines(verdict)))  # noqa: T201 - the command's result
    return int(any(verdict.verdict == "refused" for verdict in verdicts))


def document(verdict: Verdict) -> dict[str, Any]:
    """The JSON of one package; `status` is null where it was only verified, `rule` is its E_ code."""
    return {
        "path": str(verdict.path),
        "office": verdict.office,
        "code": verdict.office_code,
        "year": verdict.year,
        "kind": verdict.kind,
        "month": verdict.month,
        "seq": verdict.seq,
        "verdict": verdict.verdict,
        "reason": verdict.reason or "；".join(verdict.warnings),
        "rule": verdict.code,
        "step": verdict.step,
        "member": verdict.member,
        "signer": verdict.signer,
        "status": verdict.status or None,
        "rows": verdict.rows,
        "changes": verdict.changes,
        "differences": [
            {"figure": one.figure, "claimed": one.claimed, "computed": one.computed} for one in verdict.differences
        ],
        "warnings": verdict.warnings,
    }


_STATUS = {
    "": "核对无误",
    "received": "已接收",
    "already": "早已接收过，没有改动",
    "quarantined": "拒收，已移入隔离文件夹",
}
_SIGNER = {"known": "签名人在名册上", "unknown": "未核对签名人", "none": "没有有效签名"}


def _lines(verdict: Verdict) -> list[str]:
    if verdict.verdict == "refused":
        word = _STATUS["quarantined"] if verdict.status else "不能接收"
        return [f"{verdict.path.name}：{word}。{verdict.code} {verdict.reason}"]
    what = period(str(verdict.kind), int(verdict.year or 0), verdict.month)
    words = f"{_STATUS[verdict.status]}，{_SIGNER[verdict.signer]}"
    head = f"{verdict.path.name}：{verdict.office} {what}第 {verdict.seq} 号，{words}。"
    changed = [
        f"{name} 新增 {count['new']} 变更 {count['changed']} 删除 {count['deleted']}"
        for name, count in verdict.changes.items()
        if count["new"] or count["changed"] or count["deleted"]
    ]
    lines = [head, *(f"  注意：{warning}" for warning in verdict.warnings), *(f"  {text}" for text in changed)]
    if verdict.status == "received" and not verdict.differences:
        lines.append("  复算的统计数与上报数一致")
    return lines + [
        f"  {one.figure}：上报 {one.claimed or '未填报'}，复算 {one.computed or '未填报'}"
        for one in verdict.differences
    ]
