"""Pictures of every page, dialog and menu with practice data, in both themes and three sizes, to be looked at.

`python3 dev.py shots DIR`. A page that is built is pictured by itself; what else is worth seeing stands in SHOTS: a
name and a function that brings the window there. It may return the widget that lies over the window (a dialog, a menu).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.ui.shots_form import SHOTS as FORMS
from tests.ui.shots_reporting import SHOTS as REPORTING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from perfdesk.ui.program import Program

    Maker = Callable[["Stage"], QWidget | None]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SIZES = ((1366, 768, 1.0), (1920, 1080, 1.5), (2560, 1440, 2.0))
PANEL = 40  # pixels at the bottom of the screen that the desktop's own bar takes


class Stage:
    """A program with the practice office open, and the means to bring it somewhere."""

    def __init__(self, program: Program, folder: Path) -> None:
        """Over an open program; `folder` may be written."""
        self.program, self.folder = program, folder
        self.after: Callable[[], object] | None = None
        self.window = program.window

    def settle(self, seconds: float = 0.15) -> None:
        """Let all work end and the window paint."""
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only who needs it pays for it

        limit = time.monotonic() + 20
        quiet = time.monotonic() + seconds
        while time.monotonic() < min(limit, quiet):
            QApplication.processEvents()
            session = self.program.session
            if session is not None and session.runner.busy:
                quiet = time.monotonic() + seconds
            time.sleep(0.005)

    def go(self, page: str, **filters: str) -> None:
        """Go to a page."""
        from perfdesk.ui.place import Place  # noqa: PLC0415

        self.window.go(Place(page, tuple(filters.items())))
        self.settle()

    def dialog(self) -> QWidget | None:
        """The dialog that is open; of several the one in front."""
        from PySide6.QtWidgets import QApplication, QDialog  # noqa: PLC0415

        self.settle()
        open_ = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        front = QApplication.activeModalWidget()
        return front if front in open_ else next(iter(open_), None)


def _command(key: str) -> Maker:
    def make(stage: Stage) -> QWidget | None:
        stage.program.commands.action(key).trigger()
        return stage.dialog()

    return make


def _menu(name: str) -> Maker:
    def make(stage: Stage) -> QWidget | None:
        menu = stage.window.top.menu_of[name]
        menu.popup(stage.window.mapToGlobal(stage.window.top.menus.actionGeometry(menu.menuAction()).bottomLeft()))
        stage.settle()
        return menu

    return make


def _search(stage: Stage) -> None:
    field = stage.window.top.search
    field.setFocus()
    stage.program.session.want_finder()
    stage.settle()
    field.setText("jt")
    field._show()
    stage.settle()


def _trouble(code: str) -> Maker:
    def make(stage: Stage) -> QWidget | None:
        from perfdesk.domain.errors import UserError  # noqa: PLC0415
        from perfdesk.ui.dialogs import trouble  # noqa: PLC0415

        words = {
            "E_LOCKED": "红塔区.perfdesk 正由 张三 打开（电脑 CZJ-03，进程 4711，自 2023-10-11 09:02:11）",
            "E_CORRUPT": "红塔区.perfdesk 已损坏",
        }
        problem = UserError(words[code], "请等其关闭后再试，或以只读方式打开", code)
        ways = trouble.Ways(stage.settle, stage.settle, stage.settle, stage.settle)
        trouble.show(stage.window, problem, ways)
        return stage.dialog()

    return make


def _crash(stage: Stage) -> QWidget | None:
    from perfdesk.ui.runner import Crash  # noqa: PLC0415

    trace = 'Traceback (most recent call last):\n  File "perfdesk/services/x.py", line 12, in work\nKeyError: 12'
    stage.program.crashed(Crash("导入 61 个文件", trace))
    return stage.dialog()


def _progress(stage: Stage) -> QWidget | None:
    from perfdesk.ui.dialogs.progress import ProgressDialog  # noqa: PLC0415
    from perfdesk.ui.runner import Job  # noqa: PLC0415

    job = Job("导入 61 个文件", "file", lambda *_: None)
    job.done_steps, job.total, job.text = 23, 61, "水利局 1-9月(终稿)(2).xls，第 3 张表"
    dialog = next(one for one in stage.window.findChildren(ProgressDialog))
    dialog._slow(job)
    shown = stage.dialog()
    stage.after = lambda: dialog._ended(job)
    return shown


def _settings(panel: str) -> Maker:
    return lambda stage: stage.go("settings", panel=panel)


def _empty(stage: Stage) -> None:
    from perfdesk.store.file import create  # noqa: PLC0415

    path = stage.folder / "江川区.perfdesk"
    if not path.exists():
        create(path, code="530403", name="江川区财政局", level="county", kind="县区", year=2023).close()
    stage.program.open(str(path))
    stage.settle(0.5)


def _city(stage: Stage) -> None:
    from perfdesk.store.file import create  # noqa: PLC0415

    path = stage.folder / "玉溪市.perfdesk"
    if not path.exists():
        create(path, code="530400", name="玉溪市财政局", level="city", kind="市", year=2023).close()
    stage.program.open(str(path))
    stage.settle(0.5)


def _ledger(key: str, act: Callable[[Any], QWidget | None], **filters: str) -> Maker:
    """A ledger filtered and ordered, with something done to it."""

    def make(stage: Stage) -> QWidget | None:
        stage.go(key, **filters)
        page = stage.window.pages[key]
        page.tab.setChecked(False)
        stage.settle(0.5)
        page.grid.setFocus()
        over = act(page)
        stage.settle(0.6)
        if page.deeds.dialog is not None:
            over = page.deeds.dialog
        stage.after = page._clear_filters
        return over if over is not None else page.popup

    return make


def _step(key: str) -> Maker:
    """What a review step over the listed sheets asks first."""

    def make(stage: Stage) -> QWidget | None:
        stage.go("monitoring", month="9")
        stage.settle(0.5)
        stage.window.pages["monitoring"].deed[key].trigger()
        stage.settle(2.0)
        return stage.dialog()

    return make


def _ledger_filtered(page: Any) -> None:
    from perfdesk.services.ledgers import Narrow  # noqa: PLC0415

    page._narrow("rate", Narrow("rate", high=8000))
    page.sort("adjusted", down=True)


def _ledger_inspected(page: Any) -> None:
    page.tab.setChecked(True)


def _ledger_pasted(page: Any) -> None:
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    page.grid.setCurrentIndex(page.model.index(0, page.view.columns.index("adjusted")))
    QGuiApplication.clipboard().setText("1,234.50\t1000\n２００\t约三百\n-5\t50万\n300\t200\n")
    page.deeds.paste()


def _ledger_many(page: Any) -> None:
    page.grid.selectAll()
    page.deeds.change_many()


def _ledger_scrolled(page: Any) -> None:
    page.grid.horizontalScrollBar().setValue(page.grid.horizontalScrollBar().maximum())


def _ledger_wrong(page: Any) -> None:
    page.model.setData(page.model.index(2, page.view.columns.index("adjusted")), "约三百万")


def _imports(*, front: int = 0, decide: bool = False) -> Maker:
    """The import preview over five deliveries, one of them in front."""

    def make(stage: Stage) -> None:
        from tests.ui import deliveries  # noqa: PLC0415

        folder = stage.folder / "来文"
        if not folder.exists():
            deliveries.folder_of_all(stage.folder / "红塔区.perfdesk", folder)
        stage.go("imports")
        page = stage.window.page
        if page.shown is None:
            page.add([str(folder)])
            stage.settle(0.8)
        page.files.select_index(front)
        if decide:
            page.tabs["auto"].click()
            page.decide([line for line in page.lines.lines if line.key is not None][:2], yes=False)
        stage.settle(0.4)

    return make


def _columns(stage: Stage) -> QWidget | None:
    _imports(front=3)(stage)
    page = stage.window.page
    page.ask_columns(next(row for row in page.shown.files if row.mappable))
    return stage.dialog()


def _name(stage: Stage) -> QWidget | None:
    _imports(front=2)(stage)
    page = stage.window.page
    page.ask_name(page.shown.preview.files[2].questions[0])
    return stage.dialog()


def _done(stage: Stage) -> None:
    _imports()(stage)
    page = stage.window.page
    page.confirm()
    stage.settle(0.5)


SHOTS: dict[str, Maker] = {
    **FORMS,
    "导入-开始": lambda stage: stage.go("imports"),
    "导入-有问题": _imports(front=2),
    "导入-缺栏目": _imports(front=3),
    "导入-不能采用": _imports(front=4),
    "导入-自动规范": _imports(front=1, decide=True),
    "导入-手工对应": _columns,
    "导入-选单位": _name,
    "导入-完成": _done,
    "催报": _command("chase"),
    "退回": _command("return"),
    "项目库-筛选": _ledger("projects", _ledger_filtered),
    "项目库-详情": _ledger("projects", _ledger_inspected),
    "项目库-列筛选": _ledger("projects", lambda page: page.open_filter(page.view.columns.index("department"))),
    "项目库-粘贴预览": _ledger("projects", _ledger_pasted),
    "项目库-批量修改": _ledger("projects", _ledger_many),
    "项目库-填错": _ledger("projects", _ledger_wrong),
    "项目库-查找": _ledger("projects", lambda page: page.finder.start() or page.finder.field.setText("水库")),
    "项目库-无符合": _ledger("projects", lambda _: None, text="没有这样的项目"),
    "运行监控-右移": _ledger("monitoring", _ledger_scrolled),
    "运行监控-审核通过": _step("pass"),
    "运行监控-封存": _step("seal"),
    "设置-界限与方案": _settings("limits"),
    "设置-密钥与指纹": _settings("keys"),
    "设置-备份": _settings("backups"),
    "搜索": _search,
    "菜单-文件": _menu("文件"),
    "菜单-编辑": _menu("编辑"),
    "菜单-查看": _menu("查看"),
    "菜单-转到": _menu("转到"),
    "菜单-业务": _menu("业务"),
    "首次使用": _command("start"),
    "快捷键": _command("keys"),
    "关于": _command("about"),
    "恢复到备份": _command("restore"),
    "文件被占用": _trouble("E_LOCKED"),
    "文件损坏": _trouble("E_CORRUPT"),
    "出错": _crash,
    "进度": _progress,
    "空台账": _empty,
    "市级": _city,
    **REPORTING,  # they open files of their own, so they come last
}


def _picture(stage: Stage, over: QWidget | None) -> QPixmap:
    """The window, with what lies over it."""
    from PySide6.QtCore import QPoint  # noqa: PLC0415
    from PySide6.QtGui import QColor, QPainter  # noqa: PLC0415
    from PySide6.QtWidgets import QMenu  # noqa: PLC0415

    made = stage.window.grab()
    if over is None:
        return made
    painter = QPainter(made)
    place = stage.window.mapFromGlobal(over.mapToGlobal(QPoint(0, 0)))
    if not isinstance(over, QMenu):
        painter.fillRect(stage.window.rect(), QColor(0, 0, 0, 60))
        place = QPoint((stage.window.width() - over.width()) // 2, (stage.window.height() - over.height()) // 2)
    painter.drawPixmap(place, over.grab())
    painter.end()
    return made


def take(folder: Path, practice: Path, width: int, height: int, *, dark: bool) -> list[str]:
    """All pictures of one theme and size (logical pixels); what went wrong, by name."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from perfdesk.app import _reader, _writer  # noqa: PLC0415
    from perfdesk.ui import theme  # noqa: PLC0415
    from perfdesk.ui.pages import HIDDEN, pages  # noqa: PLC0415
    from perfdesk.ui.program import Program, Stores  # noqa: PLC0415

    QApplication.setStyle(theme.STYLE)
    app = QApplication.instance() or QApplication(["perfdesk"])
    wrong: list[str] = []

    def bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        wrong.append(f"{kind.__name__}: {error}")
        print("".join(traceback.format_exception(kind, error, trace)), flush=True)

    sys.excepthook = bug
    program = Program(app, Stores(_writer, _reader))
    if theme.dark() != dark:
        program.switch_theme()
    stage = Stage(program, practice.parent)
    program.begin(str(practice))
    program.window.resize(width, height)
    stage.settle(0.8)
    makers: dict[str, Maker] = {
        f"页-{kind.title}": lambda stage, key=kind.key: stage.go(key)
        for kind in pages("county")
        if kind.section != HIDDEN
    }
    for number, (name, make) in enumerate({**makers, **SHOTS}.items()):
        begin = len(wrong)
        stage.after = None
        over = make(stage)
        stage.settle()
        _picture(stage, over).save(str(folder / f"{number:02d}-{name}-{'深' if dark else '浅'}-{_suffix()}.png"))
        wrong[begin:] = [f"{name}: {text}" for text in wrong[begin:]]
        if stage.after is not None:
            stage.after()
        if over is not None:
            over.close()
        program.window.top.search.clear()
        program.window.top.search._hide()
        stage.settle(0.05)
    program.window.close()
    return wrong


