"""Problems and repairs are values: what is wrong or was mended, where, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass

from perfdesk.domain.travelling import Travelling

ERROR, WARNING, HINT = "error", "warning", "hint"
OFF = "off"  # an office may set a rule aside: it finds nothing then


@dataclass(frozen=True, slots=True)
class Repair(Travelling):
    """One cell that was read as something else than it says (rule D01-D58), never silently.

    `raw` is the cell's text as delivered, `value` what was taken, both as the clerk would write them; `unit` is the
    money unit of `value` for amounts ("万元"), else "".
    """

    sheet: str
    cell: str
    field: str
    raw: str
    value: str
    rule: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Problem(Travelling):
    """One thing that is wrong, with its place and its legal basis.

    `rule` is an R, D, E_ or W_ code, `level` error|warning|hint. `form` and `field` name the description and the path
    of the content (`funds.total.executed`, `indicators.3.actual`). `left` and `right` are the two sides that disagree.
    """

    level: str
    rule: str
    message: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    form: str = ""
    unit: str = ""
    project: str = ""
    basis: str = ""
    left: str = ""
    right: str = ""
