"""What stands in a file's way, and the buttons that clear it: a name to choose, columns to map, a slip to return."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.imports import Question
    from perfdesk.services.imports.shown import FileRow

_MOST = 6  # questions that are shown at a time; the rest follows when these are answered


class Trouble(QFrame):
    """`answered` carries (question, id), `asked` a question to choose for, `mapped` and `returned` a FileRow."""

    answered = Signal(object)
    asked = Signal(object)
    mapped = Signal(object)
    returned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden until a file has trouble."""
        super().__init__(parent)
        self.setProperty("role", "trouble")
        self.setAccessibleName("需要处理")
        whole = widgets.column(self, margin=0, gap=4)
        whole.setContentsMargins(14, 8, 8, 8)
        self.title = widgets.label("", "error", wrap=True)
        whole.addWidget(self.title)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("需要处理的名称")
        self._canvas = QWidget()
        self._canvas.setProperty("role", "canvas")
        self._body = widgets.column(self._canvas, gap=4)
        area.setWidget(self._canvas)
        whole.addWidget(area, 1)
        self._rows = 0

    @property
    def wanted_height(self) -> int:
        """The height at which all that is said is seen, within reason."""
        return 48 + min(4, self._rows) * 32

    def show_file(self, row: FileRow | None, questions: Sequence[tuple[Question, Sequence[tuple[str, str]]]]) -> None:
        """Show what stands in a file's way; each question with its near matches as (id, name)."""
        while (item := self._body.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self._rows = 0
        refused = row is not None and row.tone == "red"
        wanted = row is not None and (refused or bool(questions) or row.mappable)
        self.setVisible(wanted)
        if row is None or not wanted:
            return
        self.title.setText(f"{'不能采用' if refused else '请核对'}：{row.name}")
        if refused or row.mappable:
            self._say_why(row)
        for question, near in questions[:_MOST]:
            self._ask(question, near)
        if len(questions) > _MOST:
            self._add(widgets.label(f"还有 {len(questions) - _MOST} 个名称，处理完上面的再列出", "muted"))
        self._body.addStretch(1)

    def _say_why(self, row: FileRow) -> None:
        """The first reason, where it stands, and what can be done about it here."""
        worst = next((line for line in row.lines if line.kind == "problem" and line.tone == "red"), None)
        worst = worst or next((line for line in row.lines if line.kind == "problem"), None)
        made = QWidget()
        line = widgets.row(made, gap=8)
        where = f"{worst.place}：" if worst and worst.place else ""
        tail = "　这个文件不写入，其余文件不受影响。" if row.state == "不导入" else ""
        line.addWidget(widgets.label(f"{where}{worst.why if worst else ''}{tail}", wrap=True), 1)
        if row.mappable:
            line.addWidget(widgets.button("手工对应栏目…", lambda: self.mapped.emit(row), "tag", "记住这个单位的叫法"))
        if row.errors:
            line.addWidget(
                widgets.button("退回单…", lambda: self.returned.emit(row), "tag", "写一页退回单和标好的工作簿")
            )
        self._add(made)

    def _ask(self, question: Question, near: Sequence[tuple[str, str]]) -> None:
        made = QWidget()
        line = widgets.row(made, gap=6)
        place = f"{question.sheet}!{question.cell}　" if question.sheet else ""
        line.addWidget(widgets.label(f"{place}{question.why}，是不是：", wrap=True), 1)
        for record, name in near:
            chosen = partial(self.answered.emit, (question, record))
            button = widgets.button(name, chosen, "tag", f"“{question.text}”就是{name}，记住")
            line.addWidget(button)
        line.addWidget(widgets.button("选择…", lambda: self.asked.emit(question), "tag", f"为“{question.text}”选择"))
        self._add(made)

    def _add(self, part: QWidget) -> None:
        self._body.addWidget(part)
        self._rows += 1
