"""OpenPGP: what a person's key is good for, and messages that only its holder opens.

The library encrypts to expired and revoked keys without a word: asking here first is what stops it.
Keys are imported, never made: gpg 2.2 cannot read what is written for a key of RFC 9580.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

import pysequoia
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

LARGEST = 256 * 1024
_BLOCK = re.compile(
    r"\s*-----BEGIN PGP PUBLIC KEY BLOCK-----.*-----END PGP PUBLIC KEY BLOCK-----\s*", re.DOTALL
)
_ADDRESS = re.compile(r"<([^<>]+)>\s*$")


@dataclass(frozen=True)
class Key:
    """A public key at a moment; `expires` is when nothing can be encrypted to it any more."""

    fingerprint: str
    user_ids: tuple[str, ...]
    expires: datetime | None
    usable: bool
    why_not: str

    @property
    def addresses(self) -> frozenset[str]:
        """The mail addresses in its user ids, in small letters."""
        found = (_ADDRESS.search(user_id) for user_id in self.user_ids)
        named = {match[1].strip().lower() for match in found if match}
        return frozenset(named | {u.lower() for u in self.user_ids if " " not in u and "@" in u})


def inspect(armoured: object, at: datetime) -> Key:
    """What this armoured public key is good for at a moment; Unreadable when it is none."""
    cert, packets = _parsed(armoured)
    user_ids = tuple(str(user_id) for user_id in cert.user_ids)
    ends = list(_ends(packets))
    forever = [cert.expiration] if None in ends else [cert.expiration, max(ends, default=None)]
    expires = min((end for end in forever if end), default=None)
    why_not = _why_not(cert, bool(ends), expires, at)
    return Key(cert.fingerprint.upper(), user_ids, expires, not why_not, why_not)


def encrypt(content: bytes | str, keys: Sequence[str], at: datetime) -> str:
    """The armoured message for these keys; Unreadable at the first that is not usable now."""
    if not keys:
        raise ValueError("a message for nobody")
    certs = []
    for index, armoured in enumerate(keys):
        key = inspect(armoured, at)
        if not key.usable:
            raise Unreadable(["keys", index], key.why_not)
        certs.append(_parsed(armoured)[0])
    raw = content.encode() if isinstance(content, str) else content
    return pysequoia.encrypt(raw, certs).decode()


def sealed(entity: bytes, keys: Sequence[str], at: datetime) -> bytes:
    """A MIME entity as PGP/MIME (RFC 3156 §4), with its own MIME headers and CRLF."""
    armoured = encrypt(entity, keys, at)
    whole = EmailMessage(policy=SMTP)
    whole["MIME-Version"] = "1.0"
    whole["Content-Type"] = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    whole.set_boundary("almenara-" + sha256(armoured.encode()).hexdigest()[:32])
    whole.set_payload([])
    whole.attach(_part("application/pgp-encrypted", "Version: 1\n"))
    message = _part('application/octet-stream; name="encrypted.asc"', armoured)
    message["Content-Disposition"] = 'inline; filename="encrypted.asc"'
    whole.attach(message)
    return whole.as_bytes()


def _part(kind: str, text: str) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = kind
    part.set_payload(text)
    return part


def _parsed(armoured: object) -> tuple[pysequoia.Cert, list[Packet]]:
    if not isinstance(armoured, str) or len(armoured) > LARGEST:
        raise Unreadable(["key"], _("Debe ser una clave pública de OpenPGP en texto."))
    if "PRIVATE KEY BLOCK" in armoured:
        raise Unreadable(["key"], _("Es una clave secreta: no la envíe nunca; exporte la pública."))
    if not _BLOCK.fullmatch(armoured) or armoured.count("-----BEGIN") != 1:
        raise Unreadable(["key"], _("Debe ser un solo bloque «PGP PUBLIC KEY BLOCK»."))
    try:
        raw = armoured.strip().encode()
        packets = list(PacketPile.from_bytes(raw))
        if any(packet.tag in (Tag.SecretKey, Tag.SecretSubkey) for packet in packets):
            raise Unreadable(["key"], _("Es una clave secreta: no la envíe nunca."))
        return pysequoia.Cert.from_bytes(raw), packets
    except RuntimeError:
        raise Unreadable(["key"], _("La clave no se puede leer, o son varias.")) from None


def _ends(packets: Sequence[Packet]) -> Iterator[datetime | None]:
    """When each key that encrypts ends, by its latest binding; None: never."""
    for key, signatures in _keys(packets):
        if any(each.signature_type == SignatureType.SubkeyRevocation for each in signatures):
            continue
        bindings = [each for each in signatures if each.key_flags and each.signature_created]
        if not bindings:
            continue
        latest = max(bindings, key=lambda each: each.signature_created)
        if latest.key_flags.transport_encryption or latest.key_flags.storage_encryption:
            period = latest.key_validity_period
            yield key.key_created + period if period else None


def _keys(packets: Sequence[Packet]) -> list[tuple[Packet, list[Packet]]]:
    """Each key of a certificate with the signatures that follow it."""
    keys: list[tuple[Packet, list[Packet]]] = []
    for packet in packets:
        if packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            keys.append((packet, []))
        elif packet.tag == Tag.Signature and keys:
            keys[-1][1].append(packet)
    return keys


def _why_not(cert: pysequoia.Cert, encrypts: bool, expires: datetime | None, at: datetime) -> str:
    if cert.is_revoked:
        return _("La clave está revocada.")
    if not encrypts:
        return _("La clave no tiene ninguna subclave de cifrado.")
    if expires and expires <= at:
        return _("La clave caducó el {day}.", day=expires.date().isoformat())
    try:
        pysequoia.encrypt(b"", [cert])
    except RuntimeError:
        return _("No se puede cifrar para esta clave.")
    return ""
