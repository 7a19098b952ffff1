"""new, backup, restore, doctor, log, undo, redo as a person types them."""

import json

import pytest

from perfdesk.__main__ import main
from perfdesk.store.file import open_store

NEW = ["--office", "红塔区财政局", "--code", "530402", "--level", "county", "--year", "2023"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "红塔区.perfdesk"
    assert main(["new", str(path), *NEW, "--superior", "玉溪市财政局"]) == 0
    columns = ("office", "id", "code", "name", "kind")
    with open_store(path, operator="张三") as store:
        for number in range(3):
            with store.change(f"单位{number}") as change:
                change.put("unit", columns, [("530402", f"u{number}", str(number), "名", "department")])
    return path


def count(path):
    with open_store(path, read_only=True) as store:
        return store.rows("SELECT count(*) FROM unit")[0][0]


def test_new_writes_the_office_and_never_over_a_file(file, capsys):
    with open_store(file, read_only=True) as store:
        columns = "office, id, code, name, level, kind, superior, superior_name, own, year"
        assert store.rows(f"SELECT {columns} FROM office") == [
            ("530402", "530402", "530402", "红塔区财政局", "county", "县区", "530400", "玉溪市财政局", 1, 2023)
        ]
    before = file.read_bytes()
    assert main(["new", str(file), *NEW]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert file.read_bytes() == before


@pytest.mark.parametrize("code", ["5304", "53O402", "５３０４０２", ""])
def test_new_wants_a_divisions_code(tmp_path, code, capsys):
    assert main(["new", str(tmp_path / "x.perfdesk"), *NEW[:3], code, *NEW[4:]]) == 2
    assert "区划代码" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_log_is_one_document(file, capsys):
    before = file.read_bytes()
    assert main(["log", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["actions"]
    assert [action["title"] for action in found] == ["单位2", "单位1", "单位0", "新建数据文件"]
    assert found[0]["rows"] == {"unit": {"new": 1, "changed": 0, "same": 0, "deleted": 0}}
    assert found[0]["operator"] == "张三"
    assert [action["undoable"] for action in found] == [True, True, True, False]
    assert main(["log", str(file), "--since", "2999-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"actions": []}
    assert main(["log", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert "单位2" in lines[0]
    assert "新增 1 行" in lines[0]
    assert main(["log", str(file), "--since", "去年"]) == 2
    assert "不是日期" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_undo_and_redo_do_all_steps_or_none(file, capsys):
    assert main(["undo", str(file)]) == 0
    assert "已撤销：单位2" in capsys.readouterr().err
    assert main(["undo", str(file), "--steps", "2"]) == 0
    assert count(file) == 0
    before = file.read_bytes()
    assert main(["undo", str(file)]) == 2
    assert main(["redo", str(file), "--steps", "4"]) == 2
    assert main(["redo", str(file), "--steps", "0"]) == 2
    assert file.read_bytes() == before, "a failed command leaves the file byte for byte as it was"
    assert main(["redo", str(file), "--steps", "3"]) == 0
    assert count(file) == 3
    assert capsys.readouterr().err.splitlines()[-1] == "已重做：单位2"


def test_backup_and_restore(file, tmp_path, capsys):
    before = file.read_bytes()
    assert main(["backup", str(file)]) == 0
    made = capsys.readouterr().out.strip()
    assert made.startswith(str(tmp_path / "备份"))
    assert file.read_bytes() == before
    assert main(["undo", str(file), "--steps", "3"]) == 0
    assert main(["restore", made, "--to", str(file)]) == 0
    assert "原来的文件保留为 红塔区.perfdesk.恢复前-" in capsys.readouterr().err
    assert count(file) == 3
    assert main(["backup", str(file), "--to", str(tmp_path / "U盘")]) == 0
    assert len(list((tmp_path / "U盘").iterdir())) == 2
    assert main(["restore", str(tmp_path / "没有.pdbak"), "--to", str(file)]) == 2


def test_the_doctor_finds_nothing_or_says_what(file, capsys):
    before = file.read_bytes()
    assert main(["doctor", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert (found["seq"], found["findings"]) == (4, [])
    assert file.read_bytes() == before
    with open_store(file) as store, store.change("孤儿") as change:
        change.put("unit", ("office", "id", "parent"), [("530402", "u1", "weg")])
    assert main(["doctor", str(file)]) == 1
    printed = capsys.readouterr()
    assert "表 unit 有 1 行的 parent" in printed.out
    assert "发现 1 个问题" in printed.err
    assert main(["doctor", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["what"] == "references"
    file.write_bytes(b"")
    assert main(["doctor", str(file)]) == 2


def test_a_locked_file_can_be_read_but_not_changed(file, capsys):
    with open_store(file, operator="李四"):
        assert main(["log", str(file)]) == 0
        assert main(["doctor", str(file)]) == 0
        assert main(["backup", str(file)]) == 0
        capsys.readouterr()
        assert main(["undo", str(file)]) == 2
        assert "李四" in capsys.readouterr().err
