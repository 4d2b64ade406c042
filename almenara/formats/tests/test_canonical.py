import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats.canonical import canonical

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(plain)
def test_a_value_survives_and_its_text_is_a_fixed_point(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_members_are_ordered_by_utf16_and_nothing_is_escaped_in_vain():
    assert canonical({"ñ": 1, "a": "é\n", "\U0001f600": True, "\ufb33": None}) == (
        '{"a":"é\\n","ñ":1,"\U0001f600":true,"\ufb33":null}'
    )


@pytest.mark.parametrize("value", [1.5, [1.0], {"a": float("nan")}, 2**60, "\ud800"])
def test_what_two_systems_could_write_differently_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - two libraries word it differently
        canonical(value)
