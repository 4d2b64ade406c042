"""What the core itself answers on the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.lists import listing, parameters
from almenara.core.journal import queries
from almenara.core.journal.reading import Reading, readings
from almenara.formats.refusal import Unreadable

router = Router()


@router.get("/journal")
def journal(request: HttpRequest) -> dict[str, Any]:
    """The viewer's own acts, and acts on things of the viewer's institution; newest first."""
    asked = parameters(request, "thing", "verb", "since")
    since = _moment(asked["since"]) if asked.get("since") else None
    found = queries.entries(request.actor, asked.get("thing", ""), asked.get("verb", ""), since)
    return listing(request, found, many=lambda rows: map(_item, readings(request.actor, rows)))


def _item(reading: Reading) -> dict[str, Any]:
    return {
        "seq": reading.seq,
        "at": reading.at_text,
        "actor": reading.who.username,
        "state": reading.state,
        "institution": reading.institution,
        "verb": reading.verb,
        "thing": reading.thing,
        "outcome": reading.outcome,
        "detail": reading.detail,
    }


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unreadable(["query", "since"], _("No es un momento de RFC 3339 con su zona."))
    return moment
