"""Short dialogs over a form: the opinion of a return, the note of an explanation, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from perfdesk.services.form_view import FormProblem, FormView

_WIDE = 520


class Words(QDialog):
    """Asks for some lines of text; `done_with` carries them. Nothing is done with a blank."""

    done_with = Signal(object)

    def __init__(self, parent: QWidget, title: str, told: str, text: str, act: str) -> None:
        """`told` says what the words are for, `act` stands on the button."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(_WIDE)
        body = widgets.column(self, margin=18, gap=10)
        body.addWidget(widgets.label(title, "heading"))
        body.addWidget(widgets.label(told, "muted", wrap=True))
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(130)
        body.addWidget(self.text)
        self.wrong = widgets.label("", "error", wrap=True)
        self.wrong.hide()
        body.addWidget(self.wrong)
        line = widgets.row(gap=8)
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.act = widgets.button(act, self._done, "primary", "Ctrl+Enter")
        line.addWidget(self.act)
        body.addLayout(line)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._done)
        self.text.setFocus()

    def _done(self) -> None:
        words = self.text.toPlainText().strip()
        if not words:
            self.wrong.setText("请先写上内容")
            self.wrong.show()
            self.text.setFocus()
            return
        self.accept()
        self.done_with.emit(words)


def return_slip(parent: QWidget, view: FormView, problems: tuple[FormProblem, ...]) -> Words:
    """退回修改: the opinion begins with what the checks found."""
    found: list[str] = []
    for one in problems:
        if one.level != "hint":
            cell = view.place(one.path)
            found.append(f"{len(found) + 1}. {cell.address + ' ' if cell else ''}{one.message}")
    told = f"退回《{view.title}》（{view.name}）。意见随退回单发给部门，请写明要改什么；已列出审核发现的问题。"
    return Words(parent, "退回修改", told, "\n".join(found), "退回")


def unsealing(parent: QWidget, view: FormView) -> Words:
    """解封: why a sealed sheet is opened again."""
    told = (
        f"解封《{view.title}》（{view.name}）。解封后回到“已通过”，可以退回修改；改完要重新审核通过、重新封存，"
        "已经上报的要再生成一次上报包。请写明理由，理由留名留时间。"
    )
    return Words(parent, "解封", told, "", "解封")


def explanation(parent: QWidget, problem: FormProblem) -> Words:
    """写说明: why a finding may stand."""
    told = f"{problem.rule} {problem.message}\n写明为什么可以放行；说明留名留时间，审核时按提示处理。"
    return Words(parent, "写说明", told, problem.note, "写入说明")


class GoTo(QDialog):
    """Ctrl+G: a cell's address or part of its name."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Empty."""
        super().__init__(parent)
        self.setWindowTitle("定位")
        self.setAccessibleName("定位")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(360)
        body = widgets.column(self, margin=18, gap=10)
        body.addWidget(widgets.label("到哪一格？", "heading"))
        body.addWidget(widgets.label("单元格地址（如 F12），或指标、栏目名称的一部分", "muted", wrap=True))
        self.text = QLineEdit()
        self.text.setAccessibleName("地址或名称")
        self.text.returnPressed.connect(self._done)
        body.addWidget(self.text)
        line = widgets.row(gap=8)
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        line.addWidget(widgets.button("定位", self._done, "primary"))
        body.addLayout(line)
        self.text.setFocus()

    def _done(self) -> None:
        self.accept()
        self.wanted.emit(self.text.text().strip())
