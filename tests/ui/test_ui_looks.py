"""How the window looks: contrast in both themes, whole labels at every size, names for a screen reader, keys alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from perfdesk.services import looks
from perfdesk.ui import theme
from perfdesk.ui.dialogs.first_start import FirstStart
from perfdesk.ui.icons import pixmap
from perfdesk.ui.palette import DARK, LIGHT, Palette, Tone
from perfdesk.ui.place import Place

ROOT = Path(__file__).resolve().parents[2]


def settled(qtbot, program):
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=15000)
    qtbot.wait(80)
    qtbot.waitUntil(lambda: not program.session.runner.busy, timeout=15000)


# --- colours


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_right():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_contrast_aa_on_its_grounds(palette):
    pairs = [(text, ground) for text in ("text", "muted", "link")
             for ground in ("ground", "panel", "head", "cell", "hover")]  # fmt: skip
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("selected_text", "selected")]
    weak = {(one, other): contrast(getattr(palette, one), getattr(palette, other)) for one, other in pairs}
    for name in ("green", "yellow", "red", "blue", "grey"):
        tone = getattr(palette, name)
        grounds = {"soft": tone.soft, "panel": palette.panel, "ground": palette.ground}
        weak |= {(f"{name}.text", ground): contrast(tone.text, colour) for ground, colour in grounds.items()}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_the_focus_stand_out_from_the_panel(palette):
    marks = {name: getattr(palette, name).mark for name in ("green", "red", "blue")} | {"focus": palette.focus}
    marks |= {"bar": palette.bar}
    assert {name for name, colour in marks.items() if contrast(colour, palette.panel) < 2.6} == set()


def test_both_palettes_say_the_same_things():
    for name in Palette._fields:
        assert type(getattr(LIGHT, name)) is type(getattr(DARK, name))
    assert set(Tone._fields) == {"mark", "soft", "text"}


def test_colours_and_sizes_stand_in_the_theme_alone():
    """White apart: paper is white in both themes."""
    allowed = {"palette.py", "theme.py"}
    for path in (ROOT / "perfdesk/ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name not in allowed:
            assert not re.search(r"#(?!FFFFFF)[0-9A-Fa-f]{6}\b|setStyleSheet", text), (
                f"{path.name} has a colour of its own"
            )


def test_every_icon_has_one_style_and_takes_the_themes_colour(qapp):
    theme.apply(qapp, dark=False)
    for name in looks.icon_names():
        text = looks.icon(name)
        assert 'stroke="currentColor"' in text, name
        assert 'stroke-width="1.5"' in text, name
        assert not pixmap(name, "text", 16).toImage().allGray() or LIGHT.text != DARK.text


# --- names


def visible(root, kind=QWidget):
    return [one for one in root.findChildren(kind) if one.isVisible()]


def unnamed(root):
    """Widgets that take the focus or hold data, and that a screen reader could not name."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)
    found = []
    for one in visible(root):
        if isinstance(one, QHeaderView):
            continue  # a table's head takes no focus; its sections speak through the model
        inner = one.objectName().startswith("qt_") or isinstance(one.parentWidget(), QAbstractSpinBox | QComboBox)
        takes = isinstance(one, kinds) or one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and not inner and not one.accessibleName() and not (isinstance(one, QAbstractButton) and one.text()):
            found.append(f"{type(one).__name__} in {type(one.parentWidget()).__name__}")
    return found


def test_everything_that_takes_the_focus_has_a_name(program, qtbot):
    settled(qtbot, program)
    for key in program.window.navigation.keys:
        assert program.window.go(Place(key))
        settled(qtbot, program)
        assert unnamed(program.window) == [], key


def test_dialogs_have_names_too(program, qtbot):
    settled(qtbot, program)
    for key in ("start", "keys", "about"):
        program.commands.action(key).trigger()
        qtbot.waitUntil(lambda: bool(visible(program.window, QDialog)), timeout=5000)
        dialog = visible(program.window, QDialog)[0]
        assert dialog.accessibleName()
        assert unnamed(dialog) == [], key
        dialog.reject()
        qtbot.waitUntil(lambda: not visible(program.window, QDialog), timeout=5000)


# --- whole words


