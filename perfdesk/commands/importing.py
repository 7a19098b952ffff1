"""import: read workbooks into the ledger; review: pass, approve or return what was imported."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdesk.commands.output import emit_json, progress, say

if TYPE_CHECKING:
    import argparse

    from perfdesk.domain.problem import Problem, Repair
    from perfdesk.services.imports import FilePlan, Preview

WORDS = {"imported": "导入", "rejected": "未导入", "skipped": "跳过"}
LEVELS = {"error": "错误", "warning": "警告", "hint": "提示"}


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands import and review."""
    parser = sub.add_parser("import", help="把部门报来的表读进台账")
    parser.add_argument("file", metavar="FILE", help="数据文件")
    parser.add_argument("sources", metavar="SOURCE", nargs="+", help="工作簿、文件夹或 .zip")
    parser.add_argument("--form", default="auto", help="只认这种表（默认自动识别）")
    parser.add_argument("--preview", action="store_true", help="只预览，不写入")
    parser.add_argument("--add-unknown", action="store_true", help="期初建账：台账里没有的单位和项目一并补录")
    parser.add_argument("--year", type=int, help="表上没写年度时采用")
    parser.add_argument("--month", type=int, help="表上没写月份时采用")
    parser.add_argument("--json", action="store_true", help="结果写成 JSON")
    parser.set_defaults(run=run_import)

    parser = sub.add_parser("review", help="审核通过、批复或退回")
    parser.add_argument("file", metavar="FILE", help="数据文件")
    parser.add_argument("--form", required=True, help="表的代号，如 monitoring.project")
    parser.add_argument("--unit", help="只审这个单位（代码）")
    parser.add_argument("--project", help="只审这个项目（代码）")
    parser.add_argument("--year", type=int, help="预算年度")
    parser.add_argument("--month", type=int, help="监控截止月份")
    step = parser.add_mutually_exclusive_group(required=True)
    step.add_argument("--pass", dest="step", action="store_const", const="pass", help="审核通过")
    step.add_argument("--approve", dest="step", action="store_const", const="approve", help="批复（绩效目标）")
    step.add_argument("--return", dest="opinion", metavar="TEXT", help="退回，并写明意见")
    step.add_argument("--seal", dest="step", action="store_const", const="seal", help="封存审核通过的监控表、自评表")
    step.add_argument("--unseal", metavar="TEXT", help="解封，并写明理由")
    parser.set_defaults(run=run_review)


def run_import(args: argparse.Namespace) -> int:
    """Preview, and without --preview confirm; 1 when a file or a row was rejected."""
    from perfdesk.services import imports  # noqa: PLC0415 - reading machinery only when something is imported
    from perfdesk.services.imports.preview import has_errors  # noqa: PLC0415
    from perfdesk.services.opening import opened  # noqa: PLC0415

    sources = [Path(source) for source in args.sources]
    options = imports.Options(args.form, args.year, args.month, args.add_unknown)
    with opened(args.file, read_only=args.preview) as store:
        shown = imports.preview(store, sources, options, progress("读取"))
        if not args.preview:
            imports.confirm(store, shown)
    if args.json:
        emit_json(document(shown))
    else:
        _print(shown)
    return 1 if any(has_errors(plan) for plan in shown.files) else 0


def document(shown: Preview) -> dict[str, Any]:
    """The JSON document of interfaces: one entry a file, repairs and problems with their place."""
    wrote = shown.committed and any(plan.status == "imported" for plan in shown.files)
    return {
        "committed": wrote,
        "seconds": round(shown.seconds, 3),
        "files": [_file(plan) for plan in shown.files],
    }


def _file(plan: FilePlan) -> dict[str, Any]:
    return {
        "path": plan.path,
        "sha256": plan.sha256,
        "status": plan.status,
        "form": ",".join(plan.forms),
        "rows": asdict(plan.counts),
        "repairs": _repairs(plan.repairs),
        "problems": [_problem(problem) for problem in plan.problems],
        "conflicts": [asdict(conflict) for conflict in plan.conflicts],
    }


def _repairs(repairs: list[Repair]) -> list[dict[str, Any]]:
    """One entry a cell and field; a cell that several rules mended lists them all, from raw to the last value."""
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for repair in repairs:
        one = merged.get((repair.sheet, repair.cell, repair.field))
        if one is None:
            merged[repair.sheet, repair.cell, repair.field] = asdict(repair)
            continue
        rules = one["rule"] if isinstance(one["rule"], list) else [one["rule"]]
        one |= {"rule": [*rules, repair.rule], "value": repair.value, "unit": repair.unit or one["unit"]}
    return list(merged.values())


def _problem(found: Problem) -> dict[str, str]:
    names = ("level", "rule", "sheet", "cell", "field", "message")
    return {name: getattr(found, name) for name in names}


def _place(sheet: str, cell: str) -> str:
    return f"{sheet}!{cell}" if sheet and cell else sheet or cell


def _print(shown: Preview) -> None:
    for plan in shown.files:
        counts = plan.counts
        numbers = f"新增 {counts.new}  变更 {counts.changed}  相同 {counts.same}  未采用 {counts.rejected}"
        say(f"{WORDS[plan.status]}  {plan.path}  {','.join(plan.forms) or '—'}  {numbers}  修正 {len(plan.repairs)} 处")
        for found in plan.problems:
            say(f"    {LEVELS[found.level]} {found.rule} {_place(found.sheet, found.cell)} {found.message}")
    good = sum(plan.status == "imported" for plan in shown.files)
    end = "已写入台账" if shown.committed and good else "没有写入"
    say(f"共 {len(shown.files)} 个文件，{good} 个可导入，{end}，用时 {shown.seconds:.1f} 秒")


def run_review(args: argparse.Namespace) -> int:
    """Carry out one step of reviewing over a form; 1 when something was blocked."""
    from perfdesk.services import reviews  # noqa: PLC0415 - checks only when something is reviewed
    from perfdesk.services.opening import opened  # noqa: PLC0415

    wanted = reviews.Selection(args.form, args.unit, args.project, args.year, args.month)
    with opened(args.file) as store:
        step = "return" if args.opinion else "unseal" if args.unseal else args.step
        result = reviews.review(store, wanted, step, args.opinion or args.unseal or "")
    say(f"{reviews.WORDS[result.step]} {result.done} 份")
    for name, reasons in result.blocked:
        say(f"    未办理 {name}：" + "；".join(reasons))
    return 1 if result.blocked else 0
