"""The row at the right: its facts, its year as a timeline, and the way to its form; narrow windows fold it to a tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from perfdesk.ui import theme, widgets
from perfdesk.ui.dot import Dot

if TYPE_CHECKING:
    from perfdesk.services.ledgers import Record

WIDTH = 264
TAB = 30


class Inspector(QFrame):
    """`wanted` carries the Record whose form is to be opened."""

    wanted = Signal(object)
    folding = Signal(object)  # None: the person wants it folded

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing is chosen."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("详情")
        self.record: Record | None = None
        outer = widgets.column(self, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("详情内容")
        outer.addWidget(self._area, 1)
        self.form = widgets.button("打开表单（F4）", self._open, "primary")
        foot = widgets.row(margin=10)
        foot.addWidget(self.form)
        outer.addLayout(foot)
        self.show_record(None)

    def show_record(self, record: Record | None) -> None:
        """Another row; None says what to do."""
        self.record = record
        body = QWidget()
        body.setProperty("role", "canvas")
        line = widgets.column(body, 10, 4)
        if record is None:
            hint = widgets.label("选中一行，这里显示它的详情和这一年的经过。", "muted", wrap=True)
            line.addWidget(hint)
        else:
            self._fill(line, record)
        line.addStretch(1)
        self._area.setWidget(body)
        self.form.setVisible(record is not None and bool(record.form))

    def _fill(self, line: QVBoxLayout, record: Record) -> None:
        line.addWidget(widgets.label(record.title, "heading", wrap=True))
        line.addWidget(widgets.label(record.subtitle, "muted", wrap=True))
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        at = 0
        for fact in record.facts:
            if fact.long:
                if fact.value:
                    grid.addWidget(widgets.label(fact.label, "muted"), at, 0, 1, 2)
                    grid.addWidget(widgets.label(fact.value, wrap=True), at + 1, 0, 1, 2)
                    at += 2
                continue
            grid.addWidget(widgets.label(fact.label, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            value = QWidget()
            parts = widgets.row(value, gap=4)
            parts.addStretch(1)
            if fact.tone:
                parts.addWidget(Dot(fact.tone))
            text = widgets.label(fact.value or "—", wrap=len(fact.value) > 12)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            parts.addWidget(text, 3 if len(fact.value) > 12 else 0)
            grid.addWidget(value, at, 1)
            at += 1
        line.addLayout(grid)
        if record.events:
            line.addWidget(widgets.label("这一年", "heading"))
            for event in record.events:
                row = widgets.row(gap=8)
                day = widgets.label(event.day[5:] or "—", "muted")
                day.setFixedWidth(38)
                row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(Dot(event.tone), 0, Qt.AlignmentFlag.AlignTop)
                text = widgets.label(event.text, wrap=True)
                text.setToolTip(f"{event.day}　{event.text}")
                row.addWidget(text, 1)
                line.addLayout(row)

    def _open(self) -> None:
        if self.record is not None and self.record.form:
            self.wanted.emit(self.record)


class FoldTab(QPushButton):
    """The tab that the inspector folds into: its name from top to bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Folded."""
        super().__init__("详情", parent)
        self.setCheckable(True)
        self.setFixedWidth(TAB)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("详情")
        self.setToolTip("展开或收起详情（Alt+Enter）")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for its letters."""
        return QSize(TAB, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The letters one below the other."""
        palette = theme.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = palette.selected if self.isChecked() else palette.panel
        painter.setPen(QColor(palette.focus if self.hasFocus() else palette.line))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.setPen(QColor(palette.selected_text if self.isChecked() else palette.text))
        text = "详情" + ("▸" if self.isChecked() else "◂")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "\n".join(text))
