"""The parser of the command line, made of what every module of this package adds, and its words in Chinese."""

from __future__ import annotations

import argparse
import pkgutil
import re
from importlib import import_module
from typing import NoReturn

import perfdesk.commands
from perfdesk.commands.output import say

_HELP = (
    ("usage: ", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这份说明"),
    ("show program's version number and exit", "显示版本号"),
)
_ERRORS = (
    (r"argument 命令: invalid choice: '(.*?)' .*", r"没有 \1 这个命令（perfdesk --help 列出全部命令）"),
    (r"the following arguments are required: (.*)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (.*): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.*): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument (.*): invalid int value: (.*)", r"\1 要写整数，不能是 \2"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 不能与 \2 同时使用"),
    (r"one of the arguments (.*) is required", r"\1 必须写一个"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 不明确，可能是 \2"),
)


class Parser(argparse.ArgumentParser):
    """argparse with Chinese words; a wrong use says what was wrong and exits with 2."""

    def format_help(self) -> str:
        """The help text."""
        text = super().format_help()
        for english, chinese in _HELP:
            text = text.replace(english, chinese)
        return text

    def format_usage(self) -> str:
        """The line that shows how the command is written."""
        return super().format_usage().replace(*_HELP[0])

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and exit.

        Raises:
            SystemExit: always, with 2.
        """
        for english, chinese in _ERRORS:
            message = re.sub(f"^{english}$", chinese, message)
        say(f"{self.format_usage()}命令写得不对：{message}")
        raise SystemExit(2)


def build() -> Parser:
    """The parser of all commands; a module of this package that defines `add` takes part."""
    from perfdesk import __version__  # noqa: PLC0415 - the package is still being imported when this module is

    parser = Parser(prog="perfdesk", description="县级财政预算绩效管理台账")
    parser.add_argument("--version", action="version", version=f"perfdesk {__version__}")
    sub = parser.add_subparsers(title="命令", dest="command", metavar="命令", parser_class=Parser)
    for module in pkgutil.iter_modules(perfdesk.commands.__path__):
        add = getattr(import_module(f"perfdesk.commands.{module.name}"), "add", None)
        if add is not None:
            add(sub)
    return parser
