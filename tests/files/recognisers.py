"""Recognisers for the children of the tests: importable by name, each with one habit."""

import os
import signal
import sys
import time

from perfdesk.domain.content import Content
from perfdesk.domain.problem import Problem
from perfdesk.domain.reading import Reading


def titles(grids, identity, *, path):
    """One reading a sheet, called by the sheet's first value; what the path says happens to the child."""
    if "自杀" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    if "出错" in path:
        raise RuntimeError("a bug of the recogniser")
    if "睡着" in path:
        time.sleep(600)
    if "空转" in path:
        while True:
            pass
    if "吃内存" in path:
        held = [bytearray(64 * 1024 * 1024) for _ in range(100)]
        return [], [Problem("hint", "X", str(len(held)))]
    readings = []
    for grid in grids:
        content = Content("test", fields={"first": str(next((v for row in grid.rows for v in row if v), ""))})
        readings.append(Reading("test", "", grid.name, "A1", content, identity=identity))
    return readings, []


def modules(_grids, _identity, *, path):  # noqa: ARG001 - called with a path like every recogniser
    """Tell which window toolkits and heavy libraries the child has loaded."""
    heavy = {"PySide6", "sqlite3", "sqlite_utils", "openpyxl", "reportlab", "docx", "pandas"}
    return [], [Problem("hint", "X", " ".join(sorted(heavy & {name.partition(".")[0] for name in sys.modules})))]
