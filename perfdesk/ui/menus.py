"""The frame's commands: which there are, where they stand and with which keys; what they do is the program's part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from perfdesk.ui.commands import Command
from perfdesk.ui.pages import HIDDEN, PAGES
from perfdesk.ui.place import Place
from perfdesk.ui.topbar import EDIT, FILE, GO, HELP, VIEW, WORK

if TYPE_CHECKING:
    from perfdesk.ui.program import Program
    from perfdesk.ui.ways_in import WaysIn
    from perfdesk.ui.window import Window


def table(window: Window, doer: Program, ways: WaysIn) -> tuple[Command, ...]:
    """The commands of the frame."""
    search = window.top.search

    def find() -> None:
        search.setFocus()
        search.selectAll()

    def refresh() -> None:
        if window.page is not None:
            window.page.outdated()

    return (
        Command(FILE, "open", "打开…", ("Ctrl+O",), ways.ask_open),
        Command(FILE, "start", "新建或最近的文件…", ("Ctrl+N",), ways.first_start),
        Command(FILE, "practice", "打开练习财政局", (), ways.practice),
        Command(FILE, "", "-"),
        Command(FILE, "backup", "立即备份", ("Ctrl+Shift+S",), doer.back_up),
        Command(FILE, "restore", "恢复到备份…", (), ways.ask_restore),
        Command(FILE, "", "-"),
        Command(FILE, "quit", "退出", ("Ctrl+Q",), window.close),
        Command(EDIT, "undo", "撤销", ("Ctrl+Z",), doer.undo),
        Command(EDIT, "redo", "重做", ("Ctrl+Y", "Ctrl+Shift+Z"), doer.redo),
        Command(VIEW, "unit", "万元⇄元", ("Ctrl+M",), doer.switch_unit),
        Command(VIEW, "earlier", "上一年度", ("Alt+PgUp",), lambda: doer.move_year(-1)),
        Command(VIEW, "later", "下一年度", ("Alt+PgDown",), lambda: doer.move_year(1)),
        Command(VIEW, "", "-"),
        Command(VIEW, "theme", "深色外观", ("Ctrl+Shift+D",), doer.switch_theme, checkable=True),
        Command(VIEW, "refresh", "刷新", ("F5",), refresh),
        Command(GO, "find", "搜索", ("Ctrl+K",), find),
        Command(GO, "back", "后退", ("Alt+Left",), lambda: window.back(-1)),
        Command(GO, "forward", "前进", ("Alt+Right",), lambda: window.back(1)),
        Command(GO, "", "-"),
        *_pages(window),
        Command(WORK, "import", "导入…", ("Ctrl+I",), lambda: window.go(_now("imports")), "imports"),
        Command(WORK, "chase", "催报…", ("Ctrl+Shift+U",), lambda: _chase(window), "imports"),
        Command(WORK, "return", "退回修改…", ("Ctrl+Shift+B",), lambda: _return(window), "imports"),
        Command(WORK, "check", "全审", ("Ctrl+F8",), lambda: window.go(_now("review")), "review"),
        Command(WORK, "pack", "生成上报包…", ("Ctrl+Shift+P",), lambda: window.go(_now("packages")), "packages"),
        Command(WORK, "receive", "接收上报包…", ("Ctrl+Shift+R",), lambda: window.go(_now("receiving")), "receiving"),
        Command(HELP, "keys", "快捷键", ("Ctrl+/",), doer.show_keys),
        Command(HELP, "about", "关于", (), doer.about),
    )


def _now(page: str) -> Place:
    """A page asked to begin its work at once."""
    return Place(page, (("do", "now"),))


def _chase(window: Window) -> None:
    from perfdesk.ui.dialogs.chase import Chase  # noqa: PLC0415 - seldom

    if window.desk is not None:
        Chase(window, window.desk).open()


def _return(window: Window) -> None:
    from perfdesk.ui.dialogs.returning import Returning  # noqa: PLC0415 - seldom

    if window.desk is not None:
        Returning(window, window.desk).open()


def _pages(window: Window) -> list[Command]:
    """Going to each page; their keys are given when the office's level is known."""
    shown = [kind for kind in PAGES if kind.section != HIDDEN]
    return [
        Command(GO, f"go-{kind.key}", kind.title, (), partial(window.go, Place(kind.key)), kind.key) for kind in shown
    ]
