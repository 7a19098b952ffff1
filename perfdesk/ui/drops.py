"""Files dropped anywhere on the window go to the import preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from perfdesk.ui.place import Place

if TYPE_CHECKING:
    from perfdesk.ui.window import Window


class Drops(QObject):
    """Watches a window."""

    def __init__(self, window: Window) -> None:
        """Accept drops from now on."""
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take files and folders of this computer; anything else is not ours."""
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDropEvent):
            return False
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths or self._window.desk is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._window.go(Place("imports", tuple(("file", path) for path in paths)))
        return True
