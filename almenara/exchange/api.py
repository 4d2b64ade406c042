"""Alerts for programs (CONTRACTS §3)."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from ninja import Router

from almenara.core.api.app import BODY_LIMIT, TooLarge, body
from almenara.core.api.lists import listing, parameters
from almenara.core.api.once import once
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.directory import queries as directory
from almenara.exchange import composing, opening, queries, services, shown
from almenara.exchange.drafts import (
    AcknowledgeShape,
    AlertShape,
    AnswerShape,
    GlassShape,
    HandOnShape,
    RefuseShape,
    RetractShape,
    WidenShape,
    Words,
)
from almenara.formats import jsontext, tlp

router = Router(tags=["alerts"])
STIX_LIMIT = 10 * BODY_LIMIT


@router.get("/kinds")
def list_kinds(request: Request) -> dict[str, Any]:
    """The message kinds of the viewer's networks."""
    parameters(request)
    mine = directory.member_networks(request.actor)
    return listing(request, queries.kinds(request.actor, mine), shown.kind)


@router.post("/alerts/preview")
def preview_alert(request: Request) -> dict[str, Any]:
    """How many would receive and read it; nothing is kept."""
    found = opening.preview(request.actor, read(AlertShape, _posted(request)))
    return {"institutions": found.institutions, "states": found.states, "readers": found.readers}


@router.get("/alerts", auth=None)
def list_alerts(request: Request) -> dict[str, Any]:
    """Newest first; for a stranger the public ones."""
    asked = parameters(request, "network", "marking", "stage", "since")
    found = queries.alerts(request.actor)
    if "network" in asked:
        found = found.filter(network=asked["network"])
    if "marking" in asked:
        found = found.filter(marking=tlp.parse(asked["marking"], ["query", "marking"]))
    if "stage" in asked:
        found = found.filter(stage=asked["stage"])
    if "since" in asked:
        found = found.filter(published_at__gte=composing.moment(asked["since"], ["query", "since"]))
    return listing(request, found, many=lambda rows: shown.alerts(request.actor, rows))


@router.post("/alerts")
def publish_alert(request: Request, response: HttpResponse) -> HttpResponse:
    """Send an alert to its audience."""

    def make() -> str:
        shape = read(AlertShape, _posted(request))
        text = jsontext.source(request.body, "stix") if shape.stix is not None else None
        return str(services.publish(request.actor, shape, text or "").pk)

    status, answer = once(request, make, lambda pk: shown.alert(request.actor, _seen(request, pk)))
    return _made(request, status, answer, f"/api/v1/alerts/{answer['id']}")


@router.get("/alerts/{pk}", auth=None)
def get_alert(request: Request, pk: str) -> dict[str, Any]:
    """One alert; a reader of a receiving institution thereby receives it."""
    alert = opening.opened(request.actor, _alert(request, pk))
    return shown.alert(request.actor, alert)


@router.get("/alerts/{pk}/stix", auth=None)
def get_stix(request: Request, pk: str) -> HttpResponse:
    """The bundle as it came, or one made of the alert."""
    alert = opening.opened(request.actor, _alert(request, pk))
    text = opening.bundle_text(request.actor, alert)
    return HttpResponse(text, content_type="application/stix+json;version=2.1")


