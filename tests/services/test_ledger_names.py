"""The quick filter's names and the keys that it picks: as a plain look at every row would find them."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as some

from perfdesk.services.ledgers.keys import Keys, Picked, keys_of, same
from perfdesk.services.ledgers.quick import Names

LETTERS = "修缮Aaİ第1 \n%_"


def plain(ids: list[str], texts: list[str], part: str) -> list[str]:
    """What the filter must find."""
    return [key for key, text in zip(ids, texts, strict=True) if part.lower() and part.lower() in text.lower()]


def names_of(texts: list[str]) -> tuple[list[str], Names]:
    """Names over rows with keys of one length."""
    ids = [f"k{at:03}" for at in range(len(texts))]
    return ids, Names(keys_of(" ".join(ids)), [text.lower() for text in texts])


@given(some.lists(some.text(LETTERS, max_size=6), max_size=12), some.lists(some.text(LETTERS, max_size=3), max_size=8))
def test_every_keystroke_finds_what_a_look_at_each_row_finds(texts: list[str], parts: list[str]) -> None:
    """Whatever was sought before, shorter, longer or other."""
    ids, names = names_of(texts)
    for part in parts:
        assert list(names.found(part)) == plain(ids, texts, part)


def test_typing_on_and_deleting_again() -> None:
    """The last rows serve a longer text only; a shorter or other one looks at all rows again."""
    ids, names = names_of(["修缮一", "修缮二", "采购一", "修路"])
    assert list(names.found("修")) == [ids[0], ids[1], ids[3]]
    assert list(names.found("修缮")) == ids[:2]
    assert list(names.found("修缮一")) == ids[:1]
    assert list(names.found("一")) == [ids[0], ids[2]]
    assert list(names.found("缮")) == ids[:2]
    assert list(names.found("没有")) == []
    assert list(names.found("没有这个")) == []
    assert list(names.found("修")) == [ids[0], ids[1], ids[3]]
    assert names.found("") == []


def test_a_text_that_all_rows_hold_gives_the_ledger_itself() -> None:
    """No second list of 100,000 places is made."""
    _, names = names_of(["甲1", "乙1"])
    assert names.found("1") is names.ids


@given(some.lists(some.integers(0, 30), unique=True).map(sorted))
def test_picked_keys_are_a_list(places: list[int]) -> None:
    """Length, cuts, places and membership as of the list of the same keys; whether even or not."""
    for ids in ([f"k{at:02}" for at in range(31)], [f"k{at}" for at in range(31)]):
        wanted = [ids[at] for at in places]
        picked = Picked(keys_of(" ".join(ids)), array("I", places))
        assert list(picked) == wanted
        assert len(picked) == len(wanted)
        assert picked[3:9] == wanted[3:9]
        assert picked[::-1] == wanted[::-1]
        for key in ids:
            assert (key in picked) == (key in wanted)
            if key in wanted:
                assert picked.index(key) == wanted.index(key)
                assert picked[picked.index(key)] == key
            else:
                with pytest.raises(ValueError, match=key):
                    picked.index(key)
        assert "k99" not in picked
        assert 7 not in picked


def test_a_place_before_the_start_or_after_the_stop_is_none() -> None:
    """As `list.index` has it."""
    picked = Picked(keys_of("a b c d"), array("I", [0, 2, 3]))
    assert picked.index("c", 1, 2) == 1
    for start, stop in ((2, None), (0, 1)):
        with pytest.raises(ValueError, match="c"):
            picked.index("c", start, stop)


def test_same_keys_in_the_same_order() -> None:
    """Whatever holds them."""
    keys, again = keys_of("a b c"), keys_of("a b c")
    assert isinstance(keys, Keys)
    assert same(keys, again)
    assert same(keys, ["a", "b", "c"])
    assert same([], keys_of(""))
    assert not same(keys, keys_of("a c b"))
    assert not same(keys, ["a", "b"])
    first, second = Picked(keys, array("I", [0, 2])), Picked(again, array("I", [0, 2]))
    assert same(first, second)
    assert same(first, Picked(keys, array("I", [0, 2])))
    assert same(first, ["a", "c"])
    assert not same(first, Picked(keys, array("I", [0, 1])))
    assert not same(first, Picked(keys, array("I", [0])))
