"""A person's channels (docs/api.md)."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router
from pydantic import StrictBool

from almenara.core.api.describing import Given, Moment
from almenara.core.api.routes import Said, Terms, route
from almenara.core.notices import services
from almenara.core.parties.request import Request
from almenara.core.types.heads import Strict
from almenara.formats import jsontext
from almenara.formats.refusal import Unreadable
from almenara.formats.rfc3339 import moment

router = Router()


class Webhook(Strict):
    """Where to call."""

    url: str


class Phone(Strict):
    """Whether to call by the gateway; without a number the line of the post is called."""

    gateway: StrictBool
    number: str = ""


class Secret(Given):
    """With what calls are signed; shown this once."""

    secret: str


class Key(Given):
    """The key that was taken."""

    fingerprint: str
    expires: Moment | None


class Gateway(Given):
    gateway: bool


ARMOURED = {
    "required": True,
    "content": {
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["key"],
                "properties": {"key": {"type": "string"}},
            }
        },
    },
}


@route(router, "PUT /me/channels/webhook", Secret, Terms(takes=Webhook))
def update_webhook(request: Request, said: Said[Webhook]) -> dict[str, Any]:
    """Where webhooks go; a private address is refused."""
    return {"secret": services.update_webhook(request.actor, said().url)}


@route(router, "PUT /me/channels/pgp", Key, Terms(described={"requestBody": ARMOURED}))
def update_key(request: Request) -> dict[str, Any]:
    """The public key to which mail is encrypted, armoured."""
    key = services.update_key(request.actor, _armoured(request))
    return {"fingerprint": key.fingerprint, "expires": moment(key.expires)}


@route(router, "PUT /me/channels/phone", Gateway, Terms(takes=Phone))
def update_phone(request: Request, said: Said[Phone]) -> dict[str, Any]:
    """Whether the telephone is called."""
    wanted = said()
    services.update_phone(request.actor, wanted.gateway, wanted.number)
    return {"gateway": wanted.gateway}


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
