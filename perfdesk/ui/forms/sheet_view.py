"""The official sheet filled cell by cell with keyboard, input method and mouse.

It knows a FormView and nothing of stores: a typed text is checked at once and given on by `typed`; until the new view
comes back the cell shows what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from perfdesk.services import form_edits
from perfdesk.ui.forms import choosers, order
from perfdesk.ui.forms.editor import CellEditor
from perfdesk.ui.forms.sheet_canvas import SheetCanvas

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

    from perfdesk.services.form_view import FormCell, FormView

_MOVES = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class SheetView(SheetCanvas):
    """One form being filled."""

    moved = Signal(object)  # the current FormCell, None where there is none
    typed = Signal(object)  # [(path, text), …] to write as one action
    wrong = Signal(object)  # (FormCell, words) a text that was not taken
    drafted = Signal(object)  # (path, text) being typed; text None: committed or given up
    said = Signal(object)  # a sentence

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName("表单")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.editor: CellEditor | None = None
        self.popup: QWidget | None = None
        self._handing = False

    # --- what is shown

    def show_view(self, view: FormView | None, *, writable: bool) -> None:
        """Another form, or the same one anew: the current cell, an open editor and refused texts stay."""
        same = self.view is not None and view is not None and self.view.record == view.record
        if not same:
            self._drop_editor()
            self.pending.clear()
            self.wrong_texts.clear()
            self.levels = {}
        self.view, self.writable = view, writable
        self.pending.clear()
        path = self.current.path if same and self.current is not None else ""
        self.current = view.by_path.get(path) if view is not None else None
        if view is not None and self.current is None:
            ordered = order.along(view.cells)
            self.current = ordered[0] if ordered else next((cell for cell in view.cells if cell.path), None)
        if self.editor is not None and self.current is not None:
            self.editor.cell = self.current
        if not same:
            self.verticalScrollBar().setValue(0)
        self.lay()
        self.viewport().update()
        self.moved.emit(self.current)

    def follow(self) -> None:
        """The editor stays over its cell."""
        if self.editor is not None:
            self.editor.stand_at(self.rect_of(self.editor.cell))

    def set_zoom(self, zoom: float | None) -> None:
        """Pixels a point; what is being typed is committed first."""
        self.finish()
        super().set_zoom(zoom)

    def take_back(self) -> None:
        """The last texts were not written: forget them."""
        self.pending.clear()
        self.viewport().update()

    def select(self, cell: FormCell | None) -> None:
        """Make a cell the current one and bring it into sight."""
        if cell is None:
            return
        self.finish()
        self.current = cell
        self._reveal(cell)
        self.viewport().update()
        self.moved.emit(cell)

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
        kept = self.wrong_texts.get(cell.path)
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
                self.wrong_texts[cell.path] = (text, why)
                self.drafted.emit((cell.path, text))
            self.wrong.emit((cell, why))
            self.viewport().update()
            return False
        self.wrong_texts.pop(cell.path, None)
        self.drafted.emit((cell.path, None))
        if text != cell.edit:
            self._write([(cell, text)])
        return True

    def toggle(self) -> None:
        """Tick or untick the current cell."""
        cell = self.current
        if cell is None or cell.kind != "tick" or not self._allowed(cell):
            return
        ticked = self.pending.get(cell.path, cell.text) == "√"
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
            self.wrong_texts.pop(cell.path, None)
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
            self.wrong_texts[cell.path] = (text, why)
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
            self.pending[cell.path] = text
            self.wrong_texts.pop(cell.path, None)
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
            self.wrong_texts.pop(path, None)
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
        if self.editor is not None:
            self._hand_over(event)
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
        elif key == Qt.Key.Key_Escape and self.current is not None and self.current.path in self.wrong_texts:
            self.wrong_texts.pop(self.current.path)
            self.drafted.emit((self.current.path, None))
            self.viewport().update()
            self.moved.emit(self.current)
        elif key == Qt.Key.Key_Space and self.current is not None and self.current.kind == "tick":
            self.toggle()
        elif event.text() and event.text().isprintable():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _hand_over(self, event: QKeyEvent) -> None:
        """A key pressed before the editor got the focus is the editor's; one that the editor left alone is nobody's."""
        if self._handing or self.editor is None or self.editor.hasFocus():
            event.ignore()
            return
        self._handing = True
        try:
            QApplication.sendEvent(self.editor, event)
        finally:
            self._handing = False

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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The choices of a cell, as Alt+↓."""
        cell = self.cell_at(event.pos())
        if cell is not None and (cell.choices or cell.calendar):
            self.select(cell)
            self.choose()
