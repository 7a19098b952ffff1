"""The official sheet, zoomed to the width, filled cell by cell with keyboard, input method and mouse.

It knows a FormView and nothing of stores: a typed text is checked at once and given on by `typed`; until the new view
comes back the cell shows what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

from perfdesk.services import form_edits
from perfdesk.ui import theme
from perfdesk.ui.forms import choosers, ink, order
from perfdesk.ui.forms.editor import CellEditor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import (
        QContextMenuEvent,
        QHelpEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from perfdesk.services.form_view import FormCell, FormView

MARGIN = 14  # pixels around the sheet
WIDEST = 1.4  # pixels a point: the sheet is never larger of itself
_STEPS = (0.6, 0.75, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5)
_MOVES = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class SheetView(QAbstractScrollArea):
    """One form on the screen."""

    moved = Signal(object)  # the current FormCell, None where there is none
    typed = Signal(object)  # [(path, text), …] to write as one action
    wrong = Signal(object)  # (FormCell, words) a text that was not taken
    drafted = Signal(object)  # (path, text) being typed; text None: committed or given up
    said = Signal(object)  # a sentence

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName("表单")
        self.setProperty("role", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.view: FormView | None = None
        self.current: FormCell | None = None
        self.editor: CellEditor | None = None
        self.popup: QWidget | None = None
        self.writable = True
        self._zoom, self._fit = 1.0, True
        self._pending: dict[str, str] = {}
        self._refused: dict[str, tuple[str, str]] = {}
        self._levels: dict[str, str] = {}

    # --- what is shown

    def show_view(self, view: FormView | None, *, writable: bool) -> None:
        """Another form, or the same one anew: the current cell, an open editor and refused texts stay."""
        same = self.view is not None and view is not None and self.view.record == view.record
        if not same:
            self._drop_editor()
            self._pending.clear()
            self._refused.clear()
            self._levels = {}
        self.view, self.writable = view, writable
        self._pending.clear()
        path = self.current.path if same and self.current is not None else ""
        self.current = view.by_path.get(path) if view is not None else None
        if view is not None and self.current is None:
            ordered = order.along(view.cells)
            self.current = ordered[0] if ordered else next((cell for cell in view.cells if cell.path), None)
        if self.editor is not None and self.current is not None:
            self.editor.cell = self.current
        if not same:
            self.verticalScrollBar().setValue(0)
        self._lay()
        self.viewport().update()
        self.moved.emit(self.current)

    def show_levels(self, levels: Mapping[str, str]) -> None:
        """Which cells carry problems: path of a cell -> error, warning or hint."""
        self._levels = dict(levels)
        self.viewport().update()

    def take_back(self) -> None:
        """The last texts were not written: forget them."""
        self._pending.clear()
        self.viewport().update()

    @property
    def zoom(self) -> float:
        """Pixels a point."""
        return self._zoom

    def set_zoom(self, zoom: float | None) -> None:
        """Pixels a point, None: as wide as the window."""
        self.finish()
        self._fit = zoom is None
        if zoom is not None:
            self._zoom = zoom
        self._lay()
        self.viewport().update()

    def zoom_by(self, steps: int) -> None:
        """A step larger or smaller."""
        near = min(range(len(_STEPS)), key=lambda at: abs(_STEPS[at] - self._zoom))
        self.set_zoom(_STEPS[max(0, min(len(_STEPS) - 1, near + steps))])

    def select(self, cell: FormCell | None) -> None:
        """Make a cell the current one and bring it into sight."""
        if cell is None:
            return
        self.finish()
        self.current = cell
        self._reveal(cell)
        self.viewport().update()
        self.moved.emit(cell)

    def rect_of(self, cell: FormCell) -> QRect:
        """Where a cell lies in the viewport."""
        left, top = self._origin()
        zoom = self._zoom
        return QRectF(left + cell.x * zoom, top + cell.y * zoom, cell.width * zoom, cell.height * zoom).toAlignedRect()

    def refused(self, path: str) -> str:
        """Why the text typed into a cell was not taken, "" where none was refused."""
        return self._refused.get(path, ("", ""))[1]

    # --- editing

    def edit(self, text: str | None = None, *, select: bool = False) -> bool:
        """Open the editor on the current cell, with its own text or with another; whether it opened."""
        cell = self.current
        if self.editor is not None:
            return True
        if cell is None or self.view is None or not self._allowed(cell):
            return False
        if cell.kind == "tick":
            self.toggle()
            return False
        self._reveal(cell)
        rect = self.rect_of(cell)
        made = CellEditor(self.viewport(), cell, rect, cell.size * self._zoom, self._refusal)
        made.done.connect(self._left)
        made.given_up.connect(self._give_up)
        made.draft.connect(lambda kept: self.drafted.emit((cell.path, kept)))
        self.editor = made
        kept = self._refused.get(cell.path)
        made.begin(text if text is not None else kept[0] if kept else cell.edit, select=select)
        if text is None and kept:
            made.refuse(kept[1])
        return True

    def finish(self, *, keep: bool = True) -> bool:
        """Commit an open editor; False where its text cannot stand (then it is kept with the cell, red)."""
        editor = self.editor
        if editor is None:
            return True
        cell, text = editor.cell, editor.text
        why = self._refusal(text) if text != cell.edit else ""
        self._drop_editor()
        if why:
            if keep:
                self._refused[cell.path] = (text, why)
                self.drafted.emit((cell.path, text))
            self.wrong.emit((cell, why))
            self.viewport().update()
            return False
        self._refused.pop(cell.path, None)
        self.drafted.emit((cell.path, None))
        if text != cell.edit:
            self._write([(cell, text)])
        return True

    def toggle(self) -> None:
        """Tick or untick the current cell."""
        cell = self.current
        if cell is None or cell.kind != "tick" or not self._allowed(cell):
            return
        ticked = self._pending.get(cell.path, cell.text) == "√"
        self._write([(cell, "" if ticked else "√")])

    def choose(self) -> None:
        """Open the choices or the calendar of the current cell."""
        cell = self.current
        if cell is None or self.view is None or not self._allowed(cell):
            return
        self.finish()
        place = self.viewport().mapToGlobal(self.rect_of(cell).bottomLeft() + QPoint(0, 1))
        if cell.choices:
            self.popup = choosers.choices(self, cell, place, lambda word: self._write([(cell, word)]))
        elif cell.calendar:
            self.popup = choosers.calendar(self, cell, place, self.view.year, lambda day: self._write([(cell, day)]))
        elif cell.kind == "tick":
            self.toggle()
        else:
            self.said.emit("这一格没有选项，直接输入即可")

    def clear_cell(self) -> None:
        """Empty the current cell."""
        cell = self.current
        if cell is not None and self._allowed(cell):
            self._refused.pop(cell.path, None)
            if cell.edit or cell.text:
                self._write([(cell, "")])

    def copy(self) -> None:
        """The current cell's text into the clipboard."""
        if self.view is not None and self.view.classified:
            self.said.emit("涉密项目的内容不能复制")
        elif self.current is not None:
            QGuiApplication.clipboard().setText(self.current.edit or self.current.text)

    def paste(self) -> None:
        """The clipboard's text into the current cell; a block goes on over the cells beside and below."""
        cell, text = self.current, QGuiApplication.clipboard().text()
        if cell is None or self.view is None or not text or not self._allowed(cell):
            return
        lines = text.rstrip("\r\n").replace("\r\n", "\n").split("\n")
        if (len(lines) == 1 and "\t" not in text) or (cell.multiline and "\t" not in text):
            self._paste_one(cell, text.rstrip("\r\n"))
        else:
            self._paste_block(cell, [line.split("\t") for line in lines])

    def _paste_one(self, cell: FormCell, text: str) -> None:
        why = self._refusal(text, cell)
        if why:
            self._refused[cell.path] = (text, why)
            self.wrong.emit((cell, why))
            self.viewport().update()
        else:
            self._write([(cell, text)])

    def _paste_block(self, start: FormCell, rows: list[list[str]]) -> None:
        """Downwards and across over cells with values; what cannot stand is named, the rest is written."""
        wanted: list[tuple[FormCell, str]] = []
        bad: list[str] = []
        first: FormCell | None = start
        for row in rows:
            cell = first
            for text in row:
                if cell is None:
                    bad.append(f"“{text[:12]}”没有位置")
                    continue
                why = self._refusal(text, cell)
                if why and text != cell.edit:
                    bad.append(f"{cell.address} {why}")
                elif text != cell.edit and not why:
                    wanted.append((cell, text))
                cell = self._next_to(cell, 1, 0)
            first = self._next_to(first, 0, 1) if first is not None else None
        if bad:
            self.said.emit(f"有 {len(bad)} 格没有粘贴：{'；'.join(bad[:3])}{'……' if len(bad) > 3 else ''}")
        if wanted:
            self._write(wanted)

    def _next_to(self, cell: FormCell, across: int, downward: int) -> FormCell | None:
        found = order.beside(self.view.cells, cell, across, downward) if self.view is not None else None
        return found if found is not None and found.region == cell.region else None

    def _write(self, texts: list[tuple[FormCell, str]]) -> None:
        for cell, text in texts:
            self._pending[cell.path] = text
            self._refused.pop(cell.path, None)
        self.viewport().update()
        self.typed.emit([(cell.path, text) for cell, text in texts])

    def _allowed(self, cell: FormCell) -> bool:
        if not self.writable:
            self.said.emit("文件以只读方式打开，不能改动")
            return False
        if not cell.editable:
            self.said.emit(cell.why or "这一格不能填写")
            return False
        return True

    def _refusal(self, text: str, cell: FormCell | None = None) -> str:
        target = cell or (self.editor.cell if self.editor is not None else self.current)
        if target is None or self.view is None:
            return ""
        return form_edits.check(self.view, target, text)

    def _left(self, way: str) -> None:
        editor = self.editor
        if editor is None:
            return
        if way:
            why = self._refusal(editor.text) if editor.text != editor.cell.edit else ""
            if why:
                editor.refuse(why)
                self.wrong.emit((editor.cell, why))
                return
        self.finish()
        if way:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._go_on(way)

    def _give_up(self) -> None:
        if self.editor is not None:
            path = self.editor.cell.path
            self._drop_editor()
            self._refused.pop(path, None)
            self.drafted.emit((path, None))
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.viewport().update()
            self.moved.emit(self.current)

    def _drop_editor(self) -> None:
        if self.editor is not None:
            gone, self.editor = self.editor, None
            gone.close_quietly()

    # --- keys

    def _go_on(self, way: str) -> bool:
        if self.view is None:
            return False
        ordered = order.down(self.view.cells) if way in ("down", "up") else order.along(self.view.cells)
        if not ordered:
            ordered = [cell for cell in self.view.cells if cell.path]
        found = order.step(ordered, self.current, 1 if way in ("down", "right") else -1)
        self.select(found)
        return found is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, C901, PLR0912 - Qt's name; one branch a key
        """The keys of desk.md; anything that writes opens the editor."""
        if self.editor is not None:  # typed before the editor had the focus
            QApplication.sendEvent(self.editor, event)
            return
        key, keys = event.key(), event.modifiers()
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        control = bool(keys & Qt.KeyboardModifier.ControlModifier)
        alt = bool(keys & Qt.KeyboardModifier.AltModifier)
        if alt and key == Qt.Key.Key_Down:
            self.choose()
        elif control and key in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V):
            if key != Qt.Key.Key_V:
                self.copy()
            if key == Qt.Key.Key_X:
                self.clear_cell()
            if key == Qt.Key.Key_V:
                self.paste()
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
            if key == Qt.Key.Key_0:
                self.set_zoom(None)
            else:
                self.zoom_by(-1 if key == Qt.Key.Key_Minus else 1)
        elif control and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.view is not None:
            ordered = order.along(self.view.cells) or [cell for cell in self.view.cells if cell.path]
            self.select(ordered[0 if key == Qt.Key.Key_Home else -1] if ordered else None)
        elif control or alt:
            event.ignore()
        elif key in _MOVES and self.view is not None and self.current is not None:
            self.select(order.beside(self.view.cells, self.current, *_MOVES[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on("up" if shift else "down")
        elif key == Qt.Key.Key_F2:
            self.edit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cell()
        elif key == Qt.Key.Key_Escape and self.current is not None and self.current.path in self._refused:
            self._refused.pop(self.current.path)
            self.drafted.emit((self.current.path, None))
            self.viewport().update()
            self.moved.emit(self.current)
        elif key == Qt.Key.Key_Space and self.current is not None and self.current.kind == "tick":
            self.toggle()
        elif event.text() and event.text().isprintable():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        cell = self.current
        if cell is not None and cell.kind == "tick":
            if text in "√1vVxX":
                self.toggle()
            return
        self.edit(text)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's signature
        """Tab walks over the cells; after the last one it leaves the sheet."""
        if self.view is not None and self.hasFocus() and self._go_on("right" if forward else "left"):
            return True
        return super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        """Copy, cut and paste are the sheet's while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride:
            pressed = event.key()  # type: ignore[attr-defined] # a key event
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier  # type: ignore[attr-defined]
            if control and pressed in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V):
                event.accept()
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """An input method begins to write: the editor opens and takes over."""
        if not event.preeditString() and not event.commitString():
            event.ignore()
            return
        if self.current is not None and self.current.kind == "tick":
            self._type(event.commitString()[:1] or " ")
        elif self.edit("") and self.editor is not None:
            QApplication.sendEvent(self.editor, event)
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # noqa: N802 - Qt's name
        """Input methods show their window beside the current cell."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return bool(self.current is not None and self.current.editable and self.writable)
        if query == Qt.InputMethodQuery.ImCursorRectangle and self.current is not None:
            return self.rect_of(self.current).translated(self.viewport().pos())
        return super().inputMethodQuery(query)

    # --- mouse

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

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click chooses a cell."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self.select(cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A double click edits, ticks or opens the choices."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and cell is self.current:
            if cell.kind == "choice":
                self.choose()
            else:
                self.edit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel scrolls; with Ctrl it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The choices of a cell, as Alt+↓."""
        cell = self.cell_at(event.pos())
        if cell is not None and (cell.choices or cell.calendar):
            self.select(cell)
            self.choose()

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

    def _lay(self) -> None:
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
        if self.editor is not None:
            self.editor.setGeometry(self.rect_of(self.editor.cell))

    def _reveal(self, cell: FormCell) -> None:
        rect, bar = self.rect_of(cell), self.verticalScrollBar()
        if rect.top() < MARGIN:
            bar.setValue(bar.value() + rect.top() - MARGIN)
        elif rect.bottom() > self.viewport().height() - MARGIN:
            bar.setValue(bar.value() + min(rect.bottom() - self.viewport().height() + MARGIN, rect.top() - MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The sheet stays as wide as the window."""
        super().resizeEvent(event)
        self._lay()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802 - Qt's name
        """The editor moves with its cell."""
        if self.editor is not None:
            self.editor.move(self.rect_of(self.editor.cell).topLeft())
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
        for cell in cells:
            if cell.path in self._pending or cell.path in self._refused:
                self._paint_typed(painter, cell)
            else:
                ink.draw_texts(painter, cell.texts, zoom, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        high, low = seen.bottom() / zoom, seen.top() / zoom
        strokes = [one for one in self.view.strokes if one.y1 <= high and one.y2 >= low]
        ink.draw_strokes(painter, strokes, zoom, theme.color("text"), 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marks(painter, cells)
        self._paint_current(painter)

    def _box(self, cell: FormCell) -> QRectF:
        zoom = self._zoom
        return QRectF(cell.x * zoom, cell.y * zoom, cell.width * zoom, cell.height * zoom)

    def _paint_grounds(self, painter: QPainter, cells: list[FormCell]) -> None:
        head, fill = theme.color("head"), theme.color("cell")
        soft = {"error": QColor(theme.palette().red.soft)}
        for cell in cells:
            if cell.path in self._refused:
                painter.fillRect(self._box(cell), soft["error"])
            elif cell.editable and self.writable:
                painter.fillRect(self._box(cell), fill)
            elif cell.head:
                painter.fillRect(self._box(cell), head)

    def _paint_typed(self, painter: QPainter, cell: FormCell) -> None:
        """What was typed and is not in the ledger yet, or was refused."""
        refused = self._refused.get(cell.path)
        painter.setPen(QColor(theme.palette().red.text) if refused else theme.color("text"))
        painter.setFont(ink.font(cell.font, round(cell.size * self._zoom, 3), painter.device().logicalDpiY()))
        text = refused[0] if refused else self._pending[cell.path]
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
            level = self._levels.get(cell.path)
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
        wrong = self.current.path in self._refused
        color = QColor(theme.palette().red.mark) if wrong else theme.color("focus")
        pen = QPen(color, 2.0)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if not self.hasFocus() and self.editor is None:
            pen.setStyle(Qt.PenStyle.DashLine)
            pen.setWidthF(1.5)
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
