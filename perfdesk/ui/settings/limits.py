"""界限与方案: the limits of checks and reports beside the program's own, dated, changed one at a time."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QWidget

from perfdesk.services import office_settings
from perfdesk.ui import widgets
from perfdesk.ui.listing import Cell, Column, Listing

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.services.office_settings import Rule
    from perfdesk.ui.desk import Desk

_COLUMNS = (
    Column("项目", 230, stretches=True),
    Column("现在采用", 270),
    Column("程序默认", 270),
    Column("单位", 60),
    Column("本单位自定，何时起", 150),
)


class LimitsPanel(QWidget):
    """A list; Enter or a double click changes a line."""

    def __init__(self, desk: Desk) -> None:
        """Empty until read."""
        super().__init__()
        self._desk = desk
        self._told = widgets.label("", "muted", wrap=True)
        self._list = Listing("界限与方案", _COLUMNS, _cells, empty="正在读取……")
        self._list.opened.connect(self._ask)
        self._list.moved.connect(self._chosen)
        self._change = widgets.button("修改…", lambda: self._ask(self._list.current), "primary")
        self._reset = widgets.button("恢复默认", self._forget)
        body = widgets.column(self, margin=14, gap=10)
        line = widgets.row()
        line.addWidget(self._told, 1)
        line.addWidget(self._reset)
        line.addWidget(self._change)
        body.addLayout(line)
        body.addWidget(self._list, 1)
        self._chosen(None)

    def refresh(self) -> None:
        """Read the limits of the year."""
        year = self._desk.year
        self._told.setText(f"{year} 年度的审核、通报和计分用这些界限。自定的值从生效日起用，以前年度不受影响。")
        self._desk.runner.read("limits", lambda store: office_settings.rules(store, year), self._show)

    def _show(self, rules: tuple[Rule, ...]) -> None:
        current = self._list.current
        at = next((number for number, rule in enumerate(rules) if current and rule.name == current.name), 0)
        self._list.show_rows(rules, at)
        self._chosen(self._list.current)

    def _chosen(self, rule: Rule | None) -> None:
        writable = self._desk.runner.writable and rule is not None
        self._change.setEnabled(writable)
        self._reset.setEnabled(writable and bool(rule and rule.since))

    def _ask(self, rule: Rule | None) -> None:
        if rule is not None and self._desk.runner.writable:
            Edit(self, self._desk, rule).open()

    def _forget(self) -> None:
        rule = self._list.current
        if rule is not None:
            name = rule.name
            self._desk.runner.change(
                f"恢复默认“{rule.title}”", lambda store, _: office_settings.reset_rule(store, name)
            )


class Edit(QDialog):
    """A new value and the day it begins; what is wrong is said at once, and what was typed stays."""

    def __init__(self, parent: QWidget, desk: Desk, rule: Rule) -> None:
        """Begin with the value in force, from the first of January."""
        super().__init__(parent.window())
        self._desk, self._rule = desk, rule
        self.setWindowTitle("修改界限")
        self.setAccessibleName("修改界限")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.value = QLineEdit(rule.value)
        self.choice = QComboBox()
        for key, words in rule.choices:
            self.choice.addItem(words, key)
        self.choice.setCurrentText(rule.value)
        self.since = QLineEdit(f"{desk.year}-01-01")
        self.trouble = widgets.label("", "error", wrap=True)
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label(rule.title, "heading"))
        form = QFormLayout()
        form.setVerticalSpacing(8)
        part = self.choice if rule.choices else self.value
        part.setAccessibleName("新的值")
        self.since.setAccessibleName("从哪天起")
        form.addRow(widgets.label(f"新的值（{rule.unit}）" if rule.unit else "新的值", "muted"), part)
        form.addRow(widgets.label("从哪天起", "muted"), self.since)
        body.addLayout(form)
        body.addWidget(widgets.label(f"程序默认：{rule.default or '不设'} {rule.unit}", "muted"))
        body.addWidget(self.trouble)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        self.ok = widgets.button("保存", self._save, "primary")
        self.ok.setDefault(True)
        line.addWidget(self.ok)
        body.addLayout(line)

    def _save(self) -> None:
        try:
            since = date.fromisoformat(self.since.text().strip())
        except ValueError:
            self.trouble.setText(f"日期写成 {self._desk.year}-01-01 这样，不能是“{self.since.text()}”")
            return
        name = self._rule.name
        typed = str(self.choice.currentData()) if self._rule.choices else self.value.text()
        self._desk.runner.change(
            f"设置“{self._rule.title}”",
            partial(_set, name, typed, since),
            self._saved,
            self._refused,
        )

    def _saved(self, _: object) -> None:
        self.accept()

    def _refused(self, problem: UserError) -> None:
        self.trouble.setText(str(problem))


def _set(name: str, typed: str, since: date, store: object, _progress: object) -> None:
    office_settings.set_rule(store, name, typed, since)  # type: ignore[arg-type] # the runner's Store


def _cells(rule: Rule) -> tuple[Cell, ...]:
    return (
        Cell(rule.title),
        Cell(rule.value or "不设", bold=bool(rule.since)),
        Cell(rule.default or "不设", ink="muted"),
        Cell(rule.unit, ink="muted"),
        Cell(rule.since, "blue" if rule.since else ""),
    )
