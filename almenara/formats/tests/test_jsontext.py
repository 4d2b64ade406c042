import json
from unicodedata import category

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


@given(values)
def test_what_json_can_say_is_kept_unless_it_cannot_be_written(value):
    leaves = _leaves(value)
    numbers = [abs(one) for one in leaves if isinstance(one, int)]
    signs = {category(sign) for one in leaves if isinstance(one, str) for sign in one}
    if not {"Cc", "Cf", "Cn", "Cs"} & signs and max(numbers, default=0) < 2**53:
        jsontext.kept(value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, {"b": "x\x00"}]}, ["a", 1, "b"]),
        ({"a": {"\ud800": 1}}, ["a"]),
        ({"a": ["\udfff"]}, ["a", 0]),
        ({"a": ["b\u202ec"]}, ["a", 0]),
        ({"a": {"b": "c\x1bd"}}, ["a", "b"]),
        ({"a": 2**53}, ["a"]),
        ({"a": -(10**400)}, ["a"]),
        ({"a": json.loads("1e999")}, ["a"]),
        (json.loads("[" * 80 + "]" * 80), [0, 0, 0]),
    ],
)
def test_what_no_database_keeps_is_refused_at_its_place(value, place):
    with pytest.raises(Unreadable) as refusal:
        jsontext.kept(value)
    assert refusal.value.errors[0][0] == place


def _leaves(value):
    if isinstance(value, dict | list):
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        return [one for member in inner for one in _leaves(member)]
    return [value]


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
