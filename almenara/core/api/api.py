"""What the core itself answers on the API."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.lists import envelope, listing, parameters, window
from almenara.core.journal import queries
from almenara.core.journal.reading import Reading, readings
from almenara.core.parties.request import Request
from almenara.core.search.queries import found
from almenara.formats.refusal import Unreadable

router = Router()


@router.get("/journal")
def journal(request: Request) -> dict[str, Any]:
    """The viewer's own acts, and acts on things of the viewer's institution; newest first."""
    asked = parameters(request, "thing", "verb", "since")
    since = _moment(asked["since"]) if asked.get("since") else None
    rows = queries.entries(request.actor, asked.get("thing", ""), asked.get("verb", ""), since)
    return listing(request, rows, many=lambda page: map(_item, readings(request.actor, page)))


@router.get("/search")
def search(request: Request) -> dict[str, Any]:
    """What the viewer may see and the words find, the best first."""
    asked = parameters(request, "q", "thing")
    limit, offset = window(request)
    page = found(request.actor, asked.get("q", ""), asked.get("thing", ""), offset, limit)
    items = [vars(item) for item in page.items]
    return envelope(request, items, page.count, limit, offset)


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
