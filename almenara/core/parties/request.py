"""A request behind the door: it knows who asks."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from almenara.core.parties.actor import Actor


class Request(HttpRequest):
    """What `core.web.doors` makes of a request; `refusal` is why it was answered with no."""

    actor: Actor
    htmx: HtmxDetails
    refusal: Exception | None
