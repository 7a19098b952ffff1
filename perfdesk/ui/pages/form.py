"""表单: one official sheet filled in place, with its problems below, the score's reasons beside, and the review steps.

A Place names the form's key (`form`), the sheet or its subject (`record`), `year` and `month`, a cell to begin at
(`field`), and the list that 上一个 and 下一个 walk through (`list`: ids apart by blanks, `listname` in words).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from perfdesk.services.form_sheet import Ask
from perfdesk.ui import widgets
from perfdesk.ui.forms import work
from perfdesk.ui.forms.cell_bar import CellBar
from perfdesk.ui.forms.notices import Notice
from perfdesk.ui.forms.pill import Pill
from perfdesk.ui.forms.problem_list import ProblemList
from perfdesk.ui.forms.sheet_view import SheetView
from perfdesk.ui.forms.side import ScorePanel
from perfdesk.ui.page import Page
from perfdesk.ui.pages import pages
from perfdesk.ui.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.errors import UserError
    from perfdesk.services.form_view import FormCell, FormProblem, FormView, Paper
    from perfdesk.ui.desk import Desk

_LEDGERS = {"target": "targets", "monitoring": "monitoring", "selfeval": "selfeval"}
_TONES = {"passed": "green", "approved": "green", "sealed": "green", "returned": "red", "submitted": "blue"}
_SIDE = 1180  # pixels of the page below which the score panel stays folded
_PASS, _APPROVE, _RETURN, _UNSEAL = "pass", "approve", "return", "unseal"
_EMPTY = "从列表里选一个项目，按 F4 打开它的表。"


class FormPage(Page):
    """One form."""

    key = "form"
    title = "表单"
    reads = frozenset(
        {"target", "indicator", "monitoring", "selfeval", "observation", "project", "unit", "funding", "execution"}
        | {"explanation", "setting", "statement", "review"}
    )

    def __init__(self, desk: Desk) -> None:
        """Empty until a place is opened."""
        super().__init__(desk)
        self.place = Place("form")
        self.view: FormView | None = None
        self._asked: Ask | None = None
        self._open_field = ""
        self._folded: bool | None = None
        self.back = widgets.button("", self._to_ledger, "link")
        self.name = widgets.label("", "title", wrap=True)
        self.state = Pill()
        self.told = widgets.label("", "muted")
        self.at = widgets.label("", "muted")
        self.sheet = SheetView()
        self.bar = CellBar()
        self.notice = Notice()
        self.problems = ProblemList()
        self.score = ScorePanel()
        self.score.hide()
        self.empty = widgets.label(_EMPTY, "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._act()
        self._lay_out()
        self.sheet.moved.connect(self._cell)
        self.sheet.typed.connect(self._write)
        self.sheet.wrong.connect(self._wrong)
        self.sheet.drafted.connect(self._draft)
        self.sheet.said.connect(self.say)
        self.problems.chosen.connect(self._to_problem)
        self.problems.explain.connect(self._explain)
        self.score.chosen.connect(self._to_path)
        self.notice.resumed.connect(self._resume)
        self.notice.dropped.connect(self._drop_drafts)
        self.notice.unsealed.connect(self.ask_unseal)
        self.setFocusProxy(self.sheet)
        self._enable()

    # --- reading

    def open_place(self, place: Place) -> None:
        """Open the form that a place names."""
        self.sheet.finish()
        if place.record and place.value("form"):
            other = place.record != self.place.record or place.value("form") != self.place.value("form")
            self.place = place
            self._open_field = place.value("field")
            self._asked = Ask(
                place.value("form"), place.record, _number(place.value("year")), _number(place.value("month"))
            )
            if other:
                self.problems.show_waiting()
            self.refresh()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the form and then check it."""
        if self._asked is None:
            self._show_empty(_EMPTY)
            return
        asked = self._asked
        self.desk.runner.read("form", lambda store: work.open_form(store, asked), self._show, self._not_there)

    def leave(self) -> bool:
        """What is being typed is committed, or kept as a draft where it cannot stand."""
        self.sheet.finish()
        return True

    def _show(self, view: FormView) -> None:
        self.view = view
        if not view.record:
            period = f" {view.period}" if view.period else ""
            self._show_empty(
                f"{view.name or '这个单位'}还没有报{view.year} 年度{period}《{view.title}》。\n"
                "收到部门报来的表以后，用“导入”（Ctrl+I）收进来，就能在这里打开。"
            )
            self._head(view)
            return
        self.empty.hide()
        self.body.show()
        self._head(view)
        self.sheet.show_view(view, writable=self.desk.runner.writable)
        self.score.show_score(view.score)
        self._fold()
        self.notice.show_view(view, writable=self.desk.runner.writable)
        self._enable()
        if self._open_field:
            self._to_path(self._open_field)
            self._open_field = ""
        self.desk.runner.read("form-problems", lambda store: work.problems(store, view), self._show_problems)

    def _head(self, view: FormView) -> None:
        ledger = _LEDGERS[view.stage]
        title = next((kind.title for kind in pages(self.desk.facts.level) if kind.key == ledger), "")
        self.back.setText(f"{title} ›")
        self.back.setAccessibleName(f"回到{title}")
        self.back.setVisible(bool(title))
        self.name.setText(view.name)
        self.state.show_text(view.state_word, _TONES.get(view.state, "grey"))
        parts = [view.period or f"{view.year} 年度", view.unit if view.unit != view.name else ""]
        if view.record:
            parts.append(f"第 {view.round} {'版' if view.stage == 'target' else '次报送'}")
            parts.append(f"退回过 {view.returns} 次" if view.returns else "")
        self.told.setText(" · ".join(part for part in parts if part))
        ids = self._list()
        where = ids.index(self.place.record) + 1 if self.place.record in ids else 0
        self.at.setText(f"{where} / {len(ids)}" if where else "")
        self.at.setToolTip(f"第 {where} / {len(ids)} 个{self.place.value('listname')}" if where else "")
        self._enable()

    def _show_problems(self, found: tuple[FormProblem, ...]) -> None:
        view = self.view
        if view is None:
            return
        self.problems.show_problems(view, found)
        levels: dict[str, str] = {}
        for one in reversed(found):  # gravest first: it stays
            cell = view.place(one.path)
            if cell is not None:
                levels[cell.path] = one.level
        self.sheet.show_levels(levels)

    def _not_there(self, error: UserError) -> None:
        self._show_empty(str(error))

    def _show_empty(self, words: str) -> None:
        self.empty.setText(words)
        self.empty.show()
        self.body.hide()
        self.sheet.show_view(None, writable=False)
        self._enable()

    # --- editing

    def _cell(self, cell: FormCell | None) -> None:
        self.bar.show_cell(self.view, cell, self.sheet.refused(cell.path) if cell is not None else "")
        if cell is not None and self.view is not None:
            self.problems.choose_path(cell.path, self.view)

    def _wrong(self, told: tuple[FormCell, str]) -> None:
        cell, why = told
        self.bar.show_cell(self.view, cell, why)
        self.say.emit(f"{cell.address} {cell.label}：{why}（没有写入）")

    def _write(self, texts: list[tuple[str, str]]) -> None:
        asked = self._record()
        if asked is None:
            return
        what = "粘贴" if len(texts) > 1 else "修改"
        self.desk.runner.change("填写表单", partial(work.write, asked, texts, what), None, self._unwritten)

    def _unwritten(self, error: UserError) -> None:
        self.sheet.take_back()
        self.say.emit(f"{error}（没有写入）")
        self.refresh()

    def _draft(self, kept: tuple[str, str | None]) -> None:
        asked = self._record()
        if asked is not None and self.desk.runner.writable:
            path, text = kept
            job = self.desk.runner.change("保存草稿", partial(work.keep_draft, asked, path, text))
            job.quiet = True

    def _resume(self) -> None:
        """Go on with the text that was found again."""
        view = self.view
        if view is None or not view.drafts:
            return
        draft = view.drafts[-1]
        self.sheet.select(view.by_path.get(draft.path))
        if self.sheet.current is not None and self.sheet.current.path == draft.path:
            self.sheet.edit(draft.text)

    def _drop_drafts(self) -> None:
        asked, view = self._record(), self.view
        if asked is not None and view is not None:
            paths = [draft.path for draft in view.drafts]
            self.desk.runner.change("丢弃草稿", partial(work.drop_drafts, asked, paths)).quiet = True

    def _record(self) -> Ask | None:
        """The open form by the id of its own sheet."""
        view = self.view
        return Ask(view.form, view.record, view.year, view.month) if view is not None and view.record else None

    def _changeable(self) -> bool:
        """Whether rows may come and go: not in a monitoring sheet, whose rows are those of the target."""
        view = self.view
        return view is not None and not view.locked and view.stage != "monitoring"

    def _rows(self, change: Callable[..., None], title: str) -> None:
        """Add a row below the current one, or take it away."""
        asked, cell = self._record(), self.sheet.current
        if asked is not None and cell is not None and self.sheet.finish():
            self.desk.runner.change(title, partial(change, asked, cell.path), None, self._unwritten)

    # --- going about

    def _list(self) -> list[str]:
        return self.place.value("list").split()

    def step(self, by: int) -> None:
        """The form before or after this one in the list."""
        ids = self._list()
        if self.place.record not in ids:
            return
        at = ids.index(self.place.record) + by
        if 0 <= at < len(ids):
            self.sheet.finish()
            filters = tuple(pair for pair in self.place.filters if pair[0] != "field")
            self.go.emit(Place("form", filters, ids[at]))
        else:
            self.say.emit("已经是第一个" if by < 0 else "已经是最后一个")

    def _to_ledger(self) -> None:
        view = self.view
        if view is None:
            return
        ledger = _LEDGERS[view.stage]
        where = (("year", str(view.year)), *((("month", str(view.month)),) if view.month else ()))
        self.go.emit(Place(ledger, where, view.subject))

    def _to_problem(self, problem: FormProblem) -> None:
        self._to_path(problem.path)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_path(self, path: str) -> None:
        view = self.view
        if view is None:
            return
        cell = view.place(path)
        if cell is None:
            self.say.emit("这条问题不在某一格上，请看说明")
        else:
            self.sheet.select(cell)
            self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_problem(self, by: int = 1) -> None:
        """F3: the next finding and its cell."""
        found = self.problems.step(by)
        if found is not None:
            self._to_problem(found)
        else:
            self.say.emit("没有问题")

    def ask_place(self) -> None:
        """Ctrl+G: ask where to go."""
        from perfdesk.ui.forms.dialogs import GoTo  # noqa: PLC0415 - when it is asked for

        if self.view is not None and self.view.record:
            dialog = GoTo(self)
            dialog.wanted.connect(self._to_words)
            dialog.open()

    def _to_words(self, words: str) -> None:
        if self.view is None or not words:
            return
        cells = [cell for cell in self.view.cells if cell.path]
        found = next((cell for cell in cells if cell.address == words.upper()), None)
        found = found or next((cell for cell in cells if words in cell.label), None)
        if found is None:
            self.say.emit(f"没有找到“{words}”")
        else:
            self.sheet.select(found)
            self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reviewing

    def review(self, step: str, opinion: str = "") -> None:
        """Take a review step on this form."""
        view = self.view
        if view is None or step not in view.steps:
            if view is not None and view.record:
                self.say.emit(view.locked or f"现在是“{view.state_word}”，不能这样做")
            return
        if not self.sheet.finish():
            return
        title = {_PASS: "审核通过", _APPROVE: "批复", _RETURN: "退回", _UNSEAL: "解封"}[step]
        asked = Ask(view.form, view.record, view.year, view.month)
        self.desk.runner.change(title, partial(work.review, asked, step, opinion), partial(self._reviewed, title))

    def _reviewed(self, title: str, blocked: tuple[str, ...]) -> None:
        if not blocked:
            self.say.emit(f"{title}：{self.view.name if self.view else ''}")
            return
        self.notice.show_words(
            f"不能{title}：还有 {len(blocked)} 处错误。改正，或选中问题按“写说明…”写明理由后放行。", "red"
        )
        self.next_problem(0)

    def ask_return(self) -> None:
        """退回修改…: ask for the opinion."""
        from perfdesk.ui.forms.dialogs import return_slip  # noqa: PLC0415 - when it is asked for

        view = self.view
        if view is None or _RETURN not in view.steps:
            return
        self.sheet.finish()
        dialog = return_slip(self, view, self.problems.problems)
        dialog.done_with.connect(partial(self.review, _RETURN))
        dialog.open()

    def ask_unseal(self) -> None:
        """解封…: ask why a sealed sheet is opened again."""
        from perfdesk.ui.forms.dialogs import unsealing  # noqa: PLC0415 - when it is asked for

        view = self.view
        if view is not None and _UNSEAL in view.steps:
            dialog = unsealing(self, view)
            dialog.done_with.connect(partial(self.review, _UNSEAL))
            dialog.open()

    def _explain(self, problem: FormProblem) -> None:
        from perfdesk.ui.forms.dialogs import explanation  # noqa: PLC0415 - when it is asked for

        view = self.view
        if view is None or not view.record or not self.desk.runner.writable:
            self.say.emit("文件以只读方式打开，不能写说明")
            return

        def write(note: str) -> None:
            self.desk.runner.change("写说明", partial(work.explain, view, problem, note), self._explained)

        dialog = explanation(self, problem)
        dialog.done_with.connect(write)
        dialog.open()

    def _explained(self, count: int) -> None:
        self.notice.hide()
        self.say.emit("说明已写入，不再阻止通过" if count else "这条问题已经没有了")

    # --- paper

    def preview(self) -> None:
        """打印预览, as the PDF will be."""
        asked = self._record()
        if asked is not None and self._may_leave():
            self.desk.runner.read("form-pages", lambda store: work.pages(store, asked), self._show_pages)

    def _show_pages(self, found: tuple[Paper, ...]) -> None:
        from perfdesk.ui.forms.preview import Preview  # noqa: PLC0415 - when it is asked for

        if self.view is not None:
            dialog = Preview(self, self.view.name, found)
            dialog.printed.connect(self.say)
            dialog.open()

    def ask_export(self) -> None:
        """导出: ask where to, workbook or PDF."""
        asked, view = self._record(), self.view
        if asked is None or view is None or not self._may_leave():
            return
        name = work.file_name(view)
        kinds = "Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf)"
        chosen, kind = QFileDialog.getSaveFileName(self, "导出", f"{name}.xlsx", kinds)
        if chosen:
            path = Path(chosen)
            self.export(path.with_suffix(".pdf") if "pdf" in kind and path.suffix.lower() == ".xlsx" else path)

    def export(self, path: Path) -> None:
        """Write the form to a file."""
        asked = self._record()
        if asked is not None:
            self.desk.runner.read("form-export", lambda store: work.export(store, asked, path), self._exported)

    def _exported(self, path: Path) -> None:
        self.say.emit(f"已导出：{path}")

    def _may_leave(self) -> bool:
        if self.view is not None and self.view.classified:
            self.say.emit("涉密项目的表不能打印和导出")
            return False
        self.sheet.finish()
        return True

    # --- laying out

    def _act(self) -> None:
        """The commands of the page, shown in the menu 本页."""
        self.acts: dict[str, QAction] = {}
        table: tuple[tuple[str, str, tuple[str, ...], Callable[[], object]], ...] = (
            (_PASS, "审核通过", ("Ctrl+Return", "Ctrl+Enter"), lambda: self.review(_PASS)),
            (_APPROVE, "批复", ("Ctrl+Shift+Return",), lambda: self.review(_APPROVE)),
            (_RETURN, "退回修改…", ("Ctrl+Backspace",), self.ask_return),
            (_UNSEAL, "解封…", (), self.ask_unseal),
            ("before", "上一个", ("Ctrl+PgUp",), lambda: self.step(-1)),
            ("after", "下一个", ("Ctrl+PgDown",), lambda: self.step(1)),
            ("preview", "打印预览", ("Ctrl+P",), self.preview),
            ("export", "导出…", ("F12",), self.ask_export),
            ("problem", "下一条问题", ("F3",), self.next_problem),
            ("earlier", "上一条问题", ("Shift+F3",), lambda: self.next_problem(-1)),
            ("check", "重新审核", ("F8",), self.refresh),
            ("place", "定位…", ("Ctrl+G",), self.ask_place),
            ("ledger", "回到列表", ("F4",), self._to_ledger),
            ("row", "在下面增加一行", ("Ctrl+Shift+Insert",), lambda: self._rows(work.add_row, "增加一行")),
            ("gone", "删除这一行", ("Ctrl+Shift+Delete",), lambda: self._rows(work.drop_row, "删除一行")),
            ("score", "得分依据", ("F9",), self.toggle_score),
            ("width", "缩放到页宽", (), lambda: self.sheet.set_zoom(None)),
        )
        for key, text, keys, done in table:
            action = QAction(text, self)
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, done=done: done())
            self.addAction(action)
            self.acts[key] = action

    def _enable(self) -> None:
        view, open_ = self.view, bool(self.view and self.view.record)
        ids, writable = self._list(), self.desk.runner.writable
        at = ids.index(self.place.record) if self.place.record in ids else -1
        steps = view.steps if view is not None and writable else ()
        target = view is not None and view.stage == "target"
        for key, on in (
            (_PASS, _PASS in steps),
            (_APPROVE, _APPROVE in steps),
            (_RETURN, _RETURN in steps),
            (_UNSEAL, _UNSEAL in steps),
            ("before", at > 0),
            ("after", 0 <= at < len(ids) - 1),
            *((key, open_) for key in ("preview", "export", "problem", "earlier", "check", "place", "width")),
            *((key, open_ and writable and self._changeable()) for key in ("row", "gone")),
            ("score", bool(view and view.score)),
        ):
            self.acts[key].setEnabled(on)
            if key in self.buttons:
                self.buttons[key].setEnabled(on)
        self.buttons[_APPROVE].setVisible(target and _APPROVE in steps)
        self.acts[_APPROVE].setVisible(target)
        self.acts[_UNSEAL].setVisible(_UNSEAL in steps)
        self.buttons[_PASS].setVisible(_APPROVE not in steps)
        self.buttons["score"].setVisible(bool(view and view.score))
        for key in ("before", "after"):
            self.buttons[key].setVisible(len(ids) > 1)

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=8)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=8)
        words = widgets.column(gap=2)
        line = widgets.row(gap=6)
        line.addWidget(self.back)
        line.addWidget(self.name, 1)
        under = widgets.row(gap=8)
        under.addWidget(self.state)
        under.addWidget(self.told, 1)
        words.addLayout(line)
        words.addLayout(under)
        head.addLayout(words, 1)
        self.buttons: dict[str, QWidget] = {}
        made = (
            ("before", "‹ 上一个", ""), ("after", "下一个 ›", ""), ("score", "得分依据", ""), ("preview", "打印", ""),
            ("export", "导出", ""), (_RETURN, "退回修改…", ""), (_APPROVE, "批复", "primary"),
            (_PASS, "审核通过 Ctrl+Enter", "primary"),
        )  # fmt: skip
        for key, text, role in made:
            tip = self.acts[key].shortcut().toString()
            self.buttons[key] = widgets.button(text, self.acts[key].trigger, role, f"{self.acts[key].text()}（{tip}）")
            head.addWidget(self.buttons[key], 0, Qt.AlignmentFlag.AlignTop)
            if key == "before":
                head.addWidget(self.at, 0, Qt.AlignmentFlag.AlignTop)
                self.at.setFixedHeight(self.buttons[key].sizeHint().height())
        whole.addLayout(head)
        whole.addWidget(self.empty, 1)
        self.body = QWidget()
        self.body.hide()
        whole.addWidget(self.body, 1)
        body = widgets.column(self.body, gap=8)
        middle = widgets.row(gap=8)
        paper = widgets.frame("panel")
        inside = widgets.column(paper, gap=0, margin=1)
        inside.addWidget(self.notice)
        inside.addWidget(self.sheet, 1)
        inside.addWidget(self.bar)
        middle.addWidget(paper, 1)
        middle.addWidget(self.score)
        body.addLayout(middle, 1)
        below = widgets.frame("panel")
        lines = widgets.row(below)
        lines.setContentsMargins(12, 8, 8, 6)
        lines.addWidget(self.problems)
        body.addWidget(below)

    def toggle_score(self) -> None:
        """Show or fold the panel of the score."""
        self._folded = self.score.isVisible()
        self._fold()

    def _fold(self) -> None:
        has = self.view is not None and self.view.score is not None
        folded = self.width() < _SIDE if self._folded is None else self._folded
        self.score.setVisible(has and not folded)

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The score panel folds where the page is narrow."""
        super().resizeEvent(event)  # type: ignore[arg-type] # Qt's event
        self._fold()


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and text != "0" else None
