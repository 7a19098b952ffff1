"""The ways to an open file: choose one, make one, the practice office, go back to a backup."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.progress import Progress
    from perfdesk.services.opening import Store
    from perfdesk.ui.dialogs.first_start import NewOffice
    from perfdesk.ui.program import Program
    from perfdesk.ui.runner import Runner

# Dialogs and services are imported when they are needed.
# ruff: noqa: PLC0415


class WaysIn(QObject):
    """What leads to `Program.open`; work on files without an open one has a runner of its own."""

    def __init__(self, program: Program) -> None:
        """For one program."""
        super().__init__(program)
        self._program = program
        self._files: Runner | None = None

    def ask_open(self) -> None:
        """Choose a data file and open it."""
        from PySide6.QtWidgets import QFileDialog

        folder = str(Path(self._program.session.path).parent) if self._program.session else ""
        path, _ = QFileDialog.getOpenFileName(
            self._program.window, "打开", folder, "绩效台账 (*.perfdesk);;全部文件 (*)"
        )
        if path:
            self._program.open(path)

    def first_start(self) -> None:
        """Show how to begin: new office, practice, recent files."""
        from perfdesk.ui.dialogs.first_start import FirstStart

        folder = str(Path.home() / "Documents") if (Path.home() / "Documents").is_dir() else str(Path.home())
        dialog = FirstStart(self._program.window, self._program.memory.recent, time.localtime().tm_year, folder)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.new.connect(self._make_new)
        dialog.chosen.connect(self._program.open)
        dialog.practice.connect(self.practice)
        dialog.browse.connect(self.ask_open)
        dialog.restore.connect(self.ask_restore)
        dialog.open()

    def _make_new(self, office: NewOffice) -> None:
        def work(_: Progress) -> str:
            from perfdesk.services import keeping

            facts = {"office": office.name, "code": office.code, "level": office.level}
            keeping.new(Path(office.path), **facts, year=office.year)
            return office.path

        self.outside("新建台账", work, self._program.open)

    def practice(self) -> None:
        """Open the practice office; it is built where it is not there yet."""

        def work(progress: Progress) -> str:
            from perfdesk.services import practice

            return str(practice.prepared(progress))

        self.outside("建立练习财政局", work, self._program.open)

    def outside(self, title: str, work: Callable[[Progress], object], done: Callable[[Any], None]) -> None:
        """Work on files without an open data file."""
        if self._files is None:
            self._files = self._program.stores.start(None, _no_store)
            self._files.refused.connect(self._program.refused)
            self._files.crashed.connect(self._program.crashed)
            from perfdesk.ui.dialogs.progress import ProgressDialog

            self._files_progress = ProgressDialog(self._files, self._program.window)
        self._files.file(title, work, done)

    def ask_restore(self) -> None:
        """Choose a backup to go back to."""
        if self._program.session is not None:
            self.restore_of(self._program.session.path)
        elif self._program.memory.recent:
            self.restore_of(self._program.memory.recent[0].path)
        else:
            self._show_restore("", "", ())

    def restore_of(self, path: str, why: str = "") -> None:
        """Offer the backups of a data file; `why` says what is wrong with it."""

        def work(_: Progress) -> object:
            from perfdesk.services.backups import saved

            return saved(Path(path))

        self.outside("查找备份", work, partial(self._show_restore, path, why))

    def _show_restore(self, path: str, why: str, found: object) -> None:
        from perfdesk.ui.dialogs.restore import Restore

        dialog = Restore(self._program.window, found, why)  # type: ignore[arg-type] # a tuple of services' Saved
        dialog.chosen.connect(partial(self.restore, path))
        dialog.open()

    def restore(self, to: str, source: str) -> None:
        """Put a backup in place of a file and open that."""
        target = to
        if not target:
            from PySide6.QtWidgets import QFileDialog

            target, _ = QFileDialog.getSaveFileName(self._program.window, "恢复成哪个文件", "", "绩效台账 (*.perfdesk)")
        if not target or not self._program.leave():
            return

        def work(_: Progress) -> str:
            from perfdesk.services.backups import restore

            restore(Path(source), Path(target))
            return target

        self.outside("恢复到备份", work, self._program.open)

    def close(self) -> None:
        """Let what has begun come to its end."""
        if self._files is not None:
            self._files.close()


def _no_store() -> Store:
    raise AssertionError("this runner has no data file")
