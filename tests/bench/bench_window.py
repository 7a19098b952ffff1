"""The window's first paint and memory beside the smallest QMainWindow, each in a process of its own, in turns.

Both sides are started the same way (interpreter, compiled modules) and stop at the event loop's first turn after their
first paint. The program is pictured as on any other day: a file it knows, which it opens after that paint.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.harness import Harness

ROOT = Path(__file__).resolve().parents[2]
PASSES = 15

SMALLEST = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class Smallest(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)


def done():
    with open("/proc/self/statm") as file:
        print(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), flush=True)
    os._exit(0)


app = QApplication([])
window = Smallest()
window.resize(1366, 728)
window.show()
app.exec()
"""

OURS = """
import os, sys
from PySide6.QtWidgets import QApplication
from perfdesk.ui import theme
from perfdesk.ui.program import Program, Stores


def done(chosen):
    with open("/proc/self/statm") as file:
        print(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), flush=True)
    os._exit(0)


QApplication.setStyle(theme.STYLE)
app = QApplication([])
program = Program(app, Stores(None, None))
program._after_paint = done
program.begin(sys.argv[1])
app.exec()
"""

OPENED = """
import os, sys, time
from perfdesk.app import _reader, _writer
from PySide6.QtWidgets import QApplication
from perfdesk.ui import theme
from perfdesk.ui.program import Program, Stores

QApplication.setStyle(theme.STYLE)
app = QApplication([])
program = Program(app, Stores(_writer, _reader))
program.begin(sys.argv[1])
limit = time.monotonic() + 30
while time.monotonic() < limit:
    app.processEvents()
    page = program.window.page
    if page is not None and not page._body.isHidden() and not program.session.runner.busy:
        break
with open("/proc/self/statm") as file:
    print(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), flush=True)
os._exit(0)
"""

WALK = """
import json, os, sys, time
from perfdesk.app import _reader, _writer
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from perfdesk.ui import theme
from perfdesk.ui.place import Place
from perfdesk.ui.program import Program, Stores

worst = {"ms": 0.0, "what": ""}
where = ["start"]


class Watched(QApplication):
    # Every event of the window's thread, the longest kept; nested ones count for the outer.
    depth = 0

    def notify(self, receiver, event):
        kind = event.type()
        Watched.depth += 1
        begin = time.perf_counter()
        try:
            return super().notify(receiver, event)
        finally:
            spent = (time.perf_counter() - begin) * 1000
            Watched.depth -= 1
            if Watched.depth == 0 and spent > worst["ms"]:
                worst.update(ms=spent, what=f"{where[0]}: {type(receiver).__name__} {QEvent.Type(kind).name}")


QApplication.setStyle(theme.STYLE)
app = Watched([])
program = Program(app, Stores(_writer, _reader))
program.begin(sys.argv[1])


def settle():
    quiet = time.monotonic() + 0.2
    while time.monotonic() < quiet:
        app.processEvents()
        if program.session is not None and program.session.runner.busy:
            quiet = time.monotonic() + 0.2
        time.sleep(0.002)


settle()
for key in list(program.window.navigation.keys):
    where[0] = key
    begin = time.perf_counter()
    program.window.go(Place(key))
    spent = (time.perf_counter() - begin) * 1000
    if spent > worst["ms"]:
        worst.update(ms=spent, what=f"{key}: opened")
    settle()
print(json.dumps(worst), flush=True)
os._exit(0)
"""


def run(harness: Harness) -> None:
    """Time the first paint and the filled workbench, weigh both, and watch the window's thread on a walk."""
    sys.path.insert(0, str(ROOT))
    from perfdesk.services import practice  # noqa: PLC0415 - only who needs it pays for it
    from perfdesk.services.remembered import Recent, Remembered, save  # noqa: PLC0415

    os.environ["PERFDESK_PROFILE"] = str(harness.folder / "profile")
    path = harness.folder / "红塔区.perfdesk"
    practice.build(path)
    save(Remembered().opened(Recent(str(path), "红塔区财政局", "county", 2023)))
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    env["PYTHONPYCACHEPREFIX"] = str(harness.folder.parent / "compiled")
    weights: dict[str, list[int]] = {"smallest": [], "perfdesk": [], "filled": []}

    def start(name: str, code: str) -> Any:
        def job() -> None:
            command = [sys.executable, "-c", code, str(path)]
            done = subprocess.run(command, env=env, capture_output=True, check=True)
            weights[name].append(json.loads(done.stdout))

        return job

    smallest_window = start("smallest", SMALLEST)
    first = harness.turns({"QMainWindow": smallest_window, "perfdesk": start("perfdesk", OURS)}, passes=PASSES, warm=2)
    harness.row("窗口首次绘出", first, "perfdesk", "QMainWindow", at_most=1.5)
    filled = harness.turns({"QMainWindow": smallest_window, "工作台": start("filled", OPENED)}, passes=5)
    harness.row("工作台内容齐全", filled, "工作台", "QMainWindow")
    smallest = statistics.median(weights["smallest"]) / 1e6
    for name, title, goal in (("perfdesk", "首次绘出时的内存", 1.6), ("filled", "工作台齐全时的内存", None)):
        ours = statistics.median(weights[name]) / 1e6
        ratio = ours / smallest
        verdict = "–" if goal is None else "达到" if ratio <= goal else "未达到"
        wanted = "–" if goal is None else f"不超过 {goal:g} 倍"
        harness._print(title, f"{ours:.0f} MB", f"QMainWindow {smallest:.0f} MB", f"{ratio:.2f} 倍", wanted, verdict)
    command = [sys.executable, "-c", WALK, str(path)]
    found = json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
    harness._print("走遍各页时界面线程最久的一次调用", f"{found['ms']:.0f} ms", found["what"], "–", "–", "–")
    shutil.rmtree(harness.folder.parent / "compiled", ignore_errors=True)
