"""What makes a form a department's template: locked heads, choices to pick from, sums and rates that calculate."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.domain.money import hundredths
from perfdesk.files import show
from perfdesk.files.excel.cells import Looks, clean, text_cell
from perfdesk.files.grid import address

if TYPE_CHECKING:
    from perfdesk.files.excel.rows import Overrides, Rows
    from perfdesk.files.layout import Plan
    from perfdesk.files.template import CellSpec, Hole

# Who the form is about: a department does not change what the ledger says of it, and fills what is blank.
IDENTITY = ("project_name", "project_code", "department", "unit")
_BASES = ("adjusted", "initial", "total")  # what a rate divides by: the first that the form prints
_LONGEST_LIST = 255  # characters of a drop-down's list
_NUMBERS = {
    "amount": (
        'type="decimal" operator="greaterThanOrEqual"',
        "<formula1>0</formula1>",
        "金额只填数字，不写单位和文字",
    ),
    "score": ('type="decimal"', "<formula1>0</formula1><formula2>100</formula2>", "分值和得分填 0 到 100 的数字"),
    "count": ('type="whole" operator="greaterThanOrEqual"', "<formula1>0</formula1>", "请填整数"),
}


class _Place(NamedTuple):
    """One printed cell of a value."""

    row: int  # of the plan
    sheet_row: int
    cell: CellSpec
    hole: Hole

    @property
    def name(self) -> str:
        return address(self.sheet_row, self.cell.col)


class _Sum(NamedTuple):
    """A formula with the value that it has now (an integer of the hole's decimals), None for a blank."""

    text: str
    value: int | None


class Entry:
    """Adds to the sheets of one template what departments need to fill them."""

    def __init__(self, rows: Rows) -> None:
        """Prepare for the compiled `rows`."""
        self._typed = rows.template.package.styles.typed
        self._form = rows.template.form

    def of(self, done: Plan) -> tuple[Overrides, str]:
        """The cells that are written otherwise than by their value, and the dataValidations element."""
        places = _places(done)
        overrides: Overrides = {}
        for path in IDENTITY:
            for place in places.get(path, ()):
                if place.hole.text(done.rows[place.row].data):
                    looks = Looks(place.cell.format, self._typed[place.cell.format])
                    text = text_cell(place.cell.text(done.rows[place.row].data), looks)
                    overrides.setdefault(place.row, {})[place.cell.col] = text
        formulas = self._sums(done, places) + _rates(done, places)
        for place, formula in formulas:
            overrides.setdefault(place.row, {})[place.cell.col] = _formula(place, formula)
        calculated = {place.name for place, _ in formulas}
        return overrides, _validations(places, calculated)

    def _sums(self, done: Plan, places: dict[str, list[_Place]]) -> list[tuple[_Place, _Sum]]:
        """The total rows: of a matrix over its other rows, or over the column of the table it closes."""
        found = []
        for matrix in self._form.matrices:
            others = [row.name for row in matrix.rows if row.name != "total"]
            for slot in matrix.columns:
                total = places.get(f"{matrix.name}.total.{slot.name}")
                if not total or slot.kind not in ("amount", "score"):
                    continue
                parts = [f"{matrix.name}.{name}.{slot.name}" for name in others]
                if not others:
                    table = "indicators" if matrix.name == "total" else matrix.name.removesuffix("_total")
                    parts = [f"funds.total.{slot.name}"] if matrix.name == "total" else []
                    parts.append(f"{table}.{slot.name}")
                cells = [place for part in parts for place in places.get(part, ())]
                formula = _sum(done, total[0], cells)
                if formula:
                    found.append((total[0], formula))
        return found


def _places(done: Plan) -> dict[str, list[_Place]]:
    """Every printed value by its path; a table's column under the column's path."""
    starts = [0, *accumulate(done.pieces)] if done.pieces else list(range(len(done.rows) + 1))
    found: dict[str, list[_Place]] = {}
    for index, (spec, _, _) in enumerate(done.rows):
        for cell in spec.cells:
            if cell.hole is not None:
                found.setdefault(cell.hole.path, []).append(_Place(index, starts[index], cell, cell.hole))
    return found


def _value(done: Plan, place: _Place) -> int | None:
    value = done.rows[place.row].data.get(place.hole.name)
    return value if isinstance(value, int) else None


def _area(cells: list[_Place]) -> str:
    """The cells as ranges: neighbours below each other become one."""
    ranges: list[list[_Place]] = []
    for place in cells:
        last = ranges[-1][-1] if ranges else None
        if last and last.cell.col == place.cell.col and last.row + 1 == place.row:
            ranges[-1].append(place)
        else:
            ranges.append([place])
    return ",".join(item[0].name if len(item) == 1 else f"{item[0].name}:{item[-1].name}" for item in ranges)


def _sum(done: Plan, total: _Place, cells: list[_Place]) -> _Sum | None:
    """The sum over `cells`; None where the ledger holds a total that its parts do not give."""
    if not cells:
        return None
    given = _value(done, total)
    parts = [value for place in cells if (value := _value(done, place)) is not None]
    if given is not None and sum(parts) != given:
        return None
    area = _area(cells)
    return _Sum(f'IF(COUNT({area})=0,"",SUM({area}))', sum(parts) if parts else None)


def _rates(done: Plan, places: dict[str, list[_Place]]) -> list[tuple[_Place, _Sum]]:
    """The rates: executed by the budget beside it."""
    found = []
    for path, cells in places.items():
        head, _, name = path.rpartition(".")
        base = next((places[f"{head}.{word}"] for word in _BASES if f"{head}.{word}" in places), None)
        executed = places.get(f"{head}.executed")
        if name != "rate" or base is None or executed is None:
            continue
        for place, below, above in zip(cells, base, executed, strict=True):
            bottom, top = _value(done, below), _value(done, above)
            rate = hundredths(top * 100, bottom) if bottom and top is not None else None
            text = f'IF(OR(N({below.name})=0,COUNT({above.name})=0),"",ROUND({above.name}/{below.name},4))'
            found.append((place, _Sum(text, rate)))
    return found


def _formula(place: _Place, formula: _Sum) -> str:
    look = place.cell.format
    if formula.value is None:
        return f' s="{look}" t="str"><f>{clean(formula.text)}</f><v></v></c>'
    number = show.plain(formula.value, show.scale(place.hole.kind, place.hole.money))
    return f' s="{look}"><f>{clean(formula.text)}</f><v>{number}</v></c>'


def _choices(place: _Place) -> list[str]:
    """What can be picked in a cell, as it is printed there."""
    hole = place.hole
    if hole.kind == "tick":
        return [show.TICK]
    if hole.kind == "relation":
        return [sign for sign in dict.fromkeys(show.SIGNS.values()) if sign not in "><"]
    return [place.cell.text({hole.name: choice}) for choice in hole.choices]


def _validations(places: dict[str, list[_Place]], calculated: set[str]) -> str:
    """The dataValidations element over every cell that may be filled and is not calculated."""
    rules: list[str] = []
    for cells in places.values():
        hole = cells[0].hole
        area = _area([place for place in cells if place.name not in calculated]).replace(",", " ")
        if not hole.fill or not area:
            continue
        choices = ",".join(_choices(cells[0]))
        if choices and len(choices) <= _LONGEST_LIST:
            stop = "0" if hole.kind == "text" else "1"  # of free text the list is only a help
            rules.append(
                f'<dataValidation type="list" allowBlank="1" showErrorMessage="{stop}" errorTitle="请从列表中选择"'
                f' error="此处只能填列表中的内容" sqref="{area}">'
                f'<formula1>"{clean(choices)}"</formula1></dataValidation>'
            )
        elif hole.kind in _NUMBERS:
            kind, formula, words = _NUMBERS[hole.kind]
            rules.append(
                f'<dataValidation {kind} allowBlank="1" showErrorMessage="1" errorTitle="请填数字" error="{words}"'
                f' sqref="{area}">{formula}</dataValidation>'
            )
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""
