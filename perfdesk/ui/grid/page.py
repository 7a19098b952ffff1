"""A ledger as a page: units at the left, the grid with its filters and sums, the chosen row at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QStackedWidget, QWidget

from perfdesk.services.ledgers import LEDGERS, Narrow, View, parse
from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import tell
from perfdesk.ui.grid import remembered
from perfdesk.ui.grid.deeds import Deeds
from perfdesk.ui.grid.filters import FilterPopup
from perfdesk.ui.grid.finding import FindBar
from perfdesk.ui.grid.inspector import FoldTab, Inspector
from perfdesk.ui.grid.loader import Loader, Setup
from perfdesk.ui.grid.looks import Looks
from perfdesk.ui.grid.many import Many
from perfdesk.ui.grid.model import GridModel
from perfdesk.ui.grid.parts import Empty, empty_line, segment
from perfdesk.ui.grid.toolbar import Toolbar
from perfdesk.ui.grid.totals import TotalsRow
from perfdesk.ui.grid.tree import UnitTree
from perfdesk.ui.grid.view import GridView
from perfdesk.ui.page import Page
from perfdesk.ui.pages import built
from perfdesk.ui.place import Place, Totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from perfdesk.domain.errors import UserError
    from perfdesk.services.ledgers import Ledger, Node, Opened, Record, Sum
    from perfdesk.ui.desk import Desk

FOLD = 1180  # narrower pages fold the inspector into a tab
_SHORT, _LONG = 60, 600  # milliseconds
_KINDS = ("项目", "部门整体")
_MENU = (
    *("copy", "paste", "fill", "clear", "many", "", "pass", "seal", "return", ""),
    *("filter", "find", "", "picture", "form"),
)  # of a cell; "" is a line
_NEAR = 500  # rows before and after that a form goes through


class LedgerPage(Page):
    """The page of one ledger; subclasses say which.

    Places may carry: unit (id), text, month, kind, marks (1 missing, 2 waits, 3 done, comma separated), or the key of a
    column with a value; the record is a row's key.
    """

    ledger: ClassVar[str] = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Nothing is read before the page is shown."""
        super().__init__(desk, parent)
        self.kind: Ledger = LEDGERS[self.ledger]
        self.looks = Looks(self)
        self.view = View(self.ledger, desk.year, 12, desk.unit, self.looks.kept.columns)
        self._ready = False
        self._record = ""
        self._opening = ""  # the row whose form is to be opened when its record comes
        self._unit = ""
        self._unit_name = ""
        self._months: tuple[int, ...] = ()
        self.model = GridModel(self)
        self.model.writable = desk.runner.writable
        self.grid = GridView(self.model)
        self.loader = Loader(desk.runner, self.ledger, self)
        self.deeds = Deeds(desk.runner, self.grid, self)
        self.tree = UnitTree()
        self.bar = Toolbar()
        self.deeds.words = self.bar.words
        self.many = Many(self)
        self.sums = TotalsRow(self.grid)
        self.finder = FindBar()
        self.inspector = Inspector()
        self.tab = FoldTab()
        self.popup: FilterPopup | None = None
        self._periods = QButtonGroup(self)
        self._kinds = QButtonGroup(self)
        self.settled = self._timer(_LONG, self.looks.keep)
        self._look = self._timer(_SHORT, self._inspect)
        self._add = self._timer(_SHORT, self._add_up)
        self._lay_out()
        self._connect()
        self._make_actions()

    # --- the page's life

    def refresh(self) -> None:
        """Read the rows again."""
        self.view = replace(self.view, year=self.desk.year, unit=self.desk.unit)
        self.loader.forget()
        self.loader.prepare(self.view.budget_year)

    def open_place(self, place: Place) -> None:
        """Filter and choose as a place says; a bare place leaves the page as it was left."""
        if not place.filters and not place.record:
            return
        narrows: list[Narrow] = []
        marks: tuple[int, ...] = ()
        text = unit = ""
        month = self.view.month
        known = {column.key for column in self.kind.columns}
        for name, value in place.filters:
            if name == "unit":
                unit = value
            elif name == "text":
                text = value
            elif name == "month":
                month = int(value)
            elif name == "marks":
                marks = tuple(int(part) for part in value.split(",") if part)
            elif name in known:
                narrows.append(Narrow(name, tuple(value.split("|"))))
        self._record, self._unit, self._unit_name = place.record, unit, ""
        self.bar.quick.setText(text)
        self.view = replace(
            self.view, filters=tuple(narrows), marks=marks, text=text, month=month, units=(unit,) if unit else ()
        )
        if self._ready:
            node = self.tree.choose(unit)
            self._unit_name = node.name if node and node.depth else ""
            self._show_months()
            self._load()

    def leave(self) -> bool:
        """A wrong text that was typed goes with the page only if the person knows it: it stays in red."""
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrow pages fold the inspector into a tab."""
        super().resizeEvent(event)
        self._fold()

    # --- building

    def _lay_out(self) -> None:
        line = widgets.column(self, 14, 8)
        line.setContentsMargins(16, 12, 12, 10)
        top = widgets.row(gap=8)
        self.heading = widgets.label(self.title, "title")
        top.addWidget(self.heading)
        self.subtitle = widgets.label("", "muted")
        top.addWidget(self.subtitle)
        top.addStretch(1)
        self._kind_line = widgets.row(gap=0)
        top.addLayout(self._kind_line)
        self._period_line = widgets.row(gap=0)
        top.addLayout(self._period_line)
        self._deed_line = widgets.row(gap=0)
        top.addLayout(self._deed_line)
        line.addLayout(top)
        body = widgets.row(gap=12)
        body.addWidget(self.tree)
        middle = widgets.column(gap=8)
        middle.addWidget(self.bar)
        self.stack = QStackedWidget()
        table = QWidget()
        inside = widgets.column(table, gap=0)
        inside.addWidget(self.grid, 1)
        inside.addWidget(self.sums)
        self.stack.addWidget(table)
        self.empty = Empty(self._to_import, self._clear_filters)
        self.stack.addWidget(self.empty)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.finder)
        body.addLayout(middle, 1)
        body.addWidget(self.inspector)
        body.addWidget(self.tab, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(body, 1)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        load = self.loader
        load.ready.connect(self._prepared)
        load.rows.connect(self._opened)
        load.ids.connect(lambda found: self.model.take_ids(*found))
        load.pages.connect(lambda found: self.model.take_pages(*found))
        load.totals.connect(self._totalled)
        load.nodes.connect(self._planted)
        load.record.connect(self._inspected)
        load.summed.connect(self._summed)
        load.places.connect(self._found)
        load.failed.connect(self._refused)
        self.model.asked.connect(lambda asked: self.loader.fetch(self.view, *asked))
        self.model.typed.connect(self._typed)
        self.tree.chosen.connect(self._choose_unit)
        self.tree.grouped.connect(lambda on: self.loader.tree(self.view, sections=on) if self._ready else None)
        self.bar.typed.connect(lambda text: self.change(text=text) if text != self.view.text else None)
        self.bar.dropped.connect(self._drop)
        self.bar.added.connect(lambda key: self.open_filter(self.view.columns.index(key)))
        self.grid.head.filtered.connect(lambda given: self.open_filter(*given))
        self.grid.head.sorted.connect(self._sort_by)
        self.grid.head.menu.connect(self.looks.head_menu)
        self.grid.head.sectionResized.connect(self.looks.resized)
        self.grid.head.sectionMoved.connect(self.looks.moved)
        self.grid.moved.connect(lambda _row: self._look.start())
        self.grid.marked.connect(lambda _none: self._add.start())
        self.grid.opened.connect(lambda _row: self._open_form())
        self.grid.customContextMenuRequested.connect(self._cell_menu)
        self.finder.asked.connect(lambda text: self.loader.look_for(self.view, text))
        self.finder.reached.connect(self._go_to)
        self.finder.closed.connect(lambda _none: self.grid.setFocus())
        self.inspector.wanted.connect(lambda _record: self._open_form())
        self.tab.toggled.connect(lambda _on: self._fold())
        self.deeds.said.connect(self.say)
        self.deeds.refused.connect(self._refused)

    def _make_actions(self) -> None:
        deeds = self.deeds
        table: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("copy", "复制", "Ctrl+C", deeds.copy),
            ("paste", "粘贴", "Ctrl+V", deeds.paste),
            ("fill", "向下填充", "Ctrl+D", deeds.fill_down),
            ("clear", "清空选中的格", "Del", deeds.clear),
            ("many", "批量修改…", "Ctrl+E", deeds.change_many),
            ("find", "查找", "Ctrl+F", self.finder.start),
            (
                "filter",
                "筛选本列…",
                "Ctrl+Shift+L",
                lambda: self.open_filter(max(0, self.grid.currentIndex().column())),
            ),
            ("unfilter", "清除全部筛选", "Ctrl+Shift+K", self._clear_filters),
            ("up", "本列升序", "Ctrl+Shift+Up", lambda: self._sort_current(down=False)),
            ("down", "本列降序", "Ctrl+Shift+Down", lambda: self._sort_current(down=True)),
            ("columns", "列…", "Ctrl+Shift+C", self.looks.choose),
            ("save", "保存当前筛选…", "", self.looks.save),
            ("export", "导出…", "F12", deeds.export),
            ("print", "打印", "Ctrl+P", deeds.print),
            ("picture", "复制为图片", "Ctrl+Alt+C", deeds.copy_picture),
            ("form", "打开表单", "F4", self._open_form),
            ("details", "详情", "Alt+Return", self._toggle_details),
            ("pass", "审核通过…", "Ctrl+Shift+Return", self.many.let_pass),
            ("seal", "封存、解封…", "", self.many.seal),
            ("return", "退回修改…", "", self.many.give_back),
        )
        self.deed: dict[str, QAction] = {}
        for key, text, keys, run in table:
            if key == "form" and not (self.kind.stage and "form" in built()):
                continue
            if key in {"pass", "seal", "return"} and not self.many.offers(key):
                continue
            action = QAction(text, self)
            action.setObjectName(key)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, do=run: do())
            if key in {"paste", "fill", "clear", "many", "pass", "seal", "return"}:
                action.setEnabled(self.model.writable)
            self.addAction(action)
            self.deed[key] = action
        if "form" not in self.deed:
            self.inspector.form.setText("")
            self.inspector.form.setEnabled(False)
        self.favourites = QMenu(self)
        self.favourites.aboutToShow.connect(self.looks.fill_favourites)
        for text, key in (
            ("审核通过…", "pass"),
            ("列", "columns"),
            ("常用筛选 ▾", ""),
            ("打印", "print"),
            ("导出", "export"),
            ("复制为图片", "picture"),
        ):
            if key and key not in self.deed:
                continue
            made = widgets.button(
                text, self.deed[key].trigger if key else None, "quiet", self.deed[key].text() if key else ""
            )
            if not key:
                made.setMenu(self.favourites)
            self._deed_line.addWidget(made)

    # --- reading

    def _prepared(self, setup: Setup) -> None:
        if not self._ready:
            self.looks.kept = remembered.load(self.kind, setup.state)
            self.view = replace(self.view, columns=self.looks.kept.columns, sorts=self.looks.kept.sorts)
            if self.kind.stage and self.ledger != "projects":
                self._make_kinds()
        self._months = setup.months
        month = self.view.month
        if self.kind.periods and month not in setup.months:
            month = setup.months[-1] if setup.months else 12
        self.view = replace(self.view, prefix=setup.prefix, month=month)
        self._ready = True
        self._show_months()
        self._load()

    def change(self, **given: object) -> None:
        """Look at the ledger otherwise, and read its rows."""
        self.view = replace(self.view, **given)  # type: ignore[arg-type]
        if self._ready:
            self._load()

    def _load(self) -> None:
        self.loader.open(self.view)

    def _opened(self, opened: Opened) -> None:
        kept = self._record or self._current_key()
        column = max(0, self.grid.currentIndex().column())
        top = self.grid.verticalScrollBar().value()
        reset = self.model.show_rows(opened)
        if not opened.whole:
            self.loader.rest(self.view, self.model.generation)
        self.sums.show_sum(None)
        self.loader.beside(self.view, sections=self.tree.sections)
        self._show_head()
        year = f"{self.view.budget_year} 年度"
        self.subtitle.setText(f"预算年度 {year}" if self.kind.offset else year)
        self.bar.show_view(self.view, self._unit_name)
        self.bar.show_count(opened.count, opened.every)
        self._show_empty(opened)
        if reset:
            self.looks.dress()
            self.grid.verticalScrollBar().setValue(top)
            self._select(kept, column)
        else:
            self._look.start()
            self._add.start()
        if (
            self._record
            and self._record not in self.model.ids
            and (self.view.filters or self.view.units or self.view.text)
        ):
            self._clear_filters()
            return
        self._record = ""

    def _show_empty(self, opened: Opened) -> None:
        if opened.count:
            self.stack.setCurrentIndex(0)
        elif opened.every:
            self.empty.show_text("没有符合筛选条件的行。", filtered=True)
            self.stack.setCurrentIndex(1)
        else:
            self.empty.show_text(self.kind.empty, filtered=False)
            self.stack.setCurrentIndex(1)

    def _totalled(self, total: Sum) -> None:
        self.sums.show_sum(total)

    def _planted(self, nodes: tuple[Node, ...]) -> None:
        if self._unit and not self._unit_name:
            found = next((node for node in nodes if node.key == self._unit), None)
            self._unit_name = found.name if found else ""
            self.bar.show_view(self.view, self._unit_name)
        self.tree.show_nodes(nodes, self.kind.done)
        if self._unit:
            self.tree.choose(self._unit)

    def _refused(self, problem: UserError) -> None:
        self.say.emit(problem.message)
        tell(self.window(), self.title, problem)

    # --- the chosen row and cells

    def _current_key(self) -> str:
        row = self.grid.currentIndex().row()
        return self.model.ids[row] if 0 <= row < len(self.model.ids) else ""

    def _select(self, key: str, column: int) -> None:
        row = self.model.ids.index(key) if key in self.model.ids else 0
        if self.model.rowCount():
            index = self.model.index(row, min(column, self.model.columnCount() - 1))
            self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.grid.scrollTo(index)
        self._look.start()

    def _go_to(self, row: int) -> None:
        index = self.model.index(row, max(0, self.grid.currentIndex().column()))
        self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.grid.scrollTo(index, self.grid.ScrollHint.PositionAtCenter)

    def _inspect(self) -> None:
        key = self._current_key()
        if key and self.inspector.isVisible():
            self.loader.inspect(self.view, key)
        elif not key:
            self.inspector.show_record(None)

    def _inspected(self, record: Record | None) -> None:
        self.inspector.show_record(record)
        if "form" not in self.deed:
            self.inspector.form.hide()
        opening, self._opening = self._opening, ""
        if record is not None and record.id == opening:
            self._go_to_form(record)

    def _add_up(self) -> None:
        picks = []
        for part in self.grid.parts():
            keys = [self.model.columns[at].key for at in range(part.left(), part.right() + 1)]
            every = part.top() == 0 and part.bottom() == self.model.rowCount() - 1
            picks.append((None if every else self.model.ids[part.top() : part.bottom() + 1], keys))
        if not picks or self._cells() < 2:
            self.totals.emit(None)
        else:
            self.loader.add_up(self.view, picks)

    def _cells(self) -> int:
        return sum((part.bottom() - part.top() + 1) * (part.right() - part.left() + 1) for part in self.grid.parts())

    def _summed(self, found: tuple[int, str, str]) -> None:
        numbers, total, mean = found
        self.totals.emit(Totals(self._cells(), numbers, total, mean))

    def _found(self, keys: Iterable[str]) -> None:
        wanted = set(keys)
        rows = [at for at, key in enumerate(self.model.ids) if key in wanted]
        self.finder.show_found(rows, max(0, self.grid.currentIndex().row()))

    def _typed(self, cell: tuple[str, str, str]) -> None:
        key, column, text = cell
        found = self.kind.column(column)
        _value, problem = parse(found, text, self.view.unit, self.view.budget_year)
        self.model.show_typed(key, column, text, problem)
        if problem:
            self.say.emit(f"{self.view.title(found)}：{problem}（没有写入，Esc 恢复）")
            return

        def failed(error: UserError) -> None:
            reason = error.message.rpartition("：")[2] if "：" in error.message else error.message
            self.model.show_typed(key, column, text, reason)
            self.say.emit(f"{error.message}（没有写入，Esc 恢复）")

        from perfdesk.services.ledgers import Edit  # noqa: PLC0415 - beside its one use

        self.deeds.write("修改", self.view, [Edit(key, column, text)], failed)

    def _open_form(self) -> None:
        """Read the row in front anew: a folded inspector holds none, and a quick hand is ahead of an open one."""
        self._opening = self._current_key() if "form" in self.deed else ""
        if self._opening:
            self.loader.inspect(self.view, self._opening)

    def _go_to_form(self, record: Record) -> None:
        if record.form:
            filters = [("form", record.form), ("year", str(self.view.budget_year)), ("month", str(record.month))]
            kinds = next((one.values for one in self.view.filters if one.key == "kind"), None) or ()
            if self.ledger == "projects" or len(kinds) == 1:  # one form for all: previous and next stay in the list
                at = max(0, self.grid.currentIndex().row())
                near = self.model.ids[max(0, at - _NEAR) : at + _NEAR]
                filters += [("list", " ".join(near)), ("listname", self.title)]
            self.go.emit(Place("form", tuple(filters), record.id))

    # --- filters and order

    def open_filter(self, logical: int, place: QPoint | None = None) -> None:
        """Open a column's filter."""
        if not 0 <= logical < len(self.model.columns):
            return
        column = self.model.columns[logical]
        self.popup = FilterPopup(self.view, column, self, lambda done: self.loader.values(self.view, column.key, done))
        self.popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popup.destroyed.connect(self._forget_popup)
        self.popup.chosen.connect(lambda narrow: self._narrow(column.key, narrow))
        self.popup.sorted.connect(lambda down: self.sort(column.key, down=down))
        self.popup.open_at(place or self.grid.head.place_of(logical))

    def _forget_popup(self) -> None:
        self.popup = None

    def _narrow(self, key: str, narrow: Narrow | None) -> None:
        others = tuple(one for one in self.view.filters if one.key != key)
        self.change(filters=(*others, narrow) if narrow else others)
        self.show_kind()

    def _drop(self, key: str) -> None:
        if key:
            self._narrow(key, None)
        else:
            self._unit, self._unit_name = "", ""
            self.tree.choose("")
            self.change(units=())

    def _clear_filters(self) -> None:
        self._unit, self._unit_name = "", ""
        self.bar.quick.clear()
        self.tree.choose("")
        self.change(filters=(), units=(), text="", marks=())
        self.show_kind()

    def _choose_unit(self, node: Node) -> None:
        self._unit = node.key if node.depth else ""
        self._unit_name = node.name if node.depth else ""
        self.change(units=node.units)

    def _sort_by(self, given: tuple[int, bool]) -> None:
        logical, added = given
        key = self.model.columns[logical].key
        down = dict(self.view.sorts).get(key)
        self.sort(key, down={None: False, False: True, True: None}[down], added=added)

    def _sort_current(self, *, down: bool) -> None:
        at = self.grid.currentIndex().column()
        if at >= 0:
            self.sort(self.model.columns[at].key, down=down)

    def sort(self, key: str, *, down: bool | None, added: bool = False) -> None:
        """Order by a column; `added` keeps the order before it."""
        others = tuple(pair for pair in self.view.sorts if pair[0] != key) if added else ()
        if added and down is not None and key in dict(self.view.sorts):
            sorts = tuple((one, down if one == key else was) for one, was in self.view.sorts)
        else:
            sorts = others if down is None else (*others, (key, down))
        self.change(sorts=sorts)
        self.settled.start()

    def _show_head(self) -> None:
        at = {column.key: number for number, column in enumerate(self.model.columns)}
        head = self.grid.head
        head.order = tuple((at[key], down) for key, down in self.view.sorts if key in at)
        head.active = frozenset(at[one.key] for one in self.view.filters if one.key in at)
        head.viewport().update()

    def _cell_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for key in _MENU:
            if not key:
                menu.addSeparator()
            elif key in self.deed:
                menu.addAction(self.deed[key])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.grid.viewport().mapToGlobal(place))

    # --- periods, kinds, the folded inspector

    def _show_months(self) -> None:
        if not self.kind.periods:
            return
        known = {int(part.objectName()): part for part in self._periods.buttons()}
        if tuple(known) != self._months:
            empty_line(self._period_line, self._periods)
            for month in self._months:
                made = segment(f"1-{month}月", str(month), self._periods, self._period_line)
                made.clicked.connect(lambda _=False, one=month: self.change(month=one))
                known[month] = made
        if self.view.month in known:
            known[self.view.month].setChecked(True)

    def _make_kinds(self) -> None:
        for word in ("全部", *_KINDS):
            made = segment(word, word, self._kinds, self._kind_line)
            value = Narrow("kind", (word,)) if word in _KINDS else None
            made.clicked.connect(lambda _=False, narrow=value: self._narrow("kind", narrow))
        self._kind_line.addSpacing(8)
        self.show_kind()

    def show_kind(self) -> None:
        """Press the button of the kind that is shown."""
        chosen = next((one.values for one in self.view.filters if one.key == "kind"), None) or ()
        word = str(chosen[0]) if len(chosen) == 1 else "全部"
        for part in self._kinds.buttons():
            part.setChecked(part.objectName() == word)

    def _fold(self) -> None:
        narrow = self.width() < FOLD
        self.tab.setVisible(narrow)
        shown = not narrow or self.tab.isChecked()
        if self.inspector.isHidden() == shown:
            self.inspector.setVisible(shown)
            if shown:
                self._look.start()

    def _toggle_details(self) -> None:
        if self.tab.isVisible():
            self.tab.toggle()

    def _to_import(self) -> None:
        self.go.emit(Place("imports"))

    def _timer(self, pause: int, run: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(pause)
        made.timeout.connect(run)
        return made
