"""The key with which this installation says to its States' tools who somebody is."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from almenara.core import private

BITS = 3072


def private_key() -> str:
    """The key in HOME/oidc-key.pem."""
    return private.keep(Path(settings.HOME) / "oidc-key.pem", _made)


def _made() -> str:
    key = generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
