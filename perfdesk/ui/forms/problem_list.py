"""审核结果: the findings on this form, gravest first, in step with the cells; a double click goes to the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from perfdesk.ui import theme, widgets
from perfdesk.ui.forms import pill

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QResizeEvent

    from perfdesk.services.form_view import FormProblem, FormView

ROW = 28
_ROWS, _HEAD = 4, 30
_DATA = Qt.ItemDataRole.UserRole
_PLACE = Qt.ItemDataRole.UserRole + 1


class ProblemList(QWidget):
    """The panel's inside: counts, the list, and the way to explain."""

    chosen = Signal(object)  # a FormProblem whose cell is wanted
    explain = Signal(object)  # a FormProblem to write a note for

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing was checked yet."""
        super().__init__(parent)
        self.problems: tuple[FormProblem, ...] = ()
        self.counts = {level: pill.Pill(tone=tone) for level, (tone, _) in pill.LEVELS.items()}
        self.told = widgets.label("正在审核……", "muted")
        self.note = widgets.button("写说明…", self._explain, "tag", "问题属实但有理由的，写明后放行")
        self.list = QListWidget()
        self.list.setAccessibleName("审核结果")
        self.list.setProperty("role", "plain")
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemDoubleClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        self.list.currentRowChanged.connect(self._moved)
        body = widgets.column(self, gap=2)
        head = widgets.row(gap=6)
        head.addWidget(widgets.label("审核结果", "heading"))
        head.addSpacing(6)
        for one in self.counts.values():
            head.addWidget(one)
        head.addSpacing(6)
        head.addWidget(self.told, 1)
        head.addWidget(self.note)
        body.addLayout(head)
        body.addWidget(self.list, 1)
        self.note.hide()
        self._settle()

    def show_problems(self, view: FormView, problems: tuple[FormProblem, ...]) -> None:
        """The findings of a check that is over."""
        self.problems = problems
        row = self.list.currentRow()
        self.list.clear()
        for level, (tone, word) in pill.LEVELS.items():
            count = sum(one.level == level for one in problems)
            self.counts[level].show_text(f"{word} {count}" if count else "", tone)
        for one in problems:
            cell = view.place(one.path)
            place = f"{cell.address} {cell.label.rpartition('·')[2].strip()}" if cell is not None else ""
            item = QListWidgetItem()
            item.setData(_DATA, one)
            item.setData(_PLACE, " · ".join(part for part in (place, one.basis.partition(" ")[0]) if part))
            words = f"{pill.LEVELS[one.level][1]} {one.rule} {one.message}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(f"{one.rule}　{one.message}\n{place}\n{one.basis}")
            self.list.addItem(item)
        self._settle()
        self.told.setText("双击定位到单元格，F3 下一条" if problems else "没有发现问题。" if view.record else "")
        if problems:
            self.list.setCurrentRow(max(0, min(row, len(problems) - 1)))
        self._moved(self.list.currentRow())

    def _settle(self) -> None:
        """As high as the findings need, within bounds: the sheet gets the rest."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(_ROWS, self.list.count())))
        self.list.setVisible(bool(rows))
        self.setFixedHeight(_HEAD + rows + (4 if rows else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrower list breaks its lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.list.doItemsLayout()
            self._settle()

    def show_waiting(self) -> None:
        """A check is under way."""
        self.told.setText("正在审核……")

    def step(self, by: int) -> FormProblem | None:
        """Go to the next finding (F3), round and round."""
        if not self.problems:
            return None
        row = self.list.currentRow()
        self.list.setCurrentRow((row + by) % len(self.problems) if self._stepped else max(0, row))
        self._stepped = True
        return self.current

    _stepped = False

    @property
    def current(self) -> FormProblem | None:
        """The chosen finding."""
        row = self.list.currentRow()
        return self.problems[row] if 0 <= row < len(self.problems) else None

    def choose_path(self, path: str, view: FormView) -> None:
        """Mark the first finding of the cell that became current."""
        for row, one in enumerate(self.problems):
            cell = view.place(one.path)
            if cell is not None and cell.path == path:
                if self.current is None or view.place(self.current.path) is not cell:
                    self.list.setCurrentRow(row)
                return

    def _open(self, item: QListWidgetItem) -> None:
        self._stepped = True
        self.chosen.emit(item.data(_DATA))

    def _moved(self, _row: int) -> None:
        one = self.current
        self.note.setVisible(one is not None and one.level != "hint")

    def _explain(self) -> None:
        if self.current is not None:
            self.explain.emit(self.current)


class _Rows(QStyledItemDelegate):
    """Level, rule, message, place and basis in one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """One line, two where the message is long."""
        one, place = index.data(_DATA), index.data(_PLACE)
        wide = option.widget.viewport().width() if option.widget else 800  # type: ignore[attr-defined] # a view
        room = wide - _LEFT - self._aside(place, wide) - 16
        lines = 1 if QFontMetrics(theme.font()).horizontalAdvance(one.message) <= room else 2
        return QSize(100, ROW if lines == 1 else ROW + 16)

    def _aside(self, place: str, wide: int) -> int:
        return min(QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(place) + 12, wide * 2 // 5)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The line."""
        one, place = index.data(_DATA), index.data(_PLACE)
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        painter.setPen(theme.color("row_line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        tone, word = pill.LEVELS[one.level]
        high = 19.0
        wide = float(pill.width(word))
        pill.paint(painter, QRectF(box.left() + 4, box.center().y() - high / 2, wide, high), word, tone)
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(box.left() + 58, box.top(), 52, box.height()), middle, one.rule)
        aside = self._aside(place, int(box.width()))
        room = QRectF(box.left() + _LEFT, box.top(), box.width() - _LEFT - aside - 16, box.height())
        painter.drawText(room, middle | Qt.TextFlag.TextWordWrap, one.message)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        right = QRectF(box.right() - aside - 4, box.top(), float(aside), box.height())
        painter.drawText(right, middle | Qt.TextFlag.TextWordWrap, place)
        painter.restore()


_LEFT = 112
