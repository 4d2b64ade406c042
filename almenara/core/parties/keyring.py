"""Secrets at rest: AES-GCM under a ring of keys, each bound to the place where it is kept.

A sealed value carries the id of its key, so that keys can be changed while serving; the associated
data are table, column and row, so that a value copied to another row does not open there.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from almenara.core import private

NONCE = 12


@dataclass(frozen=True)
class Ring:
    """The keys by their ids; new values are sealed with `current`."""

    current: str
    keys: dict[str, bytes]


def seal(text: str, table: str, column: str, row: str) -> bytes:
    """A text as bytes that open only for this row of this column."""
    ring = _ring(_path())
    nonce = secrets.token_bytes(NONCE)
    closed = AESGCM(ring.keys[ring.current]).encrypt(
        nonce, text.encode(), _place(table, column, row)
    )
    name = ring.current.encode()
    return bytes([len(name)]) + name + nonce + closed


def unseal(sealed: bytes, table: str, column: str, row: str) -> str:
    """The text again; `InvalidTag` when it was sealed for another place or changed."""
    sealed = bytes(sealed)
    start = 1 + sealed[0]
    key = _key(sealed[1:start].decode())
    nonce, closed = sealed[start : start + NONCE], sealed[start + NONCE :]
    return AESGCM(key).decrypt(nonce, closed, _place(table, column, row)).decode()


def _key(name: str) -> bytes:
    """A key of the ring; one that another process added meanwhile is read from the file."""
    if name not in _ring(_path()).keys:
        _ring.cache_clear()
    return _ring(_path()).keys[name]


def add_key() -> str:
    """A new current key; the former ones still open what they sealed. Returns its id."""
    ring = _ring(_path())
    name = secrets.token_hex(4)
    added = Ring(name, {**ring.keys, name: AESGCM.generate_key(256)})
    private.replace(_path(), _text(added))
    _ring.cache_clear()
    return name


def _path() -> Path:
    return Path(settings.HOME) / "keys.json"


def _place(table: str, column: str, row: str) -> bytes:
    return "\0".join((table, column, row)).encode()


@lru_cache(maxsize=4)
def _ring(path: Path) -> Ring:
    kept = json.loads(private.keep(path, lambda: _text(_first())))
    keys = {name: base64.b64decode(key) for name, key in kept["keys"].items()}
    return Ring(kept["current"], keys)


def _first() -> Ring:
    name = secrets.token_hex(4)
    return Ring(name, {name: AESGCM.generate_key(256)})


def _text(ring: Ring) -> str:
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    return json.dumps({"current": ring.current, "keys": keys})
