"""上报与接收 of a county: what is ready, a package signed and written to a stick, what was issued, the key."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QComboBox, QFileDialog, QScrollArea, QWidget

from perfdesk.domain.package import period
from perfdesk.services import backups, submission
from perfdesk.services.submission import OPEN, STOP, Check
from perfdesk.ui import theme, widgets
from perfdesk.ui.dialogs.message import Message
from perfdesk.ui.listing import Cell, Column, Listing
from perfdesk.ui.page import Page
from perfdesk.ui.pages import pages
from perfdesk.ui.place import Place
from perfdesk.ui.reporting.checklist import Checklist
from perfdesk.ui.reporting.key_panel import KeyPanel
from perfdesk.ui.reporting.sealing import Sealing
from perfdesk.ui.segments import Segments

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.services.packages import Packed
    from perfdesk.services.submission import Sent, State, Trial
    from perfdesk.ui.desk import Desk

_KINDS = (("annual", "全年数据"), ("monitor", "运行监控"), ("target", "绩效目标"))
_SOME = 3  # errors that a refusal names
_NOT_TRIED = Check("errors", OPEN, "审核错误", "还没有预审，生成时也会审一遍", "预审", "trial")
_STOP = "上报包一经生成，编号不再收回，撤销也到此为止。要更正，请改正后再生成一次，用下一号。"


class PackagesPage(Page):
    """Reporting to the office above."""

    key = "packages"
    title = "上报与接收"
    reads = frozenset(
        {"office", "unit", "unit_year", "project", "funding", "execution", "target", "monitoring", "selfeval"}
        | {"finding", "explanation", "issued", "setting"}
    )

    def __init__(self, desk: Desk) -> None:
        """Empty until the first reading comes back."""
        super().__init__(desk)
        self._state: State | None = None
        self._trial: Trial | None = None
        self._folder = ""
        self._written: Path | None = None
        self._told = widgets.label("", "muted")
        self._kind = Segments("报什么", _KINDS, "annual")
        self._month = QComboBox()
        self._month.setAccessibleName("监控期间")
        self._what = widgets.label("", "heading")
        self._number = widgets.label("", "muted")
        self._checks = Checklist()
        self._sealing = Sealing(self)
        self._where = widgets.label("", "muted", wrap=True)
        self._choose = widgets.button("选择…", self.choose_folder, "", "选择文件夹或 U 盘")
        self._result = widgets.label("", wrap=True)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._show_file = widgets.button("打开所在文件夹", self._open_folder, "tag")
        self._try = widgets.button("预审", self.try_it, "", "按上级的规则审一遍，不生成（F8）")
        self._pack = widgets.button("签名并生成上报包", self.pack, "primary", "审核、签名、写出（Ctrl+Enter）")
        self.key_panel = KeyPanel(desk)
        self._history = Listing("已生成的上报包", _COLUMNS, _cells, empty="还没有生成过上报包")
        self._lay_out()
        self._connect()

    # --- reading

    def refresh(self) -> None:
        """Read what is ready."""
        year, kind, month = self.desk.year, self._kind.key, self._month.currentData()
        writable = self.desk.runner.writable
        self.desk.runner.read(
            "submission", lambda store: submission.state(store, year, kind, month, writable=writable), self._show
        )

    def stale(self, changed: frozenset[str]) -> None:
        """What the checks said is out of date when rows of the ledger changed."""
        if changed & (self.reads - {"issued"}):
            self._trial = None
        super().stale(changed)

    def _show(self, state: State) -> None:
        self._state = state
        self._folder = self._folder or state.folder
        self._told.setText(f"{state.wanted.year} 年度 · 报给 {state.to or '上级财政局（未填写）'}")
        self._show_months(state)
        self._what.setText(state.title)
        self._number.setText(f"将是第 {state.number} 号")
        trial = self._trial.check if self._trial is not None and self._trial.wanted == state.wanted else _NOT_TRIED
        self._checks.show_checks([self._without_dead_ends(one) for one in (trial, *state.checks)])
        self.key_panel.show_key(state.key)
        self.key_panel.folder = self._folder
        self._history.show_rows(state.history, 0)
        self._show_where()
        stopped = state.rows == 0 or any(one.tone == STOP for one in state.checks)
        self._pack.setEnabled(not stopped)
        self._try.setEnabled(state.rows > 0)
        if state.rows == 0:
            self._result.setText("台账里还没有本年的项目，先导入项目清单和各部门报来的表。")

    def _without_dead_ends(self, check: Check) -> Check:
        """A line whose remedy is a page that is not there keeps its words alone."""
        there = {kind.key for kind in pages(self.desk.facts.level)}
        nothing = self._state is not None and self._state.rows == 0 and check.page == "trial"
        if nothing or (check.act and check.page not in there | {"trial", "key", "backup", submission.SEAL}):
            return Check(check.key, check.tone, check.title, check.told)
        return check

    def _show_months(self, state: State) -> None:
        self._month.setVisible(state.wanted.kind == "monitor" and bool(state.months))
        if [self._month.itemData(at) for at in range(self._month.count())] != list(state.months):
            self._month.clear()
            for month in state.months:
                self._month.addItem(f"1-{month}月", month)
            self._month.setCurrentIndex(self._month.count() - 1)
        if state.wanted.month:
            self._month.setCurrentIndex(self._month.findData(state.wanted.month))

    def _show_where(self) -> None:
        folder = Path(self._folder) if self._folder else None
        if folder is None:
            words = "还没有选文件夹或 U 盘"
        elif folder.is_dir():
            words = str(folder)
        else:
            words = f"{folder} 现在找不到。插好 U 盘，或另选一个文件夹"
        role = "error" if folder is not None and not folder.is_dir() else "muted"
        theme.repolish(self._where, role)
        self._where.setText(words)
        self._show_file.setVisible(self._written is not None and self._written.exists())

    # --- choosing

    def _choose_kind(self, _kind: str) -> None:
        self._say_result("")
        self._trial = None
        self.refresh()

    def _choose_month(self) -> None:
        self._trial = None
        self.refresh()

    def choose_folder(self) -> bool:
        """Ask for a folder; whether one was chosen."""
        start = self._folder or str(Path(self.desk.facts.path).parent)
        chosen = QFileDialog.getExistingDirectory(self, "上报包写到哪个文件夹或 U 盘", start)
        if chosen:
            self.use_folder(chosen)
        return bool(chosen)

    def use_folder(self, folder: str) -> None:
        """Write packages into this folder from now on."""
        self._folder = folder
        self._show_where()
        if self.desk.runner.writable:
            kept = self.desk.runner.change("记下文件夹", lambda store, _: submission.keep_folder(store, folder))
            kept.quiet = True

    def open_place(self, place: Place) -> None:
        """A kind or a month; do=now is what the top bar's button asks for: it points at what to press."""
        kind, month = place.value("kind"), place.value("month")
        if kind:
            self._kind.choose(kind)
            if month.isdigit() and self._month.findData(int(month)) >= 0:
                self._month.setCurrentIndex(self._month.findData(int(month)))
            self._choose_kind(kind)
        if place.value("do") == "now":
            self._pack.setFocus()

    # --- trying and packing

    def try_it(self) -> None:
        """Check what a package would carry, without making it."""
        state = self._state
        if state is None:
            return
        path, asked = Path(self.desk.facts.path), state.wanted
        self.desk.runner.file(
            f"预审 {state.title}", lambda progress: submission.trial_file(path, asked, progress), self._tried
        )

    def _tried(self, trial: Trial) -> None:
        self._trial = trial
        if self._state is not None and trial.wanted == self._state.wanted:
            self._show(self._state)
        self.say.emit(f"预审完成：{trial.check.told}")

    def pack(self) -> None:
        """Check, sign and write."""
        state = self._state
        if state is None or not self._pack.isEnabled():
            return
        if not self._folder or not Path(self._folder).is_dir():
            if not self.choose_folder():
                self.say.emit("先选上报包写到哪个文件夹或 U 盘")
                return
            self._show_where()
        self.key_panel.with_password(self._write)

    def _write(self, password: str) -> None:
        state = self._state
        if state is None:
            return
        asked, folder = state.wanted, Path(self._folder)
        self._say_result("")
        self.desk.runner.change(
            f"生成上报包：{state.title}",
            lambda store, progress: submission.pack(store, asked, folder, password, progress),
            partial(self._packed, password),
            self._not_packed,
        )

    def _packed(self, password: str, done: Packed) -> None:
        self.key_panel.password = password
        self._written = done.path
        rows = sum(done.rows.values())
        self._say_result(
            f"第 {done.seq} 号已写入并读回核对：{done.path.name}（{rows:,} 行数据）\n"
            f"数据摘要 {done.facts[:16]}…　{'请先把密钥卡和指纹单交上级登记。' if done.new_key else ''}"
        )
        self._show_where()
        self.say.emit(f"已生成上报包第 {done.seq} 号：{done.path}")
        self.refresh()

    def _not_packed(self, problem: UserError) -> None:
        if "口令不对" in problem.message:
            self.key_panel.with_password(self._write, wrong=f"{problem.message}，{problem.hint}")
            return
        words, hint = problem.message, problem.hint
        if problem.code == "E_CHECK":
            words, _, first = problem.message.partition("：")
            if self._state is not None:
                asked = self._state.wanted
                words = words.replace(period(asked.kind, asked.year, asked.month), self._state.title)
            some = "\n".join(first.split("；")[:_SOME])
            hint = f"{some}\n……\n到审核中心逐个改正；确实不能改的，写明原因作出说明后再上报。"
        self._say_result(words, wrong=True)
        self._show_where()
        made = Message(self, "没有生成上报包", words, hint)
        if problem.code == "E_CHECK":
            made.add("到审核中心", lambda: self.go.emit(Place("review", (("level", "error"),))))
        else:
            made.add("另选文件夹", self.choose_folder)
        made.add("知道了", role="primary")
        made.open()
        self.refresh()

    def _say_result(self, words: str, *, wrong: bool = False) -> None:
        theme.repolish(self._result, "error" if wrong else "")
        self._result.setText(words)
        self._show_file.setVisible(False)
        if not words:
            self._written = None

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    # --- remedies

    def _mend(self, check: Check) -> None:
        if check.page == "trial":
            self.try_it()
        elif check.page == "key":
            self.key_panel.make_card()
        elif check.page == "backup":
            self._back_up()
        elif check.page == submission.SEAL:
            self._sealing.ask(check)
        else:
            self.go.emit(Place(check.page, check.filters))

    def _back_up(self) -> None:
        path = Path(self.desk.facts.path)
        self.desk.runner.file("备份", lambda _: backups.back_up(path), self._backed_up)

    def _backed_up(self, done: object) -> None:
        self.say.emit(f"已备份并核对：{getattr(done, 'path', '')}")
        self.refresh()

    # --- making

    def _connect(self) -> None:
        self._kind.chosen.connect(self._choose_kind)
        self._month.activated.connect(lambda _: self._choose_month())
        self._checks.chosen.connect(self._mend)
        self.key_panel.made.connect(self.refresh)
        for words, keys, run in (
            ("预审", "F8", self.try_it),
            ("签名并生成上报包", "Ctrl+Return", self.pack),
            ("封存、解封本期…", "Ctrl+Shift+F", lambda: self._sealing.ask_first(self._state)),
            ("选择文件夹或 U 盘…", "", self.choose_folder),
            ("制作密钥卡和指纹单…", "", self.key_panel.make_card),
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
        head.addWidget(widgets.label("上报与接收", "title"))
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._try)
        head.addWidget(self._pack)
        whole.addLayout(head)
        line = widgets.row(gap=10)
        line.addWidget(self._left(), 58)
        right = widgets.column(gap=10)
        right.addWidget(self.key_panel)
        right.addWidget(self._history_panel(), 1)
        line.addLayout(right, 46)
        whole.addLayout(line, 1)

    def _left(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=10)
        body.setContentsMargins(16, 12, 16, 12)
        top = widgets.row(gap=10)
        top.addWidget(self._kind)
        top.addWidget(self._month)
        top.addStretch(1)
        body.addLayout(top)
        named = widgets.row(gap=10)
        named.addWidget(self._what)
        named.addWidget(self._number, 1, Qt.AlignmentFlag.AlignBottom)
        body.addLayout(named)
        body.addWidget(widgets.frame("rule"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("上报前检查")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        canvas = QWidget()
        canvas.setProperty("role", "canvas")
        inside = widgets.column(canvas, gap=0)
        inside.addWidget(self._checks)
        inside.addStretch(1)
        area.setWidget(canvas)
        body.addWidget(area, 1)
        body.addWidget(widgets.frame("rule"))
        where = widgets.row(gap=10)
        where.addWidget(widgets.label("写到"))
        where.addWidget(self._where, 1)
        where.addWidget(self._choose)
        body.addLayout(where)
        result = widgets.row(gap=10)
        result.addWidget(self._result, 1)
        result.addWidget(self._show_file, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(result)
        self._show_file.hide()
        return made

    def _history_panel(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=6)
        body.setContentsMargins(1, 10, 1, 10)
        head = widgets.label("已生成的上报包", "heading")
        head.setContentsMargins(15, 0, 15, 0)
        body.addWidget(head)
        body.addWidget(self._history, 1)
        note = widgets.label(_STOP, "muted", wrap=True)
        note.setContentsMargins(15, 0, 15, 0)
        body.addWidget(note)
        return made


_COLUMNS = (
    Column("内容", 150, stretches=True),
    Column("第几号", 62, numbers=True),
    Column("生成时间", 136),
    Column("摘要", 92, tip="上报包说明文件的 SHA-256 前 8 位，与上级核对用"),
)


def _cells(one: Sent) -> tuple[Cell, ...]:
    digest = Cell(one.digest[:8], ink="muted", tip=f"说明文件的 SHA-256：{one.digest}")
    return Cell(one.title), Cell(str(one.number)), Cell(one.at), digest
