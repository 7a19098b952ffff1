"""The sheet on the screen as it is printed: zoomed to the width, grounds, texts, borders, and marks of problems.

It shows a FormView and what is typed over it; how that is typed is the part of sheet_view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

from perfdesk.ui import theme
from perfdesk.ui.forms import ink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QHelpEvent, QPaintEvent, QResizeEvent

    from perfdesk.services.form_view import FormCell, FormView

MARGIN = 14  # pixels around the sheet
WIDEST = 1.4  # pixels a point: the sheet is never larger of itself
_STEPS = (0.6, 0.75, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5)


class SheetCanvas(QAbstractScrollArea):
    """One form, painted.

    `pending` are texts on their way into the ledger, `wrong_texts` those that were refused with the reason, by path.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.view: FormView | None = None
        self.current: FormCell | None = None
        self.writable = True
        self.pending: dict[str, str] = {}
        self.wrong_texts: dict[str, tuple[str, str]] = {}
        self.levels: dict[str, str] = {}
        self._zoom, self._fit = 1.0, True

    def show_levels(self, levels: Mapping[str, str]) -> None:
        """Which cells carry problems: path of a cell -> error, warning or hint."""
        self.levels = dict(levels)
        self.viewport().update()

    def refused(self, path: str) -> str:
        """Why the text typed into a cell was not taken, "" where none was refused."""
        return self.wrong_texts.get(path, ("", ""))[1]

    @property
    def zoom(self) -> float:
        """Pixels a point."""
        return self._zoom

    def set_zoom(self, zoom: float | None) -> None:
        """Pixels a point, None: as wide as the window."""
        self._fit = zoom is None
        if zoom is not None:
            self._zoom = zoom
        self.lay()
        self.viewport().update()

    def zoom_by(self, steps: int) -> None:
        """A step larger or smaller."""
        near = min(range(len(_STEPS)), key=lambda at: abs(_STEPS[at] - self._zoom))
        self.set_zoom(_STEPS[max(0, min(len(_STEPS) - 1, near + steps))])

    def rect_of(self, cell: FormCell) -> QRect:
        """Where a cell lies in the viewport."""
        left, top = self._origin()
        zoom = self._zoom
        return QRectF(left + cell.x * zoom, top + cell.y * zoom, cell.width * zoom, cell.height * zoom).toAlignedRect()

    def cell_at(self, place: QPoint) -> FormCell | None:
        """The cell with a value at a point of the viewport."""
        if self.view is None:
            return None
        left, top = self._origin()
        x, y = (place.x() - left) / self._zoom, (place.y() - top) / self._zoom
        return next(
            (
                cell
                for cell in self.view.cells
                if cell.path and cell.x <= x < cell.x + cell.width and cell.y <= y < cell.y + cell.height
            ),
            None,
        )

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tool tips: why a cell cannot be filled, what was refused, what stood there before."""
        if event.type() == QEvent.Type.ToolTip:
            tip: QHelpEvent = event  # type: ignore[assignment] # of that type
            cell = self.cell_at(tip.pos())
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(tip.globalPos(), self._tip(cell), self.viewport(), self.rect_of(cell))
            return True
        return super().viewportEvent(event)

    def _tip(self, cell: FormCell) -> str:
        lines = [f"{cell.address}　{cell.label}"]
        if self.refused(cell.path):
            lines.append(f"没有写入：{self.refused(cell.path)}")
        if self.view is not None:
            lines += [f"{one.label}：{one.text}" for one in self.view.beside.get(cell.path, ())]
        if cell.why:
            lines.append(cell.why)
        return "\n".join(lines)

    # --- places

    def _origin(self) -> tuple[float, float]:
        if self.view is None:
            return float(MARGIN), float(MARGIN)
        room = self.viewport().width() - self.view.width * self._zoom
        left = max(float(MARGIN), room / 2) - self.horizontalScrollBar().value()
        return left, MARGIN - self.verticalScrollBar().value()

    def lay(self) -> None:
        """Find the zoom and the ranges of the scroll bars for the present size."""
        if self.view is None or not self.view.width:
            self.verticalScrollBar().setRange(0, 0)
            self.horizontalScrollBar().setRange(0, 0)
            return
        room = self.viewport().size()
        if self._fit:
            self._zoom = min(WIDEST, max(0.5, (room.width() - 2 * MARGIN) / self.view.width))
        high, wide = self.view.height * self._zoom + 2 * MARGIN, self.view.width * self._zoom + 2 * MARGIN
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setRange(0, max(0, round(high - room.height())))
        self.horizontalScrollBar().setPageStep(room.width())
        self.horizontalScrollBar().setRange(0, max(0, round(wide - room.width())) if not self._fit else 0)
        self.follow()

    def follow(self) -> None:
        """The sheet moved: whatever lies over a cell goes with it (nothing here)."""

    def _reveal(self, cell: FormCell) -> None:
        rect, bar = self.rect_of(cell), self.verticalScrollBar()
        if rect.top() < MARGIN:
            bar.setValue(bar.value() + rect.top() - MARGIN)
        elif rect.bottom() > self.viewport().height() - MARGIN:
            bar.setValue(bar.value() + min(rect.bottom() - self.viewport().height() + MARGIN, rect.top() - MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The sheet stays as wide as the window."""
        super().resizeEvent(event)
        self.lay()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802 - Qt's name
        """What lies over a cell moves with it."""
        self.follow()
        self.viewport().update()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Grounds, texts, borders, then what is current and what is wrong."""
        if self.view is None:
            return
        painter = QPainter(self.viewport())
        left, top = self._origin()
        seen = QRectF(event.rect()).translated(-left, -top)
        painter.translate(left, top)
        zoom = self._zoom
        cells = [
            cell
            for cell in self.view.cells
            if cell.y * zoom <= seen.bottom() and (cell.y + cell.height) * zoom >= seen.top()
        ]
        self._paint_grounds(painter, cells)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = theme.color("text")
        typed = self.pending.keys() | self.wrong_texts.keys()
        shown = [one for cell in cells if cell.path not in typed for one in cell.texts]
        ink.draw_texts(painter, shown, zoom, text)
        for cell in cells:
            if cell.path in typed:
                self._paint_typed(painter, cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        high, low = seen.bottom() / zoom, seen.top() / zoom
        strokes = [one for one in self.view.strokes if one.y1 <= high and one.y2 >= low]
        ink.draw_strokes(painter, strokes, zoom, theme.color("muted" if theme.dark() else "text"), 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marks(painter, cells)
        self._paint_current(painter)

    def _box(self, cell: FormCell) -> QRectF:
        zoom = self._zoom
        return QRectF(cell.x * zoom, cell.y * zoom, cell.width * zoom, cell.height * zoom)

    def _paint_grounds(self, painter: QPainter, cells: list[FormCell]) -> None:
        heads: list[QRectF] = []
        fills: list[QRectF] = []
        for cell in cells:
            if cell.path in self.wrong_texts:
                continue
            if cell.editable and self.writable:
                fills.append(self._box(cell))
            elif cell.head:
                heads.append(self._box(cell))
        wrong = [self._box(cell) for cell in cells if cell.path in self.wrong_texts]
        painter.setPen(Qt.PenStyle.NoPen)
        soft = QColor(theme.palette().red.soft)
        for boxes, color in ((heads, theme.color("head")), (fills, theme.color("cell")), (wrong, soft)):
            painter.setBrush(color)
            painter.drawRects(boxes)

    def _paint_typed(self, painter: QPainter, cell: FormCell) -> None:
        """What was typed and is not in the ledger yet, or was refused."""
        refused = self.wrong_texts.get(cell.path)
        painter.setPen(QColor(theme.palette().red.text) if refused else theme.color("text"))
        painter.setFont(ink.font(cell.font, round(cell.size * self._zoom)))
        text = refused[0] if refused else self.pending[cell.path]
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        sides = {"center": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
        box = self._box(cell).adjusted(3, 0, -3, 0)
        painter.save()
        painter.setClipRect(box)
        painter.drawText(box, flags | sides.get(cell.horizontal, Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()

    def _paint_marks(self, painter: QPainter, cells: list[FormCell]) -> None:
        """A corner in the colour of the gravest problem, as comments have in WPS; the words stand in the list below."""
        tones = {"error": "red", "warning": "yellow", "hint": "grey"}
        for cell in cells:
            level = self.levels.get(cell.path)
            if level is None:
                continue
            box = self._box(cell)
            size = min(9.0, box.height() / 2)
            corner = QPolygonF([box.topRight() - QPointF(size, 0), box.topRight(), box.topRight() + QPointF(0, size)])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.palette().tone(tones[level]).mark))
            painter.drawPolygon(corner)

    def _paint_current(self, painter: QPainter) -> None:
        if self.current is None:
            return
        wrong = self.current.path in self.wrong_texts
        color = QColor(theme.palette().red.mark) if wrong else theme.color("focus")
        pen = QPen(color, 2.0)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        focus = QApplication.focusWidget()
        if focus is None or not (focus is self or self.isAncestorOf(focus)):
            pen.setStyle(Qt.PenStyle.DashLine)
            pen.setWidthF(1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._box(self.current))

    def focusInEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The frame of the current cell is full while the sheet has the focus."""
        super().focusInEvent(event)  # type: ignore[arg-type] # a focus event
        self.viewport().update()

    def focusOutEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """It is dashed while it has not."""
        super().focusOutEvent(event)  # type: ignore[arg-type] # a focus event
        self.viewport().update()
