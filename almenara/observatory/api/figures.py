"""What is published, for programs: flows, and their figures."""

from itertools import islice
from typing import Any

from ninja import Router

from almenara.core.api.describing import DATE
from almenara.core.api.lists import Asked, envelope, listing, parameters, window
from almenara.core.api.routes import Listed, Terms, route
from almenara.core.parties.request import Request
from almenara.observatory import queries, selections
from almenara.observatory.api import answers
from almenara.observatory.pages import readings

router = Router(tags=["observatory"])
ASKS: dict[str, Asked] = {"key": {}, "start": {}, "end": {}, "as_of": DATE}


@route(router, "GET /dataflows", Listed[answers.FlowHead], Terms(is_public=True))
def list_dataflows(request: Request) -> dict[str, Any]:
    """Every flow of figures that this viewer may know of; public flows are open to everybody."""
    return listing(request, queries.flows(request.actor), answers.head)


@route(router, "GET /dataflows/{name}", answers.WholeFlow, Terms(is_public=True))
def get_dataflow(request: Request, name: str) -> dict[str, Any]:
    """A flow with its dimensions, their codes, and which of them have figures."""
    flow = queries.flow(request.actor, name)
    return answers.whole(flow, queries.available(request.actor, flow))


@route(
    router,
    "GET /dataflows/{name}/figures",
    Listed[answers.FlowFigure],
    Terms(asks=ASKS, is_public=True),
)
def list_figures(request: Request, name: str) -> dict[str, Any]:
    """What is out of a flow, the newest of each cell, or as of a day; `key` as in SDMX REST."""
    asked = parameters(request, ASKS)
    flow = queries.flow(request.actor, name)
    chosen = selections.keyed(flow, asked)
    limit, offset = window(request)
    found = readings.figures(request.actor, chosen)
    items = [answers.figure(flow, cell) for cell in islice(found, offset, offset + limit)]
    return envelope(request, items, len(found), limit, offset)