def _suffix() -> str:
    return os.environ.get("PERFDESK_SHOT", "")


def main(folder: Path, only: str = "") -> int:
    """Take all pictures, a process a size and theme (`only` names one: 1366, 13661); 1 where a page raised."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="perfdesk-shots-") as name:
        place = Path(name)
        os.environ["PERFDESK_PROFILE"] = str(place / "账户")
        from perfdesk.services import practice  # noqa: PLC0415
        from perfdesk.services.backups import back_up  # noqa: PLC0415

        master = place / "红塔区.perfdesk"
        practice.build(master)
        back_up(master)
        status = 0
        for width, height, factor in SIZES:
            for dark in ("", "1"):
                if only and only != f"{width}{dark}":
                    continue
                work = place / f"{width}{dark}"
                work.mkdir()
                shutil.copyfile(master, work / master.name)
                shutil.copytree(place / "备份", work / "备份")
                logical = (round(width / factor), round(height / factor) - PANEL)
                env = {**os.environ, "QT_SCALE_FACTOR": str(factor), "PERFDESK_SHOT": f"{width}x{height}"}
                env["PERFDESK_PROFILE"] = str(work / "账户")
                command = [sys.executable, __file__, "--one", str(folder), str(work / master.name), dark]
                done = subprocess.run([*command, *map(str, logical)], env=env, stderr=subprocess.DEVNULL, check=False)
                status = status or done.returncode
    return status


def one(arguments: list[str]) -> int:
    """The pictures of one theme and size, in this process."""
    folder, practice, dark, width, height = arguments
    wrong = take(Path(folder), Path(practice), int(width), int(height), dark=bool(dark))
    for text in wrong:
        print(text, flush=True)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(one(sys.argv[2:]) if sys.argv[1] == "--one" else main(Path(sys.argv[1]), *sys.argv[2:3]))
