"""The grid's head: titles with the order of sorting and a funnel that opens the filter; the first one stays."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from perfdesk.ui import theme

HEIGHT = 30
_FUNNEL = 20  # pixels at the right that open the filter
_PAD = 8


class FilterHeader(QHeaderView):
    """Emits what the person wants of a column; it decides nothing."""

    filtered = Signal(object)  # (column, place on the screen)
    sorted = Signal(object)  # (column, whether the order is added to the one before)
    menu = Signal(object)  # (column, place on the screen)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without columns."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.order: tuple[tuple[int, bool], ...] = ()  # column and whether downwards
        self.active: frozenset[int] = frozenset()  # columns with a filter
        self.right: frozenset[int] = frozenset()
        self.frozen = 0
        self._pressed = QPoint()
        self._hover = -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(44)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("表头")
        self.sectionClicked.connect(self._clicked)
        self.sectionMoved.connect(self._moved)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt's name
        """One title."""
        palette = theme.palette()
        painter.save()
        painter.fillRect(rect, QColor(palette.head))
        painter.setPen(QColor(palette.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        active = logical in self.active
        shown = active or logical == self._hover
        place = next((at for at, (column, _) in enumerate(self.order) if column == logical), None)
        room = rect.adjusted(_PAD, 0, -_PAD, -1)
        if shown:
            room.setRight(rect.right() - _FUNNEL)
            _funnel(painter, rect, palette.accent if active else palette.muted, full=active)
        text = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        metrics = painter.fontMetrics()
        width = room.width() - (16 if place is not None else 0)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        wide = metrics.horizontalAdvance(text)
        right = logical in self.right
        left = room.right() - wide - (14 if place is not None else 0) if right else room.left()
        painter.setPen(QColor(palette.text))
        painter.drawText(QRect(left, room.top(), wide + 2, room.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if place is not None:
            self._arrow(painter, left + wide + 5, rect.center().y(), place)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """All titles, the first one over those that were scrolled under it."""
        super().paintEvent(event)
        if self.offset() > 0 and self.count():
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(bold=True))
            wide = self.sectionSize(self.frozen)
            self.paintSection(painter, QRect(0, 0, wide, self.height()), self.frozen)
            painter.setPen(QColor(theme.palette().line))
            painter.drawLine(wide, 0, wide, self.height())

    def column_at(self, x: int) -> int:
        """The column under a place, the frozen one before those that lie under it."""
        if self.offset() > 0 and 0 <= x < self.sectionSize(self.frozen):
            return self.frozen
        return self.logicalIndexAt(x)

    def left_of(self, logical: int) -> int:
        """Where a column begins as it is seen."""
        return 0 if logical == self.frozen else self.sectionViewportPosition(logical)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where; a press on the frozen title does not reach the one under it."""
        self._pressed = event.position().toPoint()
        if self._over_frozen(self._pressed):
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on the frozen title is ours."""
        if self._over_frozen(self._pressed):
            if self._over_frozen(event.position().toPoint()) and event.button() == Qt.MouseButton.LeftButton:
                self._clicked(self.frozen)
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The funnel shows where the mouse is."""
        self._show_hover(self.column_at(event.position().toPoint().x()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No funnel without a reason."""
        self._show_hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The column's menu."""
        logical = self.column_at(event.pos().x())
        if logical >= 0:
            self.menu.emit((logical, event.globalPos()))

    def place_of(self, logical: int) -> QPoint:
        """Where a column's filter opens, on the screen."""
        return self.mapToGlobal(QPoint(max(0, self.left_of(logical)), self.height()))

    def _show_hover(self, logical: int) -> None:
        if logical != self._hover:
            self._hover = logical
            self.viewport().update()

    def _over_frozen(self, place: QPoint) -> bool:
        return self.offset() > 0 and 0 <= place.x() < self.sectionSize(self.frozen) - 4

    def _clicked(self, logical: int) -> None:
        from_left = self._pressed.x() - self.left_of(logical)
        if from_left >= self.sectionSize(logical) - _FUNNEL:
            self.filtered.emit((logical, self.place_of(logical)))
            return
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - for the keys held down

        held = QApplication.keyboardModifiers()
        self.sorted.emit((logical, bool(held & Qt.KeyboardModifier.ShiftModifier)))

    def _moved(self, _logical: int, _old: int, _new: int) -> None:
        """The frozen column stays first."""
        at = self.visualIndex(self.frozen)
        if at > 0:
            self.moveSection(at, 0)

    def _arrow(self, painter: QPainter, x: float, y: float, place: int) -> None:
        down = self.order[place][1]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette().accent if theme.palette().name == "light" else theme.palette().link))
        step = 3.0 if down else -3.0
        painter.drawPolygon(QPolygonF([QPointF(x, y - step), QPointF(x + 8, y - step), QPointF(x + 4, y + step)]))
        if len(self.order) > 1:
            painter.setFont(theme.font(9))
            painter.setPen(QColor(theme.palette().muted))
            painter.drawText(QPointF(x + 3, y - 4 if down else y + 11), str(place + 1))


def _funnel(painter: QPainter, rect: QRect, colour: str, *, full: bool) -> None:
    x, y = rect.right() - 15, rect.center().y() - 4
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colour))
    painter.setBrush(QColor(colour) if full else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(
        QPolygonF([QPointF(x + dx, y + dy) for dx, dy in ((0, 0), (10, 0), (6, 4.5), (6, 9), (4, 8), (4, 4.5))])
    )
