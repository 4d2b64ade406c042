"""Signed notes over a tree head: text that a person can read and an Ed25519 signature under it."""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

_ORIGIN = re.compile(r"[^\s+]{1,200}")
_NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9]\d{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n— (?P<signer>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)\n"
)
_ED25519 = b"\x01"


@dataclass(frozen=True)
class Key:
    """Whose notes these are: the origin and its public key of 32 bytes."""

    origin: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first 4 bytes of SHA-256(origin ‖ newline ‖ 0x01 ‖ public key)."""
        return sha256(self.origin.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.origin}+{self.id.hex()}+{_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<origin>+<key id hex>+<base64(0x01 ‖ public key)>`."""
        origin, _plus, rest = text.partition("+")
        claimed, _plus, encoded = rest.partition("+")
        material = _bytes(encoded, ["key"])
        key = cls(origin, material[1:])
        shaped = _ORIGIN.fullmatch(origin) and len(material) == 33 and material[:1] == _ED25519
        if not shaped or claimed != key.id.hex():
            raise Unreadable(["key"], _("La clave no es de una nota firmada con Ed25519."))
        return key


@dataclass(frozen=True)
class Note:
    """What a valid note says: at this size the journal of this origin had this root."""

    origin: str
    size: int
    root: bytes


def public_key(origin: str, private: Ed25519PrivateKey) -> Key:
    """The key by which others check what `private` signs; ValueError for an origin with a space."""
    if not _ORIGIN.fullmatch(origin):
        raise ValueError("an origin has neither spaces nor plus signs")
    return Key(origin, private.public_key().public_bytes_raw())


def sign(note: Note, private: Ed25519PrivateKey) -> str:
    """The signed text of a note."""
    key = public_key(note.origin, private)
    text = f"{note.origin}\n{note.size}\n{_base64(note.root)}\n"
    signature = _base64(key.id + private.sign(text.encode()))
    return f"{text}\n— {note.origin} {signature}\n"


def verify(text: str, key: Key) -> Note:
    """What the note says, once its signature by this key is found good; else Unreadable."""
    found = _NOTE.fullmatch(text)
    if not found or not found["origin"] == found["signer"] == key.origin:
        raise Unreadable(["note"], _("No es una nota firmada de {origin}.", origin=key.origin))
    signature = _bytes(found["signature"], ["note"])
    try:
        if signature[:4] != key.id:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], found["text"].encode())
    except InvalidSignature:
        raise Unreadable(["note"], _("La firma de la nota no es válida.")) from None
    return Note(found["origin"], int(found["size"]), _bytes(found["root"], ["note"]))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str, loc: list[str | int]) -> bytes:
    """The bytes of canonical base64: one text for one value, unused bits zero."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or _base64(raw) != text:
        raise Unreadable(loc, _("No es base64."))
    return raw
