import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import jsontext
from almenara.formats.refusal import Unreadable

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(values, st.sampled_from([None, 0, 3]))
def test_what_json_writes_is_read(value, indent):
    assert jsontext.loads(json.dumps(value, indent=indent).encode()) == value


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"NaN",
        b"[Infinity]",
        b'{"a": 1, "a": 2}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"9" * 5_000,
        b"[1] []",
        b"\xef\xbb\xbf{}",
        b"'a'",
    ],
)
def test_what_is_not_strict_json_is_unreadable(raw):
    with pytest.raises(Unreadable) as refusal:
        jsontext.loads(raw, ["stix"])
    assert refusal.value.errors[0][0] == ["stix"]


@given(st.dictionaries(st.text(), values), st.sampled_from([None, 1]), st.text())
def test_a_member_is_given_back_as_it_was_sent(members, indent, absent):
    text = json.dumps(members, indent=indent)
    for name, value in members.items():
        found = jsontext.source(text, name)
        assert found is not None
        assert found in text
        assert json.loads(found) == value
    assert absent in members or jsontext.source(text, absent) is None


def test_digits_and_order_are_kept():
    text = ' { "a" : [1] ,\n"stix":{"b": 1.50, "a" : "\\u00e9" } , "c":2}'
    assert jsontext.source(text, "stix") == '{"b": 1.50, "a" : "\\u00e9" }'
    assert jsontext.source(text.encode(), "c") == "2"
    assert jsontext.source("{}", "stix") is None
