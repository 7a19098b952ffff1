"""A file is whole or not there, and a failure is told in words with nothing left behind."""

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.files.atomic import atomic_write


def test_a_new_file_and_a_replaced_one(tmp_path):
    path = tmp_path / "表.xlsx"
    atomic_write(path, b"one")
    atomic_write(path, iter([b"t", b"wo"]))
    assert path.read_bytes() == b"two"
    assert [item.name for item in tmp_path.iterdir()] == ["表.xlsx"]


def test_an_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "表.xlsx"
    atomic_write(path, b"old")

    def broken():
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        atomic_write(path, broken())
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(UserError, match="文件夹不存在"):
        atomic_write(tmp_path / "没有" / "表.xlsx", b"x")


def test_a_folder_in_the_way_is_told(tmp_path):
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(UserError, match="无法写入文件"):
        atomic_write(tmp_path / "表.xlsx", b"x")
    assert [item.name for item in tmp_path.iterdir()] == ["表.xlsx"]
