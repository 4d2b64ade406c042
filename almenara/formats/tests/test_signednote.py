import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import signednote
from almenara.formats.refusal import Unreadable
from almenara.formats.signednote import Key, Note

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = signednote.public_key("almenara.example/demo", PRIVATE)
NOTE = Note("almenara.example/demo", 7, sha256(b"root").digest())


def test_a_note_is_written_as_the_contract_says():
    text = signednote.sign(NOTE, PRIVATE)
    lines = text.split("\n")
    root = base64.b64encode(NOTE.root).decode()
    assert lines[:4] == ["almenara.example/demo", "7", root, ""]
    assert lines[4].startswith("— almenara.example/demo ")
    assert lines[5:] == [""]
    raw = base64.b64decode(lines[4].split(" ")[2])
    expected = sha256(b"almenara.example/demo\n\x01" + KEY.public).digest()[:4]
    assert raw[:4] == expected
    assert len(raw) == 68
    PRIVATE.public_key().verify(raw[4:], "\n".join(lines[:3]).encode() + b"\n")
    material = base64.b64encode(b"\x01" + KEY.public).decode()
    assert str(KEY) == f"almenara.example/demo+{expected.hex()}+{material}"


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_was_signed_is_what_is_read(size, root):
    note = Note("almenara", size, root)
    key = Key.parse(str(signednote.public_key("almenara", PRIVATE)))
    assert signednote.verify(signednote.sign(note, PRIVATE), key) == note


@given(st.data())
def test_any_changed_character_is_found(data):
    text = signednote.sign(NOTE, PRIVATE)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_characters=text[place], exclude_categories=["Cs"]))
    with pytest.raises(Unreadable):
        signednote.verify(text[:place] + other + text[place + 1 :], KEY)


def test_the_unused_bits_of_base64_are_no_second_spelling():
    text = signednote.sign(NOTE, PRIVATE)
    last = text[-3]
    for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/":
        if other != last:
            with pytest.raises(Unreadable):
                signednote.verify(f"{text[:-3]}{other}=\n", KEY)


def test_another_key_or_origin_does_not_pass():
    text = signednote.sign(NOTE, PRIVATE)
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    for key in (
        signednote.public_key(NOTE.origin, stranger),
        signednote.public_key("other", PRIVATE),
    ):
        with pytest.raises(Unreadable):
            signednote.verify(text, key)


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", "a b+00000000+AAAA", str(KEY)[:-4], "+" + str(KEY)]
)
def test_a_broken_key_is_unreadable(text):
    with pytest.raises(Unreadable):
        Key.parse(text)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb"])
def test_an_origin_must_fit_in_a_note(origin):
    with pytest.raises(ValueError, match="origin"):
        signednote.public_key(origin, PRIVATE)
