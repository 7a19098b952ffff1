"""Every way to write, tried on sealed sheets: each refuses with words, and not one value of the sheet changes."""

import shutil
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from perfdesk.domain.errors import UserError
from perfdesk.services import exports, form_edits, form_sheet, history, ledgers, passing, practice, returns, reviews
from perfdesk.services.form_sheet import Ask
from perfdesk.services.imports import Options, confirm, preview
from perfdesk.services.ledgers import Edit, View
from perfdesk.services.passing import Scope
from perfdesk.store.file import open_store
from tests.ui import deliveries

YEAR = {"monitoring": 2023, "selfeval": 2022}
KINDS = [(stage, kind) for stage in YEAR for kind in ("project", "department")]
STEPS = ("pass", "return", "seal", "unseal")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    path = tmp_path_factory.mktemp("ways") / "红塔区.perfdesk"
    practice.build(path)
    return path


@pytest.fixture
def store(master, tmp_path):
    with open_store(shutil.copyfile(master, tmp_path / "红塔区.perfdesk"), operator="张三") as opened:
        yield opened


def a_sheet(store, stage, kind, state="passed"):
    """The id and subject of a sheet in a state."""
    month = "AND month = 9" if stage == "monitoring" else ""
    where = f"year = ? AND subject_kind = ? AND state = ? {month}"
    sql = f"SELECT id, subject FROM {stage} WHERE {where} ORDER BY id LIMIT 1"
    return store.rows(sql, (YEAR[stage], kind, state))[0]


def month_of(stage):
    return 9 if stage == "monitoring" else None


def scope_of(stage, *subjects):
    return Scope(stage, YEAR[stage], month_of(stage), frozenset(subjects))


def step(store, stage, subject, what, why=""):
    """Take a step on one sheet; how many took it."""
    scope = scope_of(stage, subject)
    return passing.take(store, scope, what, passing.standing(store, scope, what).ready, why).done


def ask_of(stage, kind, sheet):
    return Ask(f"{stage}.{kind}", sheet, YEAR[stage], month_of(stage))


def said(store, stage, sheet):
    """All that a sheet says, with its rows."""
    return (
        store.rows(f"SELECT * FROM {stage} WHERE id = ?", (sheet,)),
        store.rows("SELECT * FROM observation WHERE sheet = ? ORDER BY id", (sheet,)),
    )


def everything(store):
    return [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in (*YEAR, "observation")]


