"""封存 and 解封: a sealed sheet changes by no way but 解封, and each step is one action with one undo."""

import shutil

import pytest

from perfdesk.__main__ import main
from perfdesk.domain.errors import UserError
from perfdesk.services import form_sheet, ledgers, packages, passing, practice, returns, reviews, submission
from perfdesk.services.ledgers import Edit, View
from perfdesk.services.passing import Scope
from perfdesk.store import workbench
from perfdesk.store.file import open_store
from perfdesk.store.packages import lines

STATES = "SELECT state, count(*) FROM monitoring WHERE year = 2023 AND month = 9 GROUP BY state"


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealing") / "红塔区.perfdesk"
    practice.build(path)
    return path


@pytest.fixture
def path(master, tmp_path):
    return shutil.copyfile(master, tmp_path / "红塔区.perfdesk")


@pytest.fixture
def store(path):
    with open_store(path, operator="张三") as opened:
        yield opened


def scope(store, states=("passed",), most=40):
    marks = ", ".join("?" * len(states))
    found = store.rows(
        "SELECT subject FROM monitoring WHERE year = 2023 AND month = 9 AND subject_kind = 'project'"
        f" AND state IN ({marks}) ORDER BY id LIMIT {most}",
        states,
    )
    return Scope("monitoring", 2023, 9, frozenset(one for (one,) in found))


def test_only_what_is_passed_is_sealed_and_the_rest_is_named(store):
    wanted = scope(store, ("passed", "submitted", "returned"), 5000)
    found = passing.standing(store, wanted, "seal")
    states = dict(store.rows(STATES.replace("month = 9", "month = 9 AND subject_kind = 'project'")))
    assert len(found.ready) == states["passed"]
    assert len(found.blocked) == states["submitted"] + states["returned"]
    assert {why for _, whys in found.blocked for why in whys} == {"现在是“待审”", "现在是“已退回”"}
    result = passing.take(store, wanted, "seal", found.ready)
    assert result.done == len(found.ready)
    again = passing.standing(store, wanted, "seal")
    assert (again.ready, again.done) == ((), len(found.ready))
    history = store.rows("SELECT count(*) FROM review WHERE step = 'seal'")
    assert history == [(len(found.ready),)]
    departments = store.rows(
        "SELECT count(DISTINCT p.department) FROM monitoring m JOIN project p ON p.id = m.subject"
        " WHERE m.state = 'sealed'"
    )[0][0]
    words = f"封存：2023 年度 1-9月监控表 {len(found.ready):,} 份（{departments} 个部门）"
    assert store.actions(limit=1)[0].title == words
    store.undo()
    assert dict(store.rows(STATES.replace("month = 9", "month = 9 AND subject_kind = 'project'"))) == states
    assert store.rows("SELECT count(*) FROM review WHERE step = 'seal'") == [(0,)]


@pytest.fixture
def sealed(store):
    """Forty sealed sheets, and their scope."""
    wanted = scope(store)
    passing.take(store, wanted, "seal", passing.standing(store, wanted, "seal").ready)
    return wanted


def test_a_sealed_sheet_is_neither_returned_nor_passed_nor_edited(store, sealed):
    sheets = [one.id for one in passing.sheets_of(store, sealed)]
    back = returns.Return("monitoring", 2023, 9, frozenset(), "改", records=frozenset(sheets))
    with pytest.raises(UserError):
        returns.give_back(store, back)
    result = reviews.review(
        store, reviews.Selection("monitoring.project", year=2023, month=9, records=frozenset(sheets)), "return", "改"
    )
    assert result.done == 0
    assert {why for _, whys in result.blocked for why in whys} == {"现在是“已封存”，不能退回"}
    view = View("monitoring", 2023, 9, "万元", ("name", "key_monitoring", "report_number"))
    subject = next(iter(sealed.subjects))
    for column, text in (("key_monitoring", "是"), ("report_number", "红财绩〔2023〕1号")):
        (change,) = ledgers.preview(store, view, [Edit(subject, column, text)])
        assert change.problem == "这份表已封存，要改请先解封", "not even the office's own notes"
    form = form_sheet.open_form(store, form_sheet.Ask("monitoring.project", sheets[0]))
    assert "已封存" in form.locked
    assert not [cell for cell in form.cells if cell.editable]
    assert set(form.steps) == {"unseal"}


def test_unsealing_wants_a_reason_and_leads_back_to_passed(store, sealed):
    found = passing.standing(store, sealed, "unseal")
    assert len(found.ready) == len(sealed.subjects)
    assert found.blocked == ()
    for reason in ("", "  "):
        with pytest.raises(UserError, match="解封要写明理由"):
            passing.take(store, sealed, "unseal", found.ready, reason)
    passing.take(store, sealed, "unseal", found.ready, " 国库数据有误 ")
    assert {one.state for one in passing.sheets_of(store, sealed)} == {"passed"}
    assert store.rows("SELECT DISTINCT opinion, operator FROM review WHERE step = 'unseal'") == [
        ("国库数据有误", "张三")
    ]


