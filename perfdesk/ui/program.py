"""The program around the window: which file is open, how one is opened, made, restored, and left."""

from __future__ import annotations

import threading
import time
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from perfdesk.services import remembered
from perfdesk.ui import theme
from perfdesk.ui.ways_in import WaysIn
from perfdesk.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from perfdesk.domain.errors import UserError
    from perfdesk.domain.progress import Progress
    from perfdesk.services.backups import Outcome, Standing
    from perfdesk.services.history import Ahead
    from perfdesk.services.opening import Store
    from perfdesk.services.remembered import Remembered
    from perfdesk.ui.commands import Commands
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.place import Place
    from perfdesk.ui.runner import Crash, Runner
    from perfdesk.ui.session import Session

    Starter = Callable[[Callable[[], Store] | None, Callable[[], Store]], Runner]

# Dialogs and services are imported when they are needed: the first paint must not wait for them.
# ruff: noqa: PLC0415

_WITH_FILE = ("unit", "earlier", "later", "backup", "refresh", "find", "back", "forward")


class Stores(NamedTuple):
    """How stores are opened; the opened ones stay in the threads of a runner."""

    writer: Callable[[Path], Store]
    reader: Callable[[Path], Store]
    runner: Starter | None = None

    def start(self, writer: Callable[[], Store] | None, reader: Callable[[], Store]) -> Runner:
        """A runner over two openers."""
        if self.runner is not None:
            return self.runner(writer, reader)
        from perfdesk.ui.runner import Runner

        return Runner(writer, reader)