@pytest.mark.parametrize(("stage", "kind"), KINDS)
def test_no_cell_and_no_row_of_a_sealed_form_can_be_written(store, stage, kind):
    sheet, subject = a_sheet(store, stage, kind)
    assert step(store, stage, subject, "seal") == 1
    before, actions = said(store, stage, sheet), store.actions(limit=1)[0].seq
    ask = ask_of(stage, kind, sheet)
    view = form_sheet.open_form(store, ask)
    cells = [cell for cell in view.cells if cell.path]
    assert len(cells) > 10
    assert "已封存" in view.locked
    for cell in cells:
        assert not cell.editable
        assert form_edits.check(view, cell, "1"), "the window refuses before anything is sent"
    for cell in cells[:: max(1, len(cells) // 8)]:
        with pytest.raises(UserError, match="已封存，不能改"):
            form_edits.write(store, ask, [(cell.path, "1")], "粘贴")
    for change in (form_edits.add_row, form_edits.drop_row):
        with pytest.raises(UserError, match="已封存，不能改"):
            change(store, ask, "indicators.0.name")
    assert said(store, stage, sheet) == before
    assert store.actions(limit=1)[0].seq == actions


@pytest.mark.parametrize("stage", YEAR)
def test_no_cell_of_its_row_in_the_ledger_can_be_written(store, stage):
    sheet, subject = a_sheet(store, stage, "project")
    assert step(store, stage, subject, "seal") == 1
    before = said(store, stage, sheet)
    columns = [one for one in ledgers.LEDGERS[stage].columns if one.editable]
    assert columns
    view = View(stage, 2023, 9, "万元", ("name", *(one.key for one in columns)))
    texts = {"money": "98765.43", "date": "2023-10-09", "score": "12.5", "count": "7"}
    for column in columns:
        words = ("是", "否") if column.choices == ("是", "否") else (texts.get(column.kind, "另一个说法"),)
        if column.choices and column.choices != ("是", "否"):
            words = column.choices
        changes = [ledgers.preview(store, view, [Edit(subject, column.key, text)])[0] for text in words]
        told = {one.problem for one in changes if not one.same}
        assert told == {"这份表已封存，要改请先解封"}, column.key
        for what in ("修改", "粘贴", "向下填充", "清空"):
            text = next(one.after for one in changes if not one.same) if what != "清空" else ""
            (made,) = ledgers.preview(store, view, [Edit(subject, column.key, text)])
            if not made.same:
                with pytest.raises(UserError):
                    ledgers.apply(store, view, [Edit(subject, column.key, text)], what)
    assert said(store, stage, sheet) == before


def test_a_delivery_never_overwrites_a_sealed_sheet(store, tmp_path):
    code, name, count = deliveries.units(store, 1)[0]
    subjects = {
        subject
        for (subject,) in store.rows(
            "SELECT m.subject FROM monitoring m JOIN project p ON p.id = m.subject JOIN unit d ON d.id = p.department"
            " WHERE m.year = 2023 AND m.month = 9 AND m.subject_kind = 'project' AND d.code = ?",
            (code,),
        )
    }
    wanted = exports.Selection("monitoring.project", unit=code, year=2023, month=9)
    (book,) = exports.export(store, wanted, tmp_path / "来文").paths
    open_book = load_workbook(book)
    for page in open_book.worksheets:
        deliveries.executed(page).value = "0.01"
    open_book.save(book)
    with store.change("审核") as change:
        rows = "SELECT id, subject FROM monitoring WHERE year = 2023 AND month = 9"
        found = [sheet for sheet, subject in change.rows(rows) if subject in subjects]
        change.put("monitoring", ("office", "id", "state"), [(store.office, one, "passed") for one in found])
    scope = scope_of("monitoring", *subjects)
    assert passing.take(store, scope, "seal", passing.standing(store, scope, "seal").ready).done == count, name
    before = everything(store)
    shown = preview(store, [book], Options())
    (plan,) = shown.files
    assert {(one.kept, one.why) for one in plan.conflicts} == {("已封存", "已封存")}
    assert len(plan.conflicts) == count
    confirm(store, shown)
    assert everything(store) == before
    kept = store.rows("SELECT count(*) FROM statement WHERE promoted = 0 AND held <> ''")
    assert kept == [(count,)], "what was said is kept"


def test_sealed_sheets_are_not_offered_for_return(store):
    sheet, subject = a_sheet(store, "monitoring", "project")
    assert sheet in {one for back in returns.backs(store, "monitoring", 2023, 9) for one in back.sheets}
    step(store, "monitoring", subject, "seal")
    assert sheet not in {one for back in returns.backs(store, "monitoring", 2023, 9) for one in back.sheets}
    assert reviews.give_back(store, "monitoring", 2023, 9, [sheet], "改").blocked[0][1] == ["现在是“已封存”，不能退回"]


@pytest.mark.parametrize("stage", YEAR)
def test_an_older_action_is_not_taken_back_into_a_sealed_sheet(store, stage):
    """Sealing changes the sheet's own row alone: its indicators look untouched since they were typed."""
    sheet, subject = a_sheet(store, stage, "project")
    reviews.give_back(store, stage, YEAR[stage], month_of(stage), [sheet], "原因没有写")
    ask = ask_of(stage, "project", sheet)
    view = form_sheet.open_form(store, ask)
    path = next(cell.path for cell in view.cells if cell.editable and cell.path.startswith("indicators.0.")
                and cell.path.rpartition(".")[2] in {"reason", "note"})  # fmt: skip
    form_edits.write(store, ask, [(path, "雨季停工，十月补上")])
    typed = store.actions(limit=1)[0].seq
    with store.change("重新报送") as change:
        change.put(stage, ("office", "id", "state"), [(store.office, sheet, "passed")])
    with pytest.raises(UserError, match=r"不能收回：“.+”已通过"):
        history.revert(store, typed)
    assert step(store, stage, subject, "seal") == 1
    sealing, before = store.actions(limit=1)[0].seq, said(store, stage, sheet)
    for seq in (typed, sealing):
        with pytest.raises(UserError, match=r"不能收回：“.+”已封存") as found:
            history.revert(store, seq)
        assert "解封" in found.value.hint
    assert said(store, stage, sheet) == before
    step(store, stage, subject, "unseal", "国库更正")
    reviews.give_back(store, stage, YEAR[stage], month_of(stage), [sheet], "改")
    history.revert(store, typed)
    assert said(store, stage, sheet)[1] != before[1], "what may be changed may be taken back"


def test_a_row_that_was_taken_away_does_not_come_back_into_a_sealed_sheet(store):
    sheet, subject = a_sheet(store, "selfeval", "project")
    reviews.give_back(store, "selfeval", YEAR["selfeval"], None, [sheet], "指标重复")
    form_edits.drop_row(store, ask_of("selfeval", "project", sheet), "indicators.1.name")
    dropped = store.actions(limit=1)[0].seq
    with store.change("重新报送") as change:
        change.put("selfeval", ("office", "id", "state"), [(store.office, sheet, "passed")])
    assert step(store, "selfeval", subject, "seal") == 1
    before = said(store, "selfeval", sheet)
    with pytest.raises(UserError, match="已封存"):
        history.revert(store, dropped)
    assert said(store, "selfeval", sheet) == before


def test_what_other_offices_sealed_is_theirs(store):
    """A receipt is taken back whole: its sheets are as the package said, sealed ones among them."""
    with store.change("接收") as change:
        columns = ("office", "id", "subject_kind", "subject", "year", "month", "state")
        change.put("monitoring", columns, [("530403", "m1", "project", "p1", 2023, 9, "sealed")])
        change.put("observation", ("office", "id", "stage", "sheet", "key", "ordinal", "name"),
                   [("530403", "o1", "monitoring", "m1", "k", 1, "数量")])  # fmt: skip
    history.revert(store, store.actions(limit=1)[0].seq)
    assert store.rows("SELECT count(*) FROM monitoring WHERE office = '530403'") == [(0,)]


def test_an_older_action_is_not_taken_back_into_an_agreed_target(store):
    (target,), *_ = store.rows(
        "SELECT id FROM target WHERE subject_kind = 'project' AND year = 2023 AND state = 'approved' ORDER BY id"
    )
    (indicator, note), *_ = store.rows("SELECT id, note FROM indicator WHERE target = ? ORDER BY ordinal", (target,))
    with store.change("改指标") as change:
        change.put("indicator", ("office", "id", "note"), [(store.office, indicator, "另一个依据")])
    with pytest.raises(UserError, match="已批复"):
        history.revert(store, store.actions(limit=1)[0].seq)
    assert store.rows("SELECT note FROM indicator WHERE id = ?", (indicator,)) == [("另一个依据",)]
    store.undo()
    assert store.rows("SELECT note FROM indicator WHERE id = ?", (indicator,)) == [(note,)], "undo goes last-first"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*STEPS, "write", "undo", "redo", "revert"]), min_size=3, max_size=14))
