"""What came: each package judged before anything is written, with its signer and content, and why it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from perfdesk.services.submission import title_of
from perfdesk.ui import widgets
from perfdesk.ui.listing import Cell, Column, Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.receiving import Verdict

_SIGNERS = {"known": ("有效", "green"), "unknown": ("不在名册", "red"), "none": ("没有有效签名", "red")}
_COLUMNS = (
    Column("结论", 92),
    Column("报送单位", 150),
    Column("内容", 158),
    Column("第几号", 58, numbers=True),
    Column("签名", 104),
    Column("说明", 240, stretches=True),
)


class Verify(QDialog):
    """`agreed` carries the packages to be received: the sound ones, and the refused ones for the quarantine."""

    agreed = Signal(object)
    enrol = Signal()

    def __init__(self, parent: QWidget, verdicts: Sequence[Verdict]) -> None:
        """Show the verdicts."""
        super().__init__(parent)
        self.setWindowTitle("核对上报包")
        self.setAccessibleName("核对上报包")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(900, 440)
        self._verdicts = list(verdicts)
        self.fresh = [one for one in verdicts if one.verdict == "ok" and one.status != "already"]
        self.refused = [one for one in verdicts if one.verdict == "refused"]
        known = len(verdicts) - len(self.fresh) - len(self.refused)
        body = widgets.column(self, margin=20, gap=10)
        parts = [f"可以接收 {len(self.fresh)} 个"] if self.fresh else []
        parts += [f"早已接收过 {known} 个"] if known else []
        parts += [f"不能接收 {len(self.refused)} 个"] if self.refused else []
        body.addWidget(widgets.label("，".join(parts), "heading"))
        told = "还没有写入任何东西。接收时每个包各记一步，可以单独收回；不能接收的移入隔离文件夹并写明原因。"
        body.addWidget(widgets.label(told, "muted", wrap=True))
        self.list = Listing("上报包", _COLUMNS, _cells)
        self.list.show_rows(self._verdicts, 0)
        body.addWidget(self.list, 1)
        self._why = widgets.label("", wrap=True)
        self._why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.addWidget(self._why)
        line = widgets.row()
        if any(one.code == "E_SIGNER" for one in self.refused):
            line.addWidget(widgets.button("登记签名人…", self._enrol, "", "先登记报送单位的密钥，再回来接收"))
        line.addStretch(1)
        line.addWidget(widgets.button("取消", self.reject))
        words = f"接收 {len(self.fresh)} 个" if self.fresh else "移入隔离" if self.refused else "知道了"
        self.go = widgets.button(words, self._take, "primary")
        self.go.setDefault(True)
        line.addWidget(self.go)
        body.addLayout(line)
        self.list.moved.connect(self._tell)
        self._tell(self._verdicts[0] if self._verdicts else None)
        self.go.setFocus()

    def _tell(self, verdict: Verdict | None) -> None:
        if verdict is None:
            return
        lines = [verdict.path.name]
        if verdict.verdict == "refused":
            lines.append(f"{verdict.code}　{verdict.reason}")
        lines += [f"注意：{words}" for words in verdict.warnings]
        if verdict.verdict == "ok":
            lines.append(f"{sum(verdict.rows.values()):,} 行数据；接收后按同一口径复算统计数，与上报数逐个比较")
        self._why.setText("\n".join(lines))

    def _enrol(self) -> None:
        self.reject()
        self.enrol.emit()

    def _take(self) -> None:
        self.accept()
        paths = [one.path for one in (*self.fresh, *self.refused)]
        if paths:
            self.agreed.emit(paths)


def _cells(one: Verdict) -> tuple[Cell, ...]:
    if one.verdict == "refused":
        said = Cell("不能接收", tone="red")
    elif one.status == "already":
        said = Cell("早已接收", tone="grey")
    else:
        said = Cell("可以接收", tone="yellow" if one.warnings else "green")
    words, tone = _SIGNERS[one.signer]
    what = title_of(one.kind, one.year, one.month) if one.kind and one.year else "—"
    why = one.reason if one.verdict == "refused" else "；".join(one.warnings)
    return (
        said,
        Cell(one.office or one.path.name, tip=str(one.path)),
        Cell(what),
        Cell(str(one.seq) if one.seq else "—"),
        Cell(words, tone=tone),
        Cell(why, ink="red" if one.verdict == "refused" else ""),
    )
