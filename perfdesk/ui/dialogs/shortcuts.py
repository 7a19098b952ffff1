"""The list of all keys (Ctrl+/), taken from the commands themselves, so that it cannot be out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction

# What editors, tables and lists do by themselves.
COMMON = (
    ("Enter / Shift+Enter", "下一格 / 上一格"),
    ("Tab / Shift+Tab", "向右 / 向左；在窗口里换到下一处"),
    ("F2", "编辑当前格"),
    ("Esc", "放弃正在输入的内容"),
    ("空格", "打勾、取消勾选"),
    ("Alt+↓", "打开选择列表"),
    ("F6", "在导航、顶栏和页面之间移动"),
)


class Shortcuts(QDialog):
    """A list by menu, closed with Esc."""

    def __init__(self, parent: QWidget | None, groups: Iterable[tuple[str, Iterable[QAction]]]) -> None:
        """`groups` are menu names with their actions."""
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        self.setAccessibleName("快捷键")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = widgets.column(self, margin=16, gap=10)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("快捷键列表")
        canvas = QWidget()
        canvas.setProperty("role", "canvas")
        grid = QGridLayout(canvas)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(5)
        at = 0
        for name, actions in groups:
            lines = [(_keys(action), action.text()) for action in actions if action.shortcuts() and action.isVisible()]
            at = _group(grid, at, name, lines)
        _group(grid, at, "表格和表单", list(COMMON))
        grid.setColumnStretch(1, 1)
        area.setWidget(canvas)
        body.addWidget(area)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(widgets.button("关闭", self.accept, "primary"))
        body.addLayout(line)
        self.resize(460, 560)


def _group(grid: QGridLayout, at: int, name: str, lines: list[tuple[str, str]]) -> int:
    if not lines:
        return at
    grid.addWidget(widgets.label(name, "heading"), at, 0, 1, 2)
    for number, (keys, words) in enumerate(lines, at + 1):
        grid.addWidget(widgets.label(keys, "muted"), number, 0)
        grid.addWidget(widgets.label(words), number, 1)
    return at + len(lines) + 1


def _keys(action: QAction) -> str:
    return " / ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())
