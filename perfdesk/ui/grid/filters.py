"""One column's filter, opened from its title: values with a search, blank or not, contains, from-to, order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.services.ledgers import Column, Narrow, View

WIDTH = 268
_VALUE = Qt.ItemDataRole.UserRole
_RANGES = frozenset({"money", "percent", "score", "count", "date"})


class FilterPopup(QFrame):
    """`chosen` carries the column's Narrow or None (no filter); `sorted` whether downwards, None for no order."""

    chosen = Signal(object)
    sorted = Signal(object)

    def __init__(
        self, view: View, column: Column, parent: QWidget, read: Callable[[Callable[..., None]], None]
    ) -> None:
        """For one column; `read(done)` asks for its values."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "panel")
        self.setAccessibleName(f"筛选：{view.title(column)}")
        self.setFixedWidth(WIDTH)
        self._view, self._column = view, column
        self._narrow = next((one for one in view.filters if one.key == column.key), None)
        self._every = 0
        line = widgets.column(self, 10, 8)
        line.addWidget(widgets.label(view.title(column), "heading"))
        order = widgets.row(gap=6)
        order.addWidget(widgets.button("升序 ▲", lambda: self._sort(down=False)))
        order.addWidget(widgets.button("降序 ▼", lambda: self._sort(down=True)))
        order.addWidget(widgets.button("不排序", lambda: self._sort(down=None), "quiet"))
        line.addLayout(order)
        blanks = widgets.row(gap=6)
        blanks.addWidget(widgets.button("只看空白", lambda: self._blank(blank=True)))
        blanks.addWidget(widgets.button("只看非空", lambda: self._blank(blank=False)))
        blanks.addStretch(1)
        line.addLayout(blanks)
        self.low, self.high = QLineEdit(), QLineEdit()
        if column.kind in _RANGES:
            self._add_range(line)
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索，回车筛选含有它的行")
        self.search.setAccessibleName("搜索值")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow_list)
        self.search.returnPressed.connect(self._enter)
        line.addWidget(self.search)
        self.values = QListWidget()
        self.values.setAccessibleName("值")
        self.values.setUniformItemSizes(True)
        self.values.setFixedHeight(196)
        self.values.itemChanged.connect(self._ticked)
        line.addWidget(self.values)
        self.error = widgets.label("", "error", wrap=True)
        self.error.hide()
        line.addWidget(self.error)
        last = widgets.row(gap=6)
        last.addWidget(widgets.button("清除筛选", lambda: self._give(None), "quiet"))
        last.addStretch(1)
        last.addWidget(widgets.button("取消", self.close))
        last.addWidget(widgets.button("确定", self.accept, "primary"))
        line.addLayout(last)
        read(self.show_values)

    def open_at(self, place: QPoint) -> None:
        """Open under a title, inside the screen."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.search.setFocus()

    def show_values(self, found: list[tuple[Any, str, int]]) -> None:
        """The values that the column holds, those of the filter in force ticked."""
        kept = None if self._narrow is None else self._narrow.values
        self.values.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.values.clear()
        self._item("（全选）", None, checked=kept is None)
        for value, text, count in found:
            self._item(f"{text}（{count:,}）", value, checked=kept is None or value in kept)
        self.values.blockSignals(False)  # noqa: FBT003
        self._every = len(found)
        self._show_all()

    def accept(self) -> None:
        """Take what is ticked and typed."""
        from perfdesk.services.ledgers import Narrow, parse  # noqa: PLC0415 - services load when they are needed

        limits: list[Any] = []
        for field in (self.low, self.high):
            text = field.text().strip()
            value, problem = (None, "")
            if text:
                value, problem = _limit(self._column, text, self._view, parse)
            if problem or (text and value is None):
                self.error.setText(problem or f"“{text}”不是看得懂的数")
                self.error.show()
                field.setFocus()
                return
            limits.append(value)
        values = self._ticked_values()
        if values is None and limits == [None, None]:
            self._give(None)
        else:
            self._give(Narrow(self._column.key, values, low=limits[0], high=limits[1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes, Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def _add_range(self, line: Any) -> None:  # noqa: ANN401 - a layout
        old = self._narrow
        for field, name, value in ((self.low, "从", old and old.low), (self.high, "到", old and old.high)):
            field.setPlaceholderText(f"{name}（含）")
            field.setAccessibleName(f"{self._column.title}{name}")
            field.returnPressed.connect(self.accept)
            if value is not None:
                field.setText(_written(self._column, value, self._view))
        ends = widgets.row(gap=6)
        ends.addWidget(self.low)
        ends.addWidget(widgets.label("至", "muted"))
        ends.addWidget(self.high)
        line.addLayout(ends)

    def _item(self, text: str, value: object, *, checked: bool) -> None:
        item = QListWidgetItem(text, self.values)
        item.setData(_VALUE, value)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)

    def _ticked(self, item: QListWidgetItem) -> None:
        if self.values.row(item) == 0:
            self.values.blockSignals(True)  # noqa: FBT003
            for at in range(1, self.values.count()):
                if not self.values.item(at).isHidden():
                    self.values.item(at).setCheckState(item.checkState())
            self.values.blockSignals(False)  # noqa: FBT003
        self._show_all()

    def _show_all(self) -> None:
        states = {self.values.item(at).checkState() for at in range(1, self.values.count())}
        if self.values.count() and states:
            self.values.blockSignals(True)  # noqa: FBT003
            all_state = states.pop() if len(states) == 1 else Qt.CheckState.PartiallyChecked
            self.values.item(0).setCheckState(all_state)
            self.values.blockSignals(False)  # noqa: FBT003

    def _narrow_list(self, text: str) -> None:
        for at in range(1, self.values.count()):
            item = self.values.item(at)
            item.setHidden(bool(text) and text.lower() not in item.text().lower())

    def _ticked_values(self) -> tuple[Any, ...] | None:
        """The ticked values, None where all are; with a search only those that it shows."""
        items = [self.values.item(at) for at in range(1, self.values.count())]
        searching = bool(self.search.text())
        chosen = [
            item for item in items if item.checkState() == Qt.CheckState.Checked and not (searching and item.isHidden())
        ]
        if len(chosen) == len(items):
            return None
        return tuple(item.data(_VALUE) for item in chosen)

    def _enter(self) -> None:
        from perfdesk.services.ledgers import Narrow  # noqa: PLC0415

        text = self.search.text().strip()
        if text and self._column.kind not in _RANGES and not self._column.tones:
            self._give(Narrow(self._column.key, part=text))
        else:
            self.accept()

    def _blank(self, *, blank: bool) -> None:
        from perfdesk.services.ledgers import Narrow  # noqa: PLC0415

        self._give(Narrow(self._column.key, blank=blank))

    def _give(self, narrow: Narrow | None) -> None:
        self.close()
        self.chosen.emit(narrow)

    def _sort(self, *, down: bool | None) -> None:
        self.close()
        self.sorted.emit(down)


def describe(view: View, narrow: Narrow) -> str:
    """A filter in words, as its chip shows it."""
    from perfdesk.services.ledgers import stripped  # noqa: PLC0415

    column = view.kind.column(narrow.key)
    title = view.title(column)
    parts = []
    if narrow.values is not None:
        texts = [_written(column, value, view) if value != "" else "空白" for value in narrow.values]
        if column.kind == "unit":
            texts = [stripped(text, view.prefix) for text in texts]
        shown = "、".join(texts[:2]) + (f" 等 {len(texts)} 项" if len(texts) > 2 else "")
        parts.append(f"：{shown}" if texts else "：无")
    if narrow.blank is not None:
        parts.append("为空" if narrow.blank else "非空")
    if narrow.low is not None:
        parts.append(f" ≥ {_written(column, narrow.low, view)}")
    if narrow.high is not None:
        parts.append(f" ≤ {_written(column, narrow.high, view)}")
    if narrow.part:
        parts.append(f"{'不含' if narrow.without else '含'}“{narrow.part}”")
    return title + "，".join(parts)


def _written(column: Column, value: Any, view: View) -> str:  # noqa: ANN401 - a value of the ledger
    from perfdesk.services.ledgers import shown  # noqa: PLC0415

    return shown(column.kind, value, view.unit)


def _limit(column: Column, text: str, view: View, parse: Any) -> tuple[Any, str]:  # noqa: ANN401
    """A limit in the column's own measure."""
    if column.kind == "percent":
        bare = text.replace("％", "%").removesuffix("%")
        try:
            return round(float(bare) * 100), ""
        except ValueError:
            return None, f"“{text}”不是百分数，请写成 80 或 80%"
    if column.kind == "count":
        return (int(text), "") if text.lstrip("-").isdigit() else (None, f"“{text}”不是整数")
    return parse(column, text, view.unit, view.budget_year)  # type: ignore[no-any-return]
