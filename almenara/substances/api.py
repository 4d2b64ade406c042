"""Substances, signals about them and bulletins, for programs."""

from typing import Any

from ninja import Router

from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.substances import drafts, queries, replies, services, shown, stages

router = Router(tags=["substances"])
API = "/api/v1"
ASKS: dict[str, Asked] = {
    "stage": {"enum": stages.SIGNAL.stages},
    "kind": lambda viewer: queries.kinds(viewer).values_list("pk", flat=True),
}


@route(router, "GET /signal-kinds", Listed[replies.SignalKind], Terms(is_public=True))
def list_signal_kinds(request: Request) -> dict[str, Any]:
    """What can be reported, and what each kind asks."""
    return listing(request, queries.kinds(request.actor), shown.kind)


@route(
    router,
    "GET /substances",
    Listed[replies.Substance],
    Terms(asks={"q": {}}, is_public=True),
)
def list_substances(request: Request) -> dict[str, Any]:
    """By any name, salts included, or by InChIKey."""
    found = queries.substances(request.actor, request.GET.get("q", ""))
    return listing(request, found, many=lambda rows: shown.substances(request.actor, rows))


@route(
    router,
    "POST /substances",
    replies.WholeSubstance,
    Terms(takes=drafts.SubstanceShape, status=201),
)
def found_substance(request: Request, said: Said[drafts.SubstanceShape]) -> Made:
    """A file made by hand, by a verifier."""
    made = services.found(request.actor, said())
    return Made(shown.substance(request.actor, made), f"{API}/substances/{made.pk}")


@route(router, "GET /substances/{pk}", replies.WholeSubstance, Terms(is_public=True))
def get_substance(request: Request, pk: str) -> dict[str, Any]:
    """A file with its names and where it was first seen."""
    return shown.substance(request.actor, _substance(request, pk))


@route(
    router,
    "POST /substances/{pk}/names",
    replies.WholeSubstance,
    Terms(takes=drafts.NameShape, status=201),
)
def name_substance(request: Request, said: Said[drafts.NameShape], pk: str) -> Made:
    """One more name, synonym or salt."""
    made = services.name(request.actor, _substance(request, pk), said())
    return Made(shown.substance(request.actor, made), f"{API}/substances/{pk}")


@route(
    router,
    "POST /substances/{pk}/merge",
    replies.WholeSubstance,
    Terms(takes=drafts.MergeShape),
)
def merge_substance(request: Request, said: Said[drafts.MergeShape], pk: str) -> dict[str, Any]:
    """This file goes into another, which is answered."""
    kept = services.merge(request.actor, _substance(request, pk), said())
    return shown.substance(request.actor, kept)


@route(
    router,
    "POST /substances/{pk}/separate",
    replies.WholeSubstance,
    Terms(takes=drafts.ReasonShape),
)
def separate_substance(request: Request, said: Said[drafts.ReasonShape], pk: str) -> dict[str, Any]:
    """The way back from a merge."""
    file = services.separate(request.actor, _substance(request, pk), said().reason)
    return shown.substance(request.actor, file)


@route(router, "GET /signals", Listed[replies.DrugSignal], Terms(asks=ASKS))
def list_signals(request: Request) -> dict[str, Any]:
    """Those of the viewer's State, those of which the viewer was alerted; all, for verifiers."""
    asked = {name: request.GET[name] for name in ASKS if name in request.GET}
    return listing(request, queries.signals(request.actor).filter(**asked), shown.head)


@route(
    router,
    "POST /signals",
    replies.WholeDrugSignal,
    Terms(takes=drafts.DrugSignalShape, status=201),
)
def report_signal(request: Request, said: Said[drafts.DrugSignalShape]) -> Made:
    """A national system says what it saw."""
    made = services.report(request.actor, said())
    return Made(shown.signal(request.actor, made), f"{API}/signals/{made.pk}")


