"""The program's door: arguments in, exit status out; the one place where a bug is caught, logged and put in words."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

from perfdesk.commands.output import say, use_utf8
from perfdesk.domain.errors import Cancelled, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger("perfdesk")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 done; 1 done, and something was found; 2 could not be done.
    """
    multiprocessing.freeze_support()
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if (not given or (len(given) == 1 and given[0].endswith(".perfdesk"))) and _has_display():
        from perfdesk.app import open_window  # noqa: PLC0415 - commands never load the window

        return open_window(given[0] if given else None)
    from perfdesk.commands import parser  # noqa: PLC0415 - neither the window nor a child process ever gets here

    words = parser.build()
    if not given or (len(given) == 1 and given[0].endswith(".perfdesk")):
        words.print_help(sys.stderr)
        say("这里没有图形界面，不能打开窗口；上面是全部命令。")
        return 2
    args = words.parse_args(given)
    try:
        return int(args.run(args))
    except UserError as problem:
        say(f"{problem.code + ' ' if problem.code else ''}{problem}")
    except (Cancelled, KeyboardInterrupt):
        say("已取消，数据文件没有改动。")
    except BrokenPipeError:
        sys.stdout = None  # nobody reads any more, and the interpreter must not flush again
    except Exception as bug:  # noqa: BLE001 - the one place; it logs, and says so in words
        say(f"程序出错：{type(bug).__name__}。没有做完的改动已经撤回，已保存的内容不受影响。{_record(bug)}")
    return 2


def _has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _record(bug: Exception) -> str:
    """Write the bug into the log beside the user's keys; the sentence that tells where."""
    from perfdesk.files.keys import profile  # noqa: PLC0415 - only when something went wrong

    place = profile() / "perfdesk.log"
    handler: logging.Handler = logging.StreamHandler()
    words = "详细情况见上面的记录，请连同所用的命令发给维护人员。"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(place, encoding="utf-8")
        words = f"详细情况记在 {place}，请把它发给维护人员。"
    except OSError as problem:
        say(f"日志文件写不进去：{problem}")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.propagate = False
    log.addHandler(handler)
    log.error("%s", " ".join(sys.argv[1:]), exc_info=bug)
    log.removeHandler(handler)
    handler.close()
    log.propagate = True
    return words


if __name__ == "__main__":
    sys.exit(main())
