"""A year's main job on a practice office, through the command line alone: from the workbooks to the city's figures.

`python3 dev.py run` starts it; the results stay in the folder it is given. A step that fails stops it with status 2.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Step = tuple[str, Sequence[str | Path], Callable[[str], str]]


class StepFailedError(Exception):
    """A command ended with a status that means "could not be done"."""


def main(folder: Path) -> int:
    """Do all steps; 0 when every one was done."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    begin = time.perf_counter()
    try:
        for title, command, told in steps(folder):
            started = time.perf_counter()
            output = perfdesk(command, folder)
            print(f"{title}：{told(output)}（{time.perf_counter() - started:.1f} 秒）", flush=True)
    except StepFailedError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"全部做完，用时 {time.perf_counter() - begin:.1f} 秒，结果在 {folder}")
    return 0


def steps(folder: Path) -> Sequence[Step]:
    """The steps in order: title, arguments of the command line, and what to tell of its output."""
    county, city = folder / "红塔区.perfdesk", folder / "玉溪市.perfdesk"
    blank, sent, forms, card, up = (folder / name for name in ("模板", "来件", "导出", "密钥卡", "上报包"))
    new = ["--code", "530400", "--level", "city", "--year", "2023", "--office", "玉溪市财政局"]
    fresh = folder / "期初建账.perfdesk"
    again = ["--code", "530402", "--level", "county", "--year", "2023", "--office", "红塔区财政局"]
    period = ["--form", "monitoring.project", "--month", "9"]
    unit = [*period, "--unit", "103"]
    return (
        ("建立练习财政局", ["demo", county, "--office", "hongta-2023"], lambda _: size(county)),
        ("发给部门的监控表", ["template", county, *period, "--to", blank], lambda _: count(blank)),
        ("部门报来的监控表", ["export", county, *period, "--to", sent], lambda _: count(sent)),
        ("另建一个空台账", ["new", fresh, *again], lambda _: size(fresh)),
        ("期初建账，导入整个文件夹", ["import", fresh, sent, "--add-unknown", "--json"], told_import),
        ("退回一个部门", ["review", county, *unit, "--return", "执行数与国库支付不一致"], lambda _: "已退回"),
        ("部门再报，导入", ["import", county, sent / "103_*.xlsx", "--json"], told_import),
        ("审核通过", ["review", county, *unit, "--pass"], lambda _: "已通过"),
        ("审核", ["check", county, "--json"], told_check),
        ("自评计分", ["score", county, "--year", "2022", "--json"], told_score),
        ("统计数", ["figures", county, "--json"], told_figures),
        (
            "导出自评表",
            ["export", county, "--form", "selfeval.project", "--year", "2022", "--to", forms, "--as", "both"],
            lambda _: count(forms),
        ),
        ("制作密钥卡", ["keycard", county, "--to", card], lambda _: count(card)),
        ("打上报包", ["pack", county, "--kind", "annual", "--to", up], lambda _: count(up)),
        ("核验上报包", ["verify", up / "*.pdpkg", "--json"], told_packages),
        ("建立市财政局", ["new", city, *new], lambda _: size(city)),
        ("登记密钥", ["enrol", city, card / "*.pdkey", "--confirm", card], lambda _: "已登记"),
        ("市财政局接收", ["receive", city, up / "*.pdpkg", "--json"], told_packages),
        ("市财政局统计", ["figures", city, "--scope", "sub", "--json"], told_figures),
    )


def perfdesk(command: Sequence[str | Path], folder: Path) -> str:
    """Run one command with a profile of its own; its standard output.

    Raises:
        StepFailedError: it ended with another status than 0 (done) or 1 (done, and something was found).
    """
    arguments = [str(part) for word in command for part in expanded(word)]
    if "--confirm" in arguments:
        arguments[-1] = confirmation(Path(arguments[-1]))
    env = {**os.environ, "PERFDESK_PROFILE": str(folder / "账户")}
    done = subprocess.run(
        [sys.executable, "-m", "perfdesk", *arguments],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=env,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise StepFailedError(f"这一步没有做成（退出码 {done.returncode}）：perfdesk {' '.join(arguments)}")
    return done.stdout.decode("utf-8")


def expanded(word: str | Path) -> Sequence[str | Path]:
    """The files that a path with a * means; anything else as it is.

    Raises:
        StepFailedError: there is no such file.
    """
    if not (isinstance(word, Path) and "*" in word.name):
        return (word,)
    found = sorted(word.parent.glob(word.name))
    if not found:
        raise StepFailedError(f"没有找到 {word}")
    return found


def confirmation(card: Path) -> str:
    """Groups 1, 6 and 11 of the fingerprint that was printed beside the key card.

    Raises:
        StepFailedError: no text there shows sixteen groups of four hex digits.
    """
    for sheet in sorted(card.glob("*.txt")):
        groups = dict(re.findall(r"\b(\d{1,2})\. ([0-9a-f]{4})\b", sheet.read_text(encoding="utf-8-sig")))
        if len(groups) == 16:
            return " ".join((groups["1"], groups["6"], groups["11"]))
    raise StepFailedError(f"{card} 里没有指纹单")


def count(folder: Path) -> str:
    """How many files of each kind lie in a folder, and where."""
    kinds = Counter(path.suffix for path in folder.rglob("*") if path.is_file())
    return f"{'、'.join(f'{number} 个 {kind}' for kind, number in sorted(kinds.items()))}，在 {folder}"


def size(path: Path) -> str:
    """The size of a data file, and where it is."""
    return f"{path.stat().st_size / 1e6:.1f} MB，{path}"


def told_import(output: str) -> str:
    """Files by status and rows by fate."""
    files: list[dict[str, Any]] = json.loads(output)["files"]
    words = {"imported": "导入", "rejected": "拒收", "skipped": "跳过"}
    states = Counter(words[file["status"]] for file in files)
    rows = {name: sum(file["rows"][name] for file in files) for name in ("new", "changed", "same", "rejected")}
    return (
        "、".join(f"{word} {number} 个文件" for word, number in states.items())
        + f"；新增 {rows['new']} 行、改动 {rows['changed']} 行、相同 {rows['same']} 行、未采用 {rows['rejected']} 行"
    )


def told_check(output: str) -> str:
    """Problems by level."""
    found = json.loads(output)
    return f"错误 {found['errors']}、警告 {found['warnings']}、提示 {found['hints']}"


def told_score(output: str) -> str:
    """How many self-evaluations were scored, and how many differ from what was entered."""
    items = json.loads(output)["items"]
    return f"{len(items)} 份自评，与填报得分不同的 {sum(item['entered'] != item['computed'] for item in items)} 份"


def told_figures(output: str) -> str:
    """How many figures have a value."""
    figures = json.loads(output)["figures"]
    return f"{len(figures)} 个统计数，{sum(figure['value'] is not None for figure in figures)} 个有数"


def told_packages(output: str) -> str:
    """Verdict and differences of each package."""
    words = {"ok": "通过", "refused": "拒收"}
    lines = []
    for one in json.loads(output)["packages"]:
        differ = len(one.get("differences", []))
        lines.append(f"{one['office']} {one['year']} 年 {words[one['verdict']]}，与所报统计数不同的 {differ} 个")
    return "；".join(lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