@route(router, "GET /signals/{pk}", replies.WholeDrugSignal)
def get_signal(request: Request, pk: str) -> dict[str, Any]:
    return shown.signal(request.actor, _signal(request, pk))


@route(
    router, "POST /signals/{pk}/verify", replies.WholeDrugSignal, Terms(takes=drafts.VerifyShape)
)
def verify_signal(request: Request, said: Said[drafts.VerifyShape], pk: str) -> dict[str, Any]:
    """By another person than who reported it; says which substance it is, if need be."""
    done = services.verify(request.actor, _signal(request, pk), said())
    return shown.signal(request.actor, done)


@route(router, "POST /signals/{pk}/alert", replies.WholeDrugSignal, Terms(takes=drafts.RaiseShape))
def alert_signal(request: Request, said: Said[drafts.RaiseShape], pk: str) -> dict[str, Any]:
    """To the whole network, through the exchange; `alert` is the id of the alert."""
    done = services.alert(request.actor, _signal(request, pk), said())
    return shown.signal(request.actor, done)


@route(router, "POST /signals/{pk}/close", replies.WholeDrugSignal, Terms(takes=drafts.ReasonShape))
def close_signal(request: Request, said: Said[drafts.ReasonShape], pk: str) -> dict[str, Any]:
    done = services.close(request.actor, _signal(request, pk), said().reason)
    return shown.signal(request.actor, done)


@route(
    router, "POST /signals/{pk}/retract", replies.WholeDrugSignal, Terms(takes=drafts.ReasonShape)
)
def retract_signal(request: Request, said: Said[drafts.ReasonShape], pk: str) -> dict[str, Any]:
    """Its alert is retracted with it, and whoever had that is told."""
    done = services.retract(request.actor, _signal(request, pk), said().reason)
    return shown.signal(request.actor, done)


@route(router, "GET /bulletins", Listed[replies.DrugBulletin], Terms(is_public=True))
def list_bulletins(request: Request) -> dict[str, Any]:
    return listing(request, queries.bulletins(request.actor), shown.bulletin_head)


@route(
    router,
    "POST /bulletins",
    replies.WholeDrugBulletin,
    Terms(takes=drafts.DrugBulletinShape, status=201),
)
def write_bulletin(request: Request, said: Said[drafts.DrugBulletinShape]) -> Made:
    """Signals of which the network was alerted, in words for everybody."""
    made = services.write(request.actor, said())
    return Made(shown.bulletin(request.actor, made), f"{API}/bulletins/{made.pk}")


@route(router, "GET /bulletins/{pk}", replies.WholeDrugBulletin, Terms(is_public=True))
def get_bulletin(request: Request, pk: str) -> dict[str, Any]:
    """Its signals grouped by kind."""
    return shown.bulletin(request.actor, _bulletin(request, pk))


@route(
    router,
    "POST /bulletins/{pk}/review",
    replies.WholeDrugBulletin,
    Terms(takes=drafts.HealthReviewShape),
)
def review_bulletin(
    request: Request, said: Said[drafts.HealthReviewShape], pk: str
) -> dict[str, Any]:
    """The health review of these very words, by another person than who wrote them."""
    done = services.review(request.actor, _bulletin(request, pk), said())
    return shown.bulletin(request.actor, done)


@route(
    router,
    "POST /bulletins/{pk}/publish",
    replies.WholeDrugBulletin,
    Terms(takes=drafts.NothingShape),
)
def publish_bulletin(request: Request, said: Said[drafts.NothingShape], pk: str) -> dict[str, Any]:
    """Only after its review."""
    bulletin = _bulletin(request, pk)
    said()
    return shown.bulletin(request.actor, services.publish(request.actor, bulletin))


def _substance(request: Request, pk: str) -> queries.Substance:
    return queries.substance(request.actor, key(pk))


def _signal(request: Request, pk: str) -> queries.DrugSignal:
    return queries.signal(request.actor, key(pk))


def _bulletin(request: Request, pk: str) -> queries.DrugBulletin:
    return queries.bulletin(request.actor, key(pk))
