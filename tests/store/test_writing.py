"""put, replace and delete write what differs, all or nothing, and count it."""

import sqlite3

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store.file import open_store
from perfdesk.store.journal import Counts


def journal(store):
    return store.rows("SELECT seq, tbl, id, row FROM before_image WHERE seq > 1 ORDER BY 1, 2, 3")


@pytest.mark.parametrize("n", [1, 2, 3, 500])
def test_new_same_and_changed_rows_are_told_apart(store, columns, units, n):
    with store.change("新") as change:
        change.put("unit", columns, units(n))
        assert change.counts == {"unit": Counts(new=n)}
    with store.change("同") as change:
        change.put("unit", columns, units(n))
    assert change.counts == {"unit": Counts(same=n)}
    assert store.head()[0] == 2, "a change that changes nothing is no action"
    changed = [(*row[:3], "改了名", row[4]) for row in units(n)[:1]] + units(n)[1:]
    with store.change("改") as change:
        change.put("unit", columns, iter(changed))
    assert change.counts == {"unit": Counts(changed=1, same=n - 1)}
    assert store.rows("SELECT count(*), sum(name = '改了名') FROM unit") == [(n, 1)]
    assert [seq for seq, *_ in journal(store)] == [2] * n + [3]
    assert all(row is None for seq, _, _, row in journal(store) if seq == 2), "an insert is journalled as its key alone"
    assert "第0单位" in journal(store)[-1][3]


def test_columns_not_given_keep_their_value_or_take_the_default(store, columns, units):
    with store.change("新") as change:
        change.put("unit", columns, units(3))
    for rows in ([("530402", "u0001", "李四")], [("530402", f"u000{i}", "王五") for i in range(3)]):
        with store.change("联系人") as change:
            change.put("unit", ("office", "id", "clerk"), rows)
    assert store.rows("SELECT name, clerk, phone, basis FROM unit ORDER BY id")[1] == ("第1单位", "王五", "", "")
    with pytest.raises(sqlite3.IntegrityError), store.change("缺列") as change:
        change.put("unit", ("office", "id", "clerk"), [("530402", "u9999", "某人")])
    assert store.rows("SELECT count(*) FROM unit") == [(3,)]


def test_null_and_blank_differ(store, columns, units):
    with store.change("新") as change:
        change.put("unit", columns, units(1))
        change.put("unit", ("office", "id", "parent"), [("530402", "u0000", "")])
    with store.change("空") as change:
        change.put("unit", ("office", "id", "parent"), [("530402", "u0000", None)])
    assert change.counts == {"unit": Counts(changed=1)}
    assert store.rows("SELECT parent FROM unit") == [(None,)]


def test_replace_deletes_what_is_in_scope_and_not_given(store, columns, units):
    with store.change("新") as change:
        change.put("unit", columns, units(10))
    with store.change("换") as change:
        change.replace("unit", columns, units(7, first=5), "t.code >= :low", {"low": "0004"})
        assert change.rows("SELECT min(code), max(code), count(*) FROM unit") == [("0000", "0011", 11)]
    assert change.counts == {"unit": Counts(new=2, same=5, deleted=1)}
    with store.change("全删") as change:
        change.replace("unit", columns, [], "t.office = ?", ("530402",))
    assert change.counts == {"unit": Counts(deleted=11)}


def test_replace_may_give_a_deleted_rows_code_to_a_new_row(store, columns, units):
    with store.change("新") as change:
        change.put("unit", columns, units(3))
    with store.change("换") as change:
        change.replace("unit", columns, [("530402", "neu", "0001", "新单位", "department")], "true")
    assert store.rows("SELECT id, code FROM unit") == [("neu", "0001")]


@pytest.mark.parametrize("n", [2, 5])
def test_rows_may_exchange_unique_values(store, columns, units, n):
    with store.change("新") as change:
        change.put("unit", columns, units(n))
        change.put("unit", ("office", "id", "phone"), [("530402", "u0000", "123")])
    moved = [(row[0], row[1], f"{(i + 1) % n:04}") for i, row in enumerate(units(n))]
    with store.change("调换编码") as change:
        change.put("unit", ("office", "id", "code"), moved)
    assert change.counts == {"unit": Counts(changed=n)}
    assert store.rows("SELECT code, phone, name FROM unit WHERE id = 'u0000'") == [("0001", "123", "第0单位")]
    store.undo()
    assert store.rows("SELECT id, code FROM unit ORDER BY id") == [(row[1], row[2]) for row in units(n)]
    assert store.verify_journal() is None


def test_a_code_that_another_row_keeps_is_refused_whole(store, columns, units, content):
    with store.change("新") as change:
        change.put("unit", columns, units(3))
    before = content(store)
    with pytest.raises(sqlite3.IntegrityError), store.change("撞码") as change:
        change.put("unit", ("office", "id", "code"), [("530402", "u0000", "0002"), ("530402", "u0001", "0000")])
    assert content(store) == before


def test_what_comes_and_goes_within_a_change_leaves_no_trace(store, columns, units):
    with store.change("来去") as change:
        change.put("unit", columns, units(4))
        change.delete("unit", [("530402", f"u000{i}") for i in range(4)])
    assert change.counts == {"unit": Counts()}
    assert (store.head()[0], journal(store)) == (1, [])
    with store.change("新") as change:
        change.put("unit", columns, units(2))
    with store.change("改来改去") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0000", "1")])
        change.put("unit", ("office", "id", "phone"), [("530402", "u0000", "")])
        change.put("unit", ("office", "id", "phone"), [("530402", "u0001", "2")])
    assert [key for seq, _, key, _ in journal(store) if seq == 3] == ["u0001"]
    assert store.verify_journal() is None


