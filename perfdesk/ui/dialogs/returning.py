"""退回: which departments' sheets go back, why and until when; slip and marked workbook are written, then the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from perfdesk.services import chasing, returns
from perfdesk.ui import theme, widgets
from perfdesk.ui.dialogs.message import Message, tell

if TYPE_CHECKING:
    from collections.abc import Collection

    from perfdesk.domain.errors import UserError
    from perfdesk.services.chasing import Due
    from perfdesk.services.returns import Back, Written
    from perfdesk.services.reviews import Result
    from perfdesk.ui.desk import Desk

_HEADS = ("单位", "退回的表", "以前退回", "联系人")
_DAYS = 5  # days that a unit is given to mend, unless the clerk says otherwise


class Returning(QDialog):
    """Returns the sheets of a stage and period: of `units` (ids; ticked), or only those of `records` (ids)."""

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        stage: str = "",
        year: int = 0,
        month: int | None = None,
        units: Collection[str] = (),
        records: Collection[str] = (),
    ) -> None:
        """Empty until the first reading comes back."""
        super().__init__(parent)
        self.setWindowTitle("退回修改")
        self.setAccessibleName("退回修改")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(760, 560)
        self.desk, self._stage, self._year, self._month = desk, stage, year, month
        self.dues: tuple[Due, ...] = ()
        self.due = QComboBox()
        self.due.setAccessibleName("退回哪一期的哪种表")
        self.due.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._units, self._records = frozenset(units), frozenset(records)
        self.backs: tuple[Back, ...] = ()
        self.table = self._table()
        self.opinion = QPlainTextEdit()
        self.opinion.setAccessibleName("审核意见")
        self.opinion.setPlaceholderText("写明要修改什么；表中的具体问题由程序逐条列在退回单上")
        self.opinion.setTabChangesFocus(True)
        self.deadline = QDateEdit(QDate.currentDate().addDays(_DAYS))
        self.deadline.setAccessibleName("修改期限")
        self.deadline.setCalendarPopup(True)
        self.deadline.setDisplayFormat("yyyy-MM-dd")
        self.slips = QCheckBox("写一页退回单（PDF）和标好问题的工作簿")
        self.slips.setAccessibleName(self.slips.text())
        self.slips.setChecked(True)
        self.hint = widgets.label("", "error", wrap=True)
        self.take = widgets.button("退回", self.give_back, "primary")
        self._lay_out()
        self.opinion.textChanged.connect(self._check)
        self.table.itemChanged.connect(lambda _: self._check())
        self.due.currentIndexChanged.connect(lambda _: self._read())
        desk.runner.read("returning.dues", lambda store: chasing.dues(store, desk.year), self._show_dues)

    def chosen(self) -> list[Back]:
        """The departments with a tick."""
        return [
            one
            for row, one in enumerate(self.backs)
            if (item := self.table.item(row, 0)) is not None and item.checkState() == Qt.CheckState.Checked
        ]

    def wanted(self) -> returns.Return:
        """What will be returned."""
        units = frozenset(one.unit for one in self.chosen())
        opinion, until = self.opinion.toPlainText().strip(), self.deadline.date().toString("yyyy-MM-dd")
        return returns.Return(self._stage, self._year, self._month, units, opinion, until, self._records)

    def give_back(self, folder: str = "") -> None:
        """Write the slips into a folder that the clerk chooses, then take the step."""
        if not self.take.isEnabled():
            return
        if not self.slips.isChecked():
            self._step(None)
            return
        folder = folder or QFileDialog.getExistingDirectory(self, "退回单放在哪个文件夹")
        if not folder:
            return
        path, what = self.desk.facts.path, self.wanted()
        self.take.setEnabled(False)
        self.desk.runner.file(
            "写退回单", lambda progress: returns.write_returned(path, what, folder, progress), self._step, self._failed
        )

    def _step(self, written: Written | None) -> None:
        """The slips stand: now the sheets go back, in one action with one undo."""
        what = self.wanted()

        def done(result: Result) -> None:
            parent = self.parentWidget()
            self.accept()
            told(parent, written or returns.Written(""), f"已退回 {result.done} 份")

        self.desk.runner.change("退回", lambda store, _: returns.give_back(store, what), done, self._failed)

    def _failed(self, problem: UserError) -> None:
        self.take.setEnabled(True)
        tell(self, "没有退回", problem)

    def _show_dues(self, dues: tuple[Due, ...]) -> None:
        """Offer the periods; the one that was asked for stands first where it is not among them."""
        asked = (self._stage, self._year, self._month)
        at = next((n for n, due in enumerate(dues) if (due.stage, due.year, due.month) == asked), -1)
        if self._stage and at < 0:
            dues = (chasing.Due(*asked, returns.period(*asked)), *dues)
        self.dues = dues
        blocked = QSignalBlocker(self.due)
        self.due.addItems([due.title for due in dues])
        self.due.setCurrentIndex(max(0, at))
        self.due.setEnabled(not self._records)
        blocked.unblock()
        self._read()

    def _read(self) -> None:
        due = self.dues[max(0, self.due.currentIndex())]
        self._stage, self._year, self._month = due.stage, due.year, due.month
        self.desk.runner.read(
            "returning", lambda store: returns.backs(store, due.stage, due.year, due.month), self._show
        )

    def _show(self, backs: tuple[Back, ...]) -> None:
        narrowed = self._units or self._records
        self.backs = tuple(
            one
            for one in backs
            if not narrowed or one.unit in self._units or any(sheet in self._records for sheet in one.sheets)
        )
        blocked = QSignalBlocker(self.table)
        self.table.setRowCount(len(self.backs))
        for row, one in enumerate(self.backs):
            going = [
                name
                for sheet, name in zip(one.sheets, one.subjects, strict=True)
                if not self._records or sheet in self._records
            ]
            named = "、".join(going[:2]) + (f" 等 {len(going)} 份" if len(going) > 2 else "")
            times = f"{one.times} 次" if one.times else "没有"
            contact = "　".join(part for part in (one.clerk, one.phone) if part)
            for column, text in enumerate((one.short, named, times, contact)):
                item = QTableWidgetItem(text)
                item.setToolTip((one.name, "、".join(going))[column] if column < 2 else text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column == 0:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked if narrowed else Qt.CheckState.Unchecked)
                self.table.setItem(row, column, item)
        blocked.unblock()
        self._check()

    def _check(self) -> None:
        """Say what is still lacking before anything can be returned."""
        chosen = self.chosen()
        if not self.backs:
            words = "没有可以退回的表：还没有报送，或都已退回、已封存。"
        elif not chosen:
            words = "请勾选要退回的单位。"
        elif not self.opinion.toPlainText().strip():
            words = "请写上审核意见。"
        else:
            words = "" if self.desk.runner.writable else "文件以只读方式打开，不能退回。"
        self.hint.setText(words)
        self.take.setEnabled(not words)
        sheets = sum(len(one.sheets) if not self._records else len(self._records & set(one.sheets)) for one in chosen)
        self.take.setText(f"退回 {len(chosen)} 个单位（{sheets} 份）" if chosen else "退回")
        self.take.setAccessibleName(self.take.text())

    def _table(self) -> QTableWidget:
        made = QTableWidget(0, len(_HEADS))
        made.setHorizontalHeaderLabels(list(_HEADS))
        made.setAccessibleName("要退回的单位")
        made.setProperty("role", "grid")
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setTabKeyNavigation(False)
        made.setShowGrid(False)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = made.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((210, 250, 80, 160)):
            made.setColumnWidth(column, width)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return made

    def _lay_out(self) -> None:
        body = widgets.column(self, margin=20, gap=10)
        top = widgets.row(gap=10)
        top.addWidget(widgets.label("退回", "heading"))
        top.addWidget(self.due)
        top.addStretch(1)
        body.addLayout(top)
        body.addWidget(self.table, 3)
        body.addWidget(widgets.label("审核意见", "muted"))
        body.addWidget(self.opinion, 1)
        line = widgets.row(gap=10)
        line.addWidget(widgets.label("修改期限", "muted"))
        line.addWidget(self.deadline)
        line.addSpacing(16)
        line.addWidget(self.slips, 1)
        body.addLayout(line)
        foot = widgets.row(gap=10)
        foot.addWidget(self.hint, 1)
        foot.addWidget(widgets.button("取消", self.reject))
        foot.addWidget(self.take)
        body.addLayout(foot)


def told(parent: QWidget | None, written: Written, done: str = "") -> Message:
    """Say what was returned and which files stand where, with a way to the folder."""
    count = len(written.paths)
    words = "，".join(part for part in (done, f"写好 {count} 个文件" if count else "") if part) or "没有写出文件"
    hint = "\n".join([*([f"在 {written.folder}"] if count else []), *written.notes])
    made = Message(parent, "退回", words, hint)
    if count:
        made.add("打开文件夹", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(written.folder)))
    made.add("知道了", role="primary")
    made.open()
    return made