def test_whatever_is_tried_in_whatever_order_a_sealed_sheet_says_the_same(store, tries):
    """Only 解封 and undo lead out of 封存, and what the sheet says stays as it was while it is sealed."""
    stage = "monitoring"
    sheet, _ = a_sheet(store, stage, "project")
    ask, allowed = ask_of(stage, "project", sheet), set(STEPS)
    for number, one in enumerate(tries):
        ((state,),) = store.rows("SELECT state FROM monitoring WHERE id = ?", (sheet,))
        before = said(store, stage, sheet)
        try:
            if one == "write":
                view = form_sheet.open_form(store, ask)
                path = next((cell.path for cell in view.cells if cell.path.endswith(".0.reason")), "")
                form_edits.write(store, ask, [(path, f"原因{number}")])
            elif one in allowed:
                reviews.review(
                    store,
                    reviews.Selection("monitoring.project", year=2023, month=9, records=frozenset({sheet})),
                    one,
                    "理由" if one in {"return", "unseal"} else "",
                )
            elif one == "revert":
                history.revert(store, store.actions(limit=1)[0].seq)
            else:
                getattr(store, one)()
        except UserError:
            assert said(store, stage, sheet) == before, "a refusal changes nothing"
        after = said(store, stage, sheet)
        if state == "sealed" and one not in {"unseal", "undo", "redo"}:
            assert after == before, (one, tries)
    assert store.verify_journal() is None


SEALER = """
import sys
from perfdesk.services import passing
from perfdesk.store import change as changes
from perfdesk.store.file import open_store
store = open_store(sys.argv[1], operator="写")
subjects = frozenset(s for (s,) in store.rows("SELECT subject FROM monitoring WHERE year = 2023 AND month = 9"))
scope = passing.Scope("monitoring", 2023, 9, subjects)
ready = passing.standing(store, scope, "seal").ready
original = changes.Change.put
def slow(self, table, columns, rows):
    original(self, table, columns, rows)
    if table == sys.argv[2]:
        print("half", flush=True)
        sys.stdin.readline()
changes.Change.put = slow
passing.take(store, scope, "seal", ready)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes another way")
@pytest.mark.parametrize("table", ["monitoring", "review"])
def test_a_kill_in_the_middle_seals_nothing(master, tmp_path, table):
    path = shutil.copyfile(master, tmp_path / "红塔区.perfdesk")
    states = "SELECT state, count(*) FROM monitoring GROUP BY state ORDER BY state"
    with open_store(path, read_only=True) as store:
        before = store.rows(states), store.head()
    process = subprocess.Popen(
        [sys.executable, "-c", SEALER, str(path), table], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "half\n"
        process.kill()
    with open_store(path) as store:
        assert (store.rows(states), store.head()) == before
        assert store.rows("SELECT count(*) FROM review WHERE step = 'seal'") == [(0,)]
        assert store.verify_journal() is None
