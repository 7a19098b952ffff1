"""Searching while typing: parts, codes, and initials in every reading, however many readings a name has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.domain.finder import Entry, Finder
from perfdesk.services.search import readings

READINGS = readings()


def finder(*names, codes=()):
    codes = [*codes, *[""] * len(names)]
    return Finder([Entry("unit", str(at), codes[at], name) for at, name in enumerate(names)], READINGS)


def names(found):
    return [entry.name for entry in found]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆路小学", "cqlxx"),
        ("重庆路小学", "zqlxx"),
        ("长坡乡会计中心", "zpxkjzx"),
        ("长坡乡会计中心", "cpxhjzx"),
        ("单行道改造", "dxd"),
        ("单行道改造", "shd"),
        ("乐居镇", "yjz"),
        ("乐居镇", "ljz"),
        ("区教育体育局", "qjyty"),
        ("“一县一业”专项", "yxyyzx"),
        ("1-9月监控", "19yjk"),
        ("GPS定位", "gpsdw"),
        ("GPS定位", "gps"),
    ],
)
def test_initials_are_found_in_every_reading(name, typed):
    assert names(finder("别的", name, "另一个").find(typed)) == [name]


def test_parts_codes_and_several_words():
    found = finder("红塔区水利局", "红塔区林草局", "水利工程维修", codes=("105", "111", "53040223"))
    assert names(found.find("水利")) == ["红塔区水利局", "水利工程维修"]
    assert names(found.find("111")) == ["红塔区林草局"]
    assert names(found.find("水利 维修")) == ["水利工程维修"]
    assert names(found.find("维修 水利")) == ["水利工程维修"]
    assert names(found.find("htq lcj")) == ["红塔区林草局"]
    assert found.find("") == []
    assert found.find("   ") == []
    assert names(found.find("水利", most=1)) == ["红塔区水利局"]


def test_a_name_with_too_many_readings_is_found_in_all_of_them():
    name = "重行长乐会单重行长乐会单大厦"
    found = finder("别的", name)
    assert found._many, "this name is looked through by a pattern"
    for typed in ("zxzlh", "chcyk", "zhclk", "cxzyh"):
        assert names(found.find(typed)) == [name]
    assert names(found.find("重行 dxds")) == []
    assert names(found.find("大厦 zxzl")) == [name]
    assert found.find("qqq") == []


def test_words_do_not_run_from_one_name_into_the_next():
    assert finder("水利局", "农业局").find("利局农") == []
    assert finder("水利局", "农业局").find("jn") == []


@given(
    st.lists(st.text("重行长乐会单大水利局中心县a1（）", min_size=1, max_size=14), min_size=1, max_size=6), st.data()
)
def test_every_part_of_a_name_and_of_its_initials_is_found(given_names, data):
    found = finder(*given_names)
    name = data.draw(st.sampled_from(given_names))
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert name in names(found.find(part))
    letters = [READINGS(char) for char in name.casefold() if READINGS(char)]
    if letters:
        typed = "".join(data.draw(st.sampled_from(choice)) for choice in letters)
        assert name in names(found.find(typed))
        middle = len(typed) // 2
        assert name in names(found.find(typed[middle:]))


@given(st.text(max_size=12), st.text("ab水局", max_size=5))
def test_what_is_found_holds_what_was_typed(name, typed):
    found = names(finder(name or "x", "水利局").find(typed))
    for one in found:
        whole = one.casefold() + " " + "".join(READINGS(char) for char in one.casefold())
        assert all(set(word) <= set(whole) for word in typed.casefold().split())
