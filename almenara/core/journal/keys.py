"""The key that signs the journal's heads: a private file, made on first use."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from almenara.core import private


def origin() -> str:
    """The installation's name, as signed notes have it: neither spaces nor plus signs."""
    return "".join(settings.INSTALLATION.replace("+", "").split()) or "almenara"


def private_key() -> Ed25519PrivateKey:
    """The key in HOME/journal-key."""
    path = Path(settings.HOME) / "journal-key"
    key = load_pem_private_key(private.keep(path, _made).encode("ascii"), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return key


def _made() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
