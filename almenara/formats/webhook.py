"""Standard Webhooks: a body signed with a secret that both ends share, good for five minutes."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 32 random bytes, `whsec_` and base64, shown once to its owner."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a delivery: its key, the moment, the signature."""
    moment = str(int(at.timestamp()))
    return {
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": signature(secret, key, moment, body),
    }


def signature(secret: str, key: str, moment: str, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `<key>.<unix seconds>.<body>`."""
    content = f"{key}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), content, "sha256")).decode()


def verify(secret: str, sent: Mapping[str, str], at: datetime, body: bytes) -> str:
    """The key of a delivery whose signature is good and fresh at this moment; else Unreadable."""
    names = {name.lower(): value for name, value in sent.items()}
    key, moment = names.get("webhook-id", ""), names.get("webhook-timestamp", "")
    if not key or not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        raise Unreadable(["headers"], _("Faltan las cabeceras de la entrega."))
    if abs(datetime.fromtimestamp(int(moment), UTC) - at) > TOLERANCE:
        raise Unreadable(["headers", "webhook-timestamp"], _("La entrega no es de ahora."))
    due = signature(secret, key, moment, body).encode()
    given = names.get("webhook-signature", "").encode().split(b" ")
    if not any(hmac.compare_digest(due, one) for one in given):
        raise Unreadable(["headers", "webhook-signature"], _("La firma no es válida."))
    return key


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or len(key) < 24:
        raise ValueError("not a webhook secret")
    return key
