"""Alerts for programs (docs/api.md)."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from almenara.core.api.app import BODY_LIMIT
from almenara.core.api.describing import TIME
from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, envelope, listing, moment
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.directory import queries as directory
from almenara.exchange import opening, queries, replies, services, shown, stages
from almenara.exchange.drafts import (
    AcknowledgeShape,
    AlertShape,
    AnswerShape,
    CorrectShape,
    EnableShape,
    GlassShape,
    HandOnShape,
    RefuseShape,
    RetractPersonsShape,
    RetractShape,
    WidenShape,
    Words,
)
from almenara.formats import jsontext, tlp

router = Router(tags=["alerts"])
STIX_LIMIT = 10 * BODY_LIMIT
ALERT: Any = {"takes": AlertShape, "limit": STIX_LIMIT, "large_with": "stix"}
ASKS: dict[str, Asked] = {
    "network": lambda viewer: directory.networks(viewer).values_list("pk", flat=True),
    "marking": {"enum": [str(one) for one in tlp.TLP]},
    "stage": {"enum": stages.ALERT.stages},
    "since": TIME,
}
STIX = "application/stix+json;version=2.1"
BUNDLE = {
    "responses": {
        200: {"description": "The bundle", "content": {STIX: {"schema": {"type": "object"}}}}
    }
}


@route(router, "GET /kinds/{slug}/persons", Listed[replies.Enabling])
def list_enablings(request: Request, slug: str) -> dict[str, Any]:
    """Which States let their alerts of a kind say something about persons, now and before."""
    kind = queries.person_kind(request.actor, slug)
    return listing(request, queries.enablings(request.actor, kind.pk), shown.enabling)


@route(
    router,
    "POST /kinds/{slug}/persons",
    replies.Enabling,
    Terms(takes=EnableShape, status=201),
)
def enable_persons(request: Request, said: Said[EnableShape], slug: str) -> Made:
    """The contact point, for its State: which fields, and on what legal basis."""
    kind = queries.person_kind(request.actor, slug)
    made = services.enable(request.actor, kind, said())
    return Made(shown.enabling(made), f"/api/v1/kinds/{slug}/persons")


@route(router, "POST /kinds/{slug}/persons/revoke", replies.Enabling)
def revoke_persons(request: Request, slug: str) -> dict[str, Any]:
    """Nothing more is said on this ground, and what was said is erased at once."""
    own = queries.own_enabling(request.actor, slug)
    return shown.enabling(services.revoke(request.actor, own))


@route(router, "GET /kinds", Listed[replies.Kind])
def list_kinds(request: Request) -> dict[str, Any]:
    """The message kinds of the viewer's networks."""
    mine = directory.member_networks(request.actor)
    return listing(request, queries.kinds(request.actor, mine), shown.kind)


@route(
    router,
    "POST /alerts/preview",
    replies.Preview,
    Terms(**ALERT),
)
def preview_alert(request: Request, said: Said[AlertShape]) -> dict[str, Any]:
    """How many would receive and read it; nothing is kept."""
    found = opening.preview(request.actor, said())
    return {"institutions": found.institutions, "states": found.states, "readers": found.readers}


@route(
    router,
    "GET /alerts",
    Listed[replies.Row],
    Terms(asks=ASKS, is_public=True),
)
def list_alerts(request: Request) -> dict[str, Any]:
    """Newest first; for a stranger the public ones."""
    asked = request.GET
    found = queries.alerts(request.actor)
    if "network" in asked:
        found = found.filter(network=asked["network"])
    if "marking" in asked:
        found = found.filter(marking=asked["marking"])
    if "stage" in asked:
        found = found.filter(stage=asked["stage"])
    if since := moment(request, "since"):
        found = found.filter(published_at__gte=since)
    return listing(request, found, many=lambda rows: shown.alerts(request.actor, rows))


@route(
    router,
    "POST /alerts",
    replies.Alert,
    Terms(**ALERT, status=201),
)
def publish_alert(request: Request, said: Said[AlertShape]) -> Made:
    """Send an alert to its audience."""
    shape = said()
    text = jsontext.source(request.body, "stix") if shape.stix is not None else None
    made = services.publish(request.actor, shape, text or "")
    answer = _written(request, queries.alert(request.actor, made.pk))
    return Made(answer, f"/api/v1/alerts/{answer['id']}")


@route(router, "GET /alerts/{pk}", replies.Alert, Terms(is_public=True))
def get_alert(request: Request, pk: str) -> dict[str, Any]:
    """One alert; a reader of a receiving institution thereby receives it."""
    alert = _alert(request, pk)
    opening.opened(request.actor, alert)
    return shown.alert(request.actor, alert)


@route(router, "GET /alerts/{pk}/stix", None, Terms(is_public=True, described=BUNDLE))
def get_stix(request: Request, pk: str) -> HttpResponse:
    """The bundle as it came, or one made of the alert."""
    alert = _alert(request, pk)
    opening.opened(request.actor, alert)
    text = opening.bundle_text(request.actor, alert)
    return HttpResponse(text, content_type=STIX)


