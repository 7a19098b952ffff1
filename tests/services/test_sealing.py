"""封存 and 解封: a sealed sheet changes by no way but 解封, and each step is one action with one undo."""

import shutil

import pytest

from perfdesk.__main__ import main
from perfdesk.domain.errors import UserError
from perfdesk.services import form_sheet, ledgers, passing, practice, returns, reviews, submission
from perfdesk.services.ledgers import Edit, View
from perfdesk.services.passing import Scope
from perfdesk.store.file import open_store

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
    assert store.actions(limit=1)[0].title == f"封存：{len(found.ready)} 份"
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


def test_targets_are_not_sealed(store):
    with pytest.raises(UserError, match="绩效目标没有封存"):
        reviews.review(store, reviews.Selection("target.project", year=2023), "seal")


def test_the_checklist_says_what_is_not_sealed_and_turns_green(store):
    def line():
        return next(one for one in submission.state(store, 2023, "monitor", 9).checks if one.key == "monitoring-sealed")

    every = sum(count for _, count in store.rows(STATES))
    assert line().tone == "yellow"
    assert f"还有 {every:,} 份没有封存" in line().told
    with store.change("全部通过") as change:
        found = store.rows("SELECT id FROM monitoring WHERE year = 2023 AND month = 9")
        change.put("monitoring", ("office", "id", "state"), [(store.office, one, "sealed") for (one,) in found])
    assert line().tone == "green"
    assert line().told == f"{every:,} 份已封存"


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
