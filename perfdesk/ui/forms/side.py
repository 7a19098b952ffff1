"""得分依据: the suggested score beside the entered one, each line with its reason; a click goes to the cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from perfdesk.domain.points import points
from perfdesk.ui import widgets
from perfdesk.ui.forms.pill import Pill

if TYPE_CHECKING:
    from perfdesk.services.form_view import FormScore, ScoreLine

WIDTH = 292


class ScorePanel(QFrame):
    """The score of a self-evaluation."""

    chosen = Signal(object)  # the path of a line

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("得分依据")
        self.setFixedWidth(WIDTH)
        self._score: FormScore | None = None
        self.total = widgets.label("", "figure")
        self.entered = widgets.label("", "muted", wrap=True)
        self.agreed = Pill()
        body = widgets.column(self, gap=4)
        body.setContentsMargins(14, 10, 4, 8)
        head = widgets.row(gap=8)
        head.addWidget(widgets.label("建议得分", "heading"))
        head.addWidget(self.agreed)
        head.addStretch(1)
        body.addLayout(head)
        body.addWidget(self.total)
        body.addWidget(self.entered)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("各项得分的理由")
        canvas = QWidget()
        canvas.setProperty("role", "canvas")
        self._lines = widgets.column(canvas, gap=2)
        self._lines.setContentsMargins(0, 4, 8, 4)
        area.setWidget(canvas)
        body.addWidget(area, 1)

    def show_score(self, score: FormScore | None) -> None:
        """Another score."""
        if score == self._score:
            return
        self._score = score
        while (item := self._lines.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.deleteLater()
        if score is None:
            return
        self.total.setText(f"{points(score.computed)} 分 · {score.grade_computed}")
        entered = "没有填总分" if score.entered is None else f"填报 {points(score.entered)} 分 · {score.grade_entered}"
        self.entered.setText(f"{entered}　{score.scheme}".strip())
        same = score.entered == score.computed
        self.agreed.show_text("一致" if same else "不一致", "green" if same else "yellow")
        for line in score.lines:
            self._add(line)
        self._lines.addStretch(1)

    def _add(self, line: ScoreLine) -> None:
        differs = line.entered is not None and line.entered != line.computed
        told = points(line.computed) if not differs else f"{points(line.entered or 0)} → {points(line.computed)}"
        head = QPushButton(f"{line.name}　{told} / {points(line.weight)}")
        head.setProperty("role", "link")
        head.setAutoDefault(False)
        head.setAccessibleName(f"{line.name}，建议 {points(line.computed)} 分，满分 {points(line.weight)} 分")
        head.setToolTip(line.name)
        head.clicked.connect(partial(self._choose, line.path))
        self._lines.addWidget(head)
        if differs:
            self._lines.addWidget(widgets.label(f"填报 {points(line.entered or 0)} 分与规则不一致", "error", wrap=True))
        self._lines.addWidget(widgets.label(line.why, "caption", wrap=True))
        self._lines.addWidget(widgets.frame("rule"))

    def _choose(self, path: str) -> None:
        self.chosen.emit(path)
