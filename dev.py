"""The one door for developers: `python3 dev.py run|test|lint|bench|shots|pins`, the same on Windows and Linux.

Needs nothing but Python 3.11, 3.12 or 3.13: it makes .venv beside this file, installs the pinned requirements with
their hashes (again only when the files change), on Debian as root the system packages too, and does the job.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OUT = ROOT / "out"
RUNTIME, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
MINORS = (11, 12, 13)
WINDOWS = os.name == "nt"
STAMP = VENV / "perfdesk-stamp.json"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# Debian package -> what shows that it is there: a library, a program, or a file's pattern.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    # What a window on an X11 desktop needs besides; without them Qt ends the process.
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
TEST_PROGRAMS = {
    "libreoffice-calc": "soffice",
    "libreoffice-writer": "lowriter",
    "poppler-utils": "pdftoppm",
    "fontconfig": "fc-list",
    "xvfb": "Xvfb",
    "git": "git",
}
TEST_FONTS = {"fonts-noto-cjk": "*/Noto*CJK*"}


class CannotDoError(Exception):
    """Something the person at the keyboard has to mend first."""


def say(text: str) -> None:
    """Print a line at once, so that the order stays right beside the output of child processes."""
    print(text, flush=True)


def run(command: list[str | Path], **settings: str) -> int:
    """Run a program in the project's root with extra environment variables; its exit status."""
    env = {**os.environ, "PYTHONUTF8": "1", **settings}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def demand(command: list[str | Path], what: str, **settings: str) -> None:
    """Run a program that has to succeed.

    Raises:
        CannotDoError: it did not.
    """
    status = run(command, **settings)
    if status:
        raise CannotDoError(f"{what}没有成功（退出码 {status}）。上面几行写了原因；改正后再运行同一条命令。")


# --- the system: what pip cannot install


def _library_is_there(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _missing_packages(*, tests: bool) -> list[str]:
    missing = [] if _has_ensurepip() else ["python3-venv"]
    missing += [package for package, name in QT_LIBRARIES.items() if not _library_is_there(name)]
    if tests:
        missing += [package for package, name in TEST_PROGRAMS.items() if not shutil.which(name)]
        fonts = Path("/usr/share/fonts")
        missing += [package for package, pattern in TEST_FONTS.items() if not any(fonts.rglob(pattern))]
    return missing


def _has_ensurepip() -> bool:
    # Debian's python3 has an ensurepip without the bundled wheels until python3-venv is there; only a try tells.
    code = "import ensurepip, venv; assert ensurepip.version()"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def install_system(*, tests: bool) -> None:
    """Install Debian's packages as root; elsewhere name the one line to run and go on as far as possible.

    Raises:
        CannotDoError: apt-get failed, or a virtual environment cannot be made without the line.
    """
    if WINDOWS or sys.platform == "darwin":
        return
    missing = _missing_packages(tests=tests)
    if not missing:
        return
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        say(f"安装系统软件包：{' '.join(missing)}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        demand(["apt-get", "update", "-qq"], "更新软件包目录", **quiet)
        demand(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], "安装系统软件包", **quiet)
        return
    say(f"缺少系统软件包。请由管理员运行这一行（其他发行版请装同类的包）：\n    sudo sh -c '{line}'")
    if "python3-venv" in missing:
        raise CannotDoError("没有 python3-venv 不能建立虚拟环境。运行上面那一行后再试。")


# --- the virtual environment


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_venv() -> dict[str, str]:
    """Make .venv with the Python that runs this file, if it is not there; what it holds by its stamp."""
    version = sys.version.split()[0]
    state: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
    if state.get("python") != version or not PYTHON.exists():
        say(f"建立虚拟环境 .venv（Python {version}）")
        demand([sys.executable, "-m", "venv", "--clear", VENV], "建立虚拟环境")
        state = {"python": version}
        STAMP.write_text(json.dumps(state), encoding="utf-8")
    return state


def install(*, tests: bool) -> None:
    """Install what is pinned into .venv, and what that needs of the system, if that is not done yet."""
    wanted = {"runtime": _digest([RUNTIME])} | ({"dev": _digest([RUNTIME, DEV])} if tests else {})
    state = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
    if PYTHON.exists() and (wanted | {"python": sys.version.split()[0]}).items() <= state.items():
        return
    install_system(tests=tests)
    state = make_venv()
    say(f"安装 {(DEV if tests else RUNTIME).name} 中锁定的组件（核对哈希）……")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes"]
    demand([*pip, "--only-binary=:all:", "-r", DEV if tests else RUNTIME], "安装组件")
    STAMP.write_text(json.dumps(state | wanted), encoding="utf-8")


# --- the jobs


def job_run(_: list[str]) -> int:
    """The window on a practice office; without a display the main job on one, step by step, results in out/run."""
    install(tests=False)
    if WINDOWS or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        say("打开练习财政局的窗口；数据文件和个人设置都在 out/window。")
        return run([PYTHON, ROOT / "tests/flows/window.py", OUT / "window"], PYTHONPATH=str(ROOT))
    say("这里没有图形界面，不能打开窗口；改为用命令行把主要工作做一遍。")
    return practise()


def practise() -> int:
    """The main job on a practice office through the command line: each step, its counts and seconds."""
    return run([PYTHON, ROOT / "tests/flows/practice.py", OUT / "run"], PYTHONPATH=str(ROOT))


LINTS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
)


