"""R001-R014: the money of a single form agrees with itself, with the ledger's order of size and with common sense."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain.checks.base import B10, B13, B88, MONITORING, SELFEVAL, TARGETS, Head, Mark
from perfdesk.domain.checks.inputs import SHEETS, Sheet
from perfdesk.domain.execution import LEVELS, below
from perfdesk.domain.money import fen, wan
from perfdesk.domain.points import half_up, percent, points
from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.domain.quantity import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.domain.content import Row
    from perfdesk.domain.settings import Thresholds

_BOTH = (*TARGETS, *MONITORING, *SELFEVAL)
_COLUMNS = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "executed": "执行数",
    "forecast": "全年预计执行数",
    "amount": "金额",
}
_ROWS = {
    "total": "年度资金总额", "fiscal": "财政拨款", "carryover": "上年结转资金", "other": "其他资金",
    "central": "中央资金", "province": "省级资金", "city": "市级资金", "county": "县级资金", "local": "地方资金",
    "special": "财政专户管理资金", "own": "单位资金",
}  # fmt: skip
_TASK_MONEY = ("total", "fiscal", "other", "executed")
_PROSE = re.compile(r"[\u4e00-\u9fff]")
_MONEY_WORDS = re.compile(r"亿|千|百|万|元|人民币|约|合计|[,.，、:：()（）\s]")
_TOTAL_IN_TEXT = re.compile(r"(?:合计|共计|总计|共需|总投资|总预算)(?:为|约|资金|经费)*(\d+(?:\.\d+)?)(亿元|万元|元)")


def tolerance(limits: Thresholds, lines: int) -> int:
    """What a sum of `lines` rounded amounts may be off, 分."""
    return max(limits.money_least, limits.money_line * lines)


def rate_tolerance(printed: int) -> int:
    """What a printed rate (hundredths of a percent) may be off by its own rounding: a whole percent by 0.5 point."""
    if printed % 100 == 0:
        return 50
    return 5 if printed % 10 == 0 else 1


def _name(row: str) -> str:
    return _ROWS.get(row, row)


def _matrices(sheet: Sheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """The money matrices, each with those of its columns in which anything stands, and their titles."""
    found = []
    for name in ("funds_mid", "funds"):
        matrix = sheet.content.matrices.get(name)
        if matrix is not None:
            given = set().union(*matrix.values())
            found.append((name, [pair for pair in _COLUMNS.items() if pair[0] in given]))
    return found


@SHEETS.add(
    Head(
        "R001", ERROR, "资金总额等于各来源之和",
        "{0}：年度资金总额 {left} 万元，各来源合计 {right} 万元，相差 {1} 万元",
        B88, ("target.project", *MONITORING, "selfeval.project", "selfeval.project.yunnan"),
    )
)  # fmt: skip
def total_is_sum(sheet: Sheet) -> Iterator[Mark]:
    """Each column of the funds adds up; rows that are blank count nothing."""
    content = sheet.content
    for matrix, columns in _matrices(sheet):
        for column, title in columns:
            total = content.number(matrix, "total", column)
            given = below(content, matrix, column) if total else []
            if total is None or not given:
                continue
            gap = total - sum(given)
            if abs(gap) > tolerance(sheet.context.settings.thresholds, len(given)):
                yield Mark(f"{matrix}.total.{column}", wan(total), wan(sum(given)), (title, wan(abs(gap))))


@SHEETS.add(
    Head(
        "R002", ERROR, "财政拨款等于中央省市县之和",
        "{0}：财政拨款 {left} 万元，中央、省、市、县合计 {right} 万元，相差 {1} 万元",
        B88, ("target.project", *MONITORING, *SELFEVAL),
    )
)  # fmt: skip
def fiscal_is_sum(sheet: Sheet) -> Iterator[Mark]:
    """Where a layout splits 财政拨款 by level of government, the levels add up to it."""
    content = sheet.content
    for matrix, columns in _matrices(sheet):
        split_by = [row for row in LEVELS if row in content.matrices[matrix]]
        for column, title in columns if split_by else ():
            fiscal = content.number(matrix, "fiscal", column)
            split = [value for row in split_by if (value := content.number(matrix, row, column)) is not None]
            if fiscal is None or not split:
                continue
            gap = fiscal - sum(split)
            if abs(gap) > tolerance(sheet.context.settings.thresholds, len(split)):
                yield Mark(f"{matrix}.fiscal.{column}", wan(fiscal), wan(sum(split)), (title, wan(abs(gap))))


@SHEETS.add(
    Head(
        "R003", ERROR, "中期资金不少于年度资金", "中期资金总额 {left} 万元，少于年度资金总额 {right} 万元",
        B88, ("target.project",),
    )
)  # fmt: skip
def mid_term_covers_year(sheet: Sheet) -> Iterator[Mark]:
    """A multi-year total contains the year's."""
    whole, year = (sheet.content.number(matrix, "total", "amount") for matrix in ("funds_mid", "funds"))
    if whole and year and whole + sheet.context.settings.thresholds.money_least < year:
        yield Mark("funds_mid.total.amount", wan(whole), wan(year))


