"""What the core itself answers on the API."""

from typing import Any, Literal

from ninja import Router

from almenara.core.api.describing import TIME, Given, Moment
from almenara.core.api.lists import Asked, envelope, listing, moment, window
from almenara.core.api.routes import Listed, Terms, route
from almenara.core.journal import queries
from almenara.core.journal.reading import Reading, readings
from almenara.core.parties.request import Request
from almenara.core.search.queries import found
from almenara.core.web import sentences

router = Router()
ASKS: dict[str, Asked] = {
    "thing": {"type": "string", "pattern": "^[a-z]+:[^ ]{1,120}$"},
    "verb": {"enum": sorted(sentences.VERBS)},
    "since": TIME,
}
FOUND = {"type": "string", "pattern": "^[a-z]{1,40}$"}


class Line(Given):
    """One line of the journal."""

    seq: int
    at: Moment
    actor: str
    state: str | None
    institution: str | None
    verb: str
    thing: str
    outcome: Literal["done", "denied"]
    detail: dict[str, Any]


class Finding(Given):
    """A thing that answers to the words."""

    thing: str
    id: str
    title: str
    url: str


@route(router, "GET /journal", Listed[Line], Terms(asks=ASKS))
def journal(request: Request) -> dict[str, Any]:
    """The viewer's own acts, and acts on things of the viewer's institution; newest first."""
    asked = request.GET
    since = moment(request, "since")
    rows = queries.entries(request.actor, asked.get("thing", ""), asked.get("verb", ""), since)
    return listing(request, rows, many=lambda page: map(_item, readings(request.actor, page)))


@route(router, "GET /search", Listed[Finding], Terms(asks={"q": {}, "thing": FOUND}))
def search(request: Request) -> dict[str, Any]:
    """What the viewer may see and the words find, the best first."""
    asked = request.GET
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
