"""The grid's model: keys in order and pages of 256 formatted rows, fetched when they are looked at; `data` never waits.

Roles are plain integers: a look-up of Qt.ItemDataRole costs more than the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from perfdesk.services.ledgers import same_keys
from perfdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers import Column, Line, Opened, View

    Index = QModelIndex | QPersistentModelIndex

DISPLAY, EDIT, TIP, ALIGN, FOREGROUND = 0, 2, 3, 7, 9
SHIFT = 8
PAGE = 1 << SHIFT
WAITING = "…"
_KEPT = 12  # pages in memory
_RIGHT, _LEFT = 0x0002 | 0x0080, 0x0001 | 0x0080
_ROOT = QModelIndex()


class GridModel(QAbstractTableModel):
    """Shows one view of a ledger. `asked` carries (generation, page numbers, keys), `typed` an edited cell."""

    asked = Signal(object)
    typed = Signal(object)  # (key of the row, key of the column, text)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.view: View | None = None
        self.columns: tuple[Column, ...] = ()
        self.ids: Sequence[str] = []
        self.whole = True
        self.generation = 0
        self.writable = True
        self._count = 0
        self._pages: dict[int, Sequence[Line | None]] = {}
        self._asked: set[int] = set()
        self._due: set[int] = set()
        self._align: tuple[int, ...] = ()
        self._flags: tuple[Qt.ItemFlag, ...] = ()
        self._typed: dict[tuple[str, str], str] = {}
        self._wrong: dict[tuple[str, str], tuple[str, str]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    # --- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The number of rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The number of shown columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # noqa: ANN401 - Qt's signature; one return a role
        """The text of a cell; roles that are not served return at once."""
        if role == DISPLAY:
            row = index.row()
            page = self._pages.get(row >> SHIFT)
            if page is None:
                self._want(row >> SHIFT)
                return WAITING
            if self._typed or self._wrong:
                return self._text(row, index.column())
            line = page[row & 255]
            return line.cells[index.column()] if line is not None else ""
        if role == ALIGN:
            return self._align[index.column()]
        if role == FOREGROUND:
            if self._wrong and self.problem(index):
                return QColor(theme.palette().red.text)
            return None
        if role == EDIT:
            return self.exact(index)
        if role == TIP:
            return self._tip(index)
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """A column's title, a row's number."""
        if role == DISPLAY:
            if orientation == Qt.Orientation.Horizontal:
                return self.view.title(self.columns[section]) if self.view else ""
            return section + 1
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether a cell may be edited."""
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:  # noqa: N802, ANN401 - Qt's signature
        """Take a typed text: `typed` carries it; whoever listens says at once what is wrong with it."""
        if role != EDIT or not index.isValid() or index.row() >= len(self.ids):
            return False
        key, column = self.ids[index.row()], self.columns[index.column()].key
        text = str(value)
        if text == self.exact(index) and (key, column) not in self._wrong:
            return False
        self.typed.emit((key, column, text))
        return True

    # --- what is shown

    def show_rows(self, opened: Opened) -> bool:
        """Show the rows of a view; True where the model was reset, False where the same rows got new cells."""
        same = (
            self.view is not None
            and self.view.columns == opened.view.columns
            and self.view.ledger == opened.view.ledger
            and opened.count == self._count
            and same_keys(self.ids if opened.whole else self.ids[: len(opened.ids)], opened.ids)
        )
        if not same:
            self.beginResetModel()
        self.generation += 1
        self.view, self.columns = opened.view, opened.view.shown
        self._align = tuple(_RIGHT if column.align == "right" else _LEFT for column in self.columns)
        plain = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        edit = plain | Qt.ItemFlag.ItemIsEditable
        self._flags = tuple(edit if column.editable and self.writable else plain for column in self.columns)
        if not (same and not opened.whole):
            self.ids, self.whole = opened.ids, opened.whole
        self._count = opened.count
        old = self._pages if same else {}
        self._pages = {0: opened.lines} if opened.lines else {}
        self._asked.clear()
        self._due.clear()
        for number in list(old)[-4:]:  # they stay in sight until their new cells come
            if number:
                self._pages[number] = old[number]
                self._due.add(number)
        if self._due:
            self._timer.start()
        self._typed.clear()
        if same:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(self.columns) - 1))
            self._renew(0, self._count - 1)
        else:
            self._wrong = {place: said for place, said in self._wrong.items() if place[0] in self.ids}
            self.endResetModel()
        return not same

    def take_ids(self, generation: int, ids: Sequence[str]) -> None:
        """All keys of the view have come."""
        if generation == self.generation and len(ids) == self._count:
            self.ids, self.whole = ids, True
            if self._due:
                self._timer.start()

    def take_pages(self, generation: int, pages: dict[int, Sequence[Line | None]]) -> None:
        """Pages have come; the farthest ones are forgotten."""
        if generation != self.generation:
            return
        for number, lines in pages.items():
            self._pages[number] = lines
            self._asked.discard(number)
        near = next(iter(pages), 0)
        for number in sorted(self._pages, key=lambda one: abs(one - near))[_KEPT:]:
            del self._pages[number]
        for number in pages:
            self._renew(number << SHIFT, min(((number + 1) << SHIFT), self._count) - 1)

    def forget_asked(self) -> None:
        """A question was superseded; what is still looked at will be asked for again."""
        self._asked.clear()

    # --- cells

    def line(self, row: int) -> Line | None:
        """The row, None where its page is not here."""
        page = self._pages.get(row >> SHIFT)
        return page[row & 255] if page is not None and (row & 255) < len(page) else None

    def exact(self, index: Index) -> str:
        """A cell's text with all its digits, or what was typed and is not yet right."""
        row, column = index.row(), index.column()
        if row < len(self.ids):
            place = (self.ids[row], self.columns[column].key)
            if place in self._wrong:
                return self._wrong[place][0]
            if place in self._typed:
                return self._typed[place]
        line = self.line(row)
        if line is None:
            return ""
        return (line.exact or {}).get(column) or line.cells[column]

    def problem(self, index: Index) -> str:
        """What is wrong with what was typed into a cell, "" for nothing."""
        if not self._wrong or index.row() >= len(self.ids):
            return ""
        return self._wrong.get((self.ids[index.row()], self.columns[index.column()].key), ("", ""))[1]

    def by_hand(self, index: Index) -> bool:
        """Whether a person corrected the cell."""
        line = self.line(index.row())
        return line is not None and bool(line.hand) and self.columns[index.column()].key in line.hand

    def show_typed(self, key: str, column: str, text: str, problem: str = "") -> None:
        """Show a typed text until its page is read again; with a problem it stays, in red, with the reason."""
        self._typed.pop((key, column), None)
        self._wrong.pop((key, column), None)
        if problem:
            self._wrong[key, column] = (text, problem)
        else:
            self._typed[key, column] = text
        self._renew_cell(key)

    def forget_typed(self, key: str, column: str) -> None:
        """Show the stored value again."""
        self._typed.pop((key, column), None)
        self._wrong.pop((key, column), None)
        self._renew_cell(key)

    @property
    def wrong(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Typed texts that are not right yet: (row, column) to text and reason."""
        return dict(self._wrong)

    def _text(self, row: int, column: int) -> str:
        line = self.line(row)
        if row < len(self.ids):
            place = (self.ids[row], self.columns[column].key)
            if place in self._wrong:
                return self._wrong[place][0]
            if place in self._typed:
                return self._typed[place]
        return line.cells[column] if line is not None else ""

    def _tip(self, index: Index) -> str | None:
        problem = self.problem(index)
        if problem:
            return f"{problem}。输入的内容没有写入，请改正，或按 Esc 恢复"
        text = self.exact(index)
        notes = [text] if len(text) > 8 else []
        if self.by_hand(index):
            notes.append("手工订正过，导入时不会直接覆盖")
        return "\n".join(notes) or None

    def _want(self, number: int) -> None:
        if number not in self._asked:
            self._due.add(number)
            if not self._timer.isActive():
                self._timer.start()

    def _ask(self) -> None:
        """Ask for the pages that were looked at last, and the ones beside them."""
        if not self.whole and max(self._due, default=0) << SHIFT >= len(self.ids):
            return  # take_ids asks again
        due = sorted(self._due)[-4:]
        if len(due) == 1:
            beside = (due[0] + 1, due[0] - 1)
            due += [near for near in beside if 0 <= near << SHIFT < self._count and near not in self._pages]
        due = [number for number in due if number not in self._asked]
        self._due.clear()
        if due:
            self._asked.update(due)
            keys = [self.ids[number << SHIFT : (number + 1) << SHIFT] for number in due]
            self.asked.emit((self.generation, due, keys))

    def _renew(self, first: int, last: int) -> None:
        if last >= first and self.columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _renew_cell(self, key: str) -> None:
        if key in self.ids:
            row = self.ids.index(key)
            self._renew(row, row)
