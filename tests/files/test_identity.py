"""The identity of a workbook survives being cut into short properties, and a strange one is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.domain.identity import Identity
from perfdesk.files.excel import identity

SUBJECTS = st.dictionaries(st.text(min_size=1, max_size=31), st.uuids().map(str), max_size=30)


@given(SUBJECTS, st.integers(2000, 2090), st.one_of(st.none(), st.integers(1, 12)))
def test_there_and_back(subjects, year, month):
    legal = {"".join(char for char in name if char.isprintable()): key for name, key in subjects.items()}
    given_identity = Identity("530402", "monitoring.project", year, month, "unit", legal)
    xml = identity.write(given_identity.text())
    assert Identity.of(identity.read(xml.encode("utf-8"))) == given_identity


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "身份", '{"office":1}', '{"office":"5","form":"x","year":1}'])
def test_a_strange_property_is_none(text):
    assert Identity.of(text) is None


def test_a_file_without_properties_has_none():
    assert identity.read(b"<Properties/>") == ""
