"""Rows of a ledger as a picture: always on white, twice as sharp as the screen, as it is pasted into messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from perfdesk.ui import theme
from perfdesk.ui.dot import paint_dot
from perfdesk.ui.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.ledgers import Column, View

_ROW, _PAD, _SHARP = 26, 8, 2
_WIDEST = 300
_LEFT, _RIGHT = (
    Qt.AlignmentFlag.AlignVCenter | side for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


def picture(view: View, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> QImage:
    """A table with its title, heads and rows."""
    plain, bold = theme.font(), theme.font(bold=True)
    metrics, heavy = QFontMetrics(plain), QFontMetrics(bold)
    heads = [view.title(column) for column in columns]
    widths = []
    for at, head in enumerate(heads):
        widest = max((metrics.horizontalAdvance(row[at]) for row in rows), default=0)
        dot = 16 if columns[at].kind == "light" else 0
        widths.append(min(_WIDEST, max(widest + dot, heavy.horizontalAdvance(head))) + 2 * _PAD)
    title = f"{view.kind.title}　{view.budget_year} 年度　单位：{view.unit}"
    wide = max(sum(widths), heavy.horizontalAdvance(title) + 2 * _PAD) + 1
    high = _ROW * (len(rows) + 2) + 1
    image = QImage(wide * _SHARP, high * _SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARP)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setPen(QColor(LIGHT.text))
    painter.setFont(bold)
    painter.drawText(QRect(_PAD, 0, wide, _ROW), _LEFT, title)
    painter.fillRect(QRect(0, _ROW, sum(widths), _ROW), QColor(LIGHT.head))
    x = 0
    for at, column in enumerate(columns):
        align = _RIGHT if column.align == "right" else _LEFT
        painter.setFont(bold)
        painter.drawText(QRect(x + _PAD, _ROW, widths[at] - 2 * _PAD, _ROW), align, heads[at])
        painter.setFont(plain)
        for number, row in enumerate(rows):
            rect = QRect(x + _PAD, _ROW * (number + 2), widths[at] - 2 * _PAD, _ROW)
            if column.kind == "light" and row[at]:
                painter.save()
                paint_dot(painter, column.tones.get(row[at], "grey"), rect.left() + 5, rect.center().y() + 0.5)
                painter.restore()
                rect.setLeft(rect.left() + 15)
            painter.drawText(rect, align, metrics.elidedText(row[at], Qt.TextElideMode.ElideRight, rect.width()))
        x += widths[at]
    painter.setPen(QColor(LIGHT.line))
    for number in range(1, len(rows) + 3):
        painter.drawLine(0, _ROW * number, x, _ROW * number)
    x = 0
    for width in [0, *widths]:
        x += width
        painter.drawLine(x, _ROW, x, high)
    painter.end()
    return image
