"""A ledger of 100,000 projects: the grid beside Qt's own models over the same rows.

The peers read a second database, made and opened by QtSql alone: two copies of SQLite never share a file.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROWS = 100_000
UNITS = 580
OFFICE = "530402"
COLUMNS = ("name", "code", "department", "class", "attribute", "category", "term", "manager", "needs_target")
SIZE = (1200, 800)
WORDS = ("修", "修缮", "修缮第", "修缮第1", "修缮第12", "采", "采购", "采购第", "采购第3", "采购第33")
STEPS = 60  # wheel steps of three rows
KINDS = ("修缮", "采购", "补助", "运维", "培训")


def run(harness):  # noqa: PLR0915 - one window, measured from all sides
    """First paint, filter keystroke, wheel step and memory."""
    from PySide6.QtCore import QSortFilterProxyModel, Qt  # noqa: PLC0415 - the other measurements need no window
    from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlQueryModel  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QTableView  # noqa: PLC0415

    app = QApplication.instance() or QApplication(sys.argv[:1])
    path = harness.folder / "grid.perfdesk"
    make(path)
    peer = QSqlDatabase.addDatabase("QSQLITE", "peer")
    peer.setDatabaseName(str(harness.folder / "peer.db"))
    if not peer.open():
        raise AssertionError(peer.lastError().text())
    fill_peer(peer, QSqlQuery)
    grid = Grid(path, app)
    views = []

    def plain():
        view = QTableView()
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(29)
        view.resize(*SIZE)
        views.append(view)
        return view

    def sql():
        model = QSqlQueryModel()
        model.setQuery(f"SELECT {', '.join(COLUMNS)} FROM project ORDER BY id", peer)
        view = plain()
        view.setModel(model)
        view.model_kept = model
        view.show()
        app.processEvents()  # paints
        return view

    wheel = sql()

    def again():
        wheel.model_kept.setQuery(wheel.model_kept.query().lastQuery(), peer)
        app.processEvents()  # paints

    times = harness.turns({"perfdesk": (grid.settle, lambda _: grid.first_paint()), "QSqlQueryModel": again})
    harness.row(f"台账 {ROWS:,} 行，首屏", times, "perfdesk", "QSqlQueryModel", at_most=2)
    while wheel.model_kept.canFetchMore():
        wheel.model_kept.fetchMore()
    harness.equal("行数", grid.model.rowCount(), wheel.model_kept.rowCount())
    harness.equal("第一行", grid.model.index(0, 0).data(), wheel.model_kept.index(0, 0).data())
    grid.settle()

    def steps(view):
        def job():
            bar = view.verticalScrollBar()
            bar.setValue(0)
            for step in range(1, STEPS + 1):
                bar.setValue(step * 3)
                app.processEvents()

        return job

    times = harness.turns({"perfdesk": steps(grid.view), "QSqlQueryModel": steps(wheel)}, passes=9)
    harness.row(f"滚轮 {STEPS} 步（每步 3 行）", times, "perfdesk", "QSqlQueryModel", at_most=1.5)

    proxy = QSortFilterProxyModel()
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    proxy.setSourceModel(rows_model(grid))
    filtered = plain()
    filtered.setModel(proxy)
    filtered.show()

    def by_proxy():
        for word in WORDS:
            proxy.setFilterFixedString(word)
            app.processEvents()  # paints
        return proxy.rowCount()

    harness.equal("筛选结果", grid.filter(WORDS), by_proxy())
    times = harness.turns(
        {"perfdesk": (grid.settle, lambda _: grid.filter(WORDS)), "QSortFilterProxyModel": by_proxy}, passes=3
    )
    harness.row(f"筛选 {len(WORDS)} 次击键，到画完", times, "perfdesk", "QSortFilterProxyModel", faster=10)
    grid.close()
    wheel.close()
    filtered.close()
    proxy.setSourceModel(None)
    views.clear()
    memory(harness, path)


def memory(harness, path):
    """What a grid adds to a process with a window, in MB."""
    import subprocess  # noqa: PLC0415 - here alone

    grown = subprocess.run(
        harness.call("tests.bench.bench_grid", "print_growth", path), capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    mega = float(grown)
    harness.rows.append(
        ("台账 100,000 行，内存增量", f"{mega:.1f} MB", "–", "–", "低于 25 MB", "达到" if mega < 25 else "未达到")
    )
    print(" | ".join(harness.rows[-1]), flush=True)


def print_growth(path):
    """Print how much the process grows from an empty window with an open file to a scrolled grid."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    app = QApplication([])
    grid = Grid(Path(path), app)
    grid.runner.read("warm", lambda store: store.rows("SELECT sum(length(name)) FROM project"), lambda _: None)
    grid.view.show()
    warm = "SELECT sum(length(name)) FROM project"  # the file's page cache belongs to the open file
    grid.runner.read("warm", lambda store: store.rows(warm), lambda _: None)
    grid.settle()
    before = _resident()
    grid.first_paint()
    grid.settle()
    bar = grid.view.verticalScrollBar()
    for step in range(50):
        bar.setValue(bar.maximum() * step // 50)
        grid.settle()
    print(f"{(_resident() - before) / 1e6:.1f}")
    grid.close()


class Grid:
    """The grid with its runner, without the page around it."""

    def __init__(self, path, app):
        from perfdesk.services import ledgers  # noqa: PLC0415
        from perfdesk.services.opening import open_store  # noqa: PLC0415
        from perfdesk.ui.grid.loader import Loader  # noqa: PLC0415
        from perfdesk.ui.grid.model import GridModel  # noqa: PLC0415
        from perfdesk.ui.grid.view import GridView  # noqa: PLC0415
        from perfdesk.ui.runner import Runner  # noqa: PLC0415

        self.app = app
        self.runner = Runner(None, lambda: open_store(path, read_only=True))
        self.runner.crashed.connect(lambda crash: print(crash.trace, flush=True))
        self.model = GridModel()
        self.view = GridView(self.model)
        self.view.resize(*SIZE)
        self.loader = Loader(self.runner, "bench", self.model)
        self.shown = ledgers.View("projects", 2023, 9, columns=COLUMNS)
        self.came = False
        self.loader.rows.connect(self._rows)
        self.loader.ids.connect(lambda found: self.model.take_ids(*found))
        self.loader.pages.connect(lambda found: self.model.take_pages(*found))
        self.model.asked.connect(lambda asked: self.loader.fetch(self.model.view, *asked))

    def first_paint(self):
        """From the question to the painted rows; the keys come after."""
        self.view.show()
        self.ask(self.shown)
        self.app.processEvents()  # paints

    def ask(self, shown):
        """Wait for the rows of a view as the event loop would."""
        self.came = False
        self.loader.open(shown)
        self._until(lambda: self.came)

    def filter(self, words):
        """Each keystroke until its rows are painted."""
        from dataclasses import replace  # noqa: PLC0415

        for word in words:
            self.ask(replace(self.shown, text=word))
            self.app.processEvents()  # paints
        return self.model.rowCount()

    def settle(self):
        """Until nothing is on its way."""
        self.view.viewport().repaint()  # asks for what it shows; a picture by grab() would weigh 7 MB itself
        self._until(lambda: not self.runner.busy)
        self.app.processEvents()
        self._until(lambda: not self.runner.busy)

    def close(self):
        """End the threads."""
        self.view.close()
        self.runner.close()

    def _rows(self, opened):
        self.model.show_rows(opened)
        if not opened.whole and not opened.view.text:
            self.loader.rest(opened.view, self.model.generation)
        self.came = True

    def _until(self, ready):
        """Idle in the event loop, as the window does: a busy loop would keep the interpreter from the readers."""
        from PySide6.QtCore import QEventLoop  # noqa: PLC0415

        while not ready():
            loop = QEventLoop()
            self.runner.ended.connect(loop.quit)
            loop.exec()
            self.runner.ended.disconnect(loop.quit)


def make(path):
    """The ledger."""
    from perfdesk.store.file import create  # noqa: PLC0415

    with (
        create(path, code=OFFICE, name="红塔区财政局", level="county", year=2023) as store,
        store.change("建立") as change,
    ):
        units = [(OFFICE, f"u{n:05}", f"{n:04}", f"红塔区第{n}单位", "department") for n in range(UNITS)]
        change.put("unit", ("office", "id", "code", "name", "kind"), units)
        columns = ("office", "id", "year", "series", "code", "name", "unit", "department")
        columns += ("attribute", "category", "term", "manager")
        change.put("project", columns, _projects())


def _projects():
    for n in range(ROWS):
        key, unit = f"0185cc00-0000-7000-8000-{n:012}", f"u{n % UNITS:05}"
        name = f"{KINDS[n % 5]}第{n}号项目经费"
        yield (
            OFFICE,
            key,
            2023,
            key,
            f"53040223T{n:012}",
            name,
            unit,
            unit,
            "延续项目",
            "其他运转类",
            "2023年",
            "张三",
        )


def fill_peer(peer, query_class):
    """The same rows as the grid shows them, in QtSql's own file."""
    query = query_class(peer)
    cells = ", ".join(f"{name} TEXT" for name in COLUMNS)
    query.exec(f"CREATE TABLE project (id TEXT PRIMARY KEY, {cells}) WITHOUT ROWID")
    peer.transaction()
    query.prepare(f"INSERT INTO project VALUES (?, {', '.join('?' * len(COLUMNS))})")
    for n, row in enumerate(_projects()):
        cells = (row[1], row[5], row[4], f"红塔区第{n % UNITS}单位", "本级", row[8], row[9], row[10], row[11], "是")
        for at, cell in enumerate(cells):
            query.bindValue(at, cell)
        query.exec()
    peer.commit()


def rows_model(grid):
    """A lean model of tuples in memory, as a proxy wants it."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex  # noqa: PLC0415

    cells = [(row[5], row[4], "", "本级", row[8], row[9], row[10], row[11], "是") for row in _projects()]
    root = QModelIndex()

    class Rows(QAbstractTableModel):
        def rowCount(self, _parent=root):  # noqa: N802 - Qt's own name
            return len(cells)

        def columnCount(self, _parent=root):  # noqa: N802
            return len(COLUMNS)

        def data(self, index, role=0):
            return cells[index.row()][index.column()] if role == 0 else None

    return Rows(grid.model)


def _resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
