"""Qt's own words (file dialogs, context menus of text fields) in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def install(app: QApplication) -> bool:
    """Load Qt's Chinese translation; False where Qt came without it."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    return translator.load("qtbase_zh_CN", folder) and app.installTranslator(translator)
