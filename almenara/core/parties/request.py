"""A request behind the door: it knows who asks."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person


class Request(HttpRequest):
    """What `core.web.doors` makes of a request.

    `person` is the row of who signed in, for the head of a page; `refusal` why it was answered no.
    """

    actor: Actor
    person: Person | None
    htmx: HtmxDetails
    refusal: Exception | None
