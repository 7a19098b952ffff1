"""check and score: what is wrong in the ledger of a budget year, and what the rules would score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfdesk.commands.output import emit_json, progress, say
from perfdesk.domain.points import points

if TYPE_CHECKING:
    import argparse

    from perfdesk.services.checks import Report
    from perfdesk.services.scores import Item, Scores

_WORDS = {"error": "错误", "warning": "警告", "hint": "提示"}
_KEYS = ("rule", "level", "unit", "project", "form", "field", "message", "basis", "left", "right")


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands check and score."""
    check = sub.add_parser("check", help="审核：按规则检查一个预算年度的目标、监控和自评")
    check.add_argument("file", metavar="FILE", help="数据文件")
    check.add_argument("--rule", default="", metavar="R031", help="只查这一条规则")
    check.add_argument("--year", type=int, help="预算年度（默认为数据文件的当前年度）")
    check.add_argument("--month", type=int, choices=range(1, 13), metavar="MONTH", help="监控表只查这个截止月份")
    check.add_argument("--json", action="store_true", help="结果写成 JSON")
    check.set_defaults(run=run_check)
    score = sub.add_parser("score", help="自评得分：按规则计算，与填报得分并列")
    score.add_argument("file", metavar="FILE", help="数据文件")
    score.add_argument("--year", type=int, help="被评价的预算年度（默认为数据文件的当前年度）")
    score.add_argument("--json", action="store_true", help="结果写成 JSON")
    score.set_defaults(run=run_score)
    note = sub.add_parser("explain", help="说明：不能改正的审核问题写明原因后放行")
    note.add_argument("file", metavar="FILE", help="数据文件")
    note.add_argument("--rule", required=True, metavar="R031", help="规则编号")
    note.add_argument("--unit", default="", help="只说明这个单位的（代码或名称）")
    note.add_argument("--project", default="", help="只说明这个项目的（代码或名称）")
    note.add_argument("--year", type=int, help="预算年度（默认为数据文件的当前年度）")
    note.add_argument("--month", type=int, choices=range(1, 13), metavar="MONTH", help="监控表只看这个截止月份")
    note.add_argument("--note", required=True, metavar="TEXT", help="为什么可以放行")
    note.set_defaults(run=run_explain)


def run_check(args: argparse.Namespace) -> int:
    """Check and print; 1 where errors were found."""
    from perfdesk.services import checks, rule_levels  # noqa: PLC0415 - the store only when it is asked for
    from perfdesk.services.opening import opened  # noqa: PLC0415 - the same

    with opened(args.file, read_only=True) as store:
        report = checks.run(store, args.year, month=args.month, rule=args.rule, progress=progress("审核"))
        levels = rule_levels.told(store, report.year)
    if levels:
        say(levels)
    if args.json:
        emit_json(check_document(report))
    else:
        print("\n".join(_check_lines(report)))  # noqa: T201 - the command's result
    return 1 if report.count("error") else 0


def run_explain(args: argparse.Namespace) -> int:
    """Explain the selected problems; 0 when done."""
    from perfdesk.services import explanations  # noqa: PLC0415 - the store only when it is asked for
    from perfdesk.services.opening import opened  # noqa: PLC0415 - the same

    wanted = explanations.Selection(args.rule, args.unit, args.project, args.year, args.month)
    with opened(args.file) as store:
        count = explanations.explain(store, explanations.select(store, wanted), args.note)
    say(f"已说明 {count} 处，审核时改列为提示")
    return 0


def check_document(report: Report) -> dict[str, Any]:
    """The JSON document of a check."""
    return {
        "year": report.year,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "hints": report.count("hint"),
        "problems": [{key: getattr(found.problem, key) for key in _KEYS} for found in report.found],
    }


def _check_lines(report: Report) -> list[str]:
    lines, last = [], ("", "")
    for found in report.found:
        problem = found.problem
        if (problem.unit, problem.project) != last:
            last = (problem.unit, problem.project)
            lines += ["", "  ".join(filter(None, last)) or "全机构"]
        lines.append(f"  {_WORDS[problem.level]} {problem.rule} {problem.message}")
    counts = "，".join(f"{word} {report.count(level)} 个" for level, word in _WORDS.items())
    return [*lines, "", f"{report.year} 年度：{counts}"]


def run_score(args: argparse.Namespace) -> int:
    """Score and print; 0 when done."""
    from perfdesk.services import scores  # noqa: PLC0415 - the store only when it is asked for
    from perfdesk.services.opening import opened  # noqa: PLC0415 - the same

    with opened(args.file, read_only=True) as store:
        found = scores.compute(store, args.year)
    if args.json:
        emit_json(score_document(found))
    elif found.items:
        print("\n".join(line for item in found.items for line in _score_lines(item)))  # noqa: T201 - the command's result
    else:
        say(f"{found.year} 年度没有自评表")
    return 0


def score_document(found: Scores) -> dict[str, Any]:
    """The JSON document of the scores; numbers are strings, null where nothing was entered."""
    return {"year": found.year, "items": [_item(item) for item in found.items]}


def _item(item: Item) -> dict[str, Any]:
    return {
        "project": item.project,
        "unit": item.unit,
        "entered": _points(item.entered),
        "computed": points(item.computed),
        "grade_entered": item.grade_entered or None,
        "grade_computed": item.grade_computed,
        "lines": [
            {
                "name": one.line.name,
                "level1": one.line.level1,
                "weight": points(one.line.weight),
                "target": one.line.target,
                "actual": one.line.actual,
                "entered": _points(one.line.entered),
                "computed": points(one.line.computed),
                "rule": _rule(one.rules),
                "why": one.line.why,
            }
            for one in item.lines
        ],
    }


def _rule(rules: tuple[str, ...]) -> str | list[str] | None:
    """One code as itself, several as a list, none as null."""
    if len(rules) > 1:
        return list(rules)
    return rules[0] if rules else None


def _points(score: int | None) -> str | None:
    return None if score is None else points(score)


def _score_lines(item: Item) -> list[str]:
    entered = "未填" if item.entered is None else points(item.entered)
    grades = f"{item.grade_entered or '未填'} / {item.grade_computed}"
    lines = [f"{item.unit}  {item.project}  填报 {entered}  计算 {points(item.computed)}  等级 {grades}"]
    for one in item.lines:
        if one.line.entered == one.line.computed:
            continue
        given = "未填" if one.line.entered is None else points(one.line.entered)
        rules = "、".join(one.rules)
        lines.append(f"    {one.line.name}  填报 {given}  计算 {points(one.line.computed)}  {rules}  {one.line.why}")
    return lines
