"""Studies and threat briefs, what they quote and what changed since, for programs."""

from typing import Any

from ninja import Router

from almenara.core.api.lists import listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.studies import queries, replies, services, shown
from almenara.studies.drafts import (
    CitationShape,
    HeadShape,
    NothingShape,
    StageShape,
    StudyShape,
    TextShape,
)

router = Router(tags=["studies"])
EDITION = "/studies/{slug}/editions/{pk}"
KIND = {"kind": {"enum": ["study", "brief"]}}


@route(router, "GET /studies", Listed[replies.StudyHead], Terms(asks=KIND, is_public=True))
def list_studies(request: Request) -> dict[str, Any]:
    """Of each study and brief the newest edition that exists for the viewer."""
    found = queries.studies(request.actor, request.GET.get("kind", ""))
    return listing(request, found, shown.head)


@route(router, "POST /studies", replies.StudyWhole, Terms(takes=StudyShape, status=201))
def draft_study(request: Request, said: Said[StudyShape]) -> Made:
    """Begin a study or a brief as a draft."""
    made = services.draft(request.actor, said())
    return _made(request, made)


@route(router, f"GET {EDITION}", replies.StudyWhole, Terms(is_public=True))
def get_study(request: Request, slug: str, pk: str) -> dict[str, Any]:
    """An edition as it was published; `changes` say what is otherwise today."""
    return shown.edition(request.actor, queries.edition(request.actor, slug, pk))


@route(router, f"POST {EDITION}/head", replies.StudyWhole, Terms(takes=HeadShape))
def update_study(request: Request, said: Said[HeadShape], slug: str, pk: str) -> dict[str, Any]:
    """Who signs it; of a brief also threat, confidence, marking, audience and alerts."""
    edition = queries.edition(request.actor, slug, pk)
    return _again(request, services.update(request.actor, edition, said()))


@route(router, f"POST {EDITION}/texts", replies.StudyWhole, Terms(takes=TextShape))
def write_study(request: Request, said: Said[TextShape], slug: str, pk: str) -> dict[str, Any]:
    """The words in one language, new or instead of the former ones."""
    edition = queries.edition(request.actor, slug, pk)
    services.write(request.actor, edition, said())
    return _again(request, edition)


@route(
    router, f"POST {EDITION}/citations", replies.QuotedTable, Terms(takes=CitationShape, status=201)
)
def cite(request: Request, said: Said[CitationShape], slug: str, pk: str) -> Made:
    """Quote figures as they are published now; the same name again quotes anew."""
    edition = queries.edition(request.actor, slug, pk)
    made = services.cite(request.actor, edition, said())
    address = f"/api/v1/studies/{slug}/editions/{pk}/citations/{made.name}"
    return Made(shown.citation(request.actor, edition, made), address)


@route(router, EDITION.join(("GET ", "/citations/{name}")), replies.QuotedTable,
       Terms(is_public=True))  # fmt: skip
def get_citation(request: Request, slug: str, pk: str, name: str) -> dict[str, Any]:
    """What is quoted: question, vintage, cells, and what changed since."""
    edition = queries.edition(request.actor, slug, pk)
    row = queries.citation(request.actor, edition, name)
    return shown.citation(request.actor, edition, row)


@route(router, f"POST {EDITION}/stage", replies.StudyWhole, Terms(takes=StageShape))
def step_study(request: Request, said: Said[StageShape], slug: str, pk: str) -> dict[str, Any]:
    """drafted > cleared (by another person) > published > withdrawn (with a reason)."""
    edition = queries.edition(request.actor, slug, pk)
    return _again(request, services.step(request.actor, edition, said()))


@route(router, f"POST {EDITION}/renew", replies.StudyWhole, Terms(takes=NothingShape, status=201))
def renew_study(request: Request, said: Said[NothingShape], slug: str, pk: str) -> Made:
    """The next edition as a draft: the same words, the figures of today."""
    edition = queries.edition(request.actor, slug, pk)
    said()
    return _made(request, services.renew(request.actor, edition))


def _made(request: Request, made: queries.StudyEdition) -> Made:
    address = f"/api/v1/studies/{made.slug}/editions/{made.number}"
    return Made(_again(request, made), address)


def _again(request: Request, edition: queries.StudyEdition) -> dict[str, Any]:
    """As it stands now."""
    found = queries.edition(request.actor, edition.slug, edition.number)
    return shown.edition(request.actor, found)
