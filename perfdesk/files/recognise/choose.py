"""Which form a block is: the title's word counts most, else the anchors of its tables decide; a tie is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.files.recognise.layout import compile_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.form import Form
    from perfdesk.files.recognise.block import Block
    from perfdesk.files.recognise.plan import Plan


def choose(forms: Sequence[Form], block: Block) -> Plan | None:
    """The plan of the form that fits a block best, None where none fits."""
    if len({hit.row for hit in block.hits}) < 2 and not any(form.shape == "list" for form in forms):
        return None
    plans = [plan for form in forms if fits(plan := compile_plan(form, block))]
    if not plans:
        return None
    plans.sort(key=lambda plan: -plan.weight)
    return plans[0]


def fits(plan: Plan) -> bool:
    """Whether a block can be this form: under its title half of the anchors stand, without it all of them."""
    if not plan.tables:
        return plan.titled and len(plan.fields) + len(plan.cells) >= 4
    main = max(plan.form.tables, key=lambda table: len(table.anchors) + len(table.columns))
    found = {column.slot.name for place in plan.tables if place.table is main for column in place.columns}
    anchors = [name for name in main.anchors if name in found]
    if plan.titled:
        return 2 * len(anchors) >= len(main.anchors)
    return len(anchors) == len(main.anchors)
