"""The one theme: palette, fonts and style sheet; pages name roles and tones, never colours or sizes.

Sizes are pixels at 100 %; the system's or QT_SCALE_FACTOR's factor scales them. Labels carry a property `role`:
title, heading, muted, figure, caption, error, link; frames `panel`; buttons `primary`, `quiet`, `chip`, `tag`.
"""

from __future__ import annotations

from functools import cache
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from perfdesk.ui.palette import DARK, LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication, QWidget

TEXT, SMALL, HEADING, TITLE, FIGURE = 13, 12, 14, 18, 24  # pixels
ROW = 28
STYLE = "Fusion"  # set before the application is made: setting it later costs a tenth of the start
RADIUS = 7
_FAMILIES = (
    *("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"),
    *("HarmonyOS Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "PingFang SC"),
)
_current: list[Palette] = [LIGHT]
_renewed: list[Callable[[], object]] = []

_SHEET = Template("""
* { outline: none; }
QWidget { color: $text; }
QMainWindow, QWidget[role="ground"], QStackedWidget { background: $ground; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QFrame[role="panel"] { background: $panel; border: 1px solid $line; border-radius: 7px; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 7px; }
QFrame[role="card"]:hover { background: $hover; }
QFrame[role="card"]:focus { border-color: $focus; }
QFrame[role="trouble"] { background: $panel; border: 1px solid $red_mark; border-radius: 7px; }
QFrame[role="bar"] { background: $panel; border: 0; border-bottom: 1px solid $line; }
QFrame[role="foot"] { background: $panel; border: 0; border-top: 1px solid $line; }
QFrame[role="side"] { background: $panel; border: 0; border-right: 1px solid $line; }
QFrame[role="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 18px; font-weight: 600; }
QLabel[role="heading"] { font-size: 14px; font-weight: 600; }
QLabel[role="muted"], QLabel[role="caption"] { color: $muted; }
QLabel[role="caption"] { font-size: 12px; }
QLabel[role="figure"], QLabel[role="alarm"] { font-size: 24px; font-weight: 600; }
QLabel[role="alarm"] { color: $red_text; }
QLabel[role="error"] { color: $red_text; }
QLabel[role="link"] { color: $link; }
QPushButton { background: $panel; color: $text; border: 1px solid $control; border-radius: 5px; padding: 4px 12px;
  min-height: 20px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border-color: $focus; }
QPushButton:disabled { color: $muted; background: $ground; border-color: $line; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 3px 11px; }
QPushButton[role="primary"]:disabled { background: $track; color: $muted; border-color: $line; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; padding: 3px 8px; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border-color: $focus; }
QPushButton[role="tag"] { background: $selected; color: $selected_text; border-color: transparent; border-radius: 4px;
  padding: 1px 8px; min-height: 18px; }
QPushButton[role="tag"]:hover { border-color: $selected_text; }
QPushButton[role="tag"]:focus { border-color: $focus; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $link; padding: 0 2px;
  min-height: 18px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: $focus; border-radius: 3px; }
QPushButton[role="page"] { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0 9px;
  text-align: left; min-height: 27px; }
QPushButton[role="page"]:hover { background: $hover; }
QPushButton[role="page"]:checked { background: $selected; color: $selected_text; font-weight: 600; }
QPushButton[role="page"]:focus { border-color: $focus; }
QLabel[role="section"] { color: $muted; font-size: 12px; padding: 8px 0 3px 8px; }
QLabel[role="badge"], QLabel[role="waiting"] { font-size: 12px; font-weight: 400; border-radius: 9px;
  qproperty-alignment: AlignCenter; }
QLabel[role="badge"] { background: $grey_soft; color: $grey_text; }
QLabel[role="waiting"] { background: $red_soft; color: $red_text; }
QPushButton[role="segment"] { border-radius: 0; padding: 2px 12px; margin-left: -1px; }
QPushButton[role="segment"]:checked { background: $selected; color: $selected_text; border-color: $selected_text; }
QPushButton[role="tab"] { background: transparent; border: 1px solid transparent; color: $muted; padding: 2px 6px; }
QPushButton[role="tab"]:checked { color: $text; font-weight: 600; }
QPushButton[role="tab"]:focus { border-color: $focus; }
QPushButton::menu-indicator { width: 0; }
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: $field; color: $text;
  border: 1px solid $control; border-radius: 5px; padding: 3px 8px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 22px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border-color: $focus; background: $panel; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $muted; background: $ground; }
QAbstractSpinBox { padding-right: 24px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 22px; border: 0;
  background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; border-radius: 3px; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed { background: $selected; }
QAbstractSpinBox::up-arrow { image: url("$style/chevron-up.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$style/chevron.svg"); width: 10px; height: 10px; }
QDateTimeEdit::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 22px; border: 0; }
QDateTimeEdit::down-arrow { image: url("$style/chevron.svg"); width: 12px; height: 12px; }
QLineEdit[role="wrong"], QPlainTextEdit[role="wrong"] { border-color: $red_mark; }
QPlainTextEdit[role="cell"], QPlainTextEdit[role="cell-wrong"] { background: $panel; border: 2px solid $focus;
  border-radius: 0; padding: 0; }
QPlainTextEdit[role="cell-wrong"] { border-color: $red_mark; }
QLabel[role="wrong-told"] { background: $red_soft; color: $red_text; border: 1px solid $red_mark; border-radius: 4px;
  padding: 3px 8px; }
QComboBox::drop-down { border: 0; width: 22px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$style/chevron.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line; selection-background-color: $selected;
  selection-color: $selected_text; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 14px; height: 14px;
  border: 1px solid $muted; border-radius: 3px; background: $field; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox:focus::indicator, QRadioButton:focus::indicator { border-color: $focus; }
QCheckBox:focus, QRadioButton:focus { color: $link; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$style/tick.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$style/dot.svg"); }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $ground; border-color: $line; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled { background: $muted;
  border-color: $muted; }
QMenuBar { background: transparent; }
QMenuBar::item { padding: 5px 8px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $selected; color: $selected_text; }
QMenu { background: $panel; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $selected; color: $selected_text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QDialog, QMessageBox { background: $panel; }
QScrollArea, QAbstractScrollArea[role="plain"] { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[role="canvas"] { background: transparent; }
QAbstractItemView { background: $panel; alternate-background-color: $head; border: 1px solid $line;
  selection-background-color: $selected; selection-color: $selected_text; gridline-color: $row_line; }
QAbstractItemView[role="plain"] { border: 0; background: transparent; }
QTableView[role="grid"] { border: 1px solid $line; border-bottom: 0; padding: 0; }
QTableView[role="grid"]::item { padding: 0 6px; }
QLineEdit[role="cell"] { border: 2px solid $focus; border-radius: 0; padding: 0 4px; background: $panel;
  min-height: 0; }
QHeaderView { background: $head; border: 0; }
QHeaderView::section { background: $head; color: $text; font-weight: 600; border: 0; border-bottom: 1px solid $line;
  border-right: 1px solid $row_line; padding: 4px 6px; }
QTableCornerButton::section { background: $head; border: 0; }
QSplitter::handle { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px; border: 0; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $link; }
QTabWidget::pane { border: 0; }
QProgressBar { background: $track; border: 0; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def palette() -> Palette:
    """The colours in force; ask at each painting, the person may have changed the theme."""
    return _current[0]


def dark() -> bool:
    """Whether the dark theme is in force."""
    return _current[0] is DARK


def color(name: str) -> QColor:
    """A colour of the palette by its field's name."""
    return QColor(getattr(_current[0], name))


def apply(app: QApplication, *, dark: bool) -> None:
    """Put a theme in force for the whole application, whose style is Fusion (see `STYLE`)."""
    chosen = DARK if dark else LIGHT
    _current[0] = chosen
    for renew in _renewed:
        renew()
    app.setFont(font())
    app.setPalette(_qt_palette(chosen))
    app.setStyleSheet(_SHEET.substitute(_fields(chosen)))


def on_change(renew: Callable[[], object]) -> None:
    """Call this whenever a theme is put in force; for what keeps colours, as icons do."""
    _renewed.append(renew)


def repolish(widget: QWidget, role: str) -> None:
    """Give a widget another role and let the style sheet see it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def font(pixels: int = TEXT, *, bold: bool = False) -> QFont:
    """The window's font in a size; figures in it are tabular by the font's own default."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPixelSize(pixels)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


@cache
def families() -> tuple[str, ...]:
    """The families that show Chinese here: the system's own, else the shipped font."""
    found = tuple(name for name in _FAMILIES if QFontDatabase.hasFamily(name))
    return found or _shipped()


def _shipped() -> tuple[str, ...]:
    from perfdesk.services.looks import fonts  # noqa: PLC0415 - only where the computer has no Chinese font

    names: list[str] = []
    for path in fonts():
        number = QFontDatabase.addApplicationFont(str(path))
        names += QFontDatabase.applicationFontFamilies(number)
    return tuple(names)


def _fields(chosen: Palette) -> dict[str, str]:
    plain = {name: getattr(chosen, name) for name in chosen._fields if isinstance(getattr(chosen, name), str)}
    light = chosen is LIGHT
    from perfdesk.services.looks import style_folder  # noqa: PLC0415 - here alone

    extra = {
        "style": style_folder(),
        "control": "#C9D1DB" if light else "#4A5664",
        "field": "#FAFBFC" if light else "#1A2027",
        "scroll": "#C3CCD6" if light else "#46525F",
        "red_text": chosen.red.text,
        "red_soft": chosen.red.soft,
        "grey_text": chosen.grey.text,
        "grey_soft": chosen.grey.soft,
        "red_mark": chosen.red.mark,
    }
    return plain | extra


def _qt_palette(chosen: Palette) -> QPalette:
    roles = QPalette.ColorRole
    made = QPalette()
    for role, colour in (
        (roles.Window, chosen.ground),
        (roles.WindowText, chosen.text),
        (roles.Base, chosen.panel),
        (roles.AlternateBase, chosen.head),
        (roles.Text, chosen.text),
        (roles.Button, chosen.panel),
        (roles.ButtonText, chosen.text),
        (roles.BrightText, chosen.on_accent),
        (roles.Highlight, chosen.accent),
        (roles.HighlightedText, chosen.on_accent),
        (roles.ToolTipBase, chosen.panel),
        (roles.ToolTipText, chosen.text),
        (roles.PlaceholderText, chosen.muted),
        (roles.Link, chosen.link),
        (roles.Light, chosen.panel),
        (roles.Midlight, chosen.head),
        (roles.Mid, chosen.line),
        (roles.Dark, chosen.muted),
        (roles.Shadow, chosen.line),
    ):
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.muted))
    return made
