"""A review step over many rows of a ledger: how many can, what is in the way of the others, then one action."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from perfdesk.services import passing, reviews
from perfdesk.ui import widgets
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.segments import Segments

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.services.passing import Scope, Standing
    from perfdesk.services.reviews import Result
    from perfdesk.ui.desk import Desk

_TARGETS = (("pass", "审核通过"), ("approve", "批复"))
_SHEETS = (("pass", "审核通过"), ("seal", "封存"), ("unseal", "解封"))
_MEANS = {
    "seal": "封存后不能再改、不能退回，来文也不再覆盖；要改先解封",
    "unseal": "解封后回到“已通过”，可以退回修改；理由记入台账",
}
_SOME = 8  # departments that the dialog names; the tip names all
_COLUMNS = (Column("项目或部门", 260), Column("为什么不能", 300, stretches=True))


def _cells(one: tuple[str, tuple[str, ...]]) -> tuple[Cell, ...]:
    name, reasons = one
    more = f"（共 {len(reasons)} 处）" if len(reasons) > 1 else ""
    return Cell(name, "red"), Cell(f"{reasons[0]}{more}", tip="\n".join(reasons))


class Passing(QDialog):
    """`told` carries a sentence about what was done, `refused` a UserError, `errors` that the errors are wanted."""

    told = Signal(object)
    refused = Signal(object)
    errors = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, scope: Scope, where: str, step: str = "pass") -> None:
        """`where` says which rows are meant (选中的 3 行), `step` is the one that is proposed."""
        super().__init__(parent)
        self.setObjectName("review-many")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(720, 460)
        self._desk, self._scope, self._where = desk, scope, where
        self._standing: Standing | None = None
        self._step = Segments("审核步骤", _TARGETS if scope.stage == "target" else _SHEETS, step)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("解封理由")
        self.reason.setPlaceholderText("为什么要改已经封存的表（必填）")
        self.reason.hide()
        self._head = widgets.label("正在核对……", "heading", wrap=True)
        self._sum = widgets.label("", "muted", wrap=True)
        self.behind = widgets.label("", "muted", wrap=True)
        self.behind.hide()
        self.blocked = Listing("不能通过的", _COLUMNS, _cells, empty="没有不能通过的")
        self.look = widgets.button("到审核中心看错误", self._to_errors, "", "逐条改正，或写明理由后再通过")
        self.take = widgets.button("审核通过", self._take, "primary")
        self.take.setObjectName("review-take")
        self.take.setEnabled(False)
        self.blocked.hide()
        self.look.hide()
        self._lay_out()
        self.reason.textChanged.connect(lambda _: self._allow())
        self._step.chosen.connect(lambda _key: self._read())
        self._read()

    def _read(self) -> None:
        scope, step = self._scope, self._step.key
        self.setWindowTitle(reviews.WORDS[step])
        self.setAccessibleName(reviews.WORDS[step])
        self._standing = None
        self._allow()
        path = Path(self._desk.facts.path)
        self._desk.runner.file(
            "核对能否通过", lambda _: passing.standing_file(path, scope, step), self._show, self._refuse
        )

    def _show(self, found: Standing) -> None:
        self._standing = found
        word = reviews.WORDS[found.step]
        self._head.setText(f"{self._where}：{len(found.ready)} 份可以{word}")
        parts = [f"{found.done} 份已经{word}"] if found.done else []
        parts += [f"{len(found.blocked)} 份不能，原因列在下面"] if found.blocked else []
        parts += [f"{found.missing} 个还没有报"] if found.missing else []
        parts += [_MEANS[found.step]] if found.step in _MEANS else []
        self._sum.setText("；".join([*parts, "可用 Ctrl+Z 一次撤销"]) + "。")
        self._show_behind(found)
        self.reason.setVisible(found.step == "unseal")
        self.blocked.show_rows(list(found.blocked), 0)
        self.blocked.setVisible(bool(found.blocked))
        self.look.setVisible(bool(found.blocked) and found.step == "pass")
        self.take.setText(f"{word} {len(found.ready)} 份")
        self.take.setAccessibleName(self.take.text())
        self._allow()
        self.take.setToolTip("" if self._desk.runner.writable else "文件以只读方式打开，不能写入")
        self.take.setDefault(True)
        (self.reason if found.step == "unseal" else self.take).setFocus()

    def _show_behind(self, found: Standing) -> None:
        """Whose sheets stay open."""
        named = [f"{name} {count}" for name, count in found.behind]
        more = "……" if len(named) > _SOME else ""
        self.behind.setText(f"还没有通过或没有报齐的部门 {len(named)} 个：{'、'.join(named[:_SOME])}{more}")
        self.behind.setToolTip("、".join(named) if more else "")
        self.behind.setVisible(bool(named))

    def _allow(self) -> None:
        """The step may be taken when it is known what it does, and 解封 has its reason."""
        found = self._standing
        told = found is not None and (found.step != "unseal" or bool(self.reason.text().strip()))
        self.take.setEnabled(told and bool(found and found.ready) and self._desk.runner.writable)

    def _take(self) -> None:
        found = self._standing
        if found is None:
            return
        self.take.setEnabled(False)
        reason = self.reason.text()
        self._desk.runner.change(
            f"{reviews.WORDS[found.step]} {len(found.ready)} 份",
            lambda store, _: passing.take(store, found.scope, found.step, found.ready, reason),
            self._taken,
            self._refuse,
        )

    def _taken(self, result: Result) -> None:
        word = reviews.WORDS[result.step]
        more = f"，{len(result.blocked)} 份没有" if result.blocked else ""
        self.told.emit(f"已{word} {result.done} 份{more}；按 Ctrl+Z 撤销")
        self.accept()

    def _refuse(self, problem: UserError) -> None:
        self.reject()
        self.refused.emit(problem)

    def _to_errors(self) -> None:
        self.reject()
        self.errors.emit(None)

    def _lay_out(self) -> None:
        body = widgets.column(self, margin=20, gap=10)
        top = widgets.row(gap=10)
        top.addWidget(self._head, 1)
        top.addWidget(self._step)
        body.addLayout(top)
        body.addWidget(self._sum)
        body.addWidget(self.behind)
        body.addWidget(self.reason)
        body.addWidget(self.blocked, 1)
        body.addStretch(0)
        foot = widgets.row(gap=8)
        foot.addWidget(self.look)
        foot.addStretch(1)
        foot.addWidget(widgets.button("取消", self.reject))
        foot.addWidget(self.take)
        body.addLayout(foot)
