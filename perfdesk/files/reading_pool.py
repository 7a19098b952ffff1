"""Two children read what was delivered: one that dies or hangs costs the file it was reading and nothing else."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Self, cast

from perfdesk.domain.problem import ERROR, HINT, Problem
from perfdesk.domain.progress import Silent
from perfdesk.domain.reading import FileReading
from perfdesk.files.cage import OUT_OF_MEMORY, Cage, Job
from perfdesk.files.reading_child import serve
from perfdesk.files.sources import Source, expand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.files.delivery import Recogniser

_AHEAD = 2
"""Files a child holds: the one it reads and the one it takes up next without waiting."""
_WINDOW = 64
"""How far the fastest may run before the slowest, so that waiting results stay few."""
_STEP = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送；其余文件不受影响"


class ReadingPool:
    """Children that are started when the first file comes and stay until `close`."""

    def __init__(self, recogniser: Recogniser, *, children: int = 2, cage: Cage | None = None) -> None:
        """Prepare; no process is started yet."""
        self._recogniser = recogniser
        self._most = children
        self._cage = cage or Cage()
        self._children: list[_Child] = []

    def read(
        self, sources: Sequence[Source], progress: Progress | None = None, known: Collection[str] = ()
    ) -> Iterator[FileReading]:
        """Yield the result of every source in the given order.

        `known` are SHA-256 sums of files that are skipped unread; of equal files in one call the first is read. When
        the caller stops early, or `progress` raises Cancelled, the work under way is thrown away.
        """
        watch = progress or Silent()
        waiting = deque((number, source) for number, source in enumerate(sources) if source.problem is None)
        done = {number: _unread(source) for number, source in enumerate(sources) if source.problem is not None}
        first: dict[str, Source] = {}
        sums = frozenset(known)
        ready = 0
        try:
            self._staff(len(waiting), sums)
            while ready < len(sources):
                while ready in done:
                    source, result = sources[ready], done.pop(ready)
                    ready += 1
                    watch.step(ready, len(sources), source.shown)
                    yield _once(result, source, first)
                if ready < len(sources):
                    self._hand_out(waiting, ready + _WINDOW)
                    self._collect(waiting, done, sums)
        finally:
            for child in [child for child in self._children if child.tasks]:
                self._drop(child)

    def start(self, work: int) -> None:
        """Start the children for so many files now, so that they load while the caller does something else."""
        self._staff(work, frozenset())

    def close(self) -> None:
        """End the children."""
        for child in list(self._children):
            self._drop(child)

    def __enter__(self) -> Self:
        """Use the pool and close it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the children."""
        self.close()

    def _staff(self, work: int, known: frozenset[str]) -> None:
        for child in [child for child in self._children if not child.alive]:
            self._drop(child)
        for child in self._children:
            child.tell(known)
        while len(self._children) < min(self._most, work):
            self._hire(known)

    def _hire(self, known: frozenset[str]) -> None:
        child = _Child(self._recogniser, self._cage)
        self._children.append(child)
        child.tell(known)

    def _drop(self, child: _Child) -> None:
        self._children.remove(child)
        child.end()

    def _hand_out(self, waiting: deque[tuple[int, Source]], before: int) -> None:
        """Give every child its next file, then the one after it: nobody waits while another holds two."""
        for held in range(1, _AHEAD + 1):
            for child in self._children:
                if len(child.tasks) < held and waiting and waiting[0][0] < before:
                    child.give(*waiting.popleft())

    def _collect(self, waiting: deque[tuple[int, Source]], done: dict[int, FileReading], known: frozenset[str]) -> None:
        busy = {cast("object", child.pipe): child for child in self._children if child.tasks}
        soonest = min(child.deadline for child in busy.values())
        answered = wait([child.pipe for child in busy.values()], max(0.0, soonest - time.monotonic()))
        for pipe in answered:
            child = busy.pop(pipe)
            try:
                number, result = child.pipe.recv()
            except (EOFError, OSError):
                self._replace(child, waiting, done, known)
                continue
            done[number] = result
            child.answered()
        for child in busy.values():
            if child.deadline <= time.monotonic():
                self._replace(child, waiting, done, known)

    def _replace(
        self, child: _Child, waiting: deque[tuple[int, Source]], done: dict[int, FileReading], known: frozenset[str]
    ) -> None:
        """Reject the file that a dead or hanging child was reading; its next file goes back to the front."""
        late = child.deadline <= time.monotonic()
        (number, source), *rest = child.tasks
        self._drop(child)
        done[number] = _lost(source, child.status, late=late)
        waiting.extendleft(reversed(rest))
        self._hire(known)


class _Child:
    """A process, its pipe and the files it was given (the first is the one it reads)."""

    def __init__(self, recogniser: Recogniser, cage: Cage) -> None:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        self.pipe = mine
        self.tasks: deque[tuple[int, Source]] = deque()
        self.deadline = float("inf")
        self.status: int | None = None
        self._wall = cage.wall
        self._process = context.Process(target=serve, args=(theirs, recogniser, cage), daemon=True)
        self._process.start()
        theirs.close()
        self._job = Job(self._process.pid or 0, cage)

    def give(self, number: int, source: Source) -> None:
        """Send one file; a child that is dead already is noticed when its answer is awaited."""
        if not self.tasks:
            self.deadline = time.monotonic() + self._wall
        self.tasks.append((number, source))
        self._send((number, source))

    def tell(self, known: frozenset[str]) -> None:
        """Say which files were imported before."""
        self._send(known)

    def _send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError:
            self.deadline = time.monotonic()  # it is dead: what it was given is settled at the next look

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.is_alive()

    def answered(self) -> None:
        """Note that the first file is done."""
        self.tasks.popleft()
        self.deadline = time.monotonic() + self._wall if self.tasks else float("inf")

    def end(self) -> None:
        """Hang up; a child with work in hand is killed, an idle one leaves by itself."""
        self.pipe.close()
        if self.tasks and self._process.is_alive():
            self._process.join(0.2)
            self._process.kill()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.status = self._process.exitcode
        self._job.close()
        self._process.close()


def _unread(source: Source) -> FileReading:
    return FileReading(source.path, "", source.status, [], [cast("Problem", source.problem)], source.member)


def _lost(source: Source, status: int | None, *, late: bool) -> FileReading:
    if late or status == -24:
        why = "读取时间太长，已中止"
    elif status in (OUT_OF_MEMORY, -6, -9):
        why = "读取所需的内存太大，已中止"
    else:
        why = "读取程序中途退出"
    problem = Problem(ERROR, "E_READER", f"{source.shown}：{why}。{_STEP}")
    return FileReading(source.path, "", "rejected", [], [problem], source.member)


def _once(result: FileReading, source: Source, first: dict[str, Source]) -> FileReading:
    """The second of two equal files is skipped and says which one was read."""
    if result.status != "read":
        return result
    other = first.setdefault(result.sha256, source)
    if other is source:
        return result
    words = f"{source.shown} 与 {other.member or other.path} 内容完全相同，已跳过"
    return FileReading(result.path, result.sha256, "skipped", [], [Problem(HINT, "W_SAME", words)], result.member)


def read_files(
    sources: Sequence[Path | str],
    progress: Progress | None = None,
    *,
    recogniser: Recogniser,
    known: Collection[str] = (),
    cage: Cage | None = None,
) -> Iterator[FileReading]:
    """Read files, folders and .zip archives with children that live as long as this call.

    Yields one FileReading for every workbook found, in order; see `ReadingPool.read`.
    """
    with ReadingPool(recogniser, cage=cage) as pool:
        yield from pool.read(expand(sources), progress, known)
