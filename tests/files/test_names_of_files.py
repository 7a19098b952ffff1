"""Names of sheets and files are legal everywhere and never twice."""

import re

from hypothesis import given
from hypothesis import strategies as st

from perfdesk.files.names import distinct, file_name, sheet_names

TEXTS = st.lists(st.text(max_size=60), max_size=12)


@given(TEXTS)
def test_sheet_names_are_legal_and_different(wanted):
    names = sheet_names(wanted)
    assert len(names) == len(wanted)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")


@given(TEXTS)
def test_file_names_are_legal_and_different(wanted):
    names = distinct(wanted)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name
        assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', name)
        assert name[-1] not in " ."
        assert len(name.encode("utf-8", "surrogatepass")) < 230


def test_names_that_systems_keep_for_themselves():
    assert file_name("CON") == "_CON"
    assert file_name("con.局") == "_con.局"
    assert file_name("  ..") == "未命名"
    assert file_name("水利局/2023:表") == "水利局_2023_表"
    assert sheet_names(["History", "history"]) == ["History(2)", "history(3)"]


def test_long_names_keep_their_number():
    long = "大密罗社区不稳定斜坡工程治理项目经费及后续管护资金（第二批）补助"
    first, second = sheet_names([long, long])
    assert first == long[:31]
    assert second == long[:28] + "(2)"
