"""Builds what the window needs and opens it; the only module that knows both the window and the stores."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from perfdesk.ui import theme
from perfdesk.ui.program import Program, Stores

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.file import Store


def open_window(path: str | None) -> int:
    """Open the window on a data file (None: the last one, or the first start); returns its exit status."""
    QApplication.setStyle(theme.STYLE)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("perfdesk")
    program = Program(app, Stores(_writer, _reader))  # type: ignore[arg-type] # instance() says QCoreApplication
    sys.excepthook = program.bug
    program.begin(path)
    return app.exec()


def _writer(path: Path) -> Store:
    from perfdesk.services.opening import operator  # noqa: PLC0415 - in the writing thread, after the first paint
    from perfdesk.store.file import open_store  # noqa: PLC0415

    return open_store(path, operator=operator())


def _reader(path: Path) -> Store:
    from perfdesk.services.opening import operator  # noqa: PLC0415 - in the reading thread, after the first paint
    from perfdesk.store.file import open_store  # noqa: PLC0415

    return open_store(path, read_only=True, operator=operator())