@router.post("/alerts/{pk}/update")
def update_alert(request: Request, pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    alert = services.update(request.actor, alert, read(Words, body(request)))
    return shown.alert(request.actor, alert)


@router.post("/alerts/{pk}/retract")
def retract_alert(request: Request, pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    shape = read(RetractShape, body(request))
    alert = services.retract(request.actor, alert, shape.reason)
    return shown.alert(request.actor, alert)


@router.post("/alerts/{pk}/widen")
def widen_alert(request: Request, pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    shape = read(WidenShape, body(request))
    alert = services.widen(request.actor, alert, shape.audience.named())
    return shown.alert(request.actor, alert)


@router.post("/alerts/{pk}/hand-on")
def hand_on_alert(request: Request, pk: str) -> HttpResponse:
    """Pass it on within its marking; the originator sees it."""
    alert = _alert(request, pk)
    shape = read(HandOnShape, body(request))
    made = services.hand_on(request.actor, alert, shape.institutions)
    items = shown.deliveries(request.actor, made)
    answer = {"items": items, "count": len(items), "next": None}
    return _made(request, 201, answer, f"/api/v1/alerts/{pk}/deliveries")


@router.get("/alerts/{pk}/answers")
def list_answers(request: Request, pk: str) -> dict[str, Any]:
    parameters(request)
    found = queries.answers(request.actor, _alert(request, pk))
    return listing(request, found, shown.answer)


@router.post("/alerts/{pk}/answers")
def answer_alert(request: Request, pk: str) -> HttpResponse:
    alert = _alert(request, pk)
    shape = read(AnswerShape, body(request))
    made = services.answer(request.actor, alert, shape.body, shape.to)
    return _made(request, 201, shown.answer(made), f"/api/v1/alerts/{pk}/answers")


@router.get("/alerts/{pk}/deliveries")
def list_deliveries(request: Request, pk: str) -> dict[str, Any]:
    """The originating institution: all; a receiving one: its own."""
    parameters(request)
    found = queries.deliveries(request.actor, _alert(request, pk))
    return listing(request, found, many=lambda rows: shown.deliveries(request.actor, rows))


@router.get("/deliveries/{pk}")
def get_delivery(request: Request, pk: str) -> dict[str, Any]:
    found = queries.delivery(request.actor, _uuid(pk))
    opening.noted(request.actor, found.alert)
    return shown.delivery(request.actor, found)


@router.post("/deliveries/{pk}/acknowledge")
def acknowledge_delivery(request: Request, pk: str) -> dict[str, Any]:
    """Once an institution: the second officer is told who was first (409)."""
    delivery = queries.delivery(request.actor, _uuid(pk))
    shape = read(AcknowledgeShape, body(request))
    done = services.acknowledge(request.actor, delivery, shape.answer, shape.note)
    return shown.delivery(request.actor, done)


@router.get("/glass")
def list_glasses(request: Request) -> dict[str, Any]:
    """One's own requests to break the glass, and those over alerts that one reads."""
    parameters(request)
    found = queries.glasses(request.actor)
    return listing(request, found, many=lambda rows: shown.glasses(request.actor, rows))


@router.post("/glass")
def ask_glass(request: Request) -> HttpResponse:
    """The same answer whether there is such an alert or not."""
    made = services.ask_glass(request.actor, read(GlassShape, body(request)))
    return _made(request, 201, shown.glass(request.actor, made), f"/api/v1/glass/{made.pk}")


@router.get("/glass/{pk}")
def get_glass(request: Request, pk: str) -> dict[str, Any]:
    return shown.glass(request.actor, queries.glass(request.actor, _uuid(pk)))


@router.post("/glass/{pk}/break-glass")
def break_glass(request: Request, pk: str) -> dict[str, Any]:
    """The second person agrees; the parties are told at once."""
    done = services.break_glass(request.actor, queries.glass(request.actor, _uuid(pk)))
    return shown.glass(request.actor, done)


@router.post("/glass/{pk}/refuse")
def refuse_glass(request: Request, pk: str) -> dict[str, Any]:
    found = queries.glass(request.actor, _uuid(pk))
    words = read(RefuseShape, body(request)).answer
    return shown.glass(request.actor, services.refuse_glass(request.actor, found, words))


@router.post("/glass/{pk}/end")
def end_glass(request: Request, pk: str) -> dict[str, Any]:
    done = services.end_glass(request.actor, queries.glass(request.actor, _uuid(pk)))
    return shown.glass(request.actor, done)


def _posted(request: Request) -> dict[str, Any]:
    """The body of an alert: 10 MiB with a bundle, 1 MiB without."""
    document: dict[str, Any] = body(request, STIX_LIMIT)
    if "stix" not in document and len(request.body) > BODY_LIMIT:
        raise TooLarge(BODY_LIMIT)
    return document


def _alert(request: Request, pk: str) -> queries.Alert:
    return queries.alert(request.actor, _uuid(pk))


def _seen(request: Request, pk: str) -> queries.Alert:
    return queries.alert(request.actor, pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ObjectDoesNotExist from None


def _made(request: Request, status: int, answer: dict[str, Any], url: str) -> HttpResponse:
    made = HttpResponse(json.dumps(answer), status=status, content_type="application/json")
    made["Location"] = url
    return made
