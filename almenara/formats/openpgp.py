"""OpenPGP: what a person's key is good for, and messages that only its holder opens.

The library encrypts to expired and revoked keys without a word: asking here first is what stops it.
Keys are imported, never made: gpg 2.2 cannot read what is written for a key of RFC 9580.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter

import pysequoia
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

LARGEST = 256 * 1024
FOREVER = datetime.max.replace(tzinfo=UTC)
_BLOCK = re.compile(
    r"\s*-----BEGIN PGP PUBLIC KEY BLOCK-----.*-----END PGP PUBLIC KEY BLOCK-----\s*", re.DOTALL
)
_ADDRESS = re.compile(r"<([^<>]+)>\s*$")

_ENVELOPE = """\
MIME-Version: 1.0
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";
 boundary="{mark}"

--{mark}
Content-Type: application/pgp-encrypted

Version: 1

--{mark}
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Disposition: inline; filename="encrypted.asc"

{armoured}

--{mark}--
"""


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
    facts = _facts(_block(armoured))
    why_not = _why_not(facts, at)
    fingerprint = facts.cert.fingerprint.upper()
    return Key(fingerprint, facts.user_ids, facts.expires, not why_not, why_not)


def encrypt(content: bytes | str, keys: Sequence[str], at: datetime) -> str:
    """The armoured message for these keys; Unreadable at the first that is not usable now."""
    if not keys:
        raise ValueError("a message for nobody")
    facts = [_facts(_block(armoured)) for armoured in keys]
    for index, each in enumerate(facts):
        why_not = _why_not(each, at)
        if why_not:
            raise Unreadable(["keys", index], why_not)
    raw = content.encode() if isinstance(content, str) else content
    return pysequoia.encrypt(raw, [each.cert for each in facts]).decode()


def sealed(entity: bytes, keys: Sequence[str], at: datetime) -> bytes:
    """A MIME entity as PGP/MIME (RFC 3156 §4), with its own MIME headers and CRLF."""
    armoured = encrypt(entity, keys, at)
    mark = "almenara-" + sha256(armoured.encode()).hexdigest()[:32]
    lines = _ENVELOPE.format(mark=mark, armoured=armoured.strip()).splitlines()
    return "\r\n".join([*lines, ""]).encode()


def _block(armoured: object) -> str:
    if not isinstance(armoured, str) or len(armoured) > LARGEST:
        raise Unreadable(["key"], _("Debe ser una clave pública de OpenPGP en texto."))
    if "PRIVATE KEY BLOCK" in armoured:
        raise Unreadable(["key"], _("Es una clave secreta: no la envíe nunca; exporte la pública."))
    if not _BLOCK.fullmatch(armoured) or armoured.count("-----BEGIN") != 1:
        raise Unreadable(["key"], _("Debe ser un solo bloque «PGP PUBLIC KEY BLOCK»."))
    return armoured.strip()


@dataclass(frozen=True)
class _Facts:
    """What does not depend on the moment; `encrypts`: it has a subkey for it, not revoked."""

    cert: pysequoia.Cert
    user_ids: tuple[str, ...]
    expires: datetime | None
    encrypts: bool
    works: bool


@lru_cache(maxsize=4096)
def _facts(block: str) -> _Facts:
    """Read once a key, for a thousand messages; Unreadable when it cannot be read."""
    try:
        packets = list(PacketPile.from_bytes(block.encode()))
        if any(packet.tag in (Tag.SecretKey, Tag.SecretSubkey) for packet in packets):
            raise Unreadable(["key"], _("Es una clave secreta: no la envíe nunca."))
        cert = pysequoia.Cert.from_bytes(block.encode())
    except RuntimeError:
        raise Unreadable(["key"], _("La clave no se puede leer, o son varias.")) from None
    ends = list(_ends(packets))
    last = max((end or FOREVER for end in ends), default=FOREVER)
    expires = min(cert.expiration or FOREVER, last)
    return _Facts(
        cert,
        user_ids=tuple(str(user_id) for user_id in cert.user_ids),
        expires=None if expires == FOREVER else expires,
        encrypts=bool(ends),
        works=_works(cert),
    )


def _works(cert: pysequoia.Cert) -> bool:
    try:
        return bool(pysequoia.encrypt(b"", [cert]))
    except RuntimeError:
        return False


def _ends(packets: Sequence[Packet]) -> Iterator[datetime | None]:
    """When each key that encrypts ends, by its latest binding; None: never."""
    for key, signatures in _keys(packets):
        if any(each.signature_type == SignatureType.SubkeyRevocation for each in signatures):
            continue
        bindings = [
            (each.signature_created, flags.transport_encryption or flags.storage_encryption, each)
            for each in signatures
            if (flags := each.key_flags) and each.signature_created
        ]
        if not bindings or not key.key_created:
            continue
        _when, encrypts, latest = max(bindings, key=itemgetter(0))
        if encrypts:
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


def _why_not(facts: _Facts, at: datetime) -> str:
    if facts.cert.is_revoked:
        return _("La clave está revocada.")
    if not facts.encrypts:
        return _("La clave no tiene ninguna subclave de cifrado.")
    if facts.expires and facts.expires <= at:
        return _("La clave caducó el {day}.", day=facts.expires.date().isoformat())
    return "" if facts.works else _("No se puede cifrar para esta clave.")
