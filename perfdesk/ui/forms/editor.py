"""The editor over one cell: it keeps what was typed, says at once what is wrong, and tells how it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from perfdesk.ui import theme, widgets
from perfdesk.ui.forms import ink

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from perfdesk.services.form_view import FormCell

DRAFT = 2000  # milliseconds between two drafts
_LINES = 10
_WIDE = 340  # pixels that a long text gets at least


class CellEditor(QPlainTextEdit):
    """One cell being typed in.

    `done` carries "down", "up", "right", "left" or "" (how Enter, Tab or a click left it); `given_up` is Esc; `draft`
    carries the text every two seconds while it changes. `refusal` says why a text cannot stand, "" where it can.
    """

    done = Signal(object)
    given_up = Signal()
    draft = Signal(object)

    def __init__(
        self, parent: QWidget, cell: FormCell, rect: QRect, pixels: float, refusal: Callable[[str], str]
    ) -> None:
        """Over `rect` of `parent`; empty."""
        super().__init__(parent)
        self.cell, self._parent = cell, parent
        self._least, self._refusal = rect, refusal
        self.setAccessibleName(cell.label)
        self.setProperty("role", "cell")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(ink.font(cell.font, max(12, round(pixels))))
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)
        self.told = widgets.label("", "error", parent)
        self.told.setProperty("role", "wrong-told")
        self.told.setWordWrap(True)
        self.told.hide()
        self._saved = ""
        self._timer = QTimer(self)
        self._timer.setInterval(DRAFT)
        self._timer.timeout.connect(self._keep)
        self._timer.start()
        self.textChanged.connect(self._changed)
        self._grow()
        self.show()

    def begin(self, text: str, *, select: bool = False) -> None:
        """Start with a text, the cursor at its end."""
        self.setPlainText(text)
        self._saved = text
        if select:
            self.selectAll()
        else:
            self.moveCursor(QTextCursor.MoveOperation.End)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def stand_at(self, rect: QRect) -> None:
        """The cell moved."""
        self._least = rect
        self._grow()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def refuse(self, why: str) -> None:
        """Say what is wrong with the text, which stays."""
        theme.repolish(self, "cell-wrong")
        self.told.setText(why)
        self.told.setAccessibleName(why)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter, Tab and Esc leave; Alt+Enter breaks the line of a long text."""
        key, keys = event.key(), event.modifiers()
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if keys & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            elif keys & Qt.KeyboardModifier.AltModifier:
                if self.cell.multiline:
                    self.insertPlainText("\n")
            else:
                self.done.emit("up" if shift else "down")
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.done.emit("left" if shift or key == Qt.Key.Key_Backtab else "right")
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc and Enter belong to the editor, not to a dialog's or the window's keys."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined] # a key event
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving by a click commits; a menu of the editor itself does not leave it."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.done.emit("")

    def close_quietly(self) -> None:
        """Go without a word."""
        self._timer.stop()
        self.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.told.hide()
        self.told.deleteLater()
        self.hide()
        self.deleteLater()

    def _changed(self) -> None:
        self._grow()
        if not self.told.isHidden():
            why = self._refusal(self.text)
            if why:
                self.refuse(why)
            else:
                theme.repolish(self, "cell")
                self.told.hide()

    def _keep(self) -> None:
        if self.text != self._saved:
            self._saved = self.text
            self.draft.emit(self.text)

    def _grow(self) -> None:
        """As wide as the cell and as high as the text needs; a long text in a narrow cell gets more room."""
        metrics, room = QFontMetrics(self.font()), self._parent.rect()
        width = self._least.width()
        if self.cell.multiline and metrics.horizontalAdvance(self.text) > 2 * width:
            width = min(max(width, _WIDE), room.width() - 4)
        self.setFixedWidth(width)
        rows = max(1, int(self.document().size().height()))
        height = max(self._least.height(), min(rows, _LINES) * metrics.lineSpacing() + 10)
        height = min(height, max(self._least.height(), room.height() - 4))
        self.setFixedHeight(height)
        x = max(2, min(self._least.x(), room.right() - width - 2))
        y = (
            max(2, min(self._least.y(), room.bottom() - height - 2))
            if room.intersects(self._least)
            else self._least.y()
        )
        self.move(x, y)
        if not self.told.isHidden():
            self._tell()

    def _tell(self) -> None:
        room = self._parent.rect()
        wide = min(360, QFontMetrics(self.told.font()).horizontalAdvance(self.told.text()) + 24)
        self.told.setFixedWidth(max(80, wide))
        self.told.setFixedHeight(self.told.heightForWidth(max(80, wide)) + 10)
        x = max(2, min(self.geometry().left(), room.right() - self.told.width() - 2))
        y = self.geometry().bottom() + 2
        if y + self.told.height() > room.bottom():
            y = max(0, self.geometry().top() - self.told.height() - 2)
        self.told.move(x, y)
        self.told.show()
        self.told.raise_()
