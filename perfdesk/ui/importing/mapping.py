"""Saying by hand which printed head is which column of a form; the answers are remembered for the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from perfdesk.services.imports.choices import bare, heads
from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from perfdesk.services.imports.choices import Kind, Look

_NOTHING = "（没有这一栏）"
_SEEN = 12  # rows of the sheet that are shown


class ColumnMapping(QDialog):
    """`taught` carries ((printed head, name of the column), …)."""

    taught = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        sender: str,
        looks: Sequence[Look],
        kinds: Sequence[Kind],
        known: Callable[[str], Mapping[str, str]],
    ) -> None:
        """`sender` is the unit's name ("" for all), `known` tells which printed words a form knows already."""
        super().__init__(parent)
        self.setWindowTitle("手工对应栏目")
        self.setAccessibleName("手工对应栏目")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(860, 560)
        self._looks, self._kinds, self._known = looks, kinds, known
        self._boxes: list[tuple[str, QComboBox]] = []
        body = widgets.column(self, margin=20, gap=10)
        whose = sender or "所有单位"
        body.addWidget(widgets.label(f"表头的每一栏是什么？（记住：{whose}）", "heading", wrap=True))
        body.addLayout(self._choosers())
        self.grid = QTableWidget()
        self.grid.setAccessibleName("工作表前几行")
        self.grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.grid.verticalHeader().setDefaultSectionSize(theme.ROW - 4)
        body.addWidget(self.grid, 3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("栏目对应")
        self._canvas = QWidget()
        self._canvas.setProperty("role", "canvas")
        self._lines = QGridLayout(self._canvas)
        self._lines.setColumnStretch(1, 1)
        self._lines.setColumnStretch(3, 1)
        area.setWidget(self._canvas)
        body.addWidget(area, 2)
        buttons = widgets.row()
        buttons.addStretch(1)
        buttons.addWidget(widgets.button("取消", self.reject))
        self.take = widgets.button("记住并重新识别", self._take, "primary")
        self.take.setDefault(True)
        buttons.addWidget(self.take)
        body.addLayout(buttons)
        self._show_sheet()

    def _choosers(self) -> QGridLayout:
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.sheet.addItems([look.sheet for look in self._looks])
        self.kind = QComboBox()
        self.kind.setAccessibleName("这是哪一种表")
        for kind in self._kinds:
            self.kind.addItem(kind.title, kind.key)
        self.head = QSpinBox()
        self.head.setAccessibleName("表头在第几行")
        self.head.setMinimum(1)
        line = QGridLayout()
        for at, (word, part) in enumerate((("工作表", self.sheet), ("这是", self.kind), ("表头在第几行", self.head))):
            line.addWidget(widgets.label(word, "muted"), 0, 2 * at)
            line.addWidget(part, 0, 2 * at + 1)
        line.setColumnStretch(6, 1)
        self.sheet.currentIndexChanged.connect(lambda _: self._show_sheet())
        self.kind.currentIndexChanged.connect(lambda _: self._show_heads())
        self.head.valueChanged.connect(lambda _: self._show_heads())
        return line

    @property
    def look(self) -> Look:
        """The sheet in front."""
        return self._looks[max(0, self.sheet.currentIndex())]

    def _show_sheet(self) -> None:
        look = self.look
        rows = look.rows[:_SEEN]
        self.grid.setRowCount(len(rows))
        self.grid.setColumnCount(max((len(row) for row in rows), default=0))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.grid.setItem(at, column, QTableWidgetItem(text))
        blocked = QSignalBlocker(self.kind), QSignalBlocker(self.head)
        self.head.setMaximum(max(1, len(look.rows)))
        self.head.setValue(look.head + 1)
        if look.form:
            self.kind.setCurrentIndex(max(0, self.kind.findData(look.form)))
        del blocked
        self._show_heads()

    def _show_heads(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self._boxes.clear()
        kind = self._kinds[max(0, self.kind.currentIndex())]
        at = self.head.value() - 1
        self.grid.selectRow(min(at, self.grid.rowCount() - 1))
        known = self._known(kind.key)
        texts = [text for text in heads(self.look, at) if known.get(bare(text)) != ""]
        texts.sort(key=lambda text: bare(text) in known)
        for number, text in enumerate(texts):
            box = QComboBox()
            box.setAccessibleName(f"“{text}”是")
            box.addItem(_NOTHING, "")
            for column in kind.columns:
                box.addItem(f"{column.title}（必须）" if column.needed else column.title, column.name)
            means = known.get(bare(text), "")
            box.setCurrentIndex(max(0, box.findData(means)))
            if not means:
                self._boxes.append((text, box))
            box.setEnabled(not means)
            place = 2 * (number % 2)
            self._lines.addWidget(widgets.label(text), number // 2, place)
            self._lines.addWidget(box, number // 2, place + 1)

    def _take(self) -> None:
        pairs = tuple((text, str(box.currentData())) for text, box in self._boxes if box.currentData())
        self.accept()
        if pairs:
            self.taught.emit(pairs)