def test_the_journal_says_why_a_period_was_opened_again(store, sealed):
    found = passing.standing(store, sealed, "unseal")
    passing.take(store, sealed, "unseal", found.ready[:1], "国库在十月二十日更正了水利局前三季度的支付数据，需要重报")
    title = store.actions(limit=1)[0].title
    assert (
        title == "解封：2023 年度 1-9月监控表 1 份（1 个部门），理由：国库在十月二十日更正了水利局前三季度的支付数据，…"
    )
    passing.take(store, sealed, "unseal", found.ready[1:2], "更正")
    assert store.actions(limit=1)[0].title.endswith("，理由：更正")


@pytest.mark.parametrize(("stage", "year", "month"), [("monitoring", 2023, 9), ("selfeval", 2022, None)])
def test_a_whole_period_means_all_who_owe_or_handed_in(store, stage, year, month):
    whole = passing.whole(store, stage, year, month)
    owed = sum(one.owed for one in workbench.board(store, stage, year, month))
    handed = store.rows(f"SELECT count(*) FROM {stage} WHERE year = ?{' AND month = 9' if month else ''}", (year,))[0][
        0
    ]
    found = passing.standing(store, whole, "seal")
    assert len(whole.subjects) >= owed
    assert len(found.ready) + len(found.blocked) + found.done == handed
    assert found.missing == len(whole.subjects) - handed
    assert sum(count for _, count in found.behind) == len(found.blocked) + found.missing
    assert len({name for name, _ in found.behind}) == len(found.behind)
    assert not [name for name, _ in found.behind if "红塔区" in name], "names without the office's own area"
    counts = [count for _, count in found.behind]
    assert counts == sorted(counts, reverse=True)
    assert passing.standing(store, whole, "pass").behind == ()


def test_targets_are_not_sealed(store):
    with pytest.raises(UserError, match="绩效目标没有封存"):
        reviews.review(store, reviews.Selection("target.project", year=2023), "seal")


@pytest.mark.parametrize(
    ("kind", "key", "table", "where"),
    [
        ("monitor", "monitoring-sealed", "monitoring", "year = 2023 AND month = 9"),
        ("annual", "monitoring-sealed", "monitoring", "year = 2023 AND month = 9"),
        ("annual", "selfeval-sealed", "selfeval", "year = 2022"),
    ],
)
def test_the_checklist_says_what_is_not_sealed_and_turns_green(store, kind, key, table, where):
    def line():
        month = 9 if kind == "monitor" else None
        (found,) = [one for one in submission.state(store, 2023, kind, month).checks if one.key == key]
        return found

    def seal(ids):
        with store.change("封存") as change:
            change.put(table, ("office", "id", "state"), [(store.office, one, "sealed") for (one,) in ids])

    found = store.rows(f"SELECT id FROM {table} WHERE {where} AND state <> 'draft'")
    assert (line().tone, line().act, line().page) == ("yellow", "封存…", submission.SEAL)
    assert line().told == f"还有 {len(found):,} 份没有封存，上报后可能再被改动"
    assert dict(line().filters)["stage"] == table
    seal(found[:5])
    assert line().told.startswith(f"已封存 5 份，还有 {len(found) - 5:,} 份没有封存")
    seal(found)
    assert (line().tone, line().told) == ("green", f"本期已封存，{len(found):,} 份")
    assert dict(line().filters)["step"] == "unseal"


def test_nothing_of_targets_is_sealed_and_an_empty_stage_says_so(store):
    assert not [one for one in submission.state(store, 2023, "target").checks if one.key.endswith("-sealed")]
    with store.change("自评还没有报") as change:
        for table, sql in (("observation", "SELECT id FROM observation WHERE stage = 'selfeval'"),
                           ("selfeval", "SELECT id FROM selfeval")):  # fmt: skip
            change.delete(table, [(store.office, one) for (one,) in change.rows(sql)])
    (line,) = [one for one in submission.state(store, 2023, "annual").checks if one.key == "selfeval-sealed"]
    assert (line.tone, line.told, line.act) == ("grey", "还没有报来的表", "")


def test_packing_an_unsealed_period_is_not_forbidden(store):
    """data.md forbids errors alone; the checklist warns."""
    checks = submission.state(store, 2023, "monitor", 9).checks
    assert [one.tone for one in checks if one.key == "monitoring-sealed"] == ["yellow"]
    assert not [one for one in checks if one.tone == "red"]


def test_what_is_sealed_travels_as_sealed(store):
    wanted = scope(store, most=3)
    passing.take(store, wanted, "seal", passing.standing(store, wanted, "seal").ready)
    asked = packages.wanted(store, "monitor", 2023, 9)
    before = packages.facts_digest(store, asked)
    (pieces,) = [list(pieces) for table, pieces in lines(store, "monitor", 2023, 9) if table.name == "monitoring"]
    assert "".join(pieces).count('"sealed"') == 3
    passing.take(store, wanted, "unseal", passing.standing(store, wanted, "unseal").ready, "改")
    assert packages.facts_digest(store, asked) != before, "who receives it sees that it was opened again"


def test_the_command_seals_and_unseals(path, capsys):
    given = ["review", str(path), "--form", "monitoring.project", "--month", "6"]
    assert main([*given, "--seal"]) == 0
    assert "封存 2043 份" in capsys.readouterr().err
    assert main([*given, "--return", "改"]) == 1
    assert main([*given, "--unseal", "省里退回"]) == 0
    with open_store(path, read_only=True) as store:
        assert store.rows("SELECT DISTINCT state FROM monitoring WHERE month = 6 AND subject_kind = 'project'") == [
            ("passed",)
        ]
