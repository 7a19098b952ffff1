"""How cells are drawn and edited: plain ones by Qt itself, states as pills, lights as a dot with its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfdesk.ui import theme
from perfdesk.ui.dot import paint_dot

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    from perfdesk.services.ledgers import Column

    Index = QModelIndex | QPersistentModelIndex

_PAD = 8
_LONG = 150  # pixels high of the field for long text


class CellDelegate(QStyledItemDelegate):
    """Edits a cell with a field for its kind. It draws nothing itself: Qt's own drawing is faster."""

    entered = Signal(object)  # rows to move by after Enter

    def __init__(self, column: Column, parent: QObject) -> None:
        """For one column."""
        super().__init__(parent)
        self.column = column

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """A field, a list of choices, or a field of several lines."""
        editor: QWidget
        if self.column.choices:
            box = QComboBox(parent)
            box.addItems([choice or "（空）" for choice in self.column.choices])
            editor = box
        elif self.column.kind == "long":
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
        else:
            field = QLineEdit(parent)
            field.setProperty("role", "cell")
            if self.column.align == "right":
                field.setAlignment(Qt.AlignmentFlag.AlignRight)
            editor = field
        editor.setAccessibleName(self.column.title.replace("{period}", ""))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Put the cell's whole text into the field."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(text or "（空）")))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        """Give the typed text to the model."""
        if isinstance(editor, QComboBox):
            model.setData(index, self.column.choices[editor.currentIndex()])
        elif isinstance(editor, QPlainTextEdit):
            model.setData(index, editor.toPlainText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Over the cell; the frozen column's at the left edge, long text with room to write."""
        rect = QRect(option.rect)
        if index.column() == 0:
            rect.moveLeft(0)
        parent = editor.parentWidget()
        room = parent.rect() if parent is not None else rect
        if isinstance(editor, QPlainTextEdit):
            rect.setSize(rect.size().expandedTo(rect.size().__class__(320, _LONG)))
        rect.moveRight(min(rect.right(), max(room.right(), rect.width() - 1)))
        rect.moveBottom(min(rect.bottom(), max(room.bottom(), rect.height() - 1)))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter writes and goes down, Shift+Enter up; in long text Enter is a line break and Ctrl+Enter writes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter and (not isinstance(editor, QPlainTextEdit) or control):
                up = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.entered.emit(-1 if up else 1)
                return True
        return super().eventFilter(editor, event)


class ToneDelegate(CellDelegate):
    """Draws a state: its word on the soft ground of its tone, or for a light a dot and the word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell."""
        text = index.data()
        rect = option.rect
        palette = theme.palette()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selected))
        if not text:
            return
        tone = self.column.tones.get(text)
        painter.save()
        if tone is None:
            painter.setPen(QColor(palette.text))
            painter.drawText(rect.adjusted(_PAD, 0, -4, 0), _MIDDLE, text)
        elif self.column.kind == "light":
            paint_dot(painter, tone, rect.left() + _PAD + 4.5, rect.center().y() + 0.5)
            painter.setPen(QColor(palette.text))
            painter.drawText(rect.adjusted(_PAD + 15, 0, -2, 0), _MIDDLE, text)
        else:
            colours = palette.tone(tone)
            wide = min(option.fontMetrics.horizontalAdvance(text) + 14, rect.width() - 4)
            pill = QRectF(rect.left() + 5, rect.center().y() - 9.5, wide, 20)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.soft))
            painter.drawRoundedRect(pill, 4, 4)
            painter.setPen(QColor(colours.text))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