@SHEETS.add(
    Head(
        "R004", WARNING, "总额行未填", "{0}：年度资金总额没有填（或为 0），各来源合计 {right} 万元，建议按合计填写",
        B88, ("target.project", *MONITORING, "selfeval.project", "selfeval.project.yunnan"),
    )
)  # fmt: skip
def total_is_filled(sheet: Sheet) -> Iterator[Mark]:
    """A total row that is blank or zero above rows that are not."""
    content = sheet.content
    for matrix, columns in _matrices(sheet):
        for column, title in columns:
            total = content.number(matrix, "total", column)
            given = 0 if total else sum(below(content, matrix, column))
            if given:
                yield Mark(f"{matrix}.total.{column}", "" if total is None else wan(total), wan(given), (title,))


@SHEETS.add(
    Head(
        "R005", ERROR, "金额不能为负", "金额 {left} 万元为负数；调减在预算调整中登记，金额不填负数", B13,
        (*_BOTH, "ledger.project", "ledger.execution", "rectify.ledger"),
    )
)  # fmt: skip
def amounts_are_not_negative(sheet: Sheet) -> Iterator[Mark]:
    """No amount anywhere is below zero."""
    for name, rows in sheet.content.matrices.items():
        for row, cells in rows.items():
            columns = _TASK_MONEY if name == "tasks_total" else tuple(_COLUMNS)
            yield from _negative(f"{name}.{row}", cells, columns)
    for name, table in sheet.content.tables.items():
        if name == "indicators":
            continue
        columns = _TASK_MONEY if name == "tasks" else (*_COLUMNS, "recovered")
        for index, cells in enumerate(table):
            yield from _negative(f"{name}.{index}", cells, columns)


def _negative(place: str, cells: Row, columns: tuple[str, ...]) -> Iterator[Mark]:
    for column in columns:
        value = cells.get(column)
        if isinstance(value, int) and value < 0:
            yield Mark(f"{place}.{column}", wan(value), "0")


@SHEETS.add(
    Head(
        "R006", WARNING, "执行数不超过全年预算数", "{0}：执行数 {left} 万元，超过全年预算数 {right} 万元", B13,
        ("selfeval.project", "selfeval.project.yunnan", "selfeval.department"),
    )
)  # fmt: skip
def executed_within_budget(sheet: Sheet) -> Iterator[Mark]:
    """Nothing is spent beyond the adjusted budget, in any row."""
    for row in sheet.content.matrices.get("funds", {}):
        budget, executed = (sheet.content.number("funds", row, column) for column in ("adjusted", "executed"))
        if budget and executed is not None and executed > budget + sheet.context.settings.thresholds.money_least:
            yield Mark(f"funds.{row}.executed", wan(executed), wan(budget), (_name(row),))


@SHEETS.add(
    Head(
        "R007", WARNING, "预算调整须说明",
        "全年预算数 {left} 万元与年初预算数 {right} 万元不同，没有说明调整的原因和依据",
        B13, SELFEVAL,
    )
)  # fmt: skip
def adjustment_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """An adjusted budget that differs from the initial one is mentioned somewhere on the sheet."""
    initial, adjusted = (sheet.content.number("funds", "total", column) for column in ("initial", "adjusted"))
    if initial is None or adjusted is None:
        return
    settings = sheet.context.settings
    told = sheet.remarks + sheet.content.text("actual_goal")
    differs = abs(adjusted - initial) > settings.thresholds.money_least
    if differs and not settings.words.has("adjustment", told):
        yield Mark("funds.total.adjusted", wan(adjusted), wan(initial))


