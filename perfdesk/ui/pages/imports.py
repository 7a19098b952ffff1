"""导入预览: files are dropped, read, compared, decided line by line; only 确认导入 writes, as one action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QFileDialog, QStackedWidget, QWidget

from perfdesk.services.imports import Kept
from perfdesk.ui import widgets
from perfdesk.ui.importing import decided as work
from perfdesk.ui.importing.changes import LineTable
from perfdesk.ui.importing.decided import Decided
from perfdesk.ui.importing.files import FileTable
from perfdesk.ui.importing.start import Start
from perfdesk.ui.importing.trouble import Trouble
from perfdesk.ui.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QHBoxLayout, QPushButton

    from perfdesk.domain.errors import UserError
    from perfdesk.services.imports import Question
    from perfdesk.services.imports.choices import Choice, Kind, Look
    from perfdesk.services.imports.lines import Line
    from perfdesk.services.imports.shown import FileRow, Shown
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.place import Place
    from perfdesk.ui.runner import Job

_FILES = "表格和压缩包 (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.docx *.zip);;全部文件 (*)"
_KINDS = (
    ("", "全部"),
    ("ask", "须确认"),
    ("conflict", "冲突"),
    ("problem", "问题"),
    ("change", "变化"),
    ("auto", "自动规范"),
)
_MOST_FILES = 7  # rows of the table of files that are seen before it scrolls


class ImportsPage(Page):
    """The page; what was decided lives as long as the preview does."""

    key = "imports"
    title = "导入预览"
    reads = frozenset(
        {"unit", "unit_year", "project", "funding", "execution", "target", "indicator", "monitoring", "selfeval"}
        | {"observation", "finding", "statement", "import_batch", "alias", "refusal", "setting"}
    )

    def __init__(self, desk: Desk) -> None:
        """Nothing was read yet."""
        super().__init__(desk)
        self.shown: Shown | None = None
        self.kept = Kept()
        self.decided = Decided()
        self._job: Job | None = None
        self._waiting: list[str] | None = None
        self._written = ""
        self._kind = ""
        self._title = widgets.label("导入预览", "title")
        self._told = widgets.label("", "muted")
        self.back = widgets.button("退回单…", self.return_all, tip="给有错误的单位写退回单和标好的工作簿")
        self.more = widgets.button("继续添加…", self.ask_files, tip="再选一些文件一起预览（Ctrl+I）")
        self.drop = widgets.button("取消", self.cancel, tip="放弃这次预览，什么都不写入")
        self.confirm_button = widgets.button("确认导入", self.confirm, "primary")
        self.start = Start()
        self.files = FileTable()
        self.lines = LineTable()
        self.trouble = Trouble()
        self._name = widgets.label("", "heading")
        self._sum = widgets.label("", "muted")
        self.tabs: dict[str, QPushButton] = {}
        self.accept_all = widgets.button("全部接受", partial(self.decide_all, yes=True), "tag")
        self.refuse_all = widgets.button("全部不改", partial(self.decide_all, yes=False), "tag")
        self.month = QComboBox()
        self.unknown = QCheckBox("期初建账：补建台账没有的单位和项目")
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show()

    # --- coming here

    def refresh(self) -> None:
        """The ledger, the year or the money unit changed: what is kept is compared anew."""
        if self.kept.readings:
            self._plan(())
        self.desk.runner.read("imports.past", work.past_of, self.start.show_past)

    def open_place(self, place: Place) -> None:
        """Read the files that a place names; `do=now` asks for files."""
        sources = [value for name, value in place.filters if name == "file"]
        if sources:
            self.add(sources)
        elif place.value("do") == "now" and not self.kept.readings:
            self.ask_files()

    def ask_files(self) -> None:
        """Choose files to read."""
        paths, _ = QFileDialog.getOpenFileNames(self, "选择要导入的文件", "", _FILES)
        if paths:
            self.add(paths)

    def ask_folder(self) -> None:
        """Choose a folder to read."""
        path = QFileDialog.getExistingDirectory(self, "选择要导入的文件夹")
        if path:
            self.add([path])

    def add(self, sources: Sequence[str]) -> None:
        """Read files, folders or archives, and compare them with the ledger."""
        self._written = ""
        self._plan(sources)

    # --- planning

    def _plan(self, sources: Sequence[str]) -> None:
        """One reading or planning at a time: what is asked for meanwhile follows."""
        if self._job is not None:
            self._waiting = [*(self._waiting or ()), *sources]
            return
        path, kept, unit = self.desk.facts.path, self.kept, self.desk.unit
        options = self.decided.options()
        given = tuple(sources)
        title = "读取并比较" if given else "与台账比较"
        self._job = self.desk.runner.file(
            title,
            lambda progress: (kept, work.planned(path, kept, given, options, unit, progress)),
            self._planned,
            self._failed,
        )
        self.desk.runner.ended.connect(self._ended)
        self._told.setText("正在读取……" if given else "正在比较……")
        self.confirm_button.setEnabled(False)

    def _ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self.desk.runner.ended.disconnect(self._ended)
        self._job = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._plan(waiting)
        else:
            self._show()

    def _planned(self, found: tuple[Kept, Shown]) -> None:
        if found[0] is self.kept:  # else it was given up meanwhile
            self.shown = found[1]

    def _failed(self, problem: UserError) -> None:
        self._tell("没有读成", problem)

    # --- deciding

    def decide(self, lines: Sequence[Line], *, yes: bool) -> None:
        """Accept some lines of the file in front, or leave them as they are; then compare anew."""
        row = self.files.row
        if row is None:
            return
        before = (set(self.decided.take), set(self.decided.refuse))
        for line in lines:
            if isinstance(line.key, tuple):
                (self.decided.take.add if yes else self.decided.take.discard)(line.key)
            elif line.key is not None:
                at = (row.index, line.key)
                (self.decided.accepted.add if yes else self.decided.accepted.discard)(at)
                (self.decided.refuse.discard if yes else self.decided.refuse.add)(at)
        if (self.decided.take, self.decided.refuse) != before:
            self._plan(())
        else:
            self._show()

    def decide_all(self, *, yes: bool) -> None:
        """Accept all lines that are shown, or leave them all as they are."""
        self.decide([line for line in self.lines.lines if line.key is not None], yes=yes)

    def leave_out(self, row: FileRow) -> None:
        """Import a file, or do not."""
        if row.index in self.decided.leave:
            self.decided.leave.discard(row.index)
        else:
            self.decided.leave.add(row.index)
        self._plan(())

    def answer(self, what: tuple[Question, str]) -> None:
        """A name in a file means this unit or project; everything is compared anew."""
        from perfdesk.services.imports.choices import answer  # noqa: PLC0415 - loads with the first answer

        self.decided.learn(answer(*what))
        self._plan(())

    def ask_name(self, question: Question) -> None:
        """Choose from all units or projects."""
        self.desk.runner.read(
            "imports.choices",
            lambda store: work.chosen_from(store, question),
            partial(self._show_choices, question),
        )

    def _show_choices(self, question: Question, choices: tuple[Choice, ...]) -> None:
        from perfdesk.ui.importing.choose import Choose  # noqa: PLC0415 - seldom

        dialog = Choose(self, question, choices)
        dialog.chosen.connect(self.answer)
        dialog.open()

    def ask_columns(self, row: FileRow) -> None:
        """Map the columns of a file by hand."""
        kept = self.kept
        self.desk.runner.file(
            "读取工作表",
            lambda progress: work.looked_at(kept, row.index, progress),
            partial(self._show_columns, row),
            self._failed,
        )

    def _show_columns(self, row: FileRow, found: tuple[tuple[Look, ...], tuple[Kind, ...]]) -> None:
        from perfdesk.services.imports.choices import known_as  # noqa: PLC0415 - seldom
        from perfdesk.ui.importing.mapping import ColumnMapping  # noqa: PLC0415 - seldom

        sender = row.unit.rstrip("？") if row.sender else ""
        dialog = ColumnMapping(self, sender, *found, known_as)
        dialog.taught.connect(partial(self.teach_columns, row))
        dialog.open()

    def teach_columns(self, row: FileRow, pairs: Sequence[tuple[str, str]]) -> None:
        """Remember what a sender calls the columns; the file is read again."""
        from perfdesk.services.imports.choices import taught  # noqa: PLC0415 - seldom

        for text, column in pairs:
            self.decided.learn(taught(row.sender, text, column))
        self._plan(())

    # --- ending

    def confirm(self) -> None:
        """Write; repairs that change the meaning and were not looked at are asked about once more."""
        if self.shown is None or not self.confirm_button.isEnabled():
            return
        open_ = self.decided.undecided(self.shown.files)
        if not open_:
            self._write()
            return
        from perfdesk.ui.dialogs.message import Message  # noqa: PLC0415 - seldom

        made = Message(
            self, "确认导入", f"还有 {open_} 处改变判断的修正没有确认", "可以先逐条核对，也可以全部接受后导入。"
        )
        made.add("全部接受并导入", self._write)
        made.add("返回核对", self.show_undecided, "primary")
        made.open()

    def show_undecided(self) -> None:
        """Bring the first file with something to confirm to the front."""
        for row in self.shown.files if self.shown else ():
            if self.decided.undecided([row]):
                self.files.select_index(row.index)
                self.tabs["ask"].click()
                self.lines.setFocus()
                return

    def _write(self) -> None:
        shown = self.shown
        if shown is not None:
            self.confirm_button.setEnabled(False)
            self.desk.runner.change(
                f"导入 {shown.ready} 个文件",
                lambda store, _: work.written(store, shown),
                self._wrote,
                self._unwritten,
                backup=True,
            )

    def _wrote(self, title: str) -> None:
        self._written = f"已{title}。撤销：Ctrl+Z"
        self.say.emit(f"已{title}")
        self._forget()

    def _unwritten(self, problem: UserError) -> None:
        self._tell("没有写入", problem)
        self._plan(())

    def cancel(self) -> None:
        """Give the preview up; nothing was written."""
        self._written = ""
        self._forget()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.kept, self.decided, self.shown = Kept(), Decided(), None
        self.month.setCurrentIndex(0)
        self.unknown.setChecked(False)
        self._show()

    def undo(self) -> None:
        """Take the import back that was just written."""
        from perfdesk.services.history import undo  # noqa: PLC0415 - seldom

        self.desk.runner.change("撤销", lambda store, _: undo(store), self._undone)

    def _undone(self, title: str) -> None:
        self._written = ""
        self.say.emit(f"已撤销：{title}")
        self._show()

    # --- slips

    def return_all(self) -> None:
        """Write slips for all files with errors."""
        rows = [row for row in self.shown.files if row.errors] if self.shown else []
        self.write_slips(rows)

    def write_slips(self, rows: Sequence[FileRow], folder: str = "") -> None:
        """Write the slips of some files into a folder that the clerk chooses."""
        shown = self.shown
        folder = folder or QFileDialog.getExistingDirectory(self, "退回单放在哪个文件夹")
        if not folder or shown is None or not rows:
            return
        kept, path = self.kept, self.desk.facts.path

        def write(progress: object) -> object:
            from perfdesk.services.returns import write_of_files  # noqa: PLC0415 - in the working thread

            return write_of_files(path, kept, shown, rows, folder, progress)  # type: ignore[arg-type] # a Progress

        self.desk.runner.file("写退回单", write, self._slips_written)

    def _slips_written(self, found: object) -> None:
        from perfdesk.ui.dialogs.returning import told  # noqa: PLC0415 - seldom

        told(self, found)  # type: ignore[arg-type] # services' Written

    # --- showing

    def _show(self) -> None:
        shown = self.shown
        there = shown is not None and bool(self.kept.readings)
        self.stack.setCurrentIndex(1 if there else 0)
        for part in (self.back, self.more, self.drop, self.confirm_button):
            part.setVisible(there)
        self.start.show_done(self._written)
        if not there or shown is None:
            self._told.setText("")
            return
        self._told.setText(f"{len(shown.files)} 个文件 · 尚未写入台账")
        senders = {row.sender or row.name for row in shown.files if row.errors}
        self.back.setText(f"退回单（{len(senders)} 个单位）…")
        self.back.setVisible(bool(senders))
        self.confirm_button.setText(f"确认导入 {shown.ready} 个文件（{shown.changes} 条变更）")
        self.confirm_button.setAccessibleName(self.confirm_button.text())
        self.confirm_button.setEnabled(shown.ready > 0 and self._job is None and self.desk.runner.writable)
        self.confirm_button.setToolTip("" if self.desk.runner.writable else "文件以只读方式打开，不能写入")
        self.files.show_rows(shown.files)
        self.files.setFixedHeight(self.files.wanted_height(_MOST_FILES))
        self.say.emit("导入后可整批撤销")

    def _show_file(self, row: FileRow | None) -> None:
        self._name.setText(row.name if row else "")
        if row is None or self.shown is None:
            self.lines.show_lines((), ())
            self.trouble.show_file(None, ())
            return
        for kind, word in _KINDS:
            count = row.count(kind) if kind else len(row.lines)
            self.tabs[kind].setText(f"{word} {count}" if kind else word)
            self.tabs[kind].setAccessibleName(self.tabs[kind].text())
            self.tabs[kind].setVisible(not kind or count > 0)
        if self._kind and not row.count(self._kind):
            self._kind = ""
            self.tabs[""].setChecked(True)
        told = [f"自动规范 {row.count('auto')} 处"] if row.count("auto") else []
        told += [f"冲突 {row.count('conflict')} 处"] if row.count("conflict") else []
        problems = f"{row.count('problem')} 处问题" if row.count("problem") else "没有需要修正的地方"
        self._sum.setText("，".join(told) + "；逐条可看、可不改" if told else problems)
        self._show_lines(row)
        names = self.shown.names
        plan = self.shown.preview.files[row.index]
        asked = {(one.kind, one.text, one.owner): one for one in reversed(plan.questions)}
        questions = [
            (one, [(near, names[near]) for near in one.near if near in names][:3]) for one in reversed(asked.values())
        ]
        self.trouble.show_file(row, questions)
        if self.trouble.isVisibleTo(self):
            self.trouble.setFixedHeight(self.trouble.wanted_height)

    def _show_lines(self, row: FileRow) -> None:
        accepted = [key for index, key in self.decided.accepted if index == row.index]
        self.lines.show_lines([line for line in row.lines if self._kind in ("", line.kind)], accepted)
        can = any(line.key is not None for line in self.lines.lines)
        self.accept_all.setVisible(can)
        self.refuse_all.setVisible(can)
        conflict = self._kind == "conflict"
        self.accept_all.setText("全部采用来文" if conflict else "全部接受")
        self.refuse_all.setText("全部保留台账" if conflict else "全部不改")

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        if self.files.row is not None:
            self._show_lines(self.files.row)

    def _choose_month(self) -> None:
        month = self.month.currentData()
        if month != self.decided.month:
            self.decided.month = month
            self._plan(())

    def _choose_unknown(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if on != self.decided.add_unknown:
            self.decided.add_unknown = on
            self._plan(())

    def _tell(self, title: str, problem: UserError) -> None:
        from perfdesk.ui.dialogs.message import tell  # noqa: PLC0415 - seldom

        tell(self, title, problem)

    # --- laying out

    def _connect(self) -> None:
        self.start.files.connect(self.ask_files)
        self.start.folder.connect(self.ask_folder)
        self.start.undo.connect(self.undo)
        self.files.chosen.connect(self._show_file)
        self.files.left.connect(self.leave_out)
        self.lines.decided.connect(lambda what: self.decide(what[0], yes=what[1]))
        self.trouble.answered.connect(self.answer)
        self.trouble.asked.connect(self.ask_name)
        self.trouble.mapped.connect(self.ask_columns)
        self.trouble.returned.connect(lambda row: self.write_slips([row]))
        self.month.currentIndexChanged.connect(lambda _: self._choose_month())
        self.unknown.toggled.connect(self._choose_unknown)
        for text, keys, run in (
            ("选择文件夹…", "Ctrl+Shift+I", self.ask_folder),
            ("确认导入", "Ctrl+Return", self.confirm),
            ("下一处须确认", "F3", self.show_undecided),
        ):
            self.addAction(_action(self, text, keys, run))

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=10)
        head.addWidget(self._title)
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignBottom)
        for part in (self.back, self.more, self.drop, self.confirm_button):
            head.addWidget(part)
        whole.addLayout(head)
        whole.addWidget(self.stack, 1)
        self.stack.addWidget(self.start)
        preview = QWidget()
        body = widgets.column(preview, gap=10)
        body.addWidget(self.files)
        body.addLayout(self._options())
        body.addWidget(self._detail(), 1)
        body.addWidget(self.trouble)
        self.stack.addWidget(preview)

    def _options(self) -> QHBoxLayout:
        line = widgets.row(gap=8)
        line.addWidget(widgets.label("表上没写月份的按", "muted"))
        self.month.setAccessibleName("表上没写月份的按")
        self.month.addItem("不补月份", None)
        for month in range(1, 13):
            self.month.addItem(f"1-{month}月", month)
        line.addWidget(self.month)
        line.addSpacing(12)
        self.unknown.setAccessibleName(self.unknown.text())
        line.addWidget(self.unknown)
        line.addStretch(1)
        line.addWidget(widgets.label("Del：导入或不导入选中的文件", "muted"))
        return line

    def _detail(self) -> QWidget:
        made = widgets.frame("panel")
        body = widgets.column(made, gap=6)
        body.setContentsMargins(14, 10, 14, 10)
        line = widgets.row(gap=10)
        line.addWidget(self._name)
        line.addWidget(self._sum)
        group = QButtonGroup(self)
        for kind, word in _KINDS:
            tab = widgets.button(word, partial(self._choose_kind, kind), "tab")
            tab.setCheckable(True)
            tab.setChecked(not kind)
            group.addButton(tab)
            self.tabs[kind] = tab
            line.addWidget(tab)
        line.addStretch(1)
        line.addWidget(self.accept_all)
        line.addWidget(self.refuse_all)
        body.addLayout(line)
        body.addWidget(self.lines, 1)
        return made


def _action(page: Page, text: str, keys: str, run: Callable[[], object]) -> QAction:
    action = QAction(text, page)
    action.setShortcut(keys)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _=False: run())
    return action
