"""What an empty ledger shows: what to do first, in order, each with its button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = (
    ("导入单位名单", "部门、所属单位和乡镇街道；一行一个单位，表头写单位名称、单位代码即可。"),
    ("导入项目清单", "一行一个项目，带单位、预算数；中途启用时把上年的也导入，算作期初建账。"),
    ("收各部门报来的表", "绩效目标、监控、自评各表放进一个文件夹，整个拖进来；先预览，确认后才写入。"),
)
_CITY = ("接收下级上报包", "先在“设置与数据”登记各县的密钥卡，再接收它们送来的上报包。")


class Beginning(QWidget):
    """Three steps in a panel; `go` is called with the key of the page that a button leads to."""

    def __init__(self, go: Callable[[str], None]) -> None:
        """Empty."""
        super().__init__()
        self._go = go
        self._shown: tuple[bool, bool] | None = None
        self._title = widgets.label("", "heading")
        self._steps = widgets.column(gap=4)
        panel = widgets.frame("panel")
        body = widgets.column(panel, margin=24, gap=14)
        body.addWidget(self._title)
        body.addLayout(self._steps)
        line = widgets.row()
        line.addWidget(panel, 1)
        whole = widgets.column(self)
        whole.addLayout(line)
        whole.addStretch(1)

    def show_steps(self, year: int, *, can_import: bool, city: bool) -> None:
        """The steps that this office can take."""
        self._title.setText(f"{year} 年度的台账还是空的。先做这几步：")
        if self._shown == (can_import, city):
            return
        self._shown = (can_import, city)
        steps = [(title, words, "imports" if can_import else "", "导入…") for title, words in _STEPS]
        if city:
            steps.append((*_CITY, "receiving", "接收…"))
        for number, (title, words, page, act) in enumerate(steps, 1):
            line = widgets.row(gap=12)
            line.setContentsMargins(0, 6, 0, 6)
            told = widgets.column(gap=2)
            told.addWidget(widgets.label(f"{number}. {title}"))
            told.addWidget(widgets.label(words, "muted"))
            line.addLayout(told, 1)
            if page:
                made = widgets.button(act, partial(self._go, page), "primary" if number == 1 else "")
                made.setAccessibleName(title)
                line.addWidget(made)
            self._steps.addLayout(line)
