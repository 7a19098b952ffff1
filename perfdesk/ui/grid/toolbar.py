"""Above the grid: the quick filter, a chip for each filter, how many rows are shown, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.grid.filters import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from perfdesk.services.ledgers import View

_PAUSE = 60  # milliseconds after a keystroke


class Chips(QWidget):
    """A chip for each filter, as many as there is room for; one more opens a list of the others."""

    dropped = Signal(object)  # the key of a filter

    def __init__(self, parent: QWidget | None = None) -> None:
        """None."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(30)
        self.setAccessibleName("筛选条件")
        self._chips: list[QPushButton] = []
        self._words: list[tuple[str, str]] = []
        self._rest = widgets.button("", self._list, "tag", "其余筛选条件")
        self._rest.setParent(self)

    def show_words(self, words: list[tuple[str, str]]) -> None:
        """Other filters: key and words of each."""
        if words == self._words:
            return
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._words, self._chips = words, []
        for key, text in words:
            short = text if len(text) <= 22 else f"{text[:21]}…"
            chip = widgets.button(f"{short} ✕", self._dropper(key), "tag", f"去掉筛选：{text}")
            chip.setParent(self)
            self._chips.append(chip)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        x, left = 0, len(self._chips)
        for chip in self._chips:
            size = chip.sizeHint()
            spare = 0 if left == 1 else 74
            fits = x + size.width() + spare <= self.width()
            chip.setVisible(fits)
            if not fits:
                break
            chip.setGeometry(x, 4, size.width(), size.height())
            x += size.width() + 6
            left -= 1
        for chip in self._chips[len(self._chips) - left :]:
            chip.hide()
        self._rest.setVisible(bool(left))
        if left:
            self._rest.setText(f"其余 {left} 项 ▾" if left < len(self._chips) else f"筛选 {left} 项 ▾")
            self._rest.setGeometry(x, 4, min(self._rest.sizeHint().width(), max(60, self.width() - x)), 24)

    def _dropper(self, key: str) -> Callable[[], None]:
        return lambda: self.dropped.emit(key)

    def _list(self) -> None:
        menu = QMenu(self)
        for key, text in self._words:
            menu.addAction(f"去掉：{text}").triggered.connect(lambda _=False, one=key: self.dropped.emit(one))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._rest.mapToGlobal(self._rest.rect().bottomLeft()))


class Toolbar(QWidget):
    """Emits what the person changes; the panel asks for the rows."""

    typed = Signal(object)  # the quick filter's text
    dropped = Signal(object)  # the key of a filter that is taken away, "" for the units
    added = Signal(object)  # the key of a column to filter

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without rows."""
        super().__init__(parent)
        line = widgets.row(self, gap=6)
        self.quick = QLineEdit()
        self.quick.setPlaceholderText("筛选名称、编码")
        self.quick.setAccessibleName("筛选名称、编码")
        self.quick.setClearButtonEnabled(True)
        self.quick.setMinimumWidth(110)
        self.quick.setMaximumWidth(190)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(lambda: self.typed.emit(self.quick.text().strip()))
        self.quick.textEdited.connect(lambda _: self._timer.start())
        self.quick.textChanged.connect(lambda text: self._timer.start() if not text else None)
        line.addWidget(self.quick, 1)
        self.chips = Chips()
        self.chips.dropped.connect(self.dropped)
        self.more = widgets.button("＋ 筛选", self._choose, "quiet", "按某一列筛选")
        line.addWidget(self.more)
        line.addWidget(self.chips, 4)
        self.count = widgets.label("", "muted")
        self.count.setAccessibleDescription("显示的行数")
        line.addWidget(self.count)
        self._view: View | None = None

    def show_view(self, view: View, units: str) -> None:
        """The chips of a view; `units` names the chosen unit."""
        self._view = view
        words = [("", units)] if units else []
        words += [(narrow.key, describe(view, narrow)) for narrow in view.filters]
        self.chips.show_words(words)

    def show_count(self, shown: int, every: int) -> None:
        """How many rows are shown of how many."""
        self.count.setText(f"显示 {shown:,} / {every:,}")

    def words(self) -> Sequence[str]:
        """How the rows are filtered, for the head of a printed list."""
        if self._view is None:
            return ()
        found = [describe(self._view, narrow) for narrow in self._view.filters]
        return [*found, *([f"含“{self._view.text}”"] if self._view.text else [])]

    def _choose(self) -> None:
        if self._view is None:
            return
        menu = QMenu(self)
        for column in self._view.shown:
            action = menu.addAction(self._view.title(column))
            action.triggered.connect(lambda _=False, key=column.key: self.added.emit(key))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
