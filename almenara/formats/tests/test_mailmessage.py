import email
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats.mailmessage import Attachment, Envelope, Letter, address, message
from almenara.formats.refusal import Unreadable

LETTER = Letter("TLP:GREEN Ransomware en Panamá", "Línea uno.\n\nLínea dos: ñ.\n", "es")
ENVELOPE = Envelope(
    sender="almenara@oas.example",
    sender_name="Almenara, año 1",
    to="duty+pan@csirt.pa",
    key="7f3c.1-mail",
    at=datetime(2026, 11, 22, 4, 5, 6, tzinfo=UTC),
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def parsed(letter: Letter, envelope: Envelope = ENVELOPE):
    raw = message(letter, envelope)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    return email.message_from_bytes(raw, policy=default)


def text_of(part) -> str:
    return part.get_content().replace("\r\n", "\n")


def test_a_message_says_who_what_and_its_key():
    found = parsed(LETTER)
    assert found["From"].addresses[0].addr_spec == "almenara@oas.example"
    assert found["From"].addresses[0].display_name == "Almenara, año 1"
    assert found["To"] == "duty+pan@csirt.pa"
    assert found["Subject"] == LETTER.subject
    assert found["Message-ID"] == "<7f3c.1-mail@oas.example>"
    assert found["X-Almenara-Key"] == "7f3c.1-mail"
    assert found["Date"].datetime == ENVELOPE.at
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "es"
    assert text_of(found) == LETTER.text
    assert not found.defects


def test_a_second_attempt_is_the_same_bytes():
    assert message(LETTER, ENVELOPE) == message(LETTER, ENVELOPE)


@given(words, words, words)
def test_nobody_writes_a_header_or_an_address_into_a_message(subject, name, text):
    letter = Letter(subject, text, "es")
    found = parsed(letter, replace(ENVELOPE, sender_name=name))
    assert sorted(found.keys()) == sorted(parsed(LETTER).keys())
    assert [one.addr_spec for one in found["From"].addresses] == ["almenara@oas.example"]
    assert [one.addr_spec for one in found["To"].addresses] == ["duty+pan@csirt.pa"]


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85", "\x0b"])
def test_a_subject_with_line_ends_stays_one_header(sign):
    found = parsed(replace(LETTER, subject=f"Aviso{sign}Bcc: todos@example.org"))
    assert found["Bcc"] is None
    assert found["Subject"] == "Aviso Bcc: todos@example.org"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "a@",
        "@b",
        "a b@c",
        "a@b,c@d",
        "A <a@b>",
        "a@b\n",
        "ñ@b.org",
        "a@b\r\nBcc: c@d",
        "a..b@c.org",
        ".a@c.org",
        "a@-c.org",
        "a@c..org",
        "a@" + "b" * 260,
        None,
        7,
    ],
)
def test_what_is_no_address_is_refused(value):
    with pytest.raises(Unreadable):
        address(value, ["mail"])
    with pytest.raises(Unreadable):
        message(LETTER, replace(ENVELOPE, to=value))


@pytest.mark.parametrize("key", ["", "a b", "a\r\nb", "a@b", "<a>", "a..b", ".a", "ñ", "a:b"])
def test_a_key_fits_a_message_id(key):
    with pytest.raises(ValueError, match="key"):
        message(LETTER, replace(ENVELOPE, key=key))


def test_files_go_with_it():
    file = Attachment("año\r\nx.pdf", "application/pdf", b"%PDF\x00")
    found = parsed(replace(LETTER, attachments=(file,)))
    text, attached = found.iter_parts()
    assert text_of(text) == LETTER.text
    assert attached.get_content() == b"%PDF\x00"
    assert attached.get_filename() == "año x.pdf"
