"""What one file would change, line by line, each line that can be decided with its two words: 接受 and 不改."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from perfdesk.ui import theme
from perfdesk.ui.dot import paint_dot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from perfdesk.services.imports.lines import Line

    Index = QModelIndex | QPersistentModelIndex

_HEADS = ("位置", "栏目", "原值", "写入值", "理由", "处理")
_WIDTHS = (200, 130, 150, 130, 260, 132)
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_INK = int(Qt.ItemDataRole.ForegroundRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_SPANNED = 2_000  # rows whose reason may take the place of the values
_ASKED = ("ask", "conflict")  # kinds that offer both words
YES, NO = "接受", "不改"


def told_whole(line: Line) -> bool:
    """Whether a line has no values: its reason then takes their place."""
    return line.kind == "problem" and not (line.raw or line.value)


class _Lines(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self.accepted: frozenset[object] = frozenset()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _SHOWN
    ) -> Any:  # noqa: ANN401 - Qt's signature
        return _HEADS[section] if role == _SHOWN and orientation == Qt.Orientation.Horizontal else None

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: ANN401 - Qt's signature
        line, column = self.lines[index.row()], index.column()
        raw = line.why if told_whole(line) else line.raw
        texts = (line.place, line.label, raw, line.value, line.why, self.word(line))
        if role in (_SHOWN, _TIP):
            return " ".join(texts[column].split()) if role == _SHOWN else texts[column]
        if role == _SPOKEN:
            return f"{_HEADS[column]}：{texts[column]}" if texts[column] else _HEADS[column]
        if role == _INK and column == 0:
            return theme.color("muted")
        if role == _INK and column in (2, 3) and line.kind != "problem":
            tone = "red" if column == 2 else "green"
            return QColor(theme.palette().tone(tone if self._writes(line) == (column == 3) else "grey").text)
        if role == _FONT and column in (2, 3) and line.kind != "problem" and texts[column]:
            font = theme.font()
            font.setStrikeOut((column == 2) == self._writes(line))
            return font
        return None

    def _writes(self, line: Line) -> bool:
        """Whether the value to the right is the one that will be written."""
        return line.done if line.kind == "conflict" else not line.done

    def word(self, line: Line) -> str:
        """What was decided about a line, in a word."""
        if line.key is None:
            return ""
        if line.kind == "conflict":
            return "采用来文" if line.done else "保留台账"
        if line.done:
            return "不改"
        return "已接受" if line.kind == "ask" and line.key in self.accepted else ""

    def renew(self, lines: Sequence[Line], accepted: frozenset[object]) -> None:
        same = len(lines) == len(self.lines)
        if not same:
            self.beginResetModel()
        self.lines, self.accepted = lines, accepted
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(_HEADS) - 1))


class _Why(QStyledItemDelegate):
    """The reason behind a dot in the line's tone."""

    def __init__(self, lines: _Lines) -> None:
        super().__init__(lines)
        self._lines = lines

    def _here(self, index: Index) -> bool:
        return index.column() == (2 if told_whole(self._lines.lines[index.row()]) else 4)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        super().initStyleOption(option, index)
        if self._here(index):
            option.text = "\u2003" + option.text

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if not self._here(index):
            return
        painter.save()
        paint_dot(painter, self._lines.lines[index.row()].tone, option.rect.left() + 12, option.rect.center().y() + 0.5)
        painter.restore()


class _Acts(QStyledItemDelegate):
    """The two words as small buttons; the one in force is filled."""

    decided = Signal(object)  # (row, whether yes)

    def __init__(self, lines: _Lines) -> None:
        super().__init__(lines)
        self._lines = lines

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option.text = ""
        widget = option.widget
        style = widget.style() if widget is not None else None
        if style is not None:
            style.drawPrimitive(style.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget)
        line = self._lines.lines[index.row()]
        font = theme.font(theme.SMALL)
        for word, yes, box in self._boxes(line, option.rect, QFontMetrics(font)):
            chosen = self._chosen(line) == yes
            tone = theme.palette().tone(("blue" if yes else "grey") if chosen else "")
            painter.save()
            painter.setRenderHint(painter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen if chosen else QColor(theme.palette().line))
            painter.setBrush(QColor(tone.soft) if chosen else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(font)
            painter.setPen(QColor(tone.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
            painter.restore()

    def editorEvent(  # noqa: N802 - Qt's name
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return False
        line = self._lines.lines[index.row()]
        for _, yes, box in self._boxes(line, option.rect, QFontMetrics(theme.font(theme.SMALL))):
            if box.contains(event.position().toPoint()):
                self.decided.emit((index.row(), yes))
                return True
        return False

    def _chosen(self, line: Line) -> bool | None:
        """Yes or no as it stands; None where the clerk still has to look."""
        if line.kind == "conflict":
            return line.done
        if line.done:
            return False
        return True if line.kind == "auto" or line.key in self._lines.accepted else None

    def _boxes(self, line: Line, place: QRect, metrics: QFontMetrics) -> list[tuple[str, bool, QRect]]:
        if line.key is None:
            return []
        words = [(YES, True), (NO, False)] if line.kind in _ASKED or line.done else [(NO, False)]
        if line.kind == "conflict":
            words = [("采用来文", True), ("保留台账", False)]
        boxes, left = [], place.left() + 4
        for word, yes in words:
            width = metrics.horizontalAdvance(word) + 12
            boxes.append((word, yes, QRect(left, place.center().y() - 9, width, 20)))
            left += width + 4
        return boxes


class LineTable(QTableView):
    """`decided` carries (lines, whether yes)."""

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName("逐条核对")
        self.setAccessibleDescription("空格键接受，退格键不改；可以选中几行一起处理")
        self.setProperty("role", "grid")
        self._model = _Lines(self)
        self.setModel(self._model)
        self._acts = _Acts(self._model)
        why = _Why(self._model)
        self.setItemDelegateForColumn(2, why)
        self.setItemDelegateForColumn(4, why)
        self.setItemDelegateForColumn(5, self._acts)
        self._acts.decided.connect(lambda what: self.decided.emit(([self._model.lines[what[0]]], what[1])))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines that are shown."""
        return self._model.lines

    def show_lines(self, lines: Sequence[Line], accepted: Iterable[object]) -> None:
        """Show these lines; `accepted` are the keys of those that the clerk confirmed."""
        self._model.renew(lines, frozenset(accepted))
        self.clearSpans()
        for row in [row for row, line in enumerate(lines[:_SPANNED]) if told_whole(line)]:
            self.setSpan(row, 2, 1, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space accepts the selected lines, Backspace leaves them as they are."""
        words = {Qt.Key.Key_Space: True, Qt.Key.Key_Backspace: False}
        yes = words.get(Qt.Key(event.key()))
        if yes is None:
            super().keyPressEvent(event)
            return
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        chosen = [self._model.lines[row] for row in rows if self._model.lines[row].key is not None]
        if chosen:
            self.decided.emit((chosen, yes))
