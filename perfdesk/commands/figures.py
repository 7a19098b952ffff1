"""figures: the numbers that an office reports, with definition, coverage and the rows behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from perfdesk.commands.output import emit_json, say
from perfdesk.domain.figure import SCOPES, printed

if TYPE_CHECKING:
    import argparse

    from perfdesk.domain.figure import FigureRow, FigureValue
    from perfdesk.services.figures import Answer

WORDS = {"own": "本级", "sub": "下级"}


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command figures."""
    parser = sub.add_parser("figures", help="统计数：数值、口径、覆盖机构和明细")
    parser.add_argument("file", metavar="FILE", help="数据文件")
    parser.add_argument("--year", type=int, help="工作年度（默认为数据文件的当前年度）")
    parser.add_argument("--month", type=int, help="监控截止月份（默认为当年最后一个普通监控期间）")
    parser.add_argument("--scope", choices=SCOPES, help="own 本级，sub 下级；不写则两者都要")
    parser.add_argument("--key", help="只要这一个统计数")
    parser.add_argument("--rows", action="store_true", help="连同数字背后的明细")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="结果写成 JSON")
    form.add_argument("--xlsx", metavar="PATH", type=Path, help="结果写成工作簿")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute and print; 0 when done."""
    from perfdesk.services import figures  # noqa: PLC0415 - the store only when a figure is asked for

    question = figures.Question(args.year, args.month, args.scope, args.key, args.rows)
    found = figures.answer(Path(args.file), question)
    if args.json:
        emit_json(document(found, rows=args.rows))
    elif args.xlsx:
        figures.write_table(args.xlsx, found)
        say(f"已写入 {args.xlsx}")
    else:
        print("\n".join(_lines(found)))  # noqa: T201 - the command's result
    return 0


def document(found: Answer, *, rows: bool) -> dict[str, Any]:
    """The JSON document of interfaces; numbers are strings, null where nothing is filled."""
    return {
        "office": found.office,
        "year": found.year,
        "figures": [_figure(value, rows=rows) for value in found.values],
    }


def _figure(value: FigureValue, *, rows: bool) -> dict[str, Any]:
    figure = value.figure
    one: dict[str, Any] = {
        "key": figure.key,
        "title": figure.title,
        "unit": figure.unit,
        "scope": value.scope,
        "value": value.text,
        "top": _count(value.top),
        "bottom": _count(value.bottom),
        "expected": value.expected,
        "filled": value.filled,
        "definition": figure.definition,
        "basis": figure.basis,
    }
    if rows:
        one["rows"] = [_row(row) for row in value.rows]
    return one


def _row(row: FigureRow) -> dict[str, Any]:
    amount = None if row.amount is None else printed(row.amount, "万元")
    return {
        "office": row.office,
        "id": row.id,
        "label": row.label,
        "amount": amount,
        "top": _count(row.top),
        "bottom": _count(row.bottom),
    }


def _count(number: int | None) -> str | None:
    return None if number is None else str(number)


def _lines(found: Answer) -> list[str]:
    """A table for the eye: title, value, unit, and n/m offices for the offices below."""
    lines: list[str] = []
    for scope in SCOPES:
        values = [value for value in found.values if value.scope == scope]
        if not values:
            continue
        lines += [""] if lines else []
        lines.append(f"{found.office}  {found.year} 年度  {WORDS[scope]}")
        if not values[0].expected:
            lines.append("没有下级机构")
            continue
        wide = max(_width(value.figure.title) for value in values)
        for value in values:
            text = "未填报" if value.text is None else value.text
            cover = f"{value.filled}/{value.expected}" if scope == "sub" else ""
            month = f"1-{value.month}月" if value.month else ""
            cells = (_left(value.figure.title, wide), _right(text, 14), _left(value.figure.unit, 4), _left(cover, 7))
            lines.append("  ".join((*cells, _left(month, 7), value.figure.key)))
            lines += [f"    {_row_line(row)}" for row in value.rows]
    return lines


def _row_line(row: FigureRow) -> str:
    amount = "" if row.amount is None else printed(row.amount, "万元")
    rate = "" if row.top is None or row.bottom is None else f"{row.top}/{row.bottom}"
    return "  ".join((row.office, _right(amount, 14), _left(rate, 5), row.label))


def _width(text: str) -> int:
    """Columns that the text takes on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _left(text: str, wide: int) -> str:
    return text + " " * (wide - _width(text))


def _right(text: str, wide: int) -> str:
    return " " * (wide - _width(text)) + text