class Program(QObject):
    """One window, at most one open file."""

    def __init__(self, app: QApplication, stores: Stores) -> None:
        """Build the frame; nothing is opened yet."""
        super().__init__()
        self._app, self.stores = app, stores
        self.memory: Remembered = remembered.load()
        theme.apply(app, dark=self._dark())
        self.window = Window()
        self.session: Session | None = None
        self.ways = WaysIn(self)
        self._progress: list[QObject] = []
        self._made: Commands | None = None
        self.window.show_office("", time.localtime().tm_year)
        self.window.top.show_unit(self.memory.unit)
        self.window.closing.connect(self._closing)
        self.window.asked.connect(self._asked)
        self.window.top.year.connect(self._choose_year)
        self.window.top.search.wanted.connect(self._want_finder)
        self.window.restore(self.memory.geometry)

    def begin(self, path: str | None) -> None:
        """Show the window; after its first paint open a file, the last one, or ask how to begin."""
        chosen = path or next((one.path for one in self.memory.recent), "")
        known = next((one for one in self.memory.recent if one.path == chosen), None)
        if known is not None:
            self.window.show_office(known.name, known.year)
            self.window.show_level(known.level)
        self.window.painted.connect(partial(self._after_paint, chosen))
        self.window.show()

    def _after_paint(self, chosen: str) -> None:
        from perfdesk.ui import chinese

        chinese.install(self._app)
        if self._made is None:
            self.complete()
        if chosen:
            self.open(chosen)
        else:
            self.ways.first_start()

    @property
    def commands(self) -> Commands:
        """The commands of the window; they are made after the first paint."""
        return self._made or self.complete()

    def complete(self) -> Commands:
        """Make what the first paint did not need."""
        from perfdesk.ui.icons import icon
        from perfdesk.ui.menus import table

        self._made = made = self.window.complete(table(self.window, self, self.ways))
        self._buttons(made)
        self._without_file()
        self.window.setWindowIcon(icon("program", "accent"))
        return made

    # --- opening

    def open(self, path: str, *, read_only: bool = False) -> None:
        """Open a data file in place of the one that is open."""
        if not self.leave():
            return
        from perfdesk.ui.session import Session

        where = Path(path)
        writer = None if read_only else partial(self.stores.writer, where)
        runner = self.stores.start(writer, partial(self.stores.reader, where))
        self._watch(runner)
        session = Session(path, runner, self)
        self.session = session
        session.opened.connect(self._opened)
        session.unopened.connect(partial(self._unopened, path))
        session.counts.connect(self.window.show_counts)
        session.ahead.connect(self._show_ahead)
        session.backup.connect(self._show_backup)
        session.finder.connect(self.window.top.search.use)
        session.said.connect(self.window.foot.say)
        self.window.show_blank("正在打开……")
        session.start()

    def _watch(self, runner: Runner) -> None:
        from perfdesk.ui.dialogs.progress import ProgressDialog

        self._progress = [ProgressDialog(runner, self.window)]
        runner.refused.connect(self.refused)
        runner.crashed.connect(self.crashed)
        runner.ended.connect(lambda _: self._show_saved())

    def _opened(self, desk: Desk) -> None:
        facts = desk.facts
        desk.unit = self.memory.unit
        recent = remembered.Recent(str(Path(facts.path).resolve()), facts.name, facts.level, facts.year)
        self._remember(self.memory.opened(recent))
        self.commands.enable(_WITH_FILE, on=True)
        self.window.attach(desk)
        self.window.navigation.setFocus()
        self._show_saved()

    def _unopened(self, path: str, problem: UserError) -> None:
        from perfdesk.ui.dialogs import trouble

        self._drop()
        self._no_file()
        if problem.code == "E_MISSING":
            self._remember(self.memory.without(str(Path(path).resolve())))
        ways = trouble.Ways(
            retry=partial(self.open, path),
            read_only=partial(self.open, path, read_only=True),
            restore=partial(self.ways.restore_of, path, problem.message),
            other=self.ways.first_start,
        )
        trouble.show(self.window, problem, ways)

    # --- backups

    def back_up(self) -> None:
        """Make a backup beside the data file."""
        if self.session is None:
            return
        path = Path(self.session.path)

        def work(_: Progress) -> object:
            from perfdesk.services.backups import back_up

            return back_up(path).path

        self.session.runner.file("备份", work, self._backed_up)

    def _asked(self, place: Place) -> None:
        """What a page asks of the program."""
        if place.page == "@restore" and self.session is not None:
            self.ways.restore(self.session.path, place.record)
        elif place.page == "@backed-up":
            self._backed_up(Path(place.record))
        elif place.page == "@chase":
            self.commands.action("chase").trigger()

    def _backed_up(self, path: Path) -> None:
        self.window.foot.say(f"已备份并核对：{path}")
        if self.session is not None:
            self.session.look_for_backups()

    # --- small things

    def _want_finder(self) -> None:
        if self.session is not None:
            self.session.want_finder()

    def undo(self) -> None:
        """Take back the last action."""
        if self.session is not None:
            self.session.undo()

    def redo(self) -> None:
        """Do the last undone action again."""
        if self.session is not None:
            self.session.redo()

    def switch_unit(self) -> None:
        """万元⇄元."""
        desk = self.session.desk if self.session else None
        if desk is not None:
            desk.unit = "元" if desk.unit == "万元" else "万元"
            self._remember(self.memory._replace(unit=desk.unit))

    def switch_theme(self) -> None:
        """Light or dark."""
        dark = not theme.dark()
        self._remember(self.memory._replace(appearance="dark" if dark else "light"))
        theme.apply(self._app, dark=dark)
        self.commands.action("theme").setChecked(dark)
        from perfdesk.ui.icons import icon

        self.window.setWindowIcon(icon("program", "accent"))

    def move_year(self, by: int) -> None:
        """The year after or before, among those of the file."""
        desk = self.session.desk if self.session else None
        if desk is not None and desk.year + by in desk.facts.years:
            desk.year += by

    def _choose_year(self, year: int) -> None:
        desk = self.session.desk if self.session else None
        if desk is not None:
            desk.year = year

    def show_keys(self) -> None:
        """The list of keys."""
        from perfdesk.ui.dialogs.shortcuts import Shortcuts
        from perfdesk.ui.topbar import MENUS

        commands = self.commands
        groups = [
            (name, [commands.action(one.key) for one in commands.table if one.menu == name and one.text != "-"])
            for name in MENUS
        ]
        page = self.window.page
        if page is not None:
            groups.append((f"本页：{page.title}", page.actions()))
        Shortcuts(self.window, groups).open()

    def about(self) -> None:
        """Version and files."""
        from perfdesk import __version__
        from perfdesk.ui.dialogs.message import Message

        where = self.session.path if self.session else "没有打开文件"
        words = f"数据文件：{where}\n日志：{remembered.log_file()}\n本程序不连接网络，不得存放涉及国家秘密的内容。"
        made = Message(self.window, "关于", f"县级财政预算绩效管理台账　{__version__}", words)
        made.add("知道了", role="primary")
        made.open()

    def _buttons(self, commands: Commands) -> None:
        top = self.window.top
        top.unit.clicked.connect(self.switch_unit)
        top.office.clicked.connect(self.ways.first_start)
        top.add_button(commands.action("import"), "导入")
        top.add_button(commands.action("check"), "全审")
        top.add_button(commands.action("pack"), "上报", primary=True)
        top.add_button(commands.action("receive"), "接收", primary=True)
        commands.action("theme").setChecked(theme.dark())

    def _no_file(self) -> None:
        self._show_no_file()
        self._without_file()

    def _without_file(self) -> None:
        self.commands.show_pages(())
        self.commands.enable(("undo", "redo", *_WITH_FILE), on=False)

    def _show_no_file(self) -> None:
        window = self.window
        window.show_office("", time.localtime().tm_year)
        window.top.show_unit(self.memory.unit)
        window.navigation.show_pages(())
        window.foot.show_saved("grey", "没有打开文件")
        window.foot.show_backup("")
        window.show_blank("没有打开文件。按 Ctrl+O 打开，或按 Ctrl+N 新建、使用练习财政局。")

    def _show_saved(self) -> None:
        session = self.session
        if session is None or session.desk is None:
            return
        if session.desk.facts.read_only:
            self.window.foot.show_saved("yellow", "只读，不能改动")
        else:
            writing = session.runner.writing is not None
            self.window.foot.show_saved("yellow" if writing else "green", "正在保存……" if writing else "已自动保存")

    def _show_ahead(self, ahead: Ahead) -> None:
        commands = self.commands
        writable = self.session is not None and self.session.runner.writable
        for key, word, title in (("undo", "撤销", ahead.undo), ("redo", "重做", ahead.redo)):
            action = commands.action(key)
            action.setText(f"{word}：{title}" if title else word)
            action.setEnabled(bool(title) and writable)
        if ahead.stop:
            commands.action("undo").setText(f"不能再撤销（到“{ahead.stop}”为止）")

    def _show_backup(self, what: tuple[Standing, Outcome | None]) -> None:
        from datetime import datetime

        from perfdesk.services.backups import sentence

        standing, outcome = what
        words = sentence(standing, datetime.now().astimezone().date()) or "还没有备份（Ctrl+Shift+S）"
        if outcome is not None and outcome.trouble:
            words += " · 自动备份有提醒" if outcome.path else " · 自动备份没有做成"
        self.window.foot.show_backup(words, outcome.trouble if outcome else "")

    def refused(self, what: tuple[str, UserError]) -> None:
        """Tell what could not be done, with the next step."""
        from perfdesk.ui.dialogs.message import tell

        tell(self.window, f"{what[0]}：没有做成", what[1])

    def crashed(self, crash: Crash) -> None:
        """Tell about a bug."""
        from perfdesk.ui.dialogs import crash as dialog

        dialog.show(self.window, crash)

    def bug(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        """A bug in the window's own thread (sys.excepthook)."""
        from perfdesk.ui.runner import Crash

        text = "".join(traceback.format_exception(kind, bug, trace))
        self.crashed(Crash("", text))

    # --- leaving

    def leave(self) -> bool:
        """Leave the open file; False where its page or a change under way forbids it."""
        if self.session is None:
            return True
        page = self.window.page
        if (page is not None and not page.leave()) or self._still_writing():
            return False
        self._drop()
        return True

    def _still_writing(self) -> bool:
        job = self.session.runner.writing if self.session else None
        if job is not None:
            self.window.foot.say(f"正在{job.title}，做完后再关闭")
        return job is not None

    def _drop(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.stop()
            self.window.detach()
            session.runner.close()
            session.deleteLater()
            self._show_ahead_none()

    def _show_ahead_none(self) -> None:
        for key, word in (("undo", "撤销"), ("redo", "重做")):
            self.commands.action(key).setText(word)
            self.commands.action(key).setEnabled(False)

    def _closing(self, refusals: list[str]) -> None:
        if self._still_writing():
            refusals.append("writing")
            return
        self._remember(self.memory._replace(geometry=self.window.geometry_text()))
        self._drop()
        self.ways.close()

    def _remember(self, what: Remembered) -> None:
        self.memory = what
        threading.Thread(target=remembered.save, args=(what,), name="perfdesk-remember").start()

    def _dark(self) -> bool:
        if self.memory.appearance == "system":
            return self._app.palette().window().color().lightness() < 128
        return self.memory.appearance == "dark"
