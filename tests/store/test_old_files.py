"""Files that older versions left open in this one (m0002_reminder onwards), with all they hold and a sound journal."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import migrations
from perfdesk.store.file import open_store

HEADS = {1: (3, "2988d89d55aa4a18b59d3bfe986ccdf56a17966b9fe0a31425fb2461c28560e2")}
REMINDER = ("office", "id", "unit", "stage", "year", "month", "at", "operator", "way", "answer")


def unpacked(version, folder):
    path = folder / f"v{version}.perfdesk"
    path.write_bytes(
        gzip.decompress((Path(__file__).parent.parent / "old_files" / f"v{version}.perfdesk.gz").read_bytes())
    )
    return path


def test_there_is_a_file_of_every_older_version():
    assert sorted(HEADS) == list(range(1, migrations.version()))


@pytest.mark.parametrize("version", sorted(HEADS))
def test_an_old_file_opens_with_all_it_holds_and_its_undo(version, tmp_path):
    path = unpacked(version, tmp_path)
    with pytest.raises(UserError, match="较旧版本"):
        open_store(path, read_only=True)
    with open_store(path, operator="王五") as store:
        assert store.head() == HEADS[version]
        assert store.odd_shape() == ""
        assert store.verify_journal() is None
        assert store.rows("SELECT code, phone FROM unit ORDER BY code") == [("155", ""), ("219", "2021002")]
        assert store.undo()[0].title == "更正 水利局的电话"
        assert store.rows("SELECT phone FROM unit WHERE code = '219'") == [("2021001",)]
        assert store.redo()[0].title == "更正 水利局的电话"
        assert store.verify_journal() is None
    (kept,) = tmp_path.glob(f"*-升级前-v{version}.pdbak")
    with closing(sqlite3.connect(kept)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (version,)


def test_reminders_are_journalled_and_undone(tmp_path):
    with open_store(unpacked(1, tmp_path), operator="王五") as store:
        row = (store.office, "r1", "u1", "monitoring", 2023, 9, "2023-10-09T09:00:00", "王五", "电话", "周三报")
        with store.change("催报 1 个单位") as change:
            change.put("reminder", REMINDER, [row])
        assert store.rows(f"SELECT {', '.join(REMINDER)} FROM reminder") == [row]
        store.undo()
        assert store.rows("SELECT * FROM reminder") == []
        store.redo()
        assert store.rows("SELECT answer FROM reminder") == [("周三报",)]
        assert store.verify_journal() is None
