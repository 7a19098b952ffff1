"""log, undo, redo: what was done to the file, and taking the last steps back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdesk.commands.output import emit_json, say
from perfdesk.domain.errors import UserError

if TYPE_CHECKING:
    import argparse

    from perfdesk.store.journal import ActionInfo


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands log, undo and redo."""
    log = sub.add_parser("log", help="操作日志")
    log.add_argument("file", metavar="FILE", help="数据文件")
    log.add_argument("--since", metavar="D", help="只列这一天及以后的操作，例如 2023-09-30")
    log.add_argument("--json", action="store_true", help="结果写成 JSON")
    log.set_defaults(run=run_log)
    for name, words, run in (("undo", "撤销最后的操作", run_undo), ("redo", "重做刚才撤销的操作", run_redo)):
        parser = sub.add_parser(name, help=words)
        parser.add_argument("file", metavar="FILE", help="数据文件")
        parser.add_argument("--steps", metavar="N", type=int, default=1, help="几步（全做或全不做，默认 1）")
        parser.set_defaults(run=run)


def run_log(args: argparse.Namespace) -> int:
    """Print the journal, newest first; 0."""
    from perfdesk.services import journal  # noqa: PLC0415 - the store only when it is asked for

    found = journal.log(Path(args.file), _day(args.since))
    if args.json:
        emit_json({"actions": [_action(action) for action in found]})
    else:
        print("\n".join(_line(action) for action in found))  # noqa: T201 - the command's result
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Take back the last steps, all or none; 0."""
    from perfdesk.services import journal  # noqa: PLC0415 - the store only when it is asked for

    for action in journal.undo(Path(args.file), args.steps):
        say(f"已撤销：{action.title}")
    return 0


def run_redo(args: argparse.Namespace) -> int:
    """Do the last undone steps again, all or none; 0."""
    from perfdesk.services import journal  # noqa: PLC0415 - the store only when it is asked for

    for action in journal.redo(Path(args.file), args.steps):
        say(f"已重做：{action.title}")
    return 0


def _day(text: str | None) -> str | None:
    try:
        return None if text is None else dt.datetime.fromisoformat(text).isoformat()[: len(text)]
    except ValueError:
        raise UserError(f"--since {text} 不是日期", "请写成 2023-09-30", "E_USAGE") from None


def _action(action: ActionInfo) -> dict[str, Any]:
    return {
        "seq": action.seq,
        "kind": action.kind,
        "title": action.title,
        "operator": action.operator,
        "at": action.at,
        "of": action.of,
        "undoable": action.undoable,
        "undone": action.undone,
        "rows": {
            name: {"new": c.new, "changed": c.changed, "same": c.same, "deleted": c.deleted}
            for name, c in action.counts.items()
        },
        "hash": action.hash,
    }


def _line(action: ActionInfo) -> str:
    new, changed, deleted = (sum(getattr(c, part) for c in action.counts.values()) for part in _PARTS)
    parts = [f"{word} {count} 行" for word, count in (("新增", new), ("修改", changed), ("删除", deleted)) if count]
    mark = "（已撤销）" if action.undone else ""
    at = action.at[:19].replace("T", " ")
    return f"{action.seq:>6}  {at}  {action.operator}  {action.title}{mark}  {'、'.join(parts)}"


_PARTS = ("new", "changed", "deleted")
