"""YAML keeps words as they were written, and what could hurt is refused with its line."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable


def test_words_stay_words():
    read = yamltext.document("a: NO\nb: 032\nc: 2020-01-01\nd: 1:30\ne: off\nf: 1e3\ng: 0x1F\n")
    assert list(read.values()) == ["NO", "032", "2020-01-01", "1:30", "off", "1e3", "0x1F"]


def test_the_words_of_json_are_read():
    read = yamltext.document("a: true\nb: false\nc: null\nd: ~\ne:\nf: -12\ng: 1.5\n")
    assert list(read.values()) == [True, False, None, None, None, -12, 1.5]


def test_several_documents():
    assert yamltext.documents("---\na: 1\n---\n---\nb: 2\n") == [{"a": 1}, {"b": 2}]
    with pytest.raises(Unreadable):
        yamltext.document("a: 1\n---\nb: 2\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2", "line 2"),
        ("a:\n  b: 1\n  b: 2", "line 3"),
        ("a: &x 1\nb: *x", "line 1"),
        ("? [1]\n: 2", "line 1"),
        ("a: !!python/object/apply:os.getcwd []", "line 1"),
        ("a: [1", "line 1"),
    ],
)
def test_refusals_say_the_line(text, line):
    with pytest.raises(Unreadable) as refusal:
        yamltext.documents(text)
    assert refusal.value.errors[0][0] == [line]


@pytest.mark.parametrize("raw", [b"\xff", "a: \x00", "[" * 5000, "- " * 5000])
def test_what_is_no_text_or_too_deep_is_refused(raw):
    with pytest.raises(Unreadable):
        yamltext.documents(raw)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(Unreadable):
        assert isinstance(yamltext.documents(text), list)