def job_lint(_: list[str]) -> int:
    """Style and types: ruff and mypy; 1 if one of them found something."""
    install(tests=True)
    worst = 0
    for title, command in LINTS:
        begin = time.perf_counter()
        status = run([PYTHON, "-m", *command])
        say(f"{title}: {'通过' if status == 0 else '未通过'}（{time.perf_counter() - begin:.1f} 秒）")
        worst = worst or status
    return worst


def job_test(rest: list[str]) -> int:
    """Everything that must hold: style, types, then all tests in two processes (arguments go to pytest, alone)."""
    install(tests=True)
    if rest:
        return run([PYTHON, "-m", "pytest", *rest], QT_QPA_PLATFORM="offscreen")
    style = job_lint([])
    if style:
        say("ruff 或 mypy 未通过：无论下面的测试结果如何，本次检查不合格。")
    return run([PYTHON, "-m", "pytest", "-n", "2"], QT_QPA_PLATFORM="offscreen") or style


def job_bench(names: list[str]) -> int:
    """Each measurement of tests/bench in a process of its own (all, or those named)."""
    install(tests=True)
    found = {path.stem.removeprefix("bench_"): path for path in sorted((ROOT / "tests/bench").glob("bench_*.py"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise CannotDoError(f"没有名为 {'、'.join(unknown)} 的测量。现有：{'、'.join(found)}")
    harness = ROOT / "tests/bench/harness.py"
    chosen = names or list(found)
    failed = [name for name in chosen if run([PYTHON, harness, name], PYTHONPATH=str(ROOT))]
    say("")
    status = run([PYTHON, harness, "--table", *[name for name in chosen if name not in failed]], PYTHONPATH=str(ROOT))
    if failed:
        raise CannotDoError(f"没有测成：{'、'.join(failed)}")
    return status


def job_shots(rest: list[str]) -> int:
    """Pictures of every page, dialog and menu, in both themes and three sizes, and of the PDFs that `run` wrote."""
    install(tests=True)
    shots = Path(rest[0]).resolve() if rest else OUT / "shots"
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    status = run([PYTHON, ROOT / "tests/ui/shots.py", shots], PYTHONPATH=str(ROOT), QT_QPA_PLATFORM="offscreen")
    papers = sorted((OUT / "run").rglob("*.pdf")) if (OUT / "run").exists() else []
    program = shutil.which("pdftoppm")
    if papers and program is None:
        raise CannotDoError("没有 pdftoppm，不能把 PDF 变成图片。请安装 poppler-utils 后再试。")
    for paper in papers:
        demand([str(program), "-r", "80", "-l", "3", "-png", paper, shots / paper.stem], f"把 {paper.name} 变成图片")
    say(f"{len(list(shots.iterdir()))} 张图片在 {shots}")
    return status


# --- the pins


def _pinned(path: Path) -> list[tuple[str, str]]:
    """(name==version, marker) of each pin of a requirements file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pins = [line.removesuffix("\\").strip() for line in lines if line[:1].isalnum()]
    return [(pin.partition(";")[0].strip(), pin.partition(";")[2].strip()) for pin in pins]


def _hashes(pins: list[str], platforms: list[str], minor: int) -> dict[str, str]:
    """The SHA-256 of the wheel that pip takes for each pin on one platform and Python."""
    report = OUT / "pins.json"
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--dry-run", "--no-deps"]
    command += ["--ignore-installed", "--only-binary=:all:", "--target", str(OUT), "--report", str(report)]
    command += ["--python-version", f"3.{minor}", *[f"--platform={name}" for name in platforms], *pins]
    demand([*command], f"查询 Python 3.{minor} {platforms[-1]} 的轮子")
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    report.unlink()
    return {
        re.sub("[-_.]+", "-", item["metadata"]["name"].lower()): item["download_info"]["archive_info"]["hashes"][
            "sha256"
        ]
        for item in found
    }


def job_pins(_: list[str]) -> int:
    """Write the hashes anew for the versions that stand in the two requirement files (change those by hand first)."""
    make_venv()
    OUT.mkdir(exist_ok=True)
    linux = [f"manylinux_2_{minor}_x86_64" for minor in range(5, 37)] + ["manylinux2014_x86_64"]
    for path in (RUNTIME, DEV):
        pins = _pinned(path)
        sums: dict[str, set[str]] = {}
        for minor in MINORS:
            for platforms in (linux, ["win_amd64"]):
                here = [pin for pin, marker in pins if not marker or platforms == ["win_amd64"]]
                for name, digest in _hashes(here, platforms, minor).items():
                    sums.setdefault(name, set()).add(digest)
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("#", "-r"))]
        for pin, marker in pins:
            hashes = sorted(sums[pin.partition("==")[0]])
            lines.append(
                " \\\n    ".join([f"{pin} ; {marker}" if marker else pin, *[f"--hash=sha256:{h}" for h in hashes]])
            )
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        say(f"{path.name}: {len(pins)} 个组件")
    return 0


JOBS = {
    "run": (job_run, "打开练习财政局的窗口；没有图形界面时用命令行把主要工作做一遍，结果在 out/run"),
    "test": (job_test, "全部检查：ruff、mypy、pytest（带参数时只把参数交给 pytest）"),
    "lint": (job_lint, "只做 ruff 和 mypy"),
    "bench": (job_bench, "性能测量，每项与同一次运行中的对照相比（可写名字）"),
    "shots": (job_shots, "每个页面、对话框、菜单的图片，两种外观、三种大小（可写文件夹，默认 out/shots）"),
    "pins": (job_pins, "按两个 requirements 文件里的版本重写全部哈希"),
}


def main() -> int:
    """Read the command and do the job; 2 when something has to be mended first."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # they are text streams here
    if sys.version_info[:2] not in [(3, minor) for minor in MINORS]:
        running = ".".join(str(part) for part in sys.version_info[:2])
        say(f"perfdesk 需要 Python 3.11、3.12 或 3.13，现在运行的是 {running}。请安装其中一个版本，再用它运行 dev.py。")
        return 2
    parser = argparse.ArgumentParser(prog="dev.py", description="perfdesk 的开发入口")
    jobs = parser.add_subparsers(dest="job", required=True, metavar="命令")
    for name, (_, text) in JOBS.items():
        jobs.add_parser(name, help=text, add_help=name != "test")
    args, rest = parser.parse_known_args()
    if rest and args.job not in {"test", "bench", "shots"}:
        parser.error(f"{args.job} 不认识 {' '.join(rest)}")
    try:
        return JOBS[args.job][0](rest)
    except CannotDoError as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