@SHEETS.add(
    Head(
        "R008", ERROR, "执行率等于执行数除以预算数",
        "{0}：表上执行率 {left}，按执行数除以预算数应为 {right}（{1}）", B10,
        SELFEVAL,
    )
)  # fmt: skip
def rate_is_quotient(sheet: Sheet) -> Iterator[Mark]:
    """The printed execution rate is executed over budget, within its own rounding."""
    content, base_column = sheet.content, sheet.context.settings.scoring.rate_base
    for row in content.matrices.get("funds", {}):
        budget, executed = content.number("funds", row, base_column), content.number("funds", row, "executed")
        yield from _rate(
            sheet, f"funds.{row}.rate", (budget, executed, content.number("funds", row, "rate")), _name(row)
        )
    for index, task in enumerate(content.rows("tasks")):
        money = tuple(
            value if isinstance(value := task.get(name), int) else None for name in ("total", "executed", "rate")
        )
        yield from _rate(sheet, f"tasks.{index}.rate", (money[0], money[1], money[2]), str(task.get("name") or "任务"))


def _rate(sheet: Sheet, place: str, money: tuple[int | None, int | None, int | None], name: str) -> Iterator[Mark]:
    budget, executed, printed = money
    if not budget or executed is None or printed is None:
        return
    exact = Fraction(executed, budget)
    if abs(printed - exact * 10_000) <= rate_tolerance(printed):
        return
    initial = sheet.content.number("funds", place.split(".")[1], "initial") if place.startswith("funds.") else None
    by_initial = initial and abs(printed - Fraction(executed, initial) * 10_000) <= rate_tolerance(printed)
    how = "表上是除以年初预算数得到的" if by_initial else f"{wan(executed)}÷{wan(budget)}"
    yield Mark(place, f"{points(printed)}%", percent(exact), (name, how))


@SHEETS.add(
    Head(
        "R009", WARNING, "执行率偏低须说明原因", "{0}执行率 {left}，低于 {right}，没有说明原因", B10, SELFEVAL,
    )
)  # fmt: skip
def low_execution_is_explained(sheet: Sheet) -> Iterator[Mark]:
    """An execution rate below the office's limit has a reason on the sheet, in the task's own row for tasks."""
    limit = sheet.context.settings.thresholds.execution_reason
    rate = sheet.score.rate
    if rate is not None and rate * 100 < limit and not sheet.remarks:
        yield Mark("funds.total.rate", percent(rate), f"{limit}%", ("",))
    for index, task in enumerate(sheet.content.rows("tasks")):
        total, executed = task.get("total"), task.get("executed")
        if not isinstance(total, int) or not isinstance(executed, int) or total <= 0:
            continue
        part = Fraction(executed, total)
        if part * 100 < limit and not str(task.get("reason") or "").strip():
            yield Mark(f"tasks.{index}.reason", percent(part), f"{limit}%", (f"任务“{task.get('name') or index + 1}”",))


@SHEETS.add(
    Head(
        "R010", WARNING, "金额单位疑似填错", "金额 {left} 万元，{0} {right} 万元，请核对是否把元、万元弄混", B88, _BOTH,
    )
)  # fmt: skip
def unit_is_plausible(sheet: Sheet) -> Iterator[Mark]:
    """An amount a thousand times last year's or the ledger's, or beyond the whole department, has the wrong unit."""
    content, context = sheet.content, sheet.context
    column, amount = next(
        (
            (name, value)
            for name in ("adjusted", "initial", "amount")
            if (value := content.number("funds", "total", name))
        ),
        ("", 0),
    )
    if amount <= 0:
        return
    last = context.last_year and context.last_year.number("funds", "total", "adjusted")
    times = context.settings.thresholds.money_jump
    place = f"funds.total.{column}"
    for known, name in ((last, "上年是"), (context.ledger.adjusted, "台账是")):
        if known and known > 0 and (amount >= known * times or amount * times <= known):
            yield Mark(place, wan(amount), wan(known), (name,))
            return
    whole = context.department_budget
    is_project = not content.form.endswith(".department")
    if is_project and whole and amount > whole + context.settings.thresholds.money_least:
        yield Mark(place, wan(amount), wan(whole), ("超过整个部门的预算",))


