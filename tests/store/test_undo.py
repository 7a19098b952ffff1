"""Undo and redo go last-first, all steps or none, also after a restart; an older action comes back whole or not."""

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.store.file import open_store


@pytest.fixture
def steps(store, columns, units):
    """Actions 2, 3, 4: ten units come; two get a phone; three go."""
    with store.change("新增") as change:
        change.put("unit", columns, units(10))
    with store.change("电话") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0001", "1"), ("530402", "u0002", "2")])
    with store.change("删除") as change:
        change.delete("unit", [("530402", f"u000{i}") for i in range(7, 10)])
    return store


def phones(store):
    return dict(store.rows("SELECT id, phone FROM unit WHERE phone <> ''"))


def test_undo_and_redo_after_a_restart(steps, content):
    states = [content(steps)]
    for _ in range(3):
        steps.undo()
        states.append(content(steps))
    assert "unit" not in states[-1]
    steps.close()
    with open_store(steps.path, operator="李四") as store:
        for wanted in states[2::-1]:
            store.redo()
            assert content(store) == wanted
        assert store.verify_journal() is None
        store.close()
    with open_store(steps.path) as store:
        assert [action.title for action in store.undo(3)] == ["删除", "电话", "新增"]
        assert content(store) == states[3]
        assert [action.title for action in store.redo(3)] == ["新增", "电话", "删除"]
        assert content(store) == states[0]
        assert store.verify_journal() is None


def test_all_steps_or_none(steps, content):
    before, head = content(steps), steps.head()
    with pytest.raises(UserError, match="新建数据文件") as found:
        steps.undo(4)
    assert "3 步" in found.value.hint
    assert (content(steps), steps.head()) == (before, head)
    with pytest.raises(UserError, match="没有可以重做的操作"):
        steps.redo()
    steps.undo(2)
    head = steps.head()
    with pytest.raises(UserError, match="没有可以重做的操作") as found:
        steps.redo(3)
    assert "2 步" in found.value.hint
    assert steps.head() == head
    for wrong in (0, -1):
        with pytest.raises(UserError):
            steps.undo(wrong)


def test_a_new_action_clears_redo(steps):
    steps.undo()
    with steps.change("另做") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0005", "5")])
    with pytest.raises(UserError, match="没有可以重做"):
        steps.redo()
    assert [action.title for action in steps.undo(2)] == ["另做", "电话"]
    assert [action.title for action in steps.redo(2)] == ["电话", "另做"]


def test_the_log_says_what_is_undone(steps):
    steps.undo(2)
    found = steps.actions()
    assert [(a.seq, a.kind, a.title, a.of, a.undone) for a in found] == [
        (6, "undo", "撤销：电话", 3, False),
        (5, "undo", "撤销：删除", 4, False),
        (4, "change", "删除", None, True),
        (3, "change", "电话", None, True),
        (2, "change", "新增", None, False),
        (1, "change", "新建数据文件", None, False),
    ]
    steps.redo()
    assert [(a.seq, a.kind, a.of) for a in steps.actions(limit=1)] == [(7, "redo", 6)]
    assert {a.seq for a in steps.actions() if a.undone} == {4}
    assert [a.operator for a in steps.actions(limit=2)] == ["张三", "张三"]
    assert steps.actions(since="2999-01-01") == []
    assert len(steps.actions(since="2000-01-01")) == 7
    assert steps.actions()[-1].hash == steps.rows("SELECT hash FROM action WHERE seq = 1")[0][0]


@pytest.mark.parametrize("table", ["issued", "roster"])
def test_issued_numbers_and_keys_stop_undo(steps, table, content):
    rows = {
        "issued": (("office", "id", "kind", "year", "scope", "number", "at"), ("letter", 2023, "催报", 1, "2023")),
        "roster": (("office", "id", "code", "name", "level", "key", "fingerprint", "enrolled_on"), ("1",) * 6),
    }
    columns, values = rows[table]
    with steps.change("上报编号") as change:
        change.put(table, columns, [("530402", "x", *values)])
        change.put("unit", ("office", "id", "phone"), [("530402", "u0003", "3")])
    with steps.change("之后") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0003", "33")])
    before = content(steps)
    with pytest.raises(UserError, match=r"“上报编号”.*不能撤销"):
        steps.undo(2)
    assert content(steps) == before
    steps.undo()
    with pytest.raises(UserError, match="不能撤销"):
        steps.undo()
    with pytest.raises(UserError, match="不能收回"):
        steps.revert(5)
    assert steps.rows(f"SELECT count(*) FROM {table}") == [(1,)]


def test_an_action_may_be_marked_as_final(steps, columns, units):
    with steps.change("封存", undoable=False) as change:
        change.put("unit", columns, units(1, first=50))
    with pytest.raises(UserError, match="封存"):
        steps.undo()


def test_an_older_action_is_taken_back_whole(steps):
    taken = steps.revert(3)
    assert (taken.title, phones(steps)) == ("电话", {})
    assert steps.rows("SELECT count(*) FROM unit") == [(7,)]
    assert steps.actions(limit=1)[0].kind == "revert"
    steps.undo()
    assert phones(steps) == {"u0001": "1", "u0002": "2"}
    assert steps.verify_journal() is None
    steps.redo()
    assert phones(steps) == {}


def test_taking_back_is_refused_with_the_rows_that_changed_later(steps, content):
    before = content(steps)
    with pytest.raises(UserError) as found:
        steps.revert(2)
    assert found.value.code == "E_REVERT"
    for key, by in (("u0001", 3), ("u0002", 3), ("u0007", 4), ("u0009", 4)):
        assert f"unit {key}（第 {by} 号操作）" in found.value.message
    assert "u0005" not in found.value.message
    assert content(steps) == before
    steps.undo(2)
    steps.revert(2)
    assert content(steps).keys() == {"office"}


def test_rows_that_came_back_by_themselves_do_not_hinder(steps):
    with steps.change("改") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0001", "9")])
    with steps.change("改回") as change:
        change.put("unit", ("office", "id", "phone"), [("530402", "u0001", "1")])
    steps.revert(3)
    assert phones(steps) == {}


@pytest.mark.parametrize("seq", [0, 1, 99, 5])
def test_what_cannot_be_taken_back(steps, seq):
    steps.undo()
    with pytest.raises(UserError) as found:
        steps.revert(seq)
    assert found.value.code == "E_REVERT"
    with pytest.raises(UserError, match="已经撤销"):
        steps.revert(4)


def test_many_rows_come_and_go(store, columns, units, content):
    with store.change("很多") as change:
        change.put("unit", columns, units(2_500))
    with store.change("改名") as change:
        change.put("unit", ("office", "id", "name"), [(o, key, "新名") for o, key, *_ in units(2_500)])
    whole = content(store)
    store.undo(2)
    assert content(store).keys() == {"office"}
    store.redo(2)
    assert content(store) == whole
    assert store.verify_journal() is None