def test_an_exception_rolls_everything_back(store, columns, units, content):
    before, head = content(store), store.head()
    with pytest.raises(KeyError), store.change("坏") as change:  # noqa: PT012 - the block is the case
        change.put("unit", columns, units(500))
        raise KeyError
    assert (content(store), store.head()) == (before, head)
    with store.change("好") as change:
        change.put("unit", columns, units(5))
    assert store.verify_journal() is None


def test_a_failed_write_cannot_be_passed_over(store, columns, units, content):
    before = content(store)
    with pytest.raises(RuntimeError, match="cannot be committed"), store.change("坏") as change:  # noqa: PT012 - the block is the case
        change.put("unit", columns, units(3))
        with pytest.raises(sqlite3.IntegrityError):
            change.put("unit", columns, [("530402", "u0000", "0000", "名", "公司")])
    assert content(store) == before


def test_changes_are_not_nested(store, columns, units, content):
    before = content(store)
    with pytest.raises(RuntimeError, match="nested"), store.change("外") as change:  # noqa: PT012 - the block is the case
        change.put("unit", columns, units(3))
        with store.change("内"):
            pass
    assert content(store) == before


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("530402", "a", "1", 3.0, "department")], TypeError),
        ([("530402", str(i), str(i), float("nan"), "department") for i in range(9)], TypeError),
        ([("530402", "a", "1", "甲", "department"), ("530402", "a", "2", "乙", "department")], ValueError),
        ([("530402", "a", str(i), "甲", "department") for i in range(9)], ValueError),
        ([("530402", "a", "1")], ValueError),
        ([("530402", "a", "1"), ("530402", "b", "2"), ("530402", "c", "3")], sqlite3.ProgrammingError),
        ([("530402", "a", "1", None, "department")], sqlite3.IntegrityError),
        ([(None, "a", "1", "甲", "department")], sqlite3.IntegrityError),
    ],
)
def test_wrong_rows_are_refused(store, columns, content, rows, error):
    before = content(store)
    with pytest.raises(error), store.change("坏") as change:
        change.put("unit", columns, rows)
    assert content(store) == before
    with store.change("好") as change:
        change.put("unit", columns, [("530402", "a", "1", "甲", "department")])
    assert store.verify_journal() is None


def test_text_stays_out_of_number_columns(store):
    columns = ("office", "id", "project", "account", "source", "initial")
    for bad in ("一百", "1.5", b"1"):
        with pytest.raises(sqlite3.IntegrityError), store.change("坏") as change:
            change.put("funding", columns, [("530402", "f", "p", "general", "county", bad)])
    assert store.rows("SELECT count(*) FROM funding") == [(0,)]


@pytest.mark.parametrize("name", ["action", "before_image", "draft", "sqlite_schema", "nix", "unit; DROP TABLE unit"])
def test_only_journalled_tables_can_be_put(store, name):
    with pytest.raises(ValueError, match="no journalled table"), store.change("坏") as change:
        change.put(name, ("office", "id"), [("530402", "x")])


@pytest.mark.parametrize("given", [("office", "name"), ("office", "id", "nix"), ("office", "id", "id"), ("id", "name")])
def test_only_columns_of_the_table_can_be_put(store, given):
    with pytest.raises(ValueError, match="columns of unit"), store.change("坏") as change:
        change.put("unit", given, [("530402",) * len(given)])


def test_rows_of_other_offices_live_beside_ours(store, columns):
    with store.change("接收") as change:
        change.put(
            "unit", columns, [(office, "u", "1", "甲", "department") for office in ("530402", "530421", "530422")]
        )
        change.replace("unit", columns, [], "t.office = ?", ("530421",))
    assert store.rows("SELECT office FROM unit ORDER BY 1") == [("530402",), ("530422",)]


def test_reading_inside_a_change_sees_what_was_put(store, columns, units):
    with store.change("读") as change:
        change.put("unit", columns, units(2))
        assert change.rows("SELECT count(*) FROM unit WHERE office = :o", {"o": "530402"}) == [(2,)]
        change.put("unit", columns, (row for row in units(9) if change.rows("SELECT 1 FROM unit")))
    assert store.rows("SELECT count(*) FROM unit") == [(9,)]


def test_the_office_follows_its_own_row(store):
    assert (store.office, store.year, store.level) == ("530402", 2023, "county")
    with store.change("换年") as change:
        change.put("office", ("office", "id", "year"), [("530402", "530402", 2024)])
    assert store.year == 2024
    store.undo()
    assert store.year == 2023


def test_a_read_only_store_refuses_to_write(empty_file):
    with open_store(empty_file, read_only=True) as store:
        with pytest.raises(UserError, match="只读") as refused, store.change("写"):
            pass
        assert refused.value.code == "E_READONLY"
        with pytest.raises(UserError):
            store.undo()


def test_strange_text_comes_back_whole(store, columns):
    odd = ['引号"和\\', "换\n行\t\r\x0b", "\U00020bb7田", "a\u0000b", "\u2028\ufeff", "'; DROP TABLE unit; --", ""]
    with store.change("怪字") as change:
        change.put("unit", columns, [("530402", str(i), str(i), text, "department") for i, text in enumerate(odd)])
    with store.change("删") as change:
        change.delete("unit", [("530402", str(i)) for i in range(len(odd))])
    store.undo()
    assert [name for (name,) in store.rows("SELECT name FROM unit ORDER BY id")] == odd
    assert store.verify_journal() is None
