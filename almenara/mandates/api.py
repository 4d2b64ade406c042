"""Resolutions, mandates and transmissions, for programs."""

from typing import Any

from ninja import Router

from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.mandates import queries, replies, services, shown, stages
from almenara.mandates.drafts import (
    ActionShape,
    AssignShape,
    HopShape,
    ReceiptShape,
    ResolutionShape,
    StageShape,
)

router = Router(tags=["mandates"])
ASKS: dict[str, Asked] = {
    "owner": lambda viewer: ["none", *queries.offices(viewer).values_list("pk", flat=True)],
    "stage": {"enum": stages.MANDATE.stages},
    "resolution": lambda viewer: queries.resolutions(viewer).values_list("symbol", flat=True),
}


@route(
    router,
    "GET /mandates",
    Listed[replies.Mandate],
    Terms(asks=ASKS, is_public=True),
)
def list_mandates(request: Request) -> dict[str, Any]:
    """By resolution and paragraph; `owner=none`: exactly those that nobody took on; public."""
    found = queries.mandates(request.actor, request.GET.dict())
    return listing(request, found, many=lambda rows: shown.mandates(request.actor, rows))


@route(router, "GET /mandates/{pk}", replies.Detail)
def get_mandate(request: Request, pk: str) -> dict[str, Any]:
    """One paragraph with what was done about it; for officials."""
    return shown.detail(request.actor, queries.dossier(request.actor, key(pk)))


@route(router, "POST /mandates/{pk}/assign", replies.Mandate, Terms(takes=AssignShape))
def assign_mandate(request: Request, said: Said[AssignShape], pk: str) -> dict[str, Any]:
    """An office answers for it."""
    mandate = queries.mandate(request.actor, key(pk))
    return shown.mandate(request.actor, services.assign(request.actor, mandate, said()))


@route(router, "POST /mandates/{pk}/stage", replies.Mandate, Terms(takes=StageShape))
def step_mandate(request: Request, said: Said[StageShape], pk: str) -> dict[str, Any]:
    """assigned > in-course > done > ended."""
    mandate = queries.mandate(request.actor, key(pk))
    return shown.mandate(request.actor, services.step(request.actor, mandate, said().stage))


@route(
    router,
    "POST /mandates/{pk}/actions",
    replies.Action,
    Terms(takes=ActionShape, status=201),
)
def note_action(request: Request, said: Said[ActionShape], pk: str) -> Made:
    """What a State or the secretariat did."""
    mandate = queries.mandate(request.actor, key(pk))
    made = services.note(request.actor, mandate, said())
    return Made(shown.action(made), f"/api/v1/mandates/{pk}")


@route(router, "POST /resolutions", replies.Resolution, Terms(takes=ResolutionShape, status=201))
def adopt_resolution(request: Request, said: Said[ResolutionShape]) -> Made:
    """What a body adopted, with its operative paragraphs."""
    made = services.adopt(request.actor, said())
    return Made(shown.resolution(request.actor, made), f"/resolutions/{made.pk}/")


@route(router, "GET /transmissions", Listed[replies.Transmission])
def list_transmissions(request: Request) -> dict[str, Any]:
    """The newest first; to a State what was sent to its Mission."""
    found = queries.transmissions(request.actor)
    return listing(request, found, many=lambda rows: shown.transmissions(request.actor, rows))


@route(router, "GET /transmissions/{pk}", replies.Transmission)
def get_transmission(request: Request, pk: str) -> dict[str, Any]:
    return shown.transmission(request.actor, _transmission(request, pk))


@route(router, "POST /transmissions/{pk}/hops", replies.Transmission, Terms(takes=HopShape))
def hand_transmission_on(request: Request, said: Said[HopShape], pk: str) -> dict[str, Any]:
    """The next link of the chain: pass, endorse, send."""
    transmission = _transmission(request, pk)
    services.hand_on(request.actor, transmission, said())
    return shown.transmission(request.actor, _transmission(request, pk))


@route(router, "POST /receipts/{pk}", replies.Receipt, Terms(takes=ReceiptShape))
def step_receipt(request: Request, said: Said[ReceiptShape], pk: str) -> dict[str, Any]:
    """A Mission records its own: received > forwarded > answered."""
    receipt = queries.receipt(request.actor, key(pk))
    return shown.receipt(services.step_receipt(request.actor, receipt, said()))


def _transmission(request: Request, pk: str) -> queries.Transmission:
    return queries.transmission(request.actor, key(pk))
