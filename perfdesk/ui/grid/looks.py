"""A ledger's columns, their widths and order, and the filters that the person saved; kept in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from perfdesk.ui.grid import remembered
from perfdesk.ui.grid.choosers import ColumnsDialog
from perfdesk.ui.grid.remembered import Remembered, Saved

if TYPE_CHECKING:
    from perfdesk.ui.grid.page import LedgerPage


class Looks(QObject):
    """Of one ledger's page."""

    def __init__(self, page: LedgerPage) -> None:
        """As the ledger looks at first."""
        super().__init__(page)
        self._page = page
        self.kept: Remembered = remembered.default(page.kind)

    def dress(self) -> None:
        """Give the grid the widths that were kept, in the order of the view."""
        head = self._page.grid.head
        head.blockSignals(True)  # noqa: FBT003 - Qt's signature
        for number in range(head.count()):
            now = head.visualIndex(number)
            if now != number:
                head.moveSection(now, number)
        for number, column in enumerate(self._page.model.columns):
            self._page.grid.setColumnWidth(number, self.kept.widths.get(column.key, column.width))
        head.blockSignals(False)  # noqa: FBT003
        self._page.grid.updateGeometries()
        self._page.sums.update()

    def choose(self) -> None:
        """Ask which columns are shown."""
        dialog = ColumnsDialog(self._page, self._page.view)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.show(dialog.keys))
        dialog.open()

    def show(self, keys: tuple[str, ...]) -> None:
        """Show these columns, the name first."""
        self.kept.columns = keys
        self._page.change(columns=keys, sorts=tuple(pair for pair in self._page.view.sorts if pair[0] in keys))
        self._page.settled.start()

    def moved(self, _logical: int, _old: int, _new: int) -> None:
        """A title was dragged to another place."""
        if self._page.grid.head.visualIndex(0) == 0:
            keys = tuple(self._page.model.columns[at].key for at in self._page.grid.order())
            self.kept.columns = keys
            self._page.change(columns=keys)
            self._page.settled.start()

    def resized(self, logical: int, _old: int, new: int) -> None:
        """A column was made wider or narrower."""
        if 0 <= logical < len(self._page.model.columns):
            self.kept.widths[self._page.model.columns[logical].key] = new
            self._page.settled.start()

    def keep(self) -> None:
        """Keep columns, widths and order in the file."""
        self.kept.sorts = self._page.view.sorts
        self._page.loader.keep(remembered.looks_key(self._page.kind), self.kept.looks())

    def head_menu(self, given: tuple[int, QPoint]) -> None:
        """A column's menu."""
        logical, place = given
        column = self._page.model.columns[logical]
        menu = QMenu(self._page)
        menu.addAction("升序").triggered.connect(lambda: self._page.sort(column.key, down=False))
        menu.addAction("降序").triggered.connect(lambda: self._page.sort(column.key, down=True))
        menu.addAction("筛选…").triggered.connect(lambda: self._page.open_filter(logical))
        if logical:
            hide = tuple(key for key in self._page.view.columns if key != column.key)
            menu.addAction("隐藏此列").triggered.connect(lambda: self.show(hide))
        menu.addSeparator()
        menu.addAction(self._page.deed["columns"])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def fill_favourites(self) -> None:
        """The menu of saved filters as it is now."""
        menu = self._page.favourites
        menu.clear()
        for one in self.kept.saved:
            menu.addAction(one.name).triggered.connect(lambda _=False, saved=one: self.use(saved))
        if not self.kept.saved:
            menu.addAction("还没有保存的筛选").setEnabled(False)
        menu.addSeparator()
        menu.addAction(self._page.deed["save"])
        menu.addAction(self._page.deed["unfilter"])
        if self.kept.saved:
            below = menu.addMenu("删除")
            for one in self.kept.saved:
                below.addAction(one.name).triggered.connect(lambda _=False, saved=one: self.forget(saved))

    def use(self, saved: Saved) -> None:
        """Put a saved filter in force."""
        self._page.bar.quick.setText(saved.text)
        self._page.change(filters=saved.filters, text=saved.text)
        self._page.show_kind()

    def save(self) -> None:
        """Ask for a name and keep the filters in force."""
        dialog = QInputDialog(self._page)
        dialog.setWindowTitle("保存当前筛选")
        dialog.setLabelText("名称（例如：执行率低于 80%）")
        dialog.setOkButtonText("保存")
        dialog.setCancelButtonText("取消")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.save_as)
        dialog.open()

    def save_as(self, name: str) -> None:
        """Keep the filters in force under a name; one of the same name is replaced."""
        name = name.strip()
        if name:
            self.kept.saved = [one for one in self.kept.saved if one.name != name]
            self.kept.saved.append(Saved(name, self._page.view.filters, self._page.view.text))
            self._page.loader.keep(remembered.filters_key(self._page.kind), self.kept.filters())
            self._page.say.emit(f"已保存常用筛选“{name}”")

    def forget(self, saved: Saved) -> None:
        """Forget a saved filter."""
        self.kept.saved.remove(saved)
        self._page.loader.keep(remembered.filters_key(self._page.kind), self.kept.filters())
