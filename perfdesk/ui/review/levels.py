"""调整级别: every rule with its level, and what this office makes of the chosen one, from which year and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QWidget

from perfdesk.services import rule_levels
from perfdesk.services.rule_levels import WORDS
from perfdesk.ui import widgets
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.review.detail import TONES
from perfdesk.ui.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.domain.errors import UserError
    from perfdesk.services.opening import Store
    from perfdesk.services.review_rules import Rule
    from perfdesk.ui.desk import Desk

_COLUMNS = (
    Column("规则", 280, stretches=True),
    Column("程序默认", 76),
    Column("现在", 76),
    Column("何时起", 92),
    Column("理由", 230),
)


class Levels(QDialog):
    """Saving writes one action of the journal; what is wrong is said in the dialog and what was typed stays."""

    def __init__(self, parent: QWidget, desk: Desk, rules: Sequence[Rule], chosen: str, year: int) -> None:
        """Begin at a rule ("" the first one) and a budget year."""
        super().__init__(parent.window())
        self._desk = desk
        self.setWindowTitle("调整审核规则的级别")
        self.setAccessibleName("调整审核规则的级别")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(820, 540)
        self.list = Listing("审核规则", _COLUMNS, _cells)
        self.level = Segments("级别", tuple(WORDS.items()), "")
        self.year = QComboBox()
        self.year.setAccessibleName("从哪个预算年度起")
        for one in (desk.year, desk.year - 1):
            self.year.addItem(f"{one} 年度起", one)
        self.year.setCurrentIndex(max(0, self.year.findData(year)))
        self.reason = QLineEdit()
        self.reason.setAccessibleName("理由")
        self.reason.setPlaceholderText("例如：市局通知本年只作提示（玉财绩〔2023〕8号）")
        self.trouble = widgets.label("", "error", wrap=True)
        self.reset = widgets.button("恢复默认", self._forget, "", "这条规则在所有年度都用程序默认的级别")
        self.save = widgets.button("保存", self._save, "primary")
        self.save.setDefault(True)
        self._lay_out()
        self.list.moved.connect(self._show)
        self.level.chosen.connect(lambda _: self._ready())
        self.reason.textChanged.connect(lambda _: self._ready())
        rows = sorted(rules, key=lambda rule: rule.rule)
        self.list.show_rows(rows, next((at for at, rule in enumerate(rows) if rule.rule == chosen), 0))
        self._show(self.list.current)

    def _show(self, rule: Rule | None) -> None:
        if rule is not None:
            self.level.choose(rule.level)
            self.reason.setText(rule.reason)
        self.trouble.clear()
        self._ready()

    def _ready(self) -> None:
        rule: Rule | None = self.list.current
        writable = self._desk.runner.writable and rule is not None
        self.save.setEnabled(writable and bool(self.reason.text().strip()))
        self.reset.setEnabled(writable and bool(rule and rule.since))

    def _save(self) -> None:
        rule: Rule = self.list.current
        what = (rule.rule, self.level.key, self.reason.text(), int(self.year.currentData()))
        self._change(f"调整规则 {rule.rule} 的级别", partial(_set, what))

    def _forget(self) -> None:
        rule: Rule = self.list.current
        self._change(f"恢复规则 {rule.rule} 的默认级别", partial(_reset, rule.rule))

    def _change(self, title: str, work: object) -> None:
        self._desk.runner.change(title, work, self._done, self._refused)  # type: ignore[arg-type] # partials of the two below

    def _done(self, _: object) -> None:
        self.accept()

    def _refused(self, problem: UserError) -> None:
        self.trouble.setText(f"{problem}。{problem.hint}")

    def _lay_out(self) -> None:
        body = widgets.column(self, margin=20, gap=10)
        told = (
            "默认级别出自办法和通知。调整只对本单位的审核起作用：错误挡住审核通过和上报，警告和提示不挡，"
            "停用的不再审。理由显示在规则的说明里，操作日志里可以撤销。"
        )
        body.addWidget(widgets.label(told, "muted", wrap=True))
        body.addWidget(self.list, 1)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        levels = widgets.row(gap=0)
        levels.addWidget(self.level)
        levels.addStretch(1)
        form.addRow(widgets.label("对本单位算", "muted"), levels)
        form.addRow(widgets.label("从哪个预算年度起", "muted"), self.year)
        form.addRow(widgets.label("理由", "muted"), self.reason)
        body.addLayout(form)
        body.addWidget(self.trouble)
        line = widgets.row()
        line.addWidget(self.reset)
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        line.addWidget(self.save)
        body.addLayout(line)


def _set(what: tuple[str, str, str, int], store: Store, _progress: object) -> None:
    rule_levels.set_level(store, *what)


def _reset(rule: str, store: Store, _progress: object) -> None:
    rule_levels.reset_level(store, rule)


def _cells(rule: Rule) -> tuple[Cell, ...]:
    tones = TONES | {"off": "grey"}
    return (
        Cell(f"{rule.rule} {rule.title}", tip=rule.basis),
        Cell(WORDS[rule.default], ink="muted"),
        Cell(WORDS[rule.level], tone=tones[rule.level], bold=bool(rule.since)),
        Cell(rule.since, ink="" if rule.since else "muted"),
        Cell(rule.reason, tip=rule.reason),
    )
