"""Ctrl+F: a line that goes from one row with a text to the next, without hiding the others."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from perfdesk.ui import widgets

_PAUSE = 120  # milliseconds after a keystroke


class FindBar(QFrame):
    """`asked` carries the text, `reached` the row to go to, `closed` nothing."""

    asked = Signal(object)
    reached = Signal(object)
    closed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("查找")
        self._rows: list[int] = []
        self._at = -1
        line = widgets.row(self, margin=6, gap=6)
        line.addWidget(widgets.label("查找"))
        self.field = QLineEdit()
        self.field.setAccessibleName("查找内容")
        self.field.setPlaceholderText("在显示的列里查找")
        self.field.setMaximumWidth(260)
        self.field.installEventFilter(self)
        line.addWidget(self.field, 1)
        self.place = widgets.label("", "muted")
        line.addWidget(self.place)
        line.addWidget(widgets.button("上一个", lambda: self.step(-1)))
        line.addWidget(widgets.button("下一个", lambda: self.step(1)))
        line.addWidget(widgets.button("关闭", self.leave, "quiet"))
        line.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _: self._timer.start())
        self.hide()

    def start(self) -> None:
        """Open, or begin anew."""
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def show_found(self, rows: list[int], current: int) -> None:
        """The rows that hold the text; the first at or after the current one is gone to."""
        self._rows = rows
        self._at = next((at for at, row in enumerate(rows) if row >= current), 0 if rows else -1)
        self._show()

    def step(self, by: int) -> None:
        """The next or the last one, round at the ends."""
        if self._rows:
            self._at = (self._at + by) % len(self._rows)
            self._show()

    def leave(self) -> None:
        """Close."""
        self.hide()
        self.closed.emit(None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter goes on, Shift+Enter back, Esc closes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return False

    def _ask(self) -> None:
        text = self.field.text().strip()
        if text:
            self.asked.emit(text)
        else:
            self._rows = []
            self.place.setText("")

    def _show(self) -> None:
        self.place.setText(f"第 {self._at + 1} / {len(self._rows)} 处" if self._rows else "没有找到")
        if self._rows:
            self.reached.emit(self._rows[self._at])
