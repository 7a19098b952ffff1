"""What all tests share: an empty data file, a profile of their own, and no warning that nobody expected."""

import logging
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter):
    """Name the modules over 400 lines: each should still have one subject (over 600 test_house fails)."""
    root = Path(__file__).resolve().parent.parent
    for path in sorted((root / "perfdesk").rglob("*.py")):
        lines = path.read_bytes().count(b"\n")
        if lines > 400 and path.parent.name != "migrations":
            terminalreporter.write_line(f"{path.relative_to(root).as_posix()}: {lines} lines, over 400")


def pytest_addoption(parser):
    """One switch for all golden files: write what the program says now, to be looked at before it is committed."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request):
    """Compare a text with tests/golden/<name>, or write it with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


@pytest.fixture(autouse=True)
def profile(tmp_path_factory, monkeypatch):
    """Keys, issued numbers and the log of each test lie in a folder of its own, never in the user's profile."""
    place = tmp_path_factory.mktemp("profile")
    monkeypatch.setenv("PERFDESK_PROFILE", str(place))
    return place


@pytest.fixture(autouse=True)
def no_unexpected_log_warning(caplog):
    """A logged warning fails the test, unless the test looked at it and called caplog.clear()."""
    yield
    loud = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    words = [record.getMessage() for record in loud if record.levelno >= logging.WARNING]
    assert not words, f"unexpected log warnings: {words}"


@pytest.fixture(scope="session")
def empty_master(tmp_path_factory) -> Path:
    """One migrated empty data file of a county office, 530402 红塔区财政局, year 2023; copy it, never change it."""
    from perfdesk.store.file import create  # noqa: PLC0415 - only for the tests that need a data file

    path = tmp_path_factory.mktemp("empty") / "empty.perfdesk"
    office = {"code": "530402", "name": "红塔区财政局", "level": "county", "kind": "县区", "year": 2023}
    create(path, **office, superior="530400", superior_name="玉溪市财政局", operator="系统").close()
    return path


@pytest.fixture
def empty_file(empty_master, tmp_path) -> Path:
    """A fresh copy of the empty data file."""
    return Path(shutil.copyfile(empty_master, tmp_path / "红塔区.perfdesk"))
