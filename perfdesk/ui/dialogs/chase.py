"""催报: who still owes, whom to call, the text for the group, and each reminder logged with its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from perfdesk.services import chasing
from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHBoxLayout

    from perfdesk.services.chasing import Debtor, Due
    from perfdesk.ui.desk import Desk

_HEADS = ("单位", "还差", "经办人", "电话", "催过", "这次的答复")
_WIDTHS = (190, 250, 76, 120, 150, 180)
_ANSWER = len(_HEADS) - 1


class Chase(QDialog):
    """Opens on a stage and period; `stage`, `year` and `month` choose which."""

    def __init__(self, parent: QWidget | None, desk: Desk, stage: str = "", year: int = 0, month: int = 0) -> None:
        """Empty until the first reading comes back."""
        super().__init__(parent)
        self.setWindowTitle("催报")
        self.setAccessibleName("催报")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(1020, 620)
        self.desk = desk
        self._wanted = (stage, year, month or None)
        self.dues: tuple[Due, ...] = ()
        self.debtors: tuple[Debtor, ...] = ()
        self.due = QComboBox()
        self.due.setAccessibleName("催哪一期的哪种表")
        self.due.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.told = widgets.label("", "muted")
        self.table = self._table()
        self.deadline = QLineEdit()
        self.deadline.setAccessibleName("报送期限")
        self.deadline.setPlaceholderText("例如 10月12日（周四）下班")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("发到工作群的文字")
        self.way = QComboBox()
        self.way.setAccessibleName("怎样催的")
        self.way.addItems(list(chasing.WAYS))
        self.copy_text = widgets.button("复制文字", self._copy_text, tip="粘贴到 QQ 群或微信群")
        self.copy_calls = widgets.button("复制电话表", self._copy_calls, tip="粘贴到表格里打印")
        self.log = widgets.button("记下这次催报", self._log, "primary")
        self._lay_out()
        self.due.currentIndexChanged.connect(lambda _: self._read())
        self.deadline.textChanged.connect(lambda _: self._write_text())
        self.table.itemChanged.connect(self._ticked)
        desk.runner.read("chase.dues", lambda store: chasing.dues(store, desk.year), self._show_dues)

    def chosen(self) -> list[Debtor]:
        """The departments with a tick."""
        return [
            one
            for row, one in enumerate(self.debtors)
            if (item := self.table.item(row, 0)) is not None and item.checkState() == Qt.CheckState.Checked
        ]

    # --- reading

    def _show_dues(self, dues: tuple[Due, ...]) -> None:
        self.dues = dues
        at = next((n for n, due in enumerate(dues) if (due.stage, due.year, due.month) == self._wanted), 0)
        blocked = QSignalBlocker(self.due)
        self.due.addItems([due.title for due in dues])
        self.due.setCurrentIndex(at)
        blocked.unblock()
        self._read()

    def _read(self) -> None:
        due = self.dues[max(0, self.due.currentIndex())]
        self.desk.runner.read("chase", lambda store: chasing.debtors(store, due), self._show)

    def _show(self, debtors: tuple[Debtor, ...]) -> None:
        self.debtors = debtors
        blocked = QSignalBlocker(self.table)
        self.table.setRowCount(len(debtors))
        for row, one in enumerate(debtors):
            last = one.reminders[-1] if one.reminders else None
            times = f"{len(one.reminders)} 次 · {last.at} {last.answer}".strip() if last else "没有催过"
            for column, text in enumerate((one.short, one.words, one.clerk or one.finance, one.phone, times, "")):
                item = QTableWidgetItem(text)
                item.setToolTip((one.name, "、".join(one.missing) or text)[column] if column < 2 else text)
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                if column == 0:
                    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked)
                else:
                    item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column == _ANSWER else flags)
                self.table.setItem(row, column, item)
        blocked.unblock()
        self._write_text()

    # --- doing

    def _ticked(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self._write_text()

    def _write_text(self) -> None:
        chosen = self.chosen()
        without = sum(not one.phone for one in chosen)
        words = f"{len(self.debtors)} 个单位没有报齐，选中 {len(chosen)} 个"
        self.told.setText(f"{words}，其中 {without} 个没有登记电话" if without else words)
        if not self.debtors:
            self.told.setText("都报齐了，没有要催的单位。")
        for part in (self.copy_text, self.copy_calls):
            part.setEnabled(bool(chosen))
        self.log.setEnabled(bool(chosen) and self.desk.runner.writable)
        if self.dues:
            due = self.dues[max(0, self.due.currentIndex())]
            text = chasing.message(self.desk.facts.name, due, chosen, self.deadline.text().strip()) if chosen else ""
            self.text.setPlainText(text)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.told.setText("文字已复制，可以粘贴到 QQ 群或微信群。")
        self.way.setCurrentText("工作群")

    def _copy_calls(self) -> None:
        QGuiApplication.clipboard().setText(chasing.calls(self.chosen()))
        self.told.setText("电话表已复制，可以粘贴到表格里。")

    def _log(self) -> None:
        due, way = self.dues[max(0, self.due.currentIndex())], self.way.currentText()
        answers = []
        for row, one in enumerate(self.debtors):
            tick, answer = self.table.item(row, 0), self.table.item(row, _ANSWER)
            if tick is not None and answer is not None and tick.checkState() == Qt.CheckState.Checked:
                answers.append((one.unit, answer.text()))
        self.log.setEnabled(False)
        self.desk.runner.change(
            "记下催报", lambda store, _: chasing.log(store, due, answers, way), self._logged, self._failed
        )

    def _logged(self, count: int) -> None:
        self.told.setText(f"已记下：催报 {count} 个单位。可以撤销（Ctrl+Z）。")
        self._read()

    def _failed(self, problem: object) -> None:
        from perfdesk.ui.dialogs.message import tell  # noqa: PLC0415 - seldom

        tell(self, "没有记下", problem)  # type: ignore[arg-type] # a UserError
        self.log.setEnabled(True)

    # --- laying out

    def _all(self, *, on: bool) -> None:
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if item is not None:
                item.setCheckState(state)

    def _table(self) -> QTableWidget:
        made = QTableWidget(0, len(_HEADS))
        made.setHorizontalHeaderLabels(list(_HEADS))
        made.setAccessibleName("没有报齐的单位")
        made.setAccessibleDescription("空格勾选，在“这次的答复”里直接输入")
        made.setProperty("role", "grid")
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        made.setTabKeyNavigation(False)
        made.setShowGrid(False)
        made.setWordWrap(False)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = made.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            made.setColumnWidth(column, width)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return made

    def _lay_out(self) -> None:
        body = widgets.column(self, margin=20, gap=10)
        top = widgets.row(gap=10)
        top.addWidget(self.due)
        top.addWidget(self.told, 1)
        top.addWidget(widgets.button("全选", partial(self._all, on=True), "quiet"))
        top.addWidget(widgets.button("全不选", partial(self._all, on=False), "quiet"))
        body.addLayout(top)
        body.addWidget(self.table, 3)
        line = widgets.row(gap=10)
        line.addWidget(widgets.label("发到工作群的文字", "heading"))
        line.addSpacing(16)
        line.addWidget(widgets.label("期限", "muted"))
        line.addWidget(self.deadline, 1)
        line.addWidget(self.copy_text)
        body.addLayout(line)
        body.addWidget(self.text, 2)
        body.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        made = widgets.row(gap=10)
        made.addWidget(self.copy_calls)
        made.addStretch(1)
        made.addWidget(widgets.label("怎样催的", "muted"))
        made.addWidget(self.way)
        made.addWidget(self.log)
        made.addWidget(widgets.button("关闭", self.reject))
        return made