@SHEETS.add(
    Head(
        "R011", ERROR, "没有预算却有执行", "{0}：全年预算数为 0，执行数却是 {left} 万元", B13, SELFEVAL,
    )
)  # fmt: skip
def no_execution_without_budget(sheet: Sheet) -> Iterator[Mark]:
    """Where the adjusted budget is zero nothing can be executed."""
    for row in sheet.content.matrices.get("funds", {}):
        budget, executed = (sheet.content.number("funds", row, column) for column in ("adjusted", "executed"))
        if budget == 0 and executed and executed > 0:
            yield Mark(f"funds.{row}.executed", wan(executed), "0", (_name(row),))


@SHEETS.add(
    Head(
        "R012", ERROR, "执行率不超过100%", "执行率 {left}，超过 {right}；请核对执行数或补登预算调整", B13, SELFEVAL,
    )
)  # fmt: skip
def rate_within_hundred(sheet: Sheet) -> Iterator[Mark]:
    """The whole subject's execution rate is at most 100 %, as printed and as divided."""
    rate, printed = sheet.score.rate, sheet.content.number("funds", "total", "rate")
    money = sheet.score.money
    base = money.base(sheet.context.settings.scoring.rate_base)
    slack = sheet.context.settings.thresholds.money_least
    if rate is not None and rate > 1 and base is not None and (money.executed or 0) > base + slack:
        yield Mark("funds.total.rate", percent(rate), "100%")
    elif printed is not None and printed > 10_000:
        yield Mark("funds.total.rate", f"{points(printed)}%", "100%")


@SHEETS.add(
    Head(
        "R013", WARNING, "测算明细合计等于预算数", "{0}：{left} 万元，合计应为 {right} 万元，相差 {1} 万元", B88,
        ("target.project", "target.department", "selfeval.department"),
    )
)  # fmt: skip
def composition_adds_up(sheet: Sheet) -> Iterator[Mark]:
    """Tasks add up to their total, a task to its sources, and a total in the prose is the one in the money cell."""
    yield from _tasks(sheet)
    budget = sheet.content.number("funds", "total", "amount")
    if not budget:
        return
    for name in ("goal", "goal_mid"):
        found = _TOTAL_IN_TEXT.search(tidy(sheet.content.text(name)))
        if found is None:
            continue
        told = half_up(Fraction(found.group(1)) * fen(1, found.group(2)))
        if abs(told - budget) > sheet.context.settings.thresholds.money_least:
            yield Mark(name, wan(told), wan(budget), ("文字里的合计", wan(abs(told - budget))))


def _tasks(sheet: Sheet) -> Iterator[Mark]:
    tasks, limits = sheet.content.rows("tasks"), sheet.context.settings.thresholds
    for column, title in (("total", "总额"), ("fiscal", "财政拨款"), ("other", "其他资金")):
        whole = sheet.content.number("tasks_total", "total", column)
        given = [value for task in tasks if isinstance(value := task.get(column), int)]
        if whole is not None and given and abs(whole - sum(given)) > tolerance(limits, len(given)):
            gap = wan(abs(whole - sum(given)))
            yield Mark(f"tasks_total.total.{column}", wan(whole), wan(sum(given)), (f"金额合计（{title}）", gap))
    for index, task in enumerate(tasks):
        total, below = (
            task.get("total"),
            [value for name in ("fiscal", "other") if isinstance(value := task.get(name), int)],
        )
        if isinstance(total, int) and below and abs(total - sum(below)) > tolerance(limits, len(below)):
            name = f"任务“{task.get('name') or index + 1}”的总额"
            yield Mark(f"tasks.{index}.total", wan(total), wan(sum(below)), (name, wan(abs(total - sum(below)))))


@SHEETS.add(
    Head("R014", WARNING, "金额单元格只填数字", "金额单元格里写的是“{left}”，读作 {right} 万元；请只填数字", B88, _BOTH)
)
def money_cells_hold_numbers(sheet: Sheet) -> Iterator[Mark]:
    """A money cell with prose, or with the same text twice, was read but should be mended."""
    for path, raw in sheet.context.raws.items():
        if not path.startswith(("funds", "tasks_total.")) or path.endswith((".rate", ".weight", ".score")):
            continue
        text = tidy(raw)
        half = len(text) // 2
        twice = len(text) >= 4 and len(text) % 2 == 0 and text[:half] == text[half:] and not text.isdigit()
        if twice or _PROSE.search(_MONEY_WORDS.sub("", text)):
            value = sheet.content.get(path)
            yield Mark(path, raw.strip()[:40], wan(value) if isinstance(value, int) else "空")
