"""Our own icons: one style of stroke, coloured by the theme, sharp at every factor."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from perfdesk.services import looks
from perfdesk.ui import theme

_SIZES = (16, 20, 32, 40)


@cache
def icon(name: str, tint: str = "text") -> QIcon:
    """One of our icons in a colour of the palette; a muted one where it is disabled."""
    made = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, tint), (QIcon.Mode.Disabled, "muted")):
        for size in _SIZES:
            made.addPixmap(pixmap(name, colour, size, 1.0), mode)
    return made


theme.on_change(icon.cache_clear)


def pixmap(name: str, tint: str, size: int, ratio: float | None = None) -> QPixmap:
    """An icon drawn `size` pixels wide at 100 %, sharp at the screen's factor."""
    screen = QGuiApplication.primaryScreen()
    factor = ratio or (screen.devicePixelRatio() if screen else 1.0)
    text = looks.icon(name).replace("currentColor", str(getattr(theme.palette(), tint)))
    renderer = QSvgRenderer(QByteArray(text.encode()))
    made = QPixmap(QSize(size, size) * factor)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size * factor, size * factor))
    painter.end()
    made.setDevicePixelRatio(factor)
    return made
