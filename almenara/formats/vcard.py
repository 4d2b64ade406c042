"""vCard 4 (RFC 6350): the card of a post, its duty line before any person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True)
class Card:
    """What a card says; empty values are left out, `revised` is aware."""

    uid: str
    name: str
    organisation: str
    revised: datetime
    role: str = ""
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    zone: str = ""
    language: str = ""
    note: str = ""
    categories: tuple[str, ...] = field(default=())


def write(cards: Iterable[Card]) -> str:
    """The cards one after another, CRLF, folded at 75 octets."""
    return "".join(_folded(line) for card in cards for line in _lines(card))


def _lines(card: Card) -> list[str]:
    moment = card.revised.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    values = [
        ("UID", [_text(card.uid)]),
        ("FN", [_text(card.name)]),
        ("ORG", [_text(card.organisation)]),
        ("ROLE", [_text(card.role)]),
        *(("TEL;TYPE=work", [_text(phone)]) for phone in card.phones),
        *(("EMAIL;TYPE=work", [_text(mail)]) for mail in card.mails),
        ("TZ", [_text(card.zone)]),
        ("LANG", [_text(card.language)]),
        ("NOTE", [_text(card.note)]),
        ("CATEGORIES", [_text(category) for category in card.categories]),
        ("REV", [moment]),
    ]
    body = [f"{name}:{','.join(value)}" for name, value in values if any(value)]
    return ["BEGIN:VCARD", "VERSION:4.0", "KIND:org", *body, "END:VCARD"]


def _text(value: str) -> str:
    """Escaped as §3.4 asks; a semicolon too, for it divides an organisation's name."""
    for sign, escaped in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n"), ("\r", "")):
        value = value.replace(sign, escaped)
    return value


def _folded(line: str) -> str:
    """Lines of at most 75 octets that never cut a character (§3.2)."""
    pieces, width = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if width + octets > 75:
            pieces.append(" ")
            width = 1
        pieces[-1] += sign
        width += octets
    return "\r\n".join(pieces) + "\r\n"
