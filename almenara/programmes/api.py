"""Plans, activities and who took part, for programs."""

import json
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.app import body
from almenara.core.api.lists import listing, parameters
from almenara.core.api.once import once
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web import refusals
from almenara.formats.refusal import Unreadable
from almenara.programmes import queries, services, shown
from almenara.programmes.drafts import ActivityShape, DecisionShape, StageShape
from almenara.programmes.enrolling import Refused

router = Router(tags=["programmes"])


@router.get("/plans", auth=None)
def list_plans(request: Request) -> dict[str, Any]:
    """Every plan; public."""
    parameters(request)
    return listing(request, queries.plans(request.actor), shown.plan)


@router.get("/plans/{slug}/results", auth=None)
def list_results(request: Request, slug: str) -> dict[str, Any]:
    """What was promised and where it stands, in the order of the plan; public."""
    asked = parameters(request, "programme")
    found = queries.results(request.actor, queries.plan(request.actor, slug))
    if "programme" in asked:
        found = found.filter(programme__code=asked["programme"])
    return listing(request, found, many=lambda rows: shown.results(request.actor, rows))


@router.get("/activities", auth=None)
def list_activities(request: Request) -> dict[str, Any]:
    """The newest first; for a stranger the public ones."""
    asked = parameters(request, "plan", "stage", "state", "result")
    found = queries.activities(request.actor)
    fields = {"plan": "plan", "stage": "stage", "state": "places__state",
              "result": "servings__result__code"}  # fmt: skip
    found = found.filter(**{fields[name]: value for name, value in asked.items()}).distinct()
    return listing(request, found, many=lambda rows: shown.activities(request.actor, rows))


@router.post("/activities")
def submit_activity(request: Request) -> HttpResponse:
    """Plan an activity; 201, or 200 for the same Idempotency-Key."""

    def make() -> str:
        shape = read(ActivityShape, body(request))
        return str(services.submit(request.actor, shape).pk)

    def show(pk: str) -> dict[str, Any]:
        return shown.activity(request.actor, queries.activity(request.actor, pk))

    status, answer = once(request, make, show)
    return _made(status, answer, f"/api/v1/activities/{answer['id']}")


@router.get("/activities/{pk}", auth=None)
def get_activity(request: Request, pk: str) -> dict[str, Any]:
    return shown.activity(request.actor, _activity(request, pk))


@router.post("/activities/{pk}/stage")
def step_activity(request: Request, pk: str) -> dict[str, Any]:
    """planned > confirmed > held > reported; planned, confirmed > postponed, cancelled."""
    activity = _activity(request, pk)
    shape = read(StageShape, body(request))
    return shown.activity(request.actor, services.step(request.actor, activity, shape.stage))


@router.post("/activities/{pk}/evidence")
def attest_activity(request: Request, pk: str) -> HttpResponse:
    """A file that shows that it happened; multipart `file` and `kind`."""
    activity = _activity(request, pk)
    file = _file(request)
    kind = request.POST.get("kind", "")
    made = services.attest(request.actor, activity, cast(Any, file), file.name or "", kind)
    return _made(201, shown.evidence(made), f"/api/v1/activities/{pk}")


@router.post("/activities/{pk}/participants")
def enrol_participants(request: Request, pk: str) -> HttpResponse:
    """A list of participants, whole or not at all: CSV or XLSX in the part `file`."""
    activity = _activity(request, pk)
    raw = _file(request).read()
    try:
        return JsonResponse(services.enrol(request.actor, activity, raw).answer)
    except Refused as refused:
        return refusals.problem(422, _("Hay filas que no se pueden leer; nadie quedó inscrito."),
                                **refused.answer)  # fmt: skip


@router.get("/proposals")
def list_proposals(request: Request) -> dict[str, Any]:
    """Names that may be one person."""
    asked = parameters(request, "stage")
    found = queries.proposals(request.actor, asked.get("stage", ""))
    return listing(request, found, shown.proposal)


@router.post("/proposals/{pk}")
def decide_proposal(request: Request, pk: str) -> dict[str, Any]:
    """One person or two; either can be taken back by the other."""
    proposal = queries.proposal(request.actor, _uuid(pk))
    shape = read(DecisionShape, body(request))
    return shown.proposal(services.decide(request.actor, proposal, shape.stage))


def _activity(request: Request, pk: str) -> queries.Activity:
    return queries.activity(request.actor, _uuid(pk))


def _file(request: Request) -> UploadedFile:
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable(["file"], _("Falta el archivo."))
    return cast(UploadedFile, file)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ObjectDoesNotExist from None


def _made(status: int, answer: dict[str, Any], url: str) -> HttpResponse:
    made = HttpResponse(json.dumps(answer), status=status, content_type="application/json")
    made["Location"] = url
    return made
