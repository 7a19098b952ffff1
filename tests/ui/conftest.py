"""What every test of the window needs: a practice office, a program over it, a guard against stores on its thread."""

from __future__ import annotations

import os
import re
import shutil
import threading
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from perfdesk.app import _reader, _writer
from perfdesk.store.file import Store
from perfdesk.ui import theme
from perfdesk.ui.program import Program, Stores


@pytest.fixture(scope="session")
def qapp_args():
    QApplication.setStyle(theme.STYLE)
    return ["perfdesk"]


@pytest.fixture
def typing(qtbot):
    """Types as a person does: Chinese comes by the input method, the rest by keys."""

    def type_text(widget, text):
        widget.setFocus()
        for part in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text):
            if part.isascii():
                qtbot.keyClicks(widget, part)
            else:
                event = QInputMethodEvent()
                event.setCommitString(part)
                QApplication.sendEvent(widget, event)

    return type_text


@pytest.fixture(scope="session")
def practice_master(tmp_path_factory) -> Path:
    """One practice office in the middle of its work, built once a session (about five seconds); copy it."""
    from perfdesk.services import practice  # noqa: PLC0415 - only for the tests that need it

    path = tmp_path_factory.mktemp("practice") / "红塔区.perfdesk"
    practice.build(path)
    return path


@pytest.fixture
def practice_file(practice_master, tmp_path) -> Path:
    """A fresh copy of the practice office."""
    return Path(shutil.copyfile(practice_master, tmp_path / "红塔区.perfdesk"))


@pytest.fixture(autouse=True)
def no_store_on_the_window_thread(monkeypatch):
    """Every read and every change of a store notes its thread; none may be the window's."""
    window, touched = threading.get_ident(), []

    def guarded(name):
        original = getattr(Store, name)

        def call(store, *args, **options):
            if threading.get_ident() == window and _in_event_loop():
                touched.append(name)
            return original(store, *args, **options)

        return call

    for name in ("rows", "change", "undo", "redo", "revert", "actions"):
        monkeypatch.setattr(Store, name, guarded(name))
    yield
    assert touched == [], f"a store was touched in the window's thread: {touched}"


def _in_event_loop() -> bool:
    """Tests themselves may open a store; what the window does runs below Qt's event loop or a widget's method."""
    import traceback  # noqa: PLC0415

    return any(f"{os.sep}perfdesk{os.sep}ui{os.sep}" in frame.filename for frame in traceback.extract_stack())


@pytest.fixture
def make_program(qtbot, qapp):
    """Makes a program with its threads; it is closed at the end."""
    made: list[Program] = []

    def make(path: Path | None = None) -> Program:
        program = Program(qapp, Stores(_writer, _reader))
        made.append(program)
        program.window.resize(1366, 768)
        program.begin(str(path) if path else None)
        program.window.resize(1366, 768)
        qtbot.waitUntil(lambda: program.window.commands is not None, timeout=5000)
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
        if path is not None:
            qtbot.waitUntil(lambda: program.window.desk is not None, timeout=15000)
        return program

    yield make
    for program in made:
        qtbot.waitUntil(lambda one=program: one.session is None or not one.session.runner.busy, timeout=20000)
        program.window.close()
        program.window.deleteLater()
    QGuiApplication.clipboard().clear()  # the platform of the tests would ask for what was copied after Python's end
    theme.apply(qapp, dark=False)


@pytest.fixture
def program(make_program, practice_file):
    """The program with the practice office open."""
    return make_program(practice_file)
