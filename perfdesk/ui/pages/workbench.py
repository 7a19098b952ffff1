"""工作台: the stage bar, the figures that matter, who has handed in what, execution, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from perfdesk.domain.errors import UserError
from perfdesk.services import open_errors, workbench
from perfdesk.ui import widgets
from perfdesk.ui.dot import Dot
from perfdesk.ui.page import Page
from perfdesk.ui.pages import pages
from perfdesk.ui.place import Place
from perfdesk.ui.segments import Segments
from perfdesk.ui.workbench.bars import Bars
from perfdesk.ui.workbench.beginning import Beginning
from perfdesk.ui.workbench.board import BoardView
from perfdesk.ui.workbench.card import CardView
from perfdesk.ui.workbench.stages import Stages

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from perfdesk.services.open_errors import Errors
    from perfdesk.services.opening import Store
    from perfdesk.services.workbench import Board, Card, Cell, Summary, Wait
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.runner import Job

_LOW, _FEW = 720, 7  # pixels of height below which so many bars are shown
_IDLE = 2000  # milliseconds that the page has been in front before the errors are counted


class WorkbenchPage(Page):
    """The first page."""

    key = "workbench"
    title = "工作台"
    reads = frozenset(
        {"office", "unit", "unit_year", "project", "funding", "execution", "target", "monitoring", "selfeval"}
        | {"finding", "statement", "issued", "setting", "receipt", "roster", "explanation", "observation", "indicator"}
    )

    def __init__(self, desk: Desk) -> None:
        """Empty until the first reading comes back."""
        super().__init__(desk)
        self._summary: Summary | None = None
        self._chosen = ""
        self._head = widgets.label("工作台", "title")
        self._told = widgets.label("", "muted")
        self._hint = Beginning(self._go_begin)
        self._stages = Stages()
        self._scope = Segments("看哪一级", ((workbench.SUB, "全市（县区）"), (workbench.OWN, "市本级")), workbench.SUB)
        self._cards_line = widgets.row(gap=10)
        self._errors: Errors | UserError | None = None
        self._errors_of: tuple[int, int, str] | None = None
        self._errors_year = 0
        self._error_view: CardView | None = None
        self._checking: Job | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_IDLE)
        self._board_title = widgets.label("", "heading")
        self._board_told = widgets.label("", "muted")
        self._board_open = widgets.button("打开 ›", self._open_board, "link")
        self._board = BoardView()
        self._bars_title = widgets.label("", "heading")
        self._bars_told = widgets.label("", "muted")
        self._bars = Bars()
        self._waits = widgets.column(gap=0)
        self._body = QWidget()
        self._lay_out()
        self._stages.chosen.connect(self._choose)
        self._board.chosen.connect(self._open_cell)
        self._board.chased.connect(lambda: self.go.emit(Place(workbench.CHASE)))
        self._board.can_chase = self._has(workbench.CHASE)
        self._bars.chosen.connect(self._open_unit)
        self._scope.chosen.connect(self._rescope)
        self._pause.timeout.connect(self._count_errors)
        self._scope.hide()

    # --- reading

    def refresh(self) -> None:
        """Read where the work stands."""
        year, scope = self.desk.year, self._scope.key
        self.desk.runner.read("workbench", lambda store: _summary(store, year, scope), self._show)

    def show_page(self) -> None:
        """Whatever else is fresh, the number of errors may have changed."""
        super().show_page()
        year = self.desk.year
        self.desk.runner.read("errors-of", lambda store: open_errors.depends_on(store, year), self._look_at_errors)

    def hide_page(self) -> None:
        """Nobody waits for the errors any more."""
        super().hide_page()
        if self._checking is not None and not self._checking.over:
            self._checking.cancel()
            self._errors_of = None
        if self._pause.isActive():
            self._pause.stop()
            self._errors_of = None

    def _show(self, found: Summary) -> None:
        self._summary = found
        self._told.setText(self._sentence(found))
        self._scope.setVisible(found.offices > 0)
        self._hint.setVisible(found.empty)
        self._hint.show_steps(found.year, can_import=self._has("imports"), city=self._has("receiving"))
        self._body.setVisible(not found.empty)
        if found.empty:
            return
        known = {board.stage for board in found.boards}
        chosen = self._chosen if self._chosen in known else found.current
        self._stages.show_stages(found.stages, chosen)
        self._show_cards(found.cards)
        self._show_board(next((board for board in found.boards if board.stage == chosen), None))
        self._show_bars(found)
        self._show_waits(found.waits)

    def _sentence(self, found: Summary) -> str:
        stage = next((one for one in found.stages if one.key == found.current), None)
        parts = [f"{found.year} 工作年度"]
        if stage is not None and stage.state == workbench.NOW:
            parts.append(f"正在做：{stage.budget_year} 年度{stage.title}")
        return " · ".join(parts)

    # --- showing

    def _show_cards(self, cards: tuple[Card, ...]) -> None:
        _clear(self._cards_line)
        own = self._summary is None or self._summary.scope == workbench.OWN
        self._error_view = None
        for card in (*cards, self._error_card()) if own else cards:
            made = CardView(card, self.desk, leads=self._has(card.page))
            made.chosen.connect(lambda one: self.go.emit(Place(one.page, one.filters)))
            self._cards_line.addWidget(made, 2 if card.parts else 1)
            if card.key == "errors":
                self._error_view = made

    def _error_card(self) -> Card:
        """The number of errors as far as it is known."""
        found = self._errors
        if isinstance(found, UserError):
            return open_errors.trouble(found.message)
        return open_errors.card(found, _when(found.since) if found and found.since else "")

    def _look_at_errors(self, state: tuple[int, str]) -> None:
        of = (self.desk.year, *state)
        if of != self._errors_of:
            if self._errors_year != of[0]:
                self._errors = None
            self._errors_of, self._errors_year = of, of[0]
            self._show_errors()
            self._pause.start()

    def _count_errors(self) -> None:
        if self._summary is None or self._summary.empty or not self._shown:
            self._errors_of = None
            return
        if self._checking is not None and not self._checking.over:
            self._checking.cancel()
        path, year = self.desk.facts.path, self.desk.year
        self._checking = self.desk.runner.file(
            "核对审核错误", lambda progress: open_errors.count(path, year, progress), self._counted, self._counted
        )
        self._checking.quiet = True

    def _counted(self, found: Errors | UserError) -> None:
        self._errors = found
        self._show_errors()

    def _show_errors(self) -> None:
        if self._error_view is not None:
            self._error_view.show_card(self._error_card(), self.desk)

    def _rescope(self, _: str) -> None:
        self._chosen = ""
        self.refresh()

    def _show_board(self, board: Board | None) -> None:
        if board is None:
            return
        self._chosen = board.stage
        self._board_title.setText(f"报送看板：{board.title}")
        self._board_told.setText(board.told)
        self._board_open.setVisible(self._has(board.page))
        self._board.show_cells([self._with_money(cell) for cell in board.cells])

    def _with_money(self, cell: Cell) -> Cell:
        if not cell.lines:
            return cell
        amount = f"{self.desk.money(cell.amount)} {self.desk.unit}" if cell.amount is not None else ""
        return replace(cell, lines=(*cell.lines, amount))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen fewer bars leave room for what waits."""
        super().resizeEvent(event)
        if self._summary is not None:
            self._show_bars(self._summary)

    def _show_bars(self, found: Summary) -> None:
        execution = found.execution
        shown = execution.bars if self.height() >= _LOW else execution.bars[:_FEW]
        self._bars_title.setText(f"执行率最低的 {len(shown)} 个（共 {execution.total}）" if shown else "执行率")
        if not execution.bars:
            self._bars_told.setText("还没有监控期的执行数")
        elif execution.line:
            self._bars_told.setText(f"虚线为 {execution.line}% 通报线")
        else:
            self._bars_told.setText(f"截至 {execution.month} 月")
        self._bars.show_bars(shown, execution.line)

    def _show_waits(self, waits: tuple[Wait, ...]) -> None:
        _clear(self._waits)
        for number, wait in enumerate(waits):
            if number:
                self._waits.addWidget(widgets.frame("rule"))
            self._waits.addWidget(self._wait(wait))
        if not waits:
            self._waits.addWidget(widgets.label("没有待办。", "muted"))
        self._waits.addStretch(1)

    def _wait(self, wait: Wait) -> QWidget:
        made = QWidget()
        line = widgets.row(made, gap=8)
        line.setContentsMargins(0, 4, 6, 4)
        line.addWidget(Dot(wait.tone))
        words = widgets.label(wait.text, wrap=True)
        line.addWidget(words, 1)
        if self._has(wait.page):
            act = widgets.button(wait.act, partial(self._go_to, wait), "tag")
            act.setAccessibleName(f"{wait.act}：{wait.text}")
            line.addWidget(act)
        return made

    # --- going on

    def _has(self, page: str) -> bool:
        if page == workbench.CHASE:
            page = "imports"  # what sends reminders comes with what takes the sheets in
        return any(kind.key == page for kind in pages(self.desk.facts.level))

    def _go_begin(self, page: str) -> None:
        self.go.emit(Place(page, (("do", "now"),)))

    def _go_to(self, wait: Wait) -> None:
        if wait.act == "催报":
            self._chase(wait)
            return
        self.go.emit(Place(wait.page, wait.filters, wait.record))

    def _chase(self, wait: Wait) -> None:
        from perfdesk.ui.dialogs.chase import Chase  # noqa: PLC0415 - seldom

        where = dict(wait.filters)
        stage = wait.page.removesuffix("s")
        Chase(self.window(), self.desk, stage, int(where["year"]), int(where["month"] or 0)).open()

    def _choose(self, key: str, page: str) -> None:
        if self._summary is None:
            return
        board = next((one for one in self._summary.boards if key and one.stage == key), None)
        if board is not None:
            self._show_board(board)
        elif self._has(page):
            self.go.emit(Place(page))

    def _board_place(self, *more: tuple[str, str]) -> Place | None:
        board = (
            next((one for one in self._summary.boards if one.stage == self._chosen), None) if self._summary else None
        )
        if board is None or not self._has(board.page):
            return None
        where = (("year", str(board.budget_year)), ("month", str(board.month or "")), *more)
        return Place(board.page, where)

    def _open_board(self) -> None:
        place = self._board_place()
        if place is not None:
            self.go.emit(place)

    def _open_cell(self, cell: Cell) -> None:
        place = self._board_place(("office" if cell.lines else "unit", cell.unit))
        if place is not None:
            self.go.emit(place)
        else:
            self.say.emit(f"{cell.name}：{cell.detail}")

    def _open_unit(self, unit: str) -> None:
        if self._summary is not None and self._summary.scope == workbench.SUB:
            self.go.emit(Place("receiving", (("office", unit),)))
        elif self._has("projects"):
            self.go.emit(Place("projects", (("unit", unit),)))

    # --- laying out

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=10)
        head.addWidget(self._head)
        head.addWidget(self._scope)
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(head)
        whole.addWidget(self._hint, 1)
        whole.addWidget(self._body, 1)
        self._hint.hide()
        self._body.hide()
        body = widgets.column(self._body, gap=10)
        body.addWidget(_panel(self._stages, margin=8))
        body.addLayout(self._cards_line)
        grid = QGridLayout()
        grid.setSpacing(10)
        grid.setColumnStretch(0, 62)
        grid.setColumnStretch(1, 38)
        grid.addWidget(self._board_panel(), 0, 0, 2, 1)
        grid.addWidget(self._bars_panel(), 0, 1)
        grid.addWidget(self._waits_panel(), 1, 1)
        grid.setRowStretch(1, 1)
        body.addLayout(grid, 1)

    def _board_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=8)
        body.setContentsMargins(14, 10, 8, 8)
        line = widgets.row(gap=12)
        line.addWidget(self._board_title)
        line.addWidget(self._board_told, 1)
        line.addWidget(self._board_open)
        body.addLayout(line)
        body.addWidget(self._board, 1)
        return made

    def _bars_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=8)
        body.setContentsMargins(14, 10, 14, 10)
        line = widgets.row(gap=12)
        line.addWidget(self._bars_title)
        line.addWidget(self._bars_told, 1)
        body.addLayout(line)
        body.addWidget(self._bars)
        return made

    def _waits_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=4)
        body.setContentsMargins(14, 10, 8, 6)
        body.addWidget(widgets.label("待办", "heading"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("待办")
        canvas = QWidget()
        canvas.setProperty("role", "canvas")
        canvas.setLayout(self._waits)
        area.setWidget(canvas)
        body.addWidget(area, 1)
        return made


def _summary(store: Store, year: int, scope: str) -> Summary:
    if store.level == "county":
        return workbench.summary(store, year)
    from perfdesk.services import city_desk  # noqa: PLC0415 - who has nobody below does without packages and keys

    return city_desk.summary(store, year, scope)


def _when(at: str) -> str:
    from perfdesk.services.backups import when  # noqa: PLC0415 - after the first paint

    return when(datetime.fromisoformat(at), datetime.now().astimezone().date())


def _panel(part: QWidget, margin: int) -> QWidget:
    made = widgets.frame("panel")
    widgets.row(made, margin=margin).addWidget(part)
    return made


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        part = item.widget()
        if part is not None:
            part.hide()  # it goes later, and must not be painted under its successor until then
            part.deleteLater()
