"""A person's channels (CONTRACTS §2)."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict

from almenara.core.notices import services
from almenara.core.parties.request import Request
from almenara.formats import jsontext
from almenara.formats.refusal import Unreadable

router = Router()


class Webhook(Schema):
    model_config = ConfigDict(extra="forbid")
    url: str


class Phone(Schema):
    model_config = ConfigDict(extra="forbid")
    gateway: bool
    number: str = ""


@router.put("/me/channels/webhook")
def update_webhook(request: Request, body: Webhook) -> dict[str, Any]:
    return {"secret": services.update_webhook(request.actor, body.url)}


@router.put("/me/channels/pgp")
def update_key(request: Request) -> dict[str, Any]:
    key = services.update_key(request.actor, _armoured(request))
    expires = key.expires.isoformat().replace("+00:00", "Z") if key.expires else None
    return {"fingerprint": key.fingerprint, "expires": expires}


@router.put("/me/channels/phone")
def update_phone(request: Request, body: Phone) -> dict[str, Any]:
    services.update_phone(request.actor, body.gateway, body.number)
    return {"gateway": body.gateway}


def _armoured(request: Request) -> str:
    """The key as the body itself, or as the member `key` of a JSON object."""
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(["key"], _("El texto no está en UTF-8.")) from None
    if not text.lstrip().startswith("{"):
        return text
    document = jsontext.loads(text, ["body"])
    key = document.get("key") if isinstance(document, dict) else None
    if not isinstance(key, str):
        raise Unreadable(["key"], _("Falta la clave pública."))
    return key
