"""接收与汇总 of a city: which county reported what, packages judged and received, what differs, the quarantine."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QWidget

from perfdesk.services import gathering, receiving
from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.page import Page
from perfdesk.ui.reporting.enrol import Enrol
from perfdesk.ui.reporting.matrix import (
    DIFFERENCES,
    RECEIPTS,
    REFUSED,
    Sum,
    count,
    difference_cells,
    matrix_columns,
    receipt_cells,
    refused_cells,
    state,
    sums_of,
)
from perfdesk.ui.reporting.verify import Verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from perfdesk.domain.errors import UserError
    from perfdesk.services.enrolment import Enrolled
    from perfdesk.services.gathering import Line, Receipt, Refusal, Slot, Summary, Sums
    from perfdesk.services.receiving import Verdict
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.place import Place

_TONES = {gathering.SIGNED: "green", gathering.ABSENT: "grey", gathering.REVOKED: "red"}
_EMPTY = (
    "还没有登记下级财政局。\n请各县（市、区）用“制作密钥卡和指纹单”交来密钥卡和盖章的指纹单，"
    "再按“登记签名人…”；登记以后把上报包拖到这里，或按“接收上报包…”。"
)


class ReceivingPage(Page):
    """What the offices below report."""

    key = "receiving"
    title = "接收与汇总"
    reads = frozenset({"office", "receipt", "claim", "roster", "project", "target", "execution", "setting"})

    def __init__(self, desk: Desk) -> None:
        """Empty until the first reading comes back."""
        super().__init__(desk)
        self._summary: Summary | None = None
        self._lines: list[Line | Sum] = []
        self._code = ""
        self.setAcceptDrops(True)
        self._told = widgets.label("", "muted")
        self._remind = widgets.button("催报清单 ▾", None, "", "把还没有报送的单位复制成一段话")
        self._menu = QMenu(self._remind)
        self._remind.setMenu(self._menu)
        self._enrol = widgets.button("登记签名人…", self.enrol, "", "登记下级财政局的签名密钥")
        self._receive = widgets.button(
            "接收上报包…", self.choose, "primary", "选择上报包，也可以拖到本页（Ctrl+Shift+R）"
        )
        self._matrix = Listing(
            "各县（市、区）报送情况", (Column("县（市、区）", 150, stretches=True),), self._cells, empty=_EMPTY
        )
        self._head = widgets.label("", "heading")
        self._key = widgets.label("", "muted", wrap=True)
        self._receipts = Listing("接收记录", RECEIPTS, receipt_cells, empty="这个单位还没有报送")
        self._take = widgets.button("收回这次接收", self.take_back, "", "把这个包带来的数据全部退回到接收以前")
        self._odd = widgets.label("", "muted", wrap=True)
        self._differences = Listing("上报数与复算数的差异", DIFFERENCES, difference_cells)
        self._refused = Listing("隔离的上报包", REFUSED, refused_cells, empty="没有被拒收的上报包")
        self._refused_told = widgets.label("", "muted", wrap=True)
        self._folder = widgets.button("打开隔离文件夹", self._open_quarantine, "link")
        self._lay_out()
        self._connect()

    # --- reading

    def refresh(self) -> None:
        """Read who has reported."""
        year = self.desk.year
        self.desk.runner.read("gathering", lambda store: gathering.summary(store, year), self._show)

    def _show(self, found: Summary) -> None:
        self._summary = found
        whole, here = len(found.lines), found.any_reported
        self._told.setText(
            f"{found.year} 年度 · {whole} 个县（市、区），{here} 个有数" if whole else f"{found.year} 年度"
        )
        self._fill_reminders(found)
        unit = self.desk.unit
        self._lines = [*found.lines, *sums_of(found, lambda amount: f"{self.desk.money(amount)} {unit}")]
        at = next((number for number, line in enumerate(found.lines) if line.code == self._code), 0)
        self._matrix.clearSpans()
        self._matrix.show_rows(self._lines, at, matrix_columns(found, self.desk.unit))
        for row in range(len(found.lines), len(self._lines)):
            self._matrix.setSpan(row, 1, 1, len(found.slots) + 1)  # the key's column too
        self._show_line(self._matrix.current)
        self._refused.show_rows(found.refused, 0)
        self._folder.setVisible(bool(found.refused))
        self._tell_refusal(self._refused.current)

    def _cells(self, line: Line | Sum) -> tuple[Cell, ...]:
        found = self._summary
        slots = found.slots if found is not None else ()
        if isinstance(line, Sum):
            blank = tuple(Cell() for _ in slots[1:])
            return (
                Cell(line.title, bold=True),
                Cell(line.told, ink="red" if line.alarm else "muted", tip=line.tip),
                *blank,
                Cell(),
                *self._sums(line.sums),
                Cell(),
            )
        refused = {one.slot: one for one in reversed(line.refused)}
        begun = {slot.key for slot in slots if found is not None and found.reported(slot.key)}
        states = tuple(
            state(line.latest.get(slot.key), refused.get(slot.key), begun=slot.key in begun) for slot in slots
        )
        signed = Cell(
            line.signature, tone=_TONES[line.signature], tip=f"指纹 {line.fingerprint}" if line.fingerprint else ""
        )
        differing = Cell(str(line.differing) if line.latest else "—", ink="red" if line.differing else "")
        name = Cell(line.name.removesuffix("财政局"), bold=True, tip=f"{line.name}（{line.code}）")
        return (name, *states, signed, *self._sums(line.sums), differing)

    def _sums(self, sums: Sums) -> tuple[Cell, ...]:
        rate = f"{sums.rate / 100:.1f}%" if sums.rate is not None else "—"
        tip = f"截至 {sums.month} 月" if sums.month else ""
        return (
            Cell(count(sums.departments)),
            Cell(count(sums.projects)),
            Cell(self.desk.money(sums.amount, "—")),
            Cell(rate, tip=f"{rate} {tip}"),
        )

    # --- one county

    def _show_line(self, line: object) -> None:
        county = line if isinstance(line, gathering.Line) else None
        self._code = county.code if county else ""
        if county is None:
            self._head.setText("接收记录")
            self._key.setText("在上面选一个县（市、区），这里显示它报来的每个包和复算的差异。")
            self._receipts.show_rows([])
        else:
            self._head.setText(f"{county.name}　接收记录")
            first = " ".join(county.fingerprint.split()[:4])
            self._key.setText(f"签名{county.signature}" + (f" · 指纹 {first} …" if first else "，请先登记它的密钥"))
            self._receipts.show_rows(sorted(county.receipts, key=lambda one: one.at, reverse=True), 0)
        self._show_receipt(self._receipts.current)

    def _show_receipt(self, receipt: Receipt | None) -> None:
        self._take.setEnabled(receipt is not None and self.desk.runner.writable)
        self._odd.setVisible(receipt is not None and bool(receipt.warnings))
        self._odd.setText("；".join(receipt.warnings) if receipt else "")
        if receipt is None:
            self._differences.say_empty("还没有可以比较的数")
        else:
            self._differences.say_empty("复算的统计数与上报数全部一致")
        self._differences.show_rows(receipt.differences if receipt else [])

    def take_back(self) -> None:
        """Take the chosen receipt back, whole."""
        receipt = self._receipts.current
        if receipt is not None:
            identity = receipt.id
            self.desk.runner.change(
                "收回这次接收",
                lambda store, _: gathering.take_back(store, identity),
                lambda title: self.say.emit(f"已收回：{title}"),
            )

    # --- receiving

    def choose(self) -> None:
        """Choose packages."""
        paths, _ = QFileDialog.getOpenFileNames(self, "接收上报包", "", "上报包 (*.pdpkg);;全部文件 (*)")
        if paths:
            self.take([Path(path) for path in paths])

    def take(self, paths: Sequence[Path]) -> None:
        """Judge packages, then ask; a key card opens its enrolment, a folder gives the packages in it."""
        cards = [path for path in paths if path.suffix.lower() == ".pdkey"]
        if cards:
            self.enrol(cards[0])
            return
        path = Path(self.desk.facts.path)
        self.desk.runner.file(
            "核对上报包",
            lambda progress: gathering.verify_file(path, gathering.packages_in(paths), progress),
            self._verified,
            self._not_verified,
        )

    def _verified(self, verdicts: list[Verdict]) -> None:
        dialog = Verify(self, verdicts)
        dialog.agreed.connect(self._receive_all)
        dialog.enrol.connect(self.enrol)
        dialog.open()

    def _not_verified(self, problem: UserError) -> None:
        message = Message(self, "没有接收", problem.message, problem.hint)
        message.add("知道了", role="primary")
        message.open()

    def _receive_all(self, paths: list[Path]) -> None:
        self.desk.runner.change(
            f"接收 {len(paths)} 个上报包",
            lambda store, progress: receiving.receive(store, paths, progress),
            self._received,
            self._not_received,
            backup=True,
        )

    def _received(self, verdicts: list[Verdict]) -> None:
        done = [one for one in verdicts if one.status == "received"]
        away = sum(one.status == "quarantined" for one in verdicts)
        odd = sum(bool(one.differences) for one in done)
        parts = [f"已接收 {len(done)} 个"] if done else []
        parts += [f"其中 {odd} 个与复算不符"] if odd else []
        parts += [f"拒收并隔离 {away} 个"] if away else []
        self.say.emit("，".join(parts) or "早已接收过，没有改动")
        if done:
            self._code = done[-1].office_code or ""
        self.outdated()

    def _not_received(self, problem: UserError) -> None:
        hint = f"{problem.hint}；已经接收的不受影响，插好 U 盘后再接收其余的" if problem.hint else ""
        message = Message(self, "没有全部接收", problem.message, hint)
        message.add("知道了", role="primary")
        message.open()
        self.outdated()

    def enrol(self, card: Path | None = None) -> None:
        """Put a key on the roster."""
        dialog = Enrol(self, self.desk.runner, card)
        dialog.enrolled.connect(self._enrolled)
        dialog.open()

    def _enrolled(self, done: Enrolled) -> None:
        word = "早已登记过" if done.already else "已登记"
        more = f"；注意：该单位另有 {done.others} 把密钥仍然有效" if done.others else ""
        self.say.emit(f"{done.name}（{done.code}）的签名密钥{word}{more}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take them."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take(paths)

    def open_place(self, place: Place) -> None:
        """do=now asks for packages; office chooses a county."""
        office = place.value("office")
        if office:
            self._code = office
            if self._summary is not None:
                self._show(self._summary)
        if place.value("do") == "now":
            self.choose()

    # --- reminding, refusing

    def _fill_reminders(self, found: Summary) -> None:
        self._menu.clear()
        for slot in found.slots:
            missing = found.missing(slot.key)
            if missing and found.reported(slot.key):
                self._menu.addAction(f"{slot.title}：{len(missing)} 个未报", partial(self._copy_reminder, slot))
        for slot in found.slots:
            if found.lines and not found.reported(slot.key):
                self._menu.addAction(f"{slot.title}：都还没有报", partial(self._copy_reminder, slot))
        self._remind.setEnabled(bool(self._menu.actions()))

    def _copy_reminder(self, slot: Slot) -> None:
        if self._summary is not None:
            today = date.today()  # noqa: DTZ011 - a day of the office's own calendar
            words = gathering.reminder(self._summary, slot, f"{today.month} 月 {today.day} 日")
            QGuiApplication.clipboard().setText(words)
            self.say.emit("催报文字已复制，可以贴到 QQ、微信群里")

    def _tell_refusal(self, refusal: Refusal | None) -> None:
        self._refused_told.setText(f"{refusal.rule}　{refusal.reason}" if refusal else "")
        self._refused_told.setVisible(refusal is not None)

    def _open_quarantine(self) -> None:
        if self._summary is not None and self._summary.refused:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._summary.refused[0].path.parent)))

    # --- making

    def _connect(self) -> None:
        self._matrix.moved.connect(self._show_line)
        self._matrix.opened.connect(lambda _: self._receipts.setFocus())
        self._receipts.moved.connect(self._show_receipt)
        self._refused.moved.connect(self._tell_refusal)
        for words, keys, run in (
            ("接收上报包…", "", self.choose),
            ("登记签名人…", "", self.enrol),
            ("收回选中的接收", "Ctrl+Delete", self.take_back),
        ):
            action = QAction(words, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, call=run: call())
            self.addAction(action)

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=10)
        head.addWidget(widgets.label("接收与汇总", "title"))
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignBottom)
        for part in (self._remind, self._enrol, self._receive):
            head.addWidget(part)
        whole.addLayout(head)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        split.addWidget(_panel(self._matrix))
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setChildrenCollapsible(False)
        below.setHandleWidth(10)
        below.addWidget(self._county_panel())
        below.addWidget(self._refused_panel())
        below.setStretchFactor(0, 1)
        below.setSizes([810, 320])
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setSizes([428, 160])  # nine counties and the four sums without scrolling at 1366×768
        whole.addWidget(split, 1)

    def _county_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=6)
        body.setContentsMargins(1, 10, 1, 8)
        line = widgets.row(gap=10)
        line.setContentsMargins(15, 0, 15, 0)
        line.addWidget(self._head)
        line.addWidget(self._key, 1, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self._take)
        body.addLayout(line)
        self._odd.setContentsMargins(15, 0, 15, 0)
        body.addWidget(self._odd)
        both = widgets.row(gap=0)
        both.addWidget(self._receipts, 10)
        both.addWidget(self._differences, 11)
        body.addLayout(both, 1)
        return made

    def _refused_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=6)
        body.setContentsMargins(1, 10, 1, 8)
        line = widgets.row(gap=10)
        line.setContentsMargins(15, 0, 15, 0)
        line.addWidget(widgets.label("拒收（隔离）", "heading"), 1)
        line.addWidget(self._folder)
        body.addLayout(line)
        body.addWidget(self._refused, 1)
        self._refused_told.setContentsMargins(15, 0, 15, 0)
        body.addWidget(self._refused_told)
        return made


def _panel(part: QWidget) -> QWidget:
    made = widgets.frame("panel")
    widgets.row(made, margin=1).addWidget(part)
    return made
