"""A bug in words: nothing is lost, where it was logged, how to pass it on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.dialogs.message import Message

if TYPE_CHECKING:
    from perfdesk.ui.runner import Crash

_TEXT = "程序出错了。没有做完的改动已经撤回，已保存的内容不受影响，可以继续工作。"


def show(parent: QWidget | None, crash: Crash) -> Message:
    """Log the bug in the background and tell about it."""
    threading.Thread(target=_record, args=(crash.title, crash.trace), name="perfdesk-log").start()
    title = f"做“{crash.title}”时出错" if crash.title else "程序出错"
    made = Message(parent, title, _TEXT, f"出错时正在做：{crash.title or '显示窗口'}。请把下面的内容发给维护人员。")
    details = QPlainTextEdit(crash.trace)
    details.setReadOnly(True)
    details.setAccessibleName("详细情况")
    details.setMinimumHeight(120)
    made.body.insertWidget(2, details)
    made.buttons.addWidget(widgets.button("复制详细情况", lambda: QGuiApplication.clipboard().setText(crash.trace)))
    made.add("继续工作", role="primary")
    made.open()
    return made


def _record(title: str, trace: str) -> None:
    from perfdesk.services.bug_log import record  # noqa: PLC0415 - in its own thread

    record(title, trace)