def cut(root):
    """Labels and buttons whose words do not fit into them."""
    found = []
    for one in visible(root):
        if isinstance(one, QLabel) and one.text() and not one.wordWrap():
            margins = one.contentsMargins()
            room = one.width() - margins.left() - margins.right()
            needed = max(QFontMetrics(one.font()).horizontalAdvance(line) for line in one.text().split("\n"))
            if needed > room + 1:
                found.append(f"{one.text()!r} needs {needed}, has {room}")
        elif isinstance(one, QAbstractButton) and one.text():
            needed = QFontMetrics(one.font()).horizontalAdvance(one.text())
            if needed > one.width() or QFontMetrics(one.font()).height() > one.height():
                found.append(f"button {one.text()!r} needs {needed}, has {one.width()}x{one.height()}")
        elif isinstance(one, QLabel) and one.text():
            needed = one.heightForWidth(one.width())
            if needed > one.height() + 1:
                found.append(f"{one.text()!r} is {one.height()} high, needs {needed}")
    return found


@pytest.mark.parametrize(("width", "height"), [(1366, 728), (1280, 680), (1024, 600)])
def test_no_label_is_cut_at_the_sizes_that_people_have(program, qtbot, width, height):
    settled(qtbot, program)
    program.window.resize(width, height)
    for key in program.window.navigation.keys:
        program.window.go(Place(key))
        settled(qtbot, program)
        assert cut(program.window) == [], key


def test_the_first_start_fits_with_long_names(qtbot):
    from perfdesk.services.remembered import Recent  # noqa: PLC0415 - only who needs it pays for it

    recent = [Recent(f"d/{number}", "玉溪市新平彝族傣族自治县财政局", "county", 2023) for number in range(6)]
    dialog = FirstStart(None, recent, 2023, "文档")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.code, "12")
    assert cut(dialog) == []


SCALED = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from PySide6.QtWidgets import QApplication
from perfdesk.ui import theme
QApplication.setStyle(theme.STYLE)
app = QApplication([])
theme.apply(app, dark=False)
from perfdesk.ui.dialogs.first_start import FirstStart
from test_ui_looks import cut
dialog = FirstStart(None, (), 2023, "文档")
dialog.show()
app.processEvents()
assert dialog.devicePixelRatio() == float(sys.argv[3]), dialog.devicePixelRatio()
print(cut(dialog))
"""


@pytest.mark.parametrize("factor", ["1", "1.5", "2"])
def test_no_label_is_cut_at_the_three_scales(factor):
    env = {**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", SCALED, str(ROOT), str(ROOT / "tests/ui"), factor]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()


# --- the keyboard alone


def test_the_pages_can_be_walked_by_keyboard_alone(program, qtbot):
    settled(qtbot, program)
    window = program.window
    window.activateWindow()
    keys = window.navigation.keys
    window.navigation.setFocus()
    for key in keys[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert window.page.key == key
        assert QApplication.focusWidget() is window.navigation.entry(key)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Home)
    assert window.page.key == "workbench"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.page.isAncestorOf(QApplication.focusWidget())
    seen = set()
    for _ in range(60):
        focus = QApplication.focusWidget()
        seen.add(id(focus))
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    stops = [one for one in visible(window.page) if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()]
    assert {id(one) for one in stops} <= seen, "Tab reaches everything on the page"


def test_f6_goes_round_the_parts_of_the_window(program, qtbot):
    settled(qtbot, program)
    window = program.window
    window.navigation.setFocus()
    window.next_part()
    assert window.page.isAncestorOf(QApplication.focusWidget())
    window.next_part()
    assert QApplication.focusWidget() is window.top.search
    window.next_part()
    assert window.navigation.isAncestorOf(QApplication.focusWidget())


def test_the_stages_the_board_and_the_bars_answer_to_keys(program, qtbot):
    settled(qtbot, program)
    page = program.window.page
    qtbot.keyClick(page._stages, Qt.Key.Key_Left)
    qtbot.keyClick(page._stages, Qt.Key.Key_Return)
    assert page._board_title.text() == "报送看板：1-6月监控表"
    assert "1-6月监控" in page._stages.accessibleName()
    page._board.setCurrentIndex(page._board.model().index(0, 0))
    said = []
    page.say.connect(said.append)
    page.go.connect(said.append)
    qtbot.keyClick(page._board, Qt.Key.Key_Return)
    assert len(said) == 1
    before = page._bars.accessibleName()
    qtbot.keyClick(page._bars, Qt.Key.Key_Down)
    assert page._bars.accessibleName() != before


def test_back_and_forward_remember_the_places(program, qtbot):
    settled(qtbot, program)
    window = program.window
    keys = window.navigation.keys
    if len(keys) < 2:
        pytest.skip("only one page is built")
    window.go(Place(keys[1]))
    window.back()
    assert window.page.key == keys[0]
    window.back(1)
    assert window.page.key == keys[1]
    window.back(1)
    assert window.page.key == keys[1]
