"""The door: exit status, words in Chinese, one JSON document, bugs logged and never swallowed."""

import argparse
import json
import logging
import os
import subprocess
import sys

import pytest

from perfdesk.__main__ import main
from perfdesk.commands import output, parser
from perfdesk.domain.errors import Cancelled, UserError


@pytest.fixture
def broken(monkeypatch):
    """A command line with the one command `do`, which raises what it is told."""

    def build(error):
        def run(_):
            raise error

        words = argparse.ArgumentParser()
        words.add_subparsers().add_parser("do").set_defaults(run=run)
        monkeypatch.setattr(parser, "build", lambda: words)

    return build


@pytest.mark.parametrize("arguments", [[], ["红塔区.perfdesk"]])
def test_without_a_command_and_a_display_the_help_is_printed_and_nothing_done(arguments, capsys, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "用法：perfdesk" in printed.err
    assert "import" in printed.err
    assert "没有图形界面" in printed.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figuers", "a.perfdesk"], "没有 figuers 这个命令"),
        (["figures"], "缺少参数 FILE"),
        (["figures", "a.perfdesk", "--year", "twenty"], "--year 要写整数，不能是 'twenty'"),
        (["figures", "a.perfdesk", "--scope", "all"], "--scope 不能是 'all'"),
        (["figures", "a.perfdesk", "--key"], "--key 后面要写一个值"),
        (["figures", "a.perfdesk", "--wrong"], "不认识 --wrong"),
        (["figures", "a.perfdesk", "--json", "--xlsx", "x"], "--xlsx 不能与 --json 同时使用"),
    ],
)
def test_a_wrong_use_is_told_in_chinese(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_what_a_clerk_can_mend_is_said_with_the_next_step(broken, capsys):
    broken(UserError("水利局.xls 打不开", "请用 WPS 另存为 .xlsx 后再导入", "E_OPEN"))
    assert main(["do"]) == 2
    assert capsys.readouterr().err == "E_OPEN 水利局.xls 打不开。请用 WPS 另存为 .xlsx 后再导入\n"


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt()])
def test_cancelling_is_no_error_of_the_program(broken, error, capsys):
    broken(error)
    assert main(["do"]) == 2
    assert "已取消" in capsys.readouterr().err


def test_a_bug_is_logged_with_its_place_and_said_once(broken, profile, capsys, caplog):
    broken(ZeroDivisionError("three sheets"))
    assert main(["do"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("程序出错：ZeroDivisionError")
    assert "Traceback" not in said
    written = (profile / "perfdesk.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: three sheets" in written
    assert "in run" in written
    assert logging.getLogger("perfdesk").handlers == []
    assert caplog.records == []


def test_a_bug_is_told_even_where_the_log_cannot_be_written(broken, profile, monkeypatch, capsys):
    (profile / "file").write_text("")
    monkeypatch.setenv("PERFDESK_PROFILE", str(profile / "file"))
    broken(RuntimeError("no place"))
    assert main(["do"]) == 2
    said = capsys.readouterr().err
    assert "日志文件写不进去" in said
    assert "RuntimeError: no place" in said


def run_python(code, **env):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env={**os.environ, **env})


def test_the_help_loads_no_heavy_library():
    heavy = [
        "sqlite_utils",
        "openpyxl",
        "reportlab",
        "docx",
        "lxml",
        "pypinyin",
        "cryptography",
        "PySide6",
        "fontTools",
    ]
    code = f"""if True:
        import sys
        from perfdesk.__main__ import main
        try:
            main(["--help"])
        except SystemExit:
            print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
    """
    assert run_python(code).stderr.decode().strip() == "[]"


def test_json_is_one_utf8_document_whatever_the_code_page():
    code = """if True:
        from perfdesk.commands import output
        output.use_utf8()
        output.emit_json({"单位": "红塔区", "名": "喆堃\\ud800", "无": None})
        output.say("完成")
    """
    done = run_python(code, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert json.loads(done.stdout.decode("utf-8"))["单位"] == "红塔区"
    assert done.stderr.decode("utf-8").strip() == "完成"


def test_progress_is_silent_where_nobody_watches(capsys):
    line = output.progress("读取")
    for done in range(3):
        line.step(done, 2, "水利局.xls")
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
def test_progress_draws_one_line_on_a_terminal():
    import pty  # noqa: PLC0415 - not on Windows

    code = """if True:
        from perfdesk.commands import output
        line = output.progress("读取")
        for done in range(1, 5001):
            line.step(done, 5000, "水利局.xls")
    """
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs) as child:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            seen += part
            if not part:
                break
        os.close(ours)
    assert child.returncode == 0
    text = seen.decode("utf-8")
    assert text.rstrip().endswith("读取 5000/5000 水利局.xls")
    assert text.count("\n") == 1
    assert text.count("\r\033[K") < 200
