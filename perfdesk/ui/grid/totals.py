"""The totals row under the grid: sums under their columns, the number of rows under the name, always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfdesk.ui import theme

if TYPE_CHECKING:
    from perfdesk.services.ledgers import Sum
    from perfdesk.ui.grid.view import GridView

HEIGHT = 30
_PAD = 8


class TotalsRow(QWidget):
    """Paints under the columns of a view, wherever they are scrolled to."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        """Of a view."""
        super().__init__(parent)
        self._view = view
        self._sum: Sum | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("合计")
        head = view.head
        for signal in (head.sectionResized, head.sectionMoved, view.horizontalScrollBar().valueChanged):
            signal.connect(self._changed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One row."""
        return QSize(200, HEIGHT)

    def show_sum(self, total: Sum | None) -> None:
        """Other sums; None while they are counted."""
        self._sum = total
        words = [] if total is None else [f"{self._title(key)} {text}" for key, text in total.texts.items() if text]
        self.setAccessibleDescription("；".join(words))
        self.update()

    def text(self, key: str) -> str:
        """The sum under a column."""
        return self._sum.texts.get(key, "") if self._sum else ""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The row."""
        palette, view, head = theme.palette(), self._view, self._view.head
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.head))
        painter.setPen(QColor(palette.line))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setPen(QColor(palette.text))
        painter.setFont(theme.font(bold=True))
        left = view.viewport().x()
        frozen = view.columnWidth(0) if head.count() else 0
        columns = view.grid.columns
        if self._sum is not None:
            painter.save()
            painter.setClipRect(QRect(left + frozen, 1, self.width(), self.height()))
            for at, column in enumerate(columns):
                text = self._sum.texts.get(column.key, "")
                if at and text and not view.isColumnHidden(at):
                    rect = QRect(left + view.columnViewportPosition(at), 0, view.columnWidth(at), self.height())
                    painter.drawText(rect.adjusted(-40, 0, -_PAD - 1, 0), _RIGHT, text)
            painter.restore()
            words = f"{self._sum.title}　{self._sum.rows:,} {view.grid.view.kind.one if view.grid.view else ''}"
        else:
            words = "正在合计…" if columns else ""
        rect = QRect(left + _PAD, 0, max(0, frozen - _PAD), self.height())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)

    def _title(self, key: str) -> str:
        view = self._view.grid.view
        return view.title(view.kind.column(key)) if view else key

    def _changed(self, *_: object) -> None:
        self.update()


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
