"""The house keeps its own rules: who imports whom, how long a module is, what has a test, what stands nowhere."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted((ROOT / "perfdesk").rglob("*.py"))


@cache
def tracked():
    """(path, text) of every text file that git keeps."""
    if not (ROOT / ".git").exists():
        pytest.skip("这里不是 git 工作目录，无法列出受管文件")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    found = []
    for name in filter(None, names.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            found.append((name, data.decode("utf-8")))
    return found


@cache
def said_by_tests():
    """All that the tests say, this file apart."""
    suffixes = {".py", ".toml", ".json", ".csv", ".txt"}
    paths = [path for path in (ROOT / "tests").rglob("*") if path.suffix in suffixes and path != Path(__file__)]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


def unnamed(keys):
    """The keys that no test names as a whole word."""
    return [key for key in keys if not re.search(rf"(?<![\w.]){re.escape(key)}(?![\w]|\.\w)", said_by_tests())]


# --- who imports whom


def test_import_contracts_hold():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides the layer"
            yield node.module


def test_domain_needs_the_standard_library_alone():
    allowed = sys.stdlib_module_names | {"perfdesk"}
    names = [(path.name, name) for path in (ROOT / "perfdesk/domain").rglob("*.py") for name in imported(path)]
    assert [pair for pair in names if pair[1].split(".")[0] not in allowed] == []
    outside = {"os", "io", "pathlib", "sqlite3", "socket", "subprocess", "shutil", "tempfile", "zipfile", "csv"}
    assert [pair for pair in names if pair[1].split(".")[0] in outside] == [], "the domain does no input or output"


def test_every_folder_of_code_is_a_package():
    assert [path.parent.name for path in MODULES if not (path.parent / "__init__.py").exists()] == []


# --- length and order


def test_no_module_is_longer_than_600_lines():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*MODULES, ROOT / "dev.py", *(ROOT / "tests").rglob("*.py")]
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > 600} == {}


def test_test_files_have_unique_names():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_a_module_docstring_states_its_rule():
    bare = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert bare == []


def test_exception_is_caught_in_main_alone():
    places = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kind = ast.unparse(node.type) if node.type else "everything"
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if kind in {"everything", "Exception"} or (kind == "BaseException" and not again):
                places.add(str(path.relative_to(ROOT / "perfdesk")))
    assert places <= {"__main__.py", os.path.join("ui", "runner.py")}  # noqa: PTH118 - compared as text


# --- everything has a test


def test_every_form_has_a_test():
    keys = sorted(path.stem for path in (ROOT / "resources/forms").glob("*/*.toml"))
    assert len(keys) >= 11
    assert unnamed(keys) == []


def test_every_figure_has_a_test():
    keys = sorted(path.stem for path in (ROOT / "resources/figures").glob("*.sql"))
    assert unnamed(keys) == []


def test_every_check_has_a_test():
    sources = [*(ROOT / "perfdesk/domain/checks").rglob("*.py"), *(ROOT / "resources/checks").rglob("*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.is_file())
    names = [path.stem for path in sources]
    numbers = set(re.findall(r"""["'](R\d{3})["']""", text)) | {n for n in names if re.match(r"R\d{3}", n)}
    assert unnamed(sorted(numbers)) == []


def test_every_migration_has_a_test():
    keys = sorted(path.stem for path in (ROOT / "perfdesk/store/migrations").glob("m[0-9]*.py"))
    assert keys
    assert unnamed(keys) == []


# --- words that may not stand anywhere


def test_no_machine_path_and_no_registry_host_in_tracked_files():
    folders = "|".join(["wo" + "rk", "fa" + "rm", "t" + "mp", "ro" + "ot", "ho" + "me"])
    hosts = "|".join(["py" + r"pi\.org", "python" + "hosted", "debian" + r"\.org", "npm" + "js", "regis" + r"try\."])
    pattern = re.compile(rf"(?<![\w.~}}])/({folders})/[a-z.]|{hosts}")
    hits = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked()
        if not name.endswith(".svg")
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert hits == []


def test_no_mark_of_unfinished_work():
    pattern = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b|NotImplemented" + "Error")
    hits = [name for name, text in tracked() if name.endswith(".py") and pattern.search(text)]
    assert hits == []


def test_every_exception_from_the_rules_has_its_reason():
    section = ""
    bare = []
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        section = line if line.startswith("[") else section
        code = re.match(r'\s+"[A-Z]+[0-9]*",', line)
        if section.startswith("[tool.ruff") and code and not re.search(r"# \w+", line):
            bare.append(line)
    silenced = re.compile(r"# no" + r"qa(?:: (?P<codes>[A-Z0-9, ]+[0-9]))?(?P<reason> +- \w)?")
    for name, text in tracked():
        explained = set()  # within a file the reason stands once for each code
        for line in text.splitlines() if name.endswith(".py") else []:
            for found in silenced.finditer(line):
                codes = set((found["codes"] or "all").split(", "))
                explained |= codes if found["reason"] else set()
                if not codes <= explained:
                    bare.append(f"{name}: {line.strip()}")
    assert bare == []


# --- pins


def pins(name):
    """{component: version} of a requirements file; each has a hash."""
    found = {}
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    for line in text.splitlines():
        if line[:1].isalnum():
            assert line.count("--hash=sha256:") >= 1, line
            component, version = line.split()[0].split("==")
            found[component] = version
    return found


def test_pyproject_repeats_the_runtime_pins():
    assert PROJECT["project"]["dependencies"] == [f"{key}=={value}" for key, value in pins("requirements.txt").items()]
    assert pins("requirements.txt")["pyside6-essentials"] == "6.11.3"


def test_the_two_requirement_files_share_nothing_and_name_no_index():
    assert set(pins("requirements.txt")) & set(pins("requirements-dev.txt")) == set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        options = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith("-")]
        assert options in ([], ["-r requirements.txt"])


def test_installed_versions_are_the_pinned_ones():
    from importlib.metadata import version  # noqa: PLC0415 - needed here alone

    wrong = {
        name: (version(name), wanted)
        for name, wanted in (pins("requirements.txt") | pins("requirements-dev.txt")).items()
        if name != "colorama" and version(name) != wanted
    }
    assert wrong == {}


def test_a_call_into_qt_loses_no_reference_to_none():
    """One PySide6 release lost a reference to None on every void call, which kills Python 3.11 after some 7,000."""
    code = """if True:
        import sys
        from PySide6.QtCore import QObject
        from PySide6.QtGui import QStandardItemModel
        thing, model = QObject(), QStandardItemModel()
        def calls(n):
            for _ in range(n):
                thing.setObjectName("x")
                model.setColumnCount(3)
        calls(100)
        before = sys.getrefcount(None)
        calls(4000)
        print(sys.getrefcount(None) - before)
    """
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert abs(int(done.stdout)) < 50, done.stdout


# --- dev.py


def test_another_python_is_refused_in_words():
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    code = "import sys; sys.version_info = (3, 10, 13); import dev; sys.exit(dev.main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    words = done.stdout.decode("utf-8")
    assert "3.11、3.12 或 3.13" in words
    assert "3.10" in words


def test_the_two_commands_of_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"python3 dev\.py (\w+)", text)
    assert {"run", "test"} <= set(commands)
    done = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, check=True)
    assert set(commands) <= set(re.findall(r"^\s+([a-z]+)\s", done.stdout.decode("utf-8"), re.MULTILINE))


def test_ci_runs_the_same_command():
    assert "dev.py test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
