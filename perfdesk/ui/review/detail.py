"""The chosen problem whole: what is wrong, both sides, the rule with its limits and legal basis, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from perfdesk.services.review_center import LEVEL_WORDS, STAGES
from perfdesk.ui import widgets
from perfdesk.ui.dot import Dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.review_center import Item
    from perfdesk.services.review_rules import Rule

TONES = {"error": "red", "warning": "yellow", "hint": "grey"}


class Detail(QWidget):
    """`opened`, `noted` and `again` are the three things to do with a problem, `levelled` one to do with its rule."""

    levelled = Signal()
    opened = Signal()
    noted = Signal()
    again = Signal()

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setAccessibleName("问题详情")
        self._dot = Dot("grey")
        self._level = widgets.label("", "muted")
        self._title = widgets.label("", "heading")
        self._message = widgets.label("", wrap=True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = QGridLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(10)
        self._facts.setVerticalSpacing(3)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self.open = widgets.button("打开表单", self.opened.emit, "", "到出问题的格子（Enter 或双击）")
        self.note = widgets.button("作出说明…", self.noted.emit, "", "不能改正的，写明原因后放行（Ctrl+E）")
        self.level = widgets.button("调整级别…", self.levelled.emit, "", "这条规则对本单位算错误、警告、提示，或停用")
        self.check = widgets.button("重审", self.again.emit, "", "只重审这条规则或这个单位（F8）")
        self._lay_out()
        self.show_item(None, None, "rule")

    def show_item(self, item: Item | None, rule: Rule | None, by: str, *, can_open: bool = True) -> None:
        """Show a problem; without one, the words of the rule alone."""
        for part in (self.open, self.note, self._dot, self._level):
            part.setVisible(item is not None)
        self.check.setVisible(item is not None or rule is not None)
        self.level.setVisible(rule is not None)
        self.check.setText("重审本单位" if by == "unit" else "重审本条")
        self.check.setAccessibleName(self.check.text())
        if item is None:
            self._title.setText(f"{rule.rule} {rule.title}" if rule else "没有选中问题")
            self._message.setText("" if rule else "在上面的清单里选一个问题，这里显示两边的数、依据和所在的表。")
            self._show_facts(_rule_facts(rule))
            return
        problem = item.found.problem
        self.open.setVisible(can_open)
        self.open.setText("打开表单" if item.stage else "打开台账")
        self.note.setVisible(item.level != "hint" and bool(item.found.record))
        self._dot.show_tone(TONES[item.level])
        self._level.setText("已说明" if item.explained else LEVEL_WORDS[item.level])
        self._title.setText(f"{item.rule} {item.title}")
        self._message.setText(problem.message)
        where = " · ".join(filter(None, (f"{item.year} 年度{STAGES[item.stage]}", item.unit, problem.project)))
        facts = [("所在", where)]
        if problem.left or problem.right:
            facts.append(("两边的数", f"{problem.left or '空'}　↔　{problem.right or '空'}"))
        facts += _rule_facts(rule)
        if item.found.note:
            facts.append(("说明", item.found.note))
        if item.new:
            facts.append(("新增", "上次全审时没有这个问题"))
        self._show_facts(facts)

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (taken := self._facts.takeAt(0)) is not None:
            part = taken.widget()
            if part is not None:
                part.hide()  # it goes later, and must not be painted under its successor until then
                part.deleteLater()
        for number, (name, words) in enumerate(facts):
            title = widgets.label(name, "muted")
            value = widgets.label(words, wrap=True)
            value.setAccessibleName(f"{name}：{words}")
            self._facts.addWidget(title, number, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, number, 1, 1, 3)

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=6)
        head = widgets.row(gap=8)
        head.addWidget(self._dot)
        head.addWidget(self._level)
        head.addWidget(self._title, 1)
        for part in (self.level, self.check, self.note, self.open):
            head.addWidget(part)
        whole.addLayout(head)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("问题详情")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        canvas = QWidget()
        canvas.setProperty("role", "canvas")
        body = widgets.column(canvas, gap=6)
        body.addWidget(self._message)
        body.addLayout(self._facts)
        body.addStretch(1)
        area.setWidget(canvas)
        whole.addWidget(area, 1)


def _rule_facts(rule: Rule | None) -> list[tuple[str, str]]:
    if rule is None:
        return []
    limits = "；".join(f"{words} {value}" for words, value in rule.limits)
    facts = [("依据", rule.basis if rule.since else f"{rule.basis}（{rule.grave}）")]
    facts += [("级别", rule.grave)] if rule.since else []
    return [*facts, ("界限", limits)] if limits else facts
