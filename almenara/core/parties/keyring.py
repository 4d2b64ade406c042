"""Secrets at rest: AES-GCM under a ring of keys, each bound to the place where it is kept.

A sealed value carries the id of its key, so that keys can be changed while serving; the associated
data are table, column and row, so that a value copied to another row does not open there.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

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
    _write(_path(), Ring(name, {**ring.keys, name: AESGCM.generate_key(256)}))
    _ring.cache_clear()
    return name


def _path() -> Path:
    return Path(settings.HOME) / "keys.json"


def _place(table: str, column: str, row: str) -> bytes:
    return "\0".join((table, column, row)).encode()


@lru_cache(maxsize=4)
def _ring(path: Path) -> Ring:
    if not path.exists():
        name = secrets.token_hex(4)
        _write(path, Ring(name, {name: AESGCM.generate_key(256)}), is_first=True)
    kept = json.loads(path.read_text(encoding="utf-8"))
    keys = {name: base64.b64decode(key) for name, key in kept["keys"].items()}
    return Ring(kept["current"], keys)


def _write(path: Path, ring: Ring, is_first: bool = False) -> None:
    """The file is private and whole when it appears; of two first keys the earlier counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"current": ring.current, "keys": keys}, file)
        file.flush()
        os.fsync(file.fileno())
    if not is_first:
        fresh.replace(path)
        return
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
