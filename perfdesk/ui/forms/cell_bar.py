"""The line under the sheet: the current cell, what is wrong with it or why it is fixed, and what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from perfdesk.services.form_view import FormCell, FormView

_MOST = 46  # characters of an older value; the rest stands in the tool tip


class CellBar(QFrame):
    """Words for one cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName("当前单元格")
        self.setProperty("role", "foot")
        self.address = widgets.label("", "caption")
        self.address.setMinimumWidth(30)
        self.name = widgets.label()
        self.told = widgets.label("", "muted")
        self.past = widgets.label("", "muted")
        line = widgets.row(self, gap=10)
        line.setContentsMargins(12, 4, 12, 4)
        line.addWidget(self.address)
        line.addWidget(self.name)
        line.addWidget(self.told, 1)
        line.addWidget(self.past)
        for part, words in ((self.told, "说明"), (self.past, "上期和上年")):
            part.setAccessibleDescription(words)

    def show_cell(self, view: FormView | None, cell: FormCell | None, refused: str = "") -> None:
        """`refused` says why the text typed there was not taken."""
        if view is None or cell is None:
            for part in (self.address, self.name, self.told, self.past):
                part.clear()
            return
        self.address.setText(cell.address)
        self.name.setText(_cut(cell.label, 30))
        self.name.setToolTip(cell.label)
        theme.repolish(self.told, "error" if refused else "muted")
        words = f"没有写入：{refused}（F2 改，Esc 恢复）" if refused else cell.why or _hint(cell)
        self.told.setText(_cut(words, 60))
        self.told.setToolTip(words)
        found = view.beside.get(cell.path, ())
        self.past.setText("　".join(f"{one.label}：{_cut(one.text, _MOST // len(found))}" for one in found))
        self.past.setToolTip("\n".join(f"{one.label}：{one.text}" for one in found))


def _hint(cell: FormCell) -> str:
    if cell.kind == "tick":
        return "空格打勾"
    if cell.choices or cell.calendar:
        return "Alt+↓ 选择"
    return "Alt+Enter 换行" if cell.multiline and cell.edit else ""


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"