@route(router, "POST /alerts/{pk}/update", replies.Alert, Terms(takes=Words))
def update_alert(request: Request, said: Said[Words], pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    alert = services.update(request.actor, alert, said())
    return _written(request, alert)


@route(router, "POST /alerts/{pk}/retract", replies.Alert, Terms(takes=RetractShape))
def retract_alert(request: Request, said: Said[RetractShape], pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    alert = services.retract(request.actor, alert, said().reason)
    return _written(request, alert)


@route(router, "POST /alerts/{pk}/correct-persons", replies.Alert, Terms(takes=CorrectShape))
def correct_persons(request: Request, said: Said[CorrectShape], pk: str) -> dict[str, Any]:
    """Other values for all who had the former ones, of which nothing stays."""
    alert = services.correct_persons(request.actor, _alert(request, pk), said().persons)
    return _written(request, alert)


@route(
    router,
    "POST /alerts/{pk}/retract-persons",
    replies.Alert,
    Terms(takes=RetractPersonsShape),
)
def retract_persons(request: Request, said: Said[RetractPersonsShape], pk: str) -> dict[str, Any]:
    """Values about persons are erased before their time; all who had them are told."""
    alert = services.retract_persons(request.actor, _alert(request, pk), said().persons)
    return _written(request, alert)


@route(router, "POST /alerts/{pk}/widen", replies.Alert, Terms(takes=WidenShape))
def widen_alert(request: Request, said: Said[WidenShape], pk: str) -> dict[str, Any]:
    alert = _alert(request, pk)
    alert = services.widen(request.actor, alert, said().audience.named())
    return _written(request, alert)


@route(
    router,
    "POST /alerts/{pk}/hand-on",
    Listed[replies.Delivery],
    Terms(takes=HandOnShape, status=201),
)
def hand_on_alert(request: Request, said: Said[HandOnShape], pk: str) -> Made:
    """Pass it on within its marking; the originator sees it."""
    alert = _alert(request, pk)
    made = services.hand_on(request.actor, alert, said().institutions)
    items = shown.deliveries(request.actor, made)
    answer = envelope(request, items, len(items), len(items), 0)
    return Made(answer, f"/api/v1/alerts/{pk}/deliveries")


@route(router, "GET /alerts/{pk}/answers", Listed[replies.Answer])
def list_answers(request: Request, pk: str) -> dict[str, Any]:
    found = queries.answers(request.actor, _alert(request, pk))
    return listing(request, found, shown.answer)


@route(router, "POST /alerts/{pk}/answers", replies.Answer, Terms(takes=AnswerShape, status=201))
def answer_alert(request: Request, said: Said[AnswerShape], pk: str) -> Made:
    alert = _alert(request, pk)
    shape = said()
    made = services.answer(request.actor, alert, shape.body, shape.to)
    return Made(shown.answer(made), f"/api/v1/alerts/{pk}/answers")


@route(router, "GET /alerts/{pk}/deliveries", Listed[replies.Delivery])
def list_deliveries(request: Request, pk: str) -> dict[str, Any]:
    """The originating institution: all; a receiving one: its own."""
    found = queries.deliveries(request.actor, _alert(request, pk))
    return listing(request, found, many=lambda rows: shown.deliveries(request.actor, rows))


@route(router, "GET /deliveries/{pk}", replies.Delivery)
def get_delivery(request: Request, pk: str) -> dict[str, Any]:
    found = queries.delivery(request.actor, key(pk))
    opening.noted(request.actor, found.alert)
    return shown.delivery(request.actor, found)


@route(router, "POST /deliveries/{pk}/acknowledge", replies.Delivery, Terms(takes=AcknowledgeShape))
def acknowledge_delivery(request: Request, said: Said[AcknowledgeShape], pk: str) -> dict[str, Any]:
    """Once an institution: the second officer is told who was first (409)."""
    delivery = queries.delivery(request.actor, key(pk))
    shape = said()
    done = services.acknowledge(request.actor, delivery, shape.answer, shape.note)
    return shown.delivery(request.actor, done)


@route(router, "GET /glass", Listed[replies.Glass])
def list_glasses(request: Request) -> dict[str, Any]:
    """One's own requests to break the glass, and those over alerts that one reads."""
    found = queries.glasses(request.actor)
    return listing(request, found, many=lambda rows: shown.glasses(request.actor, rows))


@route(router, "POST /glass", replies.Glass, Terms(takes=GlassShape, status=201))
def ask_glass(request: Request, said: Said[GlassShape]) -> Made:
    """The same answer whether there is such an alert or not."""
    made = services.ask_glass(request.actor, said())
    return Made(shown.glass(request.actor, made), f"/api/v1/glass/{made.pk}")


@route(router, "GET /glass/{pk}", replies.Glass)
def get_glass(request: Request, pk: str) -> dict[str, Any]:
    return shown.glass(request.actor, queries.glass(request.actor, key(pk)))


@route(router, "POST /glass/{pk}/break-glass", replies.Glass)
def break_glass(request: Request, pk: str) -> dict[str, Any]:
    """The second person agrees; the parties are told at once."""
    done = services.break_glass(request.actor, queries.glass(request.actor, key(pk)))
    return shown.glass(request.actor, done)


@route(router, "POST /glass/{pk}/refuse", replies.Glass, Terms(takes=RefuseShape))
def refuse_glass(request: Request, said: Said[RefuseShape], pk: str) -> dict[str, Any]:
    found = queries.glass(request.actor, key(pk))
    return shown.glass(request.actor, services.refuse_glass(request.actor, found, said().answer))


@route(router, "POST /glass/{pk}/end", replies.Glass)
def end_glass(request: Request, pk: str) -> dict[str, Any]:
    done = services.end_glass(request.actor, queries.glass(request.actor, key(pk)))
    return shown.glass(request.actor, done)


def _alert(request: Request, pk: str) -> queries.Alert:
    return opening.alert(request.actor, key(pk))


def _written(request: Request, alert: queries.Alert) -> dict[str, Any]:
    """The answer to a POST is kept for a day under its key: no value about a person in it."""
    return shown.without_values(shown.alert(request.actor, alert))
