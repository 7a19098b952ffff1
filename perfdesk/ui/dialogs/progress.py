"""Progress of work that takes longer than 0.4 s, with 取消; it goes by itself when the work is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from perfdesk.ui.runner import Job, Runner

_LOOK = 80  # milliseconds between two looks at how far the work is


class ProgressDialog(QDialog):
    """Watches the slow jobs of a runner, one after the other."""

    def __init__(self, runner: Runner, parent: QWidget | None) -> None:
        """Hidden until a job is slow."""
        super().__init__(parent)
        self.setWindowTitle("正在处理")
        self.setAccessibleName("正在处理")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setMinimumWidth(420)
        self._jobs: list[Job] = []
        self._title = widgets.label(role="heading", wrap=True)
        self._text = widgets.label(role="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self.cancel = widgets.button("取消", self.give_up, tip="停下来，没有做完的改动全部撤回")
        body = widgets.column(self, margin=20, gap=10)
        for part in (self._title, self._bar, self._text):
            body.addWidget(part)
        line = widgets.row()
        line.addStretch(1)
        line.addWidget(self.cancel)
        body.addLayout(line)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)
        runner.slow.connect(self._slow)
        runner.ended.connect(self._ended)

    def give_up(self) -> None:
        """Ask the work to stop at its next step."""
        for job in self._jobs:
            job.cancel()
        self.cancel.setEnabled(False)
        self._text.setText("正在停下……")

    def reject(self) -> None:
        """Esc is 取消."""
        self.give_up()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing is 取消; the dialog goes when the work has stopped."""
        if self._jobs:
            self.give_up()
            event.ignore()
        else:
            super().closeEvent(event)

    def _slow(self, job: Job) -> None:
        self._jobs.append(job)
        self._look()
        if not self.isVisible():
            self.cancel.setEnabled(True)
            self._timer.start()
            self.open()

    def _ended(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
            if not self._jobs:
                self._timer.stop()
                self.hide()

    def _look(self) -> None:
        if not self._jobs:
            return
        job = self._jobs[0]
        self._title.setText(job.title)
        self._bar.setRange(0, job.total)
        self._bar.setValue(job.done_steps)
        if not job.cancelled:
            counted = f"{job.done_steps} / {job.total}" if job.total else ""
            self._text.setText("　".join(part for part in (counted, job.text) if part))
