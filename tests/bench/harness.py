"""How perfdesk is measured: beside a named peer, in the same run, in turns; never a number alone.

A measurement is a module bench_<job>.py beside this file with `run(harness)`. It makes its data in `harness.folder`,
asserts that program and peer give the same (`harness.equal`), then times and prints:

    times = harness.turns({"perfdesk": ours, "calamine": peer})
    harness.row("导入 580 个工作簿", times, "perfdesk", "calamine", at_most=2.0)
    harness.row("同上", times, "perfdesk", "pandas", faster=15)
    harness.memory("导入内存", harness.call("tests.bench.bench_import", "once", path), limit=500)

A job is a callable, or a pair (prepare, job): `prepare()` runs untimed before every pass and `job` gets its result.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Job = Callable[[], Any] | tuple[Callable[[], Any], Callable[[Any], Any]]

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out" / "bench"
HEAD = ("测量", "本程序", "对照", "比值", "目标", "结论")
SAMPLE_PAUSE = 0.02  # seconds between two looks at the memory of a process tree


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds of every pass of one job."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.runs)

    def percentile(self, percent: float) -> float:
        """The time that `percent` of the passes do not exceed."""
        ordered = sorted(self.runs)
        return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]

    def __str__(self) -> str:
        """Median, least and most, in a unit that fits."""
        return f"{_seconds(self.median)}（{_seconds(min(self.runs))}–{_seconds(max(self.runs))}）"


class Harness:
    """Collects the rows of one measurement; `folder` is empty and lies on the project's own disk."""

    def __init__(self, name: str) -> None:
        """Begin the measurement `name`."""
        self.name, self.rows = name, list[tuple[str, ...]]()
        self.folder = OUT / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def equal(self, what: str, ours: object, peer: object) -> None:
        """Both sides gave the same, else nothing may be timed.

        Raises:
            AssertionError: they differ.
        """
        if ours != peer:
            raise AssertionError(f"{self.name}: {what} 与对照不同：{str(ours)[:300]} / {str(peer)[:300]}")
        print(f"{what}：与对照相同", flush=True)

    def turns(self, jobs: dict[str, Job], *, passes: int = 5, warm: int = 1) -> dict[str, Times]:
        """Time the jobs in turns, the order rotating from pass to pass; `warm` passes before do not count."""
        names = list(jobs)
        found: dict[str, list[float]] = {name: [] for name in names}
        for number in range(warm + passes):
            start = number % len(names)
            for name in names[start:] + names[:start]:
                seconds = _timed(jobs[name])
                if number >= warm:
                    found[name].append(seconds)
        return {name: Times(tuple(runs)) for name, runs in found.items()}

    def row(
        self,
        title: str,
        times: dict[str, Times],
        ours: str,
        peer: str,
        *,
        at_most: float | None = None,
        faster: float | None = None,
        percent: float | None = None,
    ) -> float:
        """Print the ratio beside its goal: ours / peer `at_most`, or peer / ours at least `faster`.

        Medians are compared, or with `percent` those percentiles. Returns the ratio.
        """
        mine, other = (
            times[name].median if percent is None else times[name].percentile(percent) for name in (ours, peer)
        )
        ratio = other / mine if faster else mine / other
        goal = f"快 {faster:g} 倍以上" if faster else f"不超过 {at_most:g} 倍" if at_most else "–"
        reached = None if not (faster or at_most) else ratio >= faster if faster else ratio <= (at_most or 0)
        words = ("快 " if faster else "") + f"{ratio:.2f} 倍"
        shown = [
            str(times[name]) if percent is None else _seconds(times[name].percentile(percent)) for name in (ours, peer)
        ]
        self._print(title, shown[0], f"{peer} {shown[1]}", words, goal, _verdict(reached))
        return ratio

    def memory(self, title: str, command: Sequence[str | Path], *, limit: int = 500) -> float:
        """Run a command and print the peak of its resident memory, children together, in MB, beside the limit.

        Raises:
            AssertionError: the command failed.
        """
        peak = peak_memory(command)
        self._print(title, f"{peak:.0f} MB", "–", "–", f"低于 {limit} MB", _verdict(peak < limit if peak else None))
        return peak

    @staticmethod
    def call(module: str, function: str, *arguments: str | Path) -> list[str]:
        """The command that runs one function of a module, with text arguments, in a fresh process."""
        code = f"import sys; from {module} import {function}; {function}(*sys.argv[1:])"
        return [sys.executable, "-c", code, *map(str, arguments)]

    def note(self, text: str) -> None:
        """Print a line that belongs to the measurement (sizes, counts)."""
        print(text, flush=True)

    def _print(self, *cells: str) -> None:
        self.rows.append(cells)
        print(" | ".join(cells), flush=True)


def peak_memory(command: Sequence[str | Path]) -> float:
    """The highest sum of resident memory of a command and all its descendants, in MB; 0 where it cannot be read.

    Raises:
        AssertionError: the command failed.
    """
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    peak = 0
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env) as child:
        while child.poll() is None:
            peak = max(peak, _resident(child.pid))
            time.sleep(SAMPLE_PAUSE)
    if child.returncode not in (0, 1):
        raise AssertionError(f"退出码 {child.returncode}：{' '.join(map(str, command))}")
    return peak / 1e6


def _resident(first: int) -> int:
    """Bytes that a process and its descendants hold now; shared pages count for each (Linux)."""
    if not Path("/proc/self/statm").exists():
        return 0
    total, waiting, page = 0, [first], os.sysconf("SC_PAGE_SIZE")
    while waiting:
        place = Path("/proc") / str(waiting.pop())
        try:
            total += int((place / "statm").read_text().split()[1]) * page
            for task in (place / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):  # it ended while we looked
            continue
    return total


def _timed(job: Job) -> float:
    prepare, work = job if isinstance(job, tuple) else (None, job)
    prepared = (prepare(),) if prepare else ()
    gc.collect()
    begin = time.perf_counter()
    work(*prepared)
    return time.perf_counter() - begin


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.1f} ms" if value >= 1e-3 else f"{value * 1e6:.0f} µs"


def _verdict(reached: bool | None) -> str:  # noqa: FBT001 - the answer itself
    return "–" if reached is None else "达到" if reached else "未达到"


def table(rows: Iterable[Sequence[str]]) -> str:
    """The rows under their head, columns aligned for a terminal."""
    lines = [HEAD, *rows]
    wide = [max(_width(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell + " " * (wide[at] - _width(cell)) for at, cell in enumerate(line)) for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def main(arguments: Sequence[str]) -> int:
    """`NAME` runs one measurement and keeps its rows; `--table NAME…` prints the rows of several."""
    if arguments[0] == "--table":
        rows = [row for name in arguments[1:] for row in json.loads((OUT / f"{name}.json").read_text(encoding="utf-8"))]
        print(table(rows))
        return 0
    name = arguments[0]
    print(f"== {name}", flush=True)
    harness = Harness(name)
    importlib.import_module(f"tests.bench.bench_{name}").run(harness)
    (OUT / f"{name}.json").write_text(json.dumps(harness.rows, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(harness.folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
