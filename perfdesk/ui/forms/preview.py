"""打印预览: the very pages of the PDF on the screen, and on to a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.forms import ink

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtPrintSupport import QPrinter

    from perfdesk.services.form_view import Paper

_GAP = 16
_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class Pages(QWidget):
    """Pages one below the other, black on white in both themes, as paper is."""

    def __init__(self, pages: tuple[Paper, ...], zoom: float = 1.0) -> None:
        """`zoom` in pixels a point."""
        super().__init__()
        self.pages, self.zoom = pages, zoom
        self.setAccessibleName(f"打印预览，共 {len(pages)} 页")
        self.set_zoom(zoom)

    def set_zoom(self, zoom: float) -> None:
        """Pixels a point."""
        self.zoom = zoom
        wide = max(page.width for page in self.pages) * zoom + 2 * _GAP
        high = sum(page.height * zoom + _GAP for page in self.pages) + _GAP
        self.setFixedSize(QSize(round(wide), round(high)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The pages that are seen."""
        painter = QPainter(self)
        y = float(_GAP)
        for page in self.pages:
            high = page.height * self.zoom
            if y <= event.rect().bottom() and y + high >= event.rect().top():
                painter.save()
                painter.translate((self.width() - page.width * self.zoom) / 2, y)
                painter.fillRect(0, 0, round(page.width * self.zoom), round(high), QColor(Qt.GlobalColor.white))
                ink.draw_paper(painter, page, self.zoom)
                painter.restore()
            y += high + _GAP


class Preview(QDialog):
    """The preview with its buttons."""

    printed = Signal(object)  # a sentence

    def __init__(self, parent: QWidget, title: str, pages: tuple[Paper, ...]) -> None:
        """Of at least one page."""
        super().__init__(parent)
        self.setWindowTitle(f"打印预览 — {title}")
        self.setAccessibleName("打印预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = parent.window().size()
        self.resize(min(1000, room.width() - 60), min(820, room.height() - 40))
        self._title = title
        body = widgets.column(self, margin=12, gap=8)
        line = widgets.row(gap=8)
        line.addWidget(widgets.label(f"{title}　共 {len(pages)} 页", "heading"), 1)
        line.addWidget(widgets.button("缩小", lambda: self._zoom(-1), "quiet"))
        line.addWidget(widgets.button("放大", lambda: self._zoom(1), "quiet"))
        line.addWidget(widgets.button("关闭", self.reject))
        line.addWidget(widgets.button("打印…", self._print, "primary"))
        body.addLayout(line)
        self.pages = Pages(pages)
        self.area = QScrollArea()
        self.area.setAccessibleName("页面")
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setWidget(self.pages)
        body.addWidget(self.area, 1)
        wide = max(page.width for page in pages)
        self.pages.set_zoom(max(0.5, (self.width() - 24 - 2 * _GAP - 18) / wide))

    def _zoom(self, by: int) -> None:
        near = min(range(len(_ZOOMS)), key=lambda at: abs(_ZOOMS[at] - self.pages.zoom))
        self.pages.set_zoom(_ZOOMS[max(0, min(len(_ZOOMS) - 1, near + by))])

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - only who prints needs printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, self.pages.pages[0], self._title)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            send(printer, self.pages.pages)
            self.printed.emit(f"已送往打印机：{self._title}，{len(self.pages.pages)} 页")
            self.accept()


def prepare(printer: QPrinter, page: Paper, title: str) -> None:
    """Set the printer's paper to that of a page, without margins of its own."""
    lying = page.width > page.height
    size = QSizeF(min(page.width, page.height), max(page.width, page.height))
    layout = QPageLayout(
        QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
        QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
    )
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    printer.setDocName(title)


def send(printer: QPrinter, pages: tuple[Paper, ...]) -> None:
    """Draw the pages on a prepared printer."""
    painter = QPainter(printer)
    zoom = printer.resolution() / 72.0
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        ink.draw_paper(painter, page, zoom)
    painter.end()
