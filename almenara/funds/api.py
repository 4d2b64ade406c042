"""Projects, partners and funds, for programs."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from ninja import Router

from almenara.core.api.lists import listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.funds import queries, replies, services, shown
from almenara.funds.drafts import (
    ConsentShape,
    DedicationShape,
    IndicatorShape,
    ProjectShape,
    StageShape,
)

router = Router(tags=["funds"])
STAGES = {"enum": ["idea", "appraised", "approved", "running", "closed", "evaluated", "refused"]}


@route(router, "GET /funds", Listed[replies.Fund])
def list_funds(request: Request) -> dict[str, Any]:
    """Every fund for the secretariat, a donor's own for the donor."""
    found = queries.funds(request.actor)
    return listing(request, found, many=lambda rows: shown.funds(request.actor, rows))


@route(router, "POST /funds/{code}/programme", replies.Fund, Terms(takes=DedicationShape))
def dedicate_fund(request: Request, said: Said[DedicationShape], code: str) -> dict[str, Any]:
    """The programme of a plan with which its sums are published; none takes that back."""
    fund = services.dedicate(request.actor, queries.fund(request.actor, code), said())
    return shown.funds(request.actor, [fund])[0]


@route(
    router,
    "POST /contributions/{pk}/consent",
    replies.FundContribution,
    Terms(takes=ConsentShape),
)
def consent_to_publish(request: Request, said: Said[ConsentShape], pk: str) -> dict[str, Any]:
    """Its partner agrees that it is published, or no longer."""
    found = queries.contribution(request.actor, _key(pk))
    return shown.contribution(services.consent(request.actor, found, said()))


@route(
    router,
    "GET /projects",
    Listed[replies.Project],
    Terms(asks={"stage": STAGES}, is_public=True),
)
def list_projects(request: Request) -> dict[str, Any]:
    """Projects, the newest first; strangers read those that were approved."""
    found = queries.projects(request.actor)
    if "stage" in request.GET:
        found = found.filter(stage=request.GET["stage"])
    return listing(request, found, many=lambda rows: shown.projects(request.actor, rows))


@route(router, "POST /projects", replies.Project, Terms(takes=ProjectShape, status=201))
def submit_project(request: Request, said: Said[ProjectShape]) -> Made:
    """Write down the idea of a project."""
    made = services.submit(request.actor, said())
    return Made(shown.project(request.actor, made), f"/api/v1/projects/{made.pk}")


@route(router, "GET /projects/{pk}", replies.Project, Terms(is_public=True))
def get_project(request: Request, pk: str) -> dict[str, Any]:
    return shown.project(request.actor, _project(request, pk))


@route(router, "POST /projects/{pk}/indicators", replies.Project, Terms(takes=IndicatorShape))
def measure_project(request: Request, said: Said[IndicatorShape], pk: str) -> dict[str, Any]:
    """Say how a project is measured."""
    project = _project(request, pk)
    services.measure(request.actor, project, said())
    return shown.project(request.actor, project)


@route(router, "POST /projects/{pk}/stage", replies.Project, Terms(takes=StageShape))
def step_project(request: Request, said: Said[StageShape], pk: str) -> dict[str, Any]:
    """idea > appraised > approved > running > closed > evaluated; idea, appraised > refused."""
    project = _project(request, pk)
    return shown.project(request.actor, services.step(request.actor, project, said().stage))


@route(router, "GET /partners", Listed[replies.Partner], Terms(is_public=True))
def list_partners(request: Request) -> dict[str, Any]:
    """The register of partners; public."""
    found = queries.partners(request.actor)
    return listing(request, found, many=lambda rows: shown.partners(request.actor, rows))


def _project(request: Request, pk: str) -> queries.Project:
    return queries.project(request.actor, _key(pk))


def _key(pk: str) -> UUID:
    try:
        return UUID(pk)
    except ValueError:
        raise ObjectDoesNotExist from None
