"""The search field of the top bar: results under it while somebody types, chosen with the arrow keys and Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from perfdesk.domain.finder import Finder
    from perfdesk.ui.search_results import Results

_HINT = "搜索单位、项目（拼音首字母，Ctrl+K）"
_NOTHING = "没有找到；可以输入名称的一部分、代码或拼音首字母"
_MOST = 40


class SearchField(QLineEdit):
    """The field; `found` carries the Entry that was chosen, `wanted` asks for a finder when somebody begins."""

    found = Signal(object)
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without a finder: results come when one is given."""
        super().__init__(parent)
        self.setPlaceholderText(_HINT)
        self.setAccessibleName("搜索")
        self.setAccessibleDescription(_HINT)
        self.setMinimumWidth(180)
        self.setMaximumWidth(330)
        self._finder: Finder | None = None
        self._results: Results | None = None
        self.textEdited.connect(lambda _: self._show())

    def use(self, finder: Finder | None) -> None:
        """Search in this; None until the names are read again."""
        self._finder = finder
        if finder is not None and self.hasFocus() and self.text():
            self._show()

    @property
    def results(self) -> Results:
        """The list under the field."""
        if self._results is None:
            from perfdesk.ui.search_results import Results  # noqa: PLC0415 - the first paint needs no list

            self._results = Results(self.window())
            self._results.itemClicked.connect(lambda _: self._take())
            self.window().installEventFilter(self)
        return self._results

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move in the results, Enter takes one, Esc gives up."""
        key, keys = event.key(), QtCore.Qt.Key
        moves = {keys.Key_Down: 1, keys.Key_Up: -1, keys.Key_PageDown: 8, keys.Key_PageUp: -8}
        shown = self._results is not None and self._results.isVisible()
        if key in moves:
            if shown:
                self.results.move_by(moves[keys(key)])
            elif self.text():
                self._show()
        elif key in (keys.Key_Return, keys.Key_Enter):
            self._take()
        elif key == keys.Key_Escape:
            if shown:
                self._hide()
            else:
                self.clear()
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody is about to search: the names are wanted."""
        super().focusInEvent(event)
        self.wanted.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody searches any more."""
        super().focusOutEvent(event)
        self._hide()

    def eventFilter(self, watched: QObject, event: QtCore.QEvent) -> bool:  # noqa: N802 - Qt's name
        """The results go when the window moves."""
        kinds = QtCore.QEvent.Type
        if event.type() in (kinds.Move, kinds.Resize, kinds.WindowDeactivate):
            self._hide()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        typed = self.text().strip()
        if not typed:
            self._hide()
            return
        entries = self._finder.find(typed, _MOST) if self._finder is not None else []
        self.results.show_entries(entries, "正在准备……" if self._finder is None else _NOTHING)
        self._place(max(1, len(entries)))

    def _place(self, rows: int) -> None:
        from perfdesk.ui.search_results import ROW  # noqa: PLC0415 - as above

        results, window = self.results, self.window()
        width = max(self.width(), 520)
        corner = self.mapTo(window, QPoint(0, self.height() + 3))
        left = min(corner.x(), window.width() - width - 8)
        height = min(min(rows, 14) * ROW + 8, window.height() - corner.y() - 16)
        results.setGeometry(max(8, left), corner.y(), width, height)
        results.show()
        results.raise_()

    def _hide(self) -> None:
        if self._results is not None:
            self._results.hide()

    def _take(self) -> None:
        entry = self.results.current()
        if entry is None:
            self._show()
            return
        self._hide()
        self.clear()
        self.found.emit(entry)
