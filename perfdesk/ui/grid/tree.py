"""The units at the left: by section or by code, each with a state mark and how many of the owed rows are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from perfdesk.ui import theme, widgets
from perfdesk.ui.dot import paint_dot

if TYPE_CHECKING:
    from perfdesk.services.ledgers import Node

WIDTH = 196
_NODE = Qt.ItemDataRole.UserRole
_ROW = 27


class UnitTree(QFrame):
    """`chosen` carries the node that narrows the grid; `grouped` whether sections group the departments."""

    chosen = Signal(object)
    grouped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("单位树")
        self._done = "已报"
        self._wanted = ""
        self._folded: set[str] = set()
        line = widgets.column(self, 8, 6)
        heads = widgets.row(gap=2)
        group = QButtonGroup(self)
        self.by_section, self.by_unit = _tab("按股室"), _tab("按单位")
        for tab, sections in ((self.by_section, True), (self.by_unit, False)):
            group.addButton(tab)
            heads.addWidget(tab)
            tab.toggled.connect(lambda on, value=sections: self.grouped.emit(value) if on else None)
        self.by_section.setChecked(True)
        heads.addStretch(1)
        line.addLayout(heads)
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找单位")
        self.search.setAccessibleName("查找单位")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        line.addWidget(self.search)
        self.tree = QTreeWidget()
        self.tree.setProperty("role", "plain")
        self.tree.setAccessibleName("单位")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setItemDelegate(_NodeDelegate(self.tree))
        self.tree.currentItemChanged.connect(self._current)
        self.tree.itemCollapsed.connect(lambda item: self._folded.add(item.data(0, _NODE).key))
        self.tree.itemExpanded.connect(lambda item: self._folded.discard(item.data(0, _NODE).key))
        line.addWidget(self.tree, 1)
        self.summary = widgets.label("", "caption", wrap=True)
        line.addWidget(self.summary)

    @property
    def sections(self) -> bool:
        """Whether sections group the departments."""
        return self.by_section.isChecked()

    def show_nodes(self, nodes: tuple[Node, ...], done: str) -> None:
        """Other counts or other units; what was chosen and folded stays so."""
        self._done = done
        kept = self._wanted
        self.tree.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.tree.clear()
        parents: list[QTreeWidgetItem] = []
        chosen: QTreeWidgetItem | None = None
        for node in nodes:
            item = QTreeWidgetItem([node.name])
            item.setData(0, _NODE, node)
            item.setToolTip(0, self._tip(node))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, self._tip(node))
            del parents[node.depth :]
            if parents and node.depth > 1:
                parents[-1].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
            parents.append(item)
            if node.key == kept:
                chosen = item
        for at in range(self.tree.topLevelItemCount()):
            _unfold(self.tree.topLevelItem(at), self._folded)
        wanted = chosen or self.tree.topLevelItem(0)
        if wanted is not None:
            self.tree.setCurrentItem(wanted)
        self.tree.blockSignals(False)  # noqa: FBT003
        self._find(self.search.text())
        if nodes:
            every = nodes[0]
            self.summary.setText(f"{done} {every.done:,} / {every.owed:,}" if every.owed else "")

    def choose(self, unit: str) -> Node | None:
        """Mark a unit by its id; None where the tree does not have it."""
        for item in self._items():
            node: Node = item.data(0, _NODE)
            if node.key == unit:
                self._wanted = unit
                self.tree.blockSignals(True)  # noqa: FBT003
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item)
                self.tree.blockSignals(False)  # noqa: FBT003
                return node
        return None

    def _tip(self, node: Node) -> str:
        if not node.owed:
            return f"{node.full}：{node.rows:,} 行"
        parts = [f"{node.full}：{self._done} {node.done:,} / {node.owed:,}"]
        if node.waiting:
            parts.append(f"待处理 {node.waiting:,}")
        if node.missing:
            parts.append(f"未报或退回、逾期 {node.missing:,}")
        return "，".join(parts)

    def _current(self, item: QTreeWidgetItem | None, _old: QTreeWidgetItem | None) -> None:
        if item is not None:
            node: Node = item.data(0, _NODE)
            self._wanted = node.key
            self.chosen.emit(node)

    def _find(self, text: str) -> None:
        for at in range(self.tree.topLevelItemCount()):
            _show_found(self.tree.topLevelItem(at), text.strip())

    def _items(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        waiting = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop(0)
            if item is None:
                continue
            found.append(item)
            waiting = [item.child(at) for at in range(item.childCount())] + waiting
        return found


class _NodeDelegate(QStyledItemDelegate):
    """A dot, the name, and at the right how many are done of those owed."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's own name
        """One line."""
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line."""
        node: Node = index.data(_NODE)
        palette = theme.palette()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = option.rect
        whole = QRect(0, rect.top(), self._tree.viewport().width(), rect.height())
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(palette.selected if chosen else palette.hover))
            painter.drawRoundedRect(whole.adjusted(0, 1, 0, -1), 5, 5)
        paint_dot(painter, node.tone, rect.left() + 8, rect.center().y() + 0.5)
        count = f"{node.done}/{node.owed}" if node.owed and node.done < node.owed else f"{node.rows:,}"
        painter.setFont(theme.font(12))
        wide = painter.fontMetrics().horizontalAdvance(count)
        right = whole.right() - 6
        painter.setPen(QColor(palette.selected_text if chosen else palette.muted))
        painter.drawText(QRect(right - wide, rect.top(), wide + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, count)
        painter.setFont(theme.font(bold=chosen or node.depth == 0))
        painter.setPen(QColor(palette.selected_text if chosen else palette.text))
        room = QRect(rect.left() + 19, rect.top(), right - wide - rect.left() - 25, rect.height())
        text = painter.fontMetrics().elidedText(node.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def _tab(text: str) -> QPushButton:
    made = widgets.button(text, role="tab")
    made.setCheckable(True)
    return made


def _unfold(item: QTreeWidgetItem | None, folded: set[str]) -> None:
    if item is None:
        return
    node: Node = item.data(0, _NODE)
    item.setExpanded(node.depth < 2 and node.key not in folded)
    for at in range(item.childCount()):
        _unfold(item.child(at), folded)


def _show_found(item: QTreeWidgetItem | None, text: str) -> bool:
    if item is None:
        return False
    node: Node = item.data(0, _NODE)
    below = [_show_found(item.child(at), text) for at in range(item.childCount())]
    found = not text or node.depth == 0 or text in node.full or any(below)
    item.setHidden(not found)
    if text and any(below):
        item.setExpanded(True)
    return found
