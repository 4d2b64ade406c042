"""Plans, activities and who took part, for programs."""

from typing import Any, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.describing import refusing
from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, listing, one_of, states
from almenara.core.api.parts import AROUND, sent
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.documents.files import LIMIT
from almenara.core.parties.request import Request
from almenara.core.web import refusals
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries as mandates
from almenara.programmes import queries, replies, services, shown, stages
from almenara.programmes.drafts import ActivityShape, DecisionShape, ServeShape, StageShape
from almenara.programmes.enrolling import Refused

router = Router(tags=["programmes"])
MOST = LIMIT + AROUND
ROLL = Terms(form={}, limit=MOST, described={"responses": refusing(422, replies.RefusedRoll)})
FILTERS = {"plan": "plan", "stage": "stage", "state": "places__state",
           "result": "servings__result__code"}  # fmt: skip
ASKS: dict[str, Asked] = {
    "plan": lambda viewer: queries.plans(viewer).values_list("pk", flat=True),
    "stage": {"enum": stages.ACTIVITY.stages},
    "state": states,
    "result": lambda viewer: [
        result.code for plan in queries.plans(viewer) for result in queries.results(viewer, plan)
    ],
}


@route(router, "GET /plans", Listed[replies.Plan], Terms(is_public=True))
def list_plans(request: Request) -> dict[str, Any]:
    """Every plan; public."""
    return listing(request, queries.plans(request.actor), shown.plan)


@route(
    router,
    "GET /plans/{slug}/results",
    Listed[replies.Result],
    Terms(asks={"programme": {}}, is_public=True),
)
def list_results(request: Request, slug: str) -> dict[str, Any]:
    """What was promised and where it stands, in the order of the plan; public."""
    found = queries.results(request.actor, queries.plan(request.actor, slug))
    if "programme" in request.GET:
        code = one_of(request, "programme", found.values_list("programme__code", flat=True))
        found = found.filter(programme__code=code)
    return listing(request, found, many=lambda rows: shown.results(request.actor, rows))


@route(router, "GET /strategies", Listed[replies.Strategy], Terms(is_public=True))
def list_strategies(request: Request) -> dict[str, Any]:
    """Strategic plans; public."""
    return listing(request, queries.strategies(request.actor), shown.plan)


@route(router, "GET /strategies/{name}/goals", Listed[replies.Goal], Terms(is_public=True))
def list_goals(request: Request, name: str) -> dict[str, Any]:
    """Goals with the results that roll up to them, each result to one goal; public."""
    strategy = queries.strategy(request.actor, name)
    found = queries.goals(request.actor, strategy)
    return listing(request, found, many=lambda rows: shown.goals(request.actor, strategy, rows))


@route(
    router,
    "GET /activities",
    Listed[replies.Activity],
    Terms(asks=ASKS, is_public=True),
)
def list_activities(request: Request) -> dict[str, Any]:
    """The newest first; for a stranger the public ones."""
    asked = {FILTERS[name]: request.GET[name] for name in FILTERS if name in request.GET}
    found = queries.activities(request.actor).filter(**asked).distinct()
    return listing(request, found, many=lambda rows: shown.activities(request.actor, rows))


@route(router, "POST /activities", replies.Activity, Terms(takes=ActivityShape, status=201))
def submit_activity(request: Request, said: Said[ActivityShape]) -> Made:
    """Plan an activity."""
    made = services.submit(request.actor, said())
    return Made(shown.activity(request.actor, made), f"/api/v1/activities/{made.pk}")


@route(router, "GET /activities/{pk}", replies.Activity, Terms(is_public=True))
def get_activity(request: Request, pk: str) -> dict[str, Any]:
    return shown.activity(request.actor, _activity(request, pk))


@route(router, "POST /activities/{pk}/stage", replies.Activity, Terms(takes=StageShape))
def step_activity(request: Request, said: Said[StageShape], pk: str) -> dict[str, Any]:
    """planned > confirmed > held > reported; planned, confirmed > postponed, cancelled."""
    activity = _activity(request, pk)
    return shown.activity(request.actor, services.step(request.actor, activity, said().stage))


@route(
    router,
    "POST /activities/{pk}/evidence",
    replies.Evidence,
    Terms(status=201, form={"kind": {"type": "string", "maxLength": 40}}, limit=MOST),
)
def attest_activity(request: Request, pk: str) -> Made:
    """A file that shows that it happened."""
    activity, file = _activity(request, pk), sent(request)
    kind = request.POST["kind"]
    made = services.attest(request.actor, activity, cast(Any, file), file.name or "", kind)
    return Made(shown.evidence(made), f"/api/v1/activities/{pk}")


@route(router, "POST /activities/{pk}/participants", replies.Roll, ROLL)
def enrol_participants(request: Request, pk: str) -> dict[str, Any] | HttpResponse:
    """A list of participants, CSV or XLSX, whole or not at all."""
    activity, raw = _activity(request, pk), sent(request).read()
    try:
        answer: dict[str, Any] = services.enrol(request.actor, activity, raw).answer
    except Refused as refused:
        said = _("Hay filas que no se pueden leer; nadie quedó inscrito.")
        errors = [{"loc": loc, "msg": msg} for loc, msg in refused.errors]
        return refusals.problem(422, said, errors=errors, **refused.answer)
    return answer


@route(router, "POST /mandates/{pk}/results", replies.Served, Terms(takes=ServeShape))
def serve_mandate(request: Request, said: Said[ServeShape], pk: str) -> dict[str, Any]:
    """Which results of a plan serve a mandate: these, and no others."""
    mandate, shape = mandates.mandate(request.actor, key(pk)), said()
    plan = queries.plan(request.actor, shape.plan)
    known = dict(queries.results(request.actor, plan).values_list("code", "pk"))
    if unknown := [i for i, code in enumerate(shape.results) if code not in known]:
        said_so = _("Ese resultado no está en el plan.")
        raise Unreadable.many([(["results", i], said_so) for i in unknown])
    services.serve(request.actor, mandate, [known[code] for code in shape.results])
    return {"id": pk, "results": shape.results}


@route(
    router,
    "GET /proposals",
    Listed[replies.Likeness],
    Terms(asks={"stage": {"enum": ["open", "one", "two"]}}),
)
def list_proposals(request: Request) -> dict[str, Any]:
    """Names that may be one person."""
    found = queries.proposals(request.actor, request.GET.get("stage", ""))
    return listing(request, found, shown.proposal)


@route(router, "POST /proposals/{pk}", replies.Likeness, Terms(takes=DecisionShape))
def decide_proposal(request: Request, said: Said[DecisionShape], pk: str) -> dict[str, Any]:
    """One person or two; either can be taken back by the other."""
    proposal = queries.proposal(request.actor, key(pk))
    return shown.proposal(services.decide(request.actor, proposal, said().stage))


def _activity(request: Request, pk: str) -> queries.Activity:
    return queries.activity(request.actor, key(pk))
