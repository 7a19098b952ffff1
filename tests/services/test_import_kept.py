"""Readings that are kept: planned as often as the clerk decides, and always as if it were the first time."""

from perfdesk.catalog import import_words
from perfdesk.domain.problem import Repair
from perfdesk.services.imports import Decisions, Kept, Options, confirm, plan
from perfdesk.services.imports.choices import answer, choices
from perfdesk.services.imports.shown import show
from tests.services.readings import DONE, DONE_RATE, WAN, delivered, monitoring, office, run, store

__all__ = ["office", "store"]


def kept(*files):
    made = Kept()
    made.add(files)
    return made


def repaired():
    file = delivered(monitoring("河道治理", "水利站", DONE, DONE_RATE, executed=70 * WAN))
    file.readings[0].repairs.append(Repair("Sheet1", "F6", "funds.total.executed", "７０", "70", "D12", "万元"))
    return file


def said(shown):
    return [(one.status, one.counts, one.problems, one.conflicts, one.deliveries) for one in shown.files]


def test_a_decision_taken_back_gives_the_first_preview_again(office):
    held = kept(repaired())
    first = plan(office, held, Options())
    refused = plan(office, held, Options(decisions=Decisions(refuse=frozenset({(0, 0)}))))
    assert any("未被采用" in found.message for found in refused.files[0].problems)
    again = plan(office, held, Options())
    assert said(again) == said(first)
    confirm(office, again)
    assert office.rows("SELECT executed FROM monitoring") == [(70 * WAN,)]


def test_an_answer_is_written_with_the_import_and_undone_with_it(office):
    held = kept(delivered(monitoring("河道治理", "水利居", DONE)))
    question = plan(office, held, Options()).files[0].questions[0]
    assert (question.kind, question.text) == ("unit", "水利居")
    offered = choices(office, question)
    assert offered[0].near
    chosen = next(one for one in offered if one.name == "红塔区水利站")
    decisions = Decisions(learned=(answer(question, chosen.id),))
    shown = plan(office, held, Options(decisions=decisions))
    assert shown.files[0].counts.rejected == 0
    assert office.rows("SELECT count(*) FROM alias") == [(0,)], "nothing is written before the import is confirmed"
    confirm(office, shown)
    assert office.rows("SELECT text, means FROM alias") == [("水利居", chosen.id)]
    office.undo()
    assert office.rows("SELECT count(*) FROM alias") == [(0,)]


def test_a_file_left_out_writes_nothing(office):
    held = kept(delivered(monitoring("河道治理", "水利站", DONE)))
    shown = plan(office, held, Options(decisions=Decisions(leave=frozenset({0}))))
    assert shown.files[0].status == "skipped"
    seq = office.head()
    confirm(office, shown)
    assert office.head() == seq


def test_changed_cells_stand_beside_what_the_ledger_holds(office):
    run(office, delivered(monitoring("河道治理", "水利站", DONE)))
    shown = show(office, kept(repaired()), Options())
    (row,) = shown.files
    assert (row.unit, row.period, row.forms, row.compared) == ("水利局", "1-6月 · 第2次", "执行监控表 ×1", "1 更新")
    changes = {line.label: (line.raw, line.value) for line in row.lines if line.kind == "change"}
    assert changes["执行数"] == ("60.00 万元", "70.00 万元")
    (auto,) = [line for line in row.lines if line.kind == "auto"]
    assert (auto.place, auto.raw, auto.value, auto.why) == ("Sheet1!F6", "７０", "70 万元", "全角数字或符号")
    assert auto.label == "年度资金总额·1-N月执行数"


def test_two_forms_on_one_sheet_are_refused_apart(office):
    first = repaired()
    other = monitoring("临时救助", "民政局", DONE, executed=5 * WAN)
    other.repairs.append(Repair("Sheet1", "F40", "funds.total.executed", "５", "5", "D12", "万元"))
    first.readings.append(other)
    shown = plan(office, kept(first), Options(decisions=Decisions(refuse=frozenset({(0, 1)}))))
    confirm(office, shown)
    found = office.rows("SELECT p.name, m.executed FROM monitoring m JOIN project p ON p.id = m.subject ORDER BY 1")
    assert dict(found) == {"河道治理": 70 * WAN, "临时救助": None}
    assert office.rows("SELECT u.name FROM refusal r JOIN unit u ON u.id = r.sender") == [("水利局",)]


def test_every_repair_has_its_words():
    for number in (3, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 25, 26, 27, 28, 29, 30, 31, 37, 39, 41, 43, 46):
        assert not import_words.why(f"D{number:02}").startswith("按规则")
    assert import_words.asks("D21")
    assert not import_words.asks("D12")
