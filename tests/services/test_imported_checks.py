"""A form that disagrees with itself is told when it is imported, at its cell; it is imported all the same."""

import openpyxl
import pytest

from perfdesk.domain.content import Content
from perfdesk.services.imports import Options, confirm, preview
from perfdesk.services.imports.checking import checking
from perfdesk.store.ids import new_id
from tests.bench import county
from tests.services.readings import DONE, WAN, monitoring, reading, store

__all__ = ["store"]

MONEY = {6: (100, 50), 7: (80, 40), 8: (20, 10)}


@pytest.fixture
def delivery(tmp_path):
    """Write the workbook of one project, with the printed rate of the total row and a cell that is edited."""

    def write(rate, **edits):
        (path,) = county.deliver(tmp_path / "delivery", departments=1, projects=1)
        book = openpyxl.load_workbook(path)
        sheet = book.active
        for row, (initial, executed) in MONEY.items():
            sheet[f"E{row}"], sheet[f"H{row}"], sheet[f"M{row}"], sheet[f"O{row}"] = initial, executed, 0.5, initial
        sheet["M6"] = rate
        for cell, value in edits.items():
            sheet[cell] = value
        book.save(path)
        return path

    return write


def told(store, path, rule, options=None):
    (plan,) = preview(store, [path], options or Options(add_unknown=True)).files
    assert plan.status == "imported", plan.problems
    return [(one.level, one.sheet, one.cell, one.field) for one in plan.problems if one.rule == rule]


def test_a_wrong_printed_rate_is_told_at_its_cell_and_does_not_reject(store, delivery):
    assert told(store, delivery(0.6), "R050") == [("error", "1监控表", "M6", "funds.total.rate")]


def test_a_right_rate_is_not_told(store, delivery):
    assert told(store, delivery(0.5), "R050") == []


def test_a_cell_of_the_table_is_named_by_its_own_address(store, delivery):
    assert told(store, delivery(0.5, N13="", M13=""), "R051") == [
        ("error", "1监控表", "N13", "indicators.1.likely_certain")
    ]


def test_a_column_that_was_taught_for_every_sender_is_read(store, delivery):
    path = delivery(0.5, F10="办到哪一步")
    assert told(store, path, "D42") != []
    with store.change("教") as change:
        row = (store.office, new_id(), "", "column", "办到哪一步", "actual")
        change.put("alias", ("office", "id", "sender", "kind", "text", "means"), [row])
    assert told(store, path, "D42") == []


def rules(store, content, options=None):
    return {one.rule for one in checking(store, options or Options()).problems(content)}


def test_only_what_the_form_itself_can_say_is_judged(store):
    beyond = monitoring("河道治理", "水利局", DONE, executed=1 * WAN)
    beyond.content.matrices["funds"]["total"]["forecast"] = 500 * WAN
    assert rules(store, beyond).isdisjoint({"R053", "R056"})
    assert "R050" in rules(store, beyond)


def test_the_period_is_what_the_clerk_said_and_the_form_stays_as_it_was(store):
    blank = monitoring("河道治理", "水利局", DONE, month=None, year=None)
    assert "R057" not in rules(store, blank)
    assert "R057" in rules(store, blank, Options(month=5))
    assert "R057" not in rules(store, blank, Options(month=6))
    assert (blank.content.year, blank.content.month) == (None, None)


def test_a_form_of_another_year_is_judged_by_that_year(store):
    found = checking(store, Options())
    with store.change("规则") as change:
        row = (store.office, new_id(), "thresholds.periods", "2025-01-01", "[5]")
        change.put("setting", ("office", "id", "name", "since", "value"), [row])
    dated = checking(store, Options())
    later = monitoring("河道治理", "水利局", DONE, month=6, year=2025)
    assert "R057" not in {one.rule for one in found.problems(later)}
    assert "R057" in {one.rule for one in dated.problems(later)}


def test_a_list_is_checked_for_what_a_list_can_say(store):
    rows = [{"name": "河道治理", "unit": "水利局", "initial": -5 * WAN}]
    assert rules(store, reading("ledger.project", Content("", 2023, tables={"projects": rows}))) == {"R005"}


def test_a_file_that_came_before_is_skipped_unread_with_the_day(store, delivery):
    path = delivery(0.5)
    confirm(store, preview(store, [path], Options(add_unknown=True)))
    (plan,) = preview(store, [path], Options(add_unknown=True)).files
    (said,) = plan.problems
    assert (plan.status, said.rule, said.level) == ("skipped", "D45", "hint")
    assert "已于 20" in said.message
