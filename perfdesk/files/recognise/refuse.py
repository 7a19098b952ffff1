"""Why a sheet is no form: blank, a written report, or a table whose labels are not ours; and what else a grid hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.problem import Problem
from perfdesk.files.grid import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form
    from perfdesk.files.grid import Grid, Value
    from perfdesk.files.recognise.plan import Hit


def refusal(grid: Grid, rows: list[list[Value]], hits: list[Hit], forms: Sequence[Form]) -> Problem | None:
    """The problem of a sheet without a form; None for a blank sheet."""
    filled = [(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v not in (None, "")]
    if not filled:
        return None
    r, c, _ = filled[0]
    cell = address(grid.top + r, grid.left + c)
    long = [v for _, _, v in filled if isinstance(v, str) and len(v) > 40]
    if len(long) >= 3 and 2 * len(long) >= len(filled):
        words = "这是文字报告，不是表格，不能导入；请报送表格，文字报告可作为附件"
        return Problem("error", "D53", words, grid.name, cell)
    titles = [hit for hit in hits if hit.label.text == "§title"]
    keys = {key for hit in titles for key in hit.label.forms}
    form = next((form for form in forms if form.key in keys), None)
    if form is not None:
        main = max(form.tables, key=lambda table: len(table.columns))
        texts = {hit.label.text for hit in hits}
        lacking = [slot.labels[0] for slot in main.columns if slot.name in main.anchors and slot.labels[0] not in texts]
        spot = titles[0]
        words = f"标题是《{form.titles[0]}》，但表里没有这些栏目：{'、'.join(lacking) or '指标表'}"
        return Problem("error", "D33", words, grid.name, address(grid.top + spot.row, grid.left + spot.column))
    known = "、".join(dict.fromkeys(hit.label.text for hit in hits if not hit.label.text.startswith("§")))
    words = f"认不出这是哪一张表（找到的栏目：{known[:60]}）" if known else "认不出这是哪一张表，没有一个认识的栏目"
    return Problem("error", "D33", f"{words}；请使用下发的表样", grid.name, cell)


def notes_of_grid(grid: Grid) -> list[Problem]:
    """What a sheet holds beside its cells: comments (D48), hidden parts (D03)."""
    problems = [
        Problem(
            "hint", "D48", f"单元格有批注，没有读取：{' '.join(text.split())[:100]}", grid.name, address(row, column)
        )
        for (row, column), text in sorted(grid.notes.items())
    ]
    if grid.state != "visible":
        problems.append(Problem("warning", "D03", f"工作表“{grid.name}”是隐藏的，内容已读取，请核对", grid.name))
    for row in sorted(grid.hidden_rows):
        line = grid.rows[row - grid.top] if 0 <= row - grid.top < len(grid.rows) else []
        if any(value not in (None, "") for value in line):
            problems.append(
                Problem(
                    "warning", "D03", f"第 {row + 1} 行是隐藏的，内容已读取，请核对", grid.name, address(row, grid.left)
                )
            )
    for column in sorted(grid.hidden_columns):
        at = column - grid.left
        if any(0 <= at < len(line) and line[at] not in (None, "") for line in grid.rows):
            letter = address(0, column).rstrip("1")
            problems.append(
                Problem(
                    "warning", "D03", f"{letter} 列是隐藏的，内容已读取，请核对", grid.name, address(grid.top, column)
                )
            )
    return problems
