"""A change around the program is found, and the first action that does not hold is named."""

import sqlite3
from contextlib import closing, suppress

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store import doctor
from perfdesk.store.file import open_store


@pytest.fixture
def worked(empty_file, columns, units):
    """Actions 1 to 8: units come, phones change, three go, one of that is undone."""
    with open_store(empty_file, operator="张三") as store:
        with store.change("新增") as change:
            change.put("unit", columns, units(10))
        for number in range(3):
            with store.change(f"电话{number}") as change:
                change.put(
                    "unit", ("office", "id", "phone"), [("530402", "u0001", str(number)), ("530402", "u0002", "x")]
                )
        with store.change("删除") as change:
            change.delete("unit", [("530402", f"u000{i}") for i in range(7, 10)])
        with store.change("电话9") as change:
            change.put("unit", ("office", "id", "phone"), [("530402", "u0005", "9")])
        store.undo()
        assert store.verify_journal() is None
        assert store.head()[0] == 8
    return empty_file


def fault(path, *statements):
    """What the proof says after another program has run the statements."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            assert conn.execute(statement).rowcount != 0
    with open_store(path, read_only=True) as store:
        return store.verify_journal()


TAMPERED = {
    "live row edited": ("UPDATE unit SET phone = '7' WHERE id = 'u0001'", 5),
    "live row edited, never touched again": ("UPDATE unit SET name = 'x' WHERE id = 'u0006'", 2),
    "live row blanked": ("UPDATE unit SET parent = '' WHERE id = 'u0006'", 2),
    "live row deleted": ("DELETE FROM unit WHERE id = 'u0002'", 3),
    "deleted row put back": (
        "INSERT INTO unit (office, id, code, name, kind) VALUES ('530402', 'u0008', '8', 'x', 'unit')",
        6,
    ),
    "row added": ("INSERT INTO unit (office, id, code, name, kind) VALUES ('530402', 'neu', '99', 'x', 'unit')", None),
    "office renamed": ("UPDATE office SET name = 'x'", 1),
    "before-image edited": (
        "UPDATE before_image SET row = replace(row, '第1', '第9') WHERE seq = 4 AND id = 'u0001'",
        3,
    ),
    "before-image deleted": ("DELETE FROM before_image WHERE seq = 4 AND id = 'u0001'", 3),
    "before-image added": ("INSERT INTO before_image VALUES (7, 'unit', '530402', 'u0006', NULL)", 2),
    "before-image of no table": ("INSERT INTO before_image VALUES (4, 'nix', 'a', 'b', NULL)", 4),
    "before-image moved": ("UPDATE before_image SET seq = 6 WHERE seq = 5 AND id = 'u0001'", 5),
    "before-images without action": ("INSERT INTO before_image VALUES (99, 'claim', 'a', 'b', NULL)", 99),
    "title": ("UPDATE action SET title = 'x' WHERE seq = 4", 4),
    "operator": ("UPDATE action SET operator = '李四' WHERE seq = 1", 1),
    "time": ("UPDATE action SET at = '2020-01-01' WHERE seq = 5", 5),
    "undoable": ("UPDATE action SET undoable = 1 WHERE seq = 1", 1),
    "counts": ("UPDATE action SET counts = '{}' WHERE seq = 2", 2),
    "kind": ("UPDATE action SET kind = 'redo' WHERE seq = 8", 8),
    "of": ("UPDATE action SET of = 6 WHERE seq = 8", 8),
    "hash": ("UPDATE action SET hash = replace(hash, '0', '1') WHERE seq = 3", 3),
    "first hash": ("UPDATE action SET prev = hash WHERE seq = 1", 1),
    "action deleted": ("DELETE FROM action WHERE seq = 4", 4),
    "first action deleted": ("DELETE FROM action WHERE seq = 1", 1),
    "action added": (
        "INSERT INTO action SELECT 9, kind, title, '', at, of, undoable, '{}', hash, prev FROM action WHERE seq = 8",
        9,
    ),
}


@pytest.mark.parametrize(("statement", "seq"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_around_the_program_is_named(worked, statement, seq):
    found = fault(worked, statement)
    assert found is not None
    assert found.seq == seq
    assert found.words


def test_reordered_actions_are_found(worked):
    moves = ((3, 100), (4, 3), (100, 4))
    found = fault(worked, *(f"UPDATE action SET seq = {to} WHERE seq = {seq}" for seq, to in moves))
    assert found.seq == 3


@pytest.mark.parametrize("kept", [7, 5, 2])
def test_a_cut_tail_is_found_while_its_rows_remain(worked, kept):
    cut = [f"DELETE FROM {table} WHERE seq > {kept}" for table in ("action", "before_image")]
    assert fault(worked, *cut) is not None


def test_an_older_copy_holds_but_its_head_is_behind(worked, tmp_path):
    """The file as it was yesterday is whole in itself; the head that was printed or sent shows it."""
    copy = tmp_path / "昨天.perfdesk"
    copy.write_bytes(worked.read_bytes())
    with open_store(worked) as store:
        with store.change("今天") as change:
            change.put("unit", ("office", "id", "phone"), [("530402", "u0005", "今天")])
        head = store.head()
    with open_store(copy, read_only=True) as store:
        assert store.verify_journal() is None
        assert store.head() != head
        assert store.head()[0] == head[0] - 1


def test_every_flipped_bit_of_the_rows_is_found(worked):
    """A single bit in the text of a page: SQLite may not see it, the digest and the chain do."""
    with open_store(worked, read_only=True) as store:
        digest = store.content_digest()
    whole = worked.read_bytes()
    place = whole.rindex("第3单位".encode())
    for bit in range(0, 24, 5):
        flipped = bytearray(whole)
        flipped[place + bit // 8] ^= 1 << bit % 8
        worked.write_bytes(flipped)
        with open_store(worked, read_only=True) as store:
            with suppress(UserError):  # no valid text any more: E_CORRUPT
                assert store.content_digest() != digest
                assert store.verify_journal().seq == 2
            found = doctor.examine(store)
        assert [ailment.what for ailment in found.ailments] == ["journal"]
