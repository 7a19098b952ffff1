"""The one way to do work: a thread owns the writing file, one the reading, two serve files; results return by signal.

The window's thread never touches a store: a bulk write may hold the file for seconds. A callback runs in the window's
thread, and not at all when the widget it belongs to is gone.
"""

from __future__ import annotations

import queue
import threading
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from perfdesk.domain.errors import Cancelled, UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfdesk.domain.progress import Progress
    from perfdesk.services.opening import Store

    Opener = Callable[[], Store]
    Done = Callable[[Any], None]
    Failed = Callable[[UserError], None]
    Jobs = queue.SimpleQueue["Job | None"]

SLOW = 400  # milliseconds after which work shows its progress
LaneName = Literal["write", "read", "file"]


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug that stopped a piece of work: what was being done, and the trace for the maintainers."""

    title: str
    trace: str


class Job:
    """One piece of work: what it is called, how far it is, and whether the person gave up. It is its own Progress."""

    def __init__(self, title: str, lane: LaneName, work: Callable[[Any, Progress], Any]) -> None:
        """Waiting."""
        self.title, self.lane, self.work = title, lane, work
        self.key = ""
        self.done_steps, self.total, self.text = 0, 0, ""
        self.cancelled = False
        self.over = False
        self.quiet = False  # shows no progress: the page tells by itself
        self.done: Done | None = None
        self.failed: Failed | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.trace = ""
        self.tables: frozenset[str] = frozenset()
        self.backup = False  # the file is backed up before the change begins
        self.kept: object = None  # what became of that, an Outcome

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report a step (from the working thread).

        Raises:
            Cancelled: the person gave up.
        """
        self.done_steps, self.total, self.text = done, total, text
        if self.cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Give up; the work stops at its next step."""
        self.cancelled = True


class _Lane:
    """One thread that serves a queue; it opens its store at the first job and closes it at the end."""

    def __init__(self, runner: Runner, jobs: Jobs, opener: Opener | None, name: str) -> None:
        self._runner, self._jobs, self._opener = runner, jobs, opener
        self._store: Store | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._runner.carry_out(job, self._opened)
            del job  # what a finished job holds must not wait for the next one
        if self._store is not None:
            self._store.close()

    def _opened(self) -> Store | None:
        if self._store is None and self._opener is not None:
            self._store = self._opener()
        return self._store


class Runner(QObject):
    """Takes work from the window's thread and brings results back to it."""

    changed = Signal(object)  # frozenset of the names of tables whose rows changed
    slow = Signal(object)  # a Job that has been running for 0.4 s
    ended = Signal(object)  # a Job that is over, however it ended
    refused = Signal(object)  # (title, UserError) that nobody else takes
    crashed = Signal(object)  # a Crash
    backed_up = Signal(object)  # the Outcome of an automatic backup, before a change or by the clock

    _finished = Signal(object)

    def __init__(self, writer: Opener | None, reader: Opener, parent: QObject | None = None) -> None:
        """Start the threads; `writer` is None for a file that is only read."""
        super().__init__(parent)
        self._window = threading.get_ident()
        self._writable = writer is not None
        self._newest: dict[str, Job] = {}
        self._running: set[Job] = set()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._queues: dict[str, Jobs] = {name: queue.SimpleQueue() for name in ("write", "read", "file")}
        self._lanes = self._start(writer, reader)

    @property
    def writable(self) -> bool:
        """Whether the file may be changed."""
        return self._writable

    @property
    def busy(self) -> bool:
        """Whether any work is under way or waiting."""
        return bool(self._running)

    @property
    def writing(self) -> Job | None:
        """A change that is under way or waiting."""
        return next((job for job in self._running if job.lane == "write"), None)

    def change(
        self,
        title: str,
        work: Callable[[Store, Progress], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        backup: bool = False,
    ) -> Job:
        """Do `work(store, progress)` with the writing store; `title` says in the person's words what is done.

        With `backup` the file is backed up first where it changed since; if that fails the work is done all the same.
        """
        job = Job(title, "write", work)
        job.backup = backup
        if not self._writable:
            job.failed = failed
            job.error = UserError("文件以只读方式打开，不能改动", "请等占用文件的人关闭后重新打开", "E_READONLY")
            self._running.add(job)
            self._finished.emit(job)
            return job
        return self._submit(job, done, failed)

    def read(
        self, key: str, work: Callable[[Store], Any], done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Do `work(store)` with the reading store; a newer read of the same key takes this one's place."""
        job = Job("读取", "read", lambda store, _: work(store))
        job.key = key
        older = self._newest.get(key)
        if older is not None:
            older.cancel()
        self._newest[key] = job
        return self._submit(job, done, failed)

    def file(
        self, title: str, work: Callable[[Progress], Any], done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Do `work(progress)`, which reads or writes other files, without a store."""
        return self._submit(Job(title, "file", lambda _, progress: work(progress)), done, failed)

    def close(self, seconds: float = 20.0) -> bool:
        """Let what has begun come to its end and close the stores; False where some work does not end in time."""
        self._closed = True
        for job in list(self._running):
            if job.lane != "write":
                job.cancel()
        for name, _ in self._lanes:
            self._queues[name].put(None)
        limit = time.monotonic() + seconds
        ended = [lane.join(max(0.0, limit - time.monotonic())) for _, lane in self._lanes]
        return all(ended)

    def carry_out(self, job: Job, opened: Callable[[], Store | None]) -> None:
        """Do a job in the thread of its lane and send the result; the one place where a bug in work is caught."""
        self.assert_outside()
        try:
            if job.cancelled:
                raise Cancelled  # noqa: TRY301 - a superseded read ends like a cancelled one
            store = opened()
            before = store.head()[0] if job.lane == "write" and store is not None else 0
            try:
                if job.backup and store is not None:
                    job.kept = _backed_up(store, job)
                job.result = job.work(store, job)
            finally:
                if job.lane == "write" and store is not None:
                    job.tables = _changed_since(store, before)
        except (UserError, Cancelled) as problem:
            job.error = problem
        except Exception as bug:  # noqa: BLE001 - the one place; the window shows it and logs it
            job.error, job.trace = bug, traceback.format_exc()
        self._finished.emit(job)

    def assert_outside(self) -> None:
        """Make sure that no store is touched in the window's thread."""
        if threading.get_ident() == self._window:
            raise AssertionError("a store was touched in the window's thread")

    def _start(self, writer: Opener | None, reader: Opener) -> list[tuple[str, _Lane]]:
        wanted: list[tuple[str, Opener | None]] = [("write", writer)] if writer is not None else []
        wanted += [("read", reader), ("file", None), ("file", None)]
        return [(name, _Lane(self, self._queues[name], opener, f"perfdesk-{name}")) for name, opener in wanted]

    def _submit(self, job: Job, done: Done | None, failed: Failed | None) -> Job:
        job.done, job.failed = done, failed
        self._running.add(job)
        if job.lane != "read":
            QTimer.singleShot(SLOW, self, lambda: None if job.over or job.quiet else self.slow.emit(job))
        self._send(job)
        return job

    def _send(self, job: Job) -> None:
        self._queues[job.lane].put(job)

    def _deliver(self, job: Job) -> None:
        """Back in the window's thread: tell the caller, then everybody."""
        job.over = True
        self._running.discard(job)
        superseded = job.lane == "read" and self._newest.get(job.key) is not job
        if job.lane == "read" and not superseded:
            del self._newest[job.key]
        if not self._closed and not superseded:
            self._tell(job)
        self.ended.emit(job)
        if job.kept is not None and not self._closed:
            self.backed_up.emit(job.kept)
        if job.tables and not self._closed:
            self.changed.emit(job.tables)

    def _tell(self, job: Job) -> None:
        if job.error is None:
            _call(job.done, job.result)
        elif isinstance(job.error, UserError):
            if not _call(job.failed, job.error):
                self.refused.emit((job.title, job.error))
        elif not isinstance(job.error, Cancelled):
            self.crashed.emit(Crash(job.title, job.trace))


def _changed_since(store: Store, before: int) -> frozenset[str]:
    from perfdesk.services.desk import changed_since  # noqa: PLC0415 - services load after the first paint

    return changed_since(store, before)


def _backed_up(store: Store, job: Job) -> object:
    from perfdesk.services.auto_backup import make  # noqa: PLC0415 - services load after the first paint

    job.step(0, 0, "先备份数据文件")
    return make(store)


def _call(callback: Callable[[Any], None] | None, value: object) -> bool:
    """Call back, unless the widget that the callback belongs to is gone; whether there was a callback."""
    if callback is None:
        return False
    owner = getattr(callback, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        callback(value)
    return True
