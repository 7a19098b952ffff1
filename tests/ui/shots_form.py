"""Pictures of the official sheet: filled, wrong, blocked, explained, returned, previewed, not handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfdesk.store.file import open_store
from perfdesk.ui.place import Place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WAITING = "SELECT id FROM monitoring WHERE month = 9 AND state = 'submitted' AND subject_kind = 'project' ORDER BY id"
_EVALUATED = "SELECT id FROM selfeval WHERE subject_kind = '{}' ORDER BY id"
_AIMED = "SELECT id FROM target WHERE subject_kind = '{}' AND year = 2023 ORDER BY id"
_MISSING = """SELECT id FROM project WHERE year = 2023 AND id IN (SELECT subject FROM target) AND id NOT IN
              (SELECT subject FROM monitoring WHERE month = 9) ORDER BY id"""


def _open(stage, form: str, sql: str, first: int = 0, **filters: str):
    path = stage.program.session.path
    with open_store(path, read_only=True) as store:
        ids = [row[0] for row in store.rows(f"{sql} LIMIT 31")]
    pairs = (("form", form), ("list", " ".join(ids)), ("listname", "待审的项目"), *filters.items())
    stage.window.go(Place("form", pairs, ids[first]))
    stage.settle(0.3)
    return stage.window.page


def _monitoring(stage) -> None:
    page = _open(stage, "monitoring.project", _WAITING, 6)
    page.sheet.select(page.view.by_path["indicators.1.likely_impossible"])
    if page.sheet.current.text != "√":
        QTest.keyClick(page.sheet, Qt.Key.Key_Space)
    stage.settle(0.3)
    page.sheet.setFocus()


def _wrong(stage) -> None:
    page = _open(stage, "monitoring.project", _WAITING, 1)
    page.sheet.select(page.view.by_path["funds.fiscal.executed"])
    page.sheet.setFocus()
    page.sheet.edit("三十五万")
    QTest.keyClick(page.sheet.editor, Qt.Key.Key_Return)
    stage.after = page.sheet._give_up


def _long(stage) -> None:
    page = _open(stage, "monitoring.project", _WAITING, 2)
    page.sheet.select(page.view.by_path["indicators.2.reason"])
    page.sheet.setFocus()
    page.sheet.edit("受汛期连续强降雨影响，主体工程停工二十六天；已商施工单位增加人员和机械，计划十二月十日前完工。")
    stage.after = page.sheet._give_up


def _blocked(stage) -> None:
    _monitoring(stage)
    stage.window.page.review("pass")


def _return(stage) -> QWidget | None:
    _monitoring(stage)
    stage.window.page.ask_return()
    return stage.dialog()


def _explain(stage) -> QWidget | None:
    _monitoring(stage)
    stage.window.page.problems._explain()
    return stage.dialog()


def _preview(stage) -> QWidget | None:
    _open(stage, "monitoring.project", _WAITING, 3).preview()
    stage.settle(0.3)
    return stage.dialog()


def _go_to(stage) -> QWidget | None:
    _open(stage, "monitoring.project", _WAITING, 3).ask_place()
    return stage.dialog()


def _draft(stage) -> None:
    page = _open(stage, "monitoring.project", _WAITING, 4)
    page._draft(("indicators.0.reason", "受汛期影响，主体工程停工，"))
    stage.settle(0.2)
    _open(stage, "monitoring.project", _WAITING, 5)
    _open(stage, "monitoring.project", _WAITING, 4)


def _evaluated(kind: str):
    def make(stage) -> None:
        page = _open(stage, f"selfeval.{kind}", _EVALUATED.format(kind))
        if page.score.isHidden():
            page.toggle_score()

    return make


SHOTS = {
    "表单-监控": _monitoring,
    "表单-填错": _wrong,
    "表单-长文": _long,
    "表单-不能通过": _blocked,
    "表单-退回": _return,
    "表单-写说明": _explain,
    "表单-打印预览": _preview,
    "表单-定位": _go_to,
    "表单-草稿找回": _draft,
    "表单-自评": _evaluated("project"),
    "表单-部门自评": _evaluated("department"),
    "表单-目标": lambda stage: _open(stage, "target.project", _AIMED.format("project")) and None,
    "表单-部门目标": lambda stage: _open(stage, "target.department", _AIMED.format("department")) and None,
    "表单-未报": lambda stage: _open(stage, "monitoring.project", _MISSING, year="2023", month="9") and None,
}
