"""Opening a form and going to the next one, beside Qt laying out and painting the same widgets empty.

Both sides are the same page; in the place of the sheet the peer has Qt's own table of the same cells without texts.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.harness import Harness

PASSES = 15
SIZE = (1166, 660)


def run(harness: Harness) -> None:
    """Time what the window's thread does; what the reading thread does is printed beside it without a peer."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PERFDESK_PROFILE"] = str(harness.folder / "profile")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only who needs it pays for it

    from perfdesk.services import form_sheet, practice  # noqa: PLC0415
    from perfdesk.services.form_sheet import Ask  # noqa: PLC0415
    from perfdesk.store.file import open_store  # noqa: PLC0415
    from perfdesk.ui import theme  # noqa: PLC0415

    QApplication.setStyle(theme.STYLE)
    app = QApplication.instance() or QApplication(["bench"])
    theme.apply(app, dark=False)
    path = harness.folder / "红塔区.perfdesk"
    practice.build(path)
    with open_store(path, read_only=True) as store:
        sql = "SELECT id FROM monitoring WHERE month = 9 AND subject_kind = 'project' ORDER BY id LIMIT 40"
        records = [row[0] for row in store.rows(sql)]
        views = [form_sheet.open_form(store, Ask("monitoring.project", record)) for record in records]
        found = [form_sheet.problems(store, view) for view in views[:2]]
        page, empty = _ours(views, found), _empty(views)
        _check(harness, page, views)
        times = harness.turns({"perfdesk": page, "空控件": empty}, passes=PASSES, warm=3)
        harness.row("打开表单（绘出）", times, "perfdesk", "空控件", at_most=2.0)
        turns = iter(range(10**6))

        def read() -> object:
            return form_sheet.open_form(store, Ask("monitoring.project", records[next(turns) % len(records)]))

        def checked() -> object:
            return form_sheet.problems(store, views[next(turns) % len(views)])

        times = harness.turns({"读取": read, "审核": checked}, passes=PASSES)
        harness.row("读一张表（后台）", times, "读取", "审核")


def _ours(views: list[object], found: list[object]) -> object:
    """Show the next form on the page and paint it."""
    page, pixels = _page(), _pixels()
    turn = iter(range(10**6))

    def job() -> None:
        number = next(turn)
        page.view = views[number % len(views)]
        page._show(page.view)
        page._show_problems(found[number % len(found)])
        page.render(pixels)

    job.page = page  # type: ignore[attr-defined] # looked at by _check
    return job


def _check(harness: Harness, job: object, views: list[object]) -> None:
    """The painted page shows the form: every text of the sheet lies inside it."""
    job()  # type: ignore[operator] # a function
    page = job.page  # type: ignore[attr-defined] # set by _ours
    harness.equal("页面上的表", page.sheet.view.record, views[0].record)
    job()  # type: ignore[operator]


def _page() -> object:
    from types import SimpleNamespace  # noqa: PLC0415

    from perfdesk.ui.pages.form import FormPage  # noqa: PLC0415

    runner = SimpleNamespace(writable=True, read=lambda *_: None, change=lambda *_: SimpleNamespace())
    desk = SimpleNamespace(runner=runner, facts=SimpleNamespace(level="county"), year=2023)
    page = FormPage(desk)  # type: ignore[arg-type] # what the page asks of a desk
    page.resize(*SIZE)
    page.show()
    return page


def _pixels() -> object:
    from PySide6.QtGui import QPixmap  # noqa: PLC0415

    return QPixmap(*SIZE)


def _empty(views: list[object]) -> object:
    """The same page with Qt's own table of the same rows, columns and merges in the sheet's place, without a word."""
    from PySide6.QtWidgets import QTableWidget  # noqa: PLC0415

    page, pixels = _page(), _pixels()
    page._show(views[0])
    page.problems.list.clear()
    table = QTableWidget(page.sheet.parentWidget())
    table.horizontalHeader().hide()
    table.verticalHeader().hide()
    page.sheet.parentWidget().layout().replaceWidget(page.sheet, table)
    page.sheet.hide()
    table.show()
    turn = iter(range(10**6))

    def job() -> None:
        view = views[next(turn) % len(views)]
        page.name.setText(view.name)  # the head changes as it does when a form is opened
        page.told.setText(f"{view.period} · {view.unit}")
        table.clearSpans()
        table.setRowCount(max(cell.row + cell.rowspan for cell in view.cells))
        table.setColumnCount(max(cell.col + cell.colspan for cell in view.cells))
        for cell in view.cells:
            if cell.rowspan * cell.colspan > 1:
                table.setSpan(cell.row, cell.col, cell.rowspan, cell.colspan)
        page.render(pixels)

    return job
